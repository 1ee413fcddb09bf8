"""How values read on our pages: kinds of documents, ages, money, JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils import timezone

from audit.quarantine_codes import CODES

register = template.Library()

KINDS = {
    "850": "Purchase order",
    "855": "Order answer",
    "860": "Order change",
    "865": "Order change answer",
    "856": "Ship notice",
    "810": "Invoice",
    "820": "Remittance advice",
    "824": "Application advice",
    "997": "Acknowledgment",
    "TA1": "Interchange acknowledgment",
}


@register.filter
def kind_name(code: str) -> str:
    """'856' -> 'Ship notice'."""
    return KINDS.get(code, code or "Document")


@register.filter
def cause(code: str) -> str:
    """The sentence of a quarantine code."""
    return CODES[code].sentence if code in CODES else code


@register.filter
def age(at: datetime | None) -> str:
    """How long ago, in the largest unit that says something: '3 days', '4 h', '12 min'."""
    if at is None:
        return ""
    seconds = int((timezone.now() - at).total_seconds())
    if seconds >= 2 * 86400:
        return f"{seconds // 86400} days"
    if seconds >= 2 * 3600:
        return f"{seconds // 3600} h"
    return f"{max(seconds, 0) // 60} min"


@register.filter
def money(value: Any, currency: str = "") -> str:
    """1234.5 -> '1,234.50'; '' for nothing."""
    if value in {None, ""}:
        return ""
    try:
        return f"{Decimal(str(value)):,.2f} {currency}".strip()
    except InvalidOperation:
        return str(value)


@register.filter
def pretty(value: Any) -> str:
    """JSON for reading; '' for nothing."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str) if value else ""


@register.filter
def label(name: str) -> str:
    """'vendor_number' -> 'vendor number'."""
    return str(name).replace("_", " ")


@register.filter
def of(row: Any, key: str) -> Any:
    """One value of a row, '' where it has none."""
    value = row.get(key, "") if isinstance(row, dict) else getattr(row, key, "")
    return "" if value is None else value


@register.filter
def under(row: Sequence[Any], columns: Sequence[str]) -> list[tuple[str, Any]]:
    """The values of a row, each with the name of its column: a narrow screen shows them one below the other."""
    return list(zip(columns, row, strict=True))
