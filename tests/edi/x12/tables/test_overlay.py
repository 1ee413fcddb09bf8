"""An overlay narrows a set's table, is refused where it would widen it, and says whose demand was missed."""

from __future__ import annotations

from typing import Any

import pytest

from edi.errors import InvalidContent
from edi.x12.checking import check
from edi.x12.findings import SyntaxProblem
from edi.x12.segments import Delimiters, Segment, TransactionSet
from edi.x12.tables import table
from edi.x12.tables.overlay import as_text, faults, narrow, narrowed
from edi.x12.tables.overlay_words import read_place
from tests.edi.x12.corpus import Body, body

COVERS = ["edi.x12.tables.overlay_words"]


def found(overlay: dict[str, Any], segments: Body, code: str = "850") -> list[SyntaxProblem]:
    inner = [Segment(segment) for segment in segments]
    whole = (Segment(("ST", code, "0001")), *inner, Segment(("SE", str(len(inner) + 2), "0001")))
    return check(
        TransactionSet(whole, 3), narrow(table(code, "004010"), overlay), Delimiters(), partner="Acme"
    )


def without(code: str, *starts: str) -> Body:
    return [one for one in body(code) if not any("*".join(one).startswith(start) for start in starts)]


@pytest.mark.parametrize(
    ("overlay", "left_out", "said"),
    [
        ({"require": ["REF"]}, ("REF",), "The mandatory segment REF is missing"),
        ({"require": ["REF.DP"]}, ("REF*DP",), "The mandatory segment REF DP is missing"),
        ({"require": ["N1.ST"]}, ("N1*ST",), "The mandatory segment N1 ST is missing"),
        ({"require": ["N1.ST/N4"]}, ("N4",), "The mandatory segment N4 is missing"),
        ({"require": ["PO1/DTM"]}, ("DTM",), "The mandatory segment DTM is missing"),
    ],
)
def test_what_a_partner_must_send_and_does_not_is_an_error_that_names_it(
    overlay: dict[str, Any], left_out: tuple[str, ...], said: str
) -> None:
    problems = [one for one in found(overlay, without("850", *left_out)) if one.by_profile]
    assert problems
    for problem in problems:
        assert (problem.severity, problem.code) == ("error", "content_invalid")
        assert problem.text.startswith(said)
        assert problem.text.endswith("by the profile of Acme.")
    assert not [one for one in found({}, without("850", *left_out)) if one.severity == "error"]


def test_a_document_that_keeps_to_the_overlay_has_no_problem() -> None:
    overlay = {
        "require": ["REF.DP", "N1.ST", "N1.ST/N4", "PO107", "PO1/DTM", "N104"],
        "forbid": ["CTP", "BEG06", "PO1/N1"],
        "codes": {"BEG02": ["SA"], "N101": ["ST", "VN"]},
        "lengths": {"BEG03": [8, 8]},
        "at_most": {"N9": 1, "PO1": 2, "REF.DP": 1},
    }
    segments = body("850")
    segments.pop(next(at for at, one in enumerate(segments) if one[0] == "PO1" and one[1] == "20000"))
    assert [one for one in found(overlay, segments) if one.by_profile] == []


@pytest.mark.parametrize(
    ("overlay", "place", "code"),
    [
        ({"require": ["PO108"]}, "PO1 no. 2 (segment 27), PO108", "1"),
        ({"codes": {"BEG02": ["NE"]}}, "BEG (segment 4), BEG02", "7"),
        ({"codes": {"N1/N104": ["LOC-18", "123456789"]}}, "N1 no. 1 (segment 18), N104", "7"),
        ({"lengths": {"BEG03": [9, 22]}}, "BEG (segment 4), BEG03", "4"),
        ({"lengths": {"BEG03": [1, 7]}}, "BEG (segment 4), BEG03", "5"),
        ({"forbid": ["N2/N201"]}, "", ""),
        ({"forbid": ["FOB02"]}, "FOB (segment 9), FOB02", "10"),
    ],
)
def test_elements_are_narrowed(overlay: dict[str, Any], place: str, code: str) -> None:
    if not place:
        with pytest.raises(InvalidContent, match="begins no loop"):
            found(overlay, body("850"))
        return
    by_profile = [one for one in found(overlay, body("850")) if one.by_profile]
    assert [(one.place, one.element_code, one.severity) for one in by_profile] == [(place, code, "error")]


def test_a_name_alone_forbids_everywhere_a_path_only_there() -> None:
    def stopped(overlay: dict[str, Any]) -> list[str]:
        return [one.place for one in found(overlay, body("850")) if one.by_profile]

    assert stopped({"forbid": ["SAC"]}) == ["SAC no. 1 (segment 10)", "SAC no. 2 (segment 29)"]
    assert stopped({"forbid": ["PO1/SAC"]}) == ["SAC no. 2 (segment 29)"]


