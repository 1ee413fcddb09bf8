"""Polls: when each runs, how the last one went, run now. The one place where schedules are changed (booking rule 5.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from audit import recording
from audit.models import PollRun
from connectors.models import PollPlan
from navcleo import groups, jobs
from navcleo.admin.access import actor, require
from navcleo.admin.attention import is_late, last_run
from navcleo.admin.read_only import ReadOnlyAdmin, WithViews, badge, only_post, tell_and_go
from navcleo.templatetags.words import age


class PollPlanAdmin(WithViews):
    """Plans are made with their connection; here they are changed and run."""

    list_display = ("poll_shown", "connection", "when", "enabled", "next_run", "last", "state", "run_now")
    list_display_links = ("poll_shown",)
    list_filter = ("connection", "poll", "enabled")
    list_select_related = ("connection",)
    ordering = ("connection__name", "poll")
    fields = (
        "connection",
        "poll",
        "enabled",
        "interval_minutes",
        "cron",
        "due_at",
        "last",
        "state",
        "last_error",
    )
    readonly_fields = ("connection", "poll", "due_at", "last", "state", "last_error")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[PollPlan]:
        return super().get_queryset(request).filter(connection__retired_at__isnull=True)

    @admin.display(description="poll", ordering="poll")
    def poll_shown(self, plan: PollPlan) -> str:
        return plan.get_poll_display()

    @admin.display(description="when")
    def when(self, plan: PollPlan) -> str:
        return spoken(plan)

    @admin.display(description="next run", ordering="due_at")
    def next_run(self, plan: PollPlan) -> str:
        if not plan.enabled:
            return "off"
        if plan.due_at is None:
            return "when the worker starts"
        if plan.due_at <= timezone.now():
            return "now"
        return f"{timezone.localtime(plan.due_at):%a %d %b %H:%M}"

    @admin.display(description="last run")
    def last(self, plan: PollPlan) -> SafeString | str:
        run = last_run(plan)
        if run is None:
            return "never"
        look = {"done": "good", "failed": "bad"}.get(run.state, "busy")
        counts = ", ".join(
            f"{number} {name.replace('_', ' ')}" for name, number in run.counts.items() if number
        )
        return format_html(
            '<a href="{}">{} ago</a> {} <span class="quiet">{}</span>',
            reverse("admin:audit_pollrun_change", args=[run.pk]),
            age(run.started_at),
            badge(run.get_state_display(), look),
            counts,
        )

    @admin.display(description="state")
    def state(self, plan: PollPlan) -> SafeString | str:
        if not plan.enabled:
            return badge("off", "plain")
        if plan.last_error:
            tries = f"failed {plan.attempts} times" if plan.attempts > 1 else "failed"
            return format_html('{} <span class="quiet">{}</span>', badge(tries, "bad"), plan.last_error[:160])
        if is_late(plan, timezone.now()):
            return badge(f"late by {age(plan.due_at)}", "warn")
        return badge("fine", "good")

    @admin.display(description="")
    def run_now(self, plan: PollPlan) -> SafeString:
        url = reverse("admin:connectors_pollplan_run", args=[plan.pk])
        return format_html(
            '<button class="button small" formaction="{}" formmethod="post">Run now</button>', url
        )

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        names = tuple(self.list_display)
        return names if request.user.has_perm(groups.RUN_POLL) else names[:-1]

    def save_model(self, request: HttpRequest, obj: PollPlan, form: Any, change: Any) -> None:
        """A changed plan starts counting anew."""
        if {"enabled", "interval_minutes", "cron"} & set(form.changed_data):
            obj.due_at = obj.next_due(timezone.now()) if obj.enabled else None
            obj.attempts = 0
        super().save_model(request, obj, form, change)

    def own_views(self) -> list[tuple[str, Callable[..., HttpResponse], str]]:
        return [("<int:pk>/run/", self.run, "run")]

    def run(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a plan due now and wake the worker."""
        if answer := only_post(request):
            return answer
        require(request, groups.RUN_POLL)
        plan = get_object_or_404(PollPlan.objects.select_related("connection"), pk=pk)
        url = reverse("admin:connectors_pollplan_changelist")
        if not plan.connection.is_active or not plan.enabled:
            return tell_and_go(request, f"{plan} is off; switch it on first.", url, bad=True)
        PollPlan.objects.filter(pk=pk).update(due_at=timezone.now(), attempts=0)
        recording.note(
            actor=actor(request), action="poll asked", text=plan.poll, connection_id=plan.connection_id
        )
        jobs.enqueue("run_poll", plan.pk)
        return tell_and_go(request, f"{plan} starts now. Look here again in a minute.", url)


def spoken(plan: PollPlan) -> str:
    """'every 4 hours', 'daily at 06:00', or the cron expression as it stands."""
    if minutes := plan.interval_minutes:
        if minutes % 60 == 0:
            return "every hour" if minutes == 60 else f"every {minutes // 60} hours"
        return "every minute" if minutes == 1 else f"every {minutes} minutes"
    minute, hour, *rest = (plan.cron.split() + ["*"] * 5)[:5]
    if rest == ["*"] * 3 and minute.isdigit() and hour.isdigit():
        return f"daily at {int(hour):02d}:{int(minute):02d} {plan.connection.time_zone}"
    return f"{plan.cron} ({plan.connection.time_zone})" if plan.cron else "never"


class PollRunAdmin(ReadOnlyAdmin):
    """Every run of every poll."""

    list_display = (
        "poll",
        "connection",
        "state_shown",
        "started_at",
        "took",
        "counted",
        "actor",
        "error_shown",
    )
    list_filter = ("state", "poll", "connection")
    date_hierarchy = "started_at"
    list_select_related = ("connection",)

    @admin.display(description="state", ordering="state")
    def state_shown(self, run: PollRun) -> SafeString:
        return badge(run.get_state_display(), {"done": "good", "failed": "bad"}.get(run.state, "busy"))

    @admin.display(description="took")
    def took(self, run: PollRun) -> str:
        return f"{(run.finished_at - run.started_at).total_seconds():.1f} s" if run.finished_at else ""

    @admin.display(description="counted")
    def counted(self, run: PollRun) -> str:
        return ", ".join(
            f"{number} {name.replace('_', ' ')}" for name, number in run.counts.items() if number
        )

    @admin.display(description="error")
    def error_shown(self, run: PollRun) -> str:
        return run.error[:160]
