"""Ties the lots and packages of shipped lines to the order lines they are received on: the trace packet of a receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from edi.documents import ShippedLine, Trace
from edi.mapping.order_lines import Assigned


@dataclass(frozen=True)
class TracedPart:
    """One trace of a shipped line: `order_lines` are NAV's line numbers that received the line (several where it was spread
    over them: the notice does not say which package went to which), `unit` the X12 unit of the trace's quantity."""

    order_lines: tuple[int, ...]
    item_number: str
    description: str
    unit: str
    trace: Trace


def trace_parts(lines: Sequence[ShippedLine], assigned: Sequence[Assigned]) -> tuple[TracedPart, ...]:
    """The parts of all lines that were assigned, in the order of the notice. A line of which nothing is told apart is one
    part, so that a packet always holds all that was received."""
    parts: list[TracedPart] = []
    for index, line in enumerate(lines):
        rows = [part.line for part in assigned if part.index == index]
        if not rows:
            continue
        sequences = tuple(sorted({row.sequence for row in rows}))
        text = line.description or rows[0].description
        traces = line.traces or (Trace(quantity=line.quantity),)
        if len(traces) == 1 and traces[0].weight is None:
            traces = (replace(traces[0], weight=line.weight),)
        parts += [TracedPart(sequences, rows[0].item_number, text, line.unit, trace) for trace in traces]
    return tuple(parts)
