"""Which NAV records leave, and why not: baseline, drafts, vendors not on EDI, echoes, changes (booking rules 4.6, 5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from audit.models import Cursor, Document, NavRecord
from connectors.models import Connection
from edi.mapping.purchase_order import order_digest
from edi.models import VendorMapping
from edi.nav_records import Order, VendorInvoice

ORDERS = "purchaseOrders"
INVOICES = "purchaseInvoices"
State = NavRecord.State


@dataclass(frozen=True)
class Judgement:
    """`action` is send, wait (vendor undecided), changed, or none; `state` what the record becomes; `reason` for people."""

    action: str
    state: str
    reason: str


def is_baseline(connection: Connection, entity: str) -> bool:
    """The first poll of an entity: nothing was read to its last page before."""
    return not Cursor.objects.filter(connection=connection, entity=entity).exists()


def send_from(connection: Connection) -> date:
    """Records dated from here on leave at the first poll; default is today in the company's time zone."""
    return connection.send_from or timezone.now().astimezone(ZoneInfo(connection.time_zone)).date()


def vendor_of(connection: Connection, number: str, name: str = "") -> VendorMapping:
    """The mapping of a vendor; one that no sync has seen yet is undecided."""
    row, _ = VendorMapping.objects.get_or_create(
        connection=connection, vendor_number=number, defaults={"name": name[:100]}
    )
    return row


def record_of(connection: Connection, entity: str, nav_id: str) -> NavRecord | None:
    """What earlier polls know of a record."""
    return NavRecord.objects.filter(connection=connection, entity=entity, nav_id=nav_id).first()


def judge_order(connection: Connection, order: Order, record: NavRecord | None, *, baseline: bool) -> Judgement:
    """Whether an order leaves as 850 now."""
    if record and record.state in (State.TAKEN, State.HELD):
        return _judge_taken(order, record)
    if not order.is_released:
        return Judgement("none", State.DRAFT, f"{order.status}, not released")
    if record and record.state == State.BASELINE:
        return Judgement("none", State.BASELINE, "known before the first poll")
    old = order.ordered_on is None or order.ordered_on < send_from(connection)
    if baseline and record is None and old:
        return Judgement("none", State.BASELINE, "released before the first poll")
    return _judge_vendor(vendor_of(connection, order.vendor_number, order.vendor_name))


def _judge_taken(order: Order, record: NavRecord) -> Judgement:
    if not record.sent_digest:
        return Judgement("none", record.state, "is being sent")
    if order_digest(order) == record.sent_digest:
        return Judgement("none", State.TAKEN, "sent")
    return Judgement("changed", State.HELD, "changed since it was sent")


def judge_invoice(
    connection: Connection, invoice: VendorInvoice, record: NavRecord | None, *, baseline: bool
) -> Judgement:
    """Whether a posted invoice leaves as 810 now."""
    if record and record.state in (State.TAKEN, State.BASELINE, State.ECHO):
        return Judgement("none", record.state, record.note)
    if not invoice.is_posted:
        return Judgement("none", State.DRAFT, "not posted")
    if invoice.status in ("Canceled", "Corrective"):
        return Judgement("none", State.HELD, f"{invoice.status}; a person decides")
    if is_echo(connection, invoice):
        return Judgement("none", State.ECHO, "came to us as an 810")
    dated = invoice.posting_on or invoice.invoiced_on
    if baseline and record is None and (dated is None or dated < send_from(connection)):
        return Judgement("none", State.BASELINE, "posted before the first poll")
    return _judge_vendor(vendor_of(connection, invoice.vendor_number, invoice.vendor_name))


def is_echo(connection: Connection, invoice: VendorInvoice) -> bool:
    """True when any inbound 810, in any state, has this vendor and vendor invoice number: never sent back out."""
    if not invoice.vendor_invoice_number:
        return False
    partner = vendor_of(connection, invoice.vendor_number).partner_id
    held = Document.objects.filter(connection=connection, direction="inbound", kind="810")
    held = held.filter(number__iexact=invoice.vendor_invoice_number)
    return held.filter(Q(partner=partner) | Q(partner__isnull=True)).exists()


def _judge_vendor(vendor: VendorMapping) -> Judgement:
    if vendor.state == VendorMapping.State.NOT_ON_EDI:
        return Judgement("none", State.NOT_ON_EDI, f"vendor {vendor.vendor_number} is not on EDI")
    if vendor.state == VendorMapping.State.UNDECIDED or vendor.partner is None:
        return Judgement("wait", State.TAKEN, f"vendor {vendor.vendor_number} is undecided: on EDI or not?")
    return Judgement("send", State.TAKEN, f"to {vendor.partner}")
