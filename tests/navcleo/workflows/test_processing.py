"""What each way to fail does to the document's row, without another side."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from audit import recording
from connectors.errors import Rejected, Throttled, Unreachable
from navcleo.sending.effects import Parked, Pending
from navcleo.workflows import inbound, processing
from tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch):
    """Let the work on any inbound document end with this error."""

    def with_error(error: BaseException) -> None:
        def process(work: object) -> None:
            raise error

        monkeypatch.setattr(inbound, "process", process)

    return with_error


def test_parked_work_waits_for_a_person(fails) -> None:
    fails(Parked("order_not_found", "no such order", {"order": "1"}))
    document = DocumentFactory()
    processing.process(document)
    document.refresh_from_db()
    row = document.quarantines.get()
    assert (document.status, row.code, row.details) == ("quarantined", "order_not_found", {"order": "1"})


def test_pending_work_is_due_when_it_said(fails) -> None:
    until = timezone.now() + timedelta(minutes=3)
    fails(Pending(until, "settle", "in doubt"))
    document = DocumentFactory()
    processing.process(document)
    document.refresh_from_db()
    assert (document.status, document.waiting_for, document.not_before) == ("received", "settle", until)


def test_an_outage_is_tried_again_later_and_later(fails) -> None:
    fails(Unreachable("no answer", system="nav"))
    document = DocumentFactory()
    waits = []
    for _ in range(3):
        processing.process(document)
        document.refresh_from_db()
        waits.append(document.not_before - timezone.now())
    assert waits == sorted(waits)
    assert (document.waiting_for, document.failures) == ("retry", 3)


def test_a_key_that_another_document_has_is_waited_for(fails) -> None:
    fails(recording.KeyTaken("taken"))
    document = DocumentFactory()
    processing.process(document)
    document.refresh_from_db()
    assert (document.status, document.waiting_for) == ("received", "retry")


def test_a_claim_that_was_lost_writes_nothing(fails) -> None:
    fails(recording.ClaimLost("someone else has it"))
    document = DocumentFactory()
    processing.process(document)
    document.refresh_from_db()
    assert (document.status, document.last_error) == ("received", "")


def test_a_claim_that_is_lost_while_a_failure_is_written_down_ends_quietly(fails) -> None:
    fails(Parked("order_not_found", "no such order"))
    document = DocumentFactory()
    type(document).objects.filter(pk=document.pk).update(claimed_by="another host/1/1")
    processing.process(document)
    document.refresh_from_db()
    assert document.status == "received"


def test_a_refusal_waits_for_a_person_under_the_code_of_its_side(fails) -> None:
    fails(Rejected("not allowed", system="cleo"))
    document = DocumentFactory()
    processing.process(document)
    assert document.quarantines.get().code == "cleo_refused"


def test_a_fault_of_ours_keeps_its_traceback(fails) -> None:
    fails(ZeroDivisionError("a bug"))
    document = DocumentFactory()
    processing.process(document)
    row = document.quarantines.get()
    assert row.code == "unexpected"
    assert "ZeroDivisionError" in row.traceback


@pytest.mark.parametrize(("asked", "seconds"), [(120, 120), (1, 1), (0, 1)])
def test_a_throttle_is_obeyed_and_never_hammered(asked: float, seconds: float) -> None:
    error = Throttled("slow down", system="nav")
    error.retry_after = asked
    assert processing.back_off(5, error) == timedelta(seconds=seconds)


def test_waits_double_up_to_an_hour(settings) -> None:
    settings.RETRY_BASE_SECONDS = 30
    waits = [processing.back_off(failed).total_seconds() for failed in range(9)]
    assert waits[:3] == [30, 60, 120]
    assert max(waits) == processing.LONGEST_WAIT
