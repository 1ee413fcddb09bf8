"""JSON Schema (2020-12) of every document, made from the dataclasses of edi.documents, and values made from JSON that fits
it: one source for what is published, checked and read."""

from __future__ import annotations

import inspect
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from itertools import islice
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from edi.documents import Document
from edi.problems import Problem

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KINDS: dict[str, type[Document]] = {cast("Any", one).kind: one for one in get_args(Document)}

_DIGITS = 28
_SHOWN = 60
_NAMED = 10
_MOST_FAULTS = 1000
_SCALARS: dict[Any, dict[str, Any]] = {
    str: {"type": "string", "description": "a text"},
    bool: {"type": "boolean", "description": "true or false"},
    int: {"type": "integer", "description": "a whole number"},
    Decimal: {
        "type": ["string", "number"],
        "pattern": rf"^-?[0-9]{{1,{_DIGITS}}}(\.[0-9]{{1,{_DIGITS}}})?$",
        "description": "a number, as 12.50 or as a text '12.50'",
    },
    date: {
        "type": "string",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        "description": "a day, as 2026-01-31",
    },
    time: {
        "type": "string",
        "pattern": r"^[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?$",
        "description": "a time of the day without zone, as 08:15 or 08:15:30",
    },
}
_ID: dict[str, Any] = {
    "type": "object",
    "description": "one name of a company: scheme and id, as ZZ and ACMEFOODS, GLN, DUNS or VAT and the number",
    "properties": {"scheme": {"type": "string"}, "id": {"type": "string"}},
    "required": ["id"],
    "additionalProperties": False,
}
_PLACE = {
    "type": "object",
    "properties": {
        "path": {"type": "string", "description": "JSON path of the field, as $.lines[0].quantity"},
        "text": {"type": "string", "description": "what was read on the page"},
        "page": {"type": "integer", "minimum": 1},
        "box": {
            "type": "array",
            "items": {"type": ["number", "null"]},
            "maxItems": 4,
            "description": "left, top, right, bottom on the page",
        },
        "confidence": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
        "confirmed": {"type": "boolean", "description": "a person has seen it"},
    },
    "required": ["path"],
}
# what stands beside the fields of a document: who sends it to whom, whether as a test, where it was read
_AROUND: dict[str, dict[str, Any]] = {
    "sender": {"$ref": "#/$defs/Ids"},
    "receiver": {"$ref": "#/$defs/Ids"},
    "test": {
        "type": "boolean",
        "description": "true where the document is a test; else the environment of the connection counts",
    },
    "reading": {
        "type": "object",
        "description": "where the fields were read, for documents that were no data",
        "properties": {
            "source": {"type": "string", "description": "pdf"},
            "paid": {"type": "string", "description": "what the page says was paid before"},
            "fields": {"type": "array", "items": _PLACE},
        },
        "required": ["source"],
    },
}
_IDS: dict[str, Any] = {"type": ["object", "array"], "items": _ID} | {
    key: _ID[key] for key in ("properties", "required")
}


def schema(kind: str = "") -> dict[str, Any]:
    """The schema of one kind of document ('810'), or of any (''). Raises KeyError for a kind that there is not."""
    chosen = [KINDS[kind]] if kind else list(KINDS.values())
    definitions: dict[str, Any] = {"Ids": _IDS}
    for document in chosen:
        _define(document, definitions)
    head = {"$schema": DIALECT, "$id": f"urn:navcleo:document{':' if kind else ''}{kind}"}
    if kind:
        root = {"type": "object", **definitions.pop(chosen[0].__name__)}
    else:
        root = {
            "title": "Document",
            "oneOf": [{"type": "object", "$ref": f"#/$defs/{one.__name__}"} for one in chosen],
        }
    return head | root | {"$defs": definitions}


def faults(plain: dict[str, Any]) -> list[Problem]:
    """What the schema of its kind says against JSON: each with its JSON path, in the order of the document, the first
    thousand. Empty = it
    fits, and `build` makes the value. Raises KeyError for a kind that there is not."""
    first = islice(_judge(plain["kind"]).iter_errors(plain), _MOST_FAULTS)
    errors = sorted(first, key=lambda error: error.json_path)
    return [Problem("content_invalid", _told(error), error.json_path) for error in errors]


def build(plain: dict[str, Any]) -> tuple[Document | None, list[Problem]]:
    """The document of JSON that fits its schema; None and what is wrong where a day is not in the calendar, a number has
    more than 28 digits or a text holds control characters."""
    problems: list[Problem] = []
    document = _make(KINDS[plain["kind"]], plain, "$", problems)
    return (None if problems else document), problems


@cache
def _judge(kind: str) -> Draft202012Validator:
    return Draft202012Validator(schema(kind))


# -- the schema -----------------------------------------------------------------------------------------------------


