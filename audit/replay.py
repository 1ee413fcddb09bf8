"""What a person can do with a document that stopped: replay, discard, correct, answer, approve (booking rules 2.2, 2.5).

Replay is a row going back to `received`; the ordinary worker picks it up. Each function raises Refused with a sentence for
people where the rules do not allow it.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import claims, recording
from audit.models import Document, NavRecord, Payload, Quarantine, Revision, SendAttempt
from audit.statuses import OPEN, Status, Verdict
from edi import reading
from edi.errors import EdiError
from edi.plain import business_number


class Refused(Exception):
    """Not allowed, with the reason and the next step in a sentence."""


def _need(reason: str, what: str = "A reason is needed.") -> None:
    if not reason.strip():
        raise Refused(what)


def _locked(document: Document) -> Document:
    return Document.objects.select_for_update().get(pk=document.pk)


def _idle(document: Document) -> None:
    """Nobody works on it and nothing of it is in doubt (booking rule 2.5)."""
    if claims.is_busy(document):
        raise Refused(f"{document} is being worked on right now; try again in a minute.")
    if document.attempts.filter(verdict=Verdict.UNKNOWN).exists():
        raise Refused(
            f"{document} has an attempt with unknown outcome; look at the other side and answer it first."
        )
    if document.attempts.filter(verdict=Verdict.OPEN).exists():
        raise Refused(f"{document} has an attempt that is not decided yet; wait for its verdict.")


@transaction.atomic
def replay(document: Document, *, actor: str, reason: str, resolution: str = "replayed") -> None:
    """Send a quarantined or discarded document through all steps again; targets already done stay done."""
    _need(reason)
    row = _locked(document)
    if row.status not in (Status.QUARANTINED, Status.DISCARDED):
        raise Refused(
            f"{row} is {row.get_status_display()}; only quarantined or discarded documents are replayed."
        )
    if (
        told := row.answered_by.filter(kind="824", direction="outbound")
        .exclude(status=Status.DISCARDED)
        .first()
    ):
        raise Refused(f"{row} was refused to its sender by {told}; book the one that they send instead.")
    _idle(row)
    recording.close_quarantine(row, actor=actor, resolution=resolution, reason=reason)
    fresh: dict[str, Any] = {
        "problems": [],
        "last_error": "",
        "claimed_by": "",
        "claimed_until": None,
        "twin": None,
        "finished_at": None,
    }
    recording.move(row, Status.RECEIVED, actor=actor, text=reason, action=resolution, **fresh)
    document.refresh_from_db()


@transaction.atomic
def discard(document: Document, *, actor: str, reason: str) -> None:
    """End a document without booking (more of) it. Refused where something is in doubt, and for one that is booked whole; of
    a linked one with an open cause only the cause is settled. What is booked already stays, and the event names it."""
    _need(reason)
    row = _locked(document)
    _idle(row)
    if row.status == Status.LINKED:
        if not row.quarantines.filter(closed_at__isnull=True).exists():
            raise Refused(f"{row} is booked; it cannot be discarded.")
        recording.close_quarantine(row, actor=actor, resolution="discarded", reason=reason)
        recording.note(actor=actor, action="settled", text=reason, document=row)
    elif row.status == Status.SENT:
        raise Refused(f"{row} is sent and about to be linked; it cannot be discarded.")
    else:
        recording.close_quarantine(row, actor=actor, resolution="discarded", reason=reason)
        done = "; ".join(attempt.name for attempt in row.attempts.filter(verdict=Verdict.DONE))
        text = f"{reason} (booked already and staying so: {done})" if done else reason
        recording.move(row, Status.DISCARDED, actor=actor, text=text, claimed_by="")
        _settle_record(row, reason)
    document.refresh_from_db()


def _settle_record(document: Document, reason: str) -> None:
    """The NAV record of a held document does not wait for a person any more."""
    if nav_id := document.nav_source.get("id"):
        held = NavRecord.objects.filter(
            connection_id=document.connection_id, nav_id=nav_id, state=NavRecord.State.HELD
        )
        held.update(state=NavRecord.State.TAKEN, note=f"settled by a person: {reason}"[:300])


@transaction.atomic
def discard_file(payload: Payload, *, actor: str, reason: str) -> None:
    """End a file that gave no document."""
    _need(reason)
    rows = Quarantine.objects.filter(payload=payload, document=None, closed_at__isnull=True)
    if not rows.update(
        closed_at=timezone.now(), closed_by=actor, resolution="discarded", resolution_reason=reason
    ):
        raise Refused(f"{payload} is not in quarantine.")
    recording.note(actor=actor, action="discarded", text=reason, payload=payload)


@transaction.atomic
def reread_file(payload: Payload, *, actor: str, reason: str) -> None:
    """Try a file that gave no document again, for instance after the size limit was raised or a reader was mended."""
    _need(reason)
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
    _need(reason, "A reason is needed: what did you see at the other side?")
    verdict = Verdict.DONE if done else Verdict.REFUSED
    recording.give_verdict(
        row, verdict, answer={**row.answer, "answered_by": actor}, error=reason, actor=actor
    )
    if row.hold_key:
        row.document.holds.filter(key=row.hold_key).delete()
    document = row.document
    if (
        document.status == Status.QUARANTINED
        and not document.attempts.filter(verdict=Verdict.UNKNOWN).exists()
    ):
        replay(document, actor=actor, reason=reason, resolution="answered")


@transaction.atomic
def approve(document: Document, *, code: str, actor: str, reason: str) -> None:
    """A manager accepts one cause (amount_differs, maybe_received_by_hand) for this document, a difference in money only as
    it was shown; it is replayed."""
    _need(reason)
    row = _locked(document)
    waits = row.quarantines.filter(closed_at__isnull=True, code=code).first()
    if waits is None:
        raise Refused(f"{row} does not wait for {code}.")
    _approve(row, code, actor=actor, reason=reason, **_shown_difference(waits))
    recording.note(actor=actor, action="approved", text=f"{code}: {reason}", document=row)
    replay(row, actor=actor, reason=reason)
    document.refresh_from_db()


def _shown_difference(row: Quarantine) -> dict[str, str]:
    difference = row.details.get("difference") if isinstance(row.details, dict) else None
    return {"difference": str(difference)} if difference else {}


def _approve(row: Document, code: str, *, actor: str, reason: str, **facts: str) -> None:
    entry = {"code": code, "by": actor, "reason": reason, "at": timezone.now().isoformat(), **facts}
    recording.change(row, approvals=[*row.approvals, entry])


@transaction.atomic
def book_again(document: Document, *, target: str, actor: str, reason: str) -> None:
    """A check found a done target undone in NAV (cancelled, deleted): open a new target for it, by a manager."""
    _need(reason)
    row = _locked(document)
    if row.direction != "inbound":
        raise Refused(f"{row} was sent, not booked; send it anew.")
    if row.status in OPEN:
        raise Refused(f"{row} is {row.get_status_display()} and still being worked on; wait for its end.")
    done = row.attempts.filter(target=target, verdict=Verdict.DONE).first()
    if done is None:
        raise Refused(f"{row} has nothing done for {target}.")
    if row.attempts.filter(target=target, kind="payment_posting").exists():
        raise Refused(f"{target} follows its lines; book a line again, and it is posted again with it.")
    name = target.partition("#")[0]
    again = sum(1 for entry in row.approvals if entry.get("code") == f"again:{name}")
    if target != (f"{name}#{again + 1}" if again else name):
        raise Refused(f"{target} was booked again already, as {name}#{again + 1}; look at that one.")
    _idle(row)
    _approve(row, f"again:{name}", actor=actor, reason=reason)
    text = f"{done.name}: {reason}"
    recording.note(actor=actor, action="book again", text=text, document=row)
    recording.reopen(row, actor=actor, text=reason, twin=None)
    recording.close_quarantine(row, actor=actor, resolution="replayed", reason=reason)
    document.refresh_from_db()


@transaction.atomic
def send_anew(document: Document, *, actor: str, reason: str) -> Document:
    """After a rejection: a new outbound document under new control numbers that names the old one."""
    _need(reason)
    row = _locked(document)
    if row.direction != "outbound" or row.status != Status.LINKED:
        raise Refused(f"{row} was not sent; only sent documents are sent anew.")
    _idle(row)
    if row.answered_by.filter(direction="outbound", kind=row.kind).exclude(status=Status.DISCARDED).exists():
        raise Refused(f"{row} was sent anew already.")
    kept = (
        "kind",
        "number",
        "order_numbers",
        "partner",
        "vendor_number",
        "amount",
        "currency",
        "nav_source",
        "is_test",
    )
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
    recording.note(
        actor=actor, action="sent anew", text=f"as no. {new.pk} ({generation}): {reason}", document=row
    )
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
        raise Refused(
            f"{row} is {row.get_status_display()}; only quarantined or discarded documents are corrected."
        )
    _need(reason)
    _idle(row)
    _keep_identity(row, content)
    revision = recording.revise(row, content, actor=actor, reason=reason, action="corrected")
    # what a manager accepted was the old text; only what was booked again stays booked again
    kept = [entry for entry in row.approvals if str(entry.get("code", "")).startswith("again:")]
    recording.change(row, is_edited=True, approvals=kept)
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


@transaction.atomic
def hurry(document: Document, *, actor: str) -> None:
    """Shorten the wait for a retry to now. The settle time of an undecided attempt is never shortened."""
    if document.waiting_for != "retry":
        raise Refused(f"{document} does not wait for a retry.")
    if not Document.objects.filter(pk=document.pk, waiting_for="retry").update(not_before=timezone.now()):
        raise Refused(f"{document} does not wait for a retry any more.")
    recording.note(actor=actor, action="hurried", document=document)
