"""NAV purchase order to 850 (booking rules 3.5, 3.6) and the digest of what the supplier agreed to (2.7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from edi.documents import Party, ProductId, PurchaseOrder, Terms
from edi.mapping.lookups import Lookups, MappingUsed
from edi.mapping.purchase_order import map_order, order_digest
from edi.nav_records import Order, OrderLine
from edi.problems import Problem
from tests.edi.mapping.records import OWN, PROFILE, VENDOR, codes_of, d, lookups, order, order_line

TERMS = Terms(type_code="01", net_days=30)
PLACES = {
    "locations": {"EAST": ("92", "0007")},
    "location_ids": {"loc-1": "EAST", "loc-2": "WEST"},
    "places": {"EAST": Party("", "Store East", address_lines=("5 Dock Road",), city="Springfield")},
}


def mapped(
    nav_order: Order, known: Lookups | None = None, **profile: Any
) -> tuple[PurchaseOrder | None, list[Problem], list[MappingUsed]]:
    return map_order(
        nav_order,
        known or lookups(),
        own=OWN,
        vendor_party=VENDOR,
        terms=TERMS,
        profile=replace(PROFILE, **profile),
        local_currency="USD",
    )


def sent(nav_order: Order, known: Lookups | None = None, **profile: Any) -> PurchaseOrder:
    document, problems, _ = mapped(nav_order, known, **profile)
    assert document is not None, problems
    return document


def comment(sequence: int, text: str) -> OrderLine:
    return OrderLine(f"line-{sequence}", sequence, "Comment", description=text)


def test_item_lines_are_sent_under_navs_line_number() -> None:
    nav_order = order(
        order_line(10000, quantity="12", description=" Apples ", expected_on=date(2026, 5, 9)),
        order_line(20000, "2000", unit="EACH", unit_cost=d("0.335")),
        requested_on=date(2026, 5, 10),
    )
    document = sent(nav_order)
    assert (document.number, document.ordered_on, document.requested_on) == (
        "PO-1",
        date(2026, 5, 4),
        date(2026, 5, 10),
    )
    assert (document.purpose, document.order_type, document.terms) == ("00", "SA", TERMS)
    first, second = document.lines
    assert (first.line_number, first.quantity, first.unit, first.price) == ("10000", d(12), "CA", d("2.5"))
    assert (first.description, first.requested_on) == ("Apples", date(2026, 5, 9))
    assert (second.line_number, second.unit, second.price) == ("20000", "EA", d("0.335"))


def test_comment_lines_are_notes_and_empty_ones_are_not() -> None:
    nav_order = order(
        comment(5000, "Ring the bell"), order_line(10000), comment(15000, " "), comment(16000, "Keep cold")
    )
    assert sent(nav_order).notes == ("Ring the bell", "Keep cold")


@pytest.mark.parametrize("line_type", ["Account", "Charge", "Resource", "Fixed Asset"])
def test_other_line_types_stop_it_unless_the_profile_leaves_them_out(line_type: str) -> None:
    nav_order = order(order_line(10000), OrderLine("x", 20000, line_type, description="Freight"))
    document, problems, _ = mapped(nav_order)
    assert (document, codes_of(problems)) == (None, ["content_invalid"])
    assert line_type in problems[0].text
    document, problems, _ = mapped(nav_order, skipped_line_types=frozenset({line_type}))
    assert document is not None
    assert len(document.lines) == 1
    assert [problem.severity for problem in problems] == ["finding"]


def test_an_order_without_goods_stops() -> None:
    assert codes_of(mapped(order(comment(10000, "nothing")))[1]) == ["content_invalid"]
    document, problems, _ = mapped(order(order_line(10000, quantity="0"), order_line(20000)))
    assert document is not None
    assert [line.line_number for line in document.lines] == ["20000"]
    assert [problem.severity for problem in problems] == ["finding"]
    assert codes_of(mapped(order(order_line(10000, quantity="-1")))[1])[0] == "content_invalid"


def test_the_line_discount_is_in_the_price() -> None:
    line = order_line(10000, unit_cost=d(10), discount_percent=d("12.5"))
    document, problems, _ = mapped(order(line))
    assert document is not None
    assert (document.lines[0].price, problems) == (d("8.75"), [])


def test_a_price_that_does_not_come_out_is_said() -> None:
    line = order_line(
        10000, quantity="7", unit_cost=d(10), discount_percent=d("14.28571"), discount_amount=d("10.01")
    )
    document, problems, _ = mapped(order(line))
    assert document is not None
    assert document.lines[0].price == d("8.57143")
    assert [(problem.severity, problem.place) for problem in problems] == [
        ("finding", "order PO-1, line 10000")
    ]
    assert "60.00; NAV has 59.99" in problems[0].text


def test_a_discount_amount_alone_is_in_the_price_too() -> None:
    document = sent(order(order_line(10000, quantity="4", unit_cost=d(10), discount_amount=d(2))))
    assert document.lines[0].price == d("9.5")


def test_prices_with_tax_stop_it() -> None:
    document, problems, _ = mapped(order(order_line(10000), prices_include_tax=True))
    assert (document, codes_of(problems)) == (None, ["content_invalid"])


def test_an_unmapped_unit_stops_it_with_item_and_unit_named() -> None:
    document, problems, _ = mapped(order(order_line(10000, unit="TRAY")))
    assert (document, codes_of(problems)) == (None, ["unit_unmapped"])
    assert "TRAY of item 1000" in problems[0].text


def test_a_partners_own_unit_comes_first() -> None:
    assert sent(order(order_line(10000)), units={"CASE": "CS"}).lines[0].unit == "CS"


def test_all_known_codes_and_our_own_number_are_sent() -> None:
    known = lookups(own_codes={"1000": (ProductId("VN", "A-1000"), ProductId("UK", "10012345678902"))})
    document, _, used = mapped(order(order_line(10000), order_line(20000, "2000")), known)
    assert document is not None
    assert [(each.qualifier, each.code) for each in document.lines[0].product_ids] == [
        ("VN", "A-1000"),
        ("UK", "10012345678902"),
        ("IN", "1000"),
    ]
    assert document.lines[1].product_ids == (ProductId("IN", "2000"),)
    assert MappingUsed("item", "VN A-1000", "1000", "nav_dimension", "ItemMapping 1000") in used


def test_our_own_number_is_sent_once_and_ten_pairs_at_most() -> None:
    own = (ProductId("IN", "1000"), ProductId("VN", "A-1000"))
    twice = (*own, ProductId("VN", "A-1000"))
    assert sent(order(order_line(10000)), lookups(own_codes={"1000": twice})).lines[0].product_ids == own
    many = tuple(ProductId("VN", f"A{number}") for number in range(12))
    product_ids = sent(order(order_line(10000)), lookups(own_codes={"1000": many})).lines[0].product_ids
    assert len(product_ids) == 10
    assert product_ids[-1] == ProductId("IN", "1000")


def test_the_location_of_the_lines_is_the_ship_to() -> None:
    nav_order = order(order_line(10000, location_id="loc-1"), order_line(20000, location_id="loc-1"))
    document, _, used = mapped(nav_order, lookups(**PLACES))
    assert document is not None
    buyer, vendor, ship_to = document.parties
    assert (buyer, vendor) == (OWN, VENDOR)
    assert (ship_to.role, ship_to.name, ship_to.qualifier, ship_to.code) == ("ST", "Store East", "92", "0007")
    assert MappingUsed("location", "92:0007", "EAST", "location", "") in used


@pytest.mark.parametrize("location_id", ["loc-2", "loc-unknown"])
def test_an_unmapped_location_stops_it(location_id: str) -> None:
    document, problems, _ = mapped(order(order_line(10000, location_id=location_id)), lookups(**PLACES))
    assert (document, codes_of(problems)) == (None, ["location_unmapped"])


@pytest.mark.parametrize("other", ["loc-2", ""])
def test_lines_to_several_locations_stop_it(other: str) -> None:
    nav_order = order(order_line(10000, location_id="loc-1"), order_line(20000, location_id=other))
    document, problems, _ = mapped(nav_order, lookups(**PLACES))
    assert (document, codes_of(problems)) == (None, ["content_invalid"])
    assert "EAST" in problems[0].text


def test_without_location_the_ship_to_address_goes_without_code() -> None:
    ship_to = sent(order(order_line(10000))).parties[2]
    assert (ship_to.role, ship_to.name, ship_to.address_lines) == ("ST", "Store 7", ("1 Main Street",))
    assert (ship_to.qualifier, ship_to.code) == ("", "")
    document, problems, _ = mapped(order(order_line(10000), ship_to_name="", ship_to_address=()))
    assert (document, codes_of(problems)) == (None, ["location_unmapped"])


@pytest.mark.parametrize(("currency", "said"), [("", ""), ("USD", ""), ("EUR", "EUR")])
def test_the_currency_is_said_when_it_is_not_the_local_one(currency: str, said: str) -> None:
    assert sent(order(order_line(10000), currency=currency)).currency == said


def test_an_order_without_date_stops() -> None:
    assert codes_of(mapped(order(order_line(10000), ordered_on=None))[1]) == ["content_invalid"]


BASE = order(
    order_line(10000, received=d(0), description="Apples", expected_on=date(2026, 5, 9), location_id="loc-1"),
    comment(20000, "Keep cold"),
    payment_terms_id="net-30",
    requested_on=date(2026, 5, 9),
)


@pytest.mark.parametrize(
    "changes",
    [
        {"received": d(4), "to_receive": d(2)},
        {"invoiced": d(4), "to_invoice": d(2)},
        {"etag": "new", "nav_id": "other"},
        {"quantity": d("10.000"), "unit_cost": d("2.50")},
        {"net_amount": d(25), "tax_amount": d(2), "tax_percent": d(8)},
    ],
)
def test_a_receipt_and_navs_own_fields_change_no_digest(changes: dict[str, Any]) -> None:
    changed = replace(BASE, lines=(replace(BASE.lines[0], **changes), BASE.lines[1]))
    assert order_digest(changed) == order_digest(BASE)


@pytest.mark.parametrize(
    "changes",
    [
        {"etag": "new", "modified_at": datetime(2026, 5, 9, tzinfo=UTC)},
        {"posting_on": date(2026, 5, 30), "ordered_on": date(2026, 5, 30), "status": "Draft"},
        {"total": d(25), "total_tax": d(2), "total_without_tax": d(23)},
        {"lines": tuple(reversed(BASE.lines))},
    ],
)
def test_header_fields_of_nav_change_no_digest(changes: dict[str, Any]) -> None:
    assert order_digest(replace(BASE, **changes)) == order_digest(BASE)


@pytest.mark.parametrize(
    "changes",
    [
        {"item_number": "2000"},
        {"variant": "RED"},
        {"description": "Pears"},
        {"quantity": d(11)},
        {"unit": "EACH"},
        {"unit_cost": d("2.51")},
        {"discount_percent": d(5)},
        {"discount_amount": d(1)},
        {"expected_on": date(2026, 5, 10)},
        {"location_id": "loc-2"},
    ],
)
def test_what_the_supplier_agreed_to_on_a_line_changes_the_digest(changes: dict[str, Any]) -> None:
    changed = replace(BASE, lines=(replace(BASE.lines[0], **changes), BASE.lines[1]))
    assert order_digest(changed) != order_digest(BASE)


@pytest.mark.parametrize(
    "changes",
    [
        {"requested_on": None},
        {"currency": "EUR"},
        {"payment_terms_id": "net-60"},
        {"ship_to_name": "Store 8"},
        {"ship_to_address": ("2 Main Street",)},
        {"ship_to_city": "Elsewhere"},
        {"ship_to_postal_code": "1"},
        {"lines": BASE.lines[:1]},
    ],
)
def test_what_the_supplier_agreed_to_in_the_head_changes_the_digest(changes: dict[str, Any]) -> None:
    assert order_digest(replace(BASE, **changes)) != order_digest(BASE)
