"""An order for several locations leaves as one line for each article, with the quantity of each store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from edi import reading, writing
from edi.documents import PurchaseOrder, StoreQuantity
from edi.mapping.lookups import MappingUsed
from edi.mapping.purchase_order import map_order
from edi.nav_records import Order, OrderLine
from edi.problems import Problem
from tests.edi.mapping.records import OWN, PROFILE, VENDOR, codes_of, d, lookups, order, order_line

PLACES = {
    "locations": {"EAST": ("92", "0007"), "WEST": ("92", "0008")},
    "location_ids": {"loc-1": "EAST", "loc-2": "WEST", "loc-3": "NORTH"},
}
SPLIT = replace(PROFILE, splits_stores=True)


def mapped(nav_order: Order) -> tuple[PurchaseOrder | None, list[Problem], list[MappingUsed]]:
    known = lookups(**PLACES)
    return map_order(
        nav_order,
        known,
        own=OWN,
        vendor_party=VENDOR,
        terms=None,
        profile=SPLIT,
        local_currency="USD",
    )


def row(sequence: int, location: str, quantity: str, item: str = "1000", **fields: Any) -> OrderLine:
    return order_line(sequence, item, quantity, location_id=location, **fields)


def test_lines_of_one_article_are_one_line_with_the_quantity_of_each_store() -> None:
    document, problems, used = mapped(
        order(
            row(10000, "loc-1", "6"),
            row(20000, "loc-2", "4"),
            row(30000, "loc-2", "3", "2000", unit="EACH"),
            row(40000, "loc-1", "2"),
        )
    )
    assert problems == []
    assert document is not None
    assert [(line.line_number, line.quantity, line.stores) for line in document.lines] == [
        ("10000", d(12), (StoreQuantity("0007", d(8)), StoreQuantity("0008", d(4)))),
        ("30000", d(3), (StoreQuantity("0008", d(3)),)),
    ]
    assert [party.role for party in document.parties] == ["BY", "VN"]
    assert {(one.value, one.result) for one in used if one.kind == "location"} == {
        ("92:0007", "EAST"),
        ("92:0008", "WEST"),
    }


def test_another_price_date_or_variant_is_another_line() -> None:
    document, _, _ = mapped(
        order(
            row(10000, "loc-1", "6"),
            row(20000, "loc-2", "4", unit_cost=d("2.6")),
            row(30000, "loc-2", "4", expected_on=date(2026, 6, 1)),
            row(40000, "loc-2", "4", variant="RED"),
        )
    )
    assert document is not None
    assert [line.line_number for line in document.lines] == ["10000", "20000", "30000", "40000"]


def test_what_is_written_survives_being_read() -> None:
    document, _, _ = mapped(order(row(10000, "loc-1", "6"), row(20000, "loc-2", "4")))
    assert document is not None
    content = writing.write(document, SPLIT, writing.ControlNumbers(1, 1), datetime(2026, 5, 4, tzinfo=UTC))
    assert writing.validate(content) == []
    read = reading.read(content).sets[0]
    assert read.problems == ()
    assert isinstance(read.document, PurchaseOrder)
    assert [line.stores for line in read.document.lines] == [line.stores for line in document.lines]


def test_a_location_without_a_code_stops_it() -> None:
    for location, named in (("loc-3", "NORTH"), ("", "no location")):
        document, problems, _ = mapped(order(row(10000, "loc-1", "6"), row(20000, location, "4")))
        assert (document, codes_of(problems)) == (None, ["location_unmapped"])
        assert named in problems[0].text


def test_an_order_for_one_location_goes_as_ever() -> None:
    document, problems, _ = mapped(order(row(10000, "loc-1", "6"), row(20000, "loc-1", "4")))
    assert problems == []
    assert document is not None
    assert [(line.line_number, line.stores) for line in document.lines] == [("10000", ()), ("20000", ())]
    assert [party.role for party in document.parties] == ["BY", "VN", "ST"]
