"""Mapping rows as the value that mappers work with: which rows count, and for whom."""

from __future__ import annotations

import pytest
from django.utils import timezone

from edi.models import ChargeRule, ItemUnit, TradingPartner
from edi.nav_records import Order, OrderLine
from navcleo import lookup_tables
from tests.factories import (
    ItemMappingFactory,
    LocationMappingFactory,
    NavItemFactory,
    TradingPartnerFactory,
    UnitMappingFactory,
    VendorMappingFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> TradingPartner:
    return TradingPartnerFactory()


def test_codes_of_all_and_of_the_partner_at_hand_count_those_of_others_do_not(
    partner: TradingPartner,
) -> None:
    connection = partner.connection
    item = NavItemFactory(connection=connection)
    other = TradingPartnerFactory(connection=connection)
    ItemMappingFactory(connection=connection, item=item, code="abc-1")
    ItemMappingFactory(connection=connection, item=item, code="OURS", partner=partner, source="local")
    ItemMappingFactory(connection=connection, item=item, code="THEIRS", partner=other, source="local")
    ItemMappingFactory(code="ELSEWHERE")
    found = lookup_tables.lookups_for(connection, partner)
    assert set(found.codes) == {"ABC-1", "OURS"}
    assert [code.is_local for code in found.codes["OURS"]] == [True]
    assert set(lookup_tables.lookups_for(connection, None).codes) == {"ABC-1"}


def test_what_vanished_in_nav_is_left_out_and_what_is_blocked_is_marked(partner: TradingPartner) -> None:
    connection = partner.connection
    gone = NavItemFactory(connection=connection, vanished_at=timezone.now())
    blocked = NavItemFactory(connection=connection, is_blocked=True)
    ItemMappingFactory(connection=connection, item=gone, code="GONE")
    ItemMappingFactory(connection=connection, item=blocked, code="BLOCKED")
    ItemMappingFactory(connection=connection, item=blocked, code="OLD", vanished_at=timezone.now())
    found = lookup_tables.lookups_for(connection, partner).codes
    assert set(found) == {"BLOCKED"}
    assert found["BLOCKED"][0].is_blocked


def test_a_code_of_the_partners_own_means_that_unit_only(partner: TradingPartner) -> None:
    connection = partner.connection
    UnitMappingFactory(connection=connection, unit_code="CASE", x12_code="CA")
    UnitMappingFactory(connection=connection, unit_code="CRATE", x12_code="CP")
    UnitMappingFactory(
        connection=connection, unit_code="CRATE", x12_code="CA", partner=partner, source="local"
    )
    found = lookup_tables.lookups_for(connection, partner)
    assert found.units == {"CA": ("CRATE",)}
    assert found.x12_units == {"CASE": "CA", "CRATE": "CA"}
    assert lookup_tables.lookups_for(connection, None).units == {"CA": ("CASE",), "CP": ("CRATE",)}


def test_pack_factors_are_those_of_the_orders_items(partner: TradingPartner) -> None:
    connection = partner.connection
    item = NavItemFactory(connection=connection, item_number="1000", base_unit="EA")
    NavItemFactory(connection=connection, item_number="2000", base_unit="LB")
    NavItemFactory(connection=connection, item_number="3000")
    ItemUnit.objects.create(item=item, unit_code="CASE", base_quantity=12)
    ItemUnit.objects.create(item=item, unit_code="OLD", base_quantity=6, vanished_at=timezone.now())
    lines = tuple(OrderLine("", n, "Item", item_number=number) for n, number in enumerate(("1000", "2000")))
    order = Order("", "PO-1", "V1", "Open", None, lines)
    found = lookup_tables.lookups_for(connection, partner, order)
    assert found.factors == {"1000": {"EA": 1, "CASE": 12}, "2000": {"LB": 1}}
    assert lookup_tables.lookups_for(connection, partner).factors == {}


def test_a_unit_of_the_partner_wins_over_the_general_one(partner: TradingPartner) -> None:
    connection = partner.connection
    UnitMappingFactory(connection=connection, unit_code="CASE", x12_code="CA")
    UnitMappingFactory(connection=connection, unit_code="BOX", x12_code="")
    UnitMappingFactory(
        connection=connection, unit_code="CASE", x12_code="CS", partner=partner, source="local"
    )
    assert lookup_tables.lookups_for(connection, partner).x12_units == {"CASE": "CS"}
    assert lookup_tables.lookups_for(connection, None).x12_units == {"CASE": "CA"}
    assert lookup_tables.profile_for(connection, partner).units == {"CASE": "CS"}


def test_a_location_is_found_by_code_and_by_id_once_it_has_a_partner_code(partner: TradingPartner) -> None:
    connection = partner.connection
    mapped = LocationMappingFactory(
        connection=connection, code="S-1", qualifier="92", ship_to={"city": "Boston"}
    )
    bare = LocationMappingFactory(connection=connection, code="")
    found = lookup_tables.lookups_for(connection, partner)
    assert found.locations[mapped.location_code] == ("92", "S-1") == found.locations[mapped.nav_id]
    assert bare.location_code not in found.locations
    assert found.location_ids[bare.nav_id] == bare.location_code
    assert (found.places[mapped.location_code].code, found.places[mapped.location_code].city) == (
        "S-1",
        "Boston",
    )


@pytest.mark.parametrize(
    ("source", "code", "qualifier"),
    [
        ("item_number", "1000", "IN"),
        ("gtin", "012345678905", "UP"),
        ("gtin", "10614141000415", "UK"),
        ("nav_dimension", "A", "VN"),
    ],
)
def test_a_code_is_written_under_the_qualifier_of_its_source(
    partner: TradingPartner, source: str, code: str, qualifier: str
) -> None:
    item = NavItemFactory(connection=partner.connection)
    ItemMappingFactory(connection=partner.connection, item=item, code=code, source=source)
    [written] = lookup_tables.lookups_for(partner.connection, partner).own_codes[item.item_number]
    assert (written.qualifier, written.code) == (qualifier, code)


def test_the_vendors_of_a_partner_are_those_on_edi(partner: TradingPartner) -> None:
    vendor = VendorMappingFactory(connection=partner.connection, partner=partner)
    VendorMappingFactory(connection=partner.connection, partner=partner, state="not_on_edi")
    VendorMappingFactory(connection=partner.connection)
    assert lookup_tables.vendors_of(partner) == [vendor]


def test_general_charge_rules_and_the_partners_own_count_those_of_others_do_not(
    partner: TradingPartner,
) -> None:
    connection = partner.connection
    other = TradingPartnerFactory(connection=connection)
    for owner, code in ((None, "D240"), (partner, "d500"), (other, "G830")):
        ChargeRule.objects.create(
            connection=connection, partner=owner, code=code, treatment="account", number="61300"
        )
    ChargeRule.objects.create(connection=TradingPartnerFactory().connection, code="X", treatment="counted")
    found = lookup_tables.lookups_for(connection, partner).charges.rules
    assert [(rule.code, rule.is_own) for rule in found] == [("D240", False), ("D500", True)]
    assert [rule.code for rule in lookup_tables.charge_rules(connection, None).rules] == ["D240"]
