"""The mapping rows of one connection and partner as the frozen value that the mappers work with."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

from django.db.models import Q

from connectors.models import Connection
from edi.documents import Party, ProductId
from edi.mapping.lookups import ItemCode, Lookups, code_keys, normalise_code
from edi.models import ItemMapping, LocationMapping, Source, TradingPartner, UnitMapping, VendorMapping
from edi.profiles import Profile


def lookups_for(connection: Connection, partner: TradingPartner | None) -> Lookups:
    """Everything a mapper looks up, from active rows only: what vanished in NAV is left out, blocked items are marked."""
    codes, own_codes = _item_codes(connection, partner)
    units = _units(connection, partner)
    theirs: dict[str, list[str]] = defaultdict(list)
    for nav_unit, x12 in units.items():
        theirs[x12].append(nav_unit)
    locations, ids, places = _locations(connection)
    return Lookups(
        codes={key: tuple(rows) for key, rows in codes.items()},
        units={x12: tuple(rows) for x12, rows in theirs.items()},
        x12_units=units,
        locations=locations,
        location_ids=ids,
        places=places,
        own_codes={number: tuple(rows) for number, rows in own_codes.items()},
    )


def _item_codes(
    connection: Connection, partner: TradingPartner | None
) -> tuple[dict[str, list[ItemCode]], dict[str, list[ProductId]]]:
    codes: dict[str, list[ItemCode]] = defaultdict(list)
    own_codes: dict[str, list[ProductId]] = defaultdict(list)
    theirs = Q(partner=None) | Q(partner=partner) if partner else Q(partner=None)
    rows = ItemMapping.objects.filter(
        theirs, connection=connection, vanished_at__isnull=True, item__vanished_at__isnull=True
    )
    # plain columns: a site has tens of thousands of codes, and a document needs them all
    columns = ("pk", "partner_id", "source", "code", "item__item_number", "item__name", "item__is_blocked")
    for pk, partner_id, source, code, number, name, is_blocked in rows.order_by("pk").values_list(*columns):
        qualifier = _qualifier(source, code, partner)
        entry = ItemCode(number, source, f"ItemMapping {pk}", name, is_blocked, bool(partner_id))
        for key in _keys(qualifier, code):
            codes[key].append(entry)
        own_codes[number].append(ProductId(qualifier, code))
    return codes, own_codes


def _qualifier(source: str, code: str, partner: TradingPartner | None) -> str:
    """The X12 qualifier that a code is written under (element 235)."""
    if source == Source.ITEM_NUMBER:
        return partner.own_item_qualifier if partner else "IN"
    if source == Source.GTIN:
        return {12: "UP", 13: "EN"}.get(len(code), "UK")
    return partner.partner_item_qualifier if partner else "VN"


@lru_cache(maxsize=200_000)
def _keys(qualifier: str, code: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([normalise_code(qualifier, code), *code_keys(qualifier, code)]))


def _units(connection: Connection, partner: TradingPartner | None) -> dict[str, str]:
    """NAV unit → X12 unit; a row of the partner wins over the general one."""
    rows = UnitMapping.objects.filter(connection=connection, vanished_at__isnull=True).exclude(x12_code="")
    units = {row.unit_code: row.x12_code for row in rows.filter(partner=None)}
    if partner:
        units |= {row.unit_code: row.x12_code for row in rows.filter(partner=partner)}
    return units


def _locations(connection: Connection) -> tuple[dict[str, tuple[str, str]], dict[str, str], dict[str, Party]]:
    locations: dict[str, tuple[str, str]] = {}
    ids: dict[str, str] = {}
    places: dict[str, Party] = {}
    for row in LocationMapping.objects.filter(connection=connection, vanished_at__isnull=True):
        ids[row.nav_id] = row.location_code
        places[row.location_code] = _party(row)
        if row.code:
            locations[row.location_code] = (row.qualifier, row.code)
            locations[row.nav_id] = (row.qualifier, row.code)
    return locations, ids, places


def _party(row: LocationMapping) -> Party:
    address: dict[str, Any] = row.ship_to or {}
    return Party(
        role="ST",
        name=row.name or row.location_code,
        qualifier=row.qualifier if row.code else "",
        code=row.code,
        address_lines=tuple(address.get("lines", ())),
        city=address.get("city", ""),
        state=address.get("state", ""),
        postal_code=address.get("postal_code", ""),
        country=address.get("country", ""),
    )


def profile_for(connection: Connection, partner: TradingPartner) -> Profile:
    """How this partner wants its documents, for the writers."""
    return partner.profile(
        (connection.own_qualifier, connection.own_id),
        connection.group_id,
        is_test=connection.is_test,
        units=_units(connection, partner),
    )


def reading_profile(connection: Connection, partner: TradingPartner) -> Profile:
    """What this partner's documents are held against when they are read: without units, which only writing asks for."""
    own = (connection.own_qualifier, connection.own_id)
    return partner.profile(own, connection.group_id, is_test=connection.is_test, units={})


def vendors_of(partner: TradingPartner) -> list[VendorMapping]:
    """The NAV vendors that are reached through a partner."""
    return list(
        VendorMapping.objects.filter(
            connection_id=partner.connection_id, partner=partner, state=VendorMapping.State.ON_EDI
        )
    )
