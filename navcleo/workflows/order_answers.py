"""855 and 865 in: the supplier's word on what was sent, shown beside it; what differs waits for a person (x12 reference 4.4).

Never changes the order in NAV."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from audit import recording
from audit.models import Document
from audit.statuses import Answer, Direction, Status
from edi.documents import OrderAnswer
from edi.mapping.order_answer import ACCEPTED, REJECTED, Comparison, compare
from edi.mapping.order_change_answer import compare_change
from edi.models import TradingPartner
from navcleo.sending.effects import Parked
from navcleo.workflows import acknowledgments, answer_words, sent_orders, steps
from navcleo.workflows.work import Plan, Work

CODE = "answer_differs"
ANSWERABLE = ("850", "860")
ANSWERING = ("855", "865")
STATES = {ACCEPTED: Answer.ACCEPTED, REJECTED: Answer.REJECTED}


def note(work: Work, value: OrderAnswer, partner: TradingPartner) -> None:
    """Hold the answer against what was sent and write it there. Raises Parked: order_not_found, not_your_order,
    answer_differs (unless a manager approved it)."""
    sent, comparison = _compared(work, value, partner)
    steps.mapped(work, Plan((), {"targets": [answer_words.shown(value, comparison)]}))
    recording.change(work.document, answers=sent)
    text = answer_words.describe(value, comparison)
    approved = work.approved(CODE)
    _write(work.document, sent, comparison, f"{text} Approved by a manager." if approved else text)
    if comparison.differences and not approved:
        difference = comparison.difference
        details = {"order": value.number, "difference": "" if difference is None else str(difference)}
        raise Parked(CODE, text, details)
    steps.advance(work.document, Status.SENT)
    recording.move(work.document, Status.LINKED, text=text)


def _compared(work: Work, value: OrderAnswer, partner: TradingPartner) -> tuple[Document, Comparison]:
    order = sent_orders.order_document(work.connection.pk, value.number, partner)
    if order is None:
        if sent_orders.order_document(work.connection.pk, value.number):
            text = f"Order {value.number} was not sent to {partner}."
            raise Parked("not_your_order", text, {"order": value.number})
        text = f"No order {value.number} was sent to {partner} from here; nothing to compare the answer with."
        raise Parked("order_not_found", text, {"order": value.number})
    change = _answered_change(order, value) if value.kind == "865" else None
    sent = change or order
    acknowledgments.prove_arrival(sent, f"answered by {value.kind}")
    if value.kind == "855":
        return sent, compare(sent_orders.sent_order(order), value)
    before = sent_orders.standing(order, change)
    return sent, compare_change(before, sent_orders.sent_change(change) if change else None, value)


def _answered_change(order: Document, value: OrderAnswer) -> Document | None:
    """The 860 that an 865 answers: by its number, else the last one without an answer; None = the supplier's own change."""
    changes = sent_orders.change_documents(order)
    wanted = value.sequence.lstrip("0")
    if wanted:
        return next((row for row in changes if sent_orders.sent_change(row).sequence == wanted), None)
    last = changes[-1] if changes else None
    return last if last and last.answer in (Answer.NOT_ASKED, Answer.EXPECTED, Answer.OVERDUE) else None


@transaction.atomic
def _write(document: Document, sent: Document, comparison: Comparison, text: str) -> None:
    """The newest answer counts; an older one that is worked on late changes nothing. What waited for a person because of
    an earlier answer is settled by a newer one for the same lines."""
    answers = Document.objects.filter(answers=sent, direction=Direction.INBOUND, kind__in=ANSWERING)
    if answers.filter(pk__gt=document.pk, status__in=[Status.LINKED, Status.QUARANTINED]).exists():
        return
    state = STATES.get(comparison.state, Answer.CHANGED)
    Document.objects.filter(pk=sent.pk).update(answer=state, answer_text=text, answer_due_at=None)
    sent.refresh_from_db()
    recording.note(actor=f"{document.kind} no. {document.pk}", action="answered", text=text, document=sent)
    sent_orders.release(sent)
    lines = {line.line for line in comparison.lines}
    for earlier in answers.filter(pk__lt=document.pk, status=Status.QUARANTINED, quarantines__code=CODE):
        targets = earlier.proposal.get("targets", [])
        differing = {row["line"] for one in targets for row in one.get("lines", []) if row["what differs"]}
        if differing <= lines:
            reason = f"answered again by document no. {document.pk}"
            recording.close_quarantine(earlier, actor=recording.SYSTEM, resolution="healed", reason=reason)
            recording.move(earlier, Status.DISCARDED, text=reason)


def expect(document: Document, partner: TradingPartner) -> None:
    """After an order or change has left: the supplier's answer is expected by a time, where this partner sends answers."""
    if partner.sends_855 and document.kind in ANSWERABLE:
        due = timezone.now() + timedelta(hours=partner.answer_hours)
        # not over an answer that was quicker than we
        waiting = Document.objects.filter(pk=document.pk, answer=Answer.NOT_ASKED)
        waiting.update(answer=Answer.EXPECTED, answer_due_at=due)


def mark_overdue() -> int:
    """Turn expected into overdue where the time is up. Returns how many."""
    rows = Document.objects.filter(answer=Answer.EXPECTED, answer_due_at__lt=timezone.now())
    for document in rows:
        recording.note(actor=recording.SYSTEM, action="overdue", text="no answer in time", document=document)
    return Document.objects.filter(pk__in=[row.pk for row in rows]).update(answer=Answer.OVERDUE)
