"""REF, DTM and N1 that a partner wants beside our own, from its profile, at their place in the header of what we write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from string import Formatter
from typing import Any

from edi.documents import Document
from edi.errors import Unmappable
from edi.x12.element_checks import check_elements
from edi.x12.elements import format_date
from edi.x12.segments import Delimiters, Segment
from edi.x12.tables import rules, table
from edi.x12.tables.grammar import Loop

KEYS = {
    "REF": ("qualifier", "value"),
    "DTM": ("qualifier", "value"),
    "N1": ("qualifier", "value", "code_qualifier", "code"),
}
# field of the document -> the sets that have it
FIELDS = {
    "order_number": ("850", "860", "810"),
    "ordered_on": ("850", "860", "810"),
    "requested_on": ("850", "860"),
    "invoice_number": ("810",),
    "invoiced_on": ("810",),
    "currency": ("850", "860", "810"),
    "vendor_number": ("850", "860", "810"),
    "ship_to": ("850", "860", "810"),
}
_DATES = frozenset({"ordered_on", "requested_on", "invoiced_on"})
_PARTIES = {"vendor_number": "VN", "ship_to": "ST"}
_TEXTS = ("qualifier", "value", "code_qualifier", "code")


def faults(code: str, version: str, sends: Any) -> list[str]:
    """What is wrong with the list of segments to send in a set, one sentence each; empty = it can be used."""
    if not isinstance(sends, list):
        return ['A list of segments is needed, as [{"segment": "REF", "qualifier": "DP", "value": "042"}].']
    return [
        f"No. {number}: {text}."
        for number, one in enumerate(sends, 1)
        for text in _faults(code, version, one)
    ]


def _faults(code: str, version: str, one: Any) -> Iterable[str]:
    if not isinstance(one, dict) or one.get("segment") not in KEYS:
        yield "a segment is needed: REF, DTM or N1"
        return
    name = one["segment"]
    if name not in table(code, version).root.places:
        yield f"the header of a {code} has no {name}"
    unknown = [key for key in one if key != "segment" and key not in KEYS[name]]
    if unknown or not all(isinstance(value, str) for value in one.values()):
        yield f"{name} takes the texts {', '.join(KEYS[name])}" + (f", not {unknown[0]}" if unknown else "")
        return
    of_fields = [text for key in _TEXTS for text in _field_faults(code, key, one.get(key, ""))]
    yield from of_fields
    if of_fields:
        return
    sample = _segment(one, dict.fromkeys(FIELDS, "XX") | dict.fromkeys(_DATES, "20260101"))
    for breach in check_elements(rules(version)[name], sample, Delimiters("", "", ""), version):
        yield breach.text.rstrip(".")


def _field_faults(code: str, key: str, text: str) -> Iterable[str]:
    try:
        fields = [
            f"{name}{form}{how or ''}" for _, name, form, how in Formatter().parse(text) if name is not None
        ]
    except ValueError:
        yield f"the {key} '{text}' has a brace without its other half"
        return
    for name in fields:
        if name not in FIELDS or code not in FIELDS[name] or key == "qualifier":
            known = ", ".join(f"{{{field}}}" for field, sets in FIELDS.items() if code in sets)
            yield f"'{{{name}}}' is no field here; a value may hold {known}"


def add(
    body: Sequence[Segment], document: Document, sends: Sequence[Mapping[str, str]], version: str
) -> list[Segment]:
    """The segments between ST and SE with what the partner wants in their header. What has no value in this document is
    left out. Raises Unmappable where the document has such a segment already."""
    made = list(body)
    values = _values(document)
    root = table(document.kind, version).root
    for one in sends:
        segment = _segment(one, values)
        if len(segment) <= 2:
            continue
        place = f"{segment.id} {segment[1]}"
        if any(there[:2] == segment[:2] for there in _header(made, root)):
            raise Unmappable(
                f"The profile adds {place}, but the {document.kind} {document.number} has one already. "
                "Take it out of the profile's list.",
                place=place,
            )
        made.insert(_position(made, root, segment.id), segment)
    return made


def _segment(one: Mapping[str, str], values: Mapping[str, str]) -> Segment:
    filled = {key: _filled(one.get(key, ""), values) for key in _TEXTS}
    elements = [one["segment"], filled["qualifier"], filled["value"]]
    if filled["code"]:
        elements += [filled["code_qualifier"], filled["code"]]
    while not elements[-1]:
        elements.pop()
    return Segment(elements)


def _filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its fields; '' as soon as one of them is empty."""
    parts = [(before, name) for before, name, _, _ in Formatter().parse(text)]
    if any(name is not None and not values.get(name) for _, name in parts):
        return ""
    return "".join(before + (values[name] if name else "") for before, name in parts)


def _values(document: Document) -> dict[str, str]:
    """What the fields are in this document."""
    values = {name: _text(getattr(document, name, "")) for name in FIELDS}
    values["invoice_number"] = document.number
    if document.kind in {"850", "860"}:
        values["order_number"] = document.number
    for name, role in _PARTIES.items():
        parties = getattr(document, "parties", ())
        values[name] = next((party.code for party in parties if party.role == role), "")
    return values


def _text(value: object) -> str:
    return format_date(value) if isinstance(value, date) else str(value or "")


def _header(body: Sequence[Segment], root: Loop) -> list[Segment]:
    """The segments that stand in the set itself or begin a loop of it."""
    found: list[Segment] = []
    index = 0
    for segment in body:
        at = _index(root, segment.id, index)
        if at is not None:
            found.append(segment)
            index = at
    return found


def _position(body: Sequence[Segment], root: Loop, segment_id: str) -> int:
    """Where a segment of the header goes: before the first one that comes later in the standard."""
    wanted = root.places[segment_id][0]
    index = 0
    for position, segment in enumerate(body):
        at = _index(root, segment.id, index)
        index = index if at is None else at
        if index > wanted:
            return position
    return len(body)


def _index(root: Loop, segment_id: str, since: int) -> int | None:
    """The place in the set itself that a segment has at or behind the current one; None inside of a loop."""
    return next((at for at in root.places.get(segment_id, ()) if at >= since), None)
