"""Which separators an interchange may have (X12.6 section 3.2; x12 reference 4.1)."""

from __future__ import annotations

from edi.x12.segments import Delimiters
from edi.x12.tables import family

REPETITION = "^"
# letters and digits are data; a blank pads ISA; these four stand in numbers and names
_DATA = " -.,+"


def chosen(delimiters: Delimiters, version: str) -> Delimiters:
    """The separators that are written in a version: 005010 has one for repetitions, ISA11."""
    repetition = (delimiters.repetition or REPETITION) if family(version) == "005010" else ""
    return Delimiters(delimiters.element, delimiters.segment, delimiters.component, repetition)


def faults(delimiters: Delimiters, version: str) -> dict[str, str]:
    """What is wrong with separators, by element, component or segment; {} = they can be used."""
    taken = {REPETITION: "the repetition separator (ISA11)"} if family(version) == "005010" else {}
    found: dict[str, str] = {}
    for name in ("element", "component", "segment"):
        mark = getattr(delimiters, name)
        if len(mark) != 1 or not mark.isascii() or mark.isalnum() or mark in _DATA:
            found[name] = (
                f"'{mark}' separates nothing: one sign is needed that is no letter, digit or blank, nor - . , +"
            )
        elif mark in taken:
            found[name] = f"'{mark}' is {taken[mark]} already"
        taken.setdefault(mark, f"the {name} separator" if name != "segment" else "the segment terminator")
    return found
