"""The content of a document for reading and editing: one X12 segment per line, JSON and XML with line breaks, differences
side by side."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from edi.errors import EdiError
from edi.x12 import splitter

_SEGMENT_NUMBER = re.compile(r"segment (\d+)")
MOST_LINES = 5000
LONG_LINE = 1000
# how `edi.pdf` writes where each field of a page stood
_PLACES, _PLACES_END = '  "reading": {', "  }"


@dataclass(frozen=True)
class Line:
    """One line as shown: its number (segments count from 1), text, and the problems that name it."""

    number: int
    text: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Editable:
    """Content as text for a person. `terminator` and `line_end` are how X12 is put together again ('' = other formats)."""

    text: str
    terminator: str = ""
    line_end: str = ""
    encoding: str = "utf-8"


def as_text(content: bytes) -> Editable | None:
    """Return content for a text box, None where it is no text (PDF, pictures)."""
    text, encoding = _decode(content)
    if text is None:
        return None
    try:
        piece = splitter.split(content).pieces[0]
    except (EdiError, IndexError):
        return Editable(_indent(text), encoding=encoding)
    mark = piece.delimiters.segment
    shown = "" if mark in "\r\n" else mark
    parts = [part.strip("\r\n") for part in text.split(mark)]
    if any("\n" in part or "\r" in part for part in parts):  # wrapped lines: as they were read
        parts = [piece.delimiters.element.join(segment) for segment in piece.segments]
    lines = [part + shown for part in parts if part.strip()]
    return Editable("\n".join(lines), mark, _line_end(text, mark), encoding)


def _decode(content: bytes) -> tuple[str | None, str]:
    if content[:5] == b"%PDF-" or b"\x00" in content[:1000]:
        return None, ""
    for encoding in ("utf-8", "latin-1"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return None, ""


def _line_end(text: str, mark: str) -> str:
    if mark in "\r\n":
        return "\r" if mark == "\n" and "\r\n" in text else ""
    if f"{mark}\r\n" in text:
        return "\r\n"
    return "\n" if f"{mark}\n" in text else ""


def _indent(text: str) -> str:
    """JSON is indented and XML without line breaks gets them between its tags; anything else is shown as it is."""
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        longest = max(map(len, text.split("\n")))
        return re.sub(r">\s*<", ">\n<", text) if longest > LONG_LINE else text
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False) if _is_plain(text) else text
    except (ValueError, RecursionError):
        return text


def _is_plain(text: str) -> bool:
    """True where indenting changes nothing but blanks: numbers with decimals and names given twice are left as written."""
    found: list[str] = []

    def note(number: str) -> str:
        found.append(number)
        return number

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            found.append("twice")
        return dict(pairs)

    json.loads(text, parse_float=note, object_pairs_hook=once)
    return not found


def from_text(text: str, original: bytes) -> bytes:
    """Put edited text together as the original was: its terminator, line ends and encoding. SE01 is counted anew."""
    form = as_text(original) or Editable("")
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    if not form.terminator and lines == [line.rstrip() for line in form.text.split("\n")]:
        return original
    if not form.terminator:
        return "\n".join(lines).encode(form.encoding, errors="replace")
    mark = form.terminator
    shown = "" if mark in "\r\n" else mark
    kept = [line.removesuffix(shown) if shown else line for line in lines if line.strip(" " + shown)]
    kept = _recount(kept)
    if mark == "\n" and form.line_end == "\r":
        whole = "".join(f"{line}\r\n" for line in kept)
    else:
        whole = "".join(f"{line}{mark}{form.line_end}" for line in kept)
    return whole.encode(form.encoding, errors="replace")


def _recount(lines: list[str]) -> list[str]:
    """Write the number of segments into each SE01: who deletes a line should not have to count."""
    element = lines[0][3] if lines and lines[0].startswith("ISA") and len(lines[0]) > 3 else ""
    if not element:
        return lines
    counted, start = [], None
    for place, line in enumerate(lines):
        name, *values = line.split(element)
        if name == "ST":
            start = place
        if name == "SE" and start is not None and values:
            line = element.join([name, str(place - start + 1), *values[1:]])
            start = None
        counted.append(line)
    return counted


def lines_of(content: bytes, problems: list[dict[str, Any]] | None = None) -> list[Line]:
    """The content line by line, with the problems beside the segments they name."""
    form = as_text(content)
    if form is None or not form.text:
        return []
    named: dict[int, list[str]] = {}
    for problem in problems or []:
        for number in _SEGMENT_NUMBER.findall(str(problem.get("place", ""))):
            named.setdefault(int(number), []).append(str(problem.get("text", "")))
    rows = _read_by_people(form.text)[:MOST_LINES]
    return [Line(number, text, tuple(named.get(number, ()))) for number, text in enumerate(rows, start=1)]


def _read_by_people(text: str) -> list[str]:
    """The lines of a content but the places of a page's fields: *Confirm fields* shows them on its picture, the download
    holds them."""
    rows = text.split("\n")
    start = next((at for at, row in enumerate(rows) if row == _PLACES), None)
    if start is None:
        return rows
    end = next((at for at in range(start, len(rows)) if rows[at].rstrip(",") == _PLACES_END), len(rows) - 1)
    return [*rows[:start], f"{_PLACES} … }}{rows[end].removeprefix(_PLACES_END)}", *rows[end + 1 :]]


@dataclass(frozen=True)
class Difference:
    """One row of a comparison: left and right line, and what happened: same, changed, added, removed, or skipped (equal
    lines left out)."""

    kind: str
    left: str = ""
    right: str = ""
    left_number: int | None = None
    right_number: int | None = None


def differences(old: bytes, new: bytes, around: int = 2) -> list[Difference]:
    """Compare two contents line by line, with `around` equal lines beside each change."""
    left, right = _texts(old), _texts(new)
    rows: list[Difference] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [
                Difference("same", left[i], right[j1 + i - i1], i + 1, j1 + i - i1 + 1) for i in range(i1, i2)
            ]
            continue
        for step in range(max(i2 - i1, j2 - j1)):
            i, j = i1 + step, j1 + step
            has_left, has_right = i < i2, j < j2
            kind = "changed" if has_left and has_right else "removed" if has_left else "added"
            rows.append(
                Difference(
                    kind,
                    left[i] if has_left else "",
                    right[j] if has_right else "",
                    i + 1 if has_left else None,
                    j + 1 if has_right else None,
                )
            )
    return _shortened(rows, around)


def _texts(content: bytes) -> list[str]:
    form = as_text(content)
    return _read_by_people(form.text)[:MOST_LINES] if form else [f"({len(content)} bytes that are no text)"]


def _shortened(rows: list[Difference], around: int) -> list[Difference]:
    near = {
        place + step
        for place, row in enumerate(rows)
        if row.kind != "same"
        for step in range(-around, around + 1)
    }
    short: list[Difference] = []
    for place, row in enumerate(rows):
        if place in near:
            short.append(row)
        elif not short or short[-1].kind != "skipped":
            short.append(Difference("skipped"))
    return short
