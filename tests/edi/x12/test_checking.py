"""What the table walk says of order, loops and repetition, and where it says that a breach stands."""

from __future__ import annotations

import pytest

from edi.x12.checking import check
from edi.x12.findings import SyntaxProblem
from edi.x12.segments import Delimiters, Segment, TransactionSet
from edi.x12.tables import table
from tests.edi.x12.corpus import Body, body


def _check(
    code: str, segments: Body, *, strict: bool = False, version: str = "004010"
) -> list[SyntaxProblem]:
    inner = [Segment(segment) for segment in segments]
    whole = (Segment(("ST", code, "0001")), *inner, Segment(("SE", str(len(inner) + 2), "0001")))
    return check(TransactionSet(whole, 3), table(code, version), Delimiters(), strict=strict)


def _at(segments: Body, segment_id: str) -> int:
    return next(at for at, segment in enumerate(segments) if segment[0] == segment_id)


def test_a_missing_mandatory_segment_is_told_once_at_the_next_one() -> None:
    segments = body("810")
    del segments[_at(segments, "TDS")]
    (found,) = _check("810", segments)
    assert (found.segment_code, found.segment_id) == ("3", "TDS")
    assert segments[found.position - 2][0] == "TXI"


def test_reading_only_warns_writing_refuses() -> None:
    segments = [segment for segment in body("850") if segment[0] != "BEG"]
    assert {problem.severity for problem in _check("850", segments)} == {"warning"}
    assert {problem.code for problem in _check("850", segments)} == {"segment_missing"}
    assert {(problem.severity, problem.code) for problem in _check("850", segments, strict=True)} == {
        ("error", "content_invalid")
    }


@pytest.mark.parametrize(
    ("segment", "code", "name"),
    [
        (["ZZZ", "1"], "1", "segment_unknown"),
        (["BPR", "I"], "6", "segment_not_in_set"),
        (["ITD", "01"], "7", "segment_out_of_order"),
    ],
)
def test_a_segment_without_place_is_named(segment: list[str], code: str, name: str) -> None:
    segments = body("850")
    at = _at(segments, "N3") + 1
    segments.insert(at, segment)
    (found,) = _check("850", segments)
    assert (found.segment_code, found.code, found.position) == (code, name, at + 2)


def test_too_many_of_a_segment_or_loop() -> None:
    segments = body("850")
    at = _at(segments, "FOB")
    segments[at:at] = [["PER", "BD", "X"]] * 3
    assert [problem.segment_code for problem in _check("850", segments)] == ["5"]
    invoice = body("810")
    at = _at(invoice, "IT1")
    invoice[at:at] = [["N1", "ST", "X"]] * 200
    # N1 comes before ITD: behind it there is no place for any of them
    assert {problem.segment_code for problem in _check("810", invoice)} == {"7"}
    at = _at(body("810"), "ITD")
    invoice = body("810")
    invoice[at:at] = [["N1", "ST", "X"]] * 199
    assert [problem.segment_code for problem in _check("810", invoice)] == ["4"]


def test_a_loop_that_begins_again_must_have_been_complete() -> None:
    answer = [segment for segment in body("997") if segment != ["AK5", "A"]]
    (found,) = _check("997", answer)
    assert (found.segment_code, found.segment_id, found.position) == ("3", "AK5", 4)


def test_places_count_as_people_count() -> None:
    segments = body("850")
    second = [at for at, segment in enumerate(segments) if segment[0] == "PO1"][1]
    segments[second][2] = "many"
    (found,) = _check("850", segments)
    assert found.place == f"PO1 no. 2 (segment {second + 4}), PO102"
    assert (found.position, found.element, found.element_code, found.value) == (second + 2, 2, "6", "many")
    assert found.data_element == "330"


def test_every_shape_of_hierarchy_has_its_place() -> None:
    for levels in ("SOI", "SOPI", "SOTPI", "STOI", "STPOI", "SPOI", "SOIP"):
        tree = [["BSN", "00", "S1", "20260309", "0815"]]
        tree += [
            ["HL", str(at), str(at - 1) if at > 1 else "", level] for at, level in enumerate(levels, start=1)
        ]
        assert _check("856", [*tree, ["CTT", str(len(levels))]]) == []


def test_versions_differ_where_the_standard_does() -> None:
    segments = body("850")
    at = _at(segments, "MSG")
    assert [problem.segment_id for problem in _check("850", segments, version="005010")] == ["MSG", "MSG"]
    segments[at : at + 2] = [["MTX", "", "HELLO"]]
    assert _check("850", segments, version="005010") == []
    assert [problem.segment_code for problem in _check("850", segments)] == ["7"]


def test_a_set_of_another_kind_is_not_taken_for_ours() -> None:
    one = TransactionSet((Segment(("XX", "1")), Segment(("SE", "2", "0001"))))
    assert check(one, table("997", "004010"), Delimiters()) != []
