"""Units of measure: the traps of x12 reference 4.9."""

from __future__ import annotations

import pytest

from edi.mapping.lookups import Lookups
from edi.mapping.units import UNITS, same_unit, unit_problem, x12_from_international, x12_readings

NAV = Lookups(units={"CA": ("CASE", "CS12"), "EA": ("PCS",), "LB": ("LB",), "PL": ("PALLET",)})


@pytest.mark.parametrize(
    ("international", "x12"),
    [
        ("CS", "CA"),
        ("C62", "EA"),
        ("H87", "EA"),
        ("EA", "EA"),
        ("KGM", "KG"),
        ("GRM", "GR"),
        ("LTR", "LT"),
        ("MTR", "MR"),
        ("LBR", "LB"),
        ("PF", "PL"),
        ("DZN", "DZ"),
        ("XCT", "CT"),
        # the same letters are another unit in X12
        ("CA", "CN"),
        ("PL", "PA"),
        ("CR", "CP"),
        ("MGM", "ME"),
        ("TNE", "MP"),
        ("STN", "TN"),
    ],
)
def test_international_codes_become_x12_codes(international: str, x12: str) -> None:
    assert x12_from_international(international) == x12


@pytest.mark.parametrize("code", ["GM", "ME", "MT", "KG", "GR", "LT", "MR", "GA", "LB", "", "ZZZ"])
def test_codes_that_mean_something_else_never_pass_through(code: str) -> None:
    assert x12_from_international(code) == ""


def test_case_is_written_ca_and_read_as_both() -> None:
    assert x12_readings("CS") == ("CA", "CS")
    assert same_unit("CA", "CASE", NAV)
    assert same_unit("CS", "CASE", NAV)
    assert same_unit("cs", "CS12", NAV)


def test_a_mapped_cassette_is_no_case() -> None:
    lookups = Lookups(units={"CA": ("CASE",), "CS": ("CASSETTE",)})
    assert same_unit("CS", "CASSETTE", lookups)
    assert not same_unit("CS", "CASE", lookups)


def test_pieces_are_read_as_each() -> None:
    assert same_unit("PC", "PCS", NAV)
    assert not same_unit("EA", "CASE", NAV)


def test_pounds_of_an_item_in_cases_stop_with_item_and_unit_named() -> None:
    assert not same_unit("LB", "CASE", NAV)
    problem = unit_problem("LB", ("CASE",), "1000", NAV, "line 1")
    assert problem.code == "unit_unmapped"
    for word in ("LB", "1000", "CASE"):
        assert word in problem.text


def test_an_unmapped_unit_stops_with_item_and_unit_named() -> None:
    problem = unit_problem("DR", ("CASE",), "1000", NAV, "line 1")
    assert problem.code == "unit_unmapped"
    assert "DR of item 1000 has no unit" in problem.text


def test_a_line_without_unit_matches_nothing() -> None:
    assert not same_unit("", "CASE", NAV)
    assert not same_unit("CA", "", NAV)


def test_no_code_stands_for_two_units() -> None:
    for codes in (
        [code for row in UNITS for code in row.x12],
        [code for row in UNITS for code in row.international],
    ):
        assert len(codes) == len(set(codes))
