"""Reading checks run from the set's table: order and loops, mandatory segments and elements, lengths, types, codes and
conditions (X12.6). Every breach is told with its place; whether a document is usable in spite of it, its reader says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from edi.problems import Severity
from edi.x12.element_checks import Breach, check_elements
from edi.x12.findings import SyntaxProblem
from edi.x12.segments import Delimiters, Segment, TransactionSet
from edi.x12.tables.grammar import Loop, SegmentRule, SetTable, Use, qualifier_of
from edi.x12.tables.segments import SEGMENTS, SEGMENTS_5010

_SEGMENT_NAMES = {
    "1": "segment_unknown",
    "3": "segment_missing",
    "4": "loop_too_often",
    "5": "segment_too_often",
    "6": "segment_not_in_set",
    "7": "segment_out_of_order",
}
_ELEMENT_NAMES = {
    "1": "element_missing",
    "2": "condition_missed",
    "3": "too_many_elements",
    "4": "element_too_short",
    "5": "element_too_long",
    "6": "character_invalid",
    "7": "code_unknown",
    "8": "date_invalid",
    "9": "time_invalid",
    "10": "exclusion_missed",
}


def check(
    transaction_set: TransactionSet,
    table: SetTable,
    delimiters: Delimiters,
    *,
    strict: bool = False,
    partner: str = "",
) -> list[SyntaxProblem]:
    """Hold one set against its table, ST and SE included. `strict` makes every breach an error, as for what we write;
    otherwise breaches are warnings (findings where nothing is lost): partners send what their translators write. What an
    overlay demands is an error either way; `partner` is whose overlay it is."""
    return _Check(transaction_set, table, delimiters, strict, partner).run()


@dataclass
class _Frame:
    """An open loop: which child was matched last, how often each was met, and how often with which qualifier."""

    loop: Loop
    index: int = 0
    counts: dict[int, int] = field(default_factory=lambda: {0: 1})
    kinds: Counter[tuple[int, str]] = field(default_factory=Counter)


class _Check:
    """The walk through one set."""

    def __init__(
        self, one: TransactionSet, table: SetTable, delimiters: Delimiters, strict: bool, partner: str
    ) -> None:
        self.partner = partner
        self.one = one
        self.table = table
        self.delimiters = delimiters
        self.strict = strict
        self.frames = [_Frame(table.root)]
        self.problems: list[SyntaxProblem] = []
        self.totals = Counter(segment.id for segment in one.segments)
        self.seen: Counter[str] = Counter()

    def run(self) -> list[SyntaxProblem]:
        """Walk all segments in order."""
        for position, segment in enumerate(self.one.segments, start=1):
            self.seen[segment.id] += 1
            use = self._start(segment) if position == 1 else self._find(segment, position)
            if use is not None:
                for breach in check_elements(use, segment, self.delimiters, self.table.version):
                    self._report_element(use, segment, position, breach)
        return self.problems

    def _start(self, segment: Segment) -> SegmentRule | None:
        first = self.table.root.children[0]
        return first.rule if isinstance(first, Use) and first.rule.id == segment.id else None

    def _find(self, segment: Segment, position: int) -> SegmentRule | None:
        """The place of a segment at or after the current one, in this loop or one around it (as in X12.59)."""
        missing: list[tuple[str, str, bool]] = []
        for depth in range(len(self.frames) - 1, -1, -1):
            frame = self.frames[depth]
            found = next((at for at in frame.loop.places.get(segment.id, ()) if at >= frame.index), None)
            again = found == 0 and depth > 0
            missing += _missed(frame, len(frame.loop.children) if found is None or again else found)
            if found is not None:
                for name, qualifier, demanded in missing:
                    shown = f"{name} {qualifier}".rstrip()
                    text = f"The mandatory segment {shown} is missing before this place."
                    self._report(name, position, "3", text, demanded=demanded)
                return self._enter(depth, found, segment, position)
        self._unplaced(segment, position)
        return None

    def _enter(self, depth: int, found: int, segment: Segment, position: int) -> SegmentRule:
        if found == 0 and depth > 0:
            depth -= 1
            found = self.frames[depth].index
        del self.frames[depth + 1 :]
        frame = self.frames[depth]
        frame.index = found
        frame.counts[found] = frame.counts.get(found, 0) + 1
        child = frame.loop.children[found]
        if frame.counts[found] > child.most:
            self._too_often(child, segment, position)
        if child.variants:
            child = self._variant(frame, found, segment, position)
        if isinstance(child, Use):
            return child.rule
        self.frames.append(_Frame(child))
        return child.first

    def _variant(self, frame: _Frame, found: int, segment: Segment, position: int) -> Use | Loop:
        """What holds for this qualifier; how often it may come is counted for itself."""
        child = frame.loop.children[found]
        qualifier = segment.get(qualifier_of(segment.id))
        kind = child.variants.get(qualifier)
        if kind is None:
            return child
        frame.kinds[found, qualifier] += 1
        if frame.kinds[found, qualifier] > kind.most:
            self._too_often(kind, segment, position, qualifier)
        return kind

    def _too_often(self, child: Use | Loop, segment: Segment, position: int, qualifier: str = "") -> None:
        what, code = ("segment", "5") if isinstance(child, Use) else ("loop", "4")
        shown = f"{segment.id} {qualifier}".rstrip()
        text = f"The {what} {shown} comes more than {child.most} times here."
        self._report(segment.id, position, code, text, demanded=code in child.demands)

    def _unplaced(self, segment: Segment, position: int) -> None:
        if segment.id in self.table.refused:
            text = f"The segment {segment.id} may not stand here."
            self._report(segment.id, position, "7", text, demanded=True)
        elif segment.id in self.table.segments:
            self._report(segment.id, position, "7", f"The segment {segment.id} is out of order here.")
        elif segment.id in SEGMENTS or segment.id in SEGMENTS_5010:
            self._report(
                segment.id, position, "6", f"The segment {segment.id} does not belong to a {self.table.code}."
            )
        else:
            self._report(segment.id, position, "1", f"The segment '{segment.id[:10]}' is unknown.")

    def _words(self, text: str, *, demanded: bool) -> str:
        return f"{text.rstrip('.')}, by the profile of {self.partner or 'the partner'}." if demanded else text

    def _report(
        self, segment_id: str, position: int, code: str, text: str, *, demanded: bool = False
    ) -> None:
        severity: Severity = "error" if self.strict or demanded else "warning"
        self.problems.append(
            SyntaxProblem(
                "content_invalid" if severity == "error" else _SEGMENT_NAMES[code],
                self._words(text, demanded=demanded),
                self._place(segment_id, position)
                if code != "3"
                else f"{segment_id} (segment {self._number(position)})",
                severity,
                segment_id,
                position,
                code,
                by_profile=demanded,
            )
        )

    def _report_element(self, rule: SegmentRule, segment: Segment, position: int, breach: Breach) -> None:
        severity: Severity = "error" if self.strict or breach.demanded else breach.severity
        designator = f", {rule.id}{breach.element:02d}" if breach.element else ""
        self.problems.append(
            SyntaxProblem(
                "content_invalid" if severity == "error" else _ELEMENT_NAMES[breach.code],
                self._words(breach.text, demanded=breach.demanded),
                self._place(segment.id, position) + designator,
                severity,
                segment.id,
                position,
                "8",
                breach.element,
                breach.component,
                breach.number,
                breach.code,
                breach.value,
                by_profile=breach.demanded,
            )
        )

    def _place(self, segment_id: str, position: int) -> str:
        which = f" no. {self.seen[segment_id]}" if self.totals[segment_id] > 1 else ""
        return f"{segment_id[:10]}{which} (segment {self._number(position)})"

    def _number(self, position: int) -> int:
        return self.one.first_segment + position - 1


def _missed(frame: _Frame, end: int) -> list[tuple[str, str, bool]]:
    """Mandatory children passed over between the current one and `end`: segment, qualifier, whether an overlay demands it.
    Of a child that is missing altogether only its mandatory variants are told, where it has any."""
    loop = frame.loop
    variants = [
        (at, qualifier, kind)
        for at in loop.varied
        if frame.index <= at < end
        for qualifier, kind in loop.children[at].variants.items()
        if kind.mandatory and not frame.kinds[at, qualifier]
    ]
    told = {at for at, _, _ in variants}
    children = [
        (at, "", loop.children[at])
        for at in loop.required
        if frame.index < at < end and not frame.counts.get(at) and at not in told
    ]
    missing = sorted([*variants, *children], key=lambda one: one[0])
    return [(child.starter, qualifier, "3" in child.demands) for _, qualifier, child in missing]
