"""A change of an order on paper: what the supplier has beside what NAV says now, for sending and for a dry run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import timezone

from audit.models import Document, NavRecord
from connectors.models import Connection
from connectors.nav.client import NavClient
from edi import reading, writing
from edi.documents import OrderChange, PurchaseOrder, Terms
from edi.errors import EdiError
from edi.mapping.lookups import MappingUsed
from edi.mapping.order_change import cancellation, describe, order_change
from edi.mapping.order_lines import ITEM_TYPE
from edi.mapping.purchase_order import map_order
from edi.models import TradingPartner
from edi.nav_records import Order, VendorInvoice
from edi.problems import Problem
from navcleo import lookup_tables
from navcleo.sending.effects import Parked
from navcleo.workflows import freezing, order_changes, payment_terms, sent_orders
from navcleo.workflows.addressees import NotToSend, parties
from navcleo.workflows.candidates import State


@dataclass(frozen=True)
class Drafted:
    """A change on paper: None where the supplier sees no difference."""

    before: PurchaseOrder
    change: OrderChange | None
    problems: tuple[Problem, ...] = ()
    used: tuple[MappingUsed, ...] = ()


def draft(
    connection: Connection,
    partner: TradingPartner,
    order: Document,
    record: Order | None,
    arrived: dict[str, Decimal],
    *,
    sequence: str,
    terms: Terms | None = None,
) -> Drafted:
    """The change between what the supplier has and NAV's order; without a record what did not arrive is taken back. Reads
    our rows only. Raises Parked (order_changed) for another currency, NotToSend for a draft."""
    before = sent_orders.standing(order)
    today = timezone.now().astimezone(connection.zone).date()
    if record is None:
        kept = tuple(line for line in before.lines if arrived.get(line.line_number))
        if not kept:
            return Drafted(before, cancellation(before, sequence=sequence, changed_on=today))
        _refuse_split(order.number, before, changed=True)
        lines = tuple(replace(line, quantity=min(line.quantity, arrived[line.line_number])) for line in kept)
        rest = order_change(
            before, replace(before, lines=lines), arrived, sequence=sequence, changed_on=today
        )
        return Drafted(before, rest)
    if not record.is_released:
        raise NotToSend(
            State.TAKEN, f"order {record.number} is {record.status} again; it is looked at when released"
        )
    if not any(line.line_type == ITEM_TYPE and line.quantity > 0 for line in record.lines):
        nothing = None if not before.lines else cancellation(before, sequence=sequence, changed_on=today)
        return Drafted(before, nothing)
    # the date that was sent stays: NAV's moves with each receipt
    as_sent = replace(record, ordered_on=before.ordered_on)
    now, problems, used = _now(connection, partner, as_sent, terms if before.terms else None)
    if now is None:
        return Drafted(before, None, problems, used)
    if now.currency != before.currency and not now.currency:
        text = f"Order {record.number} left in {before.currency} and is in {connection.local_currency} now; no 860 can say that."
        raise Parked("order_changed", text)
    received = {str(line.sequence): line.received for line in record.lines if line.received}
    _refuse_split(order.number, before, now, changed=before.lines != now.lines)
    change = order_change(before, now, received, sequence=sequence, changed_on=today)
    return Drafted(before, change, problems, used)


def _refuse_split(number: str, *orders: PurchaseOrder, changed: bool) -> None:
    """Quantities by store are nothing that an 860 of ours could change. Raises Parked (order_changed)."""
    if changed and any(line.stores for order in orders for line in order.lines):
        text = f"Order {number} is split by stores, which our 860 does not carry. Tell the supplier what changed."
        raise Parked("order_changed", text)


def _now(
    connection: Connection, partner: TradingPartner, record: Order, terms: Terms | None
) -> tuple[PurchaseOrder | None, tuple[Problem, ...], tuple[MappingUsed, ...]]:
    """NAV's order as this partner would read it: written and read back, so that only what shows on the wire differs."""
    profile = lookup_tables.profile_for(connection, partner)
    own, theirs = parties(connection, partner, record.vendor_number, record.vendor_name)
    value, problems, used = map_order(
        record,
        lookup_tables.lookups_for(connection, partner),
        own=own,
        vendor_party=theirs,
        terms=terms,
        profile=profile,
        local_currency=connection.local_currency,
    )
    if value is not None:
        content = writing.write(value, profile, freezing.TRIAL, timezone.now())
        shown = reading.read(content).sets[0].document
        value = shown if isinstance(shown, PurchaseOrder) else None
    return value, tuple(problems), tuple(used)


def told(connection: Connection, nav: NavClient, row: NavRecord, record: Order | VendorInvoice | None) -> str:
    """What an 860 would say now, as one sentence for a dry run; writes nothing."""
    order = sent_orders.order_document(connection.pk, row.number)
    if order is None or order.partner is None or isinstance(record, VendorInvoice):
        return "changed since it was sent"
    arrived = {} if record else order_changes.received(nav, row.number)
    try:
        terms = payment_terms.of(nav, record.payment_terms_id) if record else None
        drafted = draft(connection, order.partner, order, record, arrived, sequence="", terms=terms)
    except (Parked, NotToSend, EdiError) as stopped:
        return str(stopped)
    errors = [problem.text for problem in drafted.problems if problem.severity == "error"]
    if errors or drafted.change is None:
        return " ".join(errors) or "nothing that the supplier was told is different"
    rows = describe(drafted.before, drafted.change)
    return "; ".join(_sentence(one["line"], one["what"], one["was"], one["is"]) for one in rows)


def _sentence(line: str, what: str, was: str, now: str) -> str:
    place = "" if line in ("all", "header") else f"line {line} "
    values = f": {was} → {now}" if was and now else f": {was or now}" if was or now else ""
    return f"{place}{what}{values}"
