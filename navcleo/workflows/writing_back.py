"""A mapping made here goes into NAV as a default dimension: only where its value exists (values are read-only over the API),
never over another one (booking rule 3.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from connectors.models import Connection
from connectors.nav.client import NavClient
from edi.mapping.dimensions import format_partner_value, parse_partner_value
from edi.models import ItemMapping, VendorMapping


@dataclass(frozen=True)
class Wish:
    """One default dimension to write. `key` makes two spellings of the same code equal."""

    parent: str
    nav_id: str
    whom: str
    dimension: str
    code: str
    key: Callable[[str], object]


def write(nav: NavClient, connection: Connection, mapping: ItemMapping | VendorMapping) -> str:
    """Write it, or say what a person has to do first. Returns a sentence for people. Raises ConnectorError."""
    wish = (
        _item_wish(connection, mapping)
        if isinstance(mapping, ItemMapping)
        else _vendor_wish(connection, mapping)
    )
    if not wish.code:
        return f"{wish.whom} has no trading partner here; choose one first."
    if not wish.nav_id:
        return f"{wish.whom} was not read from NAV yet; run the mapping sync first."
    dimension = next((row for row in nav.dimensions() if row.code.upper() == wish.dimension.upper()), None)
    if dimension is None:
        return f"NAV has no dimension {wish.dimension}; create it there first."
    wanted = wish.key(wish.code)
    value = next(
        (row for row in nav.dimension_values(dimension.nav_id) if wish.key(row.code) == wanted), None
    )
    if value is None:
        return (
            f"Create value {wish.code} under dimension {dimension.code} in NAV (values are read-only here); the next sync does "
            "the rest."
        )
    if value.code.upper() in {code.upper() for code in nav.blocked_dimension_values(dimension.code)}:
        return f"Value {value.code} of dimension {dimension.code} is blocked in NAV; unblock it there first."
    present = nav.default_dimensions(wish.parent, [wish.nav_id])
    there = next((row for row in present if row.dimension_code.upper() == dimension.code.upper()), None)
    if there and there.value_code and wish.key(there.value_code) != wanted:
        return f"{wish.whom} has {there.value_code} under {dimension.code} in NAV already; it is not overwritten. Change it there."
    if there is None or not there.value_code:
        nav.write_default_dimension(wish.parent, wish.nav_id, dimension.nav_id, value.nav_id)
    if isinstance(mapping, ItemMapping):
        ItemMapping.objects.filter(pk=mapping.pk).update(written_back_at=timezone.now())
    return f"Written: {wish.whom} has {value.code} under {dimension.code} in NAV."


def _item_wish(connection: Connection, mapping: ItemMapping) -> Wish:
    item = mapping.item
    return Wish("items", item.nav_id, str(item), connection.item_dimension, mapping.code, str.upper)


def _vendor_wish(connection: Connection, vendor: VendorMapping) -> Wish:
    code = (
        format_partner_value(vendor.partner.qualifier, vendor.partner.interchange_id)
        if vendor.partner
        else ""
    )
    return Wish("vendors", vendor.nav_id, str(vendor), connection.partner_dimension, code, _same_partner)


def _same_partner(value: str) -> object:
    """Equal for ACME and ZZ:ACME; a value that is no partner id equals only itself."""
    try:
        return parse_partner_value(value)
    except ValueError:
        return value
