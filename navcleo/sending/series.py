"""Runs one effect through look, intend, act, verify, so that any crash or lost answer ends in exactly one effect
(booking rules 1 and 2.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from audit import claims, recording, tracing
from audit.models import Document, SendAttempt
from audit.statuses import Verdict
from connectors.errors import (
    ConnectorError,
    OutcomeUnknown,
    Rejected,
    Stale,
    Throttled,
    Unauthorized,
    Unreachable,
)
from navcleo.sending import refusals
from navcleo.sending.effects import (
    ANSWERED,
    CALLED,
    IN_DOUBT,
    INTENDED,
    STOPPED,
    Effect,
    Evidence,
    Look,
    Parked,
    Pending,
    Shown,
)

Answer = TypeVar("Answer")

NOTHING_ON_ITS_WAY = frozenset({INTENDED, STOPPED})
MAY_HAVE_BOOKED = frozenset({CALLED, ANSWERED, IN_DOUBT})

# the other side says, or the connection shows, that this call did nothing: go back and try again later
NOTHING_DONE = (Unreachable, Unauthorized, Throttled, Stale)
NO_EFFECT = "no effect after the settle time"


def send(document: Document, effect: Effect) -> SendAttempt:
    """Bring one effect about, or find that it is there. Returns the done attempt; raises Parked, Pending, ConnectorError."""
    previous = document.attempts.filter(kind=effect.kind, target=effect.target).order_by("-number").first()
    if previous and previous.verdict == Verdict.DONE:
        return previous
    if previous and previous.verdict == Verdict.UNKNOWN:
        raise Parked("outcome_unknown", f"{previous} could not be proven: {previous.error}")
    _hold(document, effect)
    if previous and previous.verdict == Verdict.OPEN and settle(effect, previous):
        return previous
    if previous and previous.verdict == Verdict.REFUSED and previous.restored_at is None:
        put_back(effect, previous)
    look = effect.look()
    attempt = _intend(document, effect, look, previous)
    if look.done:
        return _conclude(attempt, look.done)
    return _guarded(effect, attempt)


def put_back(effect: Effect, attempt: SendAttempt) -> None:
    """Put back what an attempt that a person answered as not done had changed on its way. Raises Pending, ConnectorError."""
    _hold(attempt.document, effect)
    _careful(effect.restore, attempt)
    recording.restored(attempt)


def _hold(document: Document, effect: Effect) -> None:
    if effect.hold_key and not claims.take_hold(document, effect.hold_key):
        raise Pending(claims.soon(), "retry", f"{effect.hold_key} is being worked on by another document")


def _intend(document: Document, effect: Effect, look: Look, previous: SendAttempt | None) -> SendAttempt:
    with transaction.atomic():
        intent = effect.intend(look, previous)
        return recording.begin_attempt(
            document,
            kind=effect.kind,
            target=effect.target,
            send_key=effect.send_key,
            hold_key=effect.hold_key,
            seen=look.seen,
            intent=intent.intent,
            frozen=intent.frozen,
            file_name=intent.file_name,
        )


def _guarded(effect: Effect, attempt: SendAttempt) -> SendAttempt:
    """A bug of ours must not leave an attempt that nobody can decide: what was begun is then for a person to answer."""
    try:
        return _act(effect, attempt)
    except (Parked, Pending, ConnectorError, recording.ClaimLost, OperationalError, InterfaceError):
        raise  # a database that is away for a moment decides nothing: the open attempt is looked at again
    except Exception as error:
        verdict = Verdict.REFUSED if attempt.step == INTENDED else Verdict.UNKNOWN
        recording.give_verdict(
            attempt, verdict, error=f"stopped by a fault of ours: {type(error).__name__}: {error}"
        )
        raise


def _act(effect: Effect, attempt: SendAttempt) -> SendAttempt:
    failure: ConnectorError | None = None
    try:
        effect.act(attempt)
    except Parked as parked:
        _undo(effect, attempt, parked.reason)
        raise
    except ConnectorError as error:
        failure = error
    if attempt.step not in MAY_HAVE_BOOKED:
        raise _not_prepared(effect, attempt, failure)
    if isinstance(failure, NOTHING_DONE):
        recording.step(attempt, STOPPED, called_at=None, error=str(failure))
        raise failure
    return _judge(effect, attempt, failure)


def _not_prepared(effect: Effect, attempt: SendAttempt, failure: ConnectorError | None) -> Exception:
    """What a failure before the one call means. A preparing call without an answer may still arrive: it is waited for, and
    only then is everything put back (booking rule 1.1)."""
    if failure is None:
        raise AssertionError(f"{effect.kind} ended without its call")
    if isinstance(failure, OutcomeUnknown):
        recording.step(attempt, attempt.step, called_at=timezone.now(), error=str(failure))
        return Pending(_settled_at(attempt), "settle", f"{attempt}: {failure}")
    reached = attempt.step
    if reached != INTENDED:
        recording.step(attempt, STOPPED, error=str(failure))
    if isinstance(failure, Unreachable | Unauthorized | Throttled):
        return failure  # what was changed is put back when the other side can be reached again
    _undo(effect, attempt, f"stopped before the call: {failure.text}")
    if isinstance(failure, Rejected) and failure.status == 404:
        return Stale(
            f"gone in the meantime: {failure.text}",
            system=failure.system,
            endpoint=failure.endpoint,
            status=404,
        )
    if isinstance(failure, Rejected):
        return _refused(effect, reached, failure)
    return failure


def _refused(effect: Effect, step: str, failure: Rejected) -> Parked:
    details: dict[str, Any] = {"http_status": failure.status}
    code, advice = refusals.code_of(failure, effect.refused_code), effect.advice(step)
    if advice and code == effect.refused_code:
        details["next_step"] = advice
    return Parked(code, failure.text, details)


def _judge(effect: Effect, attempt: SendAttempt, failure: ConnectorError | None) -> SendAttempt:
    evidence = _careful(effect.verify, attempt)
    if evidence.shown is Shown.DONE:
        return _conclude(attempt, evidence)
    if evidence.shown is Shown.MOVED:
        raise _doubt(attempt, evidence.text)
    if isinstance(failure, Rejected) and refusals.is_definite(failure):
        _undo(effect, attempt, failure.text)
        raise _refused(effect, attempt.step, failure)
    error = str(failure or "answered, but no effect is seen yet")
    answer = attempt.answer | {"http_status": failure.status if failure else 200}
    recording.step(attempt, IN_DOUBT if failure else ANSWERED, error=error, answer=answer)
    raise Pending(_settled_at(attempt), "settle", f"{attempt}: {error}; looked, nothing there yet")


def settle(effect: Effect, attempt: SendAttempt) -> bool:
    """Decide an attempt that a crash or a lost answer left open, before anything else is decided about its document. True
    when it turns out done, False when it is proven not done and may begin anew; raises Pending before the settle time is
    over, Parked where nobody can tell."""
    looking_at = timezone.now()  # before looking: an effect may land between the look and the clock
    evidence = _careful(effect.verify, attempt)
    if evidence.shown is Shown.DONE:
        _conclude(attempt, evidence)
        return True
    if evidence.shown is Shown.MOVED and attempt.step in MAY_HAVE_BOOKED:
        raise _doubt(attempt, evidence.text)
    if attempt.step in NOTHING_ON_ITS_WAY:
        _undo(effect, attempt, attempt.error or "ended before anything was sent")
        return False
    if attempt.called_at is None:
        # it ended in the middle of preparing calls, one of which may still be on its way
        recording.step(attempt, attempt.step, called_at=looking_at)
    if looking_at < _settled_at(attempt):
        raise Pending(_settled_at(attempt), "settle", f"{attempt}: looked again, nothing there yet")
    _refuse_to_guess(effect, attempt, evidence)
    _undo(effect, attempt, NO_EFFECT)
    return False


def _refuse_to_guess(effect: Effect, attempt: SendAttempt, evidence: Evidence) -> None:
    if attempt.step == ANSWERED:
        raise _doubt(
            attempt,
            f"NAV answered that it took the call, and booked nothing until now ({evidence.text}). Is posting by job queue or an "
            "approval switched on?",
        )
    if attempt.step in MAY_HAVE_BOOKED and not effect.absence_proves(attempt):
        raise _doubt(attempt, f"{evidence.text or 'not seen'}; that does not prove that it did not arrive")


def _settled_at(attempt: SendAttempt) -> datetime:
    return (attempt.called_at or attempt.started_at) + timedelta(seconds=settings.NAV_SETTLE_SECONDS)


def _careful(ask: Callable[[SendAttempt], Answer], attempt: SendAttempt) -> Answer:
    """Look back or put back for an attempt that is not decided: a refusal of that says nothing about the attempt, which
    stays open and is tried again later."""
    try:
        return ask(attempt)
    except Rejected as error:
        again = timezone.now() + timedelta(seconds=settings.RETRY_BASE_SECONDS)
        raise Pending(again, "retry", f"{attempt} cannot be looked after: {error}") from error


def _undo(effect: Effect, attempt: SendAttempt, why: str) -> None:
    _careful(effect.restore, attempt)
    recording.step(attempt, attempt.step, restored_at=timezone.now())
    recording.give_verdict(attempt, Verdict.REFUSED, error=why)


def _doubt(attempt: SendAttempt, text: str) -> Parked:
    recording.give_verdict(attempt, Verdict.UNKNOWN, error=text)
    return Parked("outcome_unknown", f"{attempt.name}: {text}")


@transaction.atomic
def _conclude(attempt: SendAttempt, evidence: Evidence) -> SendAttempt:
    recording.give_verdict(attempt, Verdict.DONE, answer=evidence.answer)
    for fact in evidence.links:
        recording.link(attempt.document, attempt, kind=fact.kind, number=fact.number, **fact.facts)
    if evidence.warning:
        told = {
            "code": "content_invalid",
            "severity": "warning",
            "place": attempt.name,
            "text": evidence.warning,
        }
        recording.change(attempt.document, problems=[*attempt.document.problems, told])
    tracing.record(attempt)
    return attempt
