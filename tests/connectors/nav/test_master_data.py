"""Master data and the write-back of default dimensions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors import errors
from connectors.nav.client import NavClient, PageNames
from tests.connectors.nav.test_api import COMPANIES, ID, Make
from tests.connectors.small_server import Answer, SmallServer
from tests.sandbox_process import SandboxProcess


def test_all_lookups_are_read(nav: NavClient, sandbox: SandboxProcess) -> None:
    for read, table in [
        (nav.vendors, "vendors"),
        (nav.items, "items"),
        (nav.units, "unitsOfMeasure"),
        (nav.locations, "locations"),
        (nav.accounts, "accounts"),
        (nav.dimensions, "dimensions"),
    ]:
        assert {row.nav_id for row in read()} == {row["id"] for row in sandbox.books(table)}


def test_units_of_items_are_read_from_their_page(nav: NavClient, sandbox: SandboxProcess) -> None:
    units = nav.item_units()
    assert units is not None
    of_bread = {unit.unit_code: unit.base_quantity for unit in units if unit.item_number == "F1008"}
    assert of_bread == {"EA": 1, "CASE": 12, "PALLET": 480}
    assert len(units) == len(sandbox.books("itemUnitsOfMeasure"))


def test_a_site_that_does_not_publish_the_page_has_none_to_read(
    nav: NavClient, make_nav: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nav, "page_names", PageNames(item_units="Unheard"))
    assert nav.item_units() is None
    assert make_nav("http://127.0.0.1:9", pages_url="").item_units() is None


def test_only_what_changed_is_read(nav: NavClient) -> None:
    assert list(nav.vendors(datetime.now(UTC) + timedelta(minutes=5))) == []
    assert list(nav.items(datetime.now(UTC) - timedelta(days=1))) == list(nav.items())


def test_vendors_come_with_their_partner_value(nav: NavClient) -> None:
    found = {vendor.number: dimensions for vendor, dimensions in nav.vendors_with_dimensions()}
    partner = [one.value_code for one in found["V10000"] if one.dimension_code == "EDIPARTNER"]
    assert partner
    assert ":" in partner[0]
    assert any(dimensions for _, dimensions in nav.items_with_dimensions())


def test_locations_come_with_what_nav_knows_of_them(nav: NavClient, make_nav: Make) -> None:
    assert {location.code for location, _ in nav.locations_with_dimensions()} == {
        one.code for one in nav.locations()
    }
    refused = Answer(
        400,
        {"error": {"code": "BadRequest", "message": "Could not find a property named 'defaultDimensions'"}},
    )
    plain = Answer(200, {"value": [{"id": ID, "code": "MAIN"}]})
    with SmallServer(COMPANIES, refused, plain) as server:
        ((location, dimensions),) = make_nav(server.url).locations_with_dimensions()
    assert (location.code, dimensions) == ("MAIN", ())


def test_a_value_is_written_once_and_replaced(nav: NavClient, sandbox: SandboxProcess) -> None:
    dimension = next(one for one in nav.dimensions() if one.code == "DEPARTMENT")
    first, second = list(nav.dimension_values(dimension.nav_id))[:2]
    vendor = next(nav.vendors())
    for value in (first, first, second):
        written = nav.write_default_dimension("Vendor", vendor.nav_id, dimension.nav_id, value.nav_id)
        assert written.value_id == value.nav_id
    values = [
        one.value_code
        for one in nav.default_dimensions("vendors", [vendor.nav_id])
        if one.dimension_code == "DEPARTMENT"
    ]
    assert values == [second.code]
    with pytest.raises(ValueError, match="no default dimensions"):
        nav.write_default_dimension("accounts", vendor.nav_id, dimension.nav_id, first.nav_id)


def test_blocked_values_are_known_where_the_page_is_published(
    nav: NavClient, sandbox: SandboxProcess
) -> None:
    blocked = {row["code"] for row in sandbox.books("dimensionValues") if row.get("blocked")}
    assert blocked
    found = set().union(*(nav.blocked_dimension_values(one.code) for one in nav.dimensions()))
    assert found == blocked
    sandbox.switch(pages_published=False)
    try:
        assert nav.blocked_dimension_values("EDIPARTNER") == set()
    finally:
        sandbox.switch(pages_published=True)


def test_a_page_that_fails_is_not_taken_for_no_blocked_values(make_nav: Make) -> None:
    refused = Answer(403, {"error": {"code": "Authorization_X", "message": "no permission"}})
    with SmallServer(COMPANIES, refused) as server, pytest.raises(errors.Rejected):
        make_nav(server.url).blocked_dimension_values("EDIPARTNER")


def test_an_account_is_found_by_number(nav: NavClient) -> None:
    account = next(nav.accounts())
    assert nav.account(account.number) == account
    assert nav.account("NONE") is None
