"""Which order lines a lot or package was received on."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from edi.documents import Trace, Weight
from edi.mapping.order_lines import Assigned
from edi.mapping.ship_notice import map_shipped_order
from edi.mapping.traced import trace_parts
from tests.edi.mapping.records import d, lookups, order, order_line, shipped, shipped_line


def test_each_lot_of_a_line_is_a_part_of_the_order_line_it_is_received_on() -> None:
    traces = (Trace(d(6), "L1", package_ids=("A",)), Trace(d(4), "L2", package_ids=("B",)))
    line = replace(shipped_line("10"), traces=traces)
    proposal = map_shipped_order(
        shipped(line, shipped_line("3", "A-2000", "EA")),
        order(order_line(10000, description="Oil"), order_line(20000, "2000", unit="EACH")),
        lookups(),
    )
    assert [(p.order_lines, p.item_number, p.description, p.unit, p.trace) for p in proposal.traced] == [
        ((10000,), "1000", "Oil", "CA", traces[0]),
        ((10000,), "1000", "Oil", "CA", traces[1]),
        ((20000,), "2000", "", "EA", Trace(d(3))),
    ]


def test_a_line_spread_over_order_lines_names_them_all_and_guesses_nothing() -> None:
    traces = (Trace(d(6), "L1"), Trace(d(2), "L2"))
    nav_order = order(order_line(10000, quantity="5"), order_line(20000, quantity="5"))
    proposal = map_shipped_order(shipped(replace(shipped_line("8"), traces=traces)), nav_order, lookups())
    assert [(part.order_lines, part.trace.quantity) for part in proposal.traced] == [
        ((10000, 20000), d(6)),
        ((10000, 20000), d(2)),
    ]


def test_the_weight_of_a_line_belongs_to_its_only_part() -> None:
    weight = Weight(d("41.5"), "LB", "N")
    whole = replace(shipped_line("1"), weight=weight)
    packed = replace(whole, traces=(Trace(lot="L1"), Trace(lot="L2")))
    assigned = [Assigned(order_line(10000), d(1), at, Fraction(1)) for at in (0, 1)]
    assert [part.trace.weight for part in trace_parts((whole, packed), assigned)] == [weight, None, None]


def test_what_is_not_received_is_not_traced() -> None:
    assert trace_parts((shipped_line("1"),), []) == ()
