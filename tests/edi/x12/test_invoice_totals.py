"""The arithmetic of invoices, apart from any syntax."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from edi.documents import Charge, Invoice, InvoiceLine, Tax
from edi.x12.invoice_totals import basis_size, check_totals, expected_total, is_tax_code, line_amount


def line(amount: str, **more: object) -> InvoiceLine:
    return InvoiceLine("1", Decimal(1), "EA", Decimal(amount), Decimal(amount), **more)  # type: ignore[arg-type]


def invoice(total: str, *lines: InvoiceLine, **more: object) -> Invoice:
    return Invoice("I1", date(2026, 1, 1), lines, Decimal(total), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("quantity", "price", "basis", "amount"),
    [
        ("3", "0.335", "", "1.01"),
        ("1", "0.005", "", "0.01"),
        ("-1", "0.005", "", "-0.01"),
        ("250", "12", "HP", "30.00"),
        ("1500", "2.5", "TP", "3.75"),
        ("2", "2.5", "UM", "5.00"),
    ],
)
def test_line_amounts_round_half_up_by_basis(quantity: str, price: str, basis: str, amount: str) -> None:
    assert line_amount(Decimal(quantity), Decimal(price), basis) == Decimal(amount)


def test_basis_and_tax_codes() -> None:
    assert [basis_size(code) for code in ("", "PE", "HP", "TP")] == [1, 1, 100, 1000]
    assert is_tax_code("H850")
    assert not is_tax_code("H090")
    assert not is_tax_code("D240")


def test_only_what_counts_is_expected() -> None:
    document = invoice(
        "0",
        line(
            "10",
            charges=(Charge(Decimal(-1)), Charge(Decimal(9), in_total=False)),
            taxes=(Tax(Decimal("0.50")),),
        ),
        charges=(Charge(Decimal(2)),),
        taxes=(Tax(Decimal(7), in_total=False),),
    )
    assert expected_total(document) == Decimal("11.50")


def test_the_plain_reading_wins_over_any_other_that_fits() -> None:
    document = invoice("12", line("10", charges=(Charge(Decimal(1)),)), charges=(Charge(Decimal(1)),))
    check = check_totals(document)
    assert (check.difference, check.repeated, check.invoice) == (0, (), document)


def test_an_exact_reading_wins_over_a_near_one() -> None:
    document = invoice(
        "10.01", line("10", charges=(Charge(Decimal("0.01")),)), charges=(Charge(Decimal("0.01")),)
    )
    check = check_totals(document)
    assert (check.difference, len(check.repeated)) == (0, 1)


def test_nothing_is_left_out_when_no_reading_fits() -> None:
    document = invoice("99", line("10", charges=(Charge(Decimal(1)),)), charges=(Charge(Decimal(1)),))
    check = check_totals(document)
    assert (check.expected, check.difference, check.invoice) == (Decimal(12), Decimal(87), document)


def test_without_lines_there_is_no_tolerance() -> None:
    check = check_totals(invoice("5.01", charges=(Charge(Decimal(5)),)))
    assert check.tolerance == 0
    assert check.difference == Decimal("0.01")