def _define(cls: type, definitions: dict[str, Any]) -> None:
    """Add the schema of a dataclass, and of those it is made of, under its name; without its type, which each use says."""
    if cls.__name__ in definitions:
        return
    definitions[cls.__name__] = {}
    properties = {name: _schema_of(hint, definitions) for name, hint in _hints(cls).items()}
    required = [one.name for one in fields(cls) if one.default is MISSING]
    if cls in KINDS.values():
        properties |= {"kind": {"const": cast("Any", cls).kind}, **_AROUND}
        required.insert(0, "kind")
    definitions[cls.__name__] = {
        "title": cls.__name__,
        "description": " ".join((inspect.getdoc(cls) or "").split()),
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _schema_of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (one for one in get_args(hint) if one is not NoneType)
        found = dict(_schema_of(inner, definitions))
        types = found["type"] if isinstance(found["type"], list) else [found["type"]]
        return found | {"type": [*types, "null"]}
    if get_origin(hint) is tuple:
        items = [one for one in get_args(hint) if one is not Ellipsis]
        inside = [_schema_of(one, definitions) for one in items]
        if Ellipsis in get_args(hint):
            return {"type": "array", "items": inside[0]}
        return {"type": "array", "prefixItems": inside, "minItems": len(items), "items": False}
    if is_dataclass(hint):
        _define(cast("type", hint), definitions)
        return {"type": "object", "$ref": f"#/$defs/{cast('type', hint).__name__}"}
    return _SCALARS[hint]


def _told(error: ValidationError) -> str:
    """The fault in words; a large value is cut."""
    rule = cast("dict[str, Any]", error.schema)
    value: Any = error.instance
    if error.validator == "required":
        return f"{error.message.removesuffix(' is a required property')} is missing."
    if error.validator == "additionalProperties":
        known = rule.get("properties", {})
        unknown = [repr(name)[:_SHOWN] for name in value if name not in known]
        more = f" and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else ""
        return f"{', '.join(unknown[:_NAMED])}{more} is not known here. Known: {', '.join(sorted(known))}."
    shown = repr(value) if len(repr(value)) <= _SHOWN else f"{repr(value)[:_SHOWN]}…"
    if error.validator in {"type", "pattern"}:
        wanted = f"of type {rule.get('type')}"
        return f"{shown} is not {rule.get('description') or wanted}."
    return f"{shown}: {error.message[-_SHOWN:]}."


# -- values ---------------------------------------------------------------------------------------------------------


def _make(cls: type, plain: dict[str, Any], path: str, problems: list[Problem]) -> Any:
    found = {
        name: _value(hint, plain[name], f"{path}.{name}", problems)
        for name, hint in _hints(cls).items()
        if name in plain
    }
    return cls(**found)


@cache
def _hints(cls: type) -> dict[str, Any]:
    """The type of each field, by its name."""
    hints = get_type_hints(cls)
    return {one.name: hints[one.name] for one in fields(cast("Any", cls))}


def _value(hint: Any, plain: Any, path: str, problems: list[Problem]) -> Any:
    if plain is None:
        return None
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (one for one in get_args(hint) if one is not NoneType)
    if get_origin(hint) is tuple:
        return tuple(_items(hint, plain, path, problems))
    if is_dataclass(hint):
        return _make(cast("type", hint), plain, path, problems)
    try:
        return _PARSERS[hint](plain)
    except ValueError as error:
        problems.append(Problem("content_invalid", f"{str(plain)[:_SHOWN]!r} {error}", path))
        return None


def _items(hint: Any, plain: list[Any], path: str, problems: list[Problem]) -> Iterator[Any]:
    kinds = get_args(hint)
    for at, item in enumerate(plain):
        yield _value(kinds[0] if Ellipsis in kinds else kinds[at], item, f"{path}[{at}]", problems)


def _decimal(plain: Any) -> Decimal:
    number = Decimal(plain)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -_DIGITS or number.adjusted() >= _DIGITS:
        raise ValueError(f"has more than {_DIGITS} digits before or after the point.")
    return number


def _text(plain: str) -> str:
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\t\n\r" for sign in plain):
        raise ValueError("holds control characters; a text has none.")
    return plain


def _day(plain: str) -> date:
    try:
        return date.fromisoformat(plain)
    except ValueError as error:
        raise ValueError("is not a day of the calendar.") from error


def _time(plain: str) -> time:
    try:
        # a fraction of any length: Python 3.11 reads 3 or 6 digits
        return time.fromisoformat(re.sub(r"\.(\d+)$", lambda part: f".{part[1]:0<6}", plain))
    except ValueError as error:
        raise ValueError("is not a time of the day.") from error


_PARSERS: dict[Any, Any] = {str: _text, bool: bool, int: int, Decimal: _decimal, date: _day, time: _time}
