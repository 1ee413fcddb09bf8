"""Strict X12 writer: one interchange with one group (X12.5, X12.6). ISA of fixed width, separators never inside values,
counts and control numbers by construction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from edi.errors import InvalidContent, Unmappable
from edi.profiles import Profile
from edi.x12 import separators
from edi.x12.segments import Delimiters, Segment
from edi.x12.tables import family, rules
from edi.x12.tables.grammar import ElementRule, SegmentRule
from edi.x12.wire_text import FREE_TEXT, carry

SET_OF_GROUP = {
    "PO": "850",
    "PR": "855",
    "PC": "860",
    "CA": "865",
    "SH": "856",
    "IN": "810",
    "RA": "820",
    "AG": "824",
    "FA": "997",
}
_HIGHEST = 999_999_999


@dataclass(frozen=True)
class ControlNumbers:
    """The numbers of one sending: ISA13, GS06 and the ST02 of its first set, each 1 to 999999999."""

    interchange: int
    group: int
    set: int = 1


def write_interchange(
    profile: Profile,
    group_code: str,
    set_bodies: Sequence[Sequence[Segment]],
    numbers: ControlNumbers,
    at: datetime,
) -> bytes:
    """One interchange from us to the partner of `profile` with one group of sets; each body is what stands between ST
    and SE. `at` is the time of sending as ISA and GS shall show it.

    Raises Unmappable for a value the wire cannot carry, InvalidContent for a profile or number that makes no envelope."""
    marks = _delimiters(profile)
    version = family(profile.version)
    last = numbers.set + len(set_bodies) - 1
    for name, number in (("ISA13", numbers.interchange), ("GS06", numbers.group), ("ST02", last)):
        if not 1 <= number <= _HIGHEST or numbers.set < 1:
            raise InvalidContent(f"The control number {number} is not between 1 and {_HIGHEST}.", place=name)
    known = rules(version)
    segments = [
        _isa(profile, marks, numbers, at, version, asks=profile.requests_ta1 and group_code != "FA"),
        _gs(profile, group_code, numbers, at, marks),
    ]
    for offset, body in enumerate(set_bodies):
        set_number = f"{numbers.set + offset:04d}"
        carried = [_carried(segment, known.get(segment.id), profile, marks) for segment in body]
        segments.append(Segment(("ST", SET_OF_GROUP[group_code], set_number)))
        segments += [segment for segment in carried if len(segment) > 1]
        segments.append(Segment(("SE", str(sum(len(one) > 1 for one in carried) + 2), set_number)))
    segments.append(Segment(("GE", str(len(set_bodies)), str(numbers.group))))
    segments.append(Segment(("IEA", "1", f"{numbers.interchange:09d}")))
    return join(segments, marks, line_ends=profile.line_ends).encode("ascii")


def write_acknowledgment(profile: Profile, ta1: Segment, numbers: ControlNumbers, at: datetime) -> bytes:
    """One interchange that holds a TA1 alone, without any group; it asks for nothing. Raises as `write_interchange`."""
    marks = _delimiters(profile)
    version = family(profile.version)
    carried = _carried(ta1, rules(version).get(ta1.id), profile, marks)
    isa = _isa(profile, marks, numbers, at, version)
    trailer = Segment(("IEA", "0", f"{numbers.interchange:09d}"))
    return join([isa, carried, trailer], marks, line_ends=profile.line_ends).encode("ascii")


def join(segments: Sequence[Segment], delimiters: Delimiters, *, line_ends: bool = False) -> str:
    """Segments as text, as they are; `line_ends` adds a line feed behind each terminator, for people."""
    end = delimiters.segment + ("\n" if line_ends and delimiters.segment not in "\r\n" else "")
    return "".join(delimiters.element.join(segment) + end for segment in segments)


def wrap(
    isa: Segment, gs: Segment, body: Sequence[Segment], delimiters: Delimiters, interchange_number: str
) -> bytes:
    """One set, ST to SE as it came, in an envelope of its own with right counts; readable by ourselves again. Always
    UTF-8: whatever the file was in, these bytes read as the same characters."""
    group = [gs, *body, Segment(("GE", "1", gs.get(6)))] if len(gs) > 1 else list(body)
    trailer = Segment(("IEA", "1" if len(gs) > 1 else "0", interchange_number))
    text = join([_full_isa(isa, delimiters), *group, trailer], delimiters, line_ends=True)
    return text.encode("utf-8")


def _full_isa(isa: Segment, delimiters: Delimiters) -> Segment:
    """ISA as it came, with its elements padded to the widths of the standard."""
    widths = (3, 2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1)
    values = [isa[at].strip() if at < len(isa) else "" for at in range(16)]
    return Segment(
        (*(value.ljust(width) for value, width in zip(values, widths, strict=True)), delimiters.component)
    )


def _delimiters(profile: Profile) -> Delimiters:
    if not family(profile.version):
        raise InvalidContent(
            f"The version '{profile.version}' of {profile.partner_name} is unknown.", place="GS08"
        )
    wrong = separators.faults(profile.delimiters, profile.version)
    if wrong:
        raise InvalidContent(
            f"The separators of {profile.partner_name} are not usable: {'; '.join(wrong.values())}.",
            place="ISA",
        )
    return separators.chosen(profile.delimiters, profile.version)


def _isa(
    profile: Profile,
    marks: Delimiters,
    numbers: ControlNumbers,
    at: datetime,
    version: str,
    *,
    asks: bool = False,
) -> Segment:
    return Segment(
        (
            "ISA",
            "00",
            " " * 10,
            "00",
            " " * 10,
            _fixed(profile.own_id[0], 2, "ISA05", marks),
            _fixed(profile.own_id[1], 15, "ISA06", marks),
            _fixed(profile.partner_id[0], 2, "ISA07", marks),
            _fixed(profile.partner_id[1], 15, "ISA08", marks),
            at.strftime("%y%m%d"),
            at.strftime("%H%M"),
            marks.repetition or "U",
            "00501" if version == "005010" else "00401",
            f"{numbers.interchange:09d}",
            "1" if asks else "0",
            "T" if profile.is_test else "P",
            marks.component,
        )
    )


def _fixed(value: str, width: int, place: str, marks: Delimiters) -> str:
    text = carry(value, marks, free=False, place=place)
    if not text or len(text) > width or (width == 2 and len(text) != 2):
        raise InvalidContent(
            f"{place} '{value}' does not fit: 1 to {width} characters are needed.", place=place
        )
    return text.ljust(width)


def _gs(
    profile: Profile, group_code: str, numbers: ControlNumbers, at: datetime, marks: Delimiters
) -> Segment:
    own = carry(profile.own_group_id or profile.own_id[1], marks, free=False, place="GS02")
    partner = carry(profile.group_id or profile.partner_id[1], marks, free=False, place="GS03")
    for place, value in (("GS02", own), ("GS03", partner)):
        if not 2 <= len(value) <= 15:
            raise InvalidContent(
                f"{place} '{value}' does not fit: 2 to 15 characters are needed.", place=place
            )
    day, clock = at.strftime("%Y%m%d"), at.strftime("%H%M")
    return Segment(("GS", group_code, own, partner, day, clock, str(numbers.group), "X", profile.version))


def _carried(segment: Segment, rule: SegmentRule | None, profile: Profile, marks: Delimiters) -> Segment:
    """A segment as the wire can carry it, without empty elements at its end."""
    if rule is None:
        raise Unmappable(f"The segment {segment.id} is unknown and cannot be sent.", place=segment.id)
    values = [segment.id]
    for at, value in enumerate(segment[1:], start=1):
        element = rule.elements[at - 1] if at <= len(rule.elements) else None
        values.append(_element(value, element, f"{segment.id}{at:02d}", profile, marks) if value else "")
    while values and not values[-1]:
        values.pop()
    return Segment(values)


def _element(value: str, rule: ElementRule | None, place: str, profile: Profile, marks: Delimiters) -> str:
    if rule is not None and rule.components:
        # Composites come with their components apart by the profile's component separator.
        parts = [
            carry(part, marks, free=False, place=place, uppercase=profile.uppercase)
            for part in value.split(marks.component)
        ]
        return marks.component.join(parts).rstrip(marks.component)
    free = rule is not None and rule.number in FREE_TEXT
    text = carry(value, marks, free=free, place=place, uppercase=profile.uppercase)
    return text[: rule.most].rstrip() if rule is not None and free else text
