"""Overlays: what one partner wants of a set beyond the standard, as JSON that can only narrow the set's table
(docs/partner-profiles.md). A narrowed table serves reading checks, strict writing, pyx12 maps and the partner's guide."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from edi.errors import InvalidContent
from edi.x12.tables import table as standard
from edi.x12.tables.grammar import ElementRule, Loop, SegmentRule, SetTable, Use, qualifier_of
from edi.x12.tables.overlay_words import OverlayRule, Place, Refused, read_rules

Node = Use | Loop
Change = Callable[[Any], Any]
# the way to a node: index of the child and its qualifier ('' = whatever it is), level by level
Address = tuple[tuple[int, str], ...]

_ENVELOPE = frozenset({"ST", "SE"})
_TEXTS = frozenset({"ID", "AN"})


def narrow(table: SetTable, overlay: Mapping[str, Any]) -> SetTable:
    """The table as this overlay narrows it. Raises InvalidContent naming every rule that is no rule, has no place in the
    set or would widen it."""
    narrowing = _Narrowing(table)
    narrowing.run(overlay)
    if narrowing.faults:
        raise InvalidContent(
            f"The overlay of the {table.code} cannot be used: {' '.join(narrowing.faults)}", place="overlay"
        )
    return narrowing.result()


def faults(code: str, version: str, overlay: Any) -> list[str]:
    """What is wrong with an overlay, one sentence a rule; empty = it can be used."""
    narrowing = _Narrowing(standard(code, version))
    narrowing.run(overlay)
    return narrowing.faults


def as_text(overlay: Mapping[str, Any]) -> str:
    """An overlay as the text under which its narrowed table is kept; '' for none."""
    return json.dumps(overlay, sort_keys=True, separators=(",", ":")) if overlay else ""


@lru_cache(maxsize=512)
def narrowed(code: str, version: str, text: str) -> SetTable:
    """The table of a set under an overlay in the form of `as_text`, made once a process. Raises as `narrow`."""
    return narrow(standard(code, version), json.loads(text)) if text else standard(code, version)


class _Narrowing:
    """One table while it is being narrowed. Rules without path go first, those of one qualifier last: a variant is a copy
    of what holds for all."""

    def __init__(self, table: SetTable) -> None:
        self.table = table
        self.root = table.root
        self.refused: set[str] = set()
        self.faults: list[str] = []

    def run(self, overlay: Any) -> None:
        """Apply all rules; what cannot be applied becomes a fault."""
        rules, self.faults = read_rules(overlay)
        for rule in sorted(rules, key=_turn):
            try:
                self._apply(rule)
            except Refused as refusal:
                self.faults.append(f"{rule.key} {rule.place}: {refusal}.")

    def result(self) -> SetTable:
        """The narrowed table."""
        return replace(self.table, root=self.root, refused=frozenset(self.refused))

    def _apply(self, rule: OverlayRule) -> None:
        place = rule.place
        if place.segment in _ENVELOPE:
            raise Refused("the envelope is not narrowed")
        if place.element:
            self._change_elements(place, lambda element: _element(element, rule))
        elif rule.key == "forbid":
            self._forbid(place)
        else:
            self._change(self._find(place), lambda node: _node(node, rule))

    def _forbid(self, place: Place) -> None:
        if place.is_everywhere:
            self._find(place)
            self.root = _everywhere(self.root, lambda node: _without(node, place.segment))
        else:
            self._change(self._find(place), lambda node: _without(node, place.segment))
        self.refused.add(place.segment)

    def _change_elements(self, place: Place, change: Callable[[ElementRule], ElementRule]) -> None:
        def of_use(node: Any) -> Any:
            if not isinstance(node, Use) or node.rule.id != place.segment:
                return node
            return replace(node, rule=_with_element(node.rule, place.element, change))

        address = self._find(place)
        if place.is_everywhere:
            self.root = _everywhere(self.root, of_use)
        elif isinstance(_node_at(self.root, address), Loop):
            self._change((*address, (0, "")), of_use)
        else:
            self._change(address, of_use)

    def _change(self, address: Address, change: Change) -> None:
        self.root = _at(self.root, address, change)

    def _find(self, place: Place) -> Address:
        """Where a place is: the outermost, first one of its name within each step of its path."""
        loop: Node = self.root
        address: Address = ()
        for number, step in enumerate(place.steps, start=1):
            within = number < len(place.steps)
            found = _search(loop, step.segment, loops_only=within) if isinstance(loop, Loop) else ()
            if not found:
                raise Refused(self._absent(step.segment, within=within))
            address = (*address, *((index, "") for index in found[:-1]), (found[-1], step.qualifier))
            loop = _node_at(self.root, address)
            if step.qualifier:
                _check_qualifier(loop, step.qualifier)
        return address

    def _absent(self, segment: str, *, within: bool) -> str:
        if segment in self.refused:
            return f"{segment} is forbidden by the same overlay"
        what = "begins no loop" if within and segment in self.table.segments else "has no place"
        return f"{segment} {what} here in the {self.table.code} {self.table.version}"


def _turn(rule: OverlayRule) -> tuple[int, bool, int]:
    qualified = sum(bool(step.qualifier) for step in rule.place.steps)
    return qualified, rule.key != "forbid", len(rule.place.steps)


def _search(loop: Loop, segment: str, *, loops_only: bool) -> tuple[int, ...]:
    """The indices that lead to the outermost, first child of this name; () when there is none."""
    level: list[tuple[Loop, tuple[int, ...]]] = [(loop, ())]
    while level:
        below: list[tuple[Loop, tuple[int, ...]]] = []
        for one, way in level:
            for index, child in enumerate(one.children):
                if child.starter == segment and (isinstance(child, Loop) or not loops_only):
                    return (*way, index)
                if isinstance(child, Loop):
                    below.append((child, (*way, index)))
        level = below
    return ()


def _node_at(root: Loop, address: Address) -> Node:
    node: Node = root
    for index, qualifier in address:
        assert isinstance(node, Loop)
        child = node.children[index]
        node = child.variants.get(qualifier, child)
    return node


def _at(loop: Loop, address: Address, change: Change) -> Loop:
    """The loop with one node below it changed; None from `change` takes the node out."""
    (index, qualifier), *rest = address
    child: Node = loop.children[index]
    node: Node = child.variants.get(qualifier) or _variant(child) if qualifier else child
    made = _at(node, tuple(rest), change) if rest and isinstance(node, Loop) else change(node)
    if qualifier:
        made = replace(child, variants={**child.variants, qualifier: made})
    kept = [made if at == index else one for at, one in enumerate(loop.children)]
    return loop.having([one for one in kept if one is not None])


def _variant(child: Node) -> Node:
    """What holds for one qualifier, to begin with: the same as for all, only that it need not be there."""
    return replace(child, mandatory=False, demands=frozenset(), variants={})


def _everywhere(loop: Loop, change: Change) -> Loop:
    """The loop with every node below it changed."""
    made = [change(child) for child in loop.children]
    return loop.having(
        [_everywhere(one, change) if isinstance(one, Loop) else one for one in made if one is not None]
    )


def _without(node: Node, segment: str) -> Node | None:
    if node.starter != segment:
        return node
    if node.mandatory:
        raise Refused(f"{segment} is mandatory in the standard")
    return None


def _node(node: Node, rule: OverlayRule) -> Node:
    if rule.key == "require":
        return replace(node, mandatory=True, demands=node.demands | {"3"})
    if rule.key == "at_most":
        if not 1 <= rule.value <= node.most:
            raise Refused(f"{rule.value} is not between 1 and the standard's {node.most}")
        return replace(node, most=rule.value, demands=node.demands | {"4", "5"})
    raise Refused(f"'{rule.key}' is for elements, as {rule.place}01")


def _with_element(rule: SegmentRule, at: int, change: Callable[[ElementRule], ElementRule]) -> SegmentRule:
    if not 1 <= at <= len(rule.elements):
        raise Refused(f"{rule.id} has {len(rule.elements)} elements")
    elements = list(rule.elements)
    elements[at - 1] = change(elements[at - 1])
    return replace(rule, elements=tuple(elements))


def _element(element: ElementRule, rule: OverlayRule) -> ElementRule:
    """One element under one rule."""
    if rule.key == "require":
        if element.refused:
            raise Refused("it is forbidden by the same overlay")
        return replace(element, mandatory=True, demands=element.demands | {"1"})
    if element.components:
        raise Refused("a composite element can only be required")
    if rule.key == "forbid":
        if element.mandatory:
            raise Refused("it is mandatory in the standard")
        return replace(element, refused=True, demands=element.demands | {"10"})
    if rule.key == "lengths":
        return _shortened(element, rule.value)
    if rule.key == "codes":
        return _listed(element, rule.value)
    raise Refused("'at_most' is for segments")


def _shortened(element: ElementRule, value: tuple[int, int]) -> ElementRule:
    least, most = value
    if not element.least <= least <= most <= element.most:
        raise Refused(f"[{least}, {most}] is not within the standard's [{element.least}, {element.most}]")
    return replace(element, least=least, most=most, demands=element.demands | {"4", "5"})


def _listed(element: ElementRule, values: Iterable[str]) -> ElementRule:
    listed = frozenset(values)
    if element.kind not in _TEXTS:
        raise Refused("numbers, dates and times have no codes")
    unknown = sorted(listed - element.codes) if element.codes else []
    if unknown:
        raise Refused(f"{', '.join(unknown)} is not among the standard's codes")
    wrong = sorted(value for value in listed if not element.least <= len(value) <= element.most)
    if wrong:
        raise Refused(f"{', '.join(wrong)} has not {element.least} to {element.most} characters")
    return replace(element, codes=listed, demands=element.demands | {"7"})


def _check_qualifier(node: Node, qualifier: str) -> None:
    rule = node.first if isinstance(node, Loop) else node.rule
    at = qualifier_of(rule.id)
    element = rule.elements[at - 1] if at <= len(rule.elements) else None
    if element is None or element.kind != "ID" or not element.mandatory or not element.codes:
        raise Refused(f"{rule.id} has no qualifier")
    if qualifier not in element.codes:
        raise Refused(f"{qualifier} is no code of {rule.id}{at:02d}")
