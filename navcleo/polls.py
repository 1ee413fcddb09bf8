"""One whole poll: the lane of its NAV user, a PollRun, and what an outage means for the plan (booking rules 5.4, 5.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils import timezone

from audit import claims, recording
from audit.models import PollRun
from connectors.errors import ConnectorError, Unauthorized
from connectors.models import Connection, PollPlan
from navcleo.workflows import inbound, lookups, outbound, processing

Progress = Callable[[str], None]
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


def run_plan(plan_id: int) -> str:
    """Run the poll of a plan that is due, and say when it is due next. Two processes cannot both begin it."""
    plan = PollPlan.objects.select_related("connection").get(pk=plan_id)
    begun = timezone.now()
    if plan.due_at and plan.due_at > begun:
        return "not due"
    try:
        _, failure = run(plan.connection, plan.poll, actor=f"poll plan {plan.poll}")
    except Busy as busy:
        return str(busy)
    plan.refresh_from_db()
    plan.last_started_at, plan.last_finished_at = begun, timezone.now()
    if failure is None:
        plan.attempts, plan.last_error = 0, ""
        plan.due_at = plan.next_due(timezone.now())
    else:
        plan.attempts += 1
        plan.last_error = str(failure)
        usual = plan.next_due(timezone.now())
        again = timezone.now() + processing.back_off(plan.attempts, failure)
        plan.due_at = usual if isinstance(failure, Unauthorized) or usual is None else min(usual, again)
    plan.save()
    return plan.last_error or "done"
