"""Lengths, types, codes and conditions of elements, with AK403 codes."""

from __future__ import annotations

import pytest

from edi.x12.element_checks import Breach, check_elements, is_date, is_time
from edi.x12.segments import Delimiters, Segment
from edi.x12.tables import rules


def _breaches(text: str, version: str = "004010") -> list[Breach]:
    segment = Segment(text.split("*"))
    return list(check_elements(rules(version)[segment.id], segment, Delimiters(), version))


def _codes(text: str, version: str = "004010") -> list[tuple[int, str]]:
    return [(breach.element, breach.code) for breach in _breaches(text, version)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PO1*1*12*CA*18.75**IN*A", []),
        ("PO1*1*-12.5*CA*.75", []),
        ("PO1*1*12,5*CA*1", [(2, "6")]),
        ("PO1*1*1E3*CA*1", [(2, "6")]),
        ("PO1*1*many*CA*1", [(2, "6")]),
        ("PO1*1*" + "9" * 16 + "*CA*1", [(2, "5")]),
        ("PO1*1*-" + "9" * 14 + ".9*CA*1", []),
        ("PO1*1*12**18.75", []),
        ("PO1*1**CA*18.75", [(2, "2")]),
        ("PO1*1*12*CA***IN", [(7, "2")]),
        ("PO1*1*12*CA****A", [(6, "2")]),
        ("PO1*1*12*C*1", [(3, "4"), (3, "7")]),
        ("PO1*" + "1" * 21 + "*12*CA*1", [(1, "5")]),
        ("TDS*190.50", [(1, "6")]),
        ("TDS*-19050", []),
        ("TDS", [(1, "1")]),
        ("BEG*00*SA*PO-1**20260231", [(5, "8")]),
        ("BEG*00*SA*PO-1**260302", [(5, "4")]),
        ("BEG*00*SA*PO-1", [(5, "1")]),
        ("BEG*QQ*SA*PO-1**20260302", [(1, "7")]),
        ("BSN*00*S1*20260302*2561", [(4, "9")]),
        ("BSN*00*S1*20260302*081559", []),
        ("BSN*00*S*20260302*0815", [(2, "4")]),
        ("N1*ST", [(2, "2")]),
        ("N1*ST*NAME*92", [(4, "2")]),
        ("N1*ST*NAME", []),
        ("N1*ST*A>B", [(2, "6")]),
        ("N1*ST*NAME ", [(2, "6")]),
        ("N1*ST*N\tAME", [(2, "6")]),
        ("N1*ST*Müller", [(2, "6")]),
        ("N1*ST*A*92*B1*02*BY*X", [(7, "3")]),
        ("N1*ST*A*92*B1***", []),
        ("QTY*90*1*EA*X", [(4, "10")]),
        ("CUR*BY*USD******20260302", [(7, "2")]),
        ("MEA*PD*WT*24*LB>2", []),
        ("MEA*PD*WT*24*LB>two", [(4, "6")]),
        ("REF*DP*1**CO>2", []),
        ("REF*DP*1**CO", [(4, "1")]),
        ("AK4*2>1*330*6", []),
        ("AK4**330*6", [(1, "1")]),
    ],
)
def test_breaches(text: str, expected: list[tuple[int, str]]) -> None:
    assert _codes(text) == expected


def test_lengths_grow_in_5010() -> None:
    assert _codes("REF*DP*" + "1" * 31) == [(2, "5")]
    assert _codes("REF*DP*" + "1" * 50, "005010") == []


def test_what_can_be_forgiven_is_only_a_finding() -> None:
    for text in ("N1*ST*NAME ", "N1*ST*Müller", "N1*ST*A>B", "TDS* 19050"):
        assert [breach.severity for breach in _breaches(text)] == ["finding"]
    assert [breach.severity for breach in _breaches("TDS*19O50")] == ["warning"]


def test_bad_values_are_told_without_control_characters() -> None:
    (breach,) = _breaches("N1*ST*N\tAME")
    assert breach.value == "N AME"
    assert "\t" not in breach.text


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("20260228", True),
        ("20240229", True),
        ("20230229", False),
        ("17991231", False),
        ("260228", True),
        ("2026022", False),
        ("202602281200", True),
        ("２０２６０２２８", False),
        ("", False),
    ],
)
def test_dates(value: str, *, good: bool) -> None:
    assert is_date(value) is good


@pytest.mark.parametrize(
    ("value", "good"),
    [("0000", True), ("2359", True), ("2400", False), ("1260", False), ("12000", False), ("12005999", True)],
)
def test_times(value: str, *, good: bool) -> None:
    assert is_time(value) is good
