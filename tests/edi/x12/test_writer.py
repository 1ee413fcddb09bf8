"""The envelope that we write: fixed widths, counts, numbers, separators never inside values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from x12doctor import diagnose

from edi.errors import EdiError, InvalidContent, Unmappable
from edi.profiles import Profile
from edi.x12.pyx12_driver import judge
from edi.x12.segments import Delimiters, Segment
from edi.x12.splitter import split
from edi.x12.writer import ControlNumbers, wrap, write_interchange

AT = datetime(2026, 3, 9, 8, 15, tzinfo=UTC)
NUMBERS = ControlNumbers(101, 11)
PROFILE = Profile("Acme", ("08", "ACME"), ("ZZ", "NAVCLEO"))
BODY = [
    Segment(("BEG", "00", "SA", "PO-1", "", "20260302")),
    Segment(("N1", "ST", "Central Kitchen", "92", "LOC-17")),
    Segment(("PO1", "10000", "5", "EA", "2.5", "", "VN", "ABC", "", "")),
    Segment(("CTT", "1")),
]


def _write(profile: Profile = PROFILE, numbers: ControlNumbers = NUMBERS, *bodies: list[Segment]) -> str:
    return write_interchange(profile, "PO", bodies or (BODY,), numbers, AT).decode("ascii")


def test_isa_is_of_fixed_width() -> None:
    isa = _write().split("~")[0]
    assert len(isa) == 105
    assert isa == (
        "ISA*00*          *00*          *ZZ*NAVCLEO        *08*ACME           *260309*0815*U*00401*000000101*0*P*>"
    )


def test_group_and_sets_are_counted_and_numbered() -> None:
    lines = _write(PROFILE, replace(NUMBERS, set=7), BODY, BODY[:1]).split("~\n")
    assert lines[1] == "GS*PO*NAVCLEO*ACME*20260309*0815*11*X*004010"
    assert lines[2] == "ST*850*0007"
    assert lines[5] == "PO1*10000*5*EA*2.5**VN*ABC"
    assert lines[7:] == ["SE*6*0007", "ST*850*0008", lines[9], "SE*3*0008", "GE*2*11", "IEA*1*000000101", ""]


def test_numbers_at_their_limits() -> None:
    text = _write(PROFILE, ControlNumbers(999_999_999, 999_999_999, 999_999_999))
    assert "*999999999*0*P*" in text
    assert "ST*850*999999999" in text
    for bad in (
        ControlNumbers(0, 1),
        ControlNumbers(1_000_000_000, 1),
        ControlNumbers(1, 0),
        ControlNumbers(1, 1, 0),
    ):
        with pytest.raises(InvalidContent):
            _write(PROFILE, bad)


def test_a_test_profile_says_so() -> None:
    assert split(_write(replace(PROFILE, is_test=True)).encode()).pieces[0].segments[0].get(15) == "T"
    assert split(_write().encode()).pieces[0].segments[0].get(15) == "P"


def test_5010_names_its_repetition_separator() -> None:
    isa = split(_write(replace(PROFILE, version="005010")).encode()).pieces[0]
    assert (isa.segments[0].get(11), isa.segments[0].get(12)) == ("^", "00501")
    assert isa.segments[1].get(8) == "005010"


def test_group_ids_may_differ_from_interchange_ids() -> None:
    line = _write(replace(PROFILE, group_id="ACMEGS", own_group_id="OURGS")).split("~\n")[1]
    assert line.startswith("GS*PO*OURGS*ACMEGS*")


@pytest.mark.parametrize(
    "delimiters",
    [
        Delimiters("|", "\n", ":"),
        Delimiters("*", "'", ":"),
        Delimiters("\x1d", "\x1c", "\x1f"),
        Delimiters("*", "~", "\\"),
    ],
)
@pytest.mark.parametrize("version", ["004010", "005010"])
def test_own_separators_are_used_and_read_again(delimiters: Delimiters, version: str) -> None:
    piece = split(_write(replace(PROFILE, delimiters=delimiters, version=version)).encode()).pieces[0]
    assert piece.delimiters == replace(delimiters, repetition="^" if version == "005010" else "")
    assert [segment.id for segment in piece.segments[2:-2]] == ["ST", "BEG", "N1", "PO1", "CTT", "SE"]
    assert piece.findings == ()


@pytest.mark.parametrize(
    "delimiters",
    [
        Delimiters("*", "*", ">"),
        Delimiters("A", "~", ">"),
        Delimiters("*", "~", ""),
        Delimiters(" ", "~", ">"),
    ],
)
def test_separators_that_cannot_work_are_refused(delimiters: Delimiters) -> None:
    with pytest.raises(InvalidContent):
        _write(replace(PROFILE, delimiters=delimiters))


@pytest.mark.parametrize(
    "profile",
    [
        replace(PROFILE, own_id=("ZZ", "")),
        replace(PROFILE, own_id=("ZZZ", "X1")),
        replace(PROFILE, partner_id=("ZZ", "X" * 16)),
        replace(PROFILE, partner_id=("ZZ", "A*B")),
        replace(PROFILE, partner_id=("ZZ", "A")),
        replace(PROFILE, version="D96A"),
    ],
)
def test_a_profile_that_makes_no_envelope_is_refused(profile: Profile) -> None:
    with pytest.raises(EdiError):
        _write(profile)


def test_free_text_is_made_fit_and_cut_and_identifiers_are_not() -> None:
    name = Segment(("N1", "ST", "Käse*~> " + "x" * 70, "92", "LOC-17"))
    text = _write(PROFILE, NUMBERS, [BODY[0], name, *BODY[2:]])
    assert f"N1*ST*KASE {'X' * 55}*92*LOC-17~" in text
    for bad in ("LOC*17", "LOC~17", "LOC>17", "LOC\n17", "店"):
        with pytest.raises(Unmappable, match="N104"):
            _write(PROFILE, NUMBERS, [BODY[0], Segment(("N1", "ST", "X", "92", bad))])


def test_upper_case_only_where_the_partner_asks() -> None:
    assert "Central Kitchen" in _write(replace(PROFILE, uppercase=False))
    assert "CENTRAL KITCHEN" in _write()


def test_a_segment_without_values_is_not_sent_nor_counted() -> None:
    text = _write(PROFILE, NUMBERS, [BODY[0], Segment(("REF", "", "")), *BODY[1:]])
    assert "REF" not in text
    assert "SE*6*" in text


def test_an_unknown_segment_is_never_sent() -> None:
    with pytest.raises(Unmappable):
        _write(PROFILE, NUMBERS, [Segment(("ZZZ", "1"))])


@given(st.text(max_size=80), st.sampled_from(["004010", "005010"]))
def test_any_name_gives_a_valid_file(name: str, version: str) -> None:
    segments = [BODY[0], Segment(("N1", "ST", name, "92", "LOC-17")), *BODY[2:]]
    content = write_interchange(replace(PROFILE, version=version), "PO", [segments], NUMBERS, AT)
    assert len(split(content).pieces[0].segments) == 10
    assert judge(content) == []
    assert diagnose(content).ok


def test_one_set_in_an_envelope_of_its_own_reads_again() -> None:
    piece = split(_write(PROFILE, NUMBERS, BODY, BODY).encode()).pieces[0]
    content = wrap(piece.segments[0], piece.segments[1], piece.segments[2:8], piece.delimiters, "000000101")
    again = split(content).pieces[0]
    assert again.segments[:8] == piece.segments[:8]
    assert again.segments[8:] == (("GE", "1", "11"), ("IEA", "1", "000000101"))
