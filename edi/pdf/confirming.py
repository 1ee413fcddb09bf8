"""What a person says of the fields of a page, put into the document: each value is theirs from then on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from edi.json_documents import read_json
from edi.pdf.fields import Field, confirmed
from edi.pdf.judging import fields_of, name_of
from edi.pdf.labels import UNITS, folded
from edi.pdf.limits import MOST_PAGES
from edi.pdf.numbers import readings
from edi.problems import Problem

HEAD = ("$.number", "$.invoiced_on", "$.order_number", "$.terms.net_due_on", "$.currency")
LINE = ("product_ids[0].code", "quantity", "unit", "price", "amount")
REQUIRED = frozenset({"$.number", "$.invoiced_on", "$.total"})
_DATES = frozenset({"$.invoiced_on", "$.terms.net_due_on"})
_KIND = "810"
_CURRENCY = re.compile(r"[A-Z]{3}")
_LONGEST = {"$.number": 60, "$.order_number": 60}
_EMPTY_LINE: dict[str, Any] = {
    "line_number": "",
    "quantity": None,
    "unit": "",
    "price": None,
    "amount": None,
    "product_ids": [],
}


class Unclear(Exception):
    """Values that cannot be taken, by path, each with a sentence."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = dict(faults)


def pages_of(content: bytes) -> list[dict[str, Any]]:
    """The pages of a document that was read from PDF: number, width, height (points), angle; none for any other, nor for
    JSON of others that only looks like it."""
    if content[:1] != b"{" or b'"reading"' not in content:
        return []
    try:
        plain = json.loads(content)
        pages = [
            {
                "number": int(page["number"]),
                **{name: float(page[name]) for name in ("width", "height", "angle")},
            }
            for page in plain["reading"].get("pages") or ()
        ]
        fields = fields_of(plain["reading"])
        values_of(plain)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []
    return pages if plain.get("kind") == _KIND and _are_pages(pages, fields) else []


def _are_pages(pages: list[dict[str, Any]], fields: Iterable[Field]) -> bool:
    """Pages numbered as those of a file, of a size, on which every field stands."""
    sides = [page[name] for page in pages for name in ("width", "height", "angle")]
    sides += [side for one in fields for side in one.box]
    numbers = {page["number"] for page in pages}
    return (
        numbers <= set(range(1, MOST_PAGES + 1))
        and numbers.issuperset(one.page for one in fields)
        and all(isfinite(side) for side in sides)
    )


def values_of(plain: Mapping[str, Any]) -> dict[str, str]:
    """The values that a person is shown, by path, in the order of the page; '' where there is none. Behind the lines, the
    charges and the taxes there is room for one more of each."""
    lines, charges, taxes = (list(plain.get(name) or ()) for name in ("lines", "charges", "taxes"))
    due = (plain.get("terms") or {}).get("net_due_on")
    found = {path: plain.get(path[2:]) for path in HEAD} | {"$.terms.net_due_on": due}
    for at, line in enumerate([*lines, _EMPTY_LINE]):
        codes = line.get("product_ids") or [{}]
        found[f"$.lines[{at}].product_ids[0].code"] = codes[0].get("code")
        found |= {f"$.lines[{at}].{name}": line.get(name) for name in LINE[1:]}
        for number, charge in enumerate(line.get("charges") or ()):
            found[f"$.lines[{at}].charges[{number}].amount"] = charge["amount"]
    for name, rows in (("charges", charges), ("taxes", taxes)):
        found |= {f"$.{name}[{at}].amount": row["amount"] for at, row in enumerate([*rows, {"amount": None}])}
    found["$.total"] = plain.get("total")
    return {path: "" if value is None else str(value) for path, value in found.items()}


def confirm(content: bytes, said: Mapping[str, str], who: str) -> bytes:
    """The document with the values that a person gave for its fields, all of them confirmed. A line whose quantity, price
    and amount were emptied is taken out, as is a charge or tax without amount; a value behind the last one is one more.

    Raises Unclear for what is no value of its field, and for sums that do not add up."""
    plain = json.loads(content)
    values = _read({path: said.get(path, "").strip() for path in values_of(plain)})
    fields = {one.path: one for one in fields_of(plain["reading"])}
    moved: dict[str, str] = {}
    document = dict(plain)
    for path in ("$.number", "$.invoiced_on", "$.total"):
        document[path[2:]] = values[path]
    document |= {name: values[f"$.{name}"] or "" for name in ("order_number", "currency")}
    due = values["$.terms.net_due_on"]
    document["terms"] = {**(plain.get("terms") or {}), "net_due_on": due} if due else None
    document["lines"] = list(_lines(plain, values, moved))
    for name in ("charges", "taxes"):
        document[name] = list(_amounts(plain, name, values, moved))
    paths = {**{path: path for path in (*HEAD, "$.total")}, **moved}
    kept = [
        _said(fields.get(old, Field(old)), new, values[old])
        for old, new in paths.items()
        if values[old] or old in fields
    ]
    document["reading"] = {**plain["reading"], "fields": [{**one.plain(), "by": who} for one in kept]}
    made = json.dumps(document, indent=2, ensure_ascii=False).encode("utf-8")
    _must_be_sound(made)
    return made


