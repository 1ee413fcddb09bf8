"""pyx12 as our judge: errors as data, silence in the log, no exception for any content."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edi.x12.findings import EnvelopeProblem, SyntaxProblem
from edi.x12.pyx12_driver import judge, load
from tests.edi.x12.corpus import DOCUMENTS, body, interchange


@pytest.mark.parametrize("code", list(DOCUMENTS))
def test_a_good_document_is_valid(code: str) -> None:
    assert judge(interchange(code, body(code))) == []


def test_errors_come_with_their_place() -> None:
    order = body("850")
    order[0][5] = "20260231"
    (found,) = judge(interchange("850", order))
    assert isinstance(found, SyntaxProblem)
    assert (found.segment_id, found.position, found.element, found.element_code) == ("BEG", 2, 5, "8")
    assert found.severity == "error"


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [
        (b"SE*32", b"SE*33", "set"),
        (b"GE*1*101", b"GE*2*101", "group"),
        (b"IEA*1*000000101", b"IEA*1*000000102", "interchange"),
    ],
)
def test_envelope_errors_are_found(old: bytes, new: bytes, level: str) -> None:
    content = interchange("850", body("850"))
    assert old in content
    (found,) = judge(content.replace(old, new))
    assert isinstance(found, EnvelopeProblem)
    assert found.level == level


def test_a_set_that_has_no_map_is_not_accepted() -> None:
    content = interchange("850", body("850")).replace(b"ST*850", b"ST*846")
    assert "unsupported_set" in {problem.code for problem in judge(content)}


def test_what_pyx12_passes_over_in_silence_is_told() -> None:
    content = interchange("850", body("850"))
    assert judge(content.replace(b"CTT*", b"~~CTT*")) != []
    assert judge(content + content.replace(b"*", b"|")) != []


def test_pyx12_crashes_become_problems() -> None:
    content = interchange("820", body("820"))
    for broken in (
        content.replace(b"RMR*CM", b"SE*1*0001~SE*1*0001~GE*1*1~GE*1*1~IEA*1*1~RMR*CM"),
        content.replace(b"GE*1*101", b"GE*x*101"),
        content.replace(b"REF*CT*C-1", b"REF*CT*C-1**CT>1>CT>1>CT>1>CT>1>CT>1"),
        content.replace(b"00401", b"00200"),
        content.replace(b"NTE*PMT*APRIL RUN", b"NTE*PMT*AVRIL \xc3\xa9"),
    ):
        assert judge(broken) != []


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        judge(interchange("850", [["BEG", "SECRET"]]))
    assert caplog.text == ""


def test_a_map_is_made_once() -> None:
    assert load("850", "004010") is load("850", "004010")


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 700))
def test_no_content_raises(noise: bytes, at: int) -> None:
    whole = interchange("997", body("997"))
    judge(whole[:at] + noise + whole[at:])
