"""Arithmetic as the judge."""

from __future__ import annotations

from decimal import Decimal

import pytest

from edi.pdf.lines import cut
from edi.pdf.proof import Proof, prove
from edi.pdf.sums import mentions_tax, sums_of
from tests.edi.pdf.printed import COLUMNS, INVOICE, LINES, SUMS, page

Rows = list[tuple[tuple[float, str], ...]]


def proof_of(*rows: tuple[tuple[float, str], ...], is_scan: bool = False) -> Proof:
    sheet = cut([page(*rows)])
    return prove(sheet.lines, sums_of(sheet.below), is_scan=is_scan, mentions_tax=mentions_tax(sheet.below))


def line(quantity: str, price: str, amount: str) -> tuple[tuple[float, str], ...]:
    return ((20, "A1"), (100, "Milk"), (300, quantity), (400, price), (500, amount))


def total(amount: str) -> tuple[tuple[float, str], ...]:
    return ((400, "Total"), (500, amount))


def test_numbers_that_fit_together_are_proven() -> None:
    for is_scan in (False, True):
        proof = proof_of(*INVOICE, is_scan=is_scan)
        assert proof.holds
        assert all(one.fits for one in proof.lines)
        assert [amount for _, amount in (*proof.charges, *proof.taxes)] == [
            Decimal("14.00"),
            Decimal("17.60"),
        ]
        assert proof.total
        assert proof.total[1] == Decimal("237.60")


@pytest.mark.parametrize("at", range(len(LINES) + len(SUMS)))
def test_one_wrong_number_anywhere_and_nothing_is_proven(at: int) -> None:
    rows = [*LINES, *SUMS]
    *kept, (left, amount) = rows[at]
    rows[at] = (*kept, (left, amount.replace(amount[0], "9", 1)))
    proof = proof_of(COLUMNS, *rows)
    assert not (proof.holds and all(one.fits for one in proof.lines))


def test_a_wrong_price_leaves_its_line_unproven() -> None:
    proof = proof_of(COLUMNS, line("3", "2.10", "6.00"), line("2", "1.00", "2.00"), total("8.00"))
    assert [one.fits for one in proof.lines] == [False, True]


def test_the_arithmetic_says_what_a_separator_means() -> None:
    thousand = proof_of(COLUMNS, line("1.000", "12,50", "12.500,00"), total("12.500,00")).lines[0]
    assert (thousand.quantity, thousand.fits) == (Decimal(1000), True)
    kilos = proof_of(COLUMNS, line("1.250", "12.00", "15.00"), total("15.00")).lines[0]
    assert (kilos.quantity, kilos.fits) == (Decimal("1.250"), True)


def test_two_readings_that_both_fit_are_none() -> None:
    (one,) = proof_of(COLUMNS, line("1.000", "1.000", "1.000"), total("1000.00")).lines
    assert not one.fits
    assert one.quantity is None


def test_a_discount_is_part_of_its_line() -> None:
    header = (*COLUMNS[:2], (250, "Qty"), (300, "Discount"), (400, "Price"), (500, "Amount"))
    row = ((20, "A1"), (100, "Milk"), (250, "4"), (300, "10 %"), (400, "10.00"), (500, "36.00"))
    proof = proof_of(header, row, total("36.00"))
    assert proof.holds
    assert (proof.lines[0].discount, proof.lines[0].amount) == (Decimal("4.00"), Decimal("36.00"))


def test_on_a_scan_a_misread_last_digit_may_not_hide_in_the_rounding() -> None:
    rows = (COLUMNS, line("3", "3.3333", "10.00"), line("2", "5.00", "10.00"), total("20.00"))
    assert [one.fits for one in proof_of(*rows).lines] == [True, True]
    assert [one.fits for one in proof_of(*rows, is_scan=True).lines] == [False, True]


def test_on_a_scan_one_number_printed_three_times_proves_nothing() -> None:
    rows = (COLUMNS, line("1", "70.00", "70.00"), total("70.00"))
    assert proof_of(*rows).holds
    assert not proof_of(*rows, is_scan=True).holds


def test_nothing_times_anything_proves_nothing_on_a_scan() -> None:
    rows = (COLUMNS, line("1", "0.00", "0.00"), line("2", "5.00", "10.00"), total("10.00"))
    assert [one.fits for one in proof_of(*rows, is_scan=True).lines] == [False, True]


def test_a_tax_that_is_spoken_of_and_not_counted_leaves_all_unproven() -> None:
    included = ((400, "Total incl. VAT 21 %"), (505, "10.00"))
    assert not proof_of(COLUMNS, line("2", "5.00", "10.00"), included).holds


def test_taxes_by_rate_and_their_sum_are_not_counted_twice() -> None:
    sums = (
        ((400, "VAT 7 %"), (500, "0.70")),
        ((400, "VAT 20 %"), (500, "2.00")),
        ((400, "Total VAT"), (500, "2.70")),
    )
    proof = proof_of(COLUMNS, line("2", "10.00", "20.00"), *sums, total("22.70"))
    assert proof.holds
    assert [amount for _, amount in proof.taxes] == [Decimal("2.70")]


def test_a_stated_net_must_agree() -> None:
    net = ((400, "Subtotal"), (500, "21.00"))
    assert not proof_of(COLUMNS, line("2", "10.00", "20.00"), net, total("20.00")).holds


def test_without_lines_or_total_nothing_holds() -> None:
    assert not proof_of(COLUMNS, total("20.00")).holds
    assert not proof_of(COLUMNS, line("2", "10.00", "20.00")).holds


def test_many_taxes_that_mean_two_numbers_each_take_no_time() -> None:
    taxes = [((400, f"VAT {at} %"), (500, "1,234")) for at in range(1, 60)]
    assert not proof_of(COLUMNS, line("1", "1.00", "1.00"), *taxes, total("1.00")).holds
