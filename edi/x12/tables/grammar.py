"""The table of one set as values: order, loops, elements, conditions, codes. One source for the reading checks, the
pyx12 maps and the documentation (X12.59 terms)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from edi.x12.tables.code_lists import CODE_LISTS
from edi.x12.tables.data_elements import DATA_ELEMENTS, DATA_ELEMENTS_5010
from edi.x12.tables.segments import COMPOSITES, COMPOSITES_5010, SEGMENTS, SEGMENTS_5010
from edi.x12.tables.structures import CHANGES_5010, NAMES, STRUCTURES

UNLIMITED = 2**31
_GROUP = re.compile(r"\{([^}]*)\}(\d+)|(\S+)")
_NODE = re.compile(r"(\[?)([A-Z][A-Z0-9]{1,2})(!?)(?:/(\d+|\*))?(!?)(:?)|(\])")


@dataclass(frozen=True)
class ElementRule:
    """One element position. `kind` is the X12 type; `codes` is empty where any value goes; `components` only for
    composites. An overlay may make it `refused`; `demands` are the breaches (AK403) that then stop a document."""

    number: str
    kind: str
    least: int
    most: int
    name: str
    mandatory: bool = False
    codes: frozenset[str] = frozenset()
    components: tuple[ElementRule, ...] = ()
    refused: bool = False
    demands: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Condition:
    """A condition between elements: kind P, R, E, C or L, and the positions it names (X12.6 relational conditions)."""

    kind: str
    positions: tuple[int, ...]

    def __str__(self) -> str:
        return self.kind + "".join(f"{position:02d}" for position in self.positions)


@dataclass(frozen=True)
class SegmentRule:
    """One segment with its elements and conditions."""

    id: str
    name: str
    elements: tuple[ElementRule, ...]
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Use:
    """A segment at its place in a set. `order` rises through the whole set. An overlay adds `demands`, the breaches
    (AK304) that stop a document, and `variants`: what holds where the segment has that qualifier."""

    rule: SegmentRule
    mandatory: bool
    most: int
    order: int
    demands: frozenset[str] = frozenset()
    variants: dict[str, Use | Loop] = field(default_factory=dict, compare=False)

    @property
    def starter(self) -> str:
        """The segment id that leads here."""
        return self.rule.id


@dataclass(frozen=True)
class Loop:
    """A repeated run of segments, begun by its first one. `places` maps a segment id to the children it may lead to,
    `required` and `varied` are the mandatory children and those with variants; `demands` and `variants` as in Use."""

    id: str
    children: tuple[Use | Loop, ...]
    mandatory: bool
    most: int
    order: int
    places: dict[str, tuple[int, ...]] = field(default_factory=dict, compare=False)
    required: tuple[int, ...] = ()
    varied: tuple[int, ...] = ()
    demands: frozenset[str] = frozenset()
    variants: dict[str, Use | Loop] = field(default_factory=dict, compare=False)

    @property
    def starter(self) -> str:
        """The segment id that leads here."""
        return self.children[0].starter

    @property
    def first(self) -> SegmentRule:
        """The rule of the segment that begins the loop."""
        child = self.children[0]
        if not isinstance(child, Use):
            raise TypeError(f"loop {self.id} does not begin with a segment")
        return child.rule

    def having(self, children: Sequence[Use | Loop]) -> Loop:
        """The same loop with these children."""
        places: dict[str, tuple[int, ...]] = {}
        for index, child in enumerate(children):
            places[child.starter] = (*places.get(child.starter, ()), index)
        required = tuple(index for index, child in enumerate(children) if child.mandatory)
        varied = tuple(index for index, child in enumerate(children) if child.variants)
        return replace(self, children=tuple(children), places=places, required=required, varied=varied)


@dataclass(frozen=True)
class SetTable:
    """Everything the standard says of one set in one version: `root` is the run from ST to SE. `refused` are segments that
    an overlay took out."""

    code: str
    version: str
    name: str
    root: Loop
    segments: frozenset[str]
    refused: frozenset[str] = frozenset()


def qualifier_of(segment_id: str) -> int:
    """The position of the element that says which kind of segment it is: HL03, else the first."""
    return 3 if segment_id == "HL" else 1


def segment_rules(version: str) -> dict[str, SegmentRule]:
    """All segments of a version, 004010 or 005010."""
    texts = SEGMENTS if version == "004010" else SEGMENTS | SEGMENTS_5010
    return {name: _segment_rule(name, text, version) for name, text in texts.items()}


def build_table(code: str, version: str, rules: dict[str, SegmentRule]) -> SetTable:
    """The table of one set. Raises KeyError for a set that has none."""
    text = STRUCTURES[code]
    if version != "004010":
        for old, new in CHANGES_5010[code]:
            if old not in text:
                raise ValueError(f"{code} {version}: nothing to change at '{old}'")
            text = text.replace(old, new)
    parser = _Parser(text, rules)
    return SetTable(code, version, NAMES[code], parser.root, frozenset(parser.seen))


class _Parser:
    """Reads the words of structures.py."""

    def __init__(self, text: str, rules: dict[str, SegmentRule]) -> None:
        self.words = _NODE.finditer(text)
        self.rules = rules
        self.order = 0
        self.seen: set[str] = set()
        self.root = self._loop("ST", mandatory=True, most=1)

    def _loop(self, name: str, *, mandatory: bool, most: int) -> Loop:
        self.order += 1
        order = self.order
        children: list[Use | Loop] = []
        for word in self.words:
            bracket, segment, first, repeat, second, _, closing = word.groups()
            if closing:
                break
            limit = UNLIMITED if repeat == "*" else int(repeat or 1)
            needed = bool(first or second)
            if bracket:
                children.append(self._loop(segment, mandatory=needed, most=limit))
            else:
                self.order += 1
                self.seen.add(segment)
                children.append(Use(self.rules[segment], needed, limit, self.order))
        return Loop(name, (), mandatory, most, order).having(children)


def _segment_rule(name: str, text: str, version: str) -> SegmentRule:
    title, words, conditions = (part.strip() for part in f"{text} | ".split("|")[:3])
    elements: list[ElementRule] = []
    found: list[Condition] = []
    for group, times, single in _GROUP.findall(words):
        for _ in range(int(times or 1)):
            members = group.split() if group else _repeated(single)
            if group and len(members) == 2:
                found.append(Condition("P", (len(elements) + 1, len(elements) + 2)))
            for member in members:
                elements.append(_element_rule(member, f"{name}{len(elements) + 1:02d}", version))
    found += [_condition(word) for word in conditions.split()]
    return SegmentRule(name, title, tuple(elements), tuple(found))


def _repeated(word: str) -> list[str]:
    number, _, times = word.partition("*")
    return [number] * int(times or 1)


def _condition(word: str) -> Condition:
    return Condition(word[0], tuple(int(word[at : at + 2]) for at in range(1, len(word), 2)))


def _element_rule(word: str, place: str, version: str) -> ElementRule:
    number = word.rstrip("!")
    composites = COMPOSITES if version == "004010" else COMPOSITES | COMPOSITES_5010
    if number in composites:
        parts = tuple(_element_rule(part, "", version) for part in composites[number].split())
        return ElementRule(number, "composite", 0, 0, "Composite", word.endswith("!"), components=parts)
    elements = DATA_ELEMENTS if version == "004010" else DATA_ELEMENTS_5010
    kind, least, most, name = elements[number]
    codes = CODE_LISTS.get(place, CODE_LISTS.get(number, frozenset()))
    return ElementRule(number, kind, least, most, name, word.endswith("!"), codes)
