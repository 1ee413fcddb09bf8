"""Counts and control numbers: each breach is found, and told of the set, group or interchange that it concerns."""

from __future__ import annotations

import pytest

from edi.x12.envelope import (
    Envelope,
    assemble,
    group_problems,
    interchange_problems,
    repeated_interchanges,
    set_problems,
)
from edi.x12.findings import EnvelopeProblem
from edi.x12.splitter import split

GOOD = """
ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260309*0815*U*00401*000000101*0*T*>
GS*PO*SENDER*RECEIVER*20260309*0815*11*X*004010
ST*850*0001
BEG*00*SA*PO-1**20260302
SE*3*0001
ST*850*0002
BEG*00*SA*PO-2**20260302
CTT*0
SE*4*0002
GE*2*11
GS*FA*SENDER*RECEIVER*20260309*0815*12*X*004010
ST*997*0001
AK1*PO*1
AK9*A*1*1*1
SE*4*0001
GE*1*12
IEA*2*000000101
"""


def _assemble(text: str = GOOD) -> Envelope:
    return assemble(split(text.strip().replace("\n", "~").encode() + b"~").pieces[0])


def _codes(text: str) -> dict[str, list[str]]:
    """AK502, AK905 and TA105 codes by the place they concern."""
    interchange = _assemble(text).interchange
    found: dict[str, list[str]] = {}
    levels: list[tuple[str, tuple[EnvelopeProblem, ...]]] = [
        ("interchange", interchange_problems(interchange))
    ]
    for number, problems in enumerate(group_problems(interchange), start=1):
        levels.append((f"group {number}", problems))
    for number, group in enumerate(interchange.groups, start=1):
        levels += [
            (f"set {number}/{at}", problems) for at, problems in enumerate(set_problems(group), start=1)
        ]
    for name, problems in levels:
        assert all(problem.code == "envelope_mismatch" and problem.text for problem in problems)
        if problems:
            found[name] = [problem.acknowledgment_code for problem in problems]
    return found


def test_a_good_interchange_is_put_together_without_problems() -> None:
    interchange = _assemble().interchange
    assert [[one.control_number for one in group.sets] for group in interchange.groups] == [
        ["0001", "0002"],
        ["0001"],
    ]
    assert [one.first_segment for group in interchange.groups for one in group.sets] == [3, 6, 12]
    assert interchange.sender == ("ZZ", "SENDER")
    assert interchange.receiver == ("ZZ", "RECEIVER")
    assert interchange.is_test
    assert _assemble().strays == ()
    assert _codes(GOOD) == {}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("SE*3*0001", "SE*9*0001", {"set 1/1": ["4"]}),
        ("SE*3*0001", "SE*x*0001", {"set 1/1": ["4"]}),
        ("SE*3*0001", "SE*3*0009", {"set 1/1": ["3"]}),
        ("SE*3*0001", "SE*3*1", {"set 1/1": ["3"]}),
        ("SE*3*0001\n", "", {"set 1/1": ["2"]}),
        ("SE*4*0002\n", "", {"set 1/2": ["2"]}),
        (
            "ST*850*0002\nBEG*00*SA*PO-2**20260302\nCTT*0\nSE*4*0002",
            "ST*850*0001\nSE*2*0001",
            {"set 1/2": ["23"]},
        ),
        ("ST*850*0001", "ST*850", {"set 1/1": ["3", "7"]}),
        ("ST*850*0001", "ST*810*0001", {"set 1/1": ["6"]}),
        ("GE*2*11", "GE*1*11", {"group 1": ["5"]}),
        ("GE*2*11", "GE*2*12", {"group 1": ["4"]}),
        ("GE*2*11", "GE*2", {"group 1": ["4"]}),
        ("GE*2*11\n", "", {"group 1": ["3"]}),
        ("GE*1*12\n", "", {"group 2": ["3"]}),
        ("IEA*2*", "IEA*1*", {"interchange": ["021"]}),
        ("IEA*2*000000101", "IEA*2*000000102", {"interchange": ["001"]}),
        ("IEA*2*000000101\n", "", {"interchange": ["023"]}),
        ("*12*X*004010", "*11*X*004010", {"group 2": ["4"]}),
    ],
)
def test_each_breach_is_told_of_what_it_concerns(old: str, new: str, expected: dict[str, list[str]]) -> None:
    assert old in GOOD
    assert _codes(GOOD.replace(old, new)) == expected


def test_group_numbers_are_equal_whatever_their_leading_zeros() -> None:
    assert _codes(GOOD.replace("GE*2*11", "GE*2*0011")) == {}
    assert _codes(GOOD.replace("IEA*2*000000101", "IEA*2*101")) == {}


def test_two_groups_of_a_kind_need_two_numbers() -> None:
    twice = GOOD.replace("GS*FA*", "GS*PO*").replace("*12*X*", "*11*X*").replace("GE*1*12", "GE*1*11")
    assert _codes(twice)["group 2"] == ["6"]


def test_sets_outside_of_a_group_are_kept_and_told() -> None:
    text = GOOD.replace("GS*PO*SENDER*RECEIVER*20260309*0815*11*X*004010\n", "")
    interchange = _assemble(text).interchange
    assert [len(group.sets) for group in interchange.groups] == [2, 1]
    assert [problem.level for problem in group_problems(interchange)[0]] == ["group"]
    assert _codes(text)["interchange"] == ["021"]


def test_segments_outside_of_sets_are_told() -> None:
    text = GOOD.replace("GE*2*11", "REF*ZZ*lost\nGE*2*11").replace("IEA*2", "GE*1*99\nIEA*2")
    strays = _assemble(text).strays
    assert [stray.place for stray in strays] == ["REF (segment 10)", "GE (segment 18)"]
    assert {stray.level for stray in strays} == {"interchange"}


def test_ta1_is_kept_apart() -> None:
    text = GOOD.replace("GS*PO*", "TA1*000000007*260308*1200*A*000\nGS*PO*")
    assert [segment.get(1) for segment in _assemble(text).acknowledgments] == ["000000007"]
    assert _codes(text) == {}


def test_an_interchange_number_that_comes_twice_is_a_warning() -> None:
    one, other = _assemble().interchange, _assemble(GOOD.replace("000000101", "000000102")).interchange
    assert repeated_interchanges([one, other]) == ()
    assert [problem.severity for problem in repeated_interchanges([one, other, one])] == ["warning"]
