"""The hierarchy of a ship notice: HL segments made into a tree by HL01 and HL02, never by the order of levels
(x12 reference 4.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from edi.x12.set_reader import Located, SetReader

SHIPMENT = "S"
ORDER = "O"
ITEM = "I"
_KINDS = frozenset({SHIPMENT, ORDER, "T", "P", ITEM})
_MAX_DEPTH = 30


@dataclass(eq=False)
class Level:
    """One HL with the segments that belong to it. `code` is HL03: S, O, T, P, I."""

    at: Located
    segments: list[Located] = field(default_factory=list)
    parent: Level | None = None
    children: list[Level] = field(default_factory=list)

    @property
    def code(self) -> str:
        """HL03, the kind of level."""
        return self.at.get(3)

    def of(self, *segment_ids: str) -> list[Located]:
        """The segments of these ids on this level."""
        return [item for item in self.segments if item.id in segment_ids]

    def ancestors(self) -> Iterator[Level]:
        """The levels above, nearest first."""
        level = self.parent
        while level is not None:
            yield level
            level = level.parent

    def descendants(self) -> Iterator[Level]:
        """Every level below."""
        waiting = list(reversed(self.children))
        while waiting:
            level = waiting.pop()
            yield level
            waiting.extend(reversed(level.children))

    def orders_below(self) -> list[Level]:
        """The order levels below, found once and kept."""
        if self._orders is None:
            self._orders = [level for level in self.descendants() if level.code == ORDER]
        return self._orders

    _orders: list[Level] | None = field(default=None, repr=False)


def build_tree(reader: SetReader) -> tuple[list[Located], list[Level]]:
    """The header segments and every level in the order of the file, each tied to its parent.

    A parent may come after its child. A level that names none belongs to the last one of a kind that appeared earlier in
    the file (a finding); an unknown parent, a number used twice or a ring is an error Problem."""
    header, levels = _collect(reader)
    known = _by_number(reader, levels)
    for level in levels:
        level.parent = _parent_of(reader, level, known)
    _break_rings(reader, levels)
    _limit_depth(reader, levels)
    _adopt(reader, levels)
    for level in levels:
        if level.parent is not None:
            level.parent.children.append(level)
    return header, levels


def _collect(reader: SetReader) -> tuple[list[Located], list[Level]]:
    header: list[Located] = []
    levels: list[Level] = []
    for item in reader.segments:
        if item.id == "HL":
            levels.append(Level(item))
        elif levels and item.id != "CTT":
            levels[-1].segments.append(item)
        else:
            header.append(item)
    return header, levels


def _by_number(reader: SetReader, levels: list[Level]) -> dict[str, Level]:
    known: dict[str, Level] = {}
    for level in levels:
        number = level.at.get(1)
        if not number:
            reader.report("content_invalid", "The level has no number.", level.at, 1, "warning")
        elif _normal(number) in known:
            text = f"The level number '{number}' is used twice; what belongs to it cannot be told."
            reader.report("content_invalid", text, level.at, 1)
        else:
            known[_normal(number)] = level
    return known


def _normal(number: str) -> str:
    """Level numbers compare without leading zeros."""
    return number.lstrip("0") or number


def _parent_of(reader: SetReader, level: Level, known: dict[str, Level]) -> Level | None:
    number = level.at.get(2)
    if not number:
        return None
    parent = known.get(_normal(number))
    if parent is None or parent is level:
        text = f"The level says it belongs to '{number}', which is no other level of this notice."
        reader.report("content_invalid", text, level.at, 2)
        return None
    return parent


def _adopt(reader: SetReader, levels: list[Level]) -> None:
    """Give each level without a parent the last one before it of the nearest kind that appeared earlier; never to a
    shipment, and never to something that belongs to the level itself."""
    kinds = [code for code in dict.fromkeys(level.code for level in levels) if code in _KINDS]
    latest: dict[str, Level] = {}
    for level in levels:
        if level.parent is None and level.code != SHIPMENT:
            before = kinds[: kinds.index(level.code)] if level.code in kinds else kinds
            earlier = [latest[kind] for kind in before if kind in latest]
            level.parent = next((item for item in reversed(earlier) if _is_free(item, level)), None)
            if level.parent is not None and not level.at.get(2):
                text = f"The level names no parent; taken as part of level {level.parent.at.get(1)} ({level.parent.code})."
                reader.report("content_invalid", text, level.at, 2, "finding")
        latest[level.code] = level


def _is_free(candidate: Level, level: Level) -> bool:
    return candidate is not level and level not in candidate.ancestors()


def _break_rings(reader: SetReader, levels: list[Level]) -> None:
    """Cut levels that are their own ancestors, so that every walk upward ends."""
    safe: set[int] = set()
    for level in levels:
        path: list[Level] = []
        on_path: set[int] = set()
        current: Level | None = level
        while current is not None and id(current) not in safe:
            if id(current) in on_path:
                reader.report("content_invalid", "The level belongs to itself in a ring.", current.at, 2)
                current.parent = None
                break
            path.append(current)
            on_path.add(id(current))
            current = current.parent
        safe.update(id(item) for item in path)


def _limit_depth(reader: SetReader, levels: list[Level]) -> None:
    """Cut off what is nested deeper than any shipment is: every walk upward stays short whatever the file holds."""
    depths: dict[int, int] = {}
    for level in levels:
        path: list[Level] = []
        current: Level | None = level
        while current is not None and id(current) not in depths:
            path.append(current)
            current = current.parent
        depth = depths[id(current)] if current is not None else 0
        for item in reversed(path):
            depth += 1
            if depth > _MAX_DEPTH:
                text = f"The level is nested more than {_MAX_DEPTH} deep; what it belongs to cannot be told."
                reader.report("content_invalid", text, item.at, 2)
                item.parent, depth = None, 1
            depths[id(item)] = depth
