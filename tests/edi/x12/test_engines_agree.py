"""The reading checks and pyx12 with our maps say the same of good and of damaged documents."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from edi.problems import Problem
from edi.x12.checking import check
from edi.x12.envelope import assemble
from edi.x12.findings import SyntaxProblem
from edi.x12.pyx12_driver import judge
from edi.x12.splitter import split
from edi.x12.tables import VERSIONS
from edi.x12.tables.overlay import as_text, narrowed
from tests.edi.x12.corpus import DOCUMENTS, body, damage, interchange
from tests.edi.x12.corpus_orders import ORDER_OVERLAYS

COVERS = ["edi.x12.findings"]

_CASES = [(code, version) for code in DOCUMENTS for version in VERSIONS]
_UNPLACED = {"1", "2", "6", "7"}


# what partners ask for, each kind of rule at a place where the good documents have it
OVERLAYS = {
    "850": {
        "require": ["REF.DP", "N1.ST", "N1.ST/N4", "PO107", "N104", "PO1/DTM", "TD503"],
        "forbid": ["CTP", "PO1/TXI", "BEG06", "PO1/N1"],
        "codes": {"BEG02": ["SA", "KN"], "N101": ["ST", "VN", "BY"], "ITD01": ["01", "05"]},
        "lengths": {"BEG03": [1, 12], "PO101": [2, 6], "PO1/REF02": [3, 8]},
        "at_most": {"N9": 1, "REF.DP": 1, "PO1": 3},
    },
    "810": {
        "require": ["REF.VR", "N1.RE", "N1.ST", "IT1/PID", "IT107", "SAC02", "TDS02"],
        "forbid": ["FOB06", "IT1/SR", "BAL"],
        "codes": {"BIG07": ["DI", "CR"], "IT1/SAC01": ["A", "C"], "IT106": ["IN", "VN", "UP"]},
        "lengths": {"BIG02": [3, 22]},
        "at_most": {"NTE": 1, "IT1/SAC": 1},
    },
    "856": {
        "require": ["HL.S", "HL.S/TD5", "HL.S/REF.BM", "HL.O/PRF", "HL.I/LIN", "HL.I/LIN01", "HL.S/N1.SF"],
        "forbid": ["HL.I/N1", "SLN", "TD102"],
        "codes": {"HL03": ["S", "O", "P", "I"], "HL.O/REF01": ["IA", "PO"]},
        "lengths": {"BSN02": [2, 12]},
        "at_most": {"HL.S": 1, "DTM": 2},
    },
    "820": {
        "require": ["REF.CT", "TRN", "N1.PR", "ENT", "RMR04"],
        "forbid": ["TXP", "NTE01"],
        "codes": {"RMR01": ["IV", "CM"]},
        "lengths": {"TRN02": [3, 20]},
        "at_most": {"NTE": 1},
    },
    "997": {
        "require": ["AK2", "AK403", "AK404"],
        "forbid": ["AK303"],
        "codes": {"AK501": ["A", "R"]},
        "at_most": {"AK2": 1},
    },
}
OVERLAYS |= ORDER_OVERLAYS


def _ours(
    content: bytes, code: str, version: str, overlay: dict[str, object] | None = None
) -> list[SyntaxProblem]:
    one = assemble(split(content).pieces[0]).interchange
    narrow = narrowed(code, version, as_text(overlay or {}))
    return check(one.groups[0].sets[0], narrow, one.delimiters, strict=True)


def _said(problems: Iterable[Problem]) -> set[tuple[str, int, str]]:
    """What is wrong where, without the words: (what, position in the set, segment or element and code)."""
    said = set()
    for problem in problems:
        assert isinstance(problem, SyntaxProblem), problem
        if problem.element_code in {"HL1", "HL2"}:
            continue  # the tree of levels is judged by the ship notice reader
        if problem.segment_code in _UNPLACED:
            said.add(("no place", problem.position, problem.segment_id))
        elif problem.segment_code == "3":
            said.add(("missing", problem.position, problem.segment_id))
        elif problem.segment_code in {"4", "5"}:
            said.add(("too often", problem.position, problem.segment_id))
        elif problem.element_code in {"2", "10"}:
            said.add(("condition", problem.position, problem.element_code))
        else:
            place = f"{problem.element}:{problem.component} {problem.element_code}"
            said.add(("element", problem.position, place))
    return said


@pytest.mark.parametrize(("code", "version"), _CASES)
def test_both_find_nothing_in_a_good_document(code: str, version: str) -> None:
    content = interchange(code, body(code, version), version)
    assert judge(content) == []
    assert _ours(content, code, version) == []


@pytest.mark.parametrize(("code", "version"), _CASES)
def test_both_find_the_same_in_damaged_documents(code: str, version: str) -> None:
    chance = random.Random(f"{code}{version}")
    injured = 0
    for _ in range(40):
        content = interchange(code, damage(body(code, version), chance), version)
        ours = _said(_ours(content, code, version))
        theirs = _said(judge(content))
        injured += bool(ours)
        assert _without_blind_spot(ours) == _without_blind_spot(theirs), content.decode()
    assert injured > 20


@pytest.mark.parametrize(("code", "version"), [case for case in _CASES if case[0] in OVERLAYS])
def test_both_find_the_same_under_a_partners_overlay(code: str, version: str) -> None:
    chance = random.Random(f"overlay {code}{version}")
    overlay = OVERLAYS[code]
    text = {code: as_text(overlay)}
    demanded = 0
    for _ in range(60):
        content = interchange(code, damage(body(code, version), chance), version)
        ours = _ours(content, code, version, overlay)
        demanded += any(one.by_profile for one in ours)
        assert _sure(ours, content) == _sure(judge(content, text), content), content.decode()
    assert demanded > 10


_REPEATED = {"ACK", "AK2", "HL", "IT1", "N1", "OTI", "PO1", "POC", "RMR", "TED"}


def _sure(problems: Iterable[Problem], content: bytes) -> set[tuple[str, int, str]]:
    """What pyx12 can see: not what a loop lacks that begins again at once, nor which of several is missing where one of
    them has a qualifier that nobody knows."""
    said = _said(problems)
    segments = [line.split("*")[0] for line in content.decode().split("~\n")[2:]]
    unknown = any(one[2] in {"1:0 7", "3:0 7", "1:0 1", "3:0 1"} for one in said)
    return {one for one in said if one[0] != "missing" or not (unknown or segments[one[1] - 1] in _REPEATED)}


def _without_blind_spot(said: set[tuple[str, int, str]]) -> set[tuple[str, int, str]]:
    """pyx12 does not miss the end of a loop that begins again at once: two AK2 in a row, and no word of AK5."""
    return {one for one in said if one[0] != "missing" or one[2] != "AK5"}
