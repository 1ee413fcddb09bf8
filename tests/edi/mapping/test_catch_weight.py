"""Cases or pounds: the unit of the order line decides what is received."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edi.documents import ShippedLine, Trace, Weight
from edi.mapping.lookups import Lookups
from edi.mapping.ship_notice import ReceiptProposal, map_shipped_order
from tests.edi.mapping.records import codes_of, d, lookups, order, order_line, shipped, shipped_line

NET = Weight(d("168.4"), "LB", "N")
POUNDS = {"CA": ("CASE",), "LB": ("POUND",), "KG": ("KILO",)}


def units() -> Lookups:
    return lookups(units=POUNDS, x12_units={"CASE": "CA", "POUND": "LB", "KILO": "KG"})


def received(line: ShippedLine, *ordered: str) -> ReceiptProposal:
    lines = [order_line(10000 * (n + 1), unit=unit, quantity="500") for n, unit in enumerate(ordered)]
    return map_shipped_order(shipped(line), order(*lines), units())


@pytest.mark.parametrize("line_number", ["", "10000"])
@pytest.mark.parametrize(
    ("ordered", "quantity"), [("CASE", "8"), ("POUND", "168.4")], ids=["cases ordered", "pounds ordered"]
)
def test_the_order_line_decides_whether_cases_or_pounds_are_received(
    ordered: str, quantity: str, line_number: str
) -> None:
    line = replace(shipped_line("8", line_number=line_number), weight=NET)
    proposal = received(line, ordered)
    assert proposal.problems == ()
    assert [(row.quantity, row.unit) for row in proposal.lines] == [(d(quantity), ordered)]
    [part] = proposal.traced
    assert (part.trace, part.unit) == (Trace(d(8), weight=NET), "CA")
    unit = next(used for used in proposal.mappings if used.kind == "unit")
    assert (unit.value, unit.result) == ("LB" if ordered == "POUND" else "CA", ordered)


def test_where_both_are_ordered_the_shipped_unit_decides() -> None:
    proposal = received(replace(shipped_line("8"), weight=NET), "POUND", "CASE")
    assert [(row.sequence, row.quantity) for row in proposal.lines] == [(20000, d(8))]


def test_a_gross_weight_alone_is_received_under_a_warning() -> None:
    proposal = received(replace(shipped_line("8"), weight=replace(NET, kind="G")), "POUND")
    assert [(problem.code, problem.severity) for problem in proposal.problems] == [
        ("unit_unmapped", "warning")
    ]
    assert proposal.lines[0].quantity == d("168.4")


@pytest.mark.parametrize("weight", [None, Weight(d(80), "KG", "N"), Weight(d(80), "XX", "N")])
def test_without_a_weight_in_the_ordered_unit_nothing_is_guessed(weight: Weight | None) -> None:
    proposal = received(replace(shipped_line("8"), weight=weight), "POUND")
    assert (proposal.lines, codes_of(proposal.problems)) == ((), ["unit_unmapped"])


def test_pounds_shipped_are_pounds() -> None:
    proposal = received(shipped_line("168.4", unit="LB"), "POUND")
    assert [row.quantity for row in proposal.lines] == [d("168.4")]


def test_a_weight_finer_than_nav_keeps_stops() -> None:
    weight = Weight(d("1.0000001"), "LB", "N")
    assert codes_of(received(replace(shipped_line("8"), weight=weight), "POUND").problems) == [
        "content_invalid"
    ]
