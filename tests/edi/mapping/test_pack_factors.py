"""Quantities from one unit of an item into another: exactly, or not at all."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.mapping.lookups import Lookups
from edi.mapping.pack_factors import in_nav_decimals, inexact, nearest, ratio
from tests.edi.mapping.records import d

UNITS = {"CA": ("CASE",), "EA": ("EACH",), "PL": ("PALLET",), "LB": ("LB",), "BX": ("BOX", "INNER")}


def known(**factors: str) -> Lookups:
    """Item 1000 with these units; item 2000 with none."""
    return Lookups(units=UNITS, factors={"1000": {unit: d(factor) for unit, factor in factors.items()}})


@pytest.mark.parametrize(
    ("code", "line_unit", "factors", "expected"),
    [
        ("CA", "EACH", {"EACH": "1", "CASE": "12"}, Fraction(12)),
        ("CS", "EACH", {"EACH": "1", "CASE": "12"}, Fraction(12)),
        ("EA", "CASE", {"EACH": "1", "CASE": "12"}, Fraction(1, 12)),
        ("PL", "CASE", {"EACH": "1", "CASE": "12", "PALLET": "480"}, Fraction(40)),
        ("CA", "LB", {"LB": "1", "CASE": "38.5"}, Fraction(77, 2)),
        # the base unit is the case, and NAV keeps a twelfth of it with five decimals
        ("EA", "CASE", {"CASE": "1", "EACH": "0.08333"}, Fraction(1, 12)),
        ("CA", "EACH", {"CASE": "1", "EACH": "0.08333"}, Fraction(12)),
        ("LB", "CASE", {"CASE": "1", "LB": "0.02778"}, Fraction(1, 36)),
        ("LB", "CASE", {"CASE": "1", "LB": "0.3"}, Fraction(3, 10)),
        # too small to be told from its neighbours: taken as it stands
        ("LB", "CASE", {"CASE": "1", "LB": "0.00200"}, Fraction(1, 500)),
        ("LB", "CASE", {"CASE": "1", "LB": "0.00045"}, Fraction(9, 20000)),
    ],
)
def test_one_unit_is_so_many_of_the_orders(
    code: str, line_unit: str, factors: dict[str, str], expected: Fraction
) -> None:
    assert ratio(code, line_unit, "1000", known(**factors)) == expected


def test_the_orders_own_unit_needs_no_factor() -> None:
    assert ratio("CA", "CASE", "2000", known()) == 1


@pytest.mark.parametrize(
    ("code", "line_unit", "item"),
    [("CA", "EACH", "2000"), ("PL", "EACH", "1000"), ("CA", "PALLET", "1000"), ("ZZ", "EACH", "1000")],
)
def test_without_a_factor_nothing_is_converted(code: str, line_unit: str, item: str) -> None:
    assert ratio(code, line_unit, item, known(EACH="1", CASE="12")) is None


def test_a_code_for_units_of_different_size_converts_nothing() -> None:
    assert ratio("BX", "EACH", "1000", known(EACH="1", BOX="6", INNER="8")) is None
    assert ratio("BX", "EACH", "1000", known(EACH="1", BOX="6", INNER="6")) == 6
    assert ratio("BX", "EACH", "1000", known(EACH="1", BOX="6")) == 6


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (Fraction(1, 4), "0.25"),
        (Fraction(1, 3), None),
        (Fraction(1, 100000), "0.00001"),
        (Fraction(1, 1000000), None),
        (Fraction(10**14), "100000000000000"),
    ],
)
def test_nav_holds_five_decimals(quantity: Fraction, expected: str | None) -> None:
    assert in_nav_decimals(quantity) == (None if expected is None else d(expected))


def test_quantities_for_people_are_rounded_half_up() -> None:
    assert nearest(Fraction(100, 12)) == d("8.33333")
    assert nearest(Fraction(1, 200000)) == d("0.00001")


def test_an_inexact_quantity_names_item_both_units_and_what_to_do() -> None:
    problem = inexact("100 EA", Fraction(100, 12), "CASE", "1000", "line 1")
    assert (problem.code, problem.severity, problem.place) == ("unit_unmapped", "error", "line 1")
    for word in ("100 EA", "1000", "8.33333 CASE", "5 decimals", "replay"):
        assert word in problem.text


@given(
    st.decimals(min_value=Decimal("0.00001"), max_value=10**9, places=5),
    st.integers(min_value=1, max_value=300),
)
def test_there_and_back_again_is_the_same_quantity(quantity: Decimal, pieces: int) -> None:
    lookups = known(EACH="1", CASE=str(pieces))
    there, back = ratio("CA", "EACH", "1000", lookups), ratio("EA", "CASE", "1000", lookups)
    assert there is not None
    assert back is not None
    assert in_nav_decimals(Fraction(quantity) * there * back) == quantity
