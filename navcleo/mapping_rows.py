"""Writes what NAV says into the mapping rows; local overrides survive, what vanished or was blocked is marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction

from connectors.models import Connection
from edi.mapping.dimensions import parse_partner_value
from edi.mapping.lookups import gtin14
from edi.mapping.units import x12_from_international
from edi.models import (
    ItemMapping,
    LocationMapping,
    NavItem,
    Source,
    TradingPartner,
    UnitMapping,
    VendorMapping,
)
from edi.models import ItemUnit as ItemUnitRow
from edi.nav_records import DefaultDimension, Item, ItemUnit, Location, Unit, Vendor

State = VendorMapping.State


def value_under(dimensions: Iterable[DefaultDimension], code: str) -> str:
    """The value of one default dimension, '' when there is none."""
    return next((row.value_code for row in dimensions if row.dimension_code.upper() == code.upper()), "")


@transaction.atomic
def write_vendors(
    connection: Connection,
    rows: list[tuple[Vendor, tuple[DefaultDimension, ...]]],
    blocked_values: set[str],
    now: datetime,
    counts: Counter[str],
) -> None:
    """Vendors with their EDI value. A value makes the vendor on EDI; without one it is undecided, unless a person decided."""
    known = {row.vendor_number: row for row in VendorMapping.objects.filter(connection=connection)}
    for vendor, dimensions in rows:
        row = known.get(vendor.number) or VendorMapping(connection=connection, vendor_number=vendor.number)
        row.nav_id, row.name, row.currency = vendor.nav_id, vendor.name[:100], vendor.currency
        row.is_blocked, row.vanished_at, row.synced_at = vendor.blocked == "All", None, now
        row.nav_value = value_under(dimensions, connection.partner_dimension)[:20]
        if row.source != Source.LOCAL:
            usable = row.nav_value if row.nav_value.upper() not in blocked_values else ""
            row.partner = _partner(connection, usable, vendor.name, counts) if usable else None
            row.state = State.ON_EDI if row.partner else State.UNDECIDED
        _save(row)
        counts["vendors"] += 1
        counts["undecided vendors"] += row.state == State.UNDECIDED
    counts["vanished"] += _vanish(VendorMapping.objects.filter(connection=connection), now)


def _partner(connection: Connection, value: str, name: str, counts: Counter[str]) -> TradingPartner | None:
    try:
        qualifier, identifier = parse_partner_value(value)
    except ValueError:
        counts["unusable partner values"] += 1
        return None
    partner, made = TradingPartner.objects.get_or_create(
        connection=connection,
        qualifier=qualifier,
        interchange_id=identifier,
        defaults={"name": name[:100], "source": Source.NAV_DIMENSION, "environment": connection.environment},
    )
    counts["new partners"] += made
    return partner


def _save(row: models.Model) -> None:
    """Save without a history entry: a sync is no decision of a person."""
    row.skip_history_when_saving = True  # type: ignore[attr-defined]
    row.save()


def _vanish(rows: models.QuerySet[VendorMapping] | models.QuerySet[NavItem], now: datetime) -> int:
    """Mark rows that an earlier sync saw and this one did not."""
    return rows.filter(synced_at__lt=now, vanished_at__isnull=True).update(vanished_at=now)


@transaction.atomic
def write_items(
    connection: Connection,
    rows: list[tuple[Item, tuple[DefaultDimension, ...]]],
    blocked_values: set[str],
    now: datetime,
    counts: Counter[str],
) -> None:
    """Items and their codes: EDI value, GTIN, number. Codes that NAV no longer has are marked as vanished."""
    items = _write_nav_items(connection, [item for item, _ in rows], now)
    counts["items"] += len(rows)
    codes = {
        (row.item_id, row.source, row.code): row
        for row in ItemMapping.objects.filter(connection=connection, partner=None).exclude(
            source=Source.LOCAL
        )
    }
    current: set[int] = set()
    fresh: list[ItemMapping] = []
    for item, dimensions in rows:
        value = value_under(dimensions, connection.item_dimension)
        counts["unusable GTINs"] += bool(item.gtin) and gtin14(item.gtin) is None
        for source, code in _codes(item, "" if value.upper() in blocked_values else value):
            there = codes.get((items[item.number], source, code))
            if there:
                current.add(there.pk)
            else:
                fresh.append(
                    ItemMapping(connection=connection, item_id=items[item.number], code=code, source=source)
                )
    ItemMapping.objects.bulk_create(fresh)
    counts["new item codes"] += len(fresh)
    gone = [row.pk for row in codes.values() if row.pk not in current and row.vanished_at is None]
    back = [row.pk for row in codes.values() if row.pk in current and row.vanished_at is not None]
    ItemMapping.objects.filter(pk__in=gone).update(vanished_at=now)
    ItemMapping.objects.filter(pk__in=back).update(vanished_at=None)
    counts["vanished"] += len(gone) + _vanish(NavItem.objects.filter(connection=connection), now)


def _write_nav_items(connection: Connection, items: list[Item], now: datetime) -> dict[str, int]:
    """Insert or update the items, many in a statement: a lock is not held for long. Returns item number → row."""
    rows = [
        NavItem(
            connection=connection,
            item_number=item.number,
            nav_id=item.nav_id,
            name=item.name[:100],
            gtin=item.gtin[:14],
            base_unit=item.base_unit,
            is_blocked=item.blocked,
            synced_at=now,
            updated_at=now,
        )
        for item in items
    ]
    NavItem.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["connection", "item_number"],
        update_fields=[
            "nav_id",
            "name",
            "gtin",
            "base_unit",
            "is_blocked",
            "vanished_at",
            "synced_at",
            "updated_at",
        ],
    )
    return dict(NavItem.objects.filter(connection=connection).values_list("item_number", "pk"))


def _codes(item: Item, value: str) -> list[tuple[str, str]]:
    codes = [(str(Source.ITEM_NUMBER), item.number)]
    if gtin14(item.gtin):
        codes.append((str(Source.GTIN), item.gtin))
    if value:
        codes.append((str(Source.NAV_DIMENSION), value[:48]))
    return codes


@transaction.atomic
def write_item_units(
    connection: Connection, rows: list[ItemUnit] | None, now: datetime, counts: Counter[str]
) -> None:
    """Pack factors of items. What NAV says takes the place of a row made here: it is what NAV itself counts with. None = the
    page is not published, and nothing changes."""
    if rows is None:
        return
    items = dict(NavItem.objects.filter(connection=connection).values_list("item_number", "pk"))
    known = [row for row in rows if row.item_number in items and row.base_quantity > 0]
    fresh = [
        ItemUnitRow(
            item_id=items[row.item_number],
            unit_code=row.unit_code[:10],
            base_quantity=row.base_quantity,
            source=Source.NAV_CODE,
        )
        for row in known
    ]
    ItemUnitRow.objects.bulk_create(
        fresh,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["item", "unit_code"],
        update_fields=["base_quantity", "source", "vanished_at"],
    )
    current = {(row.item_id, row.unit_code) for row in fresh}
    kept = ItemUnitRow.objects.filter(
        item__connection=connection, source=Source.NAV_CODE, vanished_at__isnull=True
    )
    gone = [
        pk for pk, *key in kept.values_list("pk", "item_id", "unit_code") if (key[0], key[1]) not in current
    ]
    ItemUnitRow.objects.filter(pk__in=gone).update(vanished_at=now)
    counts["item units"] += len(known)
    counts["vanished"] += len(gone)


@transaction.atomic
def write_units(connection: Connection, rows: list[Unit], now: datetime, counts: Counter[str]) -> None:
    """Units with the X12 code of their UN/ECE code; people's choices stay."""
    for unit in rows:
        row = UnitMapping.objects.filter(connection=connection, unit_code=unit.code, partner=None).first()
        row = row or UnitMapping(connection=connection, unit_code=unit.code)
        row.nav_id, row.name, row.international_code = (
            unit.nav_id,
            unit.name[:100],
            unit.international_code[:10],
        )
        row.vanished_at, row.synced_at = None, now
        if row.source != Source.LOCAL:
            row.x12_code = x12_from_international(unit.international_code) if unit.international_code else ""
            row.source = Source.STANDARD
        _save(row)
        counts["units"] += 1
        counts["unmapped units"] += not row.x12_code
    gone = UnitMapping.objects.filter(
        connection=connection, partner=None, synced_at__lt=now, vanished_at__isnull=True
    )
    counts["vanished"] += gone.update(vanished_at=now)


