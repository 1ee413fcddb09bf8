"""What an evaluated receipt booked, kept for the day that the supplier's 810 comes."""

from __future__ import annotations

import json

from edi.mapping.evaluated import booked_order, expected_total, keep
from tests.edi.mapping.records import d, order, order_line

LINE = order_line(
    10000,
    quantity="10",
    unit_cost=d("2.50"),
    discount_percent=d(10),
    tax_percent=d("6.5"),
    description="Milk",
)


def test_the_total_is_what_nav_posts_for_these_quantities() -> None:
    nav_order = order(LINE, order_line(20000, "2000", unit_cost=d(1)), order_line(30000, "3000"))
    assert expected_total(nav_order, {10000: d(4), 20000: d(3)}) == d("12.59")  # 9.00 + 0.59 + 3.00
    assert expected_total(nav_order, {}) == 0


def test_what_is_kept_survives_as_json_and_without_the_order() -> None:
    nav_order = order(LINE, order_line(20000, "2000"), currency="EUR", prices_include_tax=True)
    kept = json.loads(json.dumps(keep(nav_order, {10000: d("4.5")})))
    again = booked_order([kept], {}, None)
    assert again is not None
    assert (again.number, again.vendor_number, again.currency) == ("PO-1", "V100", "EUR")
    assert again.prices_include_tax
    [line] = again.lines
    assert (line.received, line.invoiced, line.uninvoiced) == (d("4.5"), d(0), d("4.5"))
    assert (line.unit_cost, line.discount_percent, line.description, line.unit) == (
        d("2.50"),
        d(10),
        "Milk",
        "CASE",
    )


def test_several_receipts_add_up_and_what_was_compared_comes_off() -> None:
    nav_order = order(LINE, order_line(20000, "2000"))
    kept = [keep(nav_order, {10000: d(4)}), keep(nav_order, {10000: d(3), 20000: d(1)})]
    again = booked_order(kept, {10000: d(5)}, None)
    assert again is not None
    assert [(line.sequence, line.received, line.invoiced) for line in again.lines] == [
        (10000, d(7), d(5)),
        (20000, d(1), d(0)),
    ]


def test_the_prices_that_were_booked_count_not_those_of_the_order_now() -> None:
    now = order(
        order_line(10000, quantity="10", unit_cost=d(9), received=d(8), invoiced=d(8)),
        order_line(20000, "2000", received=d(5)),
    )
    again = booked_order([keep(order(LINE), {10000: d(4)})], {}, now)
    assert again is not None
    assert [(line.sequence, line.unit_cost, line.received) for line in again.lines] == [
        (10000, d("2.50"), d(4)),
        (20000, d("2.5"), d(0)),
    ]
    assert again.nav_id == "order-1"


def test_nobody_knows_an_order_without_lines() -> None:
    assert booked_order([], {}, None) is None
