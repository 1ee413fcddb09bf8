"""Ship notice to receipt: what NAV is asked to receive."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.documents import ProductId, ShippedLine
from edi.mapping.ship_notice import map_shipped_order
from edi.mapping.tolerances import Tolerances
from edi.problems import has_errors
from tests.edi.mapping.records import code, codes_of, d, lookups, order, order_line, shipped, shipped_line


def test_a_notice_becomes_one_line_per_order_line() -> None:
    nav_order = order(order_line(10000, description="Apples"), order_line(20000, "2000", unit="EACH"))
    notice = shipped(shipped_line("4"), shipped_line("7", "A-2000", "EA"), shipped_line("6"))
    proposal = map_shipped_order(notice, nav_order, lookups())
    assert proposal.problems == ()
    assert (proposal.order_number, proposal.order_id, proposal.vendor_number) == ("PO-1", "order-1", "V100")
    first, second = proposal.lines
    assert (first.line_id, first.sequence, first.item_number) == ("line-10000", 10000, "1000")
    assert (first.quantity, first.unit, first.description) == (d(10), "CASE", "Apples")
    assert (second.sequence, second.quantity, second.unit) == (20000, d(7), "EACH")


def test_the_mappings_used_are_kept_each_once() -> None:
    proposal = map_shipped_order(
        shipped(shipped_line("4"), shipped_line("6")), order(order_line(10000)), lookups()
    )
    assert [(used.kind, used.value, used.result, used.row) for used in proposal.mappings] == [
        ("item", "VN A-1000", "1000", "ItemMapping 1000"),
        ("unit", "CA", "CASE", ""),
        ("line", "VN A-1000", "10000", "PO-1"),
    ]


def test_one_shipped_line_splits_over_order_lines() -> None:
    nav_order = order(order_line(10000, quantity="5"), order_line(20000, quantity="5"))
    proposal = map_shipped_order(shipped(shipped_line("8")), nav_order, lookups())
    assert [(line.sequence, line.quantity) for line in proposal.lines] == [(10000, d(5)), (20000, d(3))]


def test_a_short_shipment_is_fine_an_over_shipment_is_not() -> None:
    assert map_shipped_order(shipped(shipped_line("3")), order(order_line(10000)), lookups()).problems == ()
    over = map_shipped_order(shipped(shipped_line("11")), order(order_line(10000)), lookups())
    assert codes_of(over.problems) == ["over_shipped"]
    assert "document line 1 (VN A-1000)" in over.problems[0].place


def test_a_line_without_codes_is_what_the_quoted_line_says() -> None:
    proposal = map_shipped_order(
        shipped(shipped_line("3", "", "CA", "10000")), order(order_line(10000)), lookups()
    )
    assert proposal.problems == ()
    assert [(line.item_number, line.quantity) for line in proposal.lines] == [("1000", d(3))]
    nameless = map_shipped_order(shipped(shipped_line("3", "")), order(order_line(10000)), lookups())
    assert codes_of(nameless.problems) == ["item_unknown"]


def test_an_unknown_code_stops_even_on_a_quoted_line() -> None:
    notice = shipped(shipped_line("3", "NEW", "CA", "10000"))
    proposal = map_shipped_order(notice, order(order_line(10000)), lookups())
    assert codes_of(proposal.problems) == ["item_unknown"]
    assert proposal.lines == ()


@pytest.mark.parametrize("quantity", ["0", "-2", "NaN", "1.000001"])
def test_a_quantity_that_cannot_be_received_stops(quantity: str) -> None:
    proposal = map_shipped_order(shipped(shipped_line(quantity)), order(order_line(10000)), lookups())
    assert codes_of(proposal.problems) == ["content_invalid"]
    assert proposal.lines == ()


def test_a_notice_without_goods_stops() -> None:
    proposal = map_shipped_order(shipped(), order(order_line(10000)), lookups())
    assert codes_of(proposal.problems) == ["content_invalid"]
    assert "PO-1" in proposal.problems[0].text


def test_all_problems_are_shown_at_once() -> None:
    notice = shipped(
        shipped_line("99"), shipped_line("1", "NEW"), shipped_line("1", unit="DR"), shipped_line("0")
    )
    proposal = map_shipped_order(notice, order(order_line(10000)), lookups())
    assert sorted(codes_of(proposal.problems)) == [
        "content_invalid",
        "item_unknown",
        "over_shipped",
        "unit_unmapped",
    ]


def test_two_suppliers_sharing_a_code_each_receive_their_own_item() -> None:
    shared = lookups(codes={"77": (code("1000"), code("2000"))})
    for item in ("1000", "2000"):
        proposal = map_shipped_order(shipped(shipped_line("1", "77")), order(order_line(10000, item)), shared)
        assert proposal.problems == ()
        assert proposal.lines[0].item_number == item


def test_codes_stand_at_any_place_of_the_line() -> None:
    line = ShippedLine(
        d(1), "CA", (ProductId("LT", "L1"), ProductId("IN", "1000"), ProductId("VN", "A-1000"))
    )
    assert (
        map_shipped_order(shipped(line), order(order_line(10000)), lookups()).lines[0].item_number == "1000"
    )


@given(
    st.lists(st.decimals(min_value=Decimal("0.001"), max_value=50, places=3), min_size=1, max_size=5),
    st.lists(st.decimals(min_value=Decimal("0.001"), max_value=50, places=3), min_size=1, max_size=5),
)
def test_what_is_received_is_what_was_shipped_or_it_is_reported(
    ordered: list[Decimal], sent: list[Decimal]
) -> None:
    nav_order = order(
        *(order_line(10000 * at, quantity=str(each)) for at, each in enumerate(ordered, start=1))
    )
    proposal = map_shipped_order(shipped(*(shipped_line(str(each)) for each in sent)), nav_order, lookups())
    received = sum(line.quantity for line in proposal.lines)
    assert received == min(sum(ordered), sum(sent))
    assert has_errors(proposal.problems) == (sum(sent) > sum(ordered))


def test_a_case_is_received_on_a_line_in_pieces() -> None:
    packed = lookups(factors={"1000": {"EACH": d(1), "CASE": d(12)}})
    proposal = map_shipped_order(
        shipped(shipped_line("4")), order(order_line(10000, quantity="60", unit="EACH")), packed
    )
    [line] = proposal.lines
    assert (line.quantity, line.unit, proposal.problems) == (d(48), "EACH", ())
    assert [(used.source, used.row) for used in proposal.mappings if used.kind == "unit"] == [
        ("item_unit", "1 CA = 12 EACH")
    ]


def test_catch_weight_beyond_the_order_within_its_tolerance_is_received_up_to_the_order() -> None:
    pounds = lookups(units={"LB": ("LB",)}, x12_units={"LB": "LB"})
    nav_order = order(order_line(10000, quantity="100", unit="LB"))
    tolerances = Tolerances(weight_percent=d("1.5"))
    proposal = map_shipped_order(shipped(shipped_line("101.3", unit="LB")), nav_order, pounds, tolerances)
    assert [line.quantity for line in proposal.lines] == [d(100)]
    [problem] = proposal.problems
    assert (problem.code, problem.severity) == ("over_shipped", "warning")
    assert "1.3 LB" in problem.text
    more = map_shipped_order(shipped(shipped_line("101.6", unit="LB")), nav_order, pounds, tolerances)
    assert [problem.severity for problem in more.problems] == ["error"]
