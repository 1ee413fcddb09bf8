"""One effect through look, intend, act, verify, with an effect that plays every turn the other side may take."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from audit import recording
from audit.models import Document, Hold, JournalLink, SendAttempt
from connectors.errors import (
    ConnectorError,
    OutcomeUnknown,
    Rejected,
    Stale,
    Throttled,
    Unauthorized,
    Unreachable,
)
from navcleo.sending import refusals, series
from navcleo.sending.effects import Evidence, Parked, Pending
from tests.factories import DocumentFactory, HoldFactory
from tests.navcleo.sending.played import ABSENT, DONE, MOVED, Played

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(db: None) -> Document:
    row: Document = DocumentFactory(status="mapped")
    return row


@pytest.fixture(autouse=True)
def _settle_time(settings: Any) -> None:
    settings.NAV_SETTLE_SECONDS = 100


def newest(document: Document) -> SendAttempt:
    attempt = document.attempts.order_by("-number").first()
    assert attempt is not None
    return attempt


def later(document: Document, seconds: float) -> None:
    """The last call was made so long ago."""
    attempt = newest(document)
    SendAttempt.objects.filter(pk=attempt.pk).update(called_at=timezone.now() - timedelta(seconds=seconds))


def test_a_send_that_goes_well_leaves_a_done_attempt_its_link_and_no_hold(document: Document) -> None:
    effect = Played(shows=DONE)
    attempt = series.send(document, effect)
    assert effect.log == ["look", "act", "verify"]
    assert (attempt.verdict, attempt.seen, attempt.intent) == ("done", {"found": 1}, {"previous": None})
    assert (bytes(attempt.frozen or b""), attempt.file_name) == (b"bytes", "name.edi")
    assert attempt.answer == {"receipt": "PR1"}
    assert JournalLink.objects.get().attempt == attempt
    assert not Hold.objects.exists()
    assert series.send(document, effect) == attempt
    assert effect.log == ["look", "act", "verify"]


def test_the_attempt_is_written_before_anything_is_called(document: Document) -> None:
    effect = Played(prepares=Unreachable("no connection"))
    with pytest.raises(Unreachable):
        series.send(document, effect)
    assert newest(document).verdict == "open"


def test_what_is_there_already_is_concluded_without_a_call(document: Document) -> None:
    effect = Played()
    effect.there = DONE
    assert series.send(document, effect).verdict == "done"
    assert effect.log == ["look"]


def test_a_key_that_another_document_works_on_is_waited_for(document: Document) -> None:
    other = DocumentFactory(connection=document.connection)
    HoldFactory(document=other, key="order:1")
    attempts = recording.begin_attempt(
        other, kind="receipt_on_order", target="x", send_key="X", hold_key="order:1"
    )
    effect = Played(shows=DONE)
    with pytest.raises(Pending, match="another document") as waiting:
        series.send(document, effect)
    assert (waiting.value.waiting_for, effect.log) == ("retry", [])
    recording.give_verdict(attempts, "done")
    assert series.send(document, effect).verdict == "done"


@pytest.mark.parametrize(
    "answer",
    [
        None,
        OutcomeUnknown("cut"),
        OutcomeUnknown("gateway", status=504),
        Rejected("no header within the filter", status=400, code=refusals.PHANTOM),
        Rejected("refused", status=400),
    ],
    ids=str,
)
def test_presence_is_proof_whatever_the_answer_was(document: Document, answer: ConnectorError | None) -> None:
    effect = Played(calls=answer, shows=DONE)
    assert series.send(document, effect).verdict == "done"
    assert effect.log == ["look", "act", "verify"]


@pytest.mark.parametrize(
    "answer",
    [
        OutcomeUnknown("cut"),
        Rejected("no header within the filter", status=400, code=refusals.PHANTOM),
    ],
    ids=str,
)
def test_absence_is_proof_only_after_the_settle_time(document: Document, answer: ConnectorError) -> None:
    effect = Played(calls=answer)
    with pytest.raises(Pending) as waiting:
        series.send(document, effect)
    attempt = newest(document)
    assert attempt.called_at is not None
    assert waiting.value.until == attempt.called_at + timedelta(seconds=100)
    assert waiting.value.waiting_for == "settle"
    later(document, 98)
    with pytest.raises(Pending, match="looked again"):
        series.send(document, effect)
    assert effect.log == ["look", "act", "verify", "verify"]
    assert (newest(document).verdict, Hold.objects.count()) == ("open", 1)
    later(document, 100)
    effect.calls, effect.shows, effect.log = None, ABSENT, []
    with pytest.raises(Pending):
        series.send(document, effect)
    assert effect.log == ["verify", "restore", "look", "act", "verify"]
    assert list(document.attempts.order_by("number").values_list("verdict", flat=True)) == ["refused", "open"]
    assert newest(document).intent == {"previous": 1}


def test_an_effect_that_lands_while_we_look_is_not_taken_for_absent(
    document: Document, monkeypatch: Any
) -> None:
    """The clock is read before the look: a look that began too early proves nothing, however long it took."""
    effect = Played(calls=OutcomeUnknown("cut"))
    with pytest.raises(Pending):
        series.send(document, effect)
    later(document, 99)
    seen = effect.verify

    def slowly(attempt: SendAttempt) -> Evidence:
        SendAttempt.objects.filter(pk=attempt.pk).update(started_at=timezone.now())
        attempt.called_at = timezone.now() - timedelta(seconds=100)  # meanwhile the settle time has ended
        return seen(attempt)

    monkeypatch.setattr(effect, "verify", slowly)
    with pytest.raises(Pending):
        series.send(document, effect)
    assert list(document.attempts.values_list("verdict", flat=True)) == ["open"]


def test_what_landed_late_is_found(document: Document) -> None:
    effect = Played(calls=OutcomeUnknown("cut"))
    with pytest.raises(Pending):
        series.send(document, effect)
    effect.shows = DONE
    assert series.send(document, effect).number == 1
    assert effect.log == ["look", "act", "verify", "verify"]


def test_an_answer_that_it_was_taken_without_effect_is_for_a_person(document: Document) -> None:
    effect = Played()
    with pytest.raises(Pending):
        series.send(document, effect)
    later(document, 101)
    with pytest.raises(Parked, match="job queue") as parked:
        series.send(document, effect)
    assert (parked.value.code, newest(document).verdict) == ("outcome_unknown", "unknown")
    assert Hold.objects.exists()
    with pytest.raises(Parked, match="could not be proven"):
        series.send(document, effect)


def test_where_absence_proves_nothing_a_person_is_asked(document: Document) -> None:
    effect = Played(calls=OutcomeUnknown("cut"), proves=False)
    with pytest.raises(Pending):
        series.send(document, effect)
    later(document, 101)
    with pytest.raises(Parked, match="does not prove") as parked:
        series.send(document, effect)
    assert (parked.value.code, "restore" in effect.log) == ("outcome_unknown", False)


@pytest.mark.parametrize("answer", [None, OutcomeUnknown("cut"), Rejected("refused", status=400)])
def test_quantities_moved_by_others_are_for_a_person(
    document: Document, answer: ConnectorError | None
) -> None:
    effect = Played(calls=answer, shows=MOVED)
    with pytest.raises(Parked, match="somebody else's") as parked:
        series.send(document, effect)
    assert (parked.value.code, newest(document).verdict) == ("outcome_unknown", "unknown")


def test_quantities_that_others_move_while_we_wait_are_for_a_person(document: Document) -> None:
    effect = Played(calls=OutcomeUnknown("cut"))
    with pytest.raises(Pending):
        series.send(document, effect)
    effect.shows = MOVED
    with pytest.raises(Parked, match="somebody else's") as parked:
        series.send(document, effect)
    assert (parked.value.code, document.attempts.get().verdict) == ("outcome_unknown", "unknown")
    assert "restore" not in effect.log


def test_what_others_moved_before_our_call_is_none_of_our_doing(document: Document) -> None:
    effect = Played(prepares=OutcomeUnknown("cut"))
    with pytest.raises(Pending):
        series.send(document, effect)
    later(document, 101)
    effect.prepares, effect.shows = None, MOVED
    with pytest.raises(Parked):  # by the new attempt's own look back
        series.send(document, effect)
    assert list(document.attempts.order_by("number").values_list("verdict", flat=True)) == [
        "refused",
        "unknown",
    ]


def test_a_refusal_is_definite_puts_back_and_parks_under_its_code(document: Document) -> None:
    effect = Played(
        calls=Rejected("Posting Date is not within your range of allowed posting dates", status=400)
    )
    with pytest.raises(Parked) as parked:
        series.send(document, effect)
    assert parked.value.code == "period_closed"
    assert effect.log == ["look", "act", "verify", "restore"]
    attempt = newest(document)
    assert (attempt.verdict, attempt.restored_at is not None) == ("refused", True)
    assert not Hold.objects.exists()


@pytest.mark.parametrize(
    "error",
    [
        Unreachable("down"),
        Unauthorized("login"),
        Throttled("slow down", status=429),
        Stale("changed", status=409),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("place", ["prepares", "calls"])
def test_what_is_known_to_have_done_nothing_is_tried_again_without_waiting(
    document: Document, error: ConnectorError, place: str
) -> None:
    effect = Played(**{place: error})
    with pytest.raises(type(error)):
        series.send(document, effect)
    assert newest(document).called_at is None
    setattr(effect, place, None)
    effect.shows, effect.log = ABSENT, []
    with pytest.raises(Pending):
        series.send(document, effect)
    assert effect.log[-3:] == ["look", "act", "verify"]
    assert list(document.attempts.order_by("number").values_list("verdict", flat=True)) == ["refused", "open"]


def test_a_preparing_call_without_answer_is_waited_for_before_anything_is_put_back(
    document: Document,
) -> None:
    effect = Played(prepares=OutcomeUnknown("cut"))
    with pytest.raises(Pending) as waiting:
        series.send(document, effect)
    assert (waiting.value.waiting_for, effect.log) == ("settle", ["look", "act"])
    with pytest.raises(Pending):
        series.send(document, effect)
    assert "restore" not in effect.log
    later(document, 101)
    effect.prepares, effect.shows = None, DONE
    assert series.send(document, effect).number == 1


def test_a_death_between_preparing_calls_is_waited_for_from_its_discovery(document: Document) -> None:
    effect = Played()
    HoldFactory(document=document, connection=document.connection, key="order:1")
    attempt = recording.begin_attempt(
        document, kind=effect.kind, target=effect.target, send_key=effect.send_key, hold_key="order:1"
    )
    SendAttempt.objects.filter(pk=attempt.pk).update(
        step="quantities", started_at=timezone.now() - timedelta(hours=1)
    )
    with pytest.raises(Pending):
        series.send(document, effect)
    assert newest(document).called_at is not None
    assert "restore" not in effect.log
    later(document, 101)
    effect.shows = ABSENT
    with pytest.raises(Pending):
        series.send(document, effect)
    assert effect.log == ["verify", "verify", "restore", "look", "act", "verify"]


def test_a_death_before_the_first_call_needs_no_waiting(document: Document) -> None:
    effect = Played()
    HoldFactory(document=document, connection=document.connection, key="order:1")
    recording.begin_attempt(
        document, kind=effect.kind, target=effect.target, send_key=effect.send_key, hold_key="order:1"
    )
    with pytest.raises(Pending):
        series.send(document, effect)
    assert effect.log == ["verify", "restore", "look", "act", "verify"]


def test_a_preparing_call_that_is_refused_parks_and_one_that_meets_nothing_starts_over(
    document: Document,
) -> None:
    effect = Played(prepares=Rejected("You cannot receive more than 3 units.", status=400))
    with pytest.raises(Parked) as parked:
        series.send(document, effect)
    assert (parked.value.code, effect.log) == ("over_shipped", ["look", "act", "restore"])
    effect.prepares = Rejected("not found", status=404)
    with pytest.raises(Stale):
        series.send(document, effect)
    assert set(document.attempts.values_list("verdict", flat=True)) == {"refused"}


def test_an_effect_that_parks_on_its_way_is_put_back(document: Document) -> None:
    effect = Played(prepares=Parked("period_closed", "NAV keeps another date"))
    with pytest.raises(Parked):
        series.send(document, effect)
    assert effect.log == ["look", "act", "restore"]
    assert newest(document).verdict == "refused"


@pytest.mark.parametrize("shows", [Unreachable("down"), Rejected("batch gone", status=404)])
def test_a_look_back_that_fails_decides_nothing(document: Document, shows: ConnectorError) -> None:
    effect = Played(calls=OutcomeUnknown("cut"), shows=shows)
    with pytest.raises((Unreachable, Pending)):
        series.send(document, effect)
    assert newest(document).verdict == "open"
    effect.shows = DONE
    assert series.send(document, effect).number == 1


def test_what_a_person_answered_as_not_done_is_put_back_first(document: Document) -> None:
    effect = Played(shows=MOVED)
    with pytest.raises(Parked):
        series.send(document, effect)
    recording.give_verdict(newest(document), "refused", error="seen in NAV: not done")
    effect.shows, effect.log = DONE, []
    assert series.send(document, effect).number == 2
    assert effect.log == ["restore", "look", "act", "verify"]


def test_a_fault_of_ours_leaves_nothing_that_nobody_can_decide(document: Document) -> None:
    effect = Played(prepares=KeyError("bug"))
    with pytest.raises(KeyError):
        series.send(document, effect)
    assert newest(document).verdict == "unknown"


def test_a_database_that_is_away_decides_nothing(document: Document) -> None:
    effect = Played(calls=OperationalError("locked"))
    with pytest.raises(OperationalError):
        series.send(document, effect)
    assert newest(document).verdict == "open"


def test_an_attempt_that_another_process_has_decided_makes_no_call(document: Document) -> None:
    class Overtaken(Played):
        def act(self, attempt: SendAttempt) -> None:
            SendAttempt.objects.filter(pk=attempt.pk).update(verdict="refused")
            super().act(attempt)

    effect = Overtaken(shows=DONE)
    with pytest.raises(recording.ClaimLost):
        series.send(document, effect)
    assert effect.log == ["look", "act"]
