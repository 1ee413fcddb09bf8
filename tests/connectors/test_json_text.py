"""JSON keeps every digit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.json_text import dumps, loads

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=5)


@given(NUMBERS)
def test_a_decimal_survives_the_wire(number: Decimal) -> None:
    assert loads(dumps({"a": [number]}))["a"][0] == number


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | NUMBERS,
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_what_is_written_reads_back(value: object) -> None:
    assert loads(dumps(value)) == value


def test_dates_are_written_as_edm_dates_and_numbers_without_exponent() -> None:
    assert (
        dumps({"on": date(2026, 1, 31), "n": Decimal("1E+5"), "z": Decimal("0E-5")})
        == '{"on":"2026-01-31","n":100000,"z":0.00000}'
    )


def test_fractions_are_read_as_decimals() -> None:
    assert loads("[0.1]")[0] == Decimal("0.1")


@pytest.mark.parametrize("value", [0.1, b"x", object(), datetime(2026, 1, 1, tzinfo=UTC)])
def test_what_has_no_exact_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        dumps({"a": value})


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError):
        dumps(Decimal("NaN"))
    with pytest.raises(ValueError):
        loads("[NaN]")
