"""Line ends inside a segment, as mail and editors put them there: mended, told, and left for a person where two readings
are possible."""

from __future__ import annotations

import re

from edi.x12.tables import rules
from edi.x12.tables.segments import SEGMENTS

_LINE_END = re.compile(r"\r\n|\r|\n")
_EDGES = " \t\x0b\x0c\xa0"
_LEAST_WIDTH = 20
# X12.3: messages and descriptions are sentences, a line end in them stood for a blank
_PROSE = frozenset({"3", "61", "352", "369", "933", "1551"})
# names and addresses may hold blanks, so one that the file still shows is kept; none is made up
_NAMES = frozenset({"19", "93", "166", "364", "1035", "1036", "1037"})


def is_wrapped(text: str) -> bool:
    """True when all lines but the last have one length: a file wrapped at a column, its line ends mean nothing. One break
    alone shows no width."""
    *full, last = _LINE_END.split(text)
    widths = {len(line) for line in full}
    return len(full) > 1 and len(widths) == 1 and min(widths) >= _LEAST_WIDTH and len(last) <= max(widths)


def unfold(piece: str, element: str, notes: dict[str, None], *, wrapped: bool) -> list[str]:
    """Mend line ends inside a segment: a wrapped line is joined, a line that begins like a segment had lost its
    terminator and becomes a segment of its own (the counts of SE will tell if that was wrong). `notes` learns what was
    done."""
    if "\n" not in piece and "\r" not in piece:
        return [piece]
    if wrapped:
        notes["Wrapped lines were joined."] = None
        return [_LINE_END.sub("", piece)]
    parts: list[str] = []
    for line in _LINE_END.split(piece):
        bare = line.strip(_EDGES)
        if not bare:
            continue
        if parts and not _looks_like_segment(bare, element):
            parts[-1] = _joined(parts[-1], line, element, notes)
            continue
        if parts:
            notes["A missing segment terminator was added at a line end."] = None
        parts.append(line.lstrip(_EDGES))
    return [part.strip(_EDGES) for part in parts]


def _joined(before: str, line: str, element: str, notes: dict[str, None]) -> str:
    """Two lines of one segment. Between elements nothing is lost. Inside of one, nothing is put between the halves: a number
    or code must not gain a blank. Only sentences get one, and names keep theirs. Where blanks stand at the break of a number
    or code, the break stays: the check of the element stops the document, and a person says what was meant."""
    left, right = before.rstrip(_EDGES), line.strip(_EDGES)
    if left.endswith(element) or right.startswith(element):
        notes["Broken lines were joined."] = None
        return left + right
    segment, at = left.partition(element)[0].upper(), left.count(element)
    place = f"{segment}{at:02d}" if at else "a segment name"
    number, kind = _element(segment, at)
    has_blanks = (before, line) != (left, right)
    if number in _PROSE or (number in _NAMES and has_blanks):
        notes[f"A line break inside {place} was read as a blank."] = None
        return f"{left} {right}"
    if has_blanks and kind == "AN" and number not in _NAMES:
        notes[f"A line break inside {place} was left: with the blanks beside it, it may mean two values."] = (
            None
        )
        # with its blank, so that the content of the set alone is stopped as well
        return f"{left} \n{right}"
    notes[f"A line break inside {place} was taken out; the halves were joined without a blank."] = None
    return left + right


def _element(segment: str, at: int) -> tuple[str, str]:
    """Number and type of an element, ('', 'AN') where it is not known."""
    rule = rules("004010").get(segment) or rules("005010").get(segment)
    if not at or rule is None or at > len(rule.elements):
        return "", "AN"
    one = rule.elements[at - 1]
    return one.number, one.kind or "AN"


def _looks_like_segment(line: str, element: str) -> bool:
    name, separator, _ = line.partition(element)
    return bool(separator) and name in SEGMENTS
