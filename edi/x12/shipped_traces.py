"""Which lot and which package holds how much of a shipped line, for every shape of hierarchy (x12 reference 4.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from edi.documents import Pack, Trace, Weight
from edi.x12.elements import format_decimal
from edi.x12.set_reader import Located, SetReader
from edi.x12.shared_segments import read_parties
from edi.x12.shipment_tree import Level
from edi.x12.sscc import normalise_sscc

_SSCC = frozenset({"GM", "AA"})
_PACKAGING = frozenset({"T", "P"})
_EXPIRES = ("036", "208")
_PRODUCED = ("405", "094")
_ORIGIN = "CH"  # X12 235: country of origin code
_ORIGIN_PARTY = "CT"  # X12 98: country of origin
# X12 738, the surest first: net, not said which, gross
_WEIGHTS = ("N", "WT", "G")
_WEIGHED = frozenset({"PD", "WT", ""})


@dataclass(frozen=True)
class _Said:
    """What one level says of the goods on it."""

    lots: tuple[str, ...]
    expires: tuple[date, ...]
    produced: tuple[date, ...]
    origin: str
    serials: tuple[str, ...]


def read_traces(
    reader: SetReader, level: Level, said: Sequence[Located], *, quantity: Decimal, unit: str
) -> tuple[Trace, ...]:
    """The parts of one shipped quantity: one for each package below the item, else for each lot or package that the item
    itself names, within the packages around it. How much is in each is said by its SN1, or by PO401 where these add up to
    the line; with a single part it is the whole, else None. No part where the notice names neither lot nor package."""
    around = [number for above in level.ancestors() for number in _marks(reader, _package(above))]
    below = [pack for pack in level.descendants() if pack.code in _PACKAGING]
    leaves = [pack for pack in below if not any(inner.code in _PACKAGING for inner in pack.descendants())]
    item = _what_is_said(reader, said)
    if leaves:
        own = _marks(reader, said)
        parts = [_of_pack(reader, level, leaf, item, [*own, *around]) for leaf in leaves]
        amounts = _amounts(reader, leaves, quantity, unit)
        parts = [replace(part, quantity=amount) for part, amount in zip(parts, amounts, strict=True)]
    else:
        parts = _of_item(reader, said, item, around)
        if len(parts) == 1:
            parts = [replace(parts[0], quantity=quantity)]
    _compare(reader, level, parts, quantity)
    return tuple(part for part in parts if part != Trace(quantity=part.quantity))


def line_weight(
    reader: SetReader, said: Sequence[Located], traces: Sequence[Trace], quantity: Decimal
) -> Weight | None:
    """The weight of a shipped line: as the item says it, else the sum of its packages where each tells its own."""
    own = _weight(reader, said)
    if own:
        return own
    per_pack = _pack_weight(reader, said)
    if per_pack:
        return replace(per_pack, amount=per_pack.amount * quantity)
    weights = [trace.weight for trace in traces if trace.weight is not None]
    kinds = {(weight.unit, weight.kind) for weight in weights}
    if not weights or len(weights) < len(traces) or len(kinds) > 1:
        return None
    return replace(weights[0], amount=sum((weight.amount for weight in weights), Decimal(0)))


def read_pack(reader: SetReader, said: Iterable[Located]) -> Pack | None:
    """How the article is packed, from the first PO4 of the item."""
    at = reader.first("PO4", said)
    if at is None:
        return None
    pack = Pack(
        count=reader.decimal(at, 1, "number of inner packs"),
        size=reader.decimal(at, 2, "size of an inner pack"),
        unit=at.get(3),
        inner=reader.decimal(at, 14, "units in an inner pack"),
    )
    return None if pack == Pack() else pack


# -- parts ----------------------------------------------------------------------------------------------------------


def _of_pack(reader: SetReader, item: Level, leaf: Level, said: _Said, around: list[str]) -> Trace:
    """The part in one package below an item: what the package says comes before what the item says."""
    chain = [leaf]
    chain += [above for above in leaf.ancestors() if above.code in _PACKAGING and item in above.ancestors()]
    inside = _what_is_said(reader, [segment for level in chain for segment in level.segments])
    marks = [number for level in chain for number in _marks(reader, level.segments)]
    lots = inside.lots or (said.lots if len(said.lots) == 1 else ())
    return Trace(
        lot=", ".join(lots),
        expires_on=min(inside.expires or said.expires, default=None),
        produced_on=min(inside.produced or said.produced, default=None),
        origin=inside.origin or said.origin,
        serials=inside.serials,
        package_ids=tuple(dict.fromkeys([*marks, *around])),
        weight=_weight(reader, leaf.segments) or _pack_weight(reader, leaf.segments),
    )


def _of_item(reader: SetReader, said: Sequence[Located], item: _Said, around: list[str]) -> list[Trace]:
    """The parts that an item without packages below tells apart: its lots, else the packages it names itself."""
    marked = [(at, numbers) for at in said if at.id == "MAN" and (numbers := _marks(reader, [at]))]
    packages = [numbers for at, numbers in marked if at.get(1) in _SSCC]
    several = len(packages) > 1 and len(item.lots) < 2
    own = [] if several else [number for _, numbers in marked for number in numbers]
    whole = Trace(
        lot=item.lots[0] if len(item.lots) == 1 else "",
        expires_on=min(item.expires, default=None),
        produced_on=min(item.produced, default=None),
        origin=item.origin,
        serials=item.serials,
        package_ids=tuple(dict.fromkeys([*own, *around])),
    )
    if several:
        return [replace(whole, package_ids=tuple(dict.fromkeys([*each, *around]))) for each in packages]
    if len(item.lots) < 2:
        return [whole]
    return [
        replace(
            whole,
            lot=lot,
            expires_on=_dated(item.expires, place, len(item.lots)),
            produced_on=_dated(item.produced, place, len(item.lots)),
        )
        for place, lot in enumerate(item.lots)
    ]


def _dated(days: tuple[date, ...], place: int, lots: int) -> date | None:
    """The day of one of several lots: its own where there are as many days as lots, else the earliest of all."""
    return days[place] if len(days) == lots else min(days, default=None)


def _what_is_said(reader: SetReader, segments: Sequence[Located]) -> _Said:
    pairs = [
        (at.get(position), at.get(position + 1))
        for at in segments
        if at.id == "LIN"
        for position in range(2, len(at.segment), 2)
    ]
    pairs += [(at.get(1), at.get(2)) for at in segments if at.id == "REF" and at.get(1) in {"LT", "SE"}]
    named: dict[str, dict[str, None]] = {"LT": {}, "SN": {}, "SE": {}, _ORIGIN: {}}
    for qualifier, code in pairs:
        if qualifier in named and code:
            named[qualifier][code] = None
    origin = next(iter(named[_ORIGIN]), "") or next(
        (party.country or party.code for party in read_parties(segments) if party.role == _ORIGIN_PARTY), ""
    )
    return _Said(
        lots=tuple(named["LT"]),
        expires=_days(reader, segments, _EXPIRES, "expiry date"),
        produced=_days(reader, segments, _PRODUCED, "production date"),
        origin=origin,
        serials=(*named["SN"], *named["SE"]),
    )


def _days(
    reader: SetReader, segments: Sequence[Located], qualifiers: tuple[str, ...], meaning: str
) -> tuple[date, ...]:
    for qualifier in qualifiers:
        found = [at for at in segments if at.id == "DTM" and at.get(1) == qualifier and at.get(2)]
        if found:
            days = (reader.day(at, 2, meaning) for at in found)
            return tuple(day for day in days if day is not None)
    return ()


# -- packages and quantities ----------------------------------------------------------------------------------------


def _package(level: Level) -> list[Located]:
    return level.segments if level.code in _PACKAGING else []


def _marks(reader: SetReader, segments: Iterable[Located]) -> list[str]:
    """The numbers of the MAN segments; an SSCC as its 18 digits without the application id 00, checked once for each
    segment: a wrong one is kept under a finding."""
    numbers: dict[str, None] = {}
    for mark in segments:
        if mark.id != "MAN":
            continue
        for position in (1, 4):
            qualifier, number = mark.get(position), mark.get(position + 1)
            if number and qualifier in _SSCC:
                number, fault = normalise_sscc(number)
                if fault:
                    reader.report("content_invalid", fault, mark, position + 1, "finding")
            if number:
                numbers[number] = None
    return list(numbers)


def _amounts(reader: SetReader, packs: Sequence[Level], quantity: Decimal, unit: str) -> list[Decimal | None]:
    """How much of the line each package holds: the only one all of it, else its SN1 in the same unit, else PO401 where
    every package has one and together they make the line."""
    if len(packs) == 1:
        return [quantity]
    shipped: list[Decimal | None] = []
    for pack in packs:
        rows = [at for at in pack.of("SN1") if at.get(3) in {unit, ""}]
        shipped.append(reader.decimal(rows[0], 2, "shipped quantity") if rows else None)
    if any(amount is not None for amount in shipped):
        return shipped
    counted = [
        reader.decimal(rows[0], 1, "units in the package") if (rows := pack.of("PO4")) else None
        for pack in packs
    ]
    total = sum((amount for amount in counted if amount is not None), Decimal(0))
    return counted if None not in counted and total == quantity else shipped


def _compare(reader: SetReader, level: Level, parts: Sequence[Trace], quantity: Decimal) -> None:
    amounts = [part.quantity for part in parts if part.quantity is not None]
    total = sum(amounts, Decimal(0))
    if len(parts) > 1 and len(amounts) == len(parts) and total != quantity:
        text = f"The packages hold {format_decimal(total)}, the item says {format_decimal(quantity)}."
        reader.report("content_invalid", text, level.at, 0, "finding")


# -- weight ---------------------------------------------------------------------------------------------------------


def _weight(reader: SetReader, segments: Iterable[Located]) -> Weight | None:
    """The weight of a level from MEA: the net one first."""
    found = [at for at in segments if at.id == "MEA" and at.get(1) in _WEIGHED and at.get(3)]
    for kind in _WEIGHTS:
        for at in found:
            if at.get(2) == kind:
                amount = reader.decimal(at, 3, "weight")
                unit = reader.first_component(at, 4)
                return Weight(amount, unit, kind) if amount is not None and unit else None
    return None


def _pack_weight(reader: SetReader, segments: Iterable[Located]) -> Weight | None:
    """The weight of one package (PO406), gross where PO405 does not say otherwise."""
    at = reader.first("PO4", segments)
    if at is None or not at.get(6) or not at.get(7):
        return None
    amount = reader.decimal(at, 6, "weight of a package")
    kind = at.get(5) if at.get(5) in _WEIGHTS else "G"
    return Weight(amount, at.get(7), kind) if amount is not None else None