@transaction.atomic
def write_locations(
    connection: Connection,
    rows: list[tuple[Location, tuple[DefaultDimension, ...]]],
    values: dict[str, str],
    *,
    blocked_values: set[str],
    now: datetime,
    counts: Counter[str],
) -> None:
    """Locations with their code at partners: a default dimension, or the dimension value that names the location."""
    known = {row.location_code: row for row in LocationMapping.objects.filter(connection=connection)}
    for location, dimensions in rows:
        row = known.get(location.code) or LocationMapping(connection=connection, location_code=location.code)
        row.nav_id, row.name, row.vanished_at, row.synced_at = location.nav_id, location.name[:100], None, now
        row.ship_to = {
            "lines": list(location.address_lines),
            "city": location.city,
            "state": location.state,
            "postal_code": location.postal_code,
            "country": location.country,
        }
        row.address = ", ".join(
            part for part in (*location.address_lines, location.city, location.state) if part
        )[:200]
        if row.source != Source.LOCAL:
            code = value_under(dimensions, connection.location_dimension) or values.get(
                location.code.upper(), ""
            )
            row.code = "" if code.upper() in blocked_values else code
            row.source = Source.NAV_DIMENSION
        _save(row)
        counts["locations"] += 1
        counts["unmapped locations"] += not row.code
    gone = LocationMapping.objects.filter(connection=connection, synced_at__lt=now, vanished_at__isnull=True)
    counts["vanished"] += gone.update(vanished_at=now)
