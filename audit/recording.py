"""The only functions that write the audit trail; each writes its Event in the same transaction as the change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import attempt_words, claims
from audit.models import (
    Document,
    Event,
    Forgiveness,
    JournalLink,
    Payload,
    PollRun,
    Quarantine,
    Revision,
    SendAttempt,
)
from audit.quarantine_codes import CODES
from audit.statuses import Status, Verdict, check_move

SYSTEM = "navcleo"
ClaimLost = claims.ClaimLost


class KeyTaken(Exception):
    """The send key has an open, done or unknown attempt already: booking it again is refused by the database."""


def note(
    *,
    actor: str,
    action: str,
    text: str = "",
    document: Document | None = None,
    payload: Payload | None = None,
    connection_id: int | None = None,
    from_status: str = "",
    to_status: str = "",
) -> Event:
    """Write one event."""
    owner = document or payload
    return Event.objects.create(
        document=document,
        payload=payload,
        connection_id=connection_id or (owner.connection_id if owner else None),
        actor=actor,
        action=action,
        text=text,
        from_status=from_status,
        to_status=to_status,
        version=settings.VERSION,
    )


def start_run(connection: Any, poll: str, actor: str) -> PollRun:
    """Begin one poll, sweep or sync."""
    return PollRun.objects.create(connection=connection, poll=poll, actor=actor, owner=claims.me())


def finish_run(run: PollRun, counts: Mapping[str, int], error: str = "") -> None:
    """End a run with what it counted; an error makes it failed."""
    run.counts = dict(counts)
    run.error = error
    run.state = PollRun.State.FAILED if error else PollRun.State.DONE
    run.finished_at = timezone.now()
    run.save()


@transaction.atomic
def store_payload(
    connection: Any,
    *,
    direction: str,
    name: str,
    content: bytes | None,
    size: int,
    source: str = "",
    cleo_id: str = "",
    cleo_modified: str = "",
    run: PollRun | None = None,
    actor: str = SYSTEM,
) -> Payload:
    """Keep one file or snapshot as it came. A file with the same name, size and hash before it becomes its twin."""
    digest = hashlib.sha256(content).hexdigest() if content is not None else ""
    twin = None
    if digest:
        twin = (
            Payload.objects.filter(connection=connection, name=name, sha256=digest, size=size)
            .order_by("id")
            .first()
        )
    payload = Payload.objects.create(
        connection=connection,
        direction=direction,
        name=name,
        size=size,
        sha256=digest,
        content=content,
        source=source,
        cleo_id=cleo_id,
        cleo_modified=cleo_modified,
        twin=twin,
        poll_run=run,
    )
    seen = f"; the same file was stored before as no. {twin.pk}" if twin else ""
    note(actor=actor, action="stored", text=f"{name}, {size} bytes{seen}", payload=payload)
    return payload


def forgiven(rows: Iterable[Forgiveness]) -> None:
    """Keep what reading passed over in one file."""
    Forgiveness.objects.bulk_create(rows)


@transaction.atomic
def create_document(payload: Payload, content: bytes, *, actor: str = SYSTEM, **fields: Any) -> Document:
    """A new document in status received, with its content as revision 0."""
    document = Document.objects.create(
        connection_id=payload.connection_id, payload=payload, **{"direction": payload.direction, **fields}
    )
    Revision.objects.create(document=document, number=0, content=content, made_by=actor)
    note(actor=actor, action="received", text=payload.name, document=document, to_status=Status.RECEIVED)
    return document


def content_of(document: Document) -> bytes:
    """The bytes that count: those of the newest revision."""
    revision = document.revisions.order_by("-number").first()
    return bytes(revision.content) if revision else b""


@transaction.atomic
def move(
    document: Document, to: str, *, actor: str = SYSTEM, text: str = "", action: str = "", **changes: Any
) -> None:
    """Move a document to another status with its changes; the event is called `action`, or by the status. Raises
    MoveRefused, or ClaimLost when the row has moved on."""
    old = document.status
    check_move(old, to)
    if to in (Status.LINKED, Status.DISCARDED):
        changes.setdefault("finished_at", timezone.now())
    if to in (Status.LINKED, Status.DISCARDED, Status.QUARANTINED, Status.RECEIVED):
        changes |= {"not_before": None, "waiting_for": "", "failures": 0}
    changed = Document.objects.filter(pk=document.pk, status=old, claimed_by=document.claimed_by).update(
        status=to, **changes
    )
    if not changed:
        raise ClaimLost(f"document {document.pk} was changed by someone else")
    _take(document, status=to, **changes)
    note(actor=actor, action=action or str(to), text=text, document=document, from_status=old, to_status=to)


def change(document: Document, **changes: Any) -> None:
    """Write facts of a document that are no move: number, keys, proposal, waiting."""
    if not Document.objects.filter(pk=document.pk, claimed_by=document.claimed_by).update(**changes):
        raise ClaimLost(f"document {document.pk} was changed by someone else")
    _take(document, **changes)


def _take(document: Document, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(document, name, value)


@transaction.atomic
def postpone(document: Document, until: datetime, *, waiting_for: str, why: str, actor: str = SYSTEM) -> None:
    """Not now: due again at `until`. A change of reason is an event, a repetition of the same one is not."""
    if why != document.last_error:
        note(actor=actor, action="postponed", text=why, document=document)
    failures = document.failures + (1 if waiting_for == "retry" else 0)
    change(document, not_before=until, waiting_for=waiting_for, last_error=why, failures=failures)


@transaction.atomic
def quarantine(
    document: Document,
    code: str,
    reason: str,
    *,
    details: Mapping[str, Any] | None = None,
    problems: Iterable[Mapping[str, Any]] | None = None,
    traceback: str = "",
    actor: str = SYSTEM,
) -> Quarantine:
    """Set a document aside with a cause of the table. A linked document keeps its status and gets the row only. An attempt
    still open becomes unknown: from here on only a person decides, and replay waits for the answer. `next_step` among the
    details says what to do in this very case, else the cause does."""
    cause, told = CODES[code], dict(details or {})
    for attempt in document.attempts.filter(verdict=Verdict.OPEN):
        give_verdict(
            attempt,
            Verdict.UNKNOWN,
            error=attempt.error or f"not decided when the document stopped: {reason}",
        )
    changes: dict[str, Any] = {"last_error": reason}
    if problems is not None:
        changes["problems"] = list(problems)
    if document.status == Status.LINKED:
        change(document, **changes)
        note(actor=actor, action="quarantined", text=f"{code}: {reason}", document=document)
    else:
        move(document, Status.QUARANTINED, actor=actor, text=f"{code}: {reason}", **changes)
    row, _ = Quarantine.objects.update_or_create(
        document=document,
        closed_at=None,
        defaults={
            "connection_id": document.connection_id,
            "step": cause.step,
            "code": code,
            "reason": reason,
            "suggestion": told.pop("next_step", cause.next_step),
            "details": told,
            "traceback": traceback,
        },
    )
    return row


@transaction.atomic
def quarantine_file(
    payload: Payload, code: str, reason: str, *, traceback: str = "", actor: str = SYSTEM
) -> Quarantine:
    """Set a file aside that gave no document, or whose rest beside its documents needs a person."""
    cause = CODES[code]
    row, created = Quarantine.objects.get_or_create(
        payload=payload,
        document=None,
        closed_at=None,
        defaults={
            "connection_id": payload.connection_id,
            "step": cause.step,
            "code": code,
            "reason": reason,
            "suggestion": cause.next_step,
            "traceback": traceback,
        },
    )
    if created:
        note(actor=actor, action="quarantined", text=f"{code}: {reason}", payload=payload)
    return row


@transaction.atomic
def taken_after_all(payload: Payload) -> None:
    """A file that was left at Cleo for its size is stored now: its earlier rows no longer wait for anybody."""
    left = Payload.objects.filter(
        connection_id=payload.connection_id, name=payload.name, cleo_id=payload.cleo_id, content__isnull=True
    ).exclude(pk=payload.pk)
    for earlier in left.filter(quarantines__closed_at__isnull=True, quarantines__code="too_large").distinct():
        Quarantine.objects.filter(payload=earlier, document=None, closed_at__isnull=True).update(
            closed_at=timezone.now(),
            closed_by=SYSTEM,
            resolution="healed",
            resolution_reason=f"the limit was raised; stored as no. {payload.pk}",
        )
        note(actor=SYSTEM, action="taken", text=f"stored as no. {payload.pk}", payload=earlier)


@transaction.atomic
def revise(document: Document, content: bytes, *, actor: str, reason: str, action: str) -> Revision:
    """Keep a new content beside the original; the newest revision counts."""
    revision = Revision.objects.create(
        document=document, number=document.revisions.count(), content=content, made_by=actor, reason=reason
    )
    note(actor=actor, action=action, text=f"revision {revision.number}: {reason}", document=document)
    return revision


@transaction.atomic
def reopen(document: Document, *, actor: str, text: str, **changes: Any) -> None:
    """The one move against the table: a finished document goes back to received because a manager books a target again."""
    changes |= {"not_before": None, "waiting_for": "", "failures": 0, "finished_at": None, "claimed_by": ""}
    old = document.status
    if not Document.objects.filter(pk=document.pk, status=old).update(status=Status.RECEIVED, **changes):
        raise ClaimLost(f"document {document.pk} was changed by someone else")
    _take(document, status=Status.RECEIVED, **changes)
    note(
        actor=actor,
        action="received",
        text=text,
        document=document,
        from_status=old,
        to_status=Status.RECEIVED,
    )


def close_quarantine(document: Document, *, actor: str, resolution: str, reason: str) -> None:
    """End the open quarantine row of a document, if there is one."""
    document.quarantines.filter(closed_at__isnull=True).update(
        closed_at=timezone.now(), closed_by=actor, resolution=resolution, resolution_reason=reason
    )


@transaction.atomic
def discard_as_twin(document: Document, twin: Document, text: str) -> None:
    """The same document seen again: kept, linked to its twin, never booked."""
    move(document, Status.DISCARDED, text=text, twin=twin)


@transaction.atomic
def begin_attempt(document: Document, **fields: Any) -> SendAttempt:
    """Write down what is about to be done, before it is done. Raises KeyTaken when the database holds the key."""
    series = document.attempts.filter(kind=fields["kind"], target=fields["target"])
    try:
        with transaction.atomic():
            attempt = SendAttempt.objects.create(
                connection_id=document.connection_id, document=document, number=series.count() + 1, **fields
            )
    except IntegrityError as error:
        what = attempt_words.effect(fields["kind"], fields["target"], fields.get("intent"))
        raise KeyTaken(f"{what} ({fields['send_key']}) has an attempt already") from error
    note(
        actor=SYSTEM,
        action="intended",
        text=f"{attempt.name}, try {attempt.number}",
        document=document,
    )
    return attempt


@transaction.atomic
def step(attempt: SendAttempt, name: str, **changes: Any) -> None:
    """Commit how far the calls of an attempt got, and keep the claim for the next call. Raises ClaimLost."""
    claims.renew(attempt.document)
    if not SendAttempt.objects.filter(pk=attempt.pk, verdict=Verdict.OPEN).update(step=name, **changes):
        raise ClaimLost(f"{attempt} was decided by someone else")
    attempt.step = name
    for key, value in changes.items():
        setattr(attempt, key, value)


def restored(attempt: SendAttempt) -> None:
    """What a decided attempt had changed on its way is as it was found."""
    attempt.restored_at = timezone.now()
    attempt.save(update_fields=["restored_at"])


def proven(attempt: SendAttempt, answer: Mapping[str, Any]) -> None:
    """What was found of an attempt that a person answered as done; the person's answer stays beside it."""
    attempt.answer = {**answer, **attempt.answer}
    attempt.save(update_fields=["answer"])


