"""Trading partners and their profiles: how each wants its documents."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from edi.models import TradingPartner
from navcleo.admin.partner_aliases import PartnerAliasInline
from navcleo.admin.read_only import WithViews


class TradingPartnerAdmin(WithViews, SimpleHistoryAdmin):
    """Owners edit, everybody sees."""

    list_display = (
        "name",
        "interchange",
        "version",
        "environment",
        "wants_997",
        "sends_997",
        "vendors_shown",
        "is_active",
    )
    list_filter = ("is_active", "environment", "version", "connection")
    search_fields = ("name", "interchange_id", "vendors__vendor_number")
    search_help_text = "name, interchange id, vendor number"
    inlines = [PartnerAliasInline]
    object_history_list_template = "admin/history_list.html"
    readonly_fields = ("source", "created_at")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "connection",
                    "name",
                    "qualifier",
                    "interchange_id",
                    "group_id",
                    "environment",
                    "is_active",
                )
            },
        ),
        (
            "Receiving and tolerances",
            {
                "fields": (
                    "receiving",
                    ("line_tolerance", "line_tolerance_percent"),
                    ("total_tolerance", "total_tolerance_percent"),
                    ("quantity_tolerance_percent", "weight_tolerance_percent"),
                )
            },
        ),
        ("Acknowledgments (997)", {"fields": ("wants_997", "sends_997", "acknowledgment_hours")}),
        (
            "What we write",
            {
                "fields": (
                    "version",
                    "own_item_qualifier",
                    "partner_item_qualifier",
                    "uppercase",
                    "skip_other_lines",
                )
            },
        ),
        ("Where it came from", {"fields": ("source", "created_at")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[TradingPartner]:
        return super().get_queryset(request).annotate(vendor_count=Count("vendors"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "connection") if obj else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="interchange id", ordering="interchange_id")
    def interchange(self, partner: TradingPartner) -> str:
        return f"{partner.qualifier}:{partner.interchange_id}"

    @admin.display(description="vendors", ordering="vendor_count")
    def vendors_shown(self, partner: Any) -> int:
        return int(partner.vendor_count)
