"""Which NAV item a product code of a document means (booking rule 3.4; X12 element 235)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from edi.documents import ProductId
from edi.mapping.lookups import (
    GTIN_QUALIFIERS,
    OTHER_QUALIFIERS,
    OWN_QUALIFIERS,
    ItemCode,
    Lookups,
    MappingUsed,
    code_keys,
    gtin14,
    normalise_code,
)
from edi.problems import Problem

_SOURCES = ("local", "nav_dimension", "gtin", "item_number")
_Match = tuple[ProductId, ItemCode]


@dataclass(frozen=True)
class Resolution:
    """The outcome for one line: an item number with the mapping used, or '' with the problem and its candidates."""

    item_number: str
    used: MappingUsed | None = None
    problem: Problem | None = None
    candidates: tuple[str, ...] = ()


def resolve(
    product_ids: Sequence[ProductId],
    order_item_numbers: Collection[str],
    lookups: Lookups,
    *,
    place: str = "",
) -> Resolution:
    """Find the one NAV item that the codes of a line mean.

    Local mappings of the partner first, then the items of the quoted order, then all items. Several codes of a line must
    agree; what is left over is item_ambiguous, item_unknown or item_blocked, never a guess (booking rule 3.4)."""
    tried = product_codes(product_ids)
    found = [_matches(product_id, lookups) for product_id in tried]
    tiers: tuple[Callable[[ItemCode], bool], ...] = (
        lambda code: code.is_local,
        lambda code: code.item_number in order_item_numbers,
        lambda _: True,
    )
    for keep in tiers:
        kept = [[match for match in matches if keep(match[1])] for matches in found]
        items = _common_items(kept)
        if items:
            return _decide(items, [match for matches in kept for match in matches], tried, place)
    return Resolution("", problem=_unknown(tried, place))


def product_codes(product_ids: Sequence[ProductId]) -> tuple[ProductId, ...]:
    """Return the pairs that name a product: with a code, and no lot, serial number, colour or size."""
    return tuple(
        product_id
        for product_id in product_ids
        if product_id.code.strip() and product_id.qualifier not in OTHER_QUALIFIERS
    )


def code_text(product_ids: Sequence[ProductId]) -> str:
    """Return product codes for people, as 'VN A-100, UP 012345678905'."""
    return ", ".join(
        f"{product_id.qualifier} {product_id.code.strip()}".strip() for product_id in product_ids
    )


def find_source(product_id: ProductId, item_number: str, lookups: Lookups) -> MappingUsed:
    """Return which mapping says that this code means this item (for outbound lines, where the item is known)."""
    matches = [match for match in _matches(product_id, lookups) if match[1].item_number == item_number]
    if matches:
        return _used(matches, item_number)
    return MappingUsed("item", code_text((product_id,)), item_number, "item_number", "")


def _matches(product_id: ProductId, lookups: Lookups) -> list[_Match]:
    is_gtin = gtin14(normalise_code(product_id.qualifier, product_id.code)) is not None
    codes = [
        code
        for key in code_keys(product_id.qualifier, product_id.code)
        for code in lookups.codes.get(key, ())
    ]
    return [(product_id, code) for code in codes if _may_mean(product_id.qualifier, code, is_gtin=is_gtin)]


def _may_mean(qualifier: str, code: ItemCode, *, is_gtin: bool) -> bool:
    """Tell whether a code under this qualifier may be of that numbering: our number is no supplier's code."""
    if code.is_local:
        return True
    if code.source == "local":
        return True  # a local mapping of the whole connection: by order and item, as any other code
    if qualifier in OWN_QUALIFIERS:
        return code.source == "item_number" or (code.source == "gtin" and is_gtin)
    if qualifier in GTIN_QUALIFIERS:
        return code.source != "item_number" or is_gtin
    return True


def _common_items(found: list[list[_Match]]) -> tuple[str, ...]:
    """Return the items on which all codes that say anything agree; when they contradict each other, all of them."""
    named = [{code.item_number for _, code in matches} for matches in found if matches]
    if not named:
        return ()
    return tuple(sorted(set.intersection(*named) or set.union(*named)))


def _decide(
    items: tuple[str, ...], matches: list[_Match], tried: tuple[ProductId, ...], place: str
) -> Resolution:
    if len(items) > 1:
        return Resolution("", problem=_ambiguous(items, matches, tried, place), candidates=items)
    item_number = items[0]
    used = _used(matches, item_number)
    if any(code.is_blocked for _, code in matches if code.item_number == item_number):
        text = (
            f"Item {_named(item_number, matches)}, which {used.value} means, is blocked in NAV. Unblock it there, or map"
            " the code to another item; then replay."
        )
        return Resolution("", used, Problem("item_blocked", text, place), items)
    return Resolution(item_number, used, None, items)


def _used(matches: list[_Match], item_number: str) -> MappingUsed:
    product_id, code = min(
        (match for match in matches if match[1].item_number == item_number),
        key=lambda match: _SOURCES.index(match[1].source) if match[1].source in _SOURCES else len(_SOURCES),
    )
    return MappingUsed("item", code_text((product_id,)), item_number, code.source, code.row)


def _named(item_number: str, matches: list[_Match]) -> str:
    names = [code.item_name for _, code in matches if code.item_number == item_number and code.item_name]
    blocked = any(code.is_blocked for _, code in matches if code.item_number == item_number)
    extras = [*names[:1], *(["blocked"] if blocked else [])]
    return f"{item_number} ({', '.join(extras)})" if extras else item_number


def _ambiguous(
    items: tuple[str, ...], matches: list[_Match], tried: tuple[ProductId, ...], place: str
) -> Problem:
    candidates = "; ".join(_named(item_number, matches) for item_number in items)
    text = (
        f"{code_text(tried)} may mean {len(items)} items: {candidates}. Add a local mapping of this partner for the right"
        " one, then replay."
    )
    return Problem("item_ambiguous", text, place)


def _unknown(tried: tuple[ProductId, ...], place: str) -> Problem:
    if not tried:
        return Problem("item_unknown", "The line names no product. Correct the document, then replay.", place)
    wrong = [
        product_id
        for product_id in tried
        if product_id.qualifier in GTIN_QUALIFIERS
        and gtin14(normalise_code(product_id.qualifier, product_id.code)) is None
    ]
    hint = f" {code_text(wrong)} is no GTIN (length or check digit)." if wrong else ""
    text = (
        f"No item in NAV for {code_text(tried)}.{hint} Give the item this code under the item dimension (EDIITEM) in NAV, or"
        " add a local mapping, then replay."
    )
    return Problem("item_unknown", text, place)
