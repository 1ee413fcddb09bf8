"""The three-way match of one order as rows for people: ordered, received, invoiced, and what this document says (rule 4.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from edi.mapping.amounts import ZERO, line_amount, net_price, round_money
from edi.mapping.order_lines import Assigned, Assignment, Over
from edi.nav_records import Order, OrderLine


@dataclass(frozen=True)
class MatchRow:
    """One order line: quantities in its `unit`, money net of tax. `received` and `invoiced` are what NAV had before;
    `quantity` is this document's, `bookable` what NAV takes of it; `order_price` is the order's for one unit. `theirs` is the document's money for it, `ours` NAV's; of
    a notice both are at the order's price. `sequence` 0: the item is not on the order. `from_lines` counts from 1. `posted` is what `ours` is for where
    NAV has invoiced the goods already, else it is for `bookable`."""

    sequence: int
    item_number: str
    description: str
    unit: str
    ordered: Decimal
    received: Decimal
    invoiced: Decimal
    quantity: Decimal
    bookable: Decimal
    theirs: Decimal
    ours: Decimal
    tolerance: Decimal
    is_outside: bool
    from_lines: tuple[int, ...]
    order_price: Decimal = ZERO
    posted: Decimal | None = None

    @property
    def difference(self) -> Decimal:
        """Return the document's money less NAV's."""
        return self.theirs - self.ours

    @property
    def their_price(self) -> Decimal:
        """Return the document's money for one unit of the order line."""
        return _price(self.theirs, self.quantity)

    @property
    def our_price(self) -> Decimal:
        """Return NAV's money for one unit of what it takes: the order's price, unless that does not make this money in cents."""
        quantity = self.bookable if self.posted is None else self.posted
        is_orders = round_money(self.order_price * quantity) == self.ours
        return self.order_price if is_orders or not quantity else _price(self.ours, quantity)


def match_rows(
    order: Order,
    assignment: Assignment,
    *,
    part_amounts: Sequence[Decimal],
    over_amounts: Sequence[Decimal],
    ours: Mapping[int, Decimal],
    tolerance: Callable[[OrderLine], Decimal],
) -> tuple[MatchRow, ...]:
    """Return a row for every order line that the document concerns, in the order's order, and for every item not on it.

    `part_amounts` and `over_amounts` are the document's money for each part and each excess; `ours` NAV's per order line."""
    parts = list(zip(assignment.parts, part_amounts, strict=True))
    overs = list(zip(assignment.overs, over_amounts, strict=True))
    rows = []
    for line in order.lines:
        own = [pair for pair in parts if pair[0].line.sequence == line.sequence]
        more = [pair for pair in overs if pair[0].line and pair[0].line.sequence == line.sequence]
        if own or more:
            row = _row(line, own, more, ours=ours.get(line.sequence, ZERO), tolerance=tolerance(line))
            rows.append(replace(row, order_price=order_price(line, order)))
    return (*rows, *(_not_on_order(over, amount) for over, amount in overs if over.line is None))


def worth(line: OrderLine, quantity: Decimal, order: Order) -> Decimal:
    """Return what a quantity of an order line is worth at the order's price, net of tax."""
    return line_amount(line, quantity, prices_include_tax=order.prices_include_tax).net


def order_price(line: OrderLine, order: Order) -> Decimal:
    """Return the order's price for one unit, net of discounts and tax, without what rounding the line to cents adds to it."""
    amount = worth(line, line.quantity, order)
    price = net_price(line.unit_cost, line.discount_percent)[0]
    return price if round_money(price * line.quantity) == amount else _price(amount, line.quantity)


def unbilled(line: OrderLine, order: Order) -> MatchRow:
    """Return the row of an order line that the invoice claims nothing of."""
    return replace(_row(line, (), (), ours=ZERO, tolerance=ZERO), order_price=order_price(line, order))


def _row(
    line: OrderLine,
    parts: Sequence[tuple[Assigned, Decimal]],
    overs: Sequence[tuple[Over, Decimal]],
    *,
    ours: Decimal,
    tolerance: Decimal,
) -> MatchRow:
    bookable = sum((part.quantity for part, _ in parts), ZERO)
    theirs = sum((amount for _, amount in (*parts, *overs)), ZERO)
    too_much = any(not over.is_tolerated for over, _ in overs)
    lines = {part.index + 1 for part, _ in parts} | {over.wanted.index + 1 for over, _ in overs}
    return MatchRow(
        sequence=line.sequence,
        item_number=line.item_number,
        description=line.description,
        unit=line.unit,
        ordered=line.quantity,
        received=line.received,
        invoiced=line.invoiced,
        quantity=bookable + sum((over.quantity for over, _ in overs), ZERO),
        bookable=bookable,
        theirs=theirs,
        ours=ours,
        tolerance=tolerance,
        is_outside=too_much or abs(theirs - ours) > tolerance,
        from_lines=tuple(sorted(lines)),
    )


def _not_on_order(over: Over, amount: Decimal) -> MatchRow:
    wanted = over.wanted
    return MatchRow(
        sequence=0,
        item_number=wanted.item_number,
        description="not on the order",
        unit=wanted.unit,
        ordered=ZERO,
        received=ZERO,
        invoiced=ZERO,
        quantity=over.rest,
        bookable=ZERO,
        theirs=amount,
        ours=ZERO,
        tolerance=ZERO,
        is_outside=True,
        from_lines=(wanted.index + 1,),
    )


def _price(amount: Decimal, quantity: Decimal) -> Decimal:
    return net_price(amount / quantity, ZERO)[0] if quantity else ZERO
