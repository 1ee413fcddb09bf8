"""Reading one transaction set: segments with their place, typed elements, and the problems found on the way.

A value that cannot be read becomes None and an error Problem, never zero (booking rule 1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import TypeVar

from edi.errors import InvalidContent
from edi.problems import Problem, Severity
from edi.x12.elements import parse_date, parse_decimal, parse_n2, parse_time
from edi.x12.segments import Delimiters, Segment, TransactionSet

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Located:
    """A segment and where it stands: `number` counts segments of the interchange (ISA = 1), `ordinal` those of its id
    within the set (0 when it is the only one)."""

    segment: Segment
    number: int
    ordinal: int = 0

    @property
    def id(self) -> str:
        """The segment id."""
        return self.segment.id

    def get(self, position: int) -> str:
        """Element by its 1-based position, '' when absent."""
        return self.segment.get(position)

    def place(self, position: int = 0) -> str:
        """The place for people: 'IT1 no. 3 (segment 14), IT104'."""
        which = f" no. {self.ordinal}" if self.ordinal else ""
        element = f", {self.id}{position:02d}" if position else ""
        return f"{self.id}{which} (segment {self.number}){element}"


@dataclass(frozen=True)
class Loops:
    """A set cut at its detail loop: what stands before, one list per loop, what stands after."""

    header: list[Located]
    details: list[list[Located]]
    summary: list[Located]


class SetReader:
    """One transaction set while it is being read. `problems` fills up as elements are asked for."""

    def __init__(self, transaction_set: TransactionSet, delimiters: Delimiters) -> None:
        self.delimiters = delimiters
        self.problems: list[Problem] = []
        self._reported: set[Problem] = set()
        self.code = transaction_set.code
        self.segments = _locate(transaction_set)

    def first(self, segment_id: str, segments: Iterable[Located] | None = None) -> Located | None:
        """The first segment of this id, or None."""
        within = self.segments if segments is None else segments
        return next((item for item in within if item.id == segment_id), None)

    def first_component(self, at: Located, position: int) -> str:
        """The first component of an element, as the unit of a composite unit (C001)."""
        separator = self.delimiters.component  # '' where a damaged header names none
        return at.get(position).split(separator)[0] if separator else at.get(position)

    def require(self, segment_id: str, meaning: str) -> Located:
        """The first segment of this id. Raises InvalidContent when it is missing: without it there is no document."""
        found = self.first(segment_id)
        if found is None:
            raise InvalidContent(
                f"The {self.code} has no {segment_id} segment ({meaning}). Ask the sender for a complete document.",
                place=segment_id,
            )
        return found

    def cut(self, starter: str, summary: frozenset[str]) -> Loops:
        """Cut the set at each `starter` segment; the summary begins with the first segment of `summary` that follows."""
        loops = Loops([], [], [])
        current = loops.header
        for item in self.segments:
            if current is not loops.summary:
                if item.id == starter:
                    current = []
                    loops.details.append(current)
                elif item.id in summary:
                    current = loops.summary
            current.append(item)
        return loops

    def report(
        self, code: str, text: str, at: Located | None = None, position: int = 0, severity: Severity = "error"
    ) -> None:
        """Record a problem at a segment and element, once however often the element is read."""
        problem = Problem(code, text, at.place(position) if at else "", severity)
        if problem not in self._reported:
            self._reported.add(problem)
            self.problems.append(problem)

    def text(self, at: Located, position: int, meaning: str) -> str:
        """A required text element; '' and an error Problem when it is missing."""
        value = at.get(position)
        if not value:
            self.report("content_invalid", f"The {meaning} is missing.", at, position)
        return value

    def decimal(self, at: Located, position: int, meaning: str, *, required: bool = False) -> Decimal | None:
        """An R element; None when it is empty or (with an error Problem) no number."""
        return self._value(at, position, meaning, parse_decimal, required=required)

    def cents(self, at: Located, position: int, meaning: str, *, required: bool = False) -> Decimal | None:
        """An N2 element as money; None when it is empty or (with an error Problem) no amount in cents."""
        return self._value(at, position, meaning, parse_n2, required=required)

    def day(self, at: Located, position: int, meaning: str, *, required: bool = False) -> date | None:
        """A DT element; None when it is empty or (with an error Problem) no date."""
        return self._value(at, position, meaning, parse_date, required=required)

    def clock(self, at: Located, position: int, meaning: str) -> time | None:
        """A TM element; None when it is empty or (with a warning: nothing is booked by it) no time."""
        return self._value(at, position, meaning, parse_time, severity="warning")

    def count(self, at: Located, position: int, meaning: str) -> int | None:
        """A whole number for information; None when it is empty or (with a warning) no whole number."""
        return self._value(at, position, meaning, _parse_count, severity="warning")

    def information(self, at: Located, position: int, meaning: str) -> Decimal | None:
        """An R element for information; None when it is empty or (with a warning) no number."""
        return self._value(at, position, meaning, parse_decimal, severity="warning")

    def must(self, at: Located, position: int, meaning: str, parse: Callable[[str], _Value]) -> _Value:
        """An element without which no document can be made. Raises InvalidContent when it cannot be read."""
        value = at.get(position)
        try:
            if not value:
                raise ValueError("it is missing")
            return parse(value)
        except ValueError as error:
            raise InvalidContent(
                f"The {meaning} of the {self.code} cannot be read: {error}. Ask the sender for a corrected document.",
                place=at.place(position),
            ) from error

    def _value(
        self,
        at: Located,
        position: int,
        meaning: str,
        parse: Callable[[str], _Value],
        *,
        required: bool = False,
        severity: Severity = "error",
    ) -> _Value | None:
        value = at.get(position)
        if not value:
            if required:
                self.report("content_invalid", f"The {meaning} is missing.", at, position, severity)
            return None
        try:
            return parse(value)
        except ValueError as error:
            self.report("content_invalid", f"The {meaning} cannot be read: {error}.", at, position, severity)
            return None


def _parse_count(text: str) -> int:
    value = parse_decimal(text)
    if value != value.to_integral_value():
        raise ValueError(f"'{text}' is not a whole number")
    return int(value)


def _locate(transaction_set: TransactionSet) -> tuple[Located, ...]:
    """Every segment between ST and SE with its number and, where an id repeats, its ordinal."""
    totals = Counter(segment.id for segment in transaction_set.segments)
    seen: Counter[str] = Counter()
    found = []
    for offset, segment in enumerate(transaction_set.segments):
        if segment.id in {"ST", "SE"}:
            continue
        seen[segment.id] += 1
        ordinal = seen[segment.id] if totals[segment.id] > 1 else 0
        found.append(Located(segment, transaction_set.first_segment + offset, ordinal))
    return tuple(found)


def warn_of_duplicates(reader: SetReader, lines: Iterable[tuple[str, Located]], position: int) -> None:
    """Warn of every line number that comes a second time: later documents quote it."""
    seen: set[str] = set()
    for number, at in lines:
        if number and number in seen:
            reader.report(
                "content_invalid",
                f"The line number '{number}' comes more than once.",
                at,
                position,
                "warning",
            )
        seen.add(number)


def check_ctt(reader: SetReader, counts: set[int], quantities: list[Decimal]) -> None:
    """Warn when CTT01 is none of `counts` or CTT02 is not the sum of `quantities`; a CTT never rejects."""
    ctt = reader.first("CTT")
    if ctt is None:
        return
    stated = reader.count(ctt, 1, "number of lines")
    if stated is not None and stated not in counts:
        expected = " or ".join(str(number) for number in sorted(counts))
        text = f"CTT01 says {stated} lines, counted {expected}."
        reader.report("totals_differ", text, ctt, 1, "warning")
    total = reader.information(ctt, 2, "hash total")
    if total is not None and total != sum(quantities):
        text = f"CTT02 says a total quantity of {total}, counted {sum(quantities)}."
        reader.report("totals_differ", text, ctt, 2, "warning")
