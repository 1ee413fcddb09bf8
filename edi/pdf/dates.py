"""Dates as people print them, read without guessing: 03/04/2026 means two days, so it means none until a person says."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier janv januari",
            "february feb februar fevrier fevr februari",
            "march mar marz mrz mars maart",
            "april apr avril avr",
            "may mai mei",
            "june jun juni juin",
            "july jul juli juillet juil",
            "august aug aout augustus",
            "september sep sept septembre",
            "october oct oktober okt octobre",
            "november nov novembre",
            "december dec dezember dez decembre",
        ),
        start=1,
    )
    for name in names.split()
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_DAY_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)?[.\s-]*([a-z]{3,10})\.?[\s,-]*(\d{4})")
_NAME_DAY = re.compile(r"([a-z]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}")


def days(folded: str) -> tuple[date, ...]:
    """Every day that this text (lower case, without accents) can mean: one for 2026-03-14, 14.03.2026, 14 march 2026 and
    13/03/2026; two for 03/04/2026, of which people mean either; none for what is no date and nothing but a date."""
    folded = folded.strip(" ,;:.()")
    if found := _ISO.fullmatch(folded):
        return _day(*map(int, found.groups()))
    if found := _DAY_NAME.fullmatch(folded):
        return _named(found.group(2), found.group(1), found.group(3))
    if found := _NAME_DAY.fullmatch(folded):
        return _named(*found.groups())
    if found := _NUMERIC.fullmatch(folded):
        first, mark, second, year = found.groups()
        european = _day(int(year), int(second), int(first))
        american = () if mark == "." else _day(int(year), int(first), int(second))
        return tuple(dict.fromkeys((*european, *american)))
    return ()


def is_date(folded: str) -> bool:
    """True for what looks like a date, whether it can be read or not."""
    return bool(days(folded)) or bool(_SHORT_YEAR.fullmatch(folded.strip(" ,;:.()")))


def _named(month: str, day: str, year: str) -> tuple[date, ...]:
    return _day(int(year), _MONTHS[month], int(day)) if month in _MONTHS else ()


def _day(year: int, month: int, day: int) -> tuple[date, ...]:
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()
