"""The journal route of a ship notice: goods received not invoiced as G/L lines of one location (booking rule 4.5)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from audit.models import Document
from audit.statuses import Verdict
from edi.mapping.amounts import line_amount
from edi.mapping.ship_notice import ReceiptProposal
from edi.models import LocationMapping, Source
from edi.nav_records import JournalLine, Order
from navcleo import lookup_tables
from navcleo.sending.effects import Parked
from navcleo.sending.receipt_in_journal import ReceiptInJournal
from navcleo.workflows.work import Work

NO_LOCATION = "MAIN"


def less_accrued(work: Work, order: Order) -> Order:
    """The order with what the journal route booked on it shown as received: NAV's own lines know nothing of it."""
    booked: dict[int, Decimal] = {}
    for other in _booked_on(work, order):
        live = set(other.attempts.exclude(verdict=Verdict.REFUSED).values_list("target", flat=True))
        for row in other.proposal.get("targets", []):
            if row.get("order") == order.number and row["target"] in live:
                for sequence, quantity in row.get("received", {}).items():
                    booked[int(sequence)] = booked.get(int(sequence), Decimal(0)) + Decimal(quantity)
    if not booked:
        return order
    lines = (
        replace(line, received=line.received + booked.get(line.sequence, Decimal(0))) for line in order.lines
    )
    return replace(order, lines=tuple(lines))


def _booked_on(work: Work, order: Order) -> list[Document]:
    rows = Document.objects.filter(
        connection=work.connection,
        attempts__kind=ReceiptInJournal.kind,
        attempts__target__startswith=f"order:{order.number}",
    )
    return list(rows.exclude(pk=work.document.pk).distinct())


def location_of(work: Work, order: Order, proposal: ReceiptProposal) -> str:
    """The one location that the received lines go to. Raises Parked: location_unmapped."""
    lookups = lookup_tables.lookups_for(work.connection, None)
    received = {line.sequence for line in proposal.lines}
    ids = {line.location_id for line in order.lines if line.sequence in received and line.location_id}
    unknown = [nav_id for nav_id in ids if nav_id not in lookups.location_ids]
    if unknown:
        raise Parked(
            "location_unmapped",
            f"Order {order.number} goes to a location that no sync has seen. Sync, then replay.",
        )
    codes = sorted(lookups.location_ids[nav_id] for nav_id in ids)
    if len(codes) > 1:
        raise Parked(
            "location_unmapped",
            f"Order {order.number} goes to several locations; the journal route books one.",
        )
    return codes[0] if codes else NO_LOCATION


def dimensions_of(work: Work, location: str) -> dict[str, str]:
    """What the lines carry: the location's value under the location dimension, where NAV has one."""
    row = LocationMapping.objects.filter(
        connection=work.connection,
        location_code=location,
        source=Source.NAV_DIMENSION,
        vanished_at__isnull=True,
    ).first()
    return {work.connection.location_dimension: row.code} if row and row.code else {}


def journal_lines(work: Work, order: Order, proposal: ReceiptProposal) -> list[JournalLine]:
    """Goods received, per order line at the order's price, against the accrual account. Raises Parked: nav_refused,
    currency_differs."""
    connection = work.connection
    if not connection.goods_account or not connection.accrual_account:
        raise Parked(
            "nav_refused", f"{connection.name} has no goods and accrual account for the journal route."
        )
    if order.currency not in ("", connection.local_currency):
        raise Parked(
            "currency_differs",
            f"Order {order.number} is in {order.currency}; journals take local currency only.",
        )
    by_sequence = {line.sequence: line for line in order.lines}
    rows: list[JournalLine] = []
    total = Decimal(0)
    for line in proposal.lines:
        amount = line_amount(
            by_sequence[line.sequence], line.quantity, prices_include_tax=order.prices_include_tax
        ).net
        total += amount
        text = f"{order.number} {line.item_number} {line.quantity.normalize():f} {line.unit}"[:100]
        rows.append(JournalLine("G/L Account", connection.goods_account, amount, work.today(), "", "", text))
    text = f"{order.number} goods received not invoiced"
    rows.append(JournalLine("G/L Account", connection.accrual_account, -total, work.today(), "", "", text))
    return rows
