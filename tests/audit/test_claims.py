"""Claims, lanes and holds: taken by conditional update, kept by the living, lost by the dead (booking rules 5.5, 6.3)."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from audit import claims
from audit.models import Document, Hold, Lane, PollRun
from tests.factories import ConnectionFactory, DocumentFactory, PollRunFactory, SendAttemptFactory

pytestmark = pytest.mark.django_db
SOON = timedelta(minutes=5)


@pytest.fixture
def dead() -> str:
    """An owner of this host that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait(20)
    return f"{claims.me().partition('/')[0]}/{child.pid}/1"


def owned(document: Document, owner: str, **changes: object) -> Document:
    """The document as it is while another process has it."""
    facts = {"claimed_by": owner, "claimed_until": timezone.now() + SOON, **changes}
    Document.objects.filter(pk=document.pk).update(**facts)
    document.refresh_from_db()
    return document


ELSEWHERE = "another-host/7/99"


def test_an_owner_names_host_process_and_start() -> None:
    host, pid, started = claims.me().split("/")
    assert int(pid) == os.getpid()
    assert host
    assert started.isdigit() or started == ""


def test_who_lives(dead: str) -> None:
    assert claims.lives(claims.me())
    assert not claims.lives(dead)
    assert claims.lives(ELSEWHERE), "nobody can tell from here; its lease decides"
    assert claims.lives("")
    host, pid, _ = claims.me().split("/")
    assert not claims.lives(f"{host}/{pid}/1"), "the process id was given to another one"
    assert claims.lives(f"{host}/{pid}/")


def test_a_claim_of_a_living_process_is_left_alone() -> None:
    document = owned(DocumentFactory(), ELSEWHERE)
    assert not claims.claim(document)
    with claims.claim_next() as taken:
        assert taken is None


def test_a_claim_whose_lease_ended_is_taken_over() -> None:
    document = owned(DocumentFactory(), ELSEWHERE, claimed_until=timezone.now() - SOON)
    assert claims.claim(document)
    assert document.claimed_by == claims.me()


def test_a_claim_of_a_dead_process_is_taken_over_at_once(dead: str) -> None:
    assert claims.claim(owned(DocumentFactory(), dead))


@pytest.mark.parametrize(
    "changes",
    [
        {"claimed_by": ELSEWHERE},
        {"status": "quarantined"},
        {"not_before": timezone.now() + SOON},
        {"waiting_for": "vendor"},
    ],
)
def test_a_document_that_changed_since_it_was_read_is_not_claimed(changes: dict[str, object]) -> None:
    document = DocumentFactory()
    Document.objects.filter(pk=document.pk).update(**changes)
    assert not claims.claim(document)
    assert Document.objects.get(pk=document.pk).claimed_by == changes.get("claimed_by", "")


def test_a_claim_lasts_as_long_as_the_work_and_ends_with_it() -> None:
    document = DocumentFactory()
    with claims.claim_next() as taken:
        assert taken is not None
        found, lane = taken
        assert found == document
        assert (found.claimed_by, lane.owner) == (claims.me(), claims.me())
        with claims.claim_next() as second:
            assert second is None
    assert Document.objects.get().claimed_by == ""
    assert Lane.objects.get().owner == ""


def test_claim_and_lane_are_given_back_after_a_fault() -> None:
    DocumentFactory()
    with pytest.raises(RuntimeError), claims.claim_next():
        raise RuntimeError
    assert Document.objects.get().claimed_by == ""
    assert Lane.objects.get().owner == ""


def test_renewing_a_lost_claim_says_so() -> None:
    document = DocumentFactory()
    assert claims.claim(document)
    Document.objects.update(claimed_by=ELSEWHERE)
    with pytest.raises(claims.ClaimLost):
        claims.renew(document)


def test_renewing_keeps_document_and_lane() -> None:
    document = DocumentFactory()
    with claims.claim_next() as taken:
        assert taken is not None
        Document.objects.update(claimed_until=timezone.now())
        Lane.objects.update(until=timezone.now())
        claims.renew(*taken)
        assert Document.objects.get(pk=document.pk).claimed_until > timezone.now() + SOON
        assert Lane.objects.get().until > timezone.now() + SOON


# -- what is due


def test_what_is_due() -> None:
    connection = ConnectionFactory()
    later = timezone.now() + SOON
    now = DocumentFactory(connection=connection)
    over = DocumentFactory(connection=connection, not_before=timezone.now() - SOON, waiting_for="retry")
    retry = DocumentFactory(connection=connection, not_before=later, waiting_for="retry")
    DocumentFactory(connection=connection, not_before=later, waiting_for="settle")
    DocumentFactory(connection=connection, waiting_for="vendor")
    for status in ("quarantined", "linked", "discarded"):
        DocumentFactory(connection=connection, status=status)
    other = DocumentFactory()
    DocumentFactory(connection=ConnectionFactory(is_active=False))
    assert list(claims.due(connection.pk)) == [now, over]
    assert list(claims.due(connection.pk, include_retries=True)) == [now, over, retry]
    assert list(claims.due()) == [now, over, other]


def test_a_long_row_of_busy_documents_hides_nothing_behind_it() -> None:
    connection = ConnectionFactory()
    busy = [DocumentFactory(connection=connection) for _ in range(claims.LOOKED_AT_ONCE + 2)]
    for document in busy:
        owned(document, ELSEWHERE)
    free = DocumentFactory(connection=connection)
    with claims.claim_next() as taken:
        assert taken is not None
        assert taken[0] == free


