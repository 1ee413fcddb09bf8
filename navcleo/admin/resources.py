"""Mappings as tables, in and out (CSV, XLSX): decisions on vendors and local product codes may be imported."""

from __future__ import annotations

from typing import Any

from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget, Widget

from connectors.models import Connection
from edi.models import (
    ChargeRule,
    ItemMapping,
    LocationMapping,
    NavItem,
    Source,
    TradingPartner,
    UnitMapping,
    VendorMapping,
)
from navcleo.workflows import lookups


class ConnectionWidget(ForeignKeyWidget):
    """By name; where there is only one connection, the column may be empty."""

    def __init__(self) -> None:
        super().__init__(Connection, "name")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Connection:
        return connection_of({"connection": value})

    def get_queryset(self, value: Any, row: Any, *args: Any, **kwargs: Any) -> Any:
        return Connection.objects.active()


def number_error(treatment: str, number: str) -> str:
    """What is wrong with the number of a charge rule, '' where nothing is."""
    wants = treatment in (ChargeRule.Treatment.ACCOUNT, ChargeRule.Treatment.ITEM_CHARGE)
    if wants and not number.strip():
        return "Give the number of the G/L account or item charge in NAV."
    return "Only a line on an account or item charge has a number." if number.strip() and not wants else ""


def connection_of(row: Any) -> Connection:
    """The connection a row names, or the only one."""
    name = str(row.get("connection") or "").strip()
    active = Connection.objects.active()
    if name:
        found = active.filter(name=name).first()
        if found is None:
            raise ValueError(f"there is no active connection named {name!r}")
        return found
    if active.count() == 1:
        return active.get()
    raise ValueError("there are several connections: name one in the column 'connection'")


class PartnerWidget(Widget):
    """A partner as 'ZZ:INTERCHANGEID' or by its name, within the row's connection."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> TradingPartner | None:
        text = str(value or "").strip()
        if not text:
            return None
        partners = TradingPartner.objects.filter(connection=connection_of(row or {}))
        qualifier, _, code = text.rpartition(":")
        found = list(partners.filter(interchange_id=code, qualifier=qualifier or "ZZ")) or list(
            partners.filter(name=text)
        )
        if len(found) != 1:
            raise ValueError(
                f"{text!r} is no partner of this connection: give QUALIFIER:ID or the exact name"
            )
        return found[0]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return f"{value.qualifier}:{value.interchange_id}" if value else ""


class VendorMappingResource(resources.ModelResource):
    """Decisions: each changed row is decided as by the button, so that what waits goes on."""

    connection = fields.Field("connection", "connection", widget=ConnectionWidget())
    partner = fields.Field("partner", "partner", widget=PartnerWidget())

    class Meta:
        """Options."""

        model = VendorMapping
        fields = ("connection", "vendor_number", "name", "state", "partner", "source")
        export_order = fields
        import_id_fields = ("connection", "vendor_number")
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._actor = "import"

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        user = kwargs.get("user")
        self._actor = user.get_username() if user else "import"

    def get_import_fields(self, *args: Any, **kwargs: Any) -> Any:
        """Name and source are for reading only: they come from NAV."""
        return [
            f for f in super().get_import_fields(*args, **kwargs) if f.column_name not in {"name", "source"}
        ]

    def init_instance(self, row: Any = None) -> Any:
        raise ValueError(f"NAV has no vendor {(row or {}).get('vendor_number')!r} (as of the last sync)")

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        if instance.state == VendorMapping.State.ON_EDI and instance.partner is None:
            raise ValueError(f"vendor {instance.vendor_number} is on EDI, but the row names no partner")

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        lookups.decide_vendor(instance, instance.state, partner=instance.partner, actor=self._actor)


class ItemMappingResource(resources.ModelResource):
    """Local codes of partners."""

    connection = fields.Field("connection", "connection", widget=ConnectionWidget())
    partner = fields.Field("partner", "partner", widget=PartnerWidget())
    item = fields.Field("item", "item", widget=ForeignKeyWidget(NavItem, "item_number"))

    class Meta:
        """Options."""

        model = ItemMapping
        fields = ("connection", "partner", "code", "item", "source", "note")
        export_order = fields
        import_id_fields = ("connection", "partner", "code")
        skip_unchanged = True
        report_skipped = True

    def get_import_fields(self, *args: Any, **kwargs: Any) -> Any:
        return [f for f in super().get_import_fields(*args, **kwargs) if f.column_name != "source"]

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """The item is looked for among the items of the row's connection."""
        if not str(row.get("partner") or "").strip():
            raise ValueError(
                "name the partner: codes for all partners are kept in NAV under the item dimension"
            )
        number = str(row.get("item") or "").strip()
        rows = NavItem.objects.filter(
            connection=connection_of(row), item_number=number, vanished_at__isnull=True
        )
        if not rows.exists():
            raise ValueError(f"NAV has no item {number!r} (as of the last sync)")
        self.fields["item"].widget = ItemOf(rows.get())

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        instance.source = Source.LOCAL
        instance.vanished_at = None


class ItemOf(ForeignKeyWidget):
    """The item that was found for this row."""

    def __init__(self, item: NavItem | None) -> None:
        super().__init__(NavItem, "item_number")
        self.item = item

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> NavItem | None:
        return self.item


class ChargeRuleResource(resources.ModelResource):
    """Charge rules; a row is found by connection, partner, sign and code."""

    connection = fields.Field("connection", "connection", widget=ConnectionWidget())
    partner = fields.Field("partner", "partner", widget=PartnerWidget())

    class Meta:
        """Options."""

        model = ChargeRule
        fields = ("connection", "partner", "sign", "code", "treatment", "number", "note")
        export_order = fields
        import_id_fields = ("connection", "partner", "sign", "code")
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Codes in capitals; a line in NAV needs its number."""
        row["code"] = str(row.get("code") or "").strip().upper()
        row["sign"] = str(row.get("sign") or "").strip().upper()
        treatment = str(row.get("treatment") or "").strip()
        if error := number_error(treatment, str(row.get("number") or "")):
            raise ValueError(error)


class UnitMappingResource(resources.ModelResource):
    """Units, for reading."""

    class Meta:
        """Options."""

        model = UnitMapping
        fields = ("unit_code", "name", "x12_code", "international_code", "partner__name", "source")


class LocationMappingResource(resources.ModelResource):
    """Locations, for reading."""

    class Meta:
        """Options."""

        model = LocationMapping
        fields = ("location_code", "name", "code", "qualifier", "address", "source")
