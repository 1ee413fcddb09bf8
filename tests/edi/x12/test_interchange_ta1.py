"""The TA1: read, written, and made from what is wrong around the groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import x12doctor

from edi import reading, writing
from edi.advices import InterchangeAcknowledgment
from edi.x12.interchange_ta1 import acknowledge, is_answerable, is_asked, read_ta1, write_ta1
from edi.x12.segments import Segment
from tests.edi.x12.corpus import body, interchange
from tests.edi.x12.sets import PROFILE, PROFILE_5010

GOOD = interchange("850", body("850"))
NUMBERS = writing.ControlNumbers(17, 17)
AT = datetime(2026, 3, 9, 8, 15, tzinfo=UTC)
VALUE = InterchangeAcknowledgment("000000101", "260309", "0815", "A", "000")


def verdict(content: bytes) -> tuple[str, str]:
    [envelope] = reading.envelopes(content)
    value = acknowledge(envelope)
    assert (value.interchange, value.sent_on, value.sent_at) == ("000000101", "260309", "0815")
    return value.status, value.note


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ("A", "000")),
        ("IEA*1*000000101", "IEA*2*000000101", ("R", "021")),
        ("IEA*1*000000101", "IEA*1*000000102", ("R", "001")),
        ("IEA*1*000000101~", "", ("R", "023")),
        ("GS*PO", "XX*1~\nGS*PO", ("R", "024")),
        ("SE*", "SE*9", ("A", "000")),  # the set is the 997's to refuse
    ],
)
def test_the_envelope_alone_decides(old: str, new: str, expected: tuple[str, str]) -> None:
    assert verdict(GOOD.replace(old.encode(), new.encode())) == expected


def test_an_interchange_without_any_set_is_refused() -> None:
    assert verdict(GOOD[:106] + b"\nIEA*0*000000101~") == ("R", "024")


def test_a_number_that_came_before_is_noted() -> None:
    [envelope] = reading.envelopes(GOOD)
    value = acknowledge(envelope, is_repeated=True)
    assert (value.status, value.note) == ("E", "025")


def test_acknowledgments_are_never_answered() -> None:
    answer = interchange("997", body("997"))
    alone = writing.write(VALUE, PROFILE, NUMBERS, AT)
    for content, answerable in ((GOOD, True), (answer, False), (alone, False), (GOOD[:106], True)):
        [envelope] = reading.envelopes(content)
        assert is_answerable(envelope) is answerable


def test_who_asks_is_read_and_asking_is_written() -> None:
    [envelope] = reading.envelopes(GOOD)
    assert not is_asked(envelope)
    value = reading.read(GOOD).sets[0].document
    assert value is not None
    asking = replace(PROFILE, requests_ta1=True)
    [envelope] = reading.envelopes(writing.write(value, asking, NUMBERS, AT))
    assert is_asked(envelope)
    acknowledgment = reading.read(interchange("997", body("997"))).sets[0].document
    assert acknowledgment is not None
    for answer in (acknowledgment, VALUE):
        [envelope] = reading.envelopes(writing.write(answer, asking, NUMBERS, AT))
        assert not is_asked(envelope)


@pytest.mark.parametrize("profile", [PROFILE, PROFILE_5010])
def test_it_stands_alone_in_an_interchange_of_its_own(profile: object) -> None:
    content = writing.write(VALUE, profile, NUMBERS, AT)  # type: ignore[arg-type]
    assert [row.split("*")[0] for row in content.decode().split("\n") if row] == ["ISA", "TA1", "IEA"]
    assert "IEA*0*000000017" in content.decode()
    assert writing.validate(content) == []
    # x12-doctor does not know a TA1 (A11); all else is sound to it
    found = [item.code for item in x12doctor.diagnose(content).findings if str(item.severity) == "error"]
    assert found == ["A11"]
    assert reading.read(content).sets[0].document == VALUE


def test_what_is_written_reads_back() -> None:
    assert read_ta1(write_ta1(VALUE)) == (VALUE, [])


def test_a_verdict_that_is_none_counts_as_a_refusal_and_says_so() -> None:
    value, problems = read_ta1(Segment(("TA1", "", "260309", "0815", "Q")))
    assert value.status == "R"
    assert [problem.place for problem in problems] == ["TA1, TA104", "TA1, TA101"]
