"""A file to Cleo: every fault ends in exactly one upload; only one that was cut and is not listed is for a person (booking 1.5)."""

from __future__ import annotations

import pytest

from audit import replay
from audit.models import Document
from tests.stories.faults.world import (
    FAULTS,
    Fault,
    FaultWorld,
    assert_linked_without_help,
    cases,
)
from tests.stories.world import JsonObject, quarantined

UPLOAD = {"system": "cleo", "method": "PUT", "path": "/upload/"}
# nothing arrived, and the connection or the answer does not say so
CUT = ("refuse", "cut before", "500 before", "504 before", "web page", "changed meanwhile")
IN_DOUBT = {name: FAULTS[name] for name in CUT}
RECOVERED = {name: fault for name, fault in FAULTS.items() if name not in CUT}


pytestmark = pytest.mark.django_db(transaction=True)


def files_of(world: FaultWorld, document: Document) -> list[JsonObject]:
    """Every upload ever made of a document."""
    return [row for row in world.sandbox.uploads() if document.number in row["name"]]


def assert_uploaded_once(world: FaultWorld, document: Document) -> None:
    assert_linked_without_help(world, document)
    [file] = files_of(world, document)
    frozen = {bytes(attempt.frozen or b"") for attempt in document.attempts.all()}
    assert frozen == {file["text"].encode()}
    assert document.links.get(kind="file").number == file["name"]
    assert document.cleo_transmission_id


@pytest.mark.parametrize(("match", "fault"), cases({"upload": UPLOAD}, RECOVERED))
def test_a_file_is_uploaded_exactly_once(world: FaultWorld, match: JsonObject, fault: Fault) -> None:
    document = world.order_out()
    world.run(document, fault, match)
    assert_uploaded_once(world, document)


@pytest.mark.parametrize("clash", ["reject", "rename", "overwrite"])
@pytest.mark.parametrize("name", ["cut after", "503 after", "late", "garbage"])
def test_no_fault_leads_to_a_second_upload_whatever_a_clash_of_names_does(
    world: FaultWorld, name: str, clash: str
) -> None:
    world.sandbox.switch(clash=clash)
    document = world.order_out()
    world.run(document, FAULTS[name], UPLOAD)
    assert_uploaded_once(world, document)


@pytest.mark.parametrize("fault", IN_DOUBT.values(), ids=IN_DOUBT)
def test_an_upload_that_was_cut_and_is_not_listed_is_for_a_person(world: FaultWorld, fault: Fault) -> None:
    document = world.order_out()
    world.run(document, fault, UPLOAD)
    assert quarantined(document) == "outcome_unknown"
    assert files_of(world, document) == []
    [attempt] = document.attempts.all()
    assert attempt.verdict == "unknown"


def test_an_upload_that_a_flow_took_at_once_is_for_a_person_and_never_repeated(world: FaultWorld) -> None:
    world.sandbox.switch(consume_after_seconds=0)
    document = world.order_out()
    world.run(document, FAULTS["cut after"], UPLOAD)
    assert quarantined(document) == "outcome_unknown"
    assert len(files_of(world, document)) == 1


def test_answered_as_not_done_the_same_bytes_go_under_the_same_name(world: FaultWorld) -> None:
    document = world.order_out()
    world.run(document, FAULTS["cut before"], UPLOAD)
    attempt = document.attempts.get()
    replay.answer_outcome(attempt, done=False, actor="person", reason="not in the audit of Cleo")
    world.finish(document)
    assert document.status == "linked"
    [file] = files_of(world, document)
    assert (file["name"], file["text"].encode()) == (attempt.file_name, bytes(attempt.frozen))


def test_answered_as_done_it_is_linked_without_another_upload(world: FaultWorld) -> None:
    document = world.order_out()
    world.run(document, FAULTS["cut before"], UPLOAD)
    replay.answer_outcome(
        document.attempts.get(), done=True, actor="person", reason="seen in the audit of Cleo"
    )
    world.finish(document)
    assert document.status == "linked"
    assert files_of(world, document) == []


@pytest.mark.parametrize("name", ["cut before", "500 before", "504 after"])
def test_a_lost_login_during_the_upload_is_no_lost_upload(world: FaultWorld, name: str) -> None:
    """The token is refused, its renewal fails: nothing was uploaded, and that is known."""
    document = world.order_out()
    world.sandbox.control("POST", "cleo/revoke")
    world.strike(FAULTS[name], {"system": "cleo", "method": "POST", "path": "/api/authentication"})
    world.finish(document)
    assert_uploaded_once(world, document)