def test_levels_of_a_ship_notice_are_told_apart() -> None:
    overlay = {"require": ["HL.S", "HL.S/TD5", "HL.O/PRF", "HL.I/LIN01"]}
    assert [one for one in found(overlay, body("856"), "856") if one.by_profile] == []
    (missing,) = [one for one in found(overlay, without("856", "TD5"), "856") if one.by_profile]
    assert missing.text == "The mandatory segment TD5 is missing before this place, by the profile of Acme."
    (missing,) = [one for one in found(overlay, without("856", "PRF"), "856") if one.by_profile]
    assert missing.segment_id == "PRF"


def test_more_than_the_partner_takes_is_an_error() -> None:
    (found_one,) = found({"at_most": {"REF": 1}}, body("850"))
    assert (found_one.segment_code, found_one.by_profile) == ("5", True)
    segments = body("850")
    segments.insert(3, ["REF", "DP", "0342"])
    (found_one,) = found({"at_most": {"REF.DP": 1}}, segments)
    assert found_one.text == "The segment REF DP comes more than 1 times here, by the profile of Acme."
    assert found({"at_most": {"REF.DP": 1}}, body("850")) == []


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        ({"forbid": ["BEG"]}, "forbid BEG: BEG is mandatory in the standard."),
        ({"forbid": ["BEG03"]}, "forbid BEG03: it is mandatory in the standard."),
        ({"codes": {"BEG02": ["XX"]}}, "codes BEG02: XX is not among the standard's codes."),
        ({"codes": {"PO102": ["1"]}}, "codes PO102: numbers, dates and times have no codes."),
        ({"codes": {"N104": ["A"]}}, "codes N104: A has not 2 to 80 characters."),
        ({"lengths": {"PO103": [1, 2]}}, "lengths PO103: [1, 2] is not within the standard's [2, 2]."),
        ({"at_most": {"N9": 1001}}, "at_most N9: 1001 is not between 1 and the standard's 1000."),
        ({"at_most": {"N9": 0}}, "at_most N9: 0 is not between 1 and the standard's 1000."),
        ({"require": ["BPR"]}, "require BPR: BPR has no place here in the 850 004010."),
        ({"require": ["N1.QX"]}, "require N1.QX: QX is no code of N101."),
        ({"require": ["ITD.01"]}, "require ITD.01: ITD has no qualifier."),
        ({"require": ["PO199"]}, "require PO199: PO1 has 25 elements."),
        ({"require": ["SE01"]}, "require SE01: the envelope is not narrowed."),
        (
            {"require": ["SAC"], "forbid": ["SAC"]},
            "require SAC: SAC is forbidden by the same overlay.",
        ),
        ({"at_most": {"BEG03": 1}}, "at_most BEG03: 'at_most' is for segments."),
        ({"lengths": {"REF": [1, 2]}}, "lengths REF: 'lengths' is for elements, as REF01."),
        ({"forbid": ["SLN05"]}, "forbid SLN05: a composite element can only be required."),
    ],
)
def test_a_widening_is_refused_with_its_place(overlay: dict[str, Any], said: str) -> None:
    assert faults("850", "004010", overlay) == [said]
    with pytest.raises(InvalidContent) as refused:
        narrow(table("850", "004010"), overlay)
    assert said in refused.value.text


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        ([], "An overlay is a JSON object, as {}."),
        ({"requires": []}, "'requires' is no rule; there are require, forbid, codes, lengths, at_most."),
        ({"require": "REF"}, "'require' is a list of places."),
        ({"require": ["ref"]}, "require: 'ref' is no place, as REF, N1.ST, PO107 or PO1/REF."),
        ({"require": [7]}, "require: '7' is no place, as REF, N1.ST, PO107 or PO1/REF."),
        ({"codes": ["BEG02"]}, "'codes' is an object: place and value."),
        ({"codes": {"BEG02": []}}, 'codes BEG02: a list of codes is needed, as ["SA"].'),
        (
            {"lengths": {"BEG02": 2}},
            "lengths BEG02: the least and the greatest length are needed, as [2, 2].",
        ),
        ({"at_most": {"N9": True}}, "at_most N9: a whole number is needed."),
    ],
)
def test_what_is_no_overlay_is_told(overlay: Any, said: str) -> None:
    assert faults("850", "004010", overlay) == [said]


@pytest.mark.parametrize(
    ("text", "segment", "element", "qualifier"),
    [
        ("REF", "REF", 0, ""),
        ("N104", "N1", 4, ""),
        ("PO107", "PO1", 7, ""),
        ("N1.ST", "N1", 0, "ST"),
        ("HL.S/TD503", "TD5", 3, ""),
    ],
)
def test_places_are_read(text: str, segment: str, element: int, qualifier: str) -> None:
    place = read_place(text)
    assert place is not None
    assert (place.segment, place.element, place.steps[-1].qualifier) == (segment, element, qualifier)


def test_a_narrowed_table_is_made_once_and_the_standard_stays_as_it_is() -> None:
    text = as_text({"require": ["REF"], "codes": {"BEG02": ["SA"]}})
    assert narrowed("850", "004010", text) is narrowed(
        "850", "004010", as_text({"codes": {"BEG02": ["SA"]}, "require": ["REF"]})
    )
    assert narrowed("850", "004010", "") is table("850", "004010")
    assert faults("850", "005010", {"forbid": ["MTX"]}) == []
    assert table("850", "004010").refused == frozenset()
