"""Which order line a shipped or invoiced line belongs to, and how much of it (booking rule 3.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from edi.mapping.amounts import ZERO, plain
from edi.mapping.lookups import Lookups
from edi.mapping.pack_factors import in_nav_decimals, inexact, nearest, ratio
from edi.mapping.units import same_unit, unit_problem
from edi.nav_records import Order, OrderLine
from edi.problems import Problem

COMMENT_TYPES = frozenset({"Comment", ""})
ITEM_TYPE = "Item"


@dataclass(frozen=True)
class Wanted:
    """One document line in NAV's terms: `index` is its place in the document (0 = first), `unit` the X12 code as sent,
    `item_number` '' only for a line without product code that quotes an order line."""

    index: int
    line_number: str
    item_number: str
    quantity: Decimal
    unit: str
    place: str = ""


@dataclass(frozen=True)
class Assigned:
    """`quantity` goes to this order line (in the line's unit); `share` is how much of document line `index` that is, in the
    document's unit. A tolerated excess has quantity 0: NAV takes nothing of it, but its amount belongs to the line."""

    line: OrderLine
    quantity: Decimal
    index: int
    share: Fraction


@dataclass(frozen=True)
class Over:
    """What of a document line finds no place on the order: `rest` in the document's unit, `quantity` the same in the unit of
    `line`, the order line that it exceeds (None: the item is not on the order)."""

    wanted: Wanted
    rest: Decimal
    line: OrderLine | None = None
    quantity: Decimal = ZERO
    is_tolerated: bool = False


@dataclass(frozen=True)
class Assignment:
    """Where the lines of a document went, what found no place, and what stops (or is only noted)."""

    parts: tuple[Assigned, ...]
    overs: tuple[Over, ...]
    problems: tuple[Problem, ...]


OverProblem = Callable[[Over, Order], Problem]
_Candidates = list[
    tuple[OrderLine, Fraction]
]  # order lines, and how many of a line's unit one of the document's is
_Rest = tuple[Wanted, _Candidates, Fraction]


def over_shipped(over: Over, order: Order) -> Problem:
    """Return over_shipped for what finds no place on the order; a note where the partner's tolerance covers it."""
    wanted = over.wanted
    item = wanted.item_number or f"line {wanted.line_number}"
    amount = f"{plain(over.rest)} {wanted.unit}"
    if over.is_tolerated:
        text = (
            f"{amount} of item {item} are more than order {order.number} still expects, within the partner's tolerance. What"
            " the order expects is received; the rest is not booked (NAV receives no more than was ordered)."
        )
        return Problem("over_shipped", text, wanted.place, "warning")
    if over.line is None:
        cause = f"Item {item} is not on order {order.number}; {amount} were shipped"
    else:
        cause = f"{amount} of item {item} are more than order {order.number} still expects"
    return Problem(
        "over_shipped", f"{cause}. Raise the order in NAV or correct the document, then replay.", wanted.place
    )


def no_spare(line: OrderLine) -> Decimal:
    """Nothing more than is available is tolerated."""
    return ZERO


def assign(
    wanted: Sequence[Wanted],
    order: Order,
    available: Callable[[OrderLine], Decimal],
    lookups: Lookups,
    *,
    over: OverProblem = over_shipped,
    spare: Callable[[OrderLine], Decimal] = no_spare,
) -> Assignment:
    """Spread document lines over order lines, never beyond what `available` says of each.

    A quoted line number decides, and is served before the others; else the item in the same unit, or where no line has it in
    a unit that converts, earliest expected date first. What is left over is reported by `over`, as a note where it is within
    the `spare` quantity of lines that this document fills. Raises ValueError for a quantity of zero or less (checked
    before)."""
    left = {
        line.sequence: max(available(line), ZERO)
        for line in order.lines
        if line.line_type not in COMMENT_TYPES
    }
    parts: list[Assigned] = []
    rests: list[_Rest] = []
    problems: list[tuple[int, Problem]] = []
    for want, quoted in sorted(_with_quoted(wanted, order), key=lambda pair: pair[1] is None):
        if want.quantity <= 0:
            raise ValueError(f"quantity {want.quantity} of document line {want.index}")
        lines, problem = (
            _quoted_line(want, quoted, lookups) if quoted else _item_lines(want, order, left, lookups)
        )
        taken, rest, problem = ([], Fraction(0), problem) if problem else _take(want, lines, left)
        parts += taken
        if problem:
            problems.append((want.index, problem))
        elif rest:
            rests.append((want, lines, rest))
    overs, extra = _judge(rests, parts, spare)
    problems += [(one.wanted.index, over(one, order)) for one in overs]
    return Assignment(
        parts=tuple(sorted([*parts, *extra], key=lambda part: part.index)),
        overs=tuple(overs),
        problems=tuple(problem for _, problem in sorted(problems, key=lambda pair: pair[0])),
    )


def find_quoted_line(line_number: str, order: Order) -> OrderLine | None:
    """Return the order line that a document quotes by its number (PO101 is the NAV sequence), else None."""
    text = line_number.strip()
    if not (text.isascii() and text.isdigit()):
        return None
    lines = (
        line for line in order.lines if line.line_type not in COMMENT_TYPES and line.sequence == int(text)
    )
    return next(lines, None)


def _with_quoted(wanted: Sequence[Wanted], order: Order) -> list[tuple[Wanted, OrderLine | None]]:
    return [(want, find_quoted_line(want.line_number, order)) for want in wanted]


def _take(
    want: Wanted, lines: _Candidates, left: dict[int, Decimal]
) -> tuple[list[Assigned], Fraction, Problem | None]:
    """Return the parts, what is left of the document line, and what stops it: a quantity that NAV cannot hold."""
    parts: list[Assigned] = []
    rest = Fraction(want.quantity)
    for line, size in lines:
        quantity = min(rest * size, Fraction(left[line.sequence]))
        if quantity <= 0:
            continue
        exact = in_nav_decimals(quantity)
        if exact is None:
            amount = f"{plain(want.quantity)} {want.unit}"
            return [], Fraction(0), inexact(amount, quantity, line.unit, line.item_number, want.place)
        parts.append(Assigned(line, exact, want.index, quantity / size))
        rest -= quantity / size
    for part in parts:
        left[part.line.sequence] -= part.quantity
    return parts, rest, None


def _judge(
    rests: Sequence[_Rest], parts: Sequence[Assigned], spare: Callable[[OrderLine], Decimal]
) -> tuple[list[Over], list[Assigned]]:
    """Return what is over, and for what is tolerated of it the parts that carry its amount. All excess of one item in one
    unit counts together, against the lines that this document itself fills: a line that was full before takes no more."""
    groups: dict[tuple[str, str], list[_Rest]] = {}
    overs: list[Over] = []
    for want, lines, rest in rests:
        if lines:
            groups.setdefault((lines[0][0].item_number, lines[0][0].unit), []).append((want, lines, rest))
        else:
            overs.append(Over(want, nearest(rest)))
    extra: list[Assigned] = []
    filled = {part.line.sequence for part in parts}
    for group in groups.values():
        taking = {line.sequence: (line, size / lines[0][1]) for _, lines, _ in group for line, size in lines}
        taking = {sequence: pair for sequence, pair in taking.items() if sequence in filled}
        allowed = sum((Fraction(spare(line)) / size for line, size in taking.values()), Fraction(0))
        within = sum(rest * lines[0][1] for _, lines, rest in group) <= allowed
        for want, lines, rest in group:
            own = [pair for pair in lines if pair[0].sequence in taking]
            line, size = (own or lines)[-1]
            overs.append(Over(want, nearest(rest), line, nearest(rest * size), within and bool(own)))
            if overs[-1].is_tolerated:
                extra.append(Assigned(line, ZERO, want.index, rest))
    return overs, extra


def _quoted_line(want: Wanted, line: OrderLine, lookups: Lookups) -> tuple[_Candidates, Problem | None]:
    if want.item_number and want.item_number != line.item_number:
        text = (
            f"The document quotes order line {line.sequence}, which is {line.item_number or line.line_type}, for item"
            f" {want.item_number}. Correct the line number or the product code, then replay."
        )
        return [], Problem("content_invalid", text, want.place)
    size = ratio(want.unit, line.unit, line.item_number, lookups)
    if size is None:
        item = line.item_number or line.description
        return [], unit_problem(want.unit, (line.unit,), item, lookups, want.place)
    return [(line, size)], None


def _item_lines(
    want: Wanted, order: Order, left: dict[int, Decimal], lookups: Lookups
) -> tuple[_Candidates, Problem | None]:
    of_item = [
        line for line in order.lines if line.line_type == ITEM_TYPE and line.item_number == want.item_number
    ]
    alike = [line for line in of_item if same_unit(want.unit, line.unit, lookups)]
    sizes = [(line, ratio(want.unit, line.unit, want.item_number, lookups)) for line in alike or of_item]
    lines = [(line, size) for line, size in sizes if size is not None]
    if of_item and not lines:
        ordered = tuple(dict.fromkeys(line.unit for line in of_item))
        return [], unit_problem(want.unit, ordered, want.item_number, lookups, want.place)
    lines.sort(key=lambda pair: (pair[0].expected_on or date.max, pair[0].sequence))
    return lines, _unlike_lines(want, [pair for pair in lines if left[pair[0].sequence] > 0], left)


def _unlike_lines(want: Wanted, lines: _Candidates, left: dict[int, Decimal]) -> Problem | None:
    """Return item_ambiguous when lines of the item differ in variant or location and not all of it came."""
    kinds = {(line.variant, line.location_id) for line, _ in lines}
    if len(kinds) <= 1 or want.quantity >= sum(Fraction(left[line.sequence]) / size for line, size in lines):
        return None
    numbers = ", ".join(str(line.sequence) for line, _ in lines)
    text = (
        f"Item {want.item_number} is on order lines {numbers} with different variants or locations, and the document does"
        " not say which. Add the order line number to the document, then replay."
    )
    return Problem("item_ambiguous", text, want.place)
