"""Money as NAV counts it."""

from __future__ import annotations

import pytest

from edi.mapping.amounts import line_amount, money, net_price, plain, round_money, tax_total
from tests.edi.mapping.records import d, order_line


def test_three_times_0_335_is_1_01() -> None:
    assert round_money(d(3) * d("0.335")) == d("1.01")
    assert line_amount(order_line(10000, quantity="3", unit_cost=d("0.335")), d(3)).net == d("1.01")


@pytest.mark.parametrize(
    ("exact", "rounded"), [("0.005", "0.01"), ("0.015", "0.02"), ("-0.005", "-0.01"), ("2.344", "2.34")]
)
def test_money_rounds_half_up_away_from_zero(exact: str, rounded: str) -> None:
    assert round_money(d(exact)) == d(rounded)


def test_a_line_discount_is_rounded_by_itself() -> None:
    line = order_line(10000, quantity="3", unit_cost=d("0.335"), discount_percent=d("10"))
    # 1.01 less round(0.101) = 0.10
    assert line_amount(line, d(3)).net == d("0.91")


def test_the_stored_discount_amount_counts_for_the_whole_line_the_percent_for_a_part() -> None:
    line = order_line(
        10000, quantity="7", unit_cost=d(10), discount_percent=d("14.28571"), discount_amount=d("10.01")
    )
    assert line_amount(line, d(7)).net == d("59.99")
    assert line_amount(line, d(2)).net == d("17.14")


def test_a_discount_amount_without_percent_is_shared() -> None:
    line = order_line(10000, quantity="4", unit_cost=d(10), discount_amount=d(2))
    assert line_amount(line, d(1)).net == d("9.50")


def test_tax_is_on_the_discounted_amount() -> None:
    line = order_line(10000, quantity="10", unit_cost=d("9.99"), discount_percent=d(5), tax_percent=d("8.25"))
    amount = line_amount(line, d(10))
    assert (amount.net, amount.tax, amount.gross) == (d("94.90"), d("7.83"), d("102.73"))


def test_prices_with_tax_are_brought_to_net() -> None:
    line = order_line(10000, quantity="1", unit_cost=d("119"), tax_percent=d(19))
    assert line_amount(line, d(1), prices_include_tax=True).net == d("100.00")


def test_an_invoice_discount_is_what_navs_net_amount_lacks() -> None:
    line = order_line(10000, quantity="10", unit_cost=d(10), net_amount=d("97.00"))
    assert line_amount(line, d(10)).net == d("97.00")
    assert line_amount(line, d(5)).net == d("48.50")


def test_tax_is_rounded_once_per_group() -> None:
    one = order_line(10000, tax_percent=d(10), tax_code="A")
    other = order_line(20000, tax_percent=d(10), tax_code="B")
    # 0.05 x 3 at 10 %: 0.005 each would round to 0.03 in all, NAV posts 0.02
    assert tax_total([(one, d("0.05"))] * 3) == d("0.02")
    assert tax_total([(one, d("0.05")), (other, d("0.05"))]) == d("0.02")


def test_a_net_price_says_whether_it_is_exact() -> None:
    assert net_price(d("10"), d("12.5")) == (d("8.75"), True)
    assert net_price(d("0.33333"), d("3.7")) == (d("0.32100"), False)


def test_numbers_for_people() -> None:
    assert [plain(d(text)) for text in ("10.00", "1E+2", "0.3350", "-0.0")] == ["10", "100", "0.335", "0"]
    assert [money(d(text)) for text in ("5", "5.1", "1.005", "2.500")] == ["5.00", "5.10", "1.005", "2.50"]


def test_money_for_people_parts_its_thousands() -> None:
    amounts = ("9796", "-9796.5", "1234567.891", "999.99", "-0.004")
    assert [money(d(text)) for text in amounts] == [
        "9,796.00",
        "-9,796.50",
        "1,234,567.891",
        "999.99",
        "-0.004",
    ]
