"""The answer to a change (X12 865) held against the order as the change leaves it; or a change that the supplier asks for."""

from __future__ import annotations

from edi.documents import OrderAnswer, OrderChange, PurchaseOrder
from edi.mapping.order_answer import ACCEPTED, REJECTED, Comparison, compare
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
    return compare(after, answer, only_exceptions=True, dropped=dropped)
