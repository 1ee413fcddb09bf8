"""Wrong counts are forgiven where the profile says so; control numbers never."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edi.profiles import Profile
from edi.reading import acknowledgment_of, read
from edi.x12.forgiving import forgive
from tests.edi.x12.corpus import body, interchange

STRICT = Profile("Acme", ("ZZ", "SENDER"), ("ZZ", "RECEIVER"))
FORGIVING = replace(STRICT, forgives_counts=True)
FILE = interchange("850", body("850"))


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        (b"SE*32*", b"SE*30*", "SE, SE01"),
        (b"GE*1*", b"GE*2*", "GE, GE01"),
        (b"IEA*1*", b"IEA*4*", "IEA, IEA01"),
        (b"CTT*2*", b"CTT*3*", "CTT (segment 32), CTT01"),
    ],
)
def test_a_wrong_count_stops_or_is_a_finding(good: bytes, bad: bytes, place: str) -> None:
    content = FILE.replace(good, bad)
    assert content != FILE
    by_default = {one.place: one.severity for one in read(content).sets[0].problems}
    assert by_default[place] == ("warning" if "CTT" in place else "error")
    (forgiven,) = [
        one for one in read(content, lambda form, sender: FORGIVING).sets[0].problems if one.place == place
    ]
    assert forgiven.severity == "finding"
    assert forgiven.text.endswith("The profile of Acme forgives wrong counts.")
    strict = read(content, lambda form, sender: STRICT).sets[0].problems
    assert {one.severity for one in strict if one.place == place} <= {"error", "warning"}


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"SE*32*0001", b"SE*32*0002"),
        (b"GE*1*101", b"GE*1*102"),
        (b"IEA*1*000000101", b"IEA*1*000000102"),
        (b"GE*1*101~\n", b""),
    ],
)
def test_control_numbers_and_missing_trailers_are_never_forgiven(good: bytes, bad: bytes) -> None:
    part = read(FILE.replace(good, bad), lambda form, sender: FORGIVING).sets[0]
    assert "envelope_mismatch" in {one.code for one in part.problems if one.severity == "error"}


def test_the_997_accepts_what_was_forgiven() -> None:
    content = FILE.replace(b"GE*1*", b"GE*2*").replace(b"SE*32*", b"SE*30*")
    assert acknowledgment_of(read(content), 0, 0).status == "R"
    assert acknowledgment_of(read(content, lambda form, sender: FORGIVING), 0, 0).status == "A"


def test_what_was_forgiven_is_not_forgiven_twice() -> None:
    problems = read(FILE.replace(b"GE*1*", b"GE*2*"), lambda form, sender: FORGIVING).sets[0].problems
    assert forgive(problems, FORGIVING) == problems
    assert forgive(problems, None) == problems


def test_only_this_sender_is_forgiven() -> None:
    both = FILE.replace(b"GE*1*", b"GE*2*")
    other = both.replace(b"SENDER  ", b"OTHER   ")
    result = read(both + other, lambda form, sender: FORGIVING if sender == (("ZZ", "SENDER"),) else None)
    assert [any(p.severity == "error" for p in part.problems) for part in result.sets] == [False, True]
