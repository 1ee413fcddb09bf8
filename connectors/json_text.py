"""JSON that keeps money and quantities exact: numbers are Decimal or int, never float (RFC 8259)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def dumps(value: Any) -> str:
    """Return `value` as JSON; Decimals as plain numbers with all their digits, dates as YYYY-MM-DD.

    Raises TypeError for floats and for what JSON does not know, ValueError for a Decimal that is no number.
    """
    if value is None or isinstance(value, (bool, int, str)):
        return json.dumps(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is no number")
        return format(value, "f")
    if isinstance(value, date) and not isinstance(value, datetime):
        return json.dumps(value.isoformat())
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(key))}:{dumps(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return "[" + ",".join(dumps(item) for item in value) + "]"
    raise TypeError(f"{type(value).__name__} has no place in JSON here")


def loads(text: str | bytes) -> Any:
    """Return the value of JSON text, with Decimal for every number that has a fraction. Raises ValueError."""
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")
