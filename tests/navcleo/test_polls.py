"""Polls: one at a time per NAV user, a row for each, back-off after an outage, and the plan's next time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from audit import claims
from audit.models import Lane, PollRun
from connectors.errors import Throttled, Unauthorized, Unreachable
from connectors.models import Connection, PollPlan
from navcleo import polls, schedules, tasks
from tests.factories import ConnectionFactory

pytestmark = pytest.mark.django_db
Collect = Callable[[Callable[..., Any]], None]


@pytest.fixture
def connection() -> Connection:
    """A Connection with its default plans."""
    row: Connection = ConnectionFactory()
    return row


@pytest.fixture
def collect(monkeypatch: pytest.MonkeyPatch) -> Collect:
    """Put a function of ours in the place of the inbound poll."""

    def put(function: Callable[..., Any]) -> None:
        monkeypatch.setitem(polls.POLLS, "inbound", function)

    return put


@pytest.fixture
def plan(connection: Connection) -> PollPlan:
    """The inbound plan, every 240 minutes, due a minute ago."""
    row = PollPlan.objects.get(connection=connection, poll="inbound")
    row.due_at = timezone.now() - timedelta(minutes=1)
    row.save()
    return row


def _raise(error: Exception) -> Callable[..., Any]:
    def run(*args: Any) -> None:
        raise error

    return run


def _slowly(seconds: float) -> Throttled:
    error = Throttled("slowly", system="nav")
    error.retry_after = seconds
    return error


def test_a_poll_leaves_a_row_with_its_counts(connection: Connection, collect: Collect) -> None:
    def three(
        connection: Connection, run: PollRun, counts: Counter[str], progress: Callable[[str], None]
    ) -> None:
        counts["files"] += 3
        progress("one")

    collect(three)
    run, failure = polls.run(connection, "inbound", actor="test")
    run.refresh_from_db()
    assert (run.state, run.counts, run.actor, failure) == ("done", {"files": 3}, "test", None)
    assert not Lane.objects.exclude(owner="").exists()


def test_a_second_poll_of_the_same_nav_user_is_refused_while_the_first_runs(
    connection: Connection, collect: Collect
) -> None:
    seen: list[str] = []

    def again(*args: Any) -> None:
        with pytest.raises(polls.Busy) as busy:
            polls.run(connection, "outbound", actor="test")
        seen.append(str(busy.value))

    collect(again)
    polls.run(connection, "inbound", actor="test")
    assert len(seen) == 1
    assert PollRun.objects.count() == 1


def test_a_visit_takes_the_same_lane(connection: Connection) -> None:
    with polls.visit(connection), pytest.raises(polls.Busy):
        polls.run(connection, "inbound", actor="test")
    assert claims.take_lane(connection, (claims.POLL_LANE,)) is not None


def test_an_outage_ends_the_poll_as_failed_and_frees_the_lane(
    connection: Connection, collect: Collect
) -> None:
    collect(_raise(Unreachable("no answer", system="cleo")))
    run, failure = polls.run(connection, "inbound", actor="test")
    assert isinstance(failure, Unreachable)
    assert run.state == "failed"
    assert "no answer" in run.error
    assert claims.take_lane(connection, (claims.POLL_LANE,)) is not None


def test_a_plan_that_is_not_due_does_not_run(plan: PollPlan, collect: Collect) -> None:
    PollPlan.objects.filter(pk=plan.pk).update(due_at=timezone.now() + timedelta(minutes=1))
    collect(_raise(AssertionError("must not run")))
    assert polls.run_plan(plan.pk) == "not due"


def test_a_plan_that_went_well_is_due_after_its_interval(plan: PollPlan, collect: Collect) -> None:
    collect(lambda *args: None)
    PollPlan.objects.filter(pk=plan.pk).update(attempts=3, last_error="before")
    versions = plan.history.count()
    assert polls.run_plan(plan.pk) == "done"
    plan.refresh_from_db()
    assert (plan.attempts, plan.last_error) == (0, "")
    assert plan.due_at is not None
    # counted from when it was due, which was a minute ago
    assert timedelta(minutes=238) < plan.due_at - timezone.now() <= timedelta(minutes=239)
    assert plan.history.count() == versions, "a run is no edit of the plan"


@pytest.mark.parametrize(
    ("error", "least", "most"),
    [
        (Unreachable("gone", system="nav"), 30, 90),
        (_slowly(300), 299, 301),
        (Unauthorized("refused", system="nav"), 239 * 60, 240 * 60),
        (ValueError("a bug"), 30, 90),
    ],
)
def test_a_plan_that_failed_backs_off_and_keeps_why(
    plan: PollPlan, collect: Collect, error: Exception, least: float, most: float
) -> None:
    collect(_raise(error))
    if isinstance(error, ValueError):
        with pytest.raises(ValueError, match="a bug"):
            polls.run_plan(plan.pk)
    else:
        polls.run_plan(plan.pk)
    plan.refresh_from_db()
    assert plan.attempts == 1
    assert plan.last_error
    assert plan.due_at is not None
    assert least <= (plan.due_at - timezone.now()).total_seconds() + 1 <= most + 1


def test_back_off_never_goes_beyond_the_plan_itself(plan: PollPlan, collect: Collect) -> None:
    PollPlan.objects.filter(pk=plan.pk).update(interval_minutes=1, attempts=9)
    collect(_raise(Unreachable("gone", system="nav")))
    polls.run_plan(plan.pk)
    plan.refresh_from_db()
    assert plan.due_at is not None
    assert plan.due_at - timezone.now() <= timedelta(minutes=1)


def test_an_edit_made_while_it_ran_survives(plan: PollPlan, collect: Collect) -> None:
    collect(lambda *args: PollPlan.objects.filter(pk=plan.pk).update(interval_minutes=5))
    polls.run_plan(plan.pk)
    plan.refresh_from_db()
    assert plan.interval_minutes == 5
    assert plan.due_at is not None
    assert plan.due_at - timezone.now() <= timedelta(minutes=5)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time, which only the test moves: [now]."""
    moment = [datetime(2026, 3, 2, 12, tzinfo=UTC)]
    monkeypatch.setattr(timezone, "now", lambda: moment[0])
    return moment


