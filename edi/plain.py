"""Documents as plain data for people, JSON and comparison: `to_plain`, the content digest and the number that
identifies a document (booking rule 2.1)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from edi.documents import Document, Party, RemittanceAdvice
from edi.x12.elements import format_decimal

# where in the file an item stood and the minute it was written: not content, a second sending differs in them
_POSITION_FIELDS = frozenset({"place", "issued_at"})


def to_plain(document: Any) -> dict[str, Any]:
    """The document (or a value made of its parts) as dictionaries, lists, texts, whole numbers and truth values: Decimal as a text without exponent,
    dates and times in ISO 8601, nothing as None. `kind` is the set's code."""
    return {field.name: _plain(getattr(document, field.name)) for field in fields(document)}


def digest(document: Document) -> str:
    """SHA-256 (hex) of what the document says, without envelope numbers or positions in the file.

    Amounts compare by value (1.0 = 1.00), and fields at their default are left out, so that a field added to a later
    version of this program does not change the digest of old documents."""
    canonical = json.dumps(_canonical(document), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def business_number(document: Document) -> str:
    """The number that says which document this is, within connection, partner and kind. For an 820 it is payer, trace
    number and total, as '92:4711|TRACE1|150.5'."""
    if isinstance(document, RemittanceAdvice):
        return "|".join((_payer(document.payer), document.number, format_decimal(document.total)))
    return document.number


def _payer(payer: Party | None) -> str:
    if payer is None:
        return ""
    if payer.code:
        return f"{payer.qualifier}:{payer.code}"
    return " ".join(payer.name.upper().split())


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def _canonical(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _canonical(getattr(value, field.name))
            for field in fields(value)
            if field.name == "kind"
            or (field.name not in _POSITION_FIELDS and getattr(value, field.name) != _default(field))
        }
    if isinstance(value, tuple | list):
        return [_canonical(item) for item in value]
    return format_decimal(value) if isinstance(value, Decimal) else _plain(value)


def _default(field: Field[Any]) -> object:
    """The field's default; a value equal to nothing where it has none."""
    return object() if field.default is MISSING else field.default
