"""Which NAV records leave, and why not: baseline, drafts, vendors not on EDI, echoes, changes (booking rules 4.6, 5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from audit.models import Cursor, Document, JournalLink, NavRecord, SendAttempt
from connectors.models import Connection
from edi.mapping.purchase_order import order_digest
from edi.models import VendorMapping
from edi.nav_records import Order, VendorInvoice

ORDERS = "purchaseOrders"
INVOICES = "purchaseInvoices"
State = NavRecord.State
NOBODYS = (State.NOT_ON_EDI, State.SET_OFF)  # nobody is sent such a document
SETTLED_BY_PEOPLE = frozenset({"Canceled", "Corrective"})


@dataclass(frozen=True)
class Judgement:
    """`action` is send, wait (vendor undecided), changed, hold (a person decides), or none; `state` what the record becomes;
    `reason` for people."""

    action: str
    state: str
    reason: str


def is_baseline(connection: Connection, entity: str) -> bool:
    """The first poll of an entity: nothing was read to its last page before."""
    return not Cursor.objects.filter(connection=connection, entity=entity).exists()


def vendor_of(connection: Connection, number: str, name: str = "") -> VendorMapping:
    """The mapping of a vendor; one that no sync has seen yet is undecided, and a row is made when a document needs it."""
    row = VendorMapping.objects.filter(connection=connection, vendor_number=number).first()
    return row or VendorMapping(connection=connection, vendor_number=number, name=name[:100])


def record_of(connection: Connection, entity: str, nav_id: str) -> NavRecord | None:
    """What earlier polls know of a record."""
    return NavRecord.objects.filter(connection=connection, entity=entity, nav_id=nav_id).first()


def judge(
    connection: Connection, record: Order | VendorInvoice, known: NavRecord | None, *, baseline: bool
) -> Judgement:
    """Whether a NAV record leaves now. Reads our rows, writes nothing."""
    if isinstance(record, Order):
        return _judge_order(connection, record, known, baseline=baseline)
    return _judge_invoice(connection, record, known, baseline=baseline)


def _judge_order(
    connection: Connection, order: Order, known: NavRecord | None, *, baseline: bool
) -> Judgement:
    state = known.state if known else ""
    if known and (known.sent_digest or state in (State.TAKEN, State.HELD)):
        return _judge_taken(order, known)
    if known and state in (State.BASELINE, *NOBODYS, State.GONE):
        return _judge_old(known)
    if not order.is_released:
        waits = state == State.RELEASED
        return Judgement("none", State.RELEASED if waits else State.DRAFT, f"{order.status}, not released")
    if baseline and known is None and (order.is_begun or _is_old(connection, order.ordered_on)):
        return Judgement("none", State.BASELINE, "released before the first poll")
    return _judge_vendor(vendor_of(connection, order.vendor_number, order.vendor_name), "850")


def _judge_taken(order: Order, known: NavRecord) -> Judgement:
    if not known.sent_digest:
        return Judgement("none", known.state, known.note or "is being sent")
    if order_digest(order) == known.sent_digest:
        return Judgement("none", State.TAKEN, "sent")
    if not order.is_released:
        return Judgement("none", known.state, f"{order.status} again since it was sent")
    return Judgement("changed", State.HELD, "changed since it was sent")


def _judge_old(known: NavRecord) -> Judgement:
    """What was set aside once stays so, whatever is edited later; only a person releases it (booking rule 5.1)."""
    if known.state == State.GONE:
        return Judgement("none", State.BASELINE, "was gone from NAV and came back; a person may release it")
    return Judgement("none", known.state, known.note)


def _judge_invoice(
    connection: Connection, invoice: VendorInvoice, known: NavRecord | None, *, baseline: bool
) -> Judgement:
    state = known.state if known else ""
    if known and state in (State.TAKEN, State.BASELINE, State.ECHO, State.HELD, *NOBODYS, State.GONE):
        return Judgement("none", state, known.note)
    if not invoice.is_posted:
        return Judgement("none", State.DRAFT, "not posted")
    if is_echo(connection, invoice):
        return Judgement("none", State.ECHO, "came to us as an 810, or was booked by us")
    if baseline and known is None and _is_old(connection, invoice.invoiced_on or invoice.posting_on):
        return Judgement("none", State.BASELINE, "posted before the first poll")
    vendor = _judge_vendor(vendor_of(connection, invoice.vendor_number, invoice.vendor_name), "810")
    if invoice.status in SETTLED_BY_PEOPLE and vendor.state not in NOBODYS:
        return Judgement("hold", State.HELD, f"{invoice.status} in NAV; a person decides")
    return vendor


def _is_old(connection: Connection, dated: date | None) -> bool:
    """At the first poll everything is old but what is dated on or after *send from*; without one nothing leaves."""
    return connection.send_from is None or dated is None or dated < connection.send_from


def is_echo(connection: Connection, invoice: VendorInvoice) -> bool:
    """True when this is an invoice that came to us or that we made: an inbound 810 in any state, or an attempt, has its
    vendor and vendor invoice number, or a link names it. It is never sent back out (booking rule 4.6)."""
    made = JournalLink.objects.filter(
        document__connection=connection, kind__in=["invoice", "draft"], nav_id=invoice.nav_id
    )
    if made.exclude(nav_id="").exists():
        return True
    number = invoice.vendor_invoice_number.strip()
    if not number:
        return False
    vendor = vendor_of(connection, invoice.vendor_number)
    theirs = (
        Q(vendor_number=vendor.vendor_number)
        | Q(vendor_number="", partner=vendor.partner)
        | Q(partner__isnull=True)
    )
    held = Document.objects.filter(theirs, connection=connection, direction="inbound", kind="810")
    if held.filter(number__iexact=number).exists():
        return True
    # the charges of an invoice have a number of their own, drafted by the attempt of the invoice
    named = Q(intent__vendor_invoice_number__iexact=number) | Q(
        intent__charges__vendor_invoice_number__iexact=number
    )
    return SendAttempt.objects.filter(
        named, connection=connection, intent__vendor=invoice.vendor_number
    ).exists()


def _judge_vendor(vendor: VendorMapping, code: str) -> Judgement:
    if vendor.state == VendorMapping.State.NOT_ON_EDI:
        return Judgement("none", State.NOT_ON_EDI, f"vendor {vendor.vendor_number} is not on EDI")
    if vendor.state == VendorMapping.State.UNDECIDED or vendor.partner is None:
        return Judgement("wait", State.TAKEN, f"vendor {vendor.vendor_number} is undecided: on EDI or not?")
    if reason := vendor.partner.switched_off(code):
        return Judgement("none", State.SET_OFF, reason)
    return Judgement("send", State.TAKEN, f"to {vendor.partner}")
