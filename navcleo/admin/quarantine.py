"""Quarantine: what waits for a person, oldest first, by cause. From each row to the page of its document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from audit.models import Quarantine
from audit.quarantine_codes import CODES
from connectors.models import Connection
from navcleo import groups
from navcleo.admin import bulk, deadline
from navcleo.admin.access import require
from navcleo.admin.read_only import ReadOnlyAdmin, must_see, row_id
from navcleo.templatetags.words import KINDS, age, money
from navcleo.workflows import curing, lookups

MOST_CURABLE = 300


class OpenFilter(admin.SimpleListFilter):
    """Open rows unless asked otherwise."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("closed", "settled"), ("all", "all")]

    def choices(self, changelist: Any) -> Any:
        first, *rest = super().choices(changelist)
        yield {**first, "display": "waiting"}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet[Quarantine]) -> QuerySet[Quarantine]:
        if self.value() == "all":
            return queryset
        return queryset.filter(closed_at__isnull=self.value() != "closed")


class CauseFilter(admin.SimpleListFilter):
    """By cause, each with how many wait."""

    title = "cause"
    parameter_name = "code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = (
            Quarantine.objects.filter(closed_at__isnull=True)
            .order_by()
            .values_list("code")
            .annotate(n=Count("id"))
        )
        counts = dict(rows)
        chosen = self.used_parameters.get("code") or request.GET.get("code", "")
        if chosen and chosen not in counts:
            counts[chosen] = 0
        return [
            (code, f"{code.replace('_', ' ')} ({number})")
            for code, number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Quarantine]) -> QuerySet[Quarantine]:
        return queryset.filter(code=self.value()) if self.value() else queryset


class MineFilter(admin.SimpleListFilter):
    """Taken by whom."""

    title = "taken"
    parameter_name = "taken"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("me", "by me"), ("nobody", "by nobody")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Quarantine]) -> QuerySet[Quarantine]:
        if self.value() == "me":
            return queryset.filter(assigned_to=request.user.pk)
        return queryset.filter(assigned_to__isnull=True) if self.value() == "nobody" else queryset


class QuarantineAdmin(ReadOnlyAdmin):
    """The work list of finance staff."""

    list_display = ("age_shown", "what", "why", "difference", "taken_by")
    list_display_links = ("what",)
    list_filter = (OpenFilter, CauseFilter, MineFilter, "connection")
    list_select_related = ("document__partner", "payload", "assigned_to")
    search_fields = (
        "document__number",
        "document__order_numbers",
        "document__partner__name",
        "payload__name",
        "reason",
    )
    search_help_text = "document or order number, partner, file name, words of the reason"
    ordering = ("opened_at",)
    empty_value_display = ""
    actions = ("replay_selected", "discard_selected", "take_selected")
    change_list_template = "admin/audit/quarantine_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quarantine]:
        return super().get_queryset(request).defer("payload__content", "traceback")

    @admin.display(description="waits", ordering="opened_at")
    def age_shown(self, row: Quarantine) -> str:
        return age(row.opened_at) if row.closed_at is None else row.get_resolution_display()

    @admin.display(description="document", ordering="document__number")
    def what(self, row: Quarantine) -> SafeString | str:
        if row.document is None:
            return f"File {row.payload}"
        name = KINDS.get(row.document.kind, row.document.kind)
        orders = row.document.order_numbers
        text = f"{name} {row.document.number or '(no number)'}"
        partner = row.document.partner.name if row.document.partner else "unknown partner"
        quiet = f"order {orders[:40]}" if orders and orders != row.document.number else ""
        return format_html(
            '{}<span class="block">{}</span><span class="quiet block">{}</span>', text, partner, quiet
        )

    @admin.display(description="why")
    def why(self, row: Quarantine) -> SafeString:
        reason = row.reason if len(row.reason) <= 220 else f"{row.reason[:217]} …"
        sentence = CODES[row.code].sentence if row.code in CODES else row.code
        same = reason == sentence
        step = row.suggestion or (CODES[row.code].next_step if row.code in CODES else "")
        return format_html(
            '<b>{}</b><span class="block reason">{}</span><span class="block next-step">{}</span>',
            sentence,
            "" if same else reason,
            step,
        )

    @admin.display(description="taken by", ordering="assigned_to")
    def taken_by(self, row: Quarantine) -> str:
        return row.assigned_to.get_username() if row.assigned_to else ""

    @admin.display(description="difference")
    def difference(self, row: Quarantine) -> SafeString | str:
        value = row.details.get("difference") if isinstance(row.details, dict) else None
        currency = row.document.currency if row.document else ""
        return format_html('<span class="money">{}</span>', money(value, currency)) if value else ""

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(groups.REPLAY))

    def has_discard_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(groups.DISCARD))

    @admin.action(description="Replay", permissions=["replay"])
    def replay_selected(self, request: HttpRequest, queryset: QuerySet[Quarantine]) -> HttpResponse | None:
        return bulk.confirm(self, request, queryset, bulk.REPLAY)

    @admin.action(description="Discard", permissions=["discard"])
    def discard_selected(self, request: HttpRequest, queryset: QuerySet[Quarantine]) -> HttpResponse | None:
        return bulk.confirm(self, request, queryset, bulk.DISCARD)

    @admin.action(description="Take (put my name on them)", permissions=["replay"])
    def take_selected(self, request: HttpRequest, queryset: QuerySet[Quarantine]) -> None:
        number = Quarantine.objects.filter(pk__in=queryset.values("pk"), closed_at__isnull=True).update(
            assigned_to=request.user
        )
        messages.success(request, f"{number} taken.")

    def own_views(self) -> list[tuple[str, Callable[..., HttpResponse], str]]:
        return [("curable/", self.curable, "curable")]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        must_see(self, request)
        if not row_id(object_id):
            raise Http404
        row = get_object_or_404(Quarantine, pk=object_id)
        if row.document_id:
            return redirect("admin:audit_document_change", row.document_id)
        return redirect("admin:audit_payload_change", row.payload_id)

    def curable(self, request: HttpRequest) -> HttpResponse:
        """What waits for a mapping. POST: which of them the mappings cure by now (reads NAV), offered as one list."""
        require(request, groups.REPLAY)
        rows = [
            row
            for connection in Connection.objects.active()
            for row in lookups.healable(connection)[:MOST_CURABLE]
        ]
        failure, is_checked = "", request.method == "POST"
        if is_checked:
            try:
                rows = deadline.within(
                    lambda: [row for row in rows if row.document and curing.is_cured(row.document)]
                )
            except deadline.TookTooLong as late:
                failure, is_checked = str(late), False
        context = self.page_context(
            request,
            "What waits for a mapping",
            rows=rows,
            is_checked=is_checked,
            failure=failure,
            list_url=reverse("admin:audit_quarantine_changelist"),
        )
        return TemplateResponse(request, "admin/audit/curable.html", context)
