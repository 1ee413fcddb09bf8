"""The buttons of a document, as one table: who may press, when it applies, what it does. Each changes rows through
audit.replay and wakes the worker; nothing here speaks to NAV or Cleo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from audit import replay
from audit.models import Document, SendAttempt
from audit.statuses import Direction, Status, Verdict
from navcleo import groups, jobs
from navcleo.admin.access import actor, may_answer, may_discard, require
from navcleo.admin.read_only import row_id
from navcleo.workflows import application_advice

# causes that a manager may accept for one document
APPROVABLE = (
    "already_received",
    "amount_differs",
    "answer_differs",
    "maybe_received_by_hand",
    "number_reused",
)

HELD = "held_for_receipt"


@dataclass(frozen=True)
class Action:
    """One button. `applies` looks at the document only, `allowed` at the person as well; `run` returns the sentence shown."""

    name: str
    label: str
    permission: str
    explain: str
    applies: Callable[[Document], bool]
    run: Callable[[HttpRequest, Document, str], str]
    allowed: Callable[[Any, Document], bool] = lambda user, document: True
    needs_reason: bool = True


def open_code(document: Document) -> str:
    """The code of the open quarantine row, '' where there is none."""
    row = document.quarantines.filter(closed_at__isnull=True).first()
    return row.code if row else ""


def _is_stopped(document: Document) -> bool:
    return document.status in (Status.QUARANTINED, Status.DISCARDED)


def _waits_for_answer(document: Document) -> bool:
    return document.attempts.filter(verdict__in=[Verdict.UNKNOWN, Verdict.OPEN]).exists()


def _may_replay(document: Document) -> bool:
    return _is_stopped(document) and not _waits_for_answer(document)


def _may_end(document: Document) -> bool:
    stopped = document.status == Status.QUARANTINED or (
        document.status == Status.LINKED and bool(open_code(document))
    )
    return stopped and not _waits_for_answer(document)


def _replay(request: HttpRequest, document: Document, reason: str) -> str:
    replay.replay(document, actor=actor(request), reason=reason)
    jobs.wake()
    return f"{document} goes through all steps again. What was booked already is not booked twice."


def _discard(request: HttpRequest, document: Document, reason: str) -> str:
    replay.discard(document, actor=actor(request), reason=reason)
    return f"{document} is ended without booking. It stays here and can be replayed."


def _refuse(request: HttpRequest, document: Document, reason: str) -> str:
    made = application_advice.refuse(document, actor=actor(request), reason=reason)
    jobs.wake()
    return f"{document} is refused; {document.partner} is told by {made}."


def _approve(request: HttpRequest, document: Document, reason: str) -> str:
    code = open_code(document)
    if code not in APPROVABLE:
        raise replay.Refused(f"{document} waits for something that cannot be approved.")
    replay.approve(document, code=code, actor=actor(request), reason=reason)
    jobs.wake()
    return f"Approved; {document} goes on."


def _release(request: HttpRequest, document: Document, reason: str) -> str:
    replay.approve(
        document, code=HELD, actor=actor(request), reason=f"released by {actor(request)}: the goods are here"
    )
    jobs.wake()
    return f"Released; {document} is being received in NAV."


def _send_anew(request: HttpRequest, document: Document, reason: str) -> str:
    new = replay.send_anew(document, actor=actor(request), reason=reason)
    jobs.wake()
    return f"{document} is being sent anew under new control numbers, as document {new.pk}."


def _take(request: HttpRequest, document: Document, reason: str) -> str:
    rows = document.quarantines.filter(closed_at__isnull=True)
    if not rows.update(assigned_to=request.user):
        raise replay.Refused(f"{document} is not in quarantine.")
    return f"{document} is yours now."


def _hurry(request: HttpRequest, document: Document, reason: str) -> str:
    replay.hurry(document, actor=actor(request))
    jobs.wake()
    return f"{document} is tried again now."


def _book_again(request: HttpRequest, document: Document, reason: str) -> str:
    target = request.POST.get("target", "")
    replay.book_again(document, target=target, actor=actor(request), reason=reason)
    jobs.wake()
    return f"{document}: {target} is booked again, as a new target."


def _answer(request: HttpRequest, document: Document, reason: str) -> str:
    attempt = SendAttempt.objects.filter(
        document=document, pk=row_id(request.POST.get("attempt", ""))
    ).first()
    outcome = request.POST.get("outcome")
    if attempt is None or outcome not in {"done", "not_done"}:
        raise replay.Refused("Say which attempt, and whether it was done or not.")
    replay.answer_outcome(attempt, done=outcome == "done", actor=actor(request), reason=reason)
    jobs.wake()
    said = "done" if outcome == "done" else "not done"
    return f"Noted: {attempt.target} was {said}. What is left of {document} goes on."


ACTIONS: dict[str, Action] = {
    action.name: action
    for action in (
        Action(
            "replay",
            "Replay",
            groups.REPLAY,
            "Sends it through all steps again, with what is mapped and corrected by now.",
            _may_replay,
            _replay,
        ),
        Action(
            "approve",
            "Approve",
            groups.APPROVE,
            "Accepts this difference for this document, then replays it: what there is to book is booked.",
            lambda document: open_code(document) in APPROVABLE and _may_replay(document),
            _approve,
        ),
        Action(
            "release",
            "Release and receive",
            groups.REPLAY,
            "The goods are here: receives them in NAV now.",
            lambda document: open_code(document) == HELD and _may_replay(document),
            _release,
            needs_reason=False,
        ),
        Action(
            "discard",
            "Discard",
            groups.DISCARD,
            "Ends it without booking. It is kept, and can be replayed later.",
            _may_end,
            _discard,
            may_discard,
        ),
        Action(
            "refuse",
            "Refuse and tell the partner",
            groups.DISCARD,
            "Ends it for good; an 824 with your reason goes to its sender, who may send another.",
            lambda document: application_advice.may_refuse(document) and not _waits_for_answer(document),
            _refuse,
            may_discard,
        ),
        Action(
            "send_anew",
            "Send anew",
            groups.SEND_ANEW,
            "Makes a new document with new control numbers that names this one.",
            lambda document: (
                document.direction == Direction.OUTBOUND
                and document.status == Status.LINKED
                and document.acknowledgment == "rejected"
            ),
            _send_anew,
        ),
        Action(
            "take",
            "Take",
            groups.REPLAY,
            "Puts your name on it, so that two people do not work on the same.",
            lambda document: bool(open_code(document)),
            _take,
            needs_reason=False,
        ),
        Action(
            "hurry",
            "Try now",
            groups.REPLAY,
            "Shortens the wait for the next try.",
            lambda document: document.waiting_for == "retry",
            _hurry,
            needs_reason=False,
        ),
        Action(
            "book_again",
            "Book again",
            groups.BOOK_AGAIN,
            "For what NAV showed as done and somebody undid there.",
            lambda document: (
                not _waits_for_answer(document)
                and document.direction == Direction.INBOUND
                and document.attempts.filter(verdict=Verdict.DONE).exists()
            ),
            _book_again,
        ),
        Action(
            "answer",
            "Answer",
            groups.ANSWER,
            "You looked at the other side: it was done, or it was not.",
            lambda document: document.attempts.filter(verdict=Verdict.UNKNOWN).exists(),
            _answer,
            may_answer,
        ),
    )
}


def available(user: Any, document: Document) -> dict[str, Action]:
    """The actions that this person can take on this document now."""
    return {
        name: action
        for name, action in ACTIONS.items()
        if user.has_perm(action.permission) and action.applies(document) and action.allowed(user, document)
    }


def run(request: HttpRequest, document: Document, name: str) -> str:
    """Do one action; returns the sentence to show.

    Raises PermissionDenied for whom it is not, audit.replay.Refused where the rules say no or no reason was given."""
    action = ACTIONS[name]
    require(request, action.permission)
    if not action.allowed(request.user, document):
        limit = document.connection.clerk_limit
        raise PermissionDenied(f"Above {limit} (or of unknown amount) this is for a manager.")
    reason = " ".join(request.POST.get("reason", "").split())
    if action.needs_reason and not reason:
        raise replay.Refused("A reason is needed: it is kept with the document.")
    if not action.applies(document):
        raise replay.Refused(
            f"{document} is {document.get_status_display()} now; this does not apply any more."
        )
    return action.run(request, document, reason)