def _work_off_queue() -> None:
    """What the clock cluster does with the polls that are queued, one after the other."""
    while row := OrmQ.objects.order_by("id").first():
        (job, ids) = (row.func(), row.task["args"])
        row.delete()
        if job == "navcleo.tasks.run_poll":
            polls.run_plan(*ids)


def test_a_plan_of_one_minute_runs_every_minute_though_a_run_takes_time(
    connection: Connection, collect: Collect, clock: list[datetime]
) -> None:
    ran: list[datetime] = []

    def slow(*args: Any) -> None:
        ran.append(clock[0])
        clock[0] += timedelta(seconds=20)

    collect(slow)
    PollPlan.objects.update(enabled=False)
    PollPlan.objects.filter(poll="inbound").update(enabled=True, interval_minutes=1, due_at=clock[0])
    for minute in range(10):
        clock[0] = datetime(2026, 3, 2, 12, minute, tzinfo=UTC)
        tasks.clock()
        _work_off_queue()
    assert [when.minute for when in ran] == list(range(10))


def test_two_plans_of_one_minute_that_share_the_lane_both_run_every_minute(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, clock: list[datetime]
) -> None:
    ran: list[tuple[str, int]] = []
    plans = {plan.poll: plan.pk for plan in PollPlan.objects.all()}
    busy = {"inbound": "outbound", "outbound": "inbound"}

    def beside(poll: str) -> Callable[..., None]:
        def run(*args: Any) -> None:
            ran.append((poll, clock[0].minute))
            clock[0] += timedelta(seconds=20)
            # a second process takes the other plan of this minute meanwhile and finds the lane busy
            assert polls.run_plan(plans[busy[poll]]) in ("not due", str(_busy(connection)))

        return run

    for poll in busy:
        monkeypatch.setitem(polls.POLLS, poll, beside(poll))
    PollPlan.objects.update(enabled=False)
    PollPlan.objects.filter(poll__in=busy).update(enabled=True, cron="", interval_minutes=1, due_at=clock[0])
    for minute in range(5):
        clock[0] = datetime(2026, 3, 2, 12, minute, tzinfo=UTC)
        for plan in schedules.due():
            # the clock's jobs were taken by two processes at once: the first runs, the second found it busy and is gone
            polls.run_plan(plan.pk)
            break
        _work_off_queue()
        assert not schedules.due().exists(), "nobody waits for the next minute"
    assert sorted(ran) == sorted((poll, minute) for poll in busy for minute in range(5))


def _busy(connection: Connection) -> polls.Busy:
    return polls.Busy(f"a poll or sync of {connection.name} is running already")


def test_runs_that_were_missed_are_not_made_up(
    plan: PollPlan, collect: Collect, clock: list[datetime]
) -> None:
    PollPlan.objects.filter(pk=plan.pk).update(interval_minutes=10, due_at=clock[0] - timedelta(minutes=34))
    collect(lambda *args: None)
    polls.run_plan(plan.pk)
    plan.refresh_from_db()
    assert plan.due_at == clock[0] + timedelta(minutes=6)
