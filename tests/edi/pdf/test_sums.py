"""Sums with their labels."""

from __future__ import annotations

from decimal import Decimal

import pytest

from edi.pdf.sums import mentions_tax, paid_before, sums_of
from edi.pdf.words import rows_of
from tests.edi.pdf.printed import SUMS, page


def test_each_sum_stands_beside_its_label() -> None:
    found = [(one.kind, one.values[0], one.percent) for one in sums_of(rows_of(page(*SUMS)))]
    assert found == [
        ("net", Decimal("206.00"), None),
        ("charge", Decimal("14.00"), None),
        ("tax", Decimal("17.60"), Decimal(8)),
        ("total", Decimal("237.60"), None),
    ]


def test_sums_may_stand_below_their_labels() -> None:
    rows = rows_of(
        page(
            [(100, "Total HT"), (200, "Total TVA"), (300, "Total TTC")],
            [(100, "100,00"), (200, "20,00"), (300, "120,00")],
        )
    )
    assert [(one.kind, one.values[0]) for one in sums_of(rows)] == [
        ("net", Decimal("100.00")),
        ("tax", Decimal("20.00")),
        ("total", Decimal("120.00")),
    ]


def test_label_and_amount_may_be_one_piece_of_writing() -> None:
    (one,) = sums_of(rows_of(page([(100, "TVA 20% : 9,34 €")])))
    assert (one.kind, one.values, one.percent) == ("tax", (Decimal("9.34"),), Decimal(20))


def test_the_last_number_of_a_tax_row_is_the_tax() -> None:
    (one,) = sums_of(rows_of(page([(100, "USt 7 %"), (200, "275,00"), (300, "19,25")])))
    assert one.values == (Decimal("19.25"),)


def test_a_tax_number_speaks_of_no_tax() -> None:
    assert mentions_tax(rows_of(page([(20, "MwSt enthalten 19 %")])))
    assert not mentions_tax(rows_of(page([(20, "VAT ID: GB123456789"), (300, "Tax 0.00")])))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("Total", "237.60"), ("Amount paid", "237.60"), ("Balance due", "0.00")], "237.60 paid of the total 237.60, 0.00 still due."),
        ([("Total", "237.60"), ("Deposit", "-37.60")], "37.60 paid of the total 237.60."),
        ([("Total", "237.60"), ("Amount due", "200.00")], "another amount to be paid of the total 237.60, 200.00 still due."),
        ([("Total", "237.60"), ("Total due", "237.60")], ""),
        ([("Total", "237.60"), ("Amount paid", "0.00"), ("Balance due", "237.60")], ""),
    ],
)  # fmt: skip
def test_what_was_paid_before_is_told(rows: list[tuple[str, str]], said: str) -> None:
    sums = sums_of(rows_of(page(*([(300, label), (500, value)] for label, value in rows))))
    told = paid_before(sums, Decimal("237.60"))
    assert told.removeprefix("The page says: ").partition(" The invoice is")[0] == said
