"""What people may do with a document that stopped, and what the rules refuse (booking rules 2.2, 2.5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit import claims, replay
from audit.models import Document, Hold
from tests.factories import (
    X12_856,
    DocumentFactory,
    HoldFactory,
    PayloadFactory,
    QuarantineFactory,
    SendAttemptFactory,
)

pytestmark = pytest.mark.django_db
WHO = {"actor": "clerk", "reason": "because"}


@pytest.fixture
def stopped() -> Document:
    """A document in quarantine."""
    return QuarantineFactory().document


Act = Callable[[Document], Any]
ACTS: dict[str, Act] = {
    "replay": lambda document: replay.replay(document, **WHO),
    "discard": lambda document: replay.discard(document, **WHO),
    "approve": lambda document: replay.approve(document, code="item_unknown", **WHO),
    "revise": lambda document: replay.revise(document, content=X12_856, **WHO),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_nothing_is_done_while_a_living_process_has_the_document(stopped: Document, act: Act) -> None:
    Document.objects.update(claimed_by=claims.me(), claimed_until=timezone.now() + timedelta(minutes=5))
    with pytest.raises(replay.Refused, match="being worked on"):
        act(stopped)
    Document.objects.update(claimed_until=timezone.now() - timedelta(minutes=5))
    act(stopped)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize(("verdict", "words"), [("open", "not decided yet"), ("unknown", "unknown outcome")])
def test_nothing_is_done_while_an_attempt_is_in_doubt(
    stopped: Document, act: Act, verdict: str, words: str
) -> None:
    SendAttemptFactory(document=stopped, verdict=verdict)
    with pytest.raises(replay.Refused, match=words):
        act(stopped)
    stopped.refresh_from_db()
    assert (stopped.status, stopped.approvals, stopped.revisions.count()) == ("quarantined", [], 1)
    assert stopped.quarantines.filter(closed_at=None).exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda document: replay.replay(document, actor="clerk", reason=" "),
        lambda document: replay.discard(document, actor="clerk", reason=""),
        lambda document: replay.approve(document, code="item_unknown", actor="clerk", reason=""),
        lambda document: replay.revise(document, content=X12_856, actor="clerk", reason=""),
        lambda document: replay.book_again(document, target="order:1", actor="clerk", reason=""),
        lambda document: replay.send_anew(document, actor="clerk", reason=""),
        lambda document: replay.discard_file(document.payload, actor="clerk", reason=""),
        lambda document: replay.reread_file(document.payload, actor="clerk", reason=""),
    ],
)
def test_everything_needs_a_reason(stopped: Document, act: Act) -> None:
    with pytest.raises(replay.Refused, match="reason is needed"):
        act(stopped)


def test_a_replay_goes_back_to_received_and_closes_the_cause(stopped: Document) -> None:
    Document.objects.update(problems=[{"code": "x"}], last_error="y", failures=2)
    replay.replay(stopped, **WHO)
    assert (stopped.status, stopped.problems, stopped.last_error, stopped.failures) == ("received", [], "", 0)
    row = stopped.quarantines.get()
    assert (row.closed_by, row.resolution, row.resolution_reason) == ("clerk", "replayed", "because")
    event = stopped.events.get()
    assert (event.action, event.from_status, event.to_status) == ("replayed", "quarantined", "received")
    assert list(claims.due()) == [stopped]


@pytest.mark.parametrize("status", ["received", "parsed", "mapped", "sent", "linked"])
def test_only_what_stopped_is_replayed(status: str) -> None:
    with pytest.raises(replay.Refused, match="only quarantined or discarded"):
        replay.replay(DocumentFactory(status=status), **WHO)


def test_a_discarded_document_comes_back_without_its_twin() -> None:
    document = DocumentFactory(status="discarded", twin=DocumentFactory(), finished_at=timezone.now())
    replay.replay(document, **WHO)
    assert (document.status, document.twin, document.finished_at) == ("received", None, None)


def test_a_discard_ends_it_and_tells_what_was_booked_already(stopped: Document) -> None:
    SendAttemptFactory(document=stopped, target="order:1")
    replay.discard(stopped, **WHO)
    assert (stopped.status, bool(stopped.finished_at)) == ("discarded", True)
    assert stopped.events.get().text == "because (booked already and staying so: receipt on order 1)"
    assert stopped.quarantines.get().resolution == "discarded"


def test_a_document_that_waits_for_a_vendor_can_be_discarded() -> None:
    document = DocumentFactory(outbound=True, waiting_for="vendor")
    replay.discard(document, **WHO)
    assert (document.status, document.waiting_for) == ("discarded", "")


def test_what_is_booked_or_about_to_be_linked_is_not_discarded() -> None:
    with pytest.raises(replay.Refused, match="is booked"):
        replay.discard(DocumentFactory(status="linked"), **WHO)
    with pytest.raises(replay.Refused, match="about to be linked"):
        replay.discard(DocumentFactory(status="sent"), **WHO)


def test_the_cause_of_a_linked_document_is_settled_and_it_stays_linked() -> None:
    document = QuarantineFactory(document__status="linked", code="rejected_by_partner").document
    replay.discard(document, **WHO)
    assert document.status == "linked"
    assert not document.quarantines.filter(closed_at=None).exists()


@pytest.mark.parametrize(("done", "verdict"), [(True, "done"), (False, "refused")])
def test_an_answered_outcome_goes_on(stopped: Document, done: bool, verdict: str) -> None:
    attempt = SendAttemptFactory(document=stopped, verdict="unknown", hold_key="order:1")
    HoldFactory(document=stopped, key="order:1")
    replay.answer_outcome(attempt, done=done, **WHO)
    attempt.refresh_from_db()
    stopped.refresh_from_db()
    assert (attempt.verdict, attempt.answer["answered_by"]) == (verdict, "clerk")
    assert stopped.status == "received"
    assert stopped.quarantines.get().resolution == "answered"
    assert not Hold.objects.exists()
    with pytest.raises(replay.Refused, match="not in doubt"):
        replay.answer_outcome(attempt, done=done, **WHO)


def test_one_answer_of_two_does_not_replay_yet(stopped: Document) -> None:
    first = SendAttemptFactory(document=stopped, verdict="unknown")
    SendAttemptFactory(document=stopped, verdict="unknown")
    replay.answer_outcome(first, done=True, **WHO)
    stopped.refresh_from_db()
    assert stopped.status == "quarantined"


def test_an_approval_is_kept_with_who_and_why(stopped: Document) -> None:
    replay.approve(stopped, code="item_unknown", **WHO)
    [entry] = stopped.approvals
    assert (entry["code"], entry["by"], entry["reason"]) == ("item_unknown", "clerk", "because")
    assert stopped.status == "received"


def test_only_the_cause_that_it_waits_for_is_approved(stopped: Document) -> None:
    with pytest.raises(replay.Refused, match="does not wait for amount_differs"):
        replay.approve(stopped, code="amount_differs", **WHO)
    stopped.refresh_from_db()
    assert stopped.approvals == []


def test_a_done_target_is_opened_again_under_a_new_name() -> None:
    document = SendAttemptFactory(document__status="linked", target="order:1").document
    replay.book_again(document, target="order:1", **WHO)
    assert (document.status, document.finished_at) == ("received", None)
    assert [entry["code"] for entry in document.approvals] == ["again:order:1"]
    assert [event.action for event in document.events.all()] == ["book again", "received"]


@pytest.mark.parametrize(
    ("fields", "target", "words"),
    [
        ({"status": "linked"}, "order:2", "nothing done for order:2"),
        ({"status": "sent"}, "order:1", "still being worked on"),
        ({"status": "linked", "direction": "outbound"}, "order:1", "send it anew"),
    ],
)
def test_what_cannot_be_booked_again(fields: dict[str, str], target: str, words: str) -> None:
    document = DocumentFactory(**fields)
    SendAttemptFactory(document=document, target="order:1")
    with pytest.raises(replay.Refused, match=words):
        replay.book_again(document, target=target, **WHO)


def test_sending_anew_makes_a_document_of_its_own_that_names_the_old_one() -> None:
    document = DocumentFactory(
        outbound=True, status="linked", business_key="1|out|850|X", nav_source={"id": "7"}
    )
    QuarantineFactory(document=document, code="rejected_by_partner")
    new = replay.send_anew(document, **WHO)
    assert (new.answers, new.status, new.kind, new.number) == (document, "received", "850", document.number)
    assert new.business_key == "1|out|850|X|again"
    assert (new.nav_source, new.interchange_number, new.partner) == ({"id": "7"}, "", document.partner)
    assert document.quarantines.get().resolution == "resent"
    with pytest.raises(replay.Refused, match="sent anew already"):
        replay.send_anew(document, **WHO)
    replay.discard(new, **WHO)
    replay.send_anew(document, **WHO)


@pytest.mark.parametrize("fields", [{"status": "linked"}, {"outbound": True, "status": "quarantined"}])
def test_only_what_was_sent_is_sent_anew(fields: dict[str, object]) -> None:
    with pytest.raises(replay.Refused, match="was not sent"):
        replay.send_anew(DocumentFactory(**fields), **WHO)


# -- corrections


def edited(old: bytes, new: bytes) -> bytes:
    assert old in X12_856
    return X12_856.replace(old, new)


def test_a_correction_is_a_revision_and_the_original_stays(stopped: Document) -> None:
    replay.revise(stopped, content=edited(b"SN1*1*10*CA", b"SN1*1*11*CA"), **WHO)
    assert stopped.is_edited
    contents = [bytes(row.content) for row in stopped.revisions.all()]
    assert contents == [X12_856, edited(b"SN1*1*10*CA", b"SN1*1*11*CA")]
    assert stopped.events.get().text == "revision 1: because"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"hello", "cannot be read"),
        (b"", "cannot be read"),
        (X12_856 + X12_856, "exactly one document"),
    ],
)
def test_a_correction_must_be_one_document_of_the_same_kind(
    stopped: Document, content: bytes, words: str
) -> None:
    with pytest.raises(replay.Refused, match=words):
        replay.revise(stopped, content=content, **WHO)


def test_a_correction_of_another_kind_is_refused() -> None:
    document = QuarantineFactory(document__kind="810").document
    with pytest.raises(replay.Refused, match="is a 856, the document is a 810"):
        replay.revise(document, content=X12_856, **WHO)


def test_the_number_may_change_before_anything_is_booked_and_not_after() -> None:
    document = QuarantineFactory(document__number="SHIP1001").document
    other = edited(b"SHIP1001", b"SHIP2002")
    attempt = SendAttemptFactory(document=document, verdict="done")
    with pytest.raises(replay.Refused, match="booked in part"):
        replay.revise(document, content=other, **WHO)
    replay.revise(document, content=X12_856, **WHO)
    attempt.verdict = "refused"
    attempt.save()
    replay.revise(document, content=other, **WHO)


def test_what_we_send_is_corrected_in_nav() -> None:
    document = QuarantineFactory(document__outbound=True, document__status="quarantined").document
    with pytest.raises(replay.Refused, match="corrected in NAV"):
        replay.revise(document, content=X12_856, **WHO)
    with pytest.raises(replay.Refused, match="only quarantined or discarded documents are corrected"):
        replay.revise(DocumentFactory(), content=X12_856, **WHO)


# -- files and waiting


def test_a_file_is_discarded_or_read_again() -> None:
    row = QuarantineFactory(of_file=True, code="unreadable")
    payload = row.payload
    payload.read_at = timezone.now()
    payload.save()
    replay.reread_file(payload, **WHO)
    payload.refresh_from_db()
    assert payload.read_at is None
    with pytest.raises(replay.Refused, match="is not in quarantine"):
        replay.discard_file(payload, **WHO)
    other = QuarantineFactory(of_file=True, code="unreadable")
    replay.discard_file(other.payload, **WHO)
    other.refresh_from_db()
    assert (other.resolution, other.closed_by) == ("discarded", "clerk")
    with pytest.raises(replay.Refused, match="was left at Cleo"):
        replay.reread_file(PayloadFactory(content=None, size=1), **WHO)


def test_a_person_shortens_the_wait_for_a_retry_but_never_the_settle_time() -> None:
    later = timezone.now() + timedelta(hours=1)
    retry = DocumentFactory(waiting_for="retry", not_before=later)
    replay.hurry(retry, actor="clerk")
    assert list(claims.due()) == [retry]
    settle = DocumentFactory(waiting_for="settle", not_before=later)
    with pytest.raises(replay.Refused, match="does not wait for a retry"):
        replay.hurry(settle, actor="clerk")
    settle.refresh_from_db()
    assert settle.not_before == later
