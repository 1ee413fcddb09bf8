"""A supplier's answer beside the order, in words and as a table for the document page."""

from __future__ import annotations

from typing import Any

from edi.documents import OrderAnswer
from edi.mapping.amounts import money, plain
from edi.mapping.order_answer import Comparison, LineComparison

MOST_SHOWN = 6


def describe(value: OrderAnswer, comparison: Comparison) -> str:
    """What the answer says, the first differences by name and all of them in money."""
    what = "change" if value.kind == "865" else "order"
    told = comparison.differences
    if not told:
        return f"The supplier accepts {what} {value.number} as sent."
    more = f" (and {len(told) - MOST_SHOWN} more)" if len(told) > MOST_SHOWN else ""
    difference = comparison.difference
    total = f" In all {money(difference)}." if difference else ""
    return (
        f"The supplier answers {what} {value.number} otherwise: {'. '.join(told[:MOST_SHOWN])}{more}.{total}"
    )


def shown(value: OrderAnswer, comparison: Comparison) -> dict[str, Any]:
    """The answer beside the order, as the document page shows it."""
    difference = comparison.difference
    table: dict[str, Any] = {
        "kind": f"{value.kind} for order",
        "target": value.number,
        "state": comparison.state,
    }
    if difference is not None:
        table["difference"] = str(difference)
    return table | {"said": "; ".join(comparison.words), "lines": [_row(line) for line in comparison.lines]}


def _row(line: LineComparison) -> dict[str, str]:
    return {
        "line": line.line,
        "item": line.item,
        "ordered": f"{plain(line.ordered)} {line.unit}",
        "confirmed": plain(line.confirmed),
        "back-ordered": plain(line.back_ordered),
        "price": "" if line.price is None else money(line.price),
        "asked": "" if line.asked is None else money(line.asked),
        "comes on": str(line.expected_on or ""),
        "difference": "" if line.difference is None else money(line.difference),
        "what differs": "; ".join(line.words),
    }
