"""The 997 both ways: what we answer to which findings, and what we understand of the partner's answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from edi.documents import Acknowledgment, SegmentError, SetAcknowledgment
from edi.errors import InvalidContent, UnsupportedDocument
from edi.problems import Problem
from edi.profiles import Profile
from edi.x12.acknowledgment_997 import acknowledge_group, read_997, write_997
from edi.x12.findings import EnvelopeProblem, SyntaxProblem
from edi.x12.segments import Delimiters, Group, Segment, TransactionSet

PROFILE = Profile("Acme", ("ZZ", "ACME"), ("ZZ", "NAVCLEO"))


def _set(number: str) -> TransactionSet:
    return TransactionSet((Segment(("ST", "856", number)), Segment(("SE", "2", number))))


def _group(*numbers: str, version: str = "004010", code: str = "SH", stated: str = "") -> Group:
    header = Segment(("GS", code, "S1", "R1", "20260309", "0815", "77", "X", version))
    sets = tuple(_set(number) for number in numbers)
    return Group(header, sets, Segment(("GE", stated or str(len(sets)), "77")))


def _answer(
    *problems: Sequence[Problem], version: str = "004010", group: Sequence[Problem] = ()
) -> Acknowledgment:
    numbers = [f"{at:04d}" for at in range(1, len(problems) + 1)]
    return acknowledge_group(_group(*numbers, version=version), group, problems)


BAD_NUMBER = SyntaxProblem(
    "content_invalid", "SN102 is not a number", "SN1", "error", "SN1", 9, "8", 2, 0, "382", "6", "12,5"
)
LONG = replace(BAD_NUMBER, severity="warning", element=1, element_code="5", data_element="350")
UNKNOWN_CODE = replace(LONG, element_code="7", element=3)
BLANKS = replace(LONG, severity="finding", element_code="6")
COUNT = EnvelopeProblem("envelope_mismatch", "SE01 says 9", "SE", "error", "set", "4")
BUSINESS = Problem("totals_differ", "the total differs")


def test_what_was_read_without_complaint_is_accepted() -> None:
    answer = _answer((), ())
    assert (answer.group_code, answer.group_control_number, answer.status) == ("SH", "77", "A")
    assert [(one.control_number, one.status, one.codes) for one in answer.sets] == [
        ("0001", "A", ()),
        ("0002", "A", ()),
    ]
    assert (answer.sets_included, answer.sets_received, answer.sets_accepted) == (2, 2, 2)


@pytest.mark.parametrize("problem", [UNKNOWN_CODE, BLANKS, BUSINESS])
def test_what_is_not_the_senders_syntax_is_no_complaint(problem: Problem) -> None:
    assert [one.status for one in _answer((problem,)).sets] == ["A"]


def test_a_forgiven_breach_is_accepted_with_errors() -> None:
    answer = _answer((LONG, UNKNOWN_CODE), ())
    assert answer.status == "E"
    assert answer.sets_accepted == 2
    assert answer.sets[0].status == "E"
    assert answer.sets[0].errors == (SegmentError("SN1", 9, "8", (("1", "5", "12,5"),)),)


def test_an_unreadable_set_is_rejected_and_the_others_are_not() -> None:
    answer = _answer((BAD_NUMBER, LONG), ())
    assert (answer.status, answer.sets_accepted) == ("P", 1)
    assert [one.status for one in answer.sets] == ["R", "A"]
    assert answer.sets[0].codes == ("5",)
    assert answer.sets[0].errors == (SegmentError("SN1", 9, "8", (("2", "6", "12,5"),)),)
    assert _answer((BAD_NUMBER,)).status == "R"


def test_envelope_breaches_have_their_own_codes() -> None:
    assert _answer((COUNT,)).sets[0].codes == ("4",)
    assert _answer((COUNT, BAD_NUMBER)).sets[0].codes == ("4", "5")
    unsupported = Problem("unsupported_set", "855 is not read")
    assert _answer((unsupported,)).sets[0].codes == ("1",)
    group = (EnvelopeProblem("envelope_mismatch", "GE01 says 3", "GE", "error", "group", "5"),)
    answer = _answer(group, group=group)
    assert (answer.status, answer.codes, answer.sets_accepted) == ("R", ("5",), 0)


def test_an_unknown_version_rejects_the_group() -> None:
    answer = _answer((Problem("unsupported_set", "version"),), version="009999")
    assert (answer.status, answer.codes) == ("R", ("2",))


def test_counts_are_those_of_the_sender() -> None:
    assert acknowledge_group(_group("0001", stated="3"), (), [()]).sets_included == 3
    assert acknowledge_group(_group("0001", stated="x"), (), [()]).sets_included == 1


def test_a_997_is_never_answered() -> None:
    with pytest.raises(UnsupportedDocument):
        acknowledge_group(_group("0001", code="FA"), (), [()])


REJECTED = Acknowledgment(
    "PO",
    "4401",
    "P",
    (
        SetAcknowledgment("850", "0001", "A"),
        SetAcknowledgment(
            "850",
            "0002",
            "R",
            ("5",),
            (
                SegmentError("PO1", 12, "8", (("2", "6", "AB*C"), ("3", "7", "QQ"))),
                SegmentError("REF", 13, "8", (("4:2", "5", "X"),)),
                SegmentError("CTT", 20, "3"),
            ),
        ),
    ),
    2,
    2,
    1,
)


def test_segments_are_written_in_order_with_data_element_numbers() -> None:
    assert write_997(REJECTED, PROFILE) == [
        ("AK1", "PO", "4401"),
        ("AK2", "850", "0001"),
        ("AK5", "A"),
        ("AK2", "850", "0002"),
        ("AK3", "PO1", "12", "", "8"),
        ("AK4", "2", "330", "6", "AB*C"),
        ("AK4", "3", "355", "7", "QQ"),
        ("AK3", "REF", "13", "", "8"),
        ("AK4", "4>2", "127", "5", "X"),
        ("AK3", "CTT", "20", "", "3"),
        ("AK5", "R", "5"),
        ("AK9", "P", "2", "2", "1"),
    ]


def test_a_nonsense_segment_name_does_not_spoil_our_answer() -> None:
    odd = replace(REJECTED.sets[1], errors=(SegmentError("<html>", 2, "1"),))
    assert ("AK3", "ZZZ", "2", "", "1") in write_997(replace(REJECTED, sets=(odd,)), PROFILE)


def test_an_answer_without_group_is_refused() -> None:
    with pytest.raises(InvalidContent):
        write_997(replace(REJECTED, group_control_number=""), PROFILE)


def _read(*lines: str, delimiters: Delimiters | None = None) -> tuple[Acknowledgment, list[Problem]]:
    body = [Segment(line.split("*")) for line in lines]
    whole = (Segment(("ST", "997", "0001")), *body, Segment(("SE", str(len(body) + 2), "0001")))
    return read_997(TransactionSet(whole, 3), delimiters or Delimiters())


def test_what_was_written_reads_the_same() -> None:
    plain = replace(REJECTED, codes=("5",))
    answer, problems = _read(
        *("*".join(segment) for segment in write_997(plain, PROFILE) if "AB*C" not in segment)
    )
    expected = replace(plain.sets[1].errors[0], elements=plain.sets[1].errors[0].elements[1:])
    errors = (expected, *plain.sets[1].errors[1:])
    assert answer == replace(plain, sets=(plain.sets[0], replace(plain.sets[1], errors=errors)))
    assert problems == []
    assert answer.number == "PO-4401"


@pytest.mark.parametrize("status", ["A", "E", "R", "P"])
def test_a_bare_answer_speaks_for_the_group(status: str) -> None:
    answer, problems = _read("AK1*PO*4401", f"AK9*{status}*1*1*1")
    assert (answer.status, answer.sets, problems) == (status, (), [])


@pytest.mark.parametrize("status", ["M", "W", "X", "Q", ""])
def test_any_other_verdict_is_a_refusal(status: str) -> None:
    answer, problems = _read("AK1*PO*4401", "AK2*850*0001", f"AK5*{status}", f"AK9*{status}*1*1*0")
    assert answer.status == answer.sets[0].status == "R"
    assert len(problems) == 2


def test_a_set_without_verdict_is_a_refusal_with_an_error() -> None:
    answer, problems = _read("AK1*PO*4401", "AK2*850*0001", "AK2*850*0002", "AK5*A", "AK9*A*2*2*2")
    assert [one.status for one in answer.sets] == ["R", "A"]
    assert [problem.severity for problem in problems] == ["error"]


@pytest.mark.parametrize(
    "lines", [("AK9*A*1*1*1",), ("AK1*PO*4401",), ("AK1*PO", "AK9*A*1*1*1"), ("AK1", "AK9*A")]
)
def test_without_group_or_verdict_there_is_no_answer(lines: tuple[str, ...]) -> None:
    with pytest.raises(InvalidContent):
        _read(*lines)


def test_counts_that_are_no_numbers_are_left_out_with_a_warning() -> None:
    answer, problems = _read("AK1*PO*4401", "AK9*A*one*1*1")
    assert (answer.sets_included, answer.sets_received) == (None, 1)
    assert [problem.severity for problem in problems] == ["warning"]
