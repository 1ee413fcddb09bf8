"""Bytes to segments: finds every interchange of a file, its separators and its segments (X12.5), forgiving what
mail, editors and gateways do to files. What was forgiven is told as findings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from edi.errors import EmptyFile, Unreadable
from edi.x12.line_breaks import is_wrapped, unfold
from edi.x12.segments import Delimiters, Segment

BLANKS = " \t\r\n\x00\x0b\x0c\x1a\xa0\ufeff"
ISA_LENGTH = 106
_ISA_SEPARATORS = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)
_ISA_START = re.compile(r"(?<![A-Za-z0-9])ISA([^A-Za-z0-9 \r\n])(?:(?!\1).){0,4}\1", re.DOTALL)
_ISA_SEARCH = 600
_SEGMENT_ID = re.compile(r"[A-Za-z][A-Za-z0-9]{1,2}")


@dataclass(frozen=True)
class Piece:
    """One interchange as cut from the file: ISA first, every segment in order, with the separators it declares."""

    segments: tuple[Segment, ...]
    delimiters: Delimiters
    findings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Split:
    """All interchanges of a file; `findings` tell what was forgiven outside of them."""

    pieces: tuple[Piece, ...]
    findings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Header:
    segment: Segment
    delimiters: Delimiters
    body: int
    findings: tuple[str, ...]


def split(content: bytes) -> Split:
    """Cut a file into interchanges and segments.

    Raises EmptyFile for a file of blanks, Unreadable where no interchange header can be found."""
    text, findings = decode(content)
    if "\x00" in text.strip(BLANKS):
        # no element may hold one (X12.6), and no database takes one
        text = text.replace("\x00", " ")
        findings.append("NUL characters were read as blanks.")
    if not text.strip(BLANKS):
        raise EmptyFile("The file is empty. Ask the sender to send it again.")
    starts = [match.start() for match in _ISA_START.finditer(text)]
    readable = [(start, header) for start in starts if (header := _header(text, start)) is not None]
    headers = [(start, header) for start, header in readable if _is_plausible(header.segment)] or readable[:1]
    if not headers:
        raise Unreadable(_no_header(text, starts), place=f"byte {starts[0] if starts else 0}")
    if text[: headers[0][0]].strip(BLANKS):
        findings.append("Text before the first ISA was ignored.")
    elif headers[0][0]:
        findings.append("Blanks before the first ISA were ignored.")
    wrapped = is_wrapped(text.strip(BLANKS))
    ends = [start for start, _ in headers[1:]] + [len(text)]
    pieces = [_cut(text, header, end, wrapped) for (_, header), end in zip(headers, ends, strict=True)]
    return Split(tuple(pieces), tuple(findings))


def decode(content: bytes) -> tuple[str, list[str]]:
    """Bytes as text: UTF-8 with or without byte order mark, UTF-16 with one, else Latin-1; with what was noticed."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return content.decode("utf-16"), ["The file is in UTF-16."]
        except UnicodeDecodeError:
            return content.decode("latin-1"), []
    findings = ["A byte order mark was ignored."] if content[:3] == b"\xef\xbb\xbf" else []
    try:
        return content.decode("utf-8-sig"), findings
    except UnicodeDecodeError:
        return content.decode("latin-1"), [*findings, "The file is not UTF-8; it was read as Latin-1."]


def _no_header(text: str, starts: list[int]) -> str:
    if starts or "ISA" in text[:_ISA_SEARCH]:
        return "The interchange header (ISA) is cut off or damaged. Ask the sender to send the file again."
    return "This is no X12 file: it has no interchange header (ISA). Ask the sender what it is."


