"""Trading partners and their profiles: how each wants its documents."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from edi.models import TradingPartner
from navcleo.admin.partner_aliases import PartnerAliasInline
from navcleo.admin.partner_inlines import ChargeRuleInline, PartnerSetInline, UnitInline, keep_local
from navcleo.admin.partner_pages import ProfilePages

# in the order in which a person thinks: who, which sets, what we write, what we read, goods and money, acknowledgments
FIELDSETS: Any = (
    (
        "Who",
        {
            "fields": (
                "connection",
                ("name", "is_active"),
                ("qualifier", "interchange_id"),
                ("group_id", "own_group_id"),
                "environment",
            )
        },
    ),
    (
        "Which documents",
        {
            "fields": ("takes_860", "sends_855", "answer_hours", "wants_824"),
            "description": "Orders, ship notices, invoices, remittances and acknowledgments go both ways unless switched off below.",
        },
    ),
    (
        "What we write",
        {
            "fields": (
                "version",
                "element_separator",
                "component_separator",
                "segment_terminator",
                ("line_ends", "uppercase"),
                "own_item_qualifier",
                "partner_item_qualifier",
                "skip_other_lines",
            )
        },
    ),
    ("What we read", {"fields": ("forgives_counts", "duplicate_days", "gross_remittance")}),
    (
        "Goods and money",
        {
            "fields": (
                "receiving",
                ("line_tolerance", "line_tolerance_percent"),
                ("total_tolerance", "total_tolerance_percent"),
                ("quantity_tolerance_percent", "weight_tolerance_percent"),
            )
        },
    ),
    (
        "Acknowledgments",
        {"fields": (("sends_997", "acknowledgment_hours"), "wants_997", ("requests_ta1", "sends_ta1"))},
    ),
    ("Where it came from", {"fields": (("source", "created_at"),)}),
)


# what a field's own help text leaves open
HELP = {
    "qualifier": "ISA05 in what comes, ISA07 in what goes: ZZ mutually defined, 01 DUNS, 08 UCC, 12 telephone",
    "interchange_id": "ISA06 in what comes, ISA08 in what goes; with the qualifier it says who sent a file",
    "group_id": "GS03 in what we write; blank = the interchange id",
    "environment": "partner, connection and ISA15 of a file must agree, else nothing is booked",
    "is_active": "off: nothing is sent, and its files stop as those of an unknown sender",
    "version": "GS08 that we write: 004010 or 005010, also with a suffix as in 004010VICS",
    "uppercase": "names and texts in capitals, as many translators expect",
    "element_separator": "four different signs that are no letter, digit or blank",
    "acknowledgment_hours": "hours until a 997 that did not come is overdue",
}


class TradingPartnerAdmin(ProfilePages, SimpleHistoryAdmin):
    """Owners edit, everybody sees."""

    list_display = (
        "name",
        "interchange",
        "version",
        "environment",
        "wants_997",
        "sends_997",
        "sets_shown",
        "vendors_shown",
        "is_active",
    )
    list_filter = ("is_active", "environment", "version", "connection")
    search_fields = ("name", "interchange_id", "vendors__vendor_number")
    search_help_text = "name, interchange id, vendor number"
    object_history_list_template = "admin/history_list.html"
    change_form_template = "admin/edi/partner_form.html"
    change_list_template = "admin/edi/partner_list.html"
    readonly_fields = ("source", "created_at")
    save_on_top = True
    fieldsets = FIELDSETS
    inlines = (PartnerSetInline, UnitInline, ChargeRuleInline, PartnerAliasInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[TradingPartner]:
        rows = super().get_queryset(request).annotate(vendor_count=Count("vendors", distinct=True))
        return rows.prefetch_related("sets")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "connection") if obj else self.readonly_fields

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, help_texts=HELP, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        """A partner is saved once before what differs for it: its lists are checked with its Connection."""
        return self.inlines if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        context |= self.form_context(request, context.get("original"))
        return super().render_change_form(request, context, *args, **kwargs)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        rows = formset.save(commit=False)
        keep_local(rows)
        for row in formset.deleted_objects:
            row.delete()
        for row in rows:
            row.save()

    @admin.display(description="interchange id", ordering="interchange_id")
    def interchange(self, partner: TradingPartner) -> str:
        return f"{partner.qualifier}:{partner.interchange_id}"

    @admin.display(description="own rules for")
    def sets_shown(self, partner: TradingPartner) -> str:
        return ", ".join(row.code if row.is_enabled else f"{row.code} (off)" for row in partner.sets.all())

    @admin.display(description="vendors", ordering="vendor_count")
    def vendors_shown(self, partner: Any) -> int:
        return int(partner.vendor_count)
