"""Vendors, product codes, units, locations: decisions, local overrides, write-back, lists in and out."""

from __future__ import annotations

from typing import Any
from unittest.mock import create_autospec

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.models import Document, Event
from connectors.errors import Unreachable
from connectors.models import Connection
from edi.models import ItemMapping, LocationMapping, UnitMapping, VendorMapping
from navcleo.workflows import lookups
from tests.factories import (
    ConnectionFactory,
    DocumentFactory,
    ItemMappingFactory,
    LocationMappingFactory,
    NavItemFactory,
    TradingPartnerFactory,
    UnitMappingFactory,
    VendorMappingFactory,
)
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit

pytestmark = pytest.mark.django_db
COVERS = ["navcleo.admin.vendor_mappings", "navcleo.admin.resources"]
VENDORS = "/admin/edi/vendormapping/"
CODES = "/admin/edi/itemmapping/"


def form_url(row: Any) -> str:
    return reverse(f"admin:edi_{row._meta.model_name}_change", args=[row.pk])


@pytest.fixture
def connection() -> Connection:
    return ConnectionFactory(name="Harbour")


@pytest.fixture
def vendor(connection: Connection) -> VendorMapping:
    """A vendor nobody decided, with two orders that wait for it."""
    row: VendorMapping = VendorMappingFactory(
        connection=connection, vendor_number="V1", name="Olive Imports", undecided=True
    )
    for _ in range(2):
        DocumentFactory(
            outbound=True, connection=connection, vendor_number="V1", waiting_for="vendor", partner=None
        )
    return row


def test_a_vendor_to_decide_is_one_task_with_the_number_that_waits(
    vendor: VendorMapping, log_in: LogIn
) -> None:
    client = log_in("clerk")
    VendorMappingFactory(connection=vendor.connection, vendor_number="A0")
    text = visit(client, VENDORS).text
    assert "V1 Olive Imports undecided 2" in " ".join(text.split())
    assert text.index("V1 Olive") < text.index("A0 ")
    assert "V1 Olive Imports: documents waiting" in visit(client, "/admin/").text


def test_not_on_edi_by_one_click_ends_what_waits(vendor: VendorMapping, log_in: LogIn) -> None:
    visit(log_in("clerk"), VENDORS).press("Not on EDI")
    vendor.refresh_from_db()
    assert (vendor.state, vendor.source) == ("not_on_edi", "local")
    assert set(Document.objects.values_list("status", flat=True)) == {"discarded"}
    assert Event.objects.filter(action="decided", actor="clerk").exists()


def test_on_edi_with_a_partner_lets_the_orders_go_on(vendor: VendorMapping, log_in: LogIn) -> None:
    partner = TradingPartnerFactory(connection=vendor.connection)
    page = visit(log_in("clerk"), VENDORS).follow("On EDI …")
    assert "Choose the partner" in page.press("On EDI with this partner").text
    page.press("On EDI with this partner", partner=partner.pk)
    vendor.refresh_from_db()
    assert (vendor.state, vendor.partner) == ("on_edi", partner)
    assert set(Document.objects.values_list("waiting_for", "partner")) == {("", partner.pk)}


def test_a_decision_can_be_taken_back(vendor: VendorMapping, log_in: LogIn) -> None:
    page = visit(log_in("clerk"), form_url(vendor)).press("Not on EDI")
    page.press("Undecided again")
    vendor.refresh_from_db()
    assert vendor.state == "undecided"


def test_many_vendors_are_put_off_edi_at_once(connection: Connection, log_in: LogIn) -> None:
    rows = [VendorMappingFactory(connection=connection, undecided=True) for _ in range(3)]
    client = log_in("clerk")
    assert 'value="not_on_edi_selected"' in visit(client, VENDORS).html
    client.post(VENDORS, {"action": "not_on_edi_selected", "_selected_action": [row.pk for row in rows[:2]]})
    assert VendorMapping.objects.filter(state="not_on_edi").count() == 2


def test_a_partner_of_another_connection_is_not_taken(vendor: VendorMapping, log_in: LogIn) -> None:
    other = TradingPartnerFactory()
    url = reverse("admin:edi_vendormapping_decide", args=[vendor.pk])
    log_in("clerk").post(url, {"state": "on_edi", "partner": other.pk})
    vendor.refresh_from_db()
    assert vendor.state == "undecided"


