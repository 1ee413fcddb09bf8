"""Vendors: on EDI with which partner, not on EDI, or still to be decided; one task per vendor (booking rule 3.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from simple_history.admin import SimpleHistoryAdmin

from audit.models import Document
from audit.replay import Refused
from audit.statuses import OPEN
from connectors.errors import ConnectorError
from edi.models import TradingPartner, VendorMapping
from navcleo import groups, jobs
from navcleo.admin.access import actor, require
from navcleo.admin.bounded_import import BoundedImportMixin
from navcleo.admin.read_only import WithViews, badge, only_post, row_id, tell_and_go
from navcleo.admin.resources import VendorMappingResource
from navcleo.workflows import lookups

STATE_LOOKS = {"on_edi": "good", "not_on_edi": "plain", "undecided": "warn"}


class MappingAdmin(WithViews, SimpleHistoryAdmin):
    """What the mapping pages share: what vanished or is blocked in NAV is shown, and only mapping people change anything."""

    list_per_page = 50
    object_history_list_template = "admin/history_list.html"

    @admin.display(description="in NAV")
    def in_nav(self, row: Any) -> SafeString | str:
        if row.vanished_at:
            return badge("gone from NAV", "bad")
        return badge("blocked in NAV", "warn") if getattr(row, "is_blocked", False) else ""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Local rows only: what a sync brought would come back with the next one."""
        allowed = super().has_delete_permission(request, obj)
        return bool(allowed and (obj is None or obj.source == "local"))

    def write_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write a mapping into NAV as a default dimension, where the value exists there."""
        if answer := only_post(request):
            return answer
        require(request, groups.WRITE_BACK)
        row = get_object_or_404(self.model, pk=pk)
        meta = self.model._meta
        url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[pk])
        try:
            said = lookups.write_back(row, actor(request))
        except (ConnectorError, Refused) as error:
            return tell_and_go(request, f"Not written: {error}", url, bad=True)
        return tell_and_go(request, said, url)


class VendorMappingAdmin(BoundedImportMixin, MappingAdmin):
    """Decide in the list, on the page, or by an imported list."""

    resource_classes = [VendorMappingResource]
    list_display = ("shown", "state_shown", "partner_shown", "waiting", "in_nav", "decide")
    list_display_links = ("shown",)
    empty_value_display = ""
    list_filter = ("state", "is_blocked", "source", "connection")
    list_select_related = ("partner", "connection")
    search_fields = ("vendor_number", "name", "partner__name", "nav_value")
    search_help_text = "vendor number or name, partner"
    fields = (
        "connection",
        "vendor_number",
        "name",
        "state",
        "partner",
        "nav_value",
        "source",
        "in_nav",
        "waiting",
        "synced_at",
    )
    actions = ("not_on_edi_selected",)
    change_form_template = "admin/edi/mapping_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The form shows; decisions are made by buttons, so that each is recorded and what waits is released."""
        return False

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(groups.MAP))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_map_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(groups.MAP))

    def get_queryset(self, request: HttpRequest) -> QuerySet[VendorMapping]:
        documents = Document.objects.filter(
            waiting_for="vendor",
            status__in=OPEN,
            connection_id=OuterRef("connection_id"),
            vendor_number=OuterRef("vendor_number"),
        )
        number = documents.order_by().values("vendor_number").annotate(n=Count("id")).values("n")
        rows = VendorMapping.objects.annotate(waiting_count=Coalesce(Subquery(number), 0))
        return rows.order_by(*self.get_ordering(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-waiting_count", "vendor_number")

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return self.list_display if self.has_map_permission(request) else self.list_display[:-1]

    @admin.display(description="vendor", ordering="vendor_number")
    def shown(self, row: VendorMapping) -> str:
        return f"{row.vendor_number} {row.name}"

    @admin.display(description="partner", ordering="partner__name")
    def partner_shown(self, row: VendorMapping) -> str:
        return row.partner.name if row.partner else ""

    @admin.display(description="state", ordering="state")
    def state_shown(self, row: VendorMapping) -> SafeString:
        return badge(row.get_state_display(), STATE_LOOKS.get(row.state, "plain"))

    @admin.display(description="documents waiting", ordering="waiting_count")
    def waiting(self, row: Any) -> str:
        return str(row.waiting_count) if row.waiting_count else ""

    @admin.display(description="decide")
    def decide(self, row: VendorMapping) -> SafeString | str:
        if row.state != VendorMapping.State.UNDECIDED:
            return ""
        url = reverse("admin:edi_vendormapping_decide", args=[row.pk])
        change = reverse("admin:edi_vendormapping_change", args=[row.pk])
        return format_html(
            '<span class="nowrap"><button class="button small" formaction="{}?state=not_on_edi" formmethod="post">'
            'Not on EDI</button> <a class="button small" href="{}">On EDI …</a></span>',
            url,
            change,
        )

    @admin.action(description="Not on EDI: their documents are counted and never sent", permissions=["map"])
    def not_on_edi_selected(self, request: HttpRequest, queryset: QuerySet[VendorMapping]) -> None:
        require(request, groups.MAP)
        rows = list(queryset)
        for row in rows:
            lookups.decide_vendor(row, VendorMapping.State.NOT_ON_EDI, partner=None, actor=actor(request))
        jobs.wake()
        messages.success(request, f"{len(rows)} vendors are not on EDI.")

    def own_views(self) -> list[tuple[str, Callable[..., HttpResponse], str]]:
        return [
            ("<int:pk>/decide/", self.decide_view, "decide"),
            ("<int:pk>/write-back/", self.write_back, "write_back"),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = VendorMapping.objects.filter(pk=row_id(object_id)).first()
        partners = TradingPartner.objects.filter(connection=row.connection, is_active=True) if row else []
        extra = {
            "row": row,
            "may_map": self.has_map_permission(request),
            "may_write_back": bool(row and row.partner and request.user.has_perm(groups.WRITE_BACK)),
            "partners": partners,
            "write_back_url": reverse("admin:edi_vendormapping_write_back", args=[row.pk]) if row else "",
            "write_back_text": "Gives the vendor its partner value under the partner dimension in NAV, if NAV has that value.",
        }
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """On EDI with a partner, not on EDI, or undecided again."""
        if answer := only_post(request):
            return answer
        require(request, groups.MAP)
        row = get_object_or_404(VendorMapping, pk=pk)
        state = request.GET.get("state") or request.POST.get("state", "")
        listing = reverse("admin:edi_vendormapping_changelist")
        page = reverse("admin:edi_vendormapping_change", args=[pk])
        if state not in VendorMapping.State.values:
            return tell_and_go(request, "Say whether the vendor is on EDI.", page, bad=True)
        partner = None
        if state == VendorMapping.State.ON_EDI:
            chosen = request.POST.get("partner", "")
            rows = TradingPartner.objects.filter(connection=row.connection, is_active=True)
            partner = rows.filter(pk=row_id(chosen)).first()
            if partner is None:
                return tell_and_go(
                    request, "Choose the partner the vendor is reached through.", page, bad=True
                )
        try:
            lookups.decide_vendor(row, state, partner=partner, actor=actor(request))
        except Refused as refusal:
            return tell_and_go(request, str(refusal), page, bad=True)
        jobs.wake()
        row.refresh_from_db()
        through = f" through {row.partner}" if row.partner else ""
        return tell_and_go(
            request, f"Vendor {row} is {row.get_state_display()}{through}.", listing if request.GET else page
        )
