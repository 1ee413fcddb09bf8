"""The 860 of a document, made when it is worked on: what NAV says now against what the supplier has (x12 reference 4.4)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from django.utils import timezone

from audit import recording
from audit.models import Document, NavRecord
from audit.statuses import Acknowledgment, Verdict
from edi.mapping.order_change import describe
from edi.mapping.purchase_order import order_digest
from edi.problems import has_errors
from navcleo.sending.effects import Parked, Pending
from navcleo.workflows import change_drafts, freezing, order_changes, payment_terms, sent_orders
from navcleo.workflows.addressees import NotToSend, partner_of
from navcleo.workflows.candidates import State
from navcleo.workflows.work import Plan, Work

LOOK_AGAIN = timedelta(minutes=15)


def plan(work: Work) -> Plan:
    """The change to send. Raises Parked: order_changed where it cannot be said in an 860, and as `partner_of`; Pending while
    what was sent before is not answered; NotToSend where the supplier has the order as it is, or it is a draft again."""
    number = work.document.number
    work.hold(f"change:{number}")
    partner = partner_of(work)
    order = sent_orders.order_document(work.connection.pk, number, partner)
    if order is None:
        raise Parked("order_changed", f"Order {number} was not sent to {partner}.")
    if sent_orders.is_refused(order):
        next_step = "Send its 850 anew: it goes as NAV has it now. Then discard this."
        if order.acknowledgment != Acknowledgment.REJECTED:
            next_step = "Agree with the supplier, who refused it in an answer; then discard this."
        raise Parked("order_changed", f"{partner} does not have order {number}: it was rejected. {next_step}")
    earlier = [order, *(row for row in sent_orders.change_documents(order) if row.pk != work.document.pk)]
    _wait(earlier)
    record = work.nav.order_by_id(work.document.nav_source["id"])
    arrived = order_changes.received(work.nav, number) if record is None else {}
    drafted = change_drafts.draft(
        work.connection,
        partner,
        order,
        record,
        arrived,
        sequence=str(len(earlier)),
        terms=payment_terms.of(work.nav, record.payment_terms_id) if record else None,
    )
    digest = order_digest(record) if record else order_changes.GONE
    source = work.document.nav_source | {"digest": digest}
    recording.change(work.document, partner=partner, nav_source=source)
    if has_errors(drafted.problems):
        return Plan((), {}, tuple(asdict(row) for row in drafted.used), drafted.problems)
    if drafted.change is None:
        NavRecord.objects.filter(connection=work.connection, nav_id=source["id"]).update(sent_digest=digest)
        raise NotToSend(State.TAKEN if record else State.GONE, f"the supplier has order {number} as it is")
    effect = freezing.upload(work, drafted.change, partner, digest)
    effect.hold_key = f"change:{number}"
    shown = {"kind": "860 for order", "target": number, "change": drafted.change.sequence}
    target = shown | {"lines": describe(drafted.before, drafted.change)}
    used = tuple(asdict(row) for row in drafted.used)
    return Plan((effect,), {"targets": [target]}, used, drafted.problems)


def _wait(earlier: list[Document]) -> None:
    """A change is counted from what the supplier has: what left before must be decided and answered, or overdue."""
    for row in earlier:
        why = ""
        if row.attempts.filter(verdict__in=[Verdict.OPEN, Verdict.UNKNOWN]).exists():
            why = f"nobody knows yet whether {row} (no. {row.pk}) arrived"
        elif row.acknowledgment == Acknowledgment.EXPECTED:
            why = f"the 997 for {row} (no. {row.pk}) has not come yet"
        if why:
            raise Pending(timezone.now() + LOOK_AGAIN, "retry", why)


def settle_rejected(work: Work) -> None:
    """A change that has left holds all that a rejected one before it said: that one waits for nobody any more."""
    rows = Document.objects.filter(
        connection=work.connection,
        direction="outbound",
        kind="860",
        number=work.document.number,
        pk__lt=work.document.pk,
        quarantines__closed_at__isnull=True,
        quarantines__code="rejected_by_partner",
    )
    for row in rows.distinct():
        reason = f"said again by document no. {work.document.pk}"
        recording.close_quarantine(row, actor=recording.SYSTEM, resolution="resent", reason=reason)
