"""Units of measure: the traps of x12 reference 4.9."""

from __future__ import annotations

import pytest

from edi.mapping.lookups import Lookups
from edi.mapping.units import UNITS, kind_of, same_unit, unit_problem, x12_from_international, x12_readings
from edi.x12.tables.code_lists import CODE_LISTS

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


def test_a_case_that_a_partner_writes_cs_is_read_from_both() -> None:
    lookups = Lookups(units={"CS": ("CASE",), "EA": ("PCS",)})
    assert same_unit("CS", "CASE", lookups)
    assert same_unit("CA", "CASE", lookups)


def test_a_carton_is_no_case_and_a_can_no_case() -> None:
    lookups = Lookups(units={"CA": ("CASE",), "CT": ("CARTON",), "CN": ("CAN",)})
    assert not same_unit("CT", "CASE", lookups)
    assert not same_unit("CN", "CASE", lookups)
    assert same_unit("CT", "CARTON", lookups)
    assert not same_unit("CT", "CASE", Lookups(units={"CA": ("CASE",)}))


@pytest.mark.parametrize(
    ("code", "unit"),
    [
        ("GM", "G"),  # grams per square metre
        ("ME", "M"),  # milligram
        ("MT", "M"),  # metric long ton
        ("MT", "TON"),
        ("LTR", "L"),  # UN/ECE in an X12 element
        ("KGM", "KG"),
        ("LBR", "LB"),
    ],
)
def test_codes_of_other_units_are_never_read_as_the_everyday_ones(code: str, unit: str) -> None:
    units = {"GR": ("G",), "MR": ("M",), "MP": ("TON",), "LT": ("L",), "KG": ("KG",), "LB": ("LB",)}
    assert not same_unit(code, unit, Lookups(units=units))


def test_pallets_and_pounds_have_more_than_one_code() -> None:
    lookups = Lookups(units={"PL": ("PALLET",), "LB": ("LB",)})
    assert same_unit("PF", "PALLET", lookups)
    assert same_unit("PL", "PALLET", lookups)
    for code in ("01", "PN", "LB"):
        assert same_unit(code, "LB", lookups)


@pytest.mark.parametrize(
    ("x12", "kind"),
    [
        ("CA", "counted"),
        ("CS", "counted"),
        ("LB", "weight"),
        ("KG", "weight"),
        ("GA", "volume"),
        ("FT", "length"),
        ("", "counted"),
    ],
)
def test_a_unit_counts_weighs_or_measures(x12: str, kind: str) -> None:
    assert kind_of("U", Lookups(x12_units={"U": x12} if x12 else {})) == kind


def test_every_row_of_the_table_is_a_unit_of_the_standard() -> None:
    allowed = CODE_LISTS["355"]
    assert [code for row in UNITS for code in row.x12 if code not in allowed] == []


def test_pieces_are_read_as_each() -> None:
    assert same_unit("PC", "PCS", NAV)
    assert not same_unit("EA", "CASE", NAV)


def test_pounds_of_an_item_in_cases_stop_with_item_and_unit_named() -> None:
    assert not same_unit("LB", "CASE", NAV)
    problem = unit_problem("LB", ("CASE",), "1000", NAV, "line 1")
    assert problem.code == "unit_unmapped"
    for word in ("LB", "1000", "CASE", "units of measure in NAV", "Item units"):
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
