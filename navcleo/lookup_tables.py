"""The mapping rows of one connection and partner as the frozen value that the mappers work with."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Q

from connectors.models import Connection
from edi.documents import Party, ProductId
from edi.mapping.charge_rules import ChargeRule, ChargeRules
from edi.mapping.lookups import ItemCode, Lookups, code_keys, normalise_code
from edi.mapping.units import UNECE
from edi.models import ChargeRule as ChargeRow
from edi.models import (
    ItemMapping,
    LocationMapping,
    NavItem,
    Source,
    TradingPartner,
    UnitMapping,
    VendorMapping,
)
from edi.nav_records import Order
from edi.profiles import Profile


def lookups_for(
    connection: Connection, partner: TradingPartner | None, order: Order | None = None
) -> Lookups:
    """Everything a mapper looks up, from active rows only: what vanished in NAV is left out, blocked items are marked.
    Pack factors are those of the items of `order`."""
    codes, own_codes = _item_codes(connection, partner)
    general, own = _unit_rows(connection, partner)
    locations, ids, places = _locations(connection)
    return Lookups(
        codes={key: tuple(rows) for key, rows in codes.items()},
        units=_international(connection, partner) | _readings(general, own),
        x12_units=general | own,
        locations=locations,
        location_ids=ids,
        places=places,
        own_codes={number: tuple(rows) for number, rows in own_codes.items()},
        factors=_factors(connection, order) if order else {},
        charges=charge_rules(connection, partner),
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


def _readings(general: dict[str, str], own: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """X12 unit → the NAV units it may mean. A code that the partner's own rows name means what they say, and nothing else."""
    readings: dict[str, list[str]] = defaultdict(list)
    for nav_unit, x12 in own.items():
        readings[x12].append(nav_unit)
    for nav_unit, x12 in general.items():
        if nav_unit not in own and x12 not in own.values():
            readings[x12].append(nav_unit)
    return {x12: tuple(units) for x12, units in readings.items()}


def _unit_rows(
    connection: Connection, partner: TradingPartner | None
) -> tuple[dict[str, str], dict[str, str]]:
    """NAV unit → X12 unit: for everybody, and what holds for this partner instead."""
    rows = UnitMapping.objects.filter(connection=connection, vanished_at__isnull=True).exclude(x12_code="")
    general = dict(rows.filter(partner=None).values_list("unit_code", "x12_code"))
    own = dict(rows.filter(partner=partner).values_list("unit_code", "x12_code")) if partner else {}
    return general, own


def _international(connection: Connection, partner: TradingPartner | None) -> dict[str, tuple[str, ...]]:
    """UN/ECE unit as documents without X12 units say it → the NAV units of that code, the partner's own row first."""
    rows = UnitMapping.objects.filter(connection=connection, vanished_at__isnull=True).exclude(
        international_code=""
    )
    found: dict[str, tuple[str, ...]] = {}
    for owner in (None, partner):
        own: dict[str, tuple[str, ...]] = {}
        for row in rows.filter(partner=owner):
            key = f"{UNECE}{row.international_code.strip().upper()}"
            own[key] = (*own.get(key, ()), row.unit_code)
        found |= own
    return found


def _factors(connection: Connection, order: Order) -> dict[str, dict[str, Decimal]]:
    """Item number → NAV unit → base units in it, for the items of an order; the base unit holds one of itself."""
    numbers = {line.item_number for line in order.lines if line.item_number}
    items = NavItem.objects.filter(
        connection=connection, item_number__in=numbers, vanished_at__isnull=True
    ).prefetch_related("units")
    found: dict[str, dict[str, Decimal]] = {}
    for item in items:
        rows = (row for row in item.units.all() if row.vanished_at is None and row.base_quantity > 0)
        base = {item.base_unit: Decimal(1)} if item.base_unit else {}
        found[item.item_number] = {row.unit_code: row.base_quantity for row in rows} | base
    return found


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


def charge_rules(connection: Connection, partner: TradingPartner | None) -> ChargeRules:
    """The rules for allowances, charges and taxes: the general ones and this partner's own."""
    rows = ChargeRow.objects.filter(connection=connection)
    rows = rows.filter(Q(partner=None) | Q(partner=partner)) if partner else rows.filter(partner=None)
    return ChargeRules(
        tuple(
            ChargeRule(
                treatment=row.treatment,
                sign=row.sign,
                code=row.code.strip().upper(),
                number=row.number.strip(),
                is_own=row.partner_id is not None,
                row=f"ChargeRule {row.pk}",
            )
            for row in rows.order_by("pk")
        )
    )


def profile_for(connection: Connection, partner: TradingPartner) -> Profile:
    """How this partner wants its documents, for the writers."""
    general, own = _unit_rows(connection, partner)
    return partner.profile(
        (connection.own_qualifier, connection.own_id),
        connection.group_id,
        is_test=connection.is_test,
        units=general | own,
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