def test_owners_decide_no_vendors(vendor: VendorMapping, log_in: LogIn) -> None:
    client = log_in("owner")
    assert "Not on EDI" not in visit(client, VENDORS).button_texts
    url = reverse("admin:edi_vendormapping_decide", args=[vendor.pk])
    assert client.post(url, {"state": "not_on_edi"}).status_code == 403
    assert client.get(url).status_code == 405
    assert client.get(f"{VENDORS}import/").status_code == 403


def imported(client: Client, listing: str, text: str) -> str:
    """Upload a CSV file, confirm where the preview allows it; return what the pages said."""
    page = visit(client, f"{listing}import/")
    data = {"import_file": SimpleUploadedFile("rows.csv", text.encode()), "format": "0", "resource": ""}
    shown = type(page)(client, f"{listing}import/", client.post(f"{listing}import/", data))
    if "import_file_name" not in shown.inputs:
        return shown.text
    hidden = {
        name: found.get("value", "") for name, found in shown.inputs.items() if found.get("type") == "hidden"
    }
    client.post(f"{listing}process_import/", hidden, follow=True)
    return shown.text


def test_decisions_are_imported_as_a_list(vendor: VendorMapping, log_in: LogIn) -> None:
    partner = TradingPartnerFactory(connection=vendor.connection, qualifier="01", interchange_id="123456789")
    second = VendorMappingFactory(connection=vendor.connection, vendor_number="V2", undecided=True)
    rows = "connection,vendor_number,state,partner\nHarbour,V1,on_edi,01:123456789\n,V2,not_on_edi,\n"
    imported(log_in("clerk"), VENDORS, rows)
    vendor.refresh_from_db()
    second.refresh_from_db()
    assert (vendor.state, vendor.partner, second.state) == ("on_edi", partner, "not_on_edi")
    assert not Document.objects.filter(waiting_for="vendor").exists()
    assert Event.objects.filter(action="decided", actor="clerk").count() == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Harbour,V9,not_on_edi,", "NAV has no vendor"),
        ("Harbour,V1,on_edi,ZZ:NOBODY", "is no partner of this connection"),
        ("Harbour,V1,on_edi,", "names no partner"),
        ("Elsewhere,V1,not_on_edi,", "no active connection named"),
        ("Harbour,V1,perhaps,", "perhaps"),
    ],
)
def test_a_row_that_cannot_be_imported_is_named_and_nothing_changes(
    row: str, said: str, vendor: VendorMapping, log_in: LogIn
) -> None:
    text = imported(log_in("clerk"), VENDORS, f"connection,vendor_number,state,partner\n{row}\n")
    assert said in text
    vendor.refresh_from_db()
    assert vendor.state == "undecided"


def test_exports_escape_formulas(connection: Connection, log_in: LogIn) -> None:
    VendorMappingFactory(connection=connection, name="=cmd|' /C calc'!A0")
    client = log_in("clerk")
    data = {
        "format": "0",
        "resource": "",
        **{f"vendormappingresource_{name}": "on" for name in ("vendor_number", "name")},
    }
    text = client.post(f"{VENDORS}export/", data).content.decode()
    assert "cmd" in text
    assert "=cmd" not in text


def test_local_codes_are_imported_for_a_partner(connection: Connection, log_in: LogIn) -> None:
    partner = TradingPartnerFactory(connection=connection, interchange_id="ACME")
    item = NavItemFactory(connection=connection, item_number="1000")
    NavItemFactory(item_number="1000")
    imported(
        log_in("clerk"),
        CODES,
        "connection,partner,code,item,note\nHarbour,ZZ:ACME,X-1,1000,from the catalogue\n",
    )
    row = ItemMapping.objects.get()
    assert (row.code, row.item, row.partner, row.source) == ("X-1", item, partner, "local")
    text = imported(log_in("manager"), CODES, "connection,partner,code,item\nHarbour,,X-2,1000\n")
    assert "name the partner" in text


