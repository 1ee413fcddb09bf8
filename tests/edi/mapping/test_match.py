"""The rows of a three-way match: n document lines against m order lines, quantities and money (booking rule 4.1)."""

from __future__ import annotations

from decimal import Decimal

from edi.mapping.invoice import map_invoice
from edi.mapping.match import MatchRow, worth
from edi.mapping.ship_notice import map_shipped_order
from edi.mapping.tolerances import Tolerances
from tests.edi.mapping.records import (
    d,
    invoice,
    invoice_line,
    lookups,
    order,
    order_line,
    received_line,
    shipped,
    shipped_line,
)

PACKED = lookups(factors={"1000": {"EACH": d(1), "CASE": d(12)}})
ONE_PERCENT = Tolerances(line=d("0.01"), total=d("0.05"), line_percent=d(1), quantity_percent=d(2))


def money(row: MatchRow) -> tuple[Decimal, Decimal, Decimal]:
    return row.theirs, row.ours, row.difference


def test_one_invoice_line_over_two_order_lines_and_two_over_one() -> None:
    nav_order = order(
        received_line(10000, quantity="4"),
        received_line(20000, quantity="8"),
        received_line(30000, "2000", unit_cost=d(5)),
    )
    value = invoice(
        invoice_line("10"),
        invoice_line("3", "5", "A-2000"),
        invoice_line("2", "5.10", "A-2000"),
    )
    first, second, third = map_invoice(value, nav_order, lookups(), "USD", ONE_PERCENT).rows
    assert [(row.sequence, row.quantity, row.from_lines) for row in (first, second, third)] == [
        (10000, d(4), (1,)),
        (20000, d(6), (1,)),
        (30000, d(5), (2, 3)),
    ]
    assert money(first) == (d(10), d(10), d(0))
    assert money(third) == (d("25.20"), d(25), d("0.20"))
    assert (third.their_price, third.our_price) == (d("5.04"), d(5))
    assert (third.tolerance, third.is_outside) == (d("0.25"), False)


def test_our_price_is_the_orders_where_nothing_is_received_yet() -> None:
    nav_order = order(order_line(10000, quantity="20", unit_cost=d("19.50")))
    [row] = map_invoice(invoice(invoice_line("7", "20")), nav_order, lookups(), "USD", ONE_PERCENT).rows
    assert (row.bookable, row.our_price, row.ours) == (0, d("19.50"), 0)


def test_what_was_received_and_invoiced_before_is_shown() -> None:
    nav_order = order(order_line(10000, quantity="20", received=d(12), invoiced=d(5)))
    [row] = map_invoice(invoice(invoice_line("7", "3.5")), nav_order, lookups(), "USD", ONE_PERCENT).rows
    assert (row.ordered, row.received, row.invoiced, row.quantity, row.bookable) == (20, 12, 5, 7, 7)
    assert (row.difference, row.is_outside) == (d(7), True)


def test_a_case_on_the_invoice_is_compared_with_pieces_on_the_order() -> None:
    nav_order = order(received_line(10000, quantity="60", unit="EACH", unit_cost=d("0.50")))
    proposal = map_invoice(invoice(invoice_line("4", "6.00")), nav_order, PACKED, "USD", ONE_PERCENT)
    [row] = proposal.rows
    assert (row.unit, row.quantity, row.their_price, row.our_price) == ("EACH", d(48), d("0.5"), d("0.5"))
    assert (money(row), proposal.difference, row.is_outside) == ((d(24), d(24), d(0)), d(0), False)
    assert (proposal.lines[0].quantity, proposal.lines[0].price) == (d(48), d("0.5"))


def test_an_invoice_before_its_goods_shows_its_money_on_the_line() -> None:
    [row] = map_invoice(invoice(invoice_line("10")), order(order_line(10000)), lookups(), "USD").rows
    assert (row.quantity, row.bookable, money(row)) == (d(10), d(0), (d(25), d(0), d(25)))
    assert (row.is_outside, row.our_price) == (True, d("2.5"))


def test_what_is_not_on_the_order_has_a_row_of_its_own() -> None:
    nav_order = order(received_line(10000))
    value = invoice(invoice_line("10"), invoice_line("2", "7", "A-2000"))
    first, strange = map_invoice(value, nav_order, lookups(), "USD").rows
    assert (first.is_outside, strange.is_outside) == (False, True)
    assert (strange.sequence, strange.item_number, strange.quantity) == (0, "2000", d(2))
    assert money(strange) == (d(14), d(0), d(14))


def test_a_tolerated_rest_is_in_the_money_and_not_in_what_nav_bills() -> None:
    nav_order = order(received_line(10000, quantity="100"))
    proposal = map_invoice(invoice(invoice_line("102")), nav_order, lookups(), "USD", ONE_PERCENT)
    [row] = proposal.rows
    assert (row.quantity, row.bookable, money(row)) == (d(102), d(100), (d(255), d(250), d(5)))
    assert (proposal.lines[0].quantity, proposal.lines[0].price) == (d(100), d("2.5"))
    assert (row.tolerance, row.is_outside) == (d("2.5"), True)


def test_a_notice_shows_what_is_beyond_the_order_in_money() -> None:
    nav_order = order(order_line(10000, quantity="100", received=d(40)), order_line(20000, "2000"))
    proposal = map_shipped_order(
        shipped(shipped_line("61"), shipped_line("12", "A-2000")), nav_order, lookups(), ONE_PERCENT
    )
    first, second = proposal.rows
    assert (first.received, first.quantity, first.bookable, first.is_outside) == (40, 61, 60, False)
    assert (first.difference, first.tolerance) == (d("2.5"), d(5))
    assert (second.quantity, second.bookable, second.difference, second.is_outside) == (12, 10, 5, True)
    assert proposal.difference == d("7.5")


def test_a_quantity_is_worth_its_price_after_discount() -> None:
    line = order_line(10000, quantity="10", unit_cost=d(3), discount_percent=d(10))
    assert worth(line, d(4), order(line)) == d("10.80")


def test_our_price_is_the_orders_where_only_the_cents_of_the_line_say_otherwise() -> None:
    line = order_line(10000, quantity="2", unit_cost=d("64.93"), received=d(2))
    paper = invoice(invoice_line("1.5", "64.93", amount=d("97.40")))
    [row] = map_invoice(paper, order(line), lookups(), "USD").rows
    assert (row.ours, row.our_price) == (d("97.40"), d("64.93"))
