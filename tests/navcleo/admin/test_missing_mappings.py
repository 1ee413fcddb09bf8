"""Adding the missing mapping from the document's page: item, vendor, unit, location; then it goes on."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Document
from edi.models import ItemMapping, LocationMapping, UnitMapping, VendorMapping
from navcleo.lookup_tables import lookups_for
from tests.factories import (
    X12_856,
    DocumentFactory,
    LocationMappingFactory,
    NavItemFactory,
    PayloadFactory,
    QuarantineFactory,
    TradingPartnerFactory,
    UnitMappingFactory,
    VendorMappingFactory,
)
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import Page, visit

pytestmark = pytest.mark.django_db
COVERS = ["navcleo.admin.product_lines"]
TEXT = "No item in NAV for VN ABC-1. Give the item this code under the item dimension (EDIITEM) in NAV."


def page_url(document: Document) -> str:
    return reverse("admin:audit_document_change", args=[document.pk])


def stopped(code: str, problem: str = "", details: dict[str, Any] | None = None, **fields: Any) -> Document:
    problems = (
        [{"code": code, "severity": "error", "place": "LIN no. 1 (segment 9)", "text": problem}]
        if problem
        else []
    )
    document = DocumentFactory(status="quarantined", problems=problems, **fields)
    return QuarantineFactory(code=code, document=document, details=details or {}).document


def asked(document: Document, log_in: LogIn, group: str = "clerk") -> Page:
    return visit(log_in(group), page_url(document)).follow("Add what is missing")


def test_an_item_is_mapped_for_this_partner_and_the_document_goes_on(log_in: LogIn) -> None:
    document = stopped("item_unknown", TEXT)
    item = NavItemFactory(connection=document.connection, item_number="1000")
    page = asked(document, log_in)
    assert "VN ABC-1" in page.text
    page.press("Save", **{"item-1": "1000"})
    row = ItemMapping.objects.get()
    assert (row.code, row.item, row.partner, row.source) == ("ABC-1", item, document.partner, "local")
    document.refresh_from_db()
    assert document.status == "received"
    assert document.events.filter(action="mapped", actor="clerk", text__contains="ABC-1 → 1000").exists()


def test_the_items_of_the_quoted_order_are_shown_those_outstanding_first(log_in: LogIn) -> None:
    done = {
        "line": "10000",
        "item": "1000",
        "text": "Tomatoes",
        "unit": "CASE",
        "quantity": "10",
        "outstanding": "0",
    }
    open_ = {
        "line": "20000",
        "item": "1001",
        "text": "Butter",
        "unit": "PCS",
        "quantity": "7",
        "outstanding": "4.5",
    }
    seen = {"orders": {"PO7": [done, open_]}, "orders_seen_at": timezone.now().isoformat(), "targets": []}
    document = stopped("item_unknown", TEXT, proposal=seen)
    page = asked(document, log_in)
    text = " ".join(page.text.split())
    assert "On order PO7" in text
    assert "20000 1001 Butter PCS 7 4.5 10000 1000 Tomatoes CASE 10 0" in text
    assert "last worked on" in text


def test_without_the_tick_it_is_only_mapped(log_in: LogIn) -> None:
    document = stopped("item_unknown", TEXT)
    NavItemFactory(connection=document.connection, item_number="1000")
    asked(document, log_in).press("Save", **{"item-1": "1000", "replay": ""})
    document.refresh_from_db()
    assert (document.status, ItemMapping.objects.count()) == ("quarantined", 1)


def test_the_candidates_of_an_ambiguous_code_are_named(log_in: LogIn) -> None:
    text = "VN ABC-1 may mean 2 items: 1000 (Tomatoes); 1001 (Tomato paste). Add a local mapping of this partner."
    document = stopped("item_ambiguous", text)
    for number, name in (("1000", "Tomatoes"), ("1001", "Tomato paste"), ("1002", "Butter")):
        NavItemFactory(connection=document.connection, item_number=number, name=name)
    said = asked(document, log_in).text
    assert "Maybe: 1000 Tomatoes; 1001 Tomato paste" in said
    assert "Butter" not in said


def test_items_are_found_by_words(log_in: LogIn) -> None:
    document = stopped("item_unknown", TEXT)
    NavItemFactory(connection=document.connection, item_number="1000", name="Tomatoes, peeled")
    NavItemFactory(connection=document.connection, item_number="1001", name="Butter")
    NavItemFactory(item_number="1002", name="Tomatoes of another company")
    found = asked(document, log_in).press("Search", q="peeled tom")
    assert "1000 Tomatoes, peeled" in found.text
    assert "another company" not in found.text
    assert "1001" not in found.text


@pytest.mark.parametrize(
    ("number", "fields", "said"),
    [
        ("", {}, "Choose an item"),
        ("9999", {}, "NAV has no item 9999"),
        ("1000", {"is_blocked": True}, "is blocked in NAV"),
        ("1000", {"vanished_at": "2026-01-01T00:00Z"}, "is gone from NAV"),
    ],
)
def test_a_choice_that_makes_no_mapping_is_refused(
    number: str, fields: dict[str, Any], said: str, log_in: LogIn
) -> None:
    document = stopped("item_unknown", TEXT)
    NavItemFactory(connection=document.connection, item_number="1000", **fields)
    after = asked(document, log_in).press("Save", **{"item-1": number})
    assert said in after.text
    assert not ItemMapping.objects.exists()


def test_an_item_of_another_company_is_not_taken(log_in: LogIn) -> None:
    document = stopped("item_unknown", TEXT)
    NavItemFactory(item_number="1000")
    assert "NAV has no item 1000" in asked(document, log_in).press("Save", **{"item-1": "1000"}).text


def test_a_code_of_this_partner_is_mapped_anew_and_not_twice(log_in: LogIn) -> None:
    document = stopped("item_blocked", TEXT)
    old = NavItemFactory(connection=document.connection, item_number="1000", is_blocked=True)
    ItemMapping.objects.create(
        connection=document.connection, item=old, code="ABC-1", partner=document.partner, source="local"
    )
    NavItemFactory(connection=document.connection, item_number="1001")
    asked(document, log_in).press("Save", **{"item-1": "1001"})
    assert ItemMapping.objects.get().item.item_number == "1001"


def test_a_vendor_is_put_on_edi_with_the_sender(log_in: LogIn) -> None:
    document = stopped("vendor_unknown")
    vendor = VendorMappingFactory(connection=document.connection, undecided=True)
    asked(document, log_in).press("Save", vendor=vendor.vendor_number)
    vendor.refresh_from_db()
    assert (vendor.state, vendor.partner, vendor.source) == ("on_edi", document.partner, "local")
    document.refresh_from_db()
    assert document.status == "received"


def test_an_unknown_sender_needs_a_partner_first_which_owners_add(log_in: LogIn) -> None:
    document = stopped("unknown_sender", details={"sender": "ZZ:NEWCOMER"}, partner=None)
    page = asked(document, log_in)
    assert "ZZ:NEWCOMER is no trading partner yet" in page.text
    assert "The integration owner adds partners" in page.text
    page = asked(document, log_in, "superuser")
    form = page.follow("Add the partner")
    assert form.inputs["interchange_id"]["value"] == "NEWCOMER"
    vendor = VendorMappingFactory(connection=document.connection, undecided=True)
    partner = TradingPartnerFactory(connection=document.connection, interchange_id="NEWCOMER")
    visit(page.client, page.url).press("Save", vendor=vendor.vendor_number)
    assert VendorMapping.objects.get(pk=vendor.pk).partner == partner


def test_a_unit_that_x12_does_not_have_is_mapped_by_its_un_ece_code(log_in: LogIn) -> None:
    document = stopped(
        "unit_unmapped", "Unit UNECE:MTQ of item 1000 has no unit in NAV; the order has it in CBM."
    )
    UnitMappingFactory(connection=document.connection, unit_code="CBM", x12_code="")
    page = asked(document, log_in)
    assert page.inputs["x12_code"]["value"] == "UNECE:MTQ"
    page.press("Save", nav_unit="CBM", x12_code="UNECE:MTQ")
    row = UnitMapping.objects.get(partner=document.partner)
    assert (row.unit_code, row.x12_code, row.international_code) == ("CBM", "", "MTQ")
    assert lookups_for(document.connection, document.partner).units["UNECE:MTQ"] == ("CBM",)


def test_a_unit_is_mapped_for_this_partner(log_in: LogIn) -> None:
    document = stopped(
        "unit_unmapped", "Unit CX of item 1000 has no unit in NAV; the order has the item in CASE."
    )
    UnitMappingFactory(connection=document.connection, unit_code="CASE", x12_code="CA")
    page = asked(document, log_in)
    assert page.inputs["x12_code"]["value"] == "CX"
    page.press("Save", nav_unit="CASE", x12_code="cx")
    row = UnitMapping.objects.get(partner=document.partner)
    assert (row.unit_code, row.x12_code, row.source) == ("CASE", "CX", "local")
    assert UnitMapping.objects.get(partner=None).x12_code == "CA"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"nav_unit": "CASE", "x12_code": "CASE"}, "is no X12 unit"),
        ({"nav_unit": "", "x12_code": "CX"}, "NAV has no unit"),
    ],
)
def test_half_a_unit_is_refused(typed: dict[str, str], said: str, log_in: LogIn) -> None:
    document = stopped(
        "unit_unmapped", "Unit CX of item 1000 has no unit in NAV; the order has the item in CASE."
    )
    UnitMappingFactory(connection=document.connection)
    assert said in asked(document, log_in).press("Save", **typed).text
    assert UnitMapping.objects.count() == 1


def test_a_location_gets_its_code(log_in: LogIn) -> None:
    document = stopped("location_unmapped", direction="outbound", kind="850")
    row = LocationMappingFactory(connection=document.connection, location_code="MAIN", code="")
    page = asked(document, log_in)
    assert "Choose the NAV location" in page.press("Save", location="MAIN", code="").text
    page.press("Save", location="MAIN", code="0042", qualifier="92")
    saved = LocationMapping.objects.get(pk=row.pk)
    assert (saved.code, saved.source) == ("0042", "local")


def test_a_document_that_waits_for_no_mapping_says_so(log_in: LogIn) -> None:
    document, client = stopped("order_not_found"), log_in("clerk")
    assert "Add what is missing" not in visit(client, page_url(document)).links
    assert (
        "does not wait for a mapping"
        in visit(client, reverse("admin:audit_document_map", args=[document.pk])).text
    )


def test_owners_may_not_map(log_in: LogIn) -> None:
    document, client = stopped("item_unknown", TEXT), log_in("owner")
    assert "Add what is missing" not in visit(client, page_url(document)).links
    assert client.post(reverse("admin:audit_document_map", args=[document.pk]), {}).status_code == 403


def test_a_gtin_beside_the_partners_code_is_not_the_one_that_is_mapped(log_in: LogIn) -> None:
    content = X12_856.replace(b"LIN*1*VN*ABC-1", b"LIN*1*UP*012345678905*VN*ABC-1")
    payload = PayloadFactory(content=content)
    text = "No item in NAV for UP 012345678905, VN ABC-1. Give the item this code."
    document = stopped("item_unknown", text, connection=payload.connection, payload=payload)
    assert asked(document, log_in).inputs["code-1"]["value"] == "ABC-1"
