"""Checks of one segment's elements against its rule: mandatory, length, type, code, conditions (X12.6 section 3.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from edi.problems import Severity
from edi.x12.segments import Delimiters, Segment
from edi.x12.tables.grammar import Condition, ElementRule, SegmentRule

_WHOLE = re.compile(r"-?[0-9]+", re.ASCII)
_DECIMAL = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)", re.ASCII)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_CONTROL = re.compile(r"[\x01-\x07\x09-\x0d\x11-\x17\x1c-\x1f]")
_OUTSIDE = {
    "004010": re.compile(r"""[^A-Z0-9!"&'()*+,\-./:;?= a-z%~@\[\]_{}\\|<>#$]"""),
    "005010": re.compile(r"""[^A-Z0-9!"&'()*+,\-./:;?= a-z%~@\[\]_{}\\|<>^`#$]"""),
}
_NUMBERS = frozenset({"R", "N0", "N2"})
_MISSING = "is missing."
_CONTROLLED = "contains a control character."
_BROKEN = "is broken over two lines with blanks at the break: write it on one line, as the sender meant it."
_ABOUT_NO_VALUE = frozenset({_MISSING, _CONTROLLED})


@dataclass(frozen=True)
class Breach:
    """One breach: `code` is AK403, `element` 1-based, `number` the data element, `severity` what reading makes of it;
    `demanded` where an overlay makes it one."""

    code: str
    text: str
    element: int
    component: int = 0
    number: str = ""
    value: str = ""
    severity: Severity = "warning"
    demanded: bool = False


@dataclass(frozen=True)
class _Place:
    """Where a value stands and by which separators and characters it is judged."""

    name: str
    element: int
    separator: str
    version: str
    component: int = 0


def check_elements(
    rule: SegmentRule, segment: Segment, delimiters: Delimiters, version: str
) -> Iterator[Breach]:
    """All breaches of one segment, element by element, then its conditions."""
    used = len(segment) - 1
    while used and not segment[used]:
        used -= 1
    if used > len(rule.elements):
        at = len(rule.elements) + 1
        text = f"{rule.id} has {used} elements, but at most {len(rule.elements)} are known."
        yield Breach("3", text, at, value=segment[at][:99])
    for at, element in enumerate(rule.elements, start=1):
        value = segment[at] if at <= used else ""
        if value or element.mandatory:
            place = _Place(f"{rule.id}{at:02d}", at, delimiters.component, version)
            yield from (_composite if element.components else _simple)(element, value, place)
    for condition in rule.conditions:
        yield from _condition(rule, segment, condition)


def _composite(rule: ElementRule, value: str, place: _Place) -> Iterator[Breach]:
    if not value:
        yield Breach("1", f"{place.name} is missing.", place.element, demanded="1" in rule.demands)
        return
    parts = value.split(place.separator) if place.separator else [value]
    if len(parts) > len(rule.components):
        yield Breach("3", f"{place.name} has {len(parts)} components.", place.element, value=value[:99])
    for index, part_rule in enumerate(rule.components, start=1):
        part = parts[index - 1] if index <= len(parts) else ""
        if part or (part_rule.mandatory and (index > 1 or rule.mandatory)):
            inner = _Place(f"{place.name}-{index}", place.element, "", place.version, index)
            yield from _simple(part_rule, part, inner)


def _simple(rule: ElementRule, value: str, place: _Place) -> Iterator[Breach]:
    # words are made for breaches only: nearly every element is as it should be
    for code, text, severity in _value_breaches(rule, value, place):
        shown = _CONTROL.sub(" ", value[:99])
        quoted = "" if text in _ABOUT_NO_VALUE else f"'{shown}' "
        number = rule.number if rule.number.isdigit() else ""
        words = f"{place.name} ({rule.name.lower()}) {quoted}{text}"
        demanded = code in rule.demands
        yield Breach(code, words, place.element, place.component, number, shown, severity, demanded)