def test_a_local_code_is_added_changed_and_removed(connection: Connection, log_in: LogIn) -> None:
    item, client = NavItemFactory(connection=connection), log_in("clerk")
    partner = TradingPartnerFactory(connection=connection)
    data = {"connection": connection.pk, "code": "X-1", "item": item.pk, "partner": partner.pk, "note": ""}
    client.post(f"{CODES}add/", data)
    row = ItemMapping.objects.get()
    assert row.source == "local"
    client.post(form_url(row), {**data, "code": "X-2"})
    row.refresh_from_db()
    assert row.code == "X-2"
    assert visit(client, form_url(row).replace("change", "history")).text.count("clerk") >= 2
    client.post(form_url(row).replace("change", "delete"), {"post": "yes"})
    assert not ItemMapping.objects.exists()


def test_codes_of_another_company_are_refused(connection: Connection, log_in: LogIn) -> None:
    item = NavItemFactory()
    data = {"connection": connection.pk, "code": "X-1", "item": item.pk, "partner": "", "note": ""}
    assert "belongs to another connection" in log_in("clerk").post(f"{CODES}add/", data).content.decode()


def test_codes_from_nav_are_shown_with_their_source_and_not_changed(
    connection: Connection, log_in: LogIn
) -> None:
    row = ItemMappingFactory(connection=connection, code="N-1")
    client = log_in("clerk")
    assert "NAV dimension" in visit(client, CODES).text
    data = {"connection": connection.pk, "code": "X", "item": row.item.pk}
    assert client.post(form_url(row), data).status_code == 403
    assert client.post(form_url(row).replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_what_is_gone_or_blocked_in_nav_is_flagged(connection: Connection, log_in: LogIn) -> None:
    VendorMappingFactory(connection=connection, vanished_at="2026-01-01T00:00Z")
    NavItemFactory(connection=connection, is_blocked=True)
    ItemMappingFactory(connection=connection, vanished_at="2026-01-01T00:00Z")
    UnitMappingFactory(connection=connection, x12_code="")
    client = log_in("clerk")
    assert "gone from NAV" in visit(client, VENDORS).text
    assert "blocked in NAV" in visit(client, "/admin/edi/navitem/").text
    assert "gone from NAV" in visit(client, CODES).text
    assert "not mapped" in visit(client, "/admin/edi/unitmapping/").text


@pytest.mark.parametrize("kind", ["vendor", "code"])
def test_a_local_mapping_is_written_back_and_the_answer_shown(
    kind: str, connection: Connection, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = (
        VendorMappingFactory(connection=connection)
        if kind == "vendor"
        else ItemMappingFactory(connection=connection, source="local")
    )
    said = "Create value ACME under dimension EDIPARTNER in NAV"
    written = create_autospec(lookups.write_back, return_value=said)
    monkeypatch.setattr(lookups, "write_back", written)
    assert said in visit(log_in("clerk"), form_url(row)).press("Write back to NAV").text
    written.assert_called_once_with(row, "clerk")
    written.side_effect = Unreachable("NAV does not answer", system="nav")
    text = visit(log_in("manager"), form_url(row)).press("Write back to NAV").text
    assert "Not written: " in text
    assert "NAV does not answer" in text


def test_write_back_is_for_mapping_people_and_no_link(connection: Connection, log_in: LogIn) -> None:
    row = VendorMappingFactory(connection=connection)
    url = reverse("admin:edi_vendormapping_write_back", args=[row.pk])
    client = log_in("owner")
    assert (client.post(url).status_code, client.get(url).status_code) == (403, 405)


def test_a_changed_unit_or_location_is_local_from_then_on(connection: Connection, log_in: LogIn) -> None:
    unit = UnitMappingFactory(connection=connection, unit_code="TRAY", x12_code="")
    location = LocationMappingFactory(connection=connection, code="")
    client = log_in("clerk")
    client.post(form_url(unit), {"x12_code": "bx"})
    client.post(form_url(location), {"code": "0042", "qualifier": "92"})
    saved = UnitMapping.objects.get()
    assert (saved.x12_code, saved.source) == ("BX", "local")
    place = LocationMapping.objects.get()
    assert (place.code, place.source) == ("0042", "local")


def test_items_show_all_their_codes(connection: Connection, log_in: LogIn) -> None:
    item = NavItemFactory(connection=connection)
    ItemMappingFactory(connection=connection, item=item, code="N-1")
    partner = TradingPartnerFactory(connection=connection, name="Acme")
    ItemMappingFactory(connection=connection, item=item, code="X-1", partner=partner, source="local")
    assert "N-1, X-1 (Acme)" in visit(log_in("clerk"), "/admin/edi/navitem/").text
