"""What the queue runs: a few lines each, ids only; every decision lives in our rows."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from audit import claims
from audit.models import Heartbeat
from navcleo import polls, schedules
from navcleo.jobs import enqueue
from navcleo.workflows import acknowledgments, order_answers, processing


def process() -> dict[str, int]:
    """Work off due documents for a while; asks for a successor while some are left."""
    beat("work")
    counts = processing.work_off(seconds=settings.PROCESS_SECONDS)
    if sum(counts.values()) and claims.due().exists():
        enqueue("process")
    return dict(counts)


def clock() -> int:
    """Every minute: heartbeat, stale claims, overdue acknowledgments, polls that are due, and as many workers as lanes."""
    beat("clock")
    claims.sweep()
    acknowledgments.mark_overdue()
    order_answers.mark_overdue()
    for plan in schedules.due():
        enqueue("run_poll", plan.pk)
    # at least one: its heartbeat shows that the work cluster lives
    waiting: int = max(1, min(claims.due().count(), settings.WORK_WORKERS))
    for _ in range(waiting):
        enqueue("process")
    return waiting


def run_poll(plan_id: int) -> str:
    """Run one poll plan; processing is left to the work cluster."""
    beat("clock")
    return polls.run_plan(plan_id)


def beat(name: str) -> None:
    """The sign of life that health and the watchdog read."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now(), "owner": claims.me()})