@transaction.atomic
def give_verdict(
    attempt: SendAttempt,
    verdict: str,
    *,
    answer: Mapping[str, Any] | None = None,
    error: str = "",
    actor: str = SYSTEM,
) -> None:
    """What reading back showed. Releases the hold of the attempt unless the outcome stays unknown. Raises ClaimLost where
    another process has given its verdict meanwhile."""
    if not SendAttempt.objects.filter(pk=attempt.pk, verdict=attempt.verdict).update(verdict=verdict):
        raise ClaimLost(f"{attempt} was decided by someone else")
    attempt.verdict = verdict
    attempt.error = error
    if answer is not None:
        attempt.answer = dict(answer)
    attempt.ended_at = timezone.now()
    attempt.save()
    text = f"{attempt.name}, try {attempt.number}" + (f": {error}" if error else "")
    note(actor=actor, action=str(verdict), text=text, document=attempt.document)
    if verdict != Verdict.UNKNOWN and attempt.hold_key:
        attempt.document.holds.filter(key=attempt.hold_key).delete()


def link(
    document: Document, attempt: SendAttempt | None, *, kind: str, number: str, **facts: Any
) -> JournalLink:
    """Name a record at the other side that belongs to a document; naming it again changes nothing but its facts."""
    row, _ = JournalLink.objects.update_or_create(
        document=document,
        kind=kind,
        number=number,
        order_number=facts.pop("order_number", ""),
        defaults={"attempt": attempt, **facts},
    )
    return row
