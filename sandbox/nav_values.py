"""Values between the wire and the books: types, lengths, null dates, encoded enums (nav reference 3.2, 5.8)."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.nav_errors import NavError, bad_request
from sandbox.nav_model import NO_DATE, NO_STAMP, ZERO_GUID, Prop, decode_name, encode_name

LOCAL_CURRENCY = "USD"
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
_EMPTY: dict[str, Any] = {
    "guid": ZERO_GUID,
    "text": "",
    "code": "",
    "currency": "",
    "int": 0,
    "dec": Decimal(0),
    "bool": False,
    "date": NO_DATE,
    "stamp": NO_STAMP,
}


def money(amount: Decimal) -> Decimal:
    """Round to cents, half up, as NAV does for amounts."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def empty(prop: Prop) -> Any:
    return (prop.options or (" ",))[0] if prop.kind == "enum" else _EMPTY[prop.kind]


def to_wire(prop: Prop, value: Any, *, is_page: bool = False) -> Any:
    """Return a stored value as the JSON of an answer has it (Decimals are written as numbers by ``dumps``)."""
    if value is None:
        value = empty(prop)
    if prop.kind == "enum" and not is_page:
        return encode_name(str(value))
    if prop.kind == "currency" and not is_page:
        return value or LOCAL_CURRENCY
    return value


def from_wire(prop: Prop, value: Any, *, is_page: bool = False) -> Any:
    """Return a value of a request as the books keep it; NavError when it does not fit."""
    if value is None:
        return empty(prop)
    return _READERS[prop.kind](prop, value, is_page)


def _text(prop: Prop, value: Any, _page: bool) -> str:
    if not isinstance(value, str):
        raise _literal(value, prop)
    if prop.kind in {"code", "currency"}:
        value = value.strip().upper()
    if prop.size and len(value) > prop.size:
        text = f"The length of the string is {len(value)}, but it must be less than or equal to {prop.size} characters. Value: {value}"
        raise NavError(400, "Application_StringExceededLength", text)
    if prop.kind == "currency" and value == LOCAL_CURRENCY:
        return ""
    return str(value)


def _guid(prop: Prop, value: Any, _page: bool) -> str:
    if not isinstance(value, str) or not _GUID.match(value):
        raise _literal(value, prop)
    return value.lower()


def _number(prop: Prop, value: Any, _page: bool) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise _literal(value, prop)
    if prop.kind == "int":
        if value != int(value):
            raise _literal(value, prop)
        return int(value)
    return Decimal(value)


def _bool(prop: Prop, value: Any, _page: bool) -> bool:
    if not isinstance(value, bool):
        raise _literal(value, prop)
    return value


def _date(prop: Prop, value: Any, _page: bool) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise _literal(value, prop) from None


def _stamp(prop: Prop, value: Any, _page: bool) -> str:
    moment = parse_stamp(value)
    if moment is None:
        raise _literal(value, prop)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _enum(prop: Prop, value: Any, page: bool) -> str:
    if not isinstance(value, str):
        raise _literal(value, prop)
    caption = value if page else decode_name(value)
    if caption not in prop.options:
        options = ",".join(prop.options)
        raise NavError(400, "Unknown", f"'{value}' is not an option. The existing options are: {options}")
    return caption


_READERS = {
    "text": _text,
    "code": _text,
    "currency": _text,
    "guid": _guid,
    "int": _number,
    "dec": _number,
    "bool": _bool,
    "date": _date,
    "stamp": _stamp,
    "enum": _enum,
}


def _literal(value: Any, prop: Prop) -> NavError:
    return bad_request(f"Cannot convert the literal '{value}' to the expected type '{prop.edm}'.")


def parse_stamp(value: Any) -> datetime | None:
    """Read an Edm.DateTimeOffset; None when it is none."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def now_stamp() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value).__name__)


def dumps(value: Any) -> bytes:
    """Write JSON; Decimals become numbers."""
    return json.dumps(value, default=_plain, ensure_ascii=False).encode()


def loads(raw: bytes) -> Any:
    """Read JSON; broken numbers are read as Decimals. ValueError when it is no JSON."""
    return json.loads(raw, parse_float=Decimal, parse_constant=_no_constant)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
