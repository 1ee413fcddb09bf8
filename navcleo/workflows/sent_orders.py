"""What the supplier has: an order as it was sent and the changes sent since, read from the bytes that left (booking 2.6)."""

from __future__ import annotations

from django.db.models import Q

from audit import recording
from audit.models import Document
from audit.statuses import Acknowledgment, Answer, Direction, Status, Verdict
from edi import reading
from edi.documents import OrderChange, PurchaseOrder
from edi.mapping.order_change import apply_change
from edi.models import TradingPartner

LIVE = (Verdict.OPEN, Verdict.DONE, Verdict.UNKNOWN)
REFUSED = Q(acknowledgment=Acknowledgment.REJECTED) | Q(answer=Answer.REJECTED)


def order_document(connection_id: int, number: str, partner: TradingPartner | None = None) -> Document | None:
    """The 850 under which the supplier has an order: the last one that left and was not rejected, else the last one."""
    rows = Document.objects.filter(
        connection_id=connection_id,
        direction=Direction.OUTBOUND,
        kind="850",
        number__iexact=number.strip(),
        attempts__verdict__in=LIVE,
    ).distinct()
    if partner is not None:
        rows = rows.filter(partner=partner)
    rows = rows.order_by("-pk")
    return rows.exclude(acknowledgment=Acknowledgment.REJECTED).first() or rows.first()


def change_documents(order: Document) -> list[Document]:
    """The 860s that left for this order, first come first, rejected ones too."""
    rows = Document.objects.filter(
        connection_id=order.connection_id,
        direction=Direction.OUTBOUND,
        kind="860",
        number=order.number,
        pk__gt=order.pk,
        attempts__verdict__in=LIVE,
    )
    return list(rows.distinct().order_by("pk"))


def sent_order(document: Document) -> PurchaseOrder:
    """The order as its 850 said it."""
    value = _sent(document)
    if not isinstance(value, PurchaseOrder):
        raise TypeError(f"{document} left as {type(value).__name__}")
    return value


def sent_change(document: Document) -> OrderChange:
    """The change as its 860 said it."""
    value = _sent(document)
    if not isinstance(value, OrderChange):
        raise TypeError(f"{document} left as {type(value).__name__}")
    return value


def _sent(document: Document) -> object:
    attempt = document.attempts.filter(verdict__in=LIVE).exclude(frozen=None).order_by("-number").first()
    if attempt is None:
        raise ValueError(f"{document} has not left")
    return reading.read(bytes(attempt.frozen or b"")).sets[0].document


def standing(order: Document, before: Document | None = None) -> PurchaseOrder:
    """The order as the supplier has it: the 850 with every change that was not rejected (those before one, where given)."""
    value = sent_order(order)
    for change in change_documents(order):
        if before is not None and change.pk >= before.pk:
            break
        if not is_refused(change):
            value = apply_change(value, sent_change(change))
    return value


def is_refused(document: Document) -> bool:
    """The partner does not have it, or does not agree to it."""
    return document.acknowledgment == Acknowledgment.REJECTED or document.answer == Answer.REJECTED


def release(sent: Document) -> None:
    """A change that waited for the answer to what was sent before it is due now."""
    if sent.kind not in ("850", "860"):
        return
    waiting = Document.objects.filter(
        connection_id=sent.connection_id,
        direction=Direction.OUTBOUND,
        kind="860",
        number=sent.number,
        status=Status.RECEIVED,
        waiting_for="retry",
    )
    for document in waiting.exclude(pk=sent.pk):
        waiting.filter(pk=document.pk).update(not_before=None)
        recording.note(
            actor=recording.SYSTEM, action="released", text=f"{sent} is answered", document=document
        )
