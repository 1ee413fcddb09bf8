"""Which fields of an invoice in PDF may be booked as read, and which wait for a person: `unconfirmed`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from edi.pdf.fields import Field, from_plain
from edi.pdf.labels import DOLLARS
from edi.problems import Problem

CODE = "fields_unconfirmed"
_MONEY = re.compile(
    r"\$\.(lines\[\d+\]\.(quantity|price|amount)|.*charges\[\d+\]\.amount|taxes\[\d+\]\.amount|total)"
)
_LINE = re.compile(r"\$\.lines\[(\d+)\]\.(.+)")
_ITEM_CODE = "product_ids[0].code"
# recognition seldom misreads more characters of one code
_MISREAD = 2
_NAMES = {
    "number": "invoice number",
    "invoiced_on": "invoice date",
    "order_number": "order number",
    "terms.net_due_on": "due date",
    "currency": "currency",
    "total": "total",
    "quantity": "quantity",
    "unit": "unit",
    "price": "price",
    "amount": "amount",
    _ITEM_CODE: "item code",
}


@dataclass(frozen=True)
class Prior:
    """What our own data say before the page is believed: the currency of the order (else of the Connection), and by product
    code (upper case) the prices and units that the order has for it."""

    currency: str = ""
    prices: Mapping[str, frozenset[Decimal]] = field(default_factory=dict)
    units: Mapping[str, frozenset[str]] = field(default_factory=dict)


def fields_of(reading: Mapping[str, Any] | None) -> tuple[Field, ...]:
    """The fields of a document that was read from PDF, () where none were kept."""
    rows = (reading or {}).get("fields") or ()
    return tuple(from_plain(row) for row in rows)


def unconfirmed(fields: Sequence[Field], prior: Prior | None = None) -> list[Problem]:
    """A problem `fields_unconfirmed` for each field that nobody and nothing vouches for, with what was read and why that is
    not enough. Empty = all may be booked as read.

    A person's word counts, else a certain reading that arithmetic proves; what arithmetic cannot prove counts where the
    sender's own text says it, or on a scan where the order holds the same (item code with its price, unit, currency).
    The numbers of invoice and order, and dates, of a scan always wait: a misread one may be another that exists."""
    known = prior or Prior()
    vouched = _vouched(fields, known)
    waiting = {one.path: _why(one) for one in fields if not (one.confirmed or _is_accepted(one, vouched))}
    waiting |= _beside_unproven(fields, waiting, vouched)
    return [
        Problem(CODE, f"{name_of(one.path).capitalize()}: {waiting[one.path]}", one.path)
        for one in fields
        if one.path in waiting
    ]


def name_of(path: str) -> str:
    """The field as people call it: 'line 2, quantity'."""
    if found := _LINE.fullmatch(path):
        return f"line {int(found.group(1)) + 1}, {_NAMES.get(found.group(2), _plain(found.group(2)))}"
    return _NAMES.get(path.removeprefix("$."), _plain(path.removeprefix("$.")))


def _plain(path: str) -> str:
    """taxes[0].amount → tax 1; charges[1].amount → allowance or charge 2."""
    found = re.search(r"(charges|taxes)\[(\d+)\]", path)
    if not found:
        return path
    what = "tax" if found.group(1) == "taxes" else "allowance or charge"
    return f"{what} {int(found.group(2)) + 1}"


def _is_accepted(one: Field, vouched: set[str]) -> bool:
    if one.path in vouched:
        return True
    if not one.is_certain:
        return False
    return one.proven if _MONEY.fullmatch(one.path) else one.source == "text"


def _beside_unproven(
    fields: Sequence[Field], waiting: Mapping[str, str], vouched: set[str]
) -> dict[str, str]:
    """Units beside a quantity that waits: where a row was cut wrong, it is wrong for both."""
    return {
        one.path: f"'{one.text}' was read beside a quantity that is not proven."
        for one in fields
        if one.path.endswith("].unit")
        and f"{one.path.removesuffix('unit')}quantity" in waiting
        and not (one.confirmed or one.path in waiting or one.path in vouched)
    }


def _why(one: Field) -> str:
    if not one.text:
        return "not found on the page."
    if one.value is None:
        return f"'{one.text}' does not say one value for certain."
    if _MONEY.fullmatch(one.path) and not one.proven:
        return f"'{one.text}' was read, and the sums of the invoice do not prove it."
    if not one.is_certain:
        return f"'{one.text}' was read with doubt ({one.confidence:.0%})."
    return f"'{one.text}' was recognised on a scan, and nothing in our data says the same."


# -- what our own data say ------------------------------------------------------------------------------------------


def _vouched(fields: Sequence[Field], prior: Prior) -> set[str]:
    """The paths of fields that the order, or the Connection's currency, says as well."""
    values = {one.path: one.value for one in fields}
    found = set(_vouched_lines(values, prior))
    for one in fields:
        if one.path == "$.currency" and _is_our_currency(one, prior.currency):
            found.add(one.path)
    return found


def _vouched_lines(values: Mapping[str, str | None], prior: Prior) -> Iterator[str]:
    for path, value in values.items():
        line = _LINE.fullmatch(path)
        if not line or value is None:
            continue
        start = path.removesuffix(line.group(2))
        code, price = values.get(f"{start}{_ITEM_CODE}"), values.get(f"{start}price")
        key = (code or "").upper()
        if price is None or not _is_clearly(key, Decimal(price), prior):
            continue
        if line.group(2) == _ITEM_CODE or (line.group(2) == "unit" and value in prior.units.get(key, ())):
            yield path


def _is_clearly(code: str, price: Decimal, prior: Prior) -> bool:
    """True where the order holds this code at this price, and no other one at this price that it might be a misreading of."""
    at_price = [other for other, prices in prior.prices.items() if price in prices]
    return code in at_price and not any(_is_near(code, other) for other in at_price if other != code)


def _is_near(one: str, other: str) -> bool:
    """True for codes that differ in at most two characters, or in one that is left out."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= _MISREAD
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def _is_our_currency(one: Field, currency: str) -> bool:
    """The order's currency is printed; a dollar sign is its sign where it is one of the dollars."""
    return bool(currency) and (
        one.value == currency or (one.value is None and one.text == "$" and currency in DOLLARS)
    )
