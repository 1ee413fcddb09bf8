"""Poll plans decide when; django-q2 gets one schedule of ours, written from here and read-only (booking rule 5.4)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django_q.models import Schedule

from connectors.models import PollPlan

CLOCK = "navcleo clock"


def sync() -> list[str]:
    """Write the schedule that django-q2 runs: the clock, every minute. Plans are read by it, so an edit counts at once.
    Gives plans that have no due time their first one. Returns what the plans say, a line each."""
    Schedule.objects.exclude(name=CLOCK).filter(func__startswith="navcleo.").delete()
    Schedule.objects.update_or_create(
        name=CLOCK,
        defaults={
            "func": "navcleo.tasks.clock",
            "schedule_type": Schedule.MINUTES,
            "minutes": 1,
            "repeats": -1,
            "cluster": "clock",
        },
    )
    lines = []
    for plan in PollPlan.objects.select_related("connection").order_by("connection__name", "poll"):
        if plan.due_at is None and plan.enabled:
            plan.due_at = plan.next_due(timezone.now())
            plan.save(update_fields=["due_at"])
        when = f"due {plan.due_at:%Y-%m-%d %H:%M} UTC" if plan.enabled and plan.due_at else "off"
        lines.append(
            f"{plan.connection.name} {plan.poll}: {plan.cron or f'every {plan.interval_minutes} min'}, {when}"
        )
    return lines


def due() -> models.QuerySet[PollPlan]:
    """Enabled plans of active Connections whose time has come."""
    now = timezone.now()
    return PollPlan.objects.filter(
        models.Q(due_at__isnull=True) | models.Q(due_at__lte=now),
        enabled=True,
        connection__is_active=True,
        connection__retired_at__isnull=True,
    ).order_by("due_at")
