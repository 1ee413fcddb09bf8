"""Polls: what the list says, changing a plan, running one now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from audit.models import Event, PollRun
from connectors.models import PollPlan
from navcleo.admin.attention import is_late
from navcleo.admin.polls import spoken
from tests.factories import ConnectionFactory, PollPlanFactory, PollRunFactory
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit

pytestmark = pytest.mark.django_db
LIST = "/admin/connectors/pollplan/"


def run_url(plan: PollPlan) -> str:
    return reverse("admin:connectors_pollplan_run", args=[plan.pk])


def test_the_list_says_when_each_poll_ran_and_runs_next(log_in: LogIn) -> None:
    connection = ConnectionFactory(name="Harbour", time_zone="Europe/Oslo")
    soon = timezone.now() + timedelta(hours=1)
    plan = PollPlanFactory(connection=connection, poll="inbound", interval_minutes=240, cron="", due_at=soon)
    PollRunFactory(connection=connection, poll="inbound", counts={"files": 3, "documents": 0})
    text = visit(log_in("clerk"), f"{LIST}?poll__exact=inbound").text
    for shown in (plan.get_poll_display(), "every 4 hours", "3 files", "done", "fine"):
        assert shown in text, shown


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"interval_minutes": 1, "cron": ""}, "every minute"),
        ({"interval_minutes": 45, "cron": ""}, "every 45 minutes"),
        ({"interval_minutes": 60, "cron": ""}, "every hour"),
        ({"interval_minutes": None, "cron": "5 6 * * *"}, "daily at 06:05 UTC"),
        ({"interval_minutes": None, "cron": "0 6 * * 1-5"}, "0 6 * * 1-5 (UTC)"),
    ],
)
def test_plans_are_told_in_words(fields: dict[str, Any], said: str) -> None:
    assert spoken(PollPlanFactory(poll="outbound", **fields)) == said


def test_a_poll_is_late_after_a_quarter_of_its_period() -> None:
    now = timezone.now()
    plan = PollPlanFactory(interval_minutes=240, cron="", due_at=now - timedelta(minutes=59))
    assert not is_late(plan, now)
    plan.due_at = now - timedelta(minutes=61)
    assert is_late(plan, now)
    plan.enabled = False
    assert not is_late(plan, now)


def test_a_poll_of_one_minute_is_late_only_when_the_clock_has_not_come(log_in: LogIn) -> None:
    now = timezone.now()
    plan = PollPlanFactory(poll="inbound", interval_minutes=1, cron="", due_at=now - timedelta(seconds=110))
    assert not is_late(plan, now)
    assert "late" not in visit(log_in("clerk"), LIST).text
    plan.due_at = now - timedelta(seconds=130)
    assert is_late(plan, now)


def test_a_late_and_a_failed_poll_are_flagged(log_in: LogIn) -> None:
    connection = ConnectionFactory()
    late = timezone.now() - timedelta(hours=3)
    PollPlanFactory(connection=connection, poll="inbound", interval_minutes=240, cron="", due_at=late)
    PollPlanFactory(connection=connection, poll="sync", last_error="NAV does not answer", attempts=3)
    text = visit(log_in("clerk"), LIST).text
    assert "late by 3 h" in text
    assert "failed 3 times NAV does not answer" in text


def test_run_now_makes_it_due_and_asks_the_worker(log_in: LogIn) -> None:
    plan = PollPlanFactory(poll="inbound", attempts=4, due_at=timezone.now() + timedelta(hours=3))
    page = visit(log_in("manager"), LIST)
    after = page.press("Run now", to=run_url(plan))
    plan.refresh_from_db()
    assert plan.due_at is not None
    assert plan.due_at <= timezone.now()
    assert plan.attempts == 0
    assert OrmQ.objects.count() == 1
    assert "starts now" in after.text
    assert Event.objects.filter(actor="manager", action="poll asked", text="inbound").exists()


def test_a_plan_that_is_off_is_not_run(log_in: LogIn) -> None:
    plan = PollPlanFactory(enabled=False)
    after = visit(log_in("manager"), LIST).press("Run now", to=run_url(plan))
    assert "switch it on first" in after.text
    assert OrmQ.objects.count() == 0


def test_clerks_see_polls_and_run_none(log_in: LogIn) -> None:
    plan, client = PollPlanFactory(), log_in("clerk")
    assert "Run now" not in visit(client, LIST).button_texts
    assert client.post(run_url(plan)).status_code == 403
    assert client.get(run_url(plan)).status_code == 405


def test_owners_change_a_plan_and_it_counts_anew(log_in: LogIn) -> None:
    plan = PollPlanFactory(poll="inbound", interval_minutes=240, cron="", attempts=3)
    client = log_in("owner")
    url = reverse("admin:connectors_pollplan_change", args=[plan.pk])
    assert visit(client, url).inputs["interval_minutes"]["value"] == "240"
    client.post(url, {"enabled": "on", "interval_minutes": "1", "cron": ""})
    plan.refresh_from_db()
    assert (plan.interval_minutes, plan.attempts) == (1, 0)
    assert plan.due_at is not None
    assert timedelta(0) < plan.due_at - timezone.now() <= timedelta(minutes=1)


@pytest.mark.parametrize(
    "typed",
    [{"interval_minutes": "", "cron": ""}, {"interval_minutes": "5", "cron": "0 6 * * *"}, {"cron": "often"}],
)
def test_a_plan_that_makes_no_sense_is_refused(typed: dict[str, str], log_in: LogIn) -> None:
    plan = PollPlanFactory(poll="inbound", interval_minutes=240, cron="")
    url = reverse("admin:connectors_pollplan_change", args=[plan.pk])
    answer = log_in("owner").post(url, {"enabled": "on", **typed})
    assert answer.status_code == 200
    plan.refresh_from_db()
    assert plan.interval_minutes == 240


def test_managers_do_not_change_plans(log_in: LogIn) -> None:
    plan = PollPlanFactory(poll="inbound", interval_minutes=240, cron="")
    url = reverse("admin:connectors_pollplan_change", args=[plan.pk])
    assert log_in("manager").post(url, {"interval_minutes": "1"}).status_code == 403


def test_plans_are_neither_added_nor_deleted(log_in: LogIn) -> None:
    plan, client = PollPlanFactory(), log_in("superuser")
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(f"{LIST}{plan.pk}/delete/").status_code == 403


def test_every_run_is_kept_with_counts_and_error(log_in: LogIn) -> None:
    run: PollRun = PollRunFactory(state="failed", error="Cleo refused the login", counts={"files": 2})
    client = log_in("clerk")
    text = visit(client, "/admin/audit/pollrun/").text
    assert "Cleo refused the login" in text
    assert "2 files" in text
    assert client.get(f"/admin/audit/pollrun/{run.pk}/change/").status_code == 200
