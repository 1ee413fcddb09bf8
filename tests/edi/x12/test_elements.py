"""Element values: what is read, what is refused, and that writing and reading agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.x12.elements import (
    format_date,
    format_decimal,
    format_n2,
    format_time,
    parse_date,
    parse_decimal,
    parse_n2,
    parse_time,
    round_cents,
    rounded,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("12.50", "12.50"),
        ("-3.5", "-3.5"),
        (".5", "0.5"),
        ("12.", "12"),
        (" 7 ", "7"),
        ("007", "7"),
    ],
)
def test_a_decimal_is_read_as_written(text: str, value: str) -> None:
    assert parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "12,50",
        "1,000.00",
        "1e5",
        "+5",
        "1 000",
        "--1",
        "1.2.3",
        ".",
        "-",
        "NaN",
        "Infinity",
        "٣",
        "0x1",
    ],
)
def test_what_is_no_decimal_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        parse_decimal(text)


def test_an_endless_number_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        parse_decimal("1" * 29)
    with pytest.raises(ValueError, match="too long"):
        parse_n2("1" * 29)


@pytest.mark.parametrize(
    ("text", "value"), [("19050", "190.50"), ("0", "0"), ("5", "0.05"), ("-19050", "-190.50")]
)
def test_n2_has_two_implied_decimals(text: str, value: str) -> None:
    assert parse_n2(text) == Decimal(value)


@pytest.mark.parametrize("text", ["190.50", "190,50", "", "1e2", "+1", "12 0"])
def test_n2_refuses_a_point_and_all_else(text: str) -> None:
    with pytest.raises(ValueError, match=r"point|not an amount"):
        parse_n2(text)


def test_dates_have_eight_or_six_digits() -> None:
    assert parse_date("20261021") == date(2026, 10, 21)
    assert parse_date("960215") == date(1996, 2, 15)
    assert parse_date("260215") == date(2026, 2, 15)


@pytest.mark.parametrize(
    "text", ["20260230", "20261301", "2026-10-21", "", "202610", "CCYYMMDD", "00000101", "2026"]
)
def test_impossible_dates_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a date|not a day"):
        parse_date(text)


def test_times_with_and_without_seconds() -> None:
    assert parse_time("0801") == time(8, 1)
    assert parse_time("142428") == time(14, 24, 28)
    assert parse_time("14242855") == time(14, 24, 28, 550_000)
    assert parse_time("1424285") == time(14, 24, 28, 500_000)


@pytest.mark.parametrize("text", ["2460", "2500", "08:01", "", "801", "12345"])
def test_impossible_times_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a time"):
        parse_time(text)


def test_numbers_are_written_without_exponent_or_needless_zeros() -> None:
    assert format_decimal(Decimal("1E+3")) == "1000"
    assert format_decimal(Decimal("12.500")) == "12.5"
    assert format_decimal(Decimal("-0.00")) == "0"
    assert format_decimal(Decimal(100)) == "100"
    assert format_decimal(Decimal("0.335"), places=2) == "0.34"
    assert format_decimal(Decimal("-0.001"), places=2) == "0.00"


def test_no_number_and_no_part_of_a_cent_is_written() -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        format_decimal(Decimal("NaN"))
    with pytest.raises(ValueError, match="cents"):
        format_n2(Decimal("1.005"))
    assert format_n2(Decimal("190.5")) == "19050"
    assert format_n2(Decimal("-0.05")) == "-5"


def test_cents_are_rounded_half_up() -> None:
    assert round_cents(Decimal("1.005")) == Decimal("1.01")
    assert round_cents(Decimal("-1.005")) == Decimal("-1.01")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_a_written_decimal_reads_back_equal(value: Decimal) -> None:
    assert parse_decimal(format_decimal(value)) == value


@given(st.decimals(places=2, min_value=-(10**10), max_value=10**10))
def test_written_cents_read_back_equal(value: Decimal) -> None:
    assert parse_n2(format_n2(value)) == value


@given(st.dates(min_value=date(1, 1, 1)), st.times().map(lambda value: value.replace(microsecond=0)))
def test_a_written_date_and_time_read_back_equal(day: date, clock: time) -> None:
    assert parse_date(format_date(day)) == day
    assert parse_time(format_time(clock)) == clock


@given(st.text(), st.sampled_from([parse_decimal, parse_n2, parse_date, parse_time]))
def test_any_text_is_read_or_refused_by_name(text: str, parse: Callable[[str], object]) -> None:
    try:
        told = f"read as {parse(text)}"
    except ValueError as error:
        told = str(error)
    assert told


def test_the_longest_numbers_can_be_rounded() -> None:
    longest = parse_decimal("9" * 28)
    assert round_cents(longest * longest) == longest * longest
    assert rounded(longest / parse_decimal("." + "0" * 26 + "3"), Decimal("0.0000000001")) > longest
