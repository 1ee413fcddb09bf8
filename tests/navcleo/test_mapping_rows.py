"""NAV's rows into mapping rows, without NAV: sources, local rows, blocked values, what vanished and came back."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from connectors.models import Connection
from edi import models
from edi.models import ItemMapping, LocationMapping, NavItem, TradingPartner, UnitMapping, VendorMapping
from edi.nav_records import DefaultDimension, Item, ItemUnit, Location, Unit, Vendor
from navcleo import mapping_rows
from tests.factories import (
    ConnectionFactory,
    ItemMappingFactory,
    NavItemFactory,
    UnitMappingFactory,
    VendorMappingFactory,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()
GTIN = "10614140000003"


@pytest.fixture
def connection() -> Connection:
    return ConnectionFactory()


def under(dimension: str, value: str) -> tuple[DefaultDimension, ...]:
    return (
        DefaultDimension("1", "2", "Vendor", "DEPARTMENT", "BUYING"),
        DefaultDimension("1", "2", "Vendor", dimension, value),
    )


def vendors(
    connection: Connection, *rows: tuple[str, str], blocked: set[str] | None = None, later: int = 0
) -> Counter[str]:
    counts: Counter[str] = Counter()
    found = [
        (Vendor(f"id-{number}", number, f"Name {number}"), under("EDIPARTNER", value))
        for number, value in rows
    ]
    mapping_rows.write_vendors(connection, found, blocked or set(), NOW + timedelta(hours=later), counts)
    return counts


def items(
    connection: Connection, *rows: tuple[Item, str], blocked: set[str] | None = None, later: int = 0
) -> Counter[str]:
    counts: Counter[str] = Counter()
    found = [(item, under("EDIITEM", value)) for item, value in rows]
    mapping_rows.write_items(connection, found, blocked or set(), NOW + timedelta(hours=later), counts)
    return counts


def item_units(connection: Connection, *rows: ItemUnit, later: int = 0) -> Counter[str]:
    counts: Counter[str] = Counter()
    mapping_rows.write_item_units(connection, list(rows), NOW + timedelta(hours=later), counts)
    return counts


def factors(connection: Connection) -> dict[str, tuple[Decimal, str, bool]]:
    rows = models.ItemUnit.objects.filter(item__connection=connection)
    return {row.unit_code: (row.base_quantity, row.source, row.vanished_at is None) for row in rows}


def test_pack_factors_come_change_and_vanish_with_nav(connection: Connection) -> None:
    NavItemFactory(connection=connection, item_number="1000", base_unit="EA")
    NavItemFactory(item_number="1000")
    case, pallet = ItemUnit("1000", "CASE", Decimal(12)), ItemUnit("1000", "PALLET", Decimal(480))
    counts = item_units(
        connection, case, pallet, ItemUnit("9999", "CASE", Decimal(6)), ItemUnit("1000", "NIL", Decimal(0))
    )
    assert counts["item units"] == 2
    assert factors(connection) == {"CASE": (12, "nav_code", True), "PALLET": (480, "nav_code", True)}
    counts = item_units(connection, ItemUnit("1000", "CASE", Decimal(10)), later=1)
    assert counts["vanished"] == 1
    assert factors(connection) == {"CASE": (10, "nav_code", True), "PALLET": (480, "nav_code", False)}
    item_units(connection, case, pallet, later=2)
    assert factors(connection) == {"CASE": (12, "nav_code", True), "PALLET": (480, "nav_code", True)}


def test_a_local_pack_factor_stays_until_nav_says_its_own(connection: Connection) -> None:
    item = NavItemFactory(connection=connection, item_number="1000")
    models.ItemUnit.objects.create(item=item, unit_code="CASE", base_quantity=10, source="local")
    mapping_rows.write_item_units(connection, None, NOW, Counter())
    item_units(connection)
    assert factors(connection) == {"CASE": (10, "local", True)}
    item_units(connection, ItemUnit("1000", "CASE", Decimal(12)))
    assert factors(connection) == {"CASE": (12, "nav_code", True)}


def test_a_value_makes_a_partner_once_and_two_vendors_may_share_it(connection: Connection) -> None:
    counts = vendors(connection, ("V1", "ZZ:ACME"), ("V2", "ACME"), ("V3", "01:123"), ("V4", ""))
    assert (counts["vendors"], counts["undecided vendors"], counts["new partners"]) == (4, 1, 2)
    partners = dict(VendorMapping.objects.values_list("vendor_number", "partner__interchange_id"))
    assert partners == {"V1": "ACME", "V2": "ACME", "V3": "123", "V4": None}
    assert TradingPartner.objects.get(interchange_id="123").qualifier == "01"
    assert set(TradingPartner.objects.values_list("environment", "source")) == {
        ("production", "nav_dimension")
    }


def test_a_vendor_that_loses_or_changes_its_value_follows_nav(connection: Connection) -> None:
    vendors(connection, ("V1", "ACME"), ("V2", "BEST"))
    vendors(connection, ("V1", ""), ("V2", "OTHER"), later=1)
    assert VendorMapping.objects.get(vendor_number="V1").state == "undecided"
    assert str(VendorMapping.objects.get(vendor_number="V2").partner) == "Name V2 (ZZ:OTHER)"


def test_a_vendor_decided_here_stays_and_shows_navs_value(connection: Connection) -> None:
    VendorMappingFactory(connection=connection, vendor_number="V1", not_on_edi=True)
    vendors(connection, ("V1", "ACME"))
    row = VendorMapping.objects.get()
    assert (row.state, row.partner, row.nav_value, row.nav_id) == ("not_on_edi", None, "ACME", "id-V1")
    assert row.history.count() == 1


@pytest.mark.parametrize("value", ["OLD", "old"])
def test_a_blocked_value_is_none(connection: Connection, value: str) -> None:
    vendors(connection, ("V1", value), blocked={"OLD"})
    assert VendorMapping.objects.get().state == "undecided"


def test_a_value_that_is_no_interchange_id_is_counted(connection: Connection) -> None:
    counts = vendors(connection, ("V1", "SIXTEENCHARACTERS"))
    assert counts["unusable partner values"] == 1
    assert not TradingPartner.objects.exists()


def test_vendors_vanish_and_come_back(connection: Connection) -> None:
    vendors(connection, ("V1", "ACME"), ("V2", "BEST"))
    assert vendors(connection, ("V2", "BEST"), later=1)["vanished"] == 1
    assert VendorMapping.objects.get(vendor_number="V1").vanished_at
    assert vendors(connection, ("V2", "BEST"), later=2)["vanished"] == 0
    vendors(connection, ("V1", "ACME"), ("V2", "BEST"), later=3)
    assert VendorMapping.objects.get(vendor_number="V1").vanished_at is None


def test_an_item_is_found_under_value_gtin_and_number(connection: Connection) -> None:
    item = Item("id-1", "1000", "Tomatoes", GTIN, "CASE")
    counts = items(connection, (item, "ACME-1"), (Item("id-2", "1001", "Beans", "123"), ""))
    assert (counts["items"], counts["new item codes"], counts["unusable GTINs"]) == (2, 4, 1)
    codes = set(ItemMapping.objects.values_list("item__item_number", "source", "code"))
    assert codes == {
        ("1000", "nav_dimension", "ACME-1"),
        ("1000", "gtin", GTIN),
        ("1000", "item_number", "1000"),
        ("1001", "item_number", "1001"),
    }
    assert items(connection, (item, "ACME-1"), later=1)["new item codes"] == 0


def test_items_change_vanish_and_come_back_with_their_codes(connection: Connection) -> None:
    item = Item("id-1", "1000", "Tomatoes", GTIN)
    items(connection, (item, "A"))
    row = NavItem.objects.get()
    items(connection, (Item("id-1", "1000", "Peeled tomatoes", "", "PCS", blocked=True), "B"), later=1)
    assert NavItem.objects.get().pk == row.pk
    assert NavItem.objects.values_list("name", "gtin", "base_unit", "is_blocked").get() == (
        "Peeled tomatoes",
        "",
        "PCS",
        True,
    )
    gone = ItemMapping.objects.exclude(vanished_at=None).values_list("code", flat=True)
    assert set(gone) == {"A", GTIN}
    assert items(connection, later=2)["vanished"] == 3
    assert NavItem.objects.get().vanished_at
    items(connection, (item, "A"), later=3)
    assert NavItem.objects.get().vanished_at is None
    assert set(ItemMapping.objects.filter(vanished_at=None).values_list("code", flat=True)) == {
        "A",
        GTIN,
        "1000",
    }


def test_codes_made_here_are_not_navs_to_take(connection: Connection) -> None:
    row = NavItemFactory(connection=connection, item_number="1000")
    mine = ItemMappingFactory(connection=connection, item=row, code="MINE", source="local")
    items(connection, (Item("id-1", "1000", "Tomatoes"), ""))
    mine.refresh_from_db()
    assert mine.vanished_at is None
    assert NavItem.objects.get().pk == row.pk


def test_a_blocked_item_value_is_none(connection: Connection) -> None:
    items(connection, (Item("id-1", "1000", "Tomatoes"), "old"), blocked={"OLD"})
    assert set(ItemMapping.objects.values_list("source", flat=True)) == {"item_number"}


def test_units_by_their_international_code(connection: Connection) -> None:
    counts: Counter[str] = Counter()
    UnitMappingFactory(connection=connection, unit_code="KEG", x12_code="KE", source="local")
    rows = [Unit("1", "CASE", "Case", "CS"), Unit("2", "KEG", "Keg", ""), Unit("3", "JAR", "Jar", "")]
    mapping_rows.write_units(connection, rows, NOW, counts)
    assert dict(UnitMapping.objects.values_list("unit_code", "x12_code")) == {
        "CASE": "CA",
        "KEG": "KE",
        "JAR": "",
    }
    assert counts["unmapped units"] == 1
    mapping_rows.write_units(connection, rows[:1], NOW + timedelta(hours=1), counts)
    assert set(UnitMapping.objects.exclude(vanished_at=None).values_list("unit_code", flat=True)) == {
        "KEG",
        "JAR",
    }


def test_locations_by_default_dimension_by_named_value_or_by_hand(connection: Connection) -> None:
    counts: Counter[str] = Counter()
    LocationMapping.objects.create(connection=connection, location_code="MINE", code="M-9", source="local")
    sites = [
        Location(f"id-{code}", code, f"Site {code}", ("1 Road",), "Portland", "OR", "97201", "US")
        for code in ("A", "B", "C", "D", "MINE")
    ]
    rows = [
        (site, under("EDILOCATION", {"A": "A-1", "D": "BAD"}[site.code]) if site.code in {"A", "D"} else ())
        for site in sites
    ]
    mapping_rows.write_locations(
        connection, rows, {"B": "B-2", "MINE": "X"}, blocked_values={"BAD"}, now=NOW, counts=counts
    )
    assert dict(LocationMapping.objects.values_list("location_code", "code")) == {
        "A": "A-1",
        "B": "B-2",
        "C": "",
        "D": "",
        "MINE": "M-9",
    }
    assert (counts["locations"], counts["unmapped locations"]) == (5, 2)
    place = LocationMapping.objects.get(location_code="A")
    assert (place.ship_to["city"], place.address, place.qualifier) == (
        "Portland",
        "1 Road, Portland, OR",
        "92",
    )
