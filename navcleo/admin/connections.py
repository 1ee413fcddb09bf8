"""Connections: the form with write-only secrets, and buttons that test, preview, sync and retire, each a view of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from simple_history.admin import SimpleHistoryAdmin

from audit import recording
from audit.models import NavRecord
from connectors.errors import ConnectorError
from connectors.login_state import SECRETS
from connectors.models import Connection, PollPlan
from navcleo import connection_test, groups, jobs, polls
from navcleo.admin import deadline
from navcleo.admin.access import actor, require
from navcleo.admin.connection_form import ConnectionForm
from navcleo.admin.read_only import WithViews, badge, only_post, tell_and_go
from navcleo.workflows import previews

log = logging.getLogger(__name__)


class ConnectionAdmin(WithViews, SimpleHistoryAdmin):
    """One NAV company and one Cleo mailbox per row."""

    form = ConnectionForm
    list_display = ("name", "environment", "nav_company", "cleo_username", "receipt_route", "state")
    list_filter = ("is_active", "environment")
    search_fields = ("name", "nav_company", "cleo_username")
    object_history_list_template = "admin/history_list.html"
    change_form_template = "admin/connectors/connection_form.html"
    readonly_fields = ("retired_at", "baseline_at", "nav_login", "cleo_login")
    save_on_top = True
    fieldsets = (
        (None, {"fields": ("name", "environment", "is_active", "interchange_id", "group_id", "own_aliases")}),
        (
            "NAV",
            {
                "fields": (
                    "nav_api_url",
                    "nav_company",
                    "nav_pages_url",
                    "nav_auth",
                    "nav_token_url",
                    "nav_client_id",
                    "nav_client_secret",
                    "nav_username",
                    "nav_web_service_key",
                    "nav_login",
                )
            },
        ),
        (
            "Cleo",
            {"fields": ("cleo_url", "cleo_username", "cleo_password", "cleo_login", "cleo_after_download")},
        ),
        (
            "Booking",
            {
                "fields": (
                    "receipt_route",
                    "posting_date_rule",
                    "time_zone",
                    "local_currency",
                    "line_tolerance",
                    "total_tolerance",
                    "clerk_limit",
                    "healing_limit",
                    "post_payments",
                    "payment_batch",
                    "send_from",
                    "baseline_at",
                )
            },
        ),
        (
            "Journal route",
            {
                "classes": ("collapse",),
                "fields": ("journal_template", "goods_account", "accrual_account"),
            },
        ),
        (
            "Lookups in NAV dimensions",
            {
                "classes": ("collapse",),
                "fields": ("partner_dimension", "item_dimension", "location_dimension"),
            },
        ),
        (
            "Details of NAV",
            {
                "classes": ("collapse",),
                "fields": (
                    "nav_scope",
                    "nav_order_page",
                    "nav_receipt_page",
                    "nav_dimension_value_page",
                    "nav_item_unit_page",
                    "overlap_minutes",
                ),
            },
        ),
        (
            "Details of Cleo",
            {
                "classes": ("collapse",),
                "fields": (
                    "cleo_auth_path",
                    "cleo_files_root",
                    "cleo_upload_folder",
                    "cleo_download_folder",
                    "cleo_list_path",
                    "cleo_upload_path",
                    "cleo_upload_method",
                    "cleo_file_name",
                    "cleo_stability_seconds",
                    "file_limit_mb",
                    "acknowledgment_hours",
                    "retired_at",
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer(*SECRETS)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the secrets for who may only look: Django shows such a person the values of a form's fields."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj) if obj else self.has_add_permission(request):
            return fieldsets
        return [
            (title, {**options, "fields": tuple(name for name in options["fields"] if name not in SECRETS)})
            for title, options in fieldsets
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="state")
    def state(self, connection: Connection) -> SafeString:
        if connection.retired_at:
            return badge("retired", "plain")
        refused = [name for name in ("nav", "cleo") if connection.login_refusal(name)]
        if refused:
            return badge(f"login refused: {', '.join(refused)}", "bad")
        return badge("active", "good") if connection.is_active else badge("off", "plain")

    @admin.display(description="NAV login")
    def nav_login(self, connection: Connection) -> str:
        return _login(connection, "nav")

    @admin.display(description="Cleo login")
    def cleo_login(self, connection: Connection) -> str:
        return _login(connection, "cleo")

    def save_model(self, request: HttpRequest, obj: Connection, form: Any, change: Any) -> None:
        """Rows only: nothing here speaks to NAV or Cleo."""
        for name, value in form.typed_secrets().items():
            obj.set_secret(name, value, actor(request))
        super().save_model(request, obj, form, change)
        if form.typed_secrets():
            names = ", ".join(form.typed_secrets())
            recording.note(actor=actor(request), action="secret set", text=names, connection_id=obj.pk)

    def own_views(self) -> list[tuple[str, Callable[..., HttpResponse], str]]:
        return [
            ("<int:pk>/test/", self.test, "test"),
            ("<int:pk>/preview/", self.preview, "preview"),
            ("<int:pk>/sync/", self.sync, "sync"),
            ("<int:pk>/retire/", self.retire, "retire"),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        context |= {
            "may_test": request.user.has_perm(groups.TEST_CONNECTION),
            "may_preview": request.user.has_perm(groups.PREVIEW),
            "may_sync": request.user.has_perm(groups.SYNC),
            "may_retire": request.user.has_perm("connectors.change_connection"),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def test(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Log in to both sides and say what answers; ends a refused-login stop when it succeeds."""
        if answer := only_post(request):
            return answer
        require(request, groups.TEST_CONNECTION)
        connection = get_object_or_404(Connection, pk=pk)
        findings: list[Any] = []
        failure = ""
        try:
            findings = list(connection_test.test(connection, deadline_seconds=deadline.SECONDS))
        except Exception as error:
            log.exception("test of connection %s", connection.pk)
            failure = (
                f"This program failed: {type(error).__name__}. The operator finds the traceback in the log."
            )
        good = sum(1 for finding in findings if finding.ok)
        recording.note(
            actor=actor(request),
            action="tested",
            text=f"{good} of {len(findings)} answers good",
            connection_id=pk,
        )
        context = self.page_context(
            request, f"Test of {connection}", connection=connection, findings=findings, failure=failure
        )
        return TemplateResponse(request, "admin/connectors/test.html", context)

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What an outbound poll would do now; reads NAV, changes nothing."""
        if answer := only_post(request):
            return answer
        require(request, groups.PREVIEW)
        connection = get_object_or_404(Connection, pk=pk)
        rows: list[dict[str, Any]] = []
        failure = ""
        try:
            rows = deadline.within(lambda: polls.look(connection, lambda: previews.preview(connection)))
        except (ConnectorError, deadline.TookTooLong, polls.Busy) as error:
            failure = str(error)
        except Exception as error:
            log.exception("preview of connection %s", connection.pk)
            failure = (
                f"This program failed: {type(error).__name__}. The operator finds the traceback in the log."
            )
        context = self.page_context(
            request,
            f"What would leave through {connection}",
            connection=connection,
            failure=failure,
            sections=preview_sections(connection, rows),
            may_release=request.user.has_perm(groups.RELEASE),
        )
        return TemplateResponse(request, "admin/connectors/preview.html", context)

    def sync(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make the mapping sync due now."""
        if answer := only_post(request):
            return answer
        require(request, groups.SYNC)
        connection = get_object_or_404(Connection, pk=pk)
        plan, _ = PollPlan.objects.get_or_create(
            connection=connection, poll=PollPlan.Poll.SYNC, defaults={"cron": "30 5 * * *"}
        )
        PollPlan.objects.filter(pk=plan.pk).update(due_at=timezone.now())
        recording.note(actor=actor(request), action="sync asked", connection_id=pk)
        jobs.enqueue("run_poll", plan.pk)
        return tell_and_go(
            request,
            f"The mapping sync of {connection} starts now.",
            reverse("admin:connectors_pollplan_changelist"),
        )

    def retire(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Stop for good, after the name was typed to confirm."""
        if answer := only_post(request):
            return answer
        require(request, "connectors.change_connection")
        connection = get_object_or_404(Connection, pk=pk)
        url = reverse("admin:connectors_connection_change", args=[pk])
        if request.POST.get("name", "").strip() != connection.name:
            return tell_and_go(
                request, "Nothing was done: type the connection's name to retire it.", url, bad=True
            )
        connection.retire()
        recording.note(actor=actor(request), action="retired", connection_id=pk)
        return tell_and_go(request, f"{connection} is retired. Its documents stay.", url)


def _login(connection: Connection, system: str) -> str:
    reason = connection.login_refusal(system)
    return f"refused, all polls stand still: {reason}" if reason else "not refused"


# what a preview row says -> heading, in the order of the page
STATES = {
    "would_send": "Would be sent",
    "undecided": "Waits for a decision on the vendor",
    "changed": "Changed after it was sent",
    "baseline": "Known from before going live, not sent",
    "draft": "Not released in NAV yet",
    "not_on_edi": "Vendor not on EDI",
    "set_off": "Switched off in the partner's profile",
    "released": "Released by a person, leaves with the next poll",
    "held": "Held back for a person",
    "taken": "Sent already",
    "sent": "Sent already",
    "echo": "Booked by us or received as EDI, so not sent back",
    "gone": "No longer open in NAV",
}


def preview_sections(connection: Connection, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows by state; those of the baseline with the record that a manager may release."""
    records = NavRecord.objects.filter(connection=connection, state=NavRecord.State.BASELINE)
    known = dict(records.values_list("number", "pk"))
    sections = []
    for state in [*STATES, *sorted({str(row["state"]) for row in rows} - set(STATES))]:
        found = [
            {**row, "record": row.get("record") or known.get(row["number"])}
            for row in rows
            if row["state"] == state
        ]
        if found:
            sections.append(
                {"state": state, "title": STATES.get(state, state.replace("_", " ")), "rows": found}
            )
    return sections
