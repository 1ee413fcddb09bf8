"""The 824: written strictly, read back equal, judged by x12-doctor."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import x12doctor

from edi import writing
from edi.advices import AdvisedSet, ApplicationAdvice, ApplicationError
from edi.document_parts import Party
from edi.errors import InvalidContent, Unmappable
from edi.profiles import Profile
from edi.x12.application_advice_824 import read_824, write_824
from tests.edi.x12.corpus_orders import REFUSAL
from tests.edi.x12.sets import DELIMITERS, PROFILE, PROFILE_5010, around, make_set

COVERS = ["edi.advices"]

ADVICE = ApplicationAdvice(
    "ADV-17",
    date(2026, 3, 11),
    (
        AdvisedSet(
            "TR",
            "IV",
            "INV-5501",
            "101",
            "0001",
            "810",
            (ApplicationError("011", "PRICE DIFFERS FROM THE ORDER"), ApplicationError("024", "CALL US")),
        ),
    ),
    parties=(Party("BY", "NORTHWIND GROCERS", "92", "NWG"),),
)


def test_segments_stand_in_the_order_of_the_standard() -> None:
    assert ["*".join(segment) for segment in write_824(ADVICE, PROFILE)] == [
        "BGN*00*ADV-17*20260311",
        "N1*BY*NORTHWIND GROCERS*92*NWG",
        "OTI*TR*IV*INV-5501*****101*0001*810",
        "TED*011*PRICE DIFFERS FROM THE ORDER",
        "TED*024*CALL US",
    ]


@pytest.mark.parametrize("profile", [PROFILE, PROFILE_5010])
def test_what_is_written_reads_back_equal_and_is_sound(profile: Profile) -> None:
    assert read_824(around("824", write_824(ADVICE, profile)), DELIMITERS) == (ADVICE, [])
    content = writing.write(ADVICE, profile, writing.ControlNumbers(5, 5), datetime(2026, 3, 11, tzinfo=UTC))
    assert writing.validate(content) == []
    assert x12doctor.diagnose(content).ok


def test_a_long_reason_goes_on_in_notes_and_reads_back_whole() -> None:
    reason = "THE PRICE OF LINE 10000 IS NOT THAT OF THE ORDER; " * 4
    long = replace(ADVICE.sets[0], errors=(ApplicationError("011", reason.strip()),))
    body = write_824(replace(ADVICE, sets=(long,)), PROFILE)
    assert max(len(one.get(2)) for one in body if one.id in {"TED", "NTE"}) <= 80
    assert read_824(around("824", body), DELIMITERS)[0].sets == (long,)


def test_an_advice_of_somebody_else_reads_whole() -> None:
    advice, problems = read_824(make_set("824", REFUSAL), DELIMITERS)
    assert problems == []
    [one] = advice.sets
    assert (one.status, one.number, one.set_code) == ("TR", "INV-5501", "810")
    assert [error.code for error in one.errors] == ["011", "024"]
    assert one.errors[0].text.endswith("LINE 10000 WAS ORDERED AT 18.50")


def test_an_advice_about_nothing_is_an_error() -> None:
    _, problems = read_824(make_set("824", "BGN*00*1*20260311"), DELIMITERS)
    assert [one.severity for one in problems] == ["error"]
    with pytest.raises(InvalidContent, match="BGN"):
        read_824(make_set("824", "OTI*TR*IV*1"), DELIMITERS)
    with pytest.raises(Unmappable, match="names no document"):
        write_824(replace(ADVICE, sets=()), PROFILE)
