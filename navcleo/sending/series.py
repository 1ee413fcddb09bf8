"""Runs one effect through look, intend, act, verify, so that any crash or lost answer ends in exactly one effect
(booking rules 1 and 2.4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit import claims, recording
from audit.models import Document, SendAttempt
from audit.statuses import Verdict
from connectors.errors import ConnectorError, Rejected, Stale, Throttled, Unauthorized, Unreachable
from navcleo.sending import refusals
from navcleo.sending.effects import Effect, Evidence, Look, Parked, Pending, Shown

NO_EFFECT = "no effect after the settle time"
TRIES_WITHOUT_EFFECT = 3


def send(document: Document, effect: Effect) -> SendAttempt:
    """Bring one effect about, or find that it is there. Returns the done attempt; raises Parked, Pending, ConnectorError."""
    previous = document.attempts.filter(kind=effect.kind, target=effect.target).order_by("-number").first()
    if previous and previous.verdict == Verdict.DONE:
        return previous
    if previous and previous.verdict == Verdict.UNKNOWN:
        raise Parked("outcome_unknown", f"{previous} could not be proven: {previous.error}")
    if effect.hold_key and not claims.take_hold(document, effect.hold_key):
        raise Pending(claims.soon(), "retry", f"{effect.hold_key} is being worked on by another document")
    if previous and previous.verdict == Verdict.OPEN and _settle(effect, previous):
        return previous
    _give_up_without_effect(document, effect)
    look = effect.look()
    attempt = _intend(document, effect, look, previous)
    if look.done:
        return _conclude(attempt, look.done)
    return _act(effect, attempt)


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


def _act(effect: Effect, attempt: SendAttempt) -> SendAttempt:
    failure: ConnectorError | None = None
    try:
        effect.act(attempt)
    except Parked as parked:
        _undo(effect, attempt, parked.reason)
        raise
    except (Unreachable, Unauthorized) as error:
        _nothing_sent(attempt, error)
        raise
    except Throttled as error:
        if error.status == 429:  # noqa: PLR2004 - only 429 proves that NAV has not begun
            _nothing_sent(attempt, error)
            raise
        failure = error
    except Stale as error:
        if attempt.called_at is None:
            _undo(effect, attempt, f"changed under us: {error.text}")
            raise
        failure = error
    except ConnectorError as error:
        failure = error
    return _judge(effect, attempt, failure)


def _judge(effect: Effect, attempt: SendAttempt, failure: ConnectorError | None) -> SendAttempt:
    evidence = effect.verify(attempt)
    if evidence.shown is Shown.DONE:
        return _conclude(attempt, evidence)
    if evidence.shown is Shown.MOVED:
        raise _doubt(attempt, evidence.text)
    if isinstance(failure, Rejected | Stale) and refusals.is_definite(failure):
        _undo(effect, attempt, failure.text)
        raise Parked(refusals.code_of(failure, effect.refused_code), f"{failure.text}", {"http_status": failure.status})
    if attempt.called_at is None:
        _undo(effect, attempt, str(failure or "nothing was sent"))
        raise failure or Pending(claims.soon(), "retry", "nothing was sent")
    recording.step(attempt, "in doubt", error=str(failure or "answered, but no effect is seen yet"))
    raise Pending(_settled_at(attempt), "settle", f"{attempt}: {attempt.error}; looked, nothing there yet")


def _settle(effect: Effect, attempt: SendAttempt) -> bool:
    """Decide an attempt that a crash or a lost answer left open. True when it turns out done; False when it is proven not
    done and may begin anew."""
    evidence = effect.verify(attempt)
    if evidence.shown is Shown.DONE:
        _conclude(attempt, evidence)
        return True
    if evidence.shown is Shown.MOVED:
        raise _doubt(attempt, evidence.text)
    if attempt.called_at is None:
        _undo(effect, attempt, "ended before anything was sent")
        return False
    if timezone.now() < _settled_at(attempt):
        raise Pending(_settled_at(attempt), "settle", f"{attempt}: looked again, nothing there yet")
    if not effect.absence_proves:
        raise _doubt(attempt, f"{evidence.text or 'not seen'}; that does not prove that it did not arrive")
    _undo(effect, attempt, NO_EFFECT)
    return False


def _settled_at(attempt: SendAttempt) -> datetime:
    return (attempt.called_at or attempt.started_at) + timedelta(seconds=settings.NAV_SETTLE_SECONDS)


def _nothing_sent(attempt: SendAttempt, error: ConnectorError) -> None:
    recording.step(attempt, attempt.step, called_at=None, error=str(error))


def _undo(effect: Effect, attempt: SendAttempt, why: str) -> None:
    effect.restore(attempt)
    recording.step(attempt, attempt.step, restored_at=timezone.now())
    recording.give_verdict(attempt, Verdict.REFUSED, error=why)


def _doubt(attempt: SendAttempt, text: str) -> Parked:
    recording.give_verdict(attempt, Verdict.UNKNOWN, error=text)
    return Parked("outcome_unknown", f"{attempt.kind} {attempt.target}: {text}")


@transaction.atomic
def _conclude(attempt: SendAttempt, evidence: Evidence) -> SendAttempt:
    recording.give_verdict(attempt, Verdict.DONE, answer=evidence.answer)
    for fact in evidence.links:
        recording.link(attempt.document, attempt, kind=fact.kind, number=fact.number, **fact.facts)
    return attempt


def _give_up_without_effect(document: Document, effect: Effect) -> None:
    tries = document.attempts.filter(kind=effect.kind, target=effect.target, error=NO_EFFECT).count()
    if tries and tries % TRIES_WITHOUT_EFFECT == 0:
        last = document.events.filter(action="replayed").exists()
        if not last:
            raise Parked(
                effect.refused_code,
                f"NAV took the call {tries} times and booked nothing. Is posting by job queue or an approval switched on?",
            )
