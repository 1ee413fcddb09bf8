"""Plans are the truth: one schedule of ours, plans without a time get one, only those of active Connections are due."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import Schedule

from connectors.models import Connection, PollPlan
from navcleo import schedules
from tests.factories import ConnectionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection() -> Connection:
    """An active Connection with the four default plans."""
    row: Connection = ConnectionFactory(name="Main")
    return row


def test_syncing_twice_leaves_one_schedule_and_removes_strangers(connection: Connection) -> None:
    Schedule.objects.create(name="old", func="navcleo.tasks.gone")
    Schedule.objects.create(name="not ours", func="other.app")
    schedules.sync()
    lines = schedules.sync()
    assert sorted(Schedule.objects.values_list("name", flat=True)) == [schedules.CLOCK, "not ours"]
    assert len(lines) == 4
    assert "every 240 min" in lines[0]


def test_plans_without_a_time_get_their_next_one(connection: Connection) -> None:
    PollPlan.objects.update(due_at=None)
    schedules.sync()
    assert all(plan.due_at and plan.due_at > timezone.now() for plan in PollPlan.objects.all())


def test_an_edit_keeps_the_time_that_is_set(connection: Connection) -> None:
    soon = timezone.now() + timedelta(seconds=30)
    PollPlan.objects.update(due_at=soon)
    schedules.sync()
    assert set(PollPlan.objects.values_list("due_at", flat=True)) == {soon}


def test_only_enabled_plans_of_active_connections_are_due(connection: Connection) -> None:
    PollPlan.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert schedules.due().count() == 4
    PollPlan.objects.filter(poll="sync").update(enabled=False)
    assert sorted(plan.poll for plan in schedules.due()) == ["inbound", "outbound", "sweep"]
    connection.retire()
    assert not schedules.due().exists()
