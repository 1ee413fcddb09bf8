"""The journal route of a ship notice: goods received not invoiced as G/L lines of one location (booking rule 4.5)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from audit.models import SendAttempt
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
    """The order with what the journal route booked on it as received: NAV's own lines know nothing of it."""
    booked: dict[int, Decimal] = {}
    attempts = SendAttempt.objects.filter(connection_id=order_connection(work), kind=ReceiptInJournal.kind)
    for attempt in attempts.exclude(verdict=Verdict.REFUSED).exclude(document=work.document):
        if attempt.intent.get("order") == order.number:
            for sequence, quantity in attempt.intent.get("received", {}).items():
                booked[int(sequence)] = booked.get(int(sequence), Decimal(0)) + Decimal(quantity)
    if not booked:
        return order
    lines = (replace(line, received=line.received + booked.get(line.sequence, Decimal(0))) for line in order.lines)
    return replace(order, lines=tuple(lines))
