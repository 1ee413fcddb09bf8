"""Item units: how many base units one unit of an item holds, from NAV or, where its page is not published, made here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from import_export import fields, resources

from edi.models import ItemUnit, NavItem, Source
from navcleo import groups
from navcleo.admin.bounded_import import BoundedImportMixin
from navcleo.admin.read_only import badge
from navcleo.admin.resources import ItemOf, connection_of
from navcleo.admin.vendor_mappings import MappingAdmin


class ItemUnitResource(resources.ModelResource):
    """Local rows by a list; what NAV says itself is not overwritten."""

    connection = fields.Field("item__connection__name", "connection")
    item = fields.Field("item", "item", widget=ItemOf(None))

    class Meta:
        """Options."""

        model = ItemUnit
        fields = ("connection", "item", "unit_code", "base_quantity", "source")
        export_order = fields
        import_id_fields = ("item", "unit_code")
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    def get_import_fields(self, *args: Any, **kwargs: Any) -> Any:
        return [
            f
            for f in super().get_import_fields(*args, **kwargs)
            if f.column_name not in {"source", "connection"}
        ]

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """The item is looked for among the items of the row's connection."""
        number = str(row.get("item") or "").strip()
        item = NavItem.objects.filter(
            connection=connection_of(row), item_number=number, vanished_at__isnull=True
        ).first()
        if item is None:
            raise ValueError(f"NAV has no item {number!r} (as of the last sync)")
        code = str(row.get("unit_code") or "").strip()
        if item.units.filter(unit_code=code, source=Source.NAV_CODE, vanished_at__isnull=True).exists():
            raise ValueError(f"NAV itself says how many {item.base_unit} a {code} of {number} holds")
        self.fields["item"].widget = ItemOf(item)

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        instance.source = Source.LOCAL
        instance.vanished_at = None


class ItemUnitAdmin(BoundedImportMixin, MappingAdmin):
    """Rows from NAV are read-only; local ones are added, changed and removed here."""

    resource_classes = [ItemUnitResource]
    list_display = ("shown", "source_shown", "in_nav")
    list_filter = ("source", ("vanished_at", admin.EmptyFieldListFilter), "item__connection")
    list_select_related = ("item",)
    search_fields = ("item__item_number", "item__name", "unit_code")
    search_help_text = "item number or name, unit"
    autocomplete_fields = ("item",)
    fields = ("item", "unit_code", "base_quantity", "source", "in_nav")
    readonly_fields = ("source", "in_nav")

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(groups.MAP))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: ItemUnit | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return bool(allowed and (obj is None or obj.source == Source.LOCAL))

    @admin.display(description="holds", ordering="item__item_number")
    def shown(self, row: ItemUnit) -> str:
        return str(row)

    @admin.display(description="source", ordering="source")
    def source_shown(self, row: ItemUnit) -> SafeString:
        return badge(row.get_source_display(), "busy" if row.source == Source.LOCAL else "plain")

    def save_model(self, request: HttpRequest, obj: ItemUnit, form: Any, change: Any) -> None:
        obj.source = Source.LOCAL
        super().save_model(request, obj, form, change)
