"""A set's table as lines for people: what one partner wants of a set, from the very table that checks are made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edi.x12.tables.grammar import UNLIMITED, ElementRule, Loop, SegmentRule, SetTable, Use, qualifier_of

MOST_CODES = 12


@dataclass(frozen=True)
class GuideElement:
    """One element: place (PO107), name, whether it must be there, its lengths and the codes it may have."""

    place: str
    name: str
    use: str
    lengths: str
    codes: str
    by_profile: bool


@dataclass(frozen=True)
class GuideLine:
    """One segment at its place: `depth` of loops around it, `use` as must, may or may not, `most` times. `by_profile` where
    the partner's overlay says so."""

    depth: int
    segment: str
    name: str
    use: str
    most: str
    by_profile: bool
    elements: tuple[GuideElement, ...] = ()


def guide(table: SetTable, *, whole: bool = False) -> list[GuideLine]:
    """The lines of a set: those that must be there, and all that the overlay speaks of; `whole` gives every segment."""
    lines = list(_of_loop(table.root, 0, whole=whole))
    lines += [GuideLine(0, name, "", "may not", "", by_profile=True) for name in sorted(table.refused)]
    return lines


def _of_loop(loop: Loop, depth: int, *, whole: bool, qualifier: str = "") -> Iterator[GuideLine]:
    for index, child in enumerate(loop.children):
        for kind, variant in child.variants.items():
            yield from _of_node(variant, depth, whole=whole, qualifier=kind)
        yield from _of_node(child, depth, whole=whole, qualifier="" if index else qualifier)


def _of_node(node: Use | Loop, depth: int, *, whole: bool, qualifier: str = "") -> Iterator[GuideLine]:
    if isinstance(node, Use):
        line = _line(node, node.rule, depth, qualifier)
        if whole or qualifier or node.mandatory or _is_narrowed(node):
            yield line
        return
    inner = list(_inside(node, depth, whole=whole))
    spoken_of = any(line.by_profile for line in inner) or bool(node.demands)
    if whole or qualifier or node.mandatory or spoken_of:
        yield _line(node, node.first, depth, qualifier)
        yield from inner


def _inside(loop: Loop, depth: int, *, whole: bool) -> Iterator[GuideLine]:
    rest = loop.having(loop.children[1:]) if len(loop.children) > 1 else None
    if rest is not None:
        yield from _of_loop(rest, depth + 1, whole=whole)


def _is_narrowed(use: Use) -> bool:
    return bool(use.demands) or any(element.demands for element in use.rule.elements)


def _line(node: Use | Loop, rule: SegmentRule, depth: int, qualifier: str) -> GuideLine:
    elements = tuple(
        _element(rule.id, at, element)
        for at, element in enumerate(rule.elements, 1)
        if element.mandatory or element.demands
    )
    if qualifier:
        at = qualifier_of(rule.id)
        chosen = GuideElement(f"{rule.id}{at:02d}", rule.elements[at - 1].name, "must", "", qualifier, True)
        elements = tuple(chosen if one.place == chosen.place else one for one in elements)
    return GuideLine(
        depth,
        f"{rule.id} {qualifier}".rstrip(),
        rule.name,
        "must" if node.mandatory else "may",
        "any number" if node.most == UNLIMITED else str(node.most),
        bool(node.demands) or any(one.by_profile for one in elements),
        elements,
    )


def _element(segment: str, at: int, rule: ElementRule) -> GuideElement:
    codes = sorted(rule.codes)
    shown = ", ".join(codes[:MOST_CODES]) + (f" … {len(codes)} in all" if len(codes) > MOST_CODES else "")
    return GuideElement(
        f"{segment}{at:02d}",
        rule.name,
        "may not" if rule.refused else "must" if rule.mandatory else "may",
        ""
        if rule.components
        else f"{rule.least} to {rule.most}"
        if rule.least != rule.most
        else str(rule.most),
        shown,
        bool(rule.demands),
    )
