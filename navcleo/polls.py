"""One whole poll: the lane of its NAV user, a PollRun, and what an outage means for the plan (booking rules 5.4, 5.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from django.utils import timezone

from audit import claims, recording
from audit.models import PollRun
from connectors.errors import ConnectorError, Unauthorized
from connectors.models import Connection, PollPlan
from navcleo import jobs, schedules
from navcleo.workflows import inbound, lookups, outbound, processing

Progress = Callable[[str], None]
Answer = TypeVar("Answer")
POLLS: dict[str, Callable[[Connection, PollRun, Counter[str], Progress], None]] = {
    "inbound": inbound.collect,
    "outbound": outbound.collect,
    "sweep": outbound.sweep,
    "sync": lookups.collect,
}


class Busy(Exception):
    """Another poll or sync of the same NAV user is running."""


def run(
    connection: Connection, poll: str, *, actor: str, progress: Progress = lambda name: None
) -> tuple[PollRun, ConnectorError | None]:
    """Run one poll. Raises Busy; an error of the other side ends the run as failed and is returned."""
    lane = claims.take_lane(connection, (claims.POLL_LANE,))
    if lane is None:
        raise Busy(f"a poll or sync of {connection.name} is running already")
    row = recording.start_run(connection, poll, actor)
    counts: Counter[str] = Counter()
    failure: ConnectorError | None = None
    text = "stopped by a fault"

    def seen(name: str) -> None:
        claims.renew_lane(lane)
        progress(name)

    try:
        POLLS[poll](connection, row, counts, seen)
        text = ""
    except ConnectorError as error:
        failure, text = error, str(error)
    finally:
        recording.finish_run(row, counts, text)
        claims.free_lane(lane)
    return row, failure


@contextmanager
def visit(connection: Connection) -> Iterator[None]:
    """A person looks into NAV (preview, dry run): takes the lane that polls take. Raises Busy."""
    lane = claims.take_lane(connection, (claims.POLL_LANE,))
    if lane is None:
        raise Busy(f"a poll, sync or test of {connection.name} is running; try again when it has ended")
    try:
        yield
    finally:
        claims.free_lane(lane)


def look(connection: Connection, question: Callable[[], Answer]) -> Answer:
    """Ask NAV something for a person, in the lane that polls take. Raises Busy."""
    with visit(connection):
        return question()


def run_plan(plan_id: int) -> str:
    """Run the poll of a plan that is due, and say when it is due next. Two processes cannot both begin it. A fault of ours
    backs off like an outage and is raised: a broken poll must not knock at NAV every minute. A plan that found the lane
    busy stays due; whoever has it calls the next one."""
    plan = PollPlan.objects.select_related("connection").get(pk=plan_id)
    begun = timezone.now()
    if plan.due_at and plan.due_at > begun:
        return "not due"
    try:
        _, failure = run(plan.connection, plan.poll, actor=f"poll plan {plan.poll}")
    except Busy as busy:
        return str(busy)
    except Exception as error:
        _note(plan, begun, error)
        raise
    _note(plan, begun, failure)
    _call_next(plan.connection)
    return str(failure or "done")


def _call_next(connection: Connection) -> None:
    """Queue the plan that has waited longest for the lane just given back: until the clock ticks again is a minute, and two
    plans of one minute would each run every second one."""
    user = claims.nav_user(connection)
    for plan in schedules.due().select_related("connection"):
        if claims.nav_user(plan.connection) == user:
            jobs.enqueue("run_poll", plan.pk)
            return


def _note(plan: PollPlan, begun: datetime, failure: Exception | None) -> None:
    """Write how it went and when it is due next; columns only, since a save would write a person's edit away."""
    plan.refresh_from_db()
    now = timezone.now()
    attempts = plan.attempts + 1 if failure else 0
    due_at = _next_due(plan, now)
    if failure and not isinstance(failure, Unauthorized):
        due_at = min(due_at, now + processing.back_off(attempts, failure))
    PollPlan.objects.filter(pk=plan.pk).update(
        last_started_at=begun,
        last_finished_at=now,
        attempts=attempts,
        last_error=str(failure or ""),
        due_at=due_at,
    )


def _next_due(plan: PollPlan, now: datetime) -> datetime:
    """An interval is counted from when the plan was due: counted from the end of a run, a plan of one minute would not yet be
    due at the clock's next tick."""
    if not plan.interval_minutes or plan.due_at is None or plan.due_at > now:
        return plan.next_due(now)
    interval = timedelta(minutes=plan.interval_minutes)
    return plan.due_at + ((now - plan.due_at) // interval + 1) * interval
