"""What a person can do with a document that stopped: replay, discard, correct, answer, approve (booking rules 2.2, 2.5).

Replay is a row going back to `received`; the ordinary worker picks it up. Each function raises Refused with a sentence for
people where the rules do not allow it.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from audit import claims, recording
from audit.models import Document, Payload, Quarantine, Revision, SendAttempt
from audit.statuses import Status, Verdict
from edi import reading
from edi.errors import EdiError
from edi.plain import business_number


class Refused(Exception):
    """Not allowed, with the reason and the next step in a sentence."""


def _locked(document: Document) -> Document:
    return Document.objects.select_for_update().get(pk=document.pk)


def _idle(document: Document) -> None:
    if document.claimed_by and document.claimed_until and document.claimed_until > timezone.now():
        if claims.lives(document.claimed_by):
            raise Refused(f"{document} is being worked on right now; try again in a minute.")
    if document.attempts.filter(verdict=Verdict.UNKNOWN).exists():
        raise Refused(f"{document} has an attempt with unknown outcome; look at the other side and answer it first.")
    if document.attempts.filter(verdict=Verdict.OPEN).exists():
        raise Refused(f"{document} has an attempt that is not decided yet; wait for its verdict.")


@transaction.atomic
def replay(document: Document, *, actor: str, reason: str, resolution: str = "replayed") -> None:
    """Send a quarantined or discarded document through all steps again; targets already done stay done."""
    row = _locked(document)
    if row.status not in (Status.QUARANTINED, Status.DISCARDED):
        raise Refused(f"{row} is {row.get_status_display()}; only quarantined or discarded documents are replayed.")
    _idle(row)
    recording.close_quarantine(row, actor=actor, resolution=resolution, reason=reason)
    recording.move(row, Status.RECEIVED, actor=actor, text=reason, problems=[], last_error="", claimed_by="", twin=None)
    document.refresh_from_db()


@transaction.atomic
def discard(document: Document, *, actor: str, reason: str) -> None:
    """End a document without booking it. Refused where something of it is booked or in doubt."""
    row = _locked(document)
    if not reason.strip():
        raise Refused("A reason is needed.")
    _idle(row)
    if row.status == Status.LINKED:
        if not row.quarantines.filter(closed_at__isnull=True).exists():
            raise Refused(f"{row} is booked; it cannot be discarded.")
        recording.close_quarantine(row, actor=actor, resolution="discarded", reason=reason)
        recording.note(actor=actor, action="settled", text=reason, document=row)
    else:
        recording.close_quarantine(row, actor=actor, resolution="discarded", reason=reason)
        recording.move(row, Status.DISCARDED, actor=actor, text=reason, claimed_by="")
    document.refresh_from_db()


@transaction.atomic
def discard_file(payload: Payload, *, actor: str, reason: str) -> None:
    """End a file that gave no document."""
    if not reason.strip():
        raise Refused("A reason is needed.")
    rows = Quarantine.objects.filter(payload=payload, document=None, closed_at__isnull=True)
    if not rows.update(
        closed_at=timezone.now(), closed_by=actor, resolution="discarded", resolution_reason=reason
    ):
        raise Refused(f"{payload} is not in quarantine.")
    recording.note(actor=actor, action="discarded", text=reason, payload=payload)


@transaction.atomic
def reread_file(payload: Payload, *, actor: str, reason: str) -> None:
    """Try a file that gave no document again, for instance after the size limit was raised or a reader was mended."""
    if payload.content is None:
        raise Refused(f"{payload} was left at Cleo; raise the limit and the next poll takes it.")
    Quarantine.objects.filter(payload=payload, document=None, closed_at__isnull=True).update(
        closed_at=timezone.now(), closed_by=actor, resolution="replayed", resolution_reason=reason
    )
    payload.read_at = None
    payload.save(update_fields=["read_at"])
    recording.note(actor=actor, action="replayed", text=reason, payload=payload)


@transaction.atomic
def answer_outcome(attempt: SendAttempt, *, done: bool, actor: str, reason: str) -> None:
    """A person looked at the other side: it was done, or it was not. Then the document may be replayed."""
    row = SendAttempt.objects.select_for_update().get(pk=attempt.pk)
    if row.verdict != Verdict.UNKNOWN:
        raise Refused(f"{row} is not in doubt.")
    if not reason.strip():
        raise Refused("A reason is needed: what did you see at the other side?")
    verdict = Verdict.DONE if done else Verdict.REFUSED
    recording.give_verdict(row, verdict, answer={**row.answer, "answered_by": actor}, error=reason, actor=actor)
    if row.hold_key:
        row.document.holds.filter(key=row.hold_key).delete()
    document = row.document
    if document.status == Status.QUARANTINED and not document.attempts.filter(verdict=Verdict.UNKNOWN).exists():
        replay(document, actor=actor, reason=reason, resolution="answered")


@transaction.atomic
def approve(document: Document, *, code: str, actor: str, reason: str) -> None:
    """A manager accepts one cause (amount_differs, maybe_received_by_hand) for this document; it is replayed."""
    row = _locked(document)
    if not reason.strip():
        raise Refused("A reason is needed.")
    approvals = [*row.approvals, {"code": code, "by": actor, "reason": reason, "at": timezone.now().isoformat()}]
    Document.objects.filter(pk=row.pk).update(approvals=approvals)
    recording.note(actor=actor, action="approved", text=f"{code}: {reason}", document=row)
    row.approvals = approvals
    replay(row, actor=actor, reason=reason)
    document.refresh_from_db()


@transaction.atomic
def book_again(document: Document, *, target: str, actor: str, reason: str) -> None:
    """A check found a done target undone in NAV (cancelled, deleted): open a new target for it, by a manager."""
    row = _locked(document)
    if not reason.strip():
        raise Refused("A reason is needed.")
    done = row.attempts.filter(target=target, verdict=Verdict.DONE)
    if not done.exists():
        raise Refused(f"{row} has nothing done for {target}.")
    _idle(row)
    again = [*row.approvals, {"code": f"again:{target}", "by": actor, "reason": reason, "at": timezone.now().isoformat()}]
    recording.note(actor=actor, action="book again", text=f"{target}: {reason}", document=row)
    Document.objects.filter(pk=row.pk).update(
        approvals=again, status=Status.RECEIVED, not_before=None, finished_at=None, claimed_by=""
    )
    recording.note(
        actor=actor, action="received", text=reason, document=row, from_status=row.status, to_status=Status.RECEIVED
    )
    recording.close_quarantine(row, actor=actor, resolution="replayed", reason=reason)
    document.refresh_from_db()


@transaction.atomic
def send_anew(document: Document, *, actor: str, reason: str) -> Document:
    """After a rejection: a new outbound document under new control numbers that names the old one."""
    row = _locked(document)
    if row.direction != "outbound" or row.status != Status.LINKED:
        raise Refused(f"{row} was not sent; only sent documents are sent anew.")
    _idle(row)
    if row.answered_by.filter(direction="outbound", kind=row.kind).exclude(status=Status.DISCARDED).exists():
        raise Refused(f"{row} was sent anew already.")
    kept = ("kind", "number", "order_numbers", "partner", "vendor_number", "amount", "currency", "nav_source", "is_test")
    generation = row.business_key.count("|again") + 1
    new = recording.create_document(
        row.payload,
        recording.content_of(row),
        actor=actor,
        direction="outbound",
        answers=row,
        business_key=f"{row.business_key}|again",
        **{name: getattr(row, name) for name in kept},
    )
    recording.note(actor=actor, action="sent anew", text=f"as no. {new.pk} ({generation}): {reason}", document=row)
    recording.close_quarantine(row, actor=actor, resolution="resent", reason=reason)
    return new


@transaction.atomic
def revise(document: Document, *, content: bytes, actor: str, reason: str) -> Revision:
    """Keep a corrected content beside the original. Refused while an attempt is undecided, and where an edit would change
    what the document is (its number, order or kind) after an attempt was made under the old one."""
    row = _locked(document)
    if row.direction != "inbound":
        raise Refused("What we send is corrected in NAV, then replayed.")
    if row.status not in (Status.QUARANTINED, Status.DISCARDED):
        raise Refused(f"{row} is {row.get_status_display()}; only quarantined or discarded documents are corrected.")
    if not reason.strip():
        raise Refused("A reason is needed.")
    _idle(row)
    _keep_identity(row, content)
    number = row.revisions.count()
    revision = Revision.objects.create(document=row, number=number, content=content, made_by=actor, reason=reason)
    Document.objects.filter(pk=row.pk).update(is_edited=True)
    recording.note(actor=actor, action="corrected", text=f"revision {number}: {reason}", document=row)
    document.refresh_from_db()
    return revision


def _keep_identity(document: Document, content: bytes) -> None:
    try:
        result = reading.read(content)
    except EdiError as error:
        raise Refused(f"The corrected text cannot be read: {error}") from error
    if len(result.sets) != 1:
        raise Refused(f"The corrected text must hold exactly one document; it holds {len(result.sets)}.")
    if result.sets[0].code != document.kind:
        raise Refused(f"The corrected text is a {result.sets[0].code}, the document is a {document.kind}.")
    value = result.sets[0].document
    if document.attempts.exclude(verdict=Verdict.REFUSED).exists() and (
        value is None or business_number(value) != document.number
    ):
        raise Refused(f"{document} has been booked in part; its number cannot be changed any more.")


def hurry(document: Document, *, actor: str) -> None:
    """Shorten the wait for a retry to now. The settle time of an undecided attempt is never shortened."""
    if document.waiting_for != "retry":
        raise Refused(f"{document} does not wait for a retry.")
    Document.objects.filter(pk=document.pk, waiting_for="retry").update(not_before=timezone.now())
    recording.note(actor=actor, action="hurried", document=document)
