"""The only functions that write: each change with its event, conditional on nobody else having changed the row."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection as database
from django.utils import timezone

from audit import claims, recording
from audit.models import Document, Event, Hold, JournalLink, SendAttempt
from audit.statuses import MoveRefused, Status
from tests.factories import ConnectionFactory, DocumentFactory, HoldFactory, PayloadFactory

pytestmark = pytest.mark.django_db


def attempt_of(document: Document, **fields: object) -> SendAttempt:
    facts = {"kind": "receipt_on_order", "target": "order:1", "send_key": "SHIP-1", "hold_key": "", **fields}
    return recording.begin_attempt(document, **facts)


def test_a_file_is_stored_whole_and_the_same_again_is_its_twin() -> None:
    connection = ConnectionFactory()
    facts = {"direction": "inbound", "name": "a.edi", "size": 3}
    first = recording.store_payload(connection, content=b"abc", **facts)
    second = recording.store_payload(connection, content=b"abc", **facts)
    other = recording.store_payload(connection, content=b"xyz", **facts)
    assert (first.twin, second.twin, other.twin) == (None, first, None)
    assert bytes(first.content) == b"abc"
    assert "the same file was stored before" in second.events.get().text
    too_large = recording.store_payload(connection, direction="inbound", name="b.edi", content=None, size=99)
    assert (too_large.sha256, too_large.content) == ("", None)


def test_a_document_begins_with_its_content_as_revision_0() -> None:
    document = recording.create_document(PayloadFactory(), b"ST*856", kind="856")
    assert recording.content_of(document) == b"ST*856"
    recording.revise(document, b"ST*857", actor="clerk", reason="typo", action="corrected")
    assert recording.content_of(document) == b"ST*857"
    assert [row.number for row in document.revisions.all()] == [0, 1]
    assert [event.action for event in document.events.all()] == ["received", "corrected"]
    assert recording.content_of(DocumentFactory(revisions=False)) == b""


def test_a_move_writes_one_event_with_who_from_to_and_version() -> None:
    document = DocumentFactory()
    recording.move(document, Status.PARSED, actor="poll 7", text="read", number="N1")
    document.refresh_from_db()
    assert (document.status, document.number) == ("parsed", "N1")
    event = Event.objects.get(document=document)
    assert (event.actor, event.action, event.from_status, event.to_status) == (
        "poll 7",
        "parsed",
        "received",
        "parsed",
    )
    assert event.version == settings.VERSION
    assert event.connection_id == document.connection_id


def test_a_move_that_the_table_lacks_writes_nothing() -> None:
    document = DocumentFactory(status="linked")
    with pytest.raises(MoveRefused):
        recording.move(document, Status.RECEIVED)
    assert not Event.objects.exists()


@pytest.mark.parametrize("changes", [{"status": "discarded"}, {"claimed_by": "another/1/2"}])
def test_a_row_that_someone_else_changed_is_not_moved(changes: dict[str, str]) -> None:
    document = DocumentFactory()
    Document.objects.filter(pk=document.pk).update(**changes)
    with pytest.raises(recording.ClaimLost):
        recording.move(document, Status.PARSED)
    assert not Event.objects.exists()
    if "claimed_by" in changes:
        with pytest.raises(recording.ClaimLost):
            recording.change(document, number="X")


def test_an_end_forgets_waiting_and_failures() -> None:
    document = DocumentFactory(failures=3, waiting_for="retry", not_before=timezone.now())
    recording.quarantine(document, "item_unknown", "no such item")
    document.refresh_from_db()
    assert (document.failures, document.waiting_for, document.not_before, document.finished_at) == (
        0,
        "",
        None,
        None,
    )
    recording.move(document, Status.DISCARDED)
    assert document.finished_at


def test_a_wait_is_told_once_per_reason_and_counts_only_retries() -> None:
    document, until = DocumentFactory(), timezone.now() + timedelta(minutes=5)
    for why in ("NAV is down", "NAV is down", "NAV is slow"):
        recording.postpone(document, until, waiting_for="retry", why=why)
    recording.postpone(document, until, waiting_for="settle", why="NAV is slow")
    document.refresh_from_db()
    assert (document.failures, document.waiting_for, document.not_before) == (3, "settle", until)
    assert [event.text for event in document.events.all()] == ["NAV is down", "NAV is slow"]


def test_a_cause_is_opened_once_closed_and_opened_again() -> None:
    document = DocumentFactory()
    first = recording.quarantine(document, "item_unknown", "no such item", details={"code": "X"})
    assert (first.step, first.suggestion) == ("map", "Map the code to an item, then replay.")
    recording.close_quarantine(document, actor="clerk", resolution="replayed", reason="mapped")
    recording.move(document, Status.RECEIVED)
    second = recording.quarantine(document, "unit_unmapped", "no such unit")
    first.refresh_from_db()
    assert (first.closed_by, first.resolution, first.resolution_reason) == ("clerk", "replayed", "mapped")
    assert first.pk != second.pk
    assert document.quarantines.filter(closed_at=None).get() == second


def test_a_linked_document_keeps_its_status_and_gets_the_row() -> None:
    document = DocumentFactory(status="linked")
    recording.quarantine(document, "rejected_by_partner", "R")
    row = recording.quarantine(document, "amount_differs", "5.00")
    document.refresh_from_db()
    assert document.status == "linked"
    assert document.quarantines.get() == row
    assert row.code == "amount_differs"


def test_a_file_in_quarantine_has_one_row() -> None:
    payload = PayloadFactory()
    assert recording.quarantine_file(payload, "unreadable", "x") == recording.quarantine_file(
        payload, "unreadable", "x"
    )
    assert payload.events.count() == 1


def test_an_attempt_is_written_before_the_call_and_the_key_is_taken() -> None:
    document = DocumentFactory()
    first = attempt_of(document)
    with pytest.raises(recording.KeyTaken, match="SHIP-1"):
        attempt_of(document)
    recording.give_verdict(first, "refused", error="NAV said no")
    second = attempt_of(document)
    assert (first.number, second.number) == (1, 2)
    assert [event.action for event in document.events.all()] == ["intended", "refused", "intended"]


def test_a_verdict_frees_the_hold_unless_the_outcome_is_unknown() -> None:
    document = DocumentFactory()
    HoldFactory(document=document, key="order:1")
    attempt = attempt_of(document, hold_key="order:1")
    recording.give_verdict(attempt, "unknown", error="lost")
    assert Hold.objects.exists()
    recording.give_verdict(attempt, "done", answer={"receipt": "R1"})
    assert not Hold.objects.exists()
    attempt.refresh_from_db()
    assert (attempt.verdict, attempt.answer, bool(attempt.ended_at)) == ("done", {"receipt": "R1"}, True)


def test_what_is_open_when_a_document_stops_is_for_a_person_to_answer() -> None:
    document = DocumentFactory()
    attempt = attempt_of(document)
    recording.quarantine(document, "unexpected", "a fault of ours")
    attempt.refresh_from_db()
    assert attempt.verdict == "unknown"
    assert "a fault of ours" in attempt.error


def test_a_step_keeps_the_claim_and_stops_who_lost_it() -> None:
    document = DocumentFactory()
    assert claims.claim(document)
    attempt = attempt_of(document)
    Document.objects.update(claimed_until=timezone.now())
    recording.step(attempt, "called", called_at=timezone.now())
    assert Document.objects.get().claimed_until > timezone.now() + timedelta(
        seconds=settings.CLAIM_SECONDS - 60
    )
    Document.objects.update(claimed_by="another/1/2")
    with pytest.raises(recording.ClaimLost):
        recording.step(attempt, "answered")
    assert SendAttempt.objects.get().step == "called"


def test_a_link_named_again_gets_its_new_facts_only() -> None:
    document = DocumentFactory()
    recording.link(document, None, kind="draft", number="D1", state="waiting")
    recording.link(document, None, kind="draft", number="D1", state="posted")
    assert JournalLink.objects.get().state == "posted"


def test_a_run_tells_what_it_counted_and_how_it_ended() -> None:
    run = recording.start_run(ConnectionFactory(), "outbound", "clock")
    assert (run.state, run.owner) == ("running", claims.me())
    recording.finish_run(run, {"taken": 2})
    run.refresh_from_db()
    assert (run.state, run.counts, bool(run.finished_at)) == ("done", {"taken": 2}, True)
    recording.finish_run(run, {}, "NAV is down")
    assert run.state == "failed"


def test_a_twin_is_kept_linked_and_ended() -> None:
    twin = DocumentFactory()
    document = DocumentFactory(connection=twin.connection)
    recording.discard_as_twin(document, twin, "seen again")
    document.refresh_from_db()
    assert (document.status, document.twin) == ("discarded", twin)


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_at_the_same_moment_one_is_made() -> None:
    document = DocumentFactory()
    copies = [Document.objects.get(pk=document.pk) for _ in range(2)]
    barrier, lost = threading.Barrier(2), []

    def move(copy: Document) -> None:
        barrier.wait(10)
        try:
            recording.move(copy, Status.PARSED)
        except recording.ClaimLost:
            lost.append(copy)
        finally:
            database.close()

    threads = [threading.Thread(target=move, args=(copy,)) for copy in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(lost) == 1
    assert Event.objects.filter(action="parsed").count() == 1
