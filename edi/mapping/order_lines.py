"""Which order line a shipped or invoiced line belongs to, and how much of it (booking rule 3.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.mapping.amounts import ZERO, plain
from edi.mapping.lookups import Lookups
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
    """`quantity` of document line `index` goes to this order line (in the line's unit)."""

    line: OrderLine
    quantity: Decimal
    index: int


OverProblem = Callable[[Wanted, Decimal, Order], Problem]


def over_shipped(wanted: Wanted, rest: Decimal, order: Order) -> Problem:
    """Return over_shipped for what finds no place on the order."""
    item = wanted.item_number or f"line {wanted.line_number}"
    if not any(line.item_number == wanted.item_number for line in order.lines):
        cause = f"Item {item} is not on order {order.number}; {plain(rest)} {wanted.unit} were shipped"
    else:
        cause = f"{plain(rest)} {wanted.unit} of item {item} are more than order {order.number} still expects"
    return Problem(
        "over_shipped", f"{cause}. Raise the order in NAV or correct the document, then replay.", wanted.place
    )


def assign(
    wanted: Sequence[Wanted],
    order: Order,
    available: Callable[[OrderLine], Decimal],
    lookups: Lookups,
    *,
    over: OverProblem = over_shipped,
) -> tuple[list[Assigned], list[Problem]]:
    """Spread document lines over order lines, never beyond what `available` says of each.

    A quoted line number decides, and is served before the others; else the item in the same unit, earliest expected date
    first. What is left over is reported by `over`. Raises ValueError for a quantity of zero or less (checked before)."""
    left = {
        line.sequence: max(available(line), ZERO)
        for line in order.lines
        if line.line_type not in COMMENT_TYPES
    }
    assigned: list[Assigned] = []
    problems: list[tuple[int, Problem]] = []
    for want, quoted in sorted(_with_quoted(wanted, order), key=lambda pair: pair[1] is None):
        if want.quantity <= 0:
            raise ValueError(f"quantity {want.quantity} of document line {want.index}")
        lines, problem = (
            _quoted_line(want, quoted, lookups) if quoted else _item_lines(want, order, left, lookups)
        )
        if problem:
            problems.append((want.index, problem))
            continue
        parts, rest = _take(want, lines, left)
        assigned += parts
        if rest:
            problems.append((want.index, over(want, rest, order)))
    assigned.sort(key=lambda part: part.index)
    problems.sort(key=lambda pair: pair[0])
    return assigned, [problem for _, problem in problems]


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
    want: Wanted, lines: Sequence[OrderLine], left: dict[int, Decimal]
) -> tuple[list[Assigned], Decimal]:
    parts: list[Assigned] = []
    rest = want.quantity
    for line in lines:
        quantity = min(rest, left[line.sequence])
        if quantity > 0:
            parts.append(Assigned(line, quantity, want.index))
            left[line.sequence] -= quantity
            rest -= quantity
    return parts, rest


def _quoted_line(want: Wanted, line: OrderLine, lookups: Lookups) -> tuple[list[OrderLine], Problem | None]:
    if want.item_number and want.item_number != line.item_number:
        text = (
            f"The document quotes order line {line.sequence}, which is {line.item_number or line.line_type}, for item"
            f" {want.item_number}. Correct the line number or the product code, then replay."
        )
        return [], Problem("content_invalid", text, want.place)
    if not same_unit(want.unit, line.unit, lookups):
        item = line.item_number or line.description
        return [], unit_problem(want.unit, (line.unit,), item, lookups, want.place)
    return [line], None


def _item_lines(
    want: Wanted, order: Order, left: dict[int, Decimal], lookups: Lookups
) -> tuple[list[OrderLine], Problem | None]:
    of_item = [
        line for line in order.lines if line.line_type == ITEM_TYPE and line.item_number == want.item_number
    ]
    lines = [line for line in of_item if same_unit(want.unit, line.unit, lookups)]
    if of_item and not lines:
        ordered = tuple(dict.fromkeys(line.unit for line in of_item))
        return [], unit_problem(want.unit, ordered, want.item_number, lookups, want.place)
    lines.sort(key=lambda line: (line.expected_on or date.max, line.sequence))
    return lines, _unlike_lines(want, [line for line in lines if left[line.sequence] > 0], left)


def _unlike_lines(want: Wanted, lines: list[OrderLine], left: dict[int, Decimal]) -> Problem | None:
    """Return item_ambiguous when lines of the item differ in variant or location and not all of it came."""
    kinds = {(line.variant, line.location_id) for line in lines}
    if len(kinds) <= 1 or want.quantity >= sum(left[line.sequence] for line in lines):
        return None
    numbers = ", ".join(str(line.sequence) for line in lines)
    text = (
        f"Item {want.item_number} is on order lines {numbers} with different variants or locations, and the document does"
        " not say which. Add the order line number to the document, then replay."
    )
    return Problem("item_ambiguous", text, want.place)
