"""What our own records hold, as people read it: names in words, money with cents, days, yes and no; no JSON."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template

from audit import attempt_words
from edi.mapping.amounts import plain
from navcleo.templatetags.words import label, money

register = template.Library()

SUMS = frozenset({"total", "expected total", "posted total", "invoice total", "difference", "amount", "paid", "price", "asked"})  # fmt: skip
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
PATH = re.compile(r"\$((?:\.\w+|\[\d+\])+)")
STEP = re.compile(r"\.(\w+)|\[(\d+)\]")


@register.filter
def told(value: Any, name: str = "") -> str:
    """One value of a record: '2026-11-28' -> '28 Nov 2026', True -> 'yes', {'order': '1', 'lines': [2, 3]} -> 'order 1, lines 2; 3'."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        parts = ((label(key), told(part, key)) for key, part in value.items())
        return ", ".join(f"{key} {text}" for key, text in parts if text)
    if isinstance(value, list | tuple):
        return "; ".join(text for part in value if (text := told(part, name)))
    text = "" if value is None else str(value)
    if label(name) in SUMS and NUMBER.fullmatch(text):
        return money(text)
    return _day_or_number(text)


def _day_or_number(text: str) -> str:
    try:
        if DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return f"{day.day} {day:%b %Y}"
        if MOMENT.fullmatch(text):
            at = datetime.fromisoformat(text)
            return f"{at.day} {at:%b %Y %H:%M}"
    except ValueError:
        return text
    return plain(Decimal(text)) if LONG_NUMBER.fullmatch(text) else text


@register.filter
def facts_told(record: Any) -> list[tuple[str, str]]:
    """The entries of a record as names and texts, without the empty ones."""
    if not isinstance(record, dict):
        return [("", text)] if (text := told(record)) else []
    return [(label(name), text) for name, value in record.items() if (text := told(value, name))]


@register.filter
def effect(kind: str, target: str) -> str:
    """What is done at the other side: 'receipt_on_order' and 'order:106037' -> 'Receipt on order 106037'."""
    words = attempt_words.effect(kind, target)
    return words[:1].upper() + words[1:]


@register.filter
def places(text: str) -> str:
    """Paths into a document in words: '$.lines[0].quantity' -> 'line 1, quantity'."""
    return PATH.sub(lambda found: _steps(found.group(1)), str(text or ""))


def _steps(path: str) -> str:
    words: list[str] = []
    for name, index in STEP.findall(path):
        if index and words:
            words[-1] = f"{words[-1].removesuffix('s')} {int(index) + 1}"
        elif name:
            words.append(label(name))
    return ", ".join(words)
