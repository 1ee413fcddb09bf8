"""Item units: what NAV says is shown, what it does not say is added here, by hand or as a list."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from connectors.models import Connection
from edi.models import ItemUnit, NavItem
from tests.factories import ConnectionFactory, NavItemFactory
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit
from tests.navcleo.admin.test_mappings import imported

pytestmark = pytest.mark.django_db
UNITS = "/admin/edi/itemunit/"


@pytest.fixture
def connection() -> Connection:
    return ConnectionFactory(name="Harbour")


@pytest.fixture
def item(connection: Connection) -> NavItem:
    row: NavItem = NavItemFactory(connection=connection, item_number="1000", base_unit="EA")
    return row


def form_url(row: ItemUnit) -> str:
    return reverse("admin:edi_itemunit_change", args=[row.pk])


def unit(item: NavItem, **fields: Any) -> ItemUnit:
    return ItemUnit.objects.create(**{"item": item, "unit_code": "CASE", "base_quantity": 12, **fields})


def test_a_local_unit_is_added_changed_and_removed(item: NavItem, log_in: LogIn) -> None:
    client = log_in("clerk")
    data = {"item": item.pk, "unit_code": "CASE", "base_quantity": "12"}
    client.post(f"{UNITS}add/", data)
    row = ItemUnit.objects.get()
    assert (row.source, str(row)) == ("local", "1000: 1 CASE = 12 EA")
    assert "1000: 1 CASE = 12 EA" in visit(client, UNITS).text
    client.post(form_url(row), {**data, "base_quantity": "10"})
    row.refresh_from_db()
    assert row.base_quantity == 10
    assert visit(client, form_url(row).replace("change", "history")).text.count("clerk") >= 2
    client.post(form_url(row).replace("change", "delete"), {"post": "yes"})
    assert not ItemUnit.objects.exists()


def test_a_unit_that_holds_nothing_is_refused(item: NavItem, log_in: LogIn) -> None:
    data = {"item": item.pk, "unit_code": "CASE", "base_quantity": "0"}
    answer = log_in("clerk").post(f"{UNITS}add/", data)
    assert "greater than or equal to 0.00001" in answer.content.decode()


def test_what_nav_says_is_shown_and_not_changed(item: NavItem, log_in: LogIn) -> None:
    row = unit(item, vanished_at="2026-01-01T00:00Z")
    client = log_in("clerk")
    text = visit(client, UNITS).text
    assert "NAV code" in text
    assert "gone from NAV" in text
    data = {"item": item.pk, "unit_code": "CASE", "base_quantity": "10"}
    assert client.post(form_url(row), data).status_code == 403
    assert client.post(form_url(row).replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_a_list_of_local_units_is_imported_and_exported(item: NavItem, log_in: LogIn) -> None:
    NavItemFactory(item_number="1000")
    client = log_in("clerk")
    rows = "connection,item,unit_code,base_quantity\nHarbour,1000,CASE,12\n,1000,PALLET,480\n"
    imported(client, UNITS, rows.replace("\n,1000", "\nHarbour,1000"))
    found = {row.unit_code: (row.item, row.base_quantity, row.source) for row in ItemUnit.objects.all()}
    assert found == {"CASE": (item, 12, "local"), "PALLET": (item, 480, "local")}
    data = {"format": "0", "resource": ""}
    columns = ("connection", "item", "unit_code", "base_quantity", "source")
    data |= {f"itemunitresource_{name}": "on" for name in columns}
    text = client.post(f"{UNITS}export/", data).content.decode()
    assert "Harbour,1000,CASE,12.00000,local" in text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Harbour,9999,CASE,12", "NAV has no item"),
        ("Harbour,1000,BOX,6", "NAV itself says"),
        ("Elsewhere,1000,CASE,12", "no active connection named"),
        ("Harbour,1000,CASE,0", "0.00001"),
    ],
)
def test_a_row_that_cannot_be_imported_is_named(row: str, said: str, item: NavItem, log_in: LogIn) -> None:
    unit(item, unit_code="BOX", base_quantity=8)
    text = imported(log_in("clerk"), UNITS, f"connection,item,unit_code,base_quantity\n{row}\n")
    assert said in text
    assert ItemUnit.objects.get().base_quantity == 8


def test_owners_import_no_units(log_in: LogIn) -> None:
    assert log_in("owner").get(f"{UNITS}import/").status_code == 403