def _value_breaches(rule: ElementRule, value: str, place: _Place) -> Iterator[tuple[str, str, Severity]]:
    if not value:
        yield "1", _MISSING, "warning"
    elif rule.refused:
        yield "10", "may not be there.", "warning"
    elif place.separator and place.separator in value:
        yield "6", "contains the component separator.", "finding"
    else:
        size = len(value.replace("-", "").replace(".", "")) if rule.kind in _NUMBERS else len(value)
        if size < rule.least:
            yield "4", f"is shorter than {rule.least}.", "warning"
        if size > rule.most:
            yield "5", f"is longer than {rule.most}.", "warning"
        if "\n" in value:
            yield "6", _BROKEN, "error"
            return
        if _CONTROL.search(value):
            yield "6", _CONTROLLED, "warning"
            return
        if rule.codes and value not in rule.codes:
            yield "7", "is no code known for it.", "warning"
        yield from _type_breaches(rule, value, place.version)


def _type_breaches(rule: ElementRule, value: str, version: str) -> Iterator[tuple[str, str, Severity]]:
    if rule.kind in _NUMBERS:
        if not _is_number(rule.kind, value):
            yield "6", "is not a number.", "finding" if _is_number(rule.kind, value.strip()) else "warning"
    elif rule.kind == "DT":
        if not is_date(value):
            yield "8", "is not a date.", "warning"
    elif rule.kind == "TM":
        if not is_time(value):
            yield "9", "is not a time.", "warning"
    else:
        if value.endswith(" ") and len(value.rstrip()) >= rule.least:
            yield "6", "ends with blanks.", "finding"
        if _OUTSIDE[version].search(value):
            yield "6", "has a character outside of X12's set.", "finding"


def _is_number(kind: str, value: str) -> bool:
    return bool((_DECIMAL if kind == "R" else _WHOLE).fullmatch(value))


def is_date(value: str) -> bool:
    """CCYYMMDD or YYMMDD, and a day of the calendar from 1800 on."""
    if not _DIGITS.fullmatch(value) or len(value) not in {6, 8, 12}:
        return False
    full = value if len(value) != 6 else ("20" if value < "500000" else "19") + value
    try:
        day = date(int(full[:4]), int(full[4:6]), int(full[6:8]))
    except ValueError:
        return False
    return day.year >= 1800 and (len(full) != 12 or is_time(full[8:]))


def is_time(value: str) -> bool:
    """HHMM, HHMMSS, HHMMSSD or HHMMSSDD."""
    if not _DIGITS.fullmatch(value) or value[0:2] > "23" or value[2:4] > "59":
        return False
    return len(value) <= 4 or (6 <= len(value) <= 8 and value[4:6] <= "59")


def _condition(rule: SegmentRule, segment: Segment, condition: Condition) -> Iterator[Breach]:
    filled = [at for at in condition.positions if at < len(segment) and segment[at]]
    if (not filled and condition.kind != "R") or (
        len(filled) == len(condition.positions) and condition.kind != "E"
    ):
        return
    empty = [at for at in condition.positions if at not in filled]
    first = condition.positions[0]
    named = ", ".join(f"{rule.id}{at:02d}" for at in condition.positions)
    if condition.kind == "P" and filled and empty:
        yield Breach("2", f"{named} come together or not at all.", empty[0])
    elif condition.kind == "R" and not filled:
        yield Breach("2", f"At least one of {named} is needed.", first)
    elif condition.kind == "E" and len(filled) > 1:
        yield Breach("10", f"At most one of {named} may be there.", filled[1], value=segment[filled[1]][:99])
    elif condition.kind == "C" and first in filled and empty:
        yield Breach("2", f"{rule.id}{first:02d} needs {rule.id}{empty[0]:02d}.", empty[0])
    elif condition.kind == "L" and filled == [first]:
        yield Breach("2", f"{rule.id}{first:02d} needs one of the others of {named}.", empty[0])