def _said(field: Field, path: str, value: str | None) -> Field:
    return confirmed(replace(field, path=path), value)


def _lines(
    plain: Mapping[str, Any], values: Mapping[str, str | None], moved: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """The lines that are left, numbered anew; `moved` learns which path became which."""
    new = 0
    for at, line in enumerate([*(plain.get("lines") or ()), _EMPTY_LINE]):
        start = f"$.lines[{at}]."
        own = {name: values[f"{start}{name}"] for name in LINE}
        if not any(own[name] for name in ("quantity", "price", "amount")):
            continue
        charges = [
            {**charge, "amount": values[f"{start}charges[{number}].amount"]}
            for number, charge in enumerate(line.get("charges") or ())
        ]
        code = own.pop("product_ids[0].code")
        yield {
            **line,
            **own,
            "unit": own["unit"] or "",
            "line_number": str(new + 1),
            "product_ids": [{"qualifier": "VN", "code": code}] if code else [],
            "charges": [charge for charge in charges if charge["amount"]],
        }
        moved |= {path: path.replace(start, f"$.lines[{new}].") for path in values if path.startswith(start)}
        new += 1


def _amounts(
    plain: Mapping[str, Any], name: str, values: Mapping[str, str | None], moved: dict[str, str]
) -> Iterator[dict[str, Any]]:
    new = 0
    more = {"amount": None, **({"type_code": "TX"} if name == "taxes" else {"description": "added by hand"})}
    for at, row in enumerate([*(plain.get(name) or ()), more]):
        path = f"$.{name}[{at}].amount"
        if values[path]:
            yield {**row, "amount": values[path]}
            moved[path] = f"$.{name}[{new}].amount"
            new += 1


# -- values ---------------------------------------------------------------------------------------------------------


def _read(said: Mapping[str, str]) -> dict[str, str | None]:
    values: dict[str, str | None] = {}
    faults: dict[str, str] = {}
    for path, text in said.items():
        try:
            values[path] = _value(path, text)
        except ValueError as error:
            faults[path] = f"{name_of(path).capitalize()}: {error}"
    for path in REQUIRED:
        if not said[path]:
            faults[path] = f"{name_of(path).capitalize()} is needed."
    faults |= _half_lines(said)
    if faults:
        raise Unclear(faults)
    return values


def _half_lines(said: Mapping[str, str]) -> dict[str, str]:
    """A line has quantity, price and amount, or none of them and goes."""
    faults = {}
    for path in said:
        if path.endswith("].quantity"):
            trio = {f"{path.removesuffix('quantity')}{name}": "" for name in ("quantity", "price", "amount")}
            given = [one for one in trio if said[one]]
            for missing in trio if given else ():
                if not said[missing]:
                    faults[missing] = f"{name_of(missing).capitalize()} is needed (or empty the whole line)."
    return faults


def _value(path: str, text: str) -> str | None:
    """A value as the document writes it. Raises ValueError with what is wrong."""
    if not text:
        return None
    if path in _DATES:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise ValueError(f"'{text}' is no day; write it as 2026-03-14.") from None
    if path == "$.currency":
        if not _CURRENCY.fullmatch(text.upper()):
            raise ValueError(f"'{text}' is no currency; three letters, such as EUR.")
        return text.upper()
    if path.endswith("].unit"):
        return UNITS.get(folded(text), text.upper())
    if path.endswith((".quantity", ".price", "amount", "$.total")):
        return f"{_number(text):f}"
    if len(text) > _LONGEST.get(path, 48):
        raise ValueError(f"'{text[:20]} …' is too long.")
    return text


def _number(text: str) -> Decimal:
    meant = readings(text)
    if len(meant) != 1:
        why = "may mean two numbers; leave the thousands mark out" if meant else "is no number"
        raise ValueError(f"'{text}' {why}.")
    return meant[0]


def _must_be_sound(made: bytes) -> None:
    """What the document says against itself is told before it is saved. Raises Unclear."""
    errors: list[Problem] = [one for one in read_json(made).sets[0].problems if one.severity == "error"]
    if errors:
        raise Unclear({one.place: one.text for one in errors})
