"""Every shape of file in which the same interchange may arrive is cut into the same segments."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.errors import EdiError, EmptyFile, Unreadable
from edi.x12.splitter import Split, split

SAMPLES = Path(__file__).resolve().parents[3].parent / "shared" / "samples"

ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260309*0815*U*00401*000000101*0*P*>"
LINES = [
    ISA,
    "GS*PO*SENDER*RECEIVER*20260309*0815*101*X*004010",
    "ST*850*0001",
    "BEG*00*SA*PO-1**20260302",
    "PO1*1*5*EA*2.5**VN*ABC",
    "CTT*1",
    "SE*5*0001",
    "GE*1*101",
    "IEA*1*000000101",
]
IDS = ["ISA", "GS", "ST", "BEG", "PO1", "CTT", "SE", "GE", "IEA"]


def _text(end: str = "~", between: str = "") -> str:
    return "".join(line + end + between for line in LINES)


def _segments(content: bytes | str) -> list[tuple[str, ...]]:
    found = split(content.encode() if isinstance(content, str) else content)
    assert len(found.pieces) == 1
    return [tuple(value.strip() for value in segment) for segment in found.pieces[0].segments]


PLAIN = _segments(_text())


def _wrapped(width: int) -> str:
    text = _text()
    return "\r\n".join(text[at : at + width] for at in range(0, len(text), width))


SHAPES = {
    "line feed behind the terminator": _text(between="\n"),
    "carriage return and line feed behind it": _text(between="\r\n"),
    "line feed as terminator": _text("\n"),
    "carriage return and line feed as terminator": _text("\r\n"),
    "carriage return as terminator": _text("\r"),
    "indented": _text(between="\r\n    "),
    "byte order mark": "\ufeff" + _text(between="\n"),
    "leading blanks and lines": " \r\n\n\t" + _text(),
    "trailing blanks": _text() + "  \r\n \x00",
    "substitute character at the end": _text() + "\x1a",
    "text behind IEA": _text() + "\nEnd of message",
    "text before ISA": "Subject: orders\n\n" + _text(),
    "blank before each terminator": _text(" ~", "\n"),
    "blanks before line ends that terminate": _text(" \r\n"),
    "no terminator at the very end": _text("~", "\n").rstrip().rstrip("~"),
    "no line feed at the very end": _text("\n").rstrip(),
    "empty segments": _text("~~", "\n"),
    "blank lines": _text("~", "\n\n\n"),
    "ISA not padded": _text().replace(" " * 10, "").replace("SENDER         *", "SENDER*", 1),
    "ISA padded too far": _text().replace("SENDER         *", "SENDER              *", 1),
    "ISA padded with no-break spaces": _text().replace("SENDER         ", "SENDER \u00a0 \u00a0 ", 1),
    "a segment without terminator at a line end": _text("~", "\n").replace("20260302~", "20260302"),
    "lower-case segment names": _text().replace("~BEG*", "~beg*"),
    "wrapped at 80": _wrapped(80),
    "wrapped at 100": _wrapped(100),
    "wrapped at 33": _wrapped(33),
}


@pytest.mark.parametrize("shape", list(SHAPES))
def test_each_shape_gives_the_same_segments(shape: str) -> None:
    assert _segments(SHAPES[shape]) == PLAIN


@pytest.mark.parametrize("mark", ["|", "!", "\x1c", "\x1d", "\x85", "\u2026", "'", "\\"])
def test_any_character_may_terminate_segments(mark: str) -> None:
    assert _segments(_text(mark, "\n")) == PLAIN
    assert split(_text(mark).encode()).pieces[0].delimiters.segment == mark


@pytest.mark.parametrize("mark", ["|", "^", "\t", "\x1d", "+", "\u00a6"])
def test_any_character_may_separate_elements(mark: str) -> None:
    assert _segments(_text().replace("*", mark)) == PLAIN


@pytest.mark.parametrize("end", ["~", "~\n", "\n", "\r\n", "|\r\n"])
def test_the_component_separator_is_what_isa16_says(end: str) -> None:
    assert split(_text(end).encode()).pieces[0].delimiters.component == ">"
    without = split(_text(end).replace("*P*>", "*P*").encode()).pieces[0]
    assert without.delimiters.component == ""
    assert [segment.id for segment in without.segments] == IDS


def test_a_tilde_may_be_the_component_separator() -> None:
    text = _text("|", "\r\n").replace("*P*>", "*P*~")
    assert split(text.encode()).pieces[0].delimiters.component == "~"
    assert [segment.id for segment in split(text.encode()).pieces[0].segments] == IDS


@pytest.mark.parametrize("version", ["00200", "00305", "00400", "00403", "00501", "00040", "    "])
def test_isa12_decides_nothing(version: str) -> None:
    assert [one[0] for one in _segments(_text().replace("00401", version))] == IDS


def test_the_repetition_separator_is_taken_from_5010_only() -> None:
    assert split(_text().replace("*U*", "*^*").encode()).pieces[0].delimiters.repetition == "^"
    assert split(_text().encode()).pieces[0].delimiters.repetition == ""


def test_interchanges_of_one_file_have_their_own_separators() -> None:
    other = _text("\n").replace("*", "|").replace("000000101", "000000102")
    third = _text("'").replace("*P*>", "*P*:")
    found = split((_text(between="\n") + other + "\ufeff" + third).encode())
    assert [piece.delimiters.element for piece in found.pieces] == ["*", "|", "*"]
    assert [piece.delimiters.segment for piece in found.pieces] == ["~", "\n", "'"]
    assert [piece.delimiters.component for piece in found.pieces] == [">", ">", ":"]
    assert all([segment.id for segment in piece.segments] == IDS for piece in found.pieces)


def test_an_interchange_without_end_does_not_swallow_the_next() -> None:
    cut = _text()[: _text().index("CTT")]
    found = split((cut + "\n" + _text("|")).encode())
    assert [segment.id for segment in found.pieces[0].segments] == IDS[:5]
    assert [segment.id for segment in found.pieces[1].segments] == IDS


@pytest.mark.parametrize("end", range(130, 320, 7))
def test_a_file_cut_anywhere_keeps_what_came(end: int) -> None:
    text = _text()
    kept = split(text[:end].encode()).pieces[0].segments
    whole = split(text.encode()).pieces[0].segments
    complete = text[:end].count("~")
    assert kept[:complete] == whole[:complete]
    assert len(kept) <= complete + 1


def test_a_value_that_reads_isa_begins_no_interchange() -> None:
    lines = [*LINES[:4], "N1*ST*ISA*92*1234", "N3*1 ROAD", "N4*X*OR*97201", *LINES[4:]]
    assert [one[0] for one in _segments("~\n".join(lines) + "~")] == [*IDS[:4], "N1", "N3", "N4", *IDS[4:]]


def test_latin_1_and_utf_8_names_are_read() -> None:
    named = _text().replace("VN*ABC", "VN*Käse")
    assert _segments(named.encode("utf-8"))[4][7] == "Käse"
    assert _segments(named.encode("latin-1"))[4][7] == "Käse"
    assert _segments(named.encode("utf-16"))[4][7] == "Käse"


def test_values_keep_their_inner_blanks_and_empty_elements() -> None:
    text = _text().replace("BEG*00*SA*PO-1**20260302", "BEG*00*SA*PO  1 A**20260302**")
    assert split(text.encode()).pieces[0].segments[3] == (
        "BEG",
        "00",
        "SA",
        "PO  1 A",
        "",
        "20260302",
        "",
        "",
    )


def test_what_was_forgiven_is_told() -> None:
    text = "\ufeffhello " + _text("~~", "\n").replace("ZZ*SENDER         ", "ZZ*SENDER ") + "bye"
    found = split(text.encode())
    told = " ".join((*found.findings, *found.pieces[0].findings))
    for word in ("byte order mark", "before the first ISA", "fixed width", "Empty segments", "after IEA"):
        assert word in told
    assert split(_text(between="\n").encode()).findings == ()
    assert split(_text(between="\n").encode()).pieces[0].findings == ()


@pytest.mark.parametrize("content", [b"", b"  \r\n", b"\x00\x00", b"\xef\xbb\xbf", b"\x1a"])
def test_nothing_but_blanks_is_an_empty_file(content: bytes) -> None:
    with pytest.raises(EmptyFile):
        split(content)


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"%PDF-1.4 \x00\xff",
        b"ISA*00*",
        b"ISA",
        ISA.encode()[:-2],
        b"\xff\xfe\x00",
        b"VISA*00*a*b",
        b"<x/>",
    ],
)
def test_what_has_no_header_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable):
        split(content)


def _outcome(content: bytes) -> Split | EdiError:
    try:
        return split(content)
    except EdiError as error:
        return error


@given(st.binary(max_size=400))
def test_any_bytes_are_cut_or_refused(content: bytes) -> None:
    outcome = _outcome(content)
    assert outcome.pieces if isinstance(outcome, Split) else str(outcome)


@given(st.binary(max_size=200), st.integers(0, 300))
def test_any_bytes_within_a_file_are_cut_or_refused(noise: bytes, at: int) -> None:
    whole = _text().encode()
    outcome = _outcome(whole[:at] + noise + whole[at:])
    assert outcome.pieces if isinstance(outcome, Split) else str(outcome)


def _valid_samples() -> list[tuple[str, int]]:
    index = SAMPLES / "INDEX.tsv"
    if not index.is_file():
        return []
    with index.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [
        (row["file"], int(row["segments"]))
        for row in rows
        if row["valid"] == "yes" and row["segments"].isdigit()
    ]


@pytest.mark.skipif(not _valid_samples(), reason="no shared samples beside this checkout")
@pytest.mark.parametrize(("name", "count"), _valid_samples())
def test_samples_split_into_as_many_segments_as_their_index_says(name: str, count: int) -> None:
    found = split((SAMPLES / name).read_bytes())
    assert sum(len(piece.segments) for piece in found.pieces) == count
    assert all(piece.segments[-1].id == "IEA" for piece in found.pieces)
