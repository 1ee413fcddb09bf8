"""Items and their codes, units, locations: where each mapping came from, what vanished, and local overrides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from import_export.admin import ExportMixin

from edi.models import ItemMapping, LocationMapping, NavItem, Source, UnitMapping
from navcleo import groups
from navcleo.admin.bounded_import import BoundedImportMixin
from navcleo.admin.read_only import ReadOnlyAdmin, badge, row_id
from navcleo.admin.resources import ItemMappingResource, LocationMappingResource, UnitMappingResource
from navcleo.admin.vendor_mappings import MappingAdmin


class NavItemAdmin(ReadOnlyAdmin):
    """Items as last synced, with all their codes."""

    list_display = ("item_number", "name", "gtin", "base_unit", "codes_shown", "in_nav", "synced_at")
    list_filter = ("is_blocked", ("vanished_at", admin.EmptyFieldListFilter), "connection")
    search_fields = ("item_number", "name", "gtin", "codes__code")
    search_help_text = "item number, name, GTIN, product code"

    def get_queryset(self, request: HttpRequest) -> QuerySet[NavItem]:
        return super().get_queryset(request).prefetch_related("codes__partner")

    @admin.display(description="product codes")
    def codes_shown(self, item: NavItem) -> str:
        codes = [
            f"{c.code} ({c.partner.name})" if c.partner else c.code
            for c in item.codes.all()
            if c.vanished_at is None
        ]
        return ", ".join(codes)

    @admin.display(description="in NAV")
    def in_nav(self, item: NavItem) -> SafeString | str:
        if item.vanished_at:
            return badge("gone from NAV", "bad")
        return badge("blocked in NAV", "warn") if item.is_blocked else ""


class ItemMappingForm(forms.ModelForm):
    """A local code; item, partner and connection must belong together."""

    class Meta:
        """Options."""

        model = ItemMapping
        fields = ("connection", "code", "item", "partner", "note")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        connection, item, partner = data.get("connection"), data.get("item"), data.get("partner")
        if connection and item and item.connection_id != connection.pk:
            self.add_error("item", "This item belongs to another connection.")
        if connection and partner and partner.connection_id != connection.pk:
            self.add_error("partner", "This partner belongs to another connection.")
        if item and item.vanished_at:
            self.add_error("item", "This item is gone from NAV.")
        return data


class ItemMappingAdmin(BoundedImportMixin, MappingAdmin):
    """Codes from NAV are read-only; local ones are added, changed and removed here."""

    form = ItemMappingForm
    resource_classes = [ItemMappingResource]
    list_display = ("code", "item", "partner_shown", "source_shown", "in_nav", "written_back_at", "note")
    list_filter = ("source", ("vanished_at", admin.EmptyFieldListFilter), "connection", "partner")
    list_select_related = ("item", "partner")
    search_fields = ("code", "item__item_number", "item__name", "partner__name")
    search_help_text = "product code, item number or name, partner"
    autocomplete_fields = ("item", "partner")
    change_form_template = "admin/edi/mapping_form.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(groups.MAP))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: ItemMapping | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return bool(allowed and (obj is None or obj.source == Source.LOCAL))

    @admin.display(description="for", ordering="partner__name")
    def partner_shown(self, row: ItemMapping) -> str:
        return row.partner.name if row.partner else "all partners"

    @admin.display(description="source", ordering="source")
    def source_shown(self, row: ItemMapping) -> SafeString:
        return badge(row.get_source_display(), "busy" if row.source == Source.LOCAL else "plain")

    @admin.display(description="in NAV")
    def in_nav(self, row: ItemMapping) -> SafeString | str:
        if row.vanished_at or row.item.vanished_at:
            return badge("gone from NAV", "bad")
        return badge("item blocked", "warn") if row.item.is_blocked else ""

    def save_model(self, request: HttpRequest, obj: ItemMapping, form: Any, change: Any) -> None:
        obj.source = Source.LOCAL
        super().save_model(request, obj, form, change)

    def own_views(self) -> list[tuple[str, Callable[..., HttpResponse], str]]:
        return [("<int:pk>/write-back/", self.write_back, "write_back")]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = ItemMapping.objects.filter(pk=row_id(object_id)).first()
        local = bool(row and row.source == Source.LOCAL)
        extra = {
            "may_write_back": local and request.user.has_perm(groups.WRITE_BACK),
            "write_back_url": reverse("admin:edi_itemmapping_write_back", args=[row.pk]) if row else "",
            "write_back_text": "Gives the item this code under the item dimension in NAV, for all partners, if NAV has that value.",
        }
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})


class UnitMappingAdmin(ExportMixin, MappingAdmin):
    """A changed unit is local from then on."""

    resource_classes = [UnitMappingResource]
    list_display = (
        "unit_code",
        "name",
        "x12_shown",
        "international_code",
        "partner_shown",
        "source",
        "in_nav",
    )
    list_filter = ("source", ("x12_code", admin.EmptyFieldListFilter), "connection")
    search_fields = ("unit_code", "name", "x12_code")
    fields = ("connection", "unit_code", "x12_code", "partner", "international_code", "source", "in_nav")
    readonly_fields = ("international_code", "source", "in_nav")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "connection", "unit_code", "partner") if obj else self.readonly_fields

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description="X12 unit", ordering="x12_code")
    def x12_shown(self, row: UnitMapping) -> SafeString | str:
        return row.x12_code or badge("not mapped", "warn")

    @admin.display(description="for")
    def partner_shown(self, row: UnitMapping) -> str:
        return row.partner.name if row.partner else "all partners"

    def save_model(self, request: HttpRequest, obj: UnitMapping, form: Any, change: Any) -> None:
        obj.source = Source.LOCAL
        obj.x12_code = obj.x12_code.strip().upper()
        super().save_model(request, obj, form, change)


class LocationMappingAdmin(ExportMixin, MappingAdmin):
    """A changed location is local from then on."""

    resource_classes = [LocationMappingResource]
    list_display = ("location_code", "name", "code_shown", "qualifier", "address", "source", "in_nav")
    list_filter = ("source", ("code", admin.EmptyFieldListFilter), "connection")
    search_fields = ("location_code", "name", "code", "address")
    fields = (
        "connection",
        "location_code",
        "name",
        "code",
        "qualifier",
        "address",
        "source",
        "in_nav",
        "synced_at",
    )
    readonly_fields = ("connection", "location_code", "name", "address", "source", "in_nav", "synced_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description="code at partners", ordering="code")
    def code_shown(self, row: LocationMapping) -> SafeString | str:
        return row.code or badge("not mapped", "warn")

    def save_model(self, request: HttpRequest, obj: LocationMapping, form: Any, change: Any) -> None:
        obj.source = Source.LOCAL
        obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)
