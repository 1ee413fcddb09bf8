"""The words of an overlay: its JSON as rules, each with the place it names (docs/partner-profiles.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_STEP = re.compile(r"([A-Z][A-Z0-9]{1,2})(?:\.([A-Z0-9]{1,3}))?")
_LAST = re.compile(r"([A-Z][A-Z0-9]{1,2})(?:\.([A-Z0-9]{1,3})|(\d\d))?")


class Refused(Exception):
    """Why one rule cannot be applied, as the end of a sentence."""


@dataclass(frozen=True)
class Step:
    """A segment on the way to a place, '' as qualifier for whatever it is."""

    segment: str
    qualifier: str = ""


@dataclass(frozen=True)
class Place:
    """What a rule speaks of: `N104`, `REF.DP`, `PO1/REF`, `HL.S/TD5`. `element` 0 is the whole segment."""

    text: str
    steps: tuple[Step, ...]
    element: int = 0

    @property
    def segment(self) -> str:
        """The segment it is about."""
        return self.steps[-1].segment

    @property
    def is_everywhere(self) -> bool:
        """True for a name alone: the rule holds wherever the set has it."""
        return len(self.steps) == 1 and not self.steps[0].qualifier

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class OverlayRule:
    """One rule: require, forbid, codes, lengths or at_most at a place, with its value."""

    key: str
    place: Place
    value: Any = None


def read_rules(overlay: Any) -> tuple[list[OverlayRule], list[str]]:
    """The rules of an overlay and what is no rule in it, one sentence each."""
    if not isinstance(overlay, dict):
        return [], ["An overlay is a JSON object, as {}."]
    rules: list[OverlayRule] = []
    faults = [f"'{key}' is no rule; there are {', '.join(_VALUES)}." for key in overlay if key not in _VALUES]
    for key, is_value in _VALUES.items():
        if key in overlay:
            for text, value in _entries(key, overlay[key], faults):
                place = read_place(text)
                if place is None or (place.element and place.steps[-1].qualifier):
                    faults.append(f"{key}: '{text}' is no place, as REF, N1.ST, PO107 or PO1/REF.")
                elif is_value is not None and not is_value(value):
                    faults.append(f"{key} {text}: {_SHAPES[key]}.")
                else:
                    rules.append(OverlayRule(key, place, value))
    return rules, faults


def read_place(text: Any) -> Place | None:
    """A place from its text; None where it is none."""
    if not isinstance(text, str):
        return None
    *before, last = text.split("/")
    steps = [_STEP.fullmatch(part) for part in before]
    end = _LAST.fullmatch(last)
    if end is None or not all(steps):
        return None
    way = [Step(step[1], step[2] or "") for step in steps if step]
    return Place(text, (*way, Step(end[1], end[2] or "")), int(end[3] or 0))


def _entries(key: str, given: Any, faults: list[str]) -> Iterator[tuple[Any, Any]]:
    if _VALUES[key] is None:
        if not isinstance(given, list):
            faults.append(f"'{key}' is a list of places.")
            return
        yield from ((entry, None) for entry in given)
    elif isinstance(given, dict):
        yield from given.items()
    else:
        faults.append(f"'{key}' is an object: place and value.")


def _are_codes(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) and one for one in value)


def _are_lengths(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_is_count(one) for one in value)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_VALUES: dict[str, Callable[[Any], bool] | None] = {
    "require": None,
    "forbid": None,
    "codes": _are_codes,
    "lengths": _are_lengths,
    "at_most": _is_count,
}
_SHAPES = {
    "codes": 'a list of codes is needed, as ["SA"]',
    "lengths": "the least and the greatest length are needed, as [2, 2]",
    "at_most": "a whole number is needed",
}
