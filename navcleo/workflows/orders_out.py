"""NAV order → 850, posted invoice → 810, group read → 997: mapped, written, validated, frozen, uploaded (x12 reference 4)."""

from __future__ import annotations

from dataclasses import asdict, replace

from audit import recording
from audit.models import Document, NavRecord
from audit.statuses import Verdict
from edi import reading
from edi.documents import Document as Value
from edi.mapping.lookups import MappingUsed
from edi.mapping.purchase_invoice import map_posted_invoice
from edi.mapping.purchase_order import map_order, order_digest
from edi.models import TradingPartner
from edi.problems import Problem
from navcleo import lookup_tables
from navcleo.sending.effects import Parked
from navcleo.workflows import freezing, payment_terms, sent_orders
from navcleo.workflows.addressees import NotToSend, parties, partner_of
from navcleo.workflows.candidates import is_echo
from navcleo.workflows.parties import read_by_profiles
from navcleo.workflows.work import Plan, Work


def plan_order(work: Work) -> Plan:
    """The 850 of an order as NAV has it now. Raises Parked: order_changed, order_closed, and as `partner_of`; NotToSend
    where it is a draft again."""
    _refuse_second(work)
    order = work.nav.order_by_id(work.document.nav_source["id"])
    if order is None:
        raise Parked(
            "order_closed", f"Order {work.document.number} is complete or deleted in NAV; nothing was sent."
        )
    if not order.is_released:
        raise NotToSend(
            NavRecord.State.DRAFT,
            f"order {order.number} is {order.status} again; it leaves when it is released",
        )
    if work.document.answers:
        # the date it was first sent with stays: NAV's has moved with each receipt since
        order = replace(order, ordered_on=sent_orders.sent_order(work.document.answers).ordered_on)
    partner = partner_of(work)
    profile = lookup_tables.profile_for(work.connection, partner)
    own, theirs = parties(work.connection, partner, order.vendor_number, order.vendor_name)
    value, problems, used = map_order(
        order,
        lookup_tables.lookups_for(work.connection, partner),
        own=own,
        vendor_party=theirs,
        terms=payment_terms.of(work.nav, order.payment_terms_id),
        profile=profile,
        local_currency=work.connection.local_currency,
    )
    digest = order_digest(order)
    source = work.document.nav_source | {"digest": digest, "etag": order.etag}
    recording.change(work.document, partner=partner, amount=order.total, nav_source=source)
    return _plan(work, partner, value, digest=digest, problems=problems, used=used)


def plan_invoice(work: Work) -> Plan:
    """The self-billed 810 of a posted purchase invoice. Raises as `plan_order`; NotToSend for an echo (booking rule 4.6)."""
    invoice = work.nav.invoice(work.document.nav_source["id"])
    if invoice is None:
        raise Parked("order_closed", f"Invoice {work.document.number} is no longer in NAV; nothing was sent.")
    if is_echo(work.connection, invoice):
        raise NotToSend(
            NavRecord.State.ECHO, f"invoice {invoice.number} came to us as an 810, or was booked by us"
        )
    partner = partner_of(work)
    own, theirs = parties(work.connection, partner, invoice.vendor_number, invoice.vendor_name)
    value, problems, used = map_posted_invoice(
        invoice,
        lookup_tables.lookups_for(work.connection, partner),
        own=own,
        vendor_party=theirs,
        terms=payment_terms.of_invoice(work.nav, invoice),
        profile=lookup_tables.profile_for(work.connection, partner),
        local_currency=work.connection.local_currency,
    )
    recording.change(work.document, partner=partner)
    return _plan(work, partner, value, digest=invoice.nav_id, problems=problems, used=used)


def _plan(
    work: Work,
    partner: TradingPartner,
    value: Value | None,
    *,
    digest: str,
    problems: list[Problem],
    used: list[MappingUsed],
) -> Plan:
    rows = tuple(asdict(row) for row in used)
    if value is None:
        return Plan((), {}, rows, tuple(problems))
    return Plan((freezing.upload(work, value, partner, digest),), _shown(value), rows, tuple(problems))


def plan_acknowledgment(work: Work) -> Plan:
    """The 997 of one group that was read."""
    source = work.document.nav_source
    result = read_by_profiles(work.connection, bytes(work.document.payload.content or b""))
    value = reading.acknowledgment_of(result, source["interchange"], source["group"])
    partner = partner_of(work)
    effect = freezing.upload(work, value, partner, f"{value.group_code}-{value.group_control_number}")
    return Plan((effect,), {"targets": [{"kind": "997", "target": work.document.number, "lines": []}]})


def _refuse_second(work: Work) -> None:
    """An order that was sent never leaves as a second 850; only 'send anew' after a rejection names the old one."""
    if work.document.answers_id:
        return
    sent = Document.objects.filter(
        connection=work.connection, direction="outbound", kind="850", number=work.document.number
    ).exclude(pk=work.document.pk)
    live = sent.filter(attempts__verdict__in=[Verdict.OPEN, Verdict.DONE, Verdict.UNKNOWN]).first()
    if live:
        raise Parked(
            "order_changed", f"Order {work.document.number} was sent already, as document no. {live.pk}."
        )


def _shown(value: Value) -> dict[str, object]:
    lines = [
        {
            "line": ln.line_number,
            "quantity": str(ln.quantity),
            "unit": ln.unit,
            "price": str(ln.price),
            "text": ln.description,
        }
        for ln in getattr(value, "lines", ())
    ]
    return {"targets": [{"kind": value.kind, "target": value.number, "lines": lines}]}
