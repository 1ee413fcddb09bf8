"""How values read on our pages: kinds of documents, ages, money."""

from __future__ import annotations

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

# what a 997 speaks of: the functional id of its group (X12 element 479)
GROUPS = {
    "PO": "orders",
    "PR": "order answers",
    "PC": "order changes",
    "CA": "order change answers",
    "SH": "ship notices",
    "IN": "invoices",
    "RA": "remittances",
    "AG": "application advices",
}


@register.filter
def title_of(document: Any) -> str:
    """What a document is called on every page: 'Invoice INV-1', 'Acknowledgment of orders, group 6'."""
    name, number = kind_name(document.kind), document.number
    if document.kind == "810" and (getattr(document, "amount", None) or 0) < 0:
        name = "Credit memo"  # its row keeps what it takes off as a negative amount
    if document.kind == "820" and number.count("|") == 2:
        number = number.split("|")[1]  # of payer, trace number and total (edi.plain.business_number)
    if document.kind == "997":
        group, _, control = number.partition("-")
        if control:
            return f"{name} of {GROUPS.get(group, group)}, group {control}"
    if document.kind == "TA1" and number:
        return f"{name} of {number}"
    return f"{name} {number or '(no number)'}"


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