def _header(text: str, start: int) -> _Header | None:
    """Read ISA at `start` by its separators, not by its width. None when there are fewer than sixteen elements."""
    element = text[start + 3]
    marks = [start + 3]
    while len(marks) < len(_ISA_SEPARATORS):
        found = text.find(element, marks[-1] + 1, start + _ISA_SEARCH)
        if found < 0:
            return None
        marks.append(found)
    after = marks[-1] + 1
    if after >= len(text):
        return None
    component, segment, body = _terminator(text, after, element)
    if segment == element or not segment:
        return None
    values = [text[a + 1 : b].replace("\r", "").replace("\n", "") for a, b in pairwise(marks)]
    repetition = values[10].strip(BLANKS)
    if len(repetition) != 1 or repetition.isalnum() or repetition in {element, segment, component}:
        repetition = ""
    findings = []
    if tuple(mark - start for mark in marks) != _ISA_SEPARATORS:
        findings.append("ISA is not of fixed width.")
    if not component:
        findings.append("ISA16 names no component separator.")
    header = Segment(("ISA", *values, component))
    return _Header(header, Delimiters(element, segment, component, repetition), body, tuple(findings))


def _is_plausible(isa: Segment) -> bool:
    """False for a value that happens to be 'ISA' in the middle of a document: what follows is no header then."""
    qualifiers = all(len(isa.get(at)) <= 2 for at in (1, 3, 5, 7))
    clock = all(not isa.get(at) or isa.get(at).isdigit() for at in (9, 10))
    return qualifiers and clock and all(len(isa.get(at)) <= 1 for at in (11, 14, 15))


def _terminator(text: str, after: int, element: str) -> tuple[str, str, int]:
    """(component separator, segment terminator, where the body begins) from what stands behind the last separator."""
    first = text[after]
    if first in "\r\n":
        return "", "\n" if "\n" in text[after : after + 2] else first, after + 1
    behind = _skip(text, after + 1)
    if _begins_segment(text, behind, element):
        blanks = text[after + 1 : behind]
        if ("\n" in blanks or "\r" in blanks) and not _ends_line(text, behind, first):
            return first, "\n" if "\n" in blanks else "\r", after + 1
        return "", first, after + 1
    if behind < len(text) and _begins_segment(text, _skip(text, behind + 1), element):
        return first, text[behind], behind + 1
    second = text[after + 1 : after + 2] or "~"
    return first, "\n" if second in BLANKS else second, after + 2


def _skip(text: str, start: int) -> int:
    while start < len(text) and text[start] in BLANKS:
        start += 1
    return start


def _begins_segment(text: str, start: int, element: str) -> bool:
    match = _SEGMENT_ID.match(text, start)
    return match is not None and text.startswith(element, match.end())


def _ends_line(text: str, start: int, mark: str) -> bool:
    """True when the line at `start` ends with `mark`: then that is the terminator, and the line end is decoration."""
    end = min((at for at in (text.find("\n", start), text.find("\r", start)) if at >= 0), default=len(text))
    return text[start:end].rstrip(BLANKS).endswith(mark)


def _cut(text: str, header: _Header, end: int, wrapped: bool) -> Piece:
    """The segments of one interchange, from behind ISA to IEA or `end`."""
    mark, element = header.delimiters.segment, header.delimiters.element
    segments = [header.segment]
    notes = dict.fromkeys(header.findings)
    at = header.body
    while at < end and segments[-1].id != "IEA":
        found = text.find(mark, at, end)
        stop = end if found < 0 else found
        piece = text[at:stop].strip(BLANKS)
        at = stop + 1
        if not piece:
            if found >= 0 and mark not in BLANKS:
                notes["Empty segments were ignored."] = None
            continue
        segments += [
            _segment(part, element, notes) for part in unfold(piece, element, notes, wrapped=wrapped)
        ]
        if found < 0:
            notes["The last segment has no terminator."] = None
    if text[at:end].strip(BLANKS):
        notes["Text after IEA was ignored."] = None
    return Piece(tuple(segments), header.delimiters, tuple(notes))


def _segment(piece: str, element: str, notes: dict[str, None]) -> Segment:
    values = piece.split(element)
    name = values[0].strip(BLANKS)
    if name != name.upper():
        notes["Segment names in lower case were read as upper case."] = None
        name = name.upper()
    values[0] = name
    return Segment(values)