def test_a_full_nav_user_does_not_starve_another() -> None:
    full, free = ConnectionFactory(), ConnectionFactory()
    for _ in range(claims.LOOKED_AT_ONCE + 2):
        DocumentFactory(connection=full)
    behind = DocumentFactory(connection=free)
    for number in range(1, 5):
        Lane.objects.create(
            nav_user=claims.nav_user(full), lane=str(number), owner=ELSEWHERE, until=timezone.now() + SOON
        )
    with claims.claim_next() as taken:
        assert taken is not None
        assert taken[0] == behind
    assert not Document.objects.exclude(claimed_by="").exists()


# -- lanes


def test_four_documents_and_one_poll_per_nav_user(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = ConnectionFactory()
    lanes = [claims.take_lane(connection) for _ in range(4)]
    assert [lane.lane for lane in lanes if lane] == ["1", "2", "3", "4"]
    assert claims.take_lane(connection) is None
    assert claims.take_lane(connection, (claims.POLL_LANE,)) is not None
    assert claims.take_lane(connection, (claims.POLL_LANE,)) is None
    first = lanes[0]
    assert first is not None
    claims.free_lane(first)
    assert claims.take_lane(connection) == first


def test_two_connections_of_one_nav_user_share_their_lanes() -> None:
    one = ConnectionFactory(nav_client_id="app")
    other = ConnectionFactory(nav_client_id="app")
    assert claims.nav_user(one) == claims.nav_user(other)
    assert claims.take_lane(one, (claims.POLL_LANE,))
    assert claims.take_lane(other, (claims.POLL_LANE,)) is None
    assert claims.take_lane(ConnectionFactory(), (claims.POLL_LANE,))


def test_a_lane_of_a_dead_owner_or_an_ended_lease_is_free(dead: str) -> None:
    connection = ConnectionFactory()
    for owner, until in ((dead, SOON), (ELSEWHERE, -SOON)):
        lane = claims.take_lane(connection, (claims.POLL_LANE,))
        assert lane is not None
        Lane.objects.update(owner=owner, until=timezone.now() + until)
        again = claims.take_lane(connection, (claims.POLL_LANE,))
        assert again is not None
        assert again.owner == claims.me()
        claims.free_lane(again)


def test_a_lane_taken_over_is_not_freed_by_its_former_owner() -> None:
    lane = claims.take_lane(ConnectionFactory(), (claims.POLL_LANE,))
    assert lane is not None
    Lane.objects.update(owner=ELSEWHERE)
    claims.free_lane(lane)
    claims.renew_lane(lane)
    row = Lane.objects.get()
    assert (row.owner, row.until) == (ELSEWHERE, lane.until)


# -- holds


def test_a_key_is_held_by_one_document() -> None:
    first = DocumentFactory()
    second = DocumentFactory(connection=first.connection)
    assert claims.take_hold(first, "order:1")
    assert claims.take_hold(first, "order:1")
    owned(first, ELSEWHERE)
    assert not claims.take_hold(second, "order:1")
    assert claims.take_hold(second, "order:2")
    assert claims.take_hold(DocumentFactory(), "order:1"), "another connection has orders of its own"


@pytest.mark.parametrize("verdict", ["open", "unknown"])
def test_a_key_stays_held_while_its_outcome_is_in_doubt(verdict: str) -> None:
    first = DocumentFactory()
    claims.take_hold(first, "order:1")
    SendAttemptFactory(document=first, hold_key="order:1", verdict=verdict)
    claims.free_hold(first, "order:1")
    assert not claims.take_hold(DocumentFactory(connection=first.connection), "order:1")
    assert Hold.objects.get().document == first


def test_a_key_that_nobody_works_on_is_taken_over(dead: str) -> None:
    first = DocumentFactory()
    second = DocumentFactory(connection=first.connection)
    claims.take_hold(first, "order:1")
    assert claims.take_hold(second, "order:1")
    owned(second, dead)
    assert claims.take_hold(first, "order:1")
    claims.free_hold(first, "order:1")
    assert not Hold.objects.exists()


# -- sweeping


def test_the_sweep_clears_stale_claims_and_only_those(dead: str) -> None:
    stale = owned(DocumentFactory(), dead)
    over = owned(DocumentFactory(), ELSEWHERE, claimed_until=timezone.now() - SOON)
    ended = owned(DocumentFactory(status="quarantined"), dead)
    living = owned(DocumentFactory(), ELSEWHERE)
    assert claims.sweep() == 3
    cleared = set(Document.objects.filter(claimed_by="", claimed_until=None))
    assert cleared == {stale, over, ended}
    living.refresh_from_db()
    assert living.claimed_by == ELSEWHERE


def test_the_sweep_ends_runs_of_dead_processes(dead: str) -> None:
    run = PollRunFactory(state="running", finished_at=None, owner=dead)
    here = PollRunFactory(state="running", finished_at=None, owner=claims.me())
    done = PollRunFactory(owner=dead)
    claims.sweep()
    assert dict(PollRun.objects.values_list("pk", "state")) == {
        run.pk: "failed",
        here.pk: "running",
        done.pk: "done",
    }
    assert PollRun.objects.filter(started_at__lte=F("finished_at"), state="failed").exists()


def test_soon_is_soon() -> None:
    assert timezone.now() < claims.soon() < timezone.now() + timedelta(seconds=3)
