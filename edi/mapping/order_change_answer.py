"""The answer to a change (X12 865) held against the order as the change leaves it; or a change that the supplier asks for."""

from __future__ import annotations

from dataclasses import replace

from edi.documents import OrderAnswer, OrderChange, PurchaseOrder, PurchaseOrderLine
from edi.mapping.amounts import money, plain
from edi.mapping.order_answer import ACCEPTED, REJECTED, Comparison, LineComparison, compare, value_of
from edi.mapping.order_change import apply_change
from edi.x12.order_change_860 import CANCELLED

_REFUSED = frozenset({"RJ", "RD"})


def compare_change(before: PurchaseOrder, change: OrderChange | None, answer: OrderAnswer) -> Comparison:
    """Compare an 865 with the order as it stands after our `change`; None = it answers none, and speaks of the order as it
    is. Lines that are not mentioned are accepted; a cancellation is accepted by any answer but a refusal."""
    if change is None:
        return compare(before, answer, only_exceptions=True)
    if change.purpose == CANCELLED:
        refused = answer.answer_type in _REFUSED or any(
            one.status == "IR" for line in answer.lines for one in line.answers
        )
        words = ("the cancellation is refused",) if refused else ()
        return Comparison(REJECTED if refused else ACCEPTED, (), words)
    after = apply_change(before, change)
    kept = {line.line_number for line in after.lines}
    dropped = [line.line_number for line in before.lines if line.line_number not in kept]
    if answer.answer_type in _REFUSED:
        return Comparison(REJECTED, (), (f"change {change.sequence} is rejected as a whole",))
    compared = compare(after, answer, only_exceptions=True, dropped=dropped)
    return replace(compared, lines=tuple(_stays(line, before, after, answer) for line in compared.lines))


def _stays(
    line: LineComparison, before: PurchaseOrder, after: PurchaseOrder, answer: OrderAnswer
) -> LineComparison:
    """A line whose change is rejected as a whole stays as it was ordered before: that is what differs from the change."""
    old = next((row for row in before.lines if row.line_number == line.line), None)
    new = next((row for row in after.lines if row.line_number == line.line), None)
    if old is None or new is None or old == new or line.confirmed or line.back_ordered or not line.words:
        return line
    number = line.line.strip().lstrip("0")
    said = next((row for row in answer.lines if row.line_number.strip().lstrip("0") == number), None)
    if said is None or {one.status for one in said.answers} != {"IR"}:
        return line
    worth, wanted = (value_of(row.quantity, row.price, row.price_basis) for row in (old, new))
    return replace(
        line,
        confirmed=old.quantity,
        price=new.price,
        asked=old.price if old.price != new.price else None,
        words=(f"the change is rejected: the line stays at {_text(old)} instead of {_text(new)}",),
        difference=None if worth is None or wanted is None else worth - wanted,
    )


def _text(line: PurchaseOrderLine) -> str:
    price = f" at {money(line.price)}" if line.price is not None else ""
    return f"{plain(line.quantity)} {line.unit}{price}"
