"""Lookups kept in NAV dimensions: what a sync brings, what survives it, what it shows (booking rules 3.2, 3.4, 3.6)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from edi.models import ItemMapping, LocationMapping, TradingPartner, UnitMapping, VendorMapping
from navcleo.workflows import lookups
from tests.sandbox_process import SandboxProcess
from tests.stories.lookup_world import Lookups
from tests.stories.world import quarantined, status, why


@pytest.fixture
def world(calm: SandboxProcess, transactional_db: None) -> Iterator[Lookups]:
    made = Lookups(calm)
    yield made
    made.restore()


def test_a_sync_fills_every_mapping_and_says_where_it_came_from(world: Lookups) -> None:
    vendor = world.vendor("V10001")
    assert (vendor.state, vendor.source, vendor.nav_value) == ("on_edi", "nav_dimension", "01:123456789")
    assert str(vendor.partner) == "Blue Ridge Dairy (01:123456789)"
    codes = set(ItemMapping.objects.filter(item=world.item("F1000")).values_list("source", "code"))
    gtin = world.nav("items", number="F1000")["gtin"]
    assert codes == {("nav_dimension", "00-F1000"), ("gtin", gtin), ("item_number", "F1000")}
    case = UnitMapping.objects.get(unit_code="CASE")
    assert (case.x12_code, case.source) == ("CA", "standard")
    place = LocationMapping.objects.get(location_code="WH01")
    assert (place.code, place.source, place.ship_to["city"]) == (
        "CFDC0001",
        "nav_dimension",
        place.ship_to["city"],
    )
    run = world.connection.poll_runs.get()
    assert {name: run.counts[name] for name in ("vendors", "items", "locations")} == {
        "vendors": 14,
        "items": 30,
        "locations": 9,
    }
    assert world.sandbox.breaches() == []


def test_a_second_sync_changes_nothing(world: Lookups) -> None:
    models = (VendorMapping, ItemMapping, UnitMapping, LocationMapping, TradingPartner)
    before = [sorted(model.objects.values_list("pk", flat=True)) for model in models]
    counts = lookups.sync(world.connection, "clerk")
    assert [sorted(model.objects.values_list("pk", flat=True)) for model in models] == before
    assert (counts["new item codes"], counts["vanished"], counts.get("new partners", 0)) == (0, 0, 0)
    assert VendorMapping.history.count() == 0, "a sync is no decision of a person"


def test_a_vendor_without_value_is_undecided(world: Lookups) -> None:
    assert (world.vendor("V10010").state, world.vendor("V10010").partner) == ("undecided", None)


def test_two_suppliers_sharing_a_code_get_each_their_own_item(world: Lookups) -> None:
    for vendor, item in (("V10001", "F1001"), ("V10002", "F1002")):
        order = world.order(5, vendor=vendor, item=item)
        document = world.notice(order, 5, ("VN", "SHARED-100"))
        assert status(document) == "linked", why(document)
        assert world.received(order) == [Decimal(5)]
        assert [(row["result"], row["source"]) for row in document.mappings if row["kind"] == "item"] == [
            (item, "nav_dimension")
        ]


def test_a_shared_code_that_the_order_does_not_settle_is_ambiguous(world: Lookups) -> None:
    document = world.notice(world.order(5), 5, ("VN", "SHARED-100"))
    assert quarantined(document) == "item_ambiguous"
    [row] = document.quarantines.all()
    assert "F1001" in row.reason
    assert "F1002" in row.reason


def test_one_item_is_found_under_two_codes_of_two_suppliers(world: Lookups) -> None:
    ItemMapping.objects.create(
        connection=world.connection,
        item=world.item("F1000"),
        code="BX-9000",
        partner=world.partner("01:123456789"),
        source="local",
    )
    for vendor, code in (("V10000", "00-F1000"), ("V10001", "BX-9000")):
        order = world.order(5, vendor=vendor)
        document = world.notice(order, 5, ("VN", code))
        assert status(document) == "linked", why(document)
    # the second code is the second supplier's alone
    document = world.notice(world.order(5), 5, ("VN", "BX-9000"))
    assert quarantined(document) == "item_unknown"


def test_what_people_decided_survives_a_sync(world: Lookups) -> None:
    chosen = world.partner("ZZ:EVERGREEN")
    lookups.decide_vendor(world.vendor("V10001"), "on_edi", partner=chosen, actor="clerk")
    lookups.decide_vendor(world.vendor("V10002"), "not_on_edi", actor="clerk")
    local = ItemMapping.objects.create(
        connection=world.connection, item=world.item("F1003"), code="MINE", partner=chosen
    )
    UnitMapping.objects.filter(unit_code="CASE").update(x12_code="CS", source="local")
    LocationMapping.objects.filter(location_code="WH01").update(code="MINE", source="local")
    world.poll("sync")
    assert (world.vendor("V10001").partner, world.vendor("V10001").nav_value) == (chosen, "01:123456789")
    assert world.vendor("V10002").state == "not_on_edi"
    local.refresh_from_db()
    assert local.vanished_at is None
    assert UnitMapping.objects.get(unit_code="CASE").x12_code == "CS"
    assert LocationMapping.objects.get(location_code="WH01").code == "MINE"
    # undecided again means: as NAV says
    lookups.decide_vendor(world.vendor("V10002"), "undecided", actor="clerk")
    world.poll("sync")
    assert world.vendor("V10002").state == "on_edi"


def test_what_vanished_or_was_blocked_in_nav_is_shown_and_not_used(world: Lookups) -> None:
    assert world.vendor("V10012").is_blocked
    assert world.item("F1029").is_blocked
    world.drop("vendors", number="V10001")
    world.drop("items", number="F1003")
    world.drop("locations", code="WH02")
    assert world.poll("sync")["vanished"] == 3 + ItemMapping.objects.filter(item=world.item("F1003")).count()
    assert world.vendor("V10001").vanished_at
    assert world.item("F1003").vanished_at
    assert LocationMapping.objects.get(location_code="WH02").vanished_at
    world.restore()
    world.poll("sync")
    assert world.vendor("V10001").vanished_at is None
    assert world.item("F1003").vanished_at is None
    assert ItemMapping.objects.filter(item=world.item("F1003"), vanished_at=None).count() >= 2


def test_a_code_taken_from_an_item_in_nav_is_not_used_any_more_and_comes_back(world: Lookups) -> None:
    world.default("items", "F1000", "EDIITEM", "OTHER-1")
    assert world.poll("sync")["vanished"] == 1
    old = ItemMapping.objects.get(item=world.item("F1000"), code="00-F1000")
    assert old.vanished_at
    world.restore()
    world.poll("sync")
    old.refresh_from_db()
    assert old.vanished_at is None


def test_blocked_values_do_not_count(world: Lookups) -> None:
    world.default("vendors", "V10010", "EDIPARTNER", "ZZ:OLDPARTNER")
    value = world.nav("dimensionValues", code="00-F1000")
    world.sandbox.put("dimensionValues", value["id"], {"blocked": True})
    place = world.nav("dimensionValues", code="CFDC0003")
    world.sandbox.put("dimensionValues", place["id"], {"blocked": True})
    world.poll("sync")
    assert (world.vendor("V10010").state, world.vendor("V10010").nav_value) == ("undecided", "ZZ:OLDPARTNER")
    assert ItemMapping.objects.get(item=world.item("F1000"), source="nav_dimension").vanished_at
    assert LocationMapping.objects.get(location_code="WH03").code == ""


def test_values_that_cannot_be_used_are_counted_and_guess_nothing(world: Lookups) -> None:
    world.default("vendors", "V10010", "EDIPARTNER", "ZZ:MUCHTOOLONGFORX12")
    world.sandbox.put("items", "F1003", {"gtin": "12345"})
    counts = world.poll("sync")
    assert (counts["unusable partner values"], counts["unusable GTINs"]) == (1, 1)
    assert (world.vendor("V10010").state, world.vendor("V10010").nav_value) == (
        "undecided",
        "ZZ:MUCHTOOLONGFORX12"[:20],
    )
    assert not ItemMapping.objects.filter(item=world.item("F1003"), source="gtin", vanished_at=None).exists()


def test_without_the_dimension_value_page_and_the_dimensions_a_sync_still_reads_the_rest(
    world: Lookups,
) -> None:
    world.change(
        nav_pages_url="", partner_dimension="NOSUCH", item_dimension="NOSUCH", location_dimension="NOSUCH"
    )
    counts = world.poll("sync")
    assert counts["vendors"] == 14
    assert world.vendor("V10000").state == "undecided"


def test_a_value_that_arrives_lets_the_waiting_orders_go(world: Lookups) -> None:
    world.poll("outbound")
    order = world.order(3, vendor="V10010")
    world.poll("outbound")
    world.default("vendors", "V10010", "EDIPARTNER", "ZZ:KESTREL")
    assert world.poll("sync")["released"] == 1
    world.process()
    assert [
        upload["name"].split("_")[0] for upload in world.sandbox.uploads() if f"_{order}_" in upload["name"]
    ] == ["KESTREL"]
