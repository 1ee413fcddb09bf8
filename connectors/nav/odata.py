"""OData as Business Central speaks it: literals, encoded enum names, dates, filters (nav reference 3.2, 5.1)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

NO_DATE = "0001-01-01"
NO_ID = "00000000-0000-0000-0000-000000000000"
_ENCODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def text(value: str) -> str:
    """Return a string literal; a quote is doubled."""
    return "'" + value.replace("'", "''") + "'"


def guid(value: str) -> str:
    """Return a GUID literal (no quotes). Raises ValueError for anything else: ids end up in paths."""
    if not _GUID.fullmatch(value):
        raise ValueError(f"{value!r} is no NAV id")
    return value


def instant(value: datetime) -> str:
    """Return an Edm.DateTimeOffset literal in UTC, milliseconds. Raises ValueError for a naive time."""
    if value.tzinfo is None:
        raise ValueError("a time without zone has no place in a filter")
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day(value: date) -> str:
    """Return an Edm.Date literal."""
    return value.strftime("%Y-%m-%d")


def equal(name: str, literal: str) -> str:
    """Return the filter `name eq literal`."""
    return f"{name} eq {literal}"


def every(*conditions: str) -> str:
    """Join conditions with and; empty ones fall out."""
    return " and ".join(condition for condition in conditions if condition)


def segment(value: str) -> str:
    """Return a path segment, percent-encoded."""
    return quote(value, safe="")


def key_text(value: str) -> str:
    """Return a string key for use inside the parentheses of a path."""
    return "'" + quote(value.replace("'", "''"), safe="") + "'"


def encode_enum(value: str) -> str:
    """Return the wire name of an enum value: what is no letter, digit or underscore becomes _xHHHH_; '' is the blank value."""
    return "".join(
        c if c == "_" or (c.isascii() and c.isalnum()) else f"_x{ord(c):04X}_" for c in (value or " ")
    )


def decode_enum(value: Any) -> str:
    """Return the caption of a wire name ('In_x0020_Review' is 'In Review', '_x0020_' is ''); captions pass unchanged."""
    return _ENCODED.sub(lambda match: chr(int(match.group(1), 16)), str(value or "")).strip()


def to_date(value: Any) -> date | None:
    """Return a date; NAV's 0001-01-01 and the empty text are none. Raises ValueError."""
    if not value or str(value).startswith(NO_DATE):
        return None
    return date.fromisoformat(str(value)[:10])


def to_instant(value: Any) -> datetime | None:
    """Return an aware UTC time; NAV's 0001-01-01T00:00:00Z is none. Raises ValueError."""
    if not value or str(value).startswith(NO_DATE):
        return None
    moment = datetime.fromisoformat(str(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def to_decimal(value: Any) -> Decimal:
    """Return a Decimal, 0 for none. Raises ValueError for what is no number."""
    if value is None or value == "":
        return Decimal(0)
    try:
        number = Decimal("" if isinstance(value, (bool, float)) else value)
    except (ArithmeticError, TypeError, ValueError):
        raise ValueError(f"{value!r} is no number") from None
    if not number.is_finite():
        raise ValueError(f"{value!r} is no number")
    return number


def to_id(value: Any) -> str:
    """Return a GUID as text; the blank GUID is ''."""
    return "" if not value or value == NO_ID else str(value)
