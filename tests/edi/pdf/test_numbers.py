"""Numbers as people print them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.pdf.numbers import decimals, readings


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1,234.56", ["1234.56"]),
        ("1.234,56", ["1234.56"]),
        ("4.549.80", ["4549.80"]),  # recognition took the comma for a point
        ("4 549,80 €", ["4549.80"]),
        ("1'234.50", ["1234.50"]),
        ("USD 12.00", ["12.00"]),
        ("$1,234.50", ["1234.50"]),
        ("12", ["12"]),
        ("0,750", ["0.750"]),
        ("1.234.567", ["1234567"]),
        ("(12.00)", ["-12.00"]),
        ("5.80-", ["-5.80"]),
        ("−5,80", ["-5.80"]),
        ("1.234", ["1234", "1.234"]),
        ("1,234", ["1234", "1.234"]),
    ],
)
def test_a_text_is_every_number_that_it_can_mean(text: str, meant: list[str]) -> None:
    assert readings(text) == tuple(Decimal(one) for one in meant)


@pytest.mark.parametrize("text", ["", "A100", "1O.00", "12 %", "2026-03-14", "1.2345,00", "12..50", "9" * 20])
def test_what_is_no_number_is_not_made_one(text: str) -> None:
    assert readings(text) == ()


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_english_and_german_print_of_an_amount_mean_it(value: Decimal) -> None:
    english = f"{value:,.2f}"
    german = english.translate(str.maketrans(".,", ",."))
    assert readings(english) == readings(german) == (value,)


def test_decimals_are_those_written() -> None:
    assert [decimals(Decimal(text)) for text in ("12", "12.5", "12.50", "1E3")] == [0, 1, 2, 0]
