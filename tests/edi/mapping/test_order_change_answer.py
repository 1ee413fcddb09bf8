"""An 865 beside the order as our change leaves it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edi.documents import OrderChange, OrderChangeAnswer
from edi.mapping.order_change import cancellation, order_change
from edi.mapping.order_change_answer import compare_change
from edi.order_documents import AnsweredLine
from tests.edi.mapping.records import d
from tests.edi.mapping.test_order_answer import TWO, part, said
from tests.edi.mapping.test_order_change import DAY, line


def change() -> OrderChange:
    """Ten become eight of line 10000, line 20000 goes."""
    made = order_change(TWO, replace(TWO, lines=(line("10000", "8"),)), {}, sequence="1", changed_on=DAY)
    assert made is not None
    return made


def answer(*lines: AnsweredLine, kind: str = "AC") -> OrderChangeAnswer:
    return OrderChangeAnswer("PO-1", TWO.ordered_on, kind, lines, sequence="1")


def test_a_change_that_is_accepted_has_no_differences() -> None:
    lines = (
        said(part("IA", "8"), quantity=d(8), change="QD"),
        said(part("ID"), number="20000", quantity=None, price=None, change="DI"),
    )
    assert compare_change(TWO, change(), answer(*lines)).state == "accepted"
    assert compare_change(TWO, change(), answer(kind="AT")).state == "accepted"


def test_a_deletion_that_is_refused_is_told() -> None:
    refused = said(part("IR"), number="20000", quantity=None, price=None, change="DI")
    result = compare_change(TWO, change(), answer(refused))
    assert result.differences == ("line 20000 is not given up by the supplier",)


def test_the_old_quantity_is_a_difference_now() -> None:
    result = compare_change(TWO, change(), answer(said(part("IA", "10"))))
    assert (result.state, result.difference) == ("changed", 5)


def test_a_change_of_a_line_that_is_refused_leaves_the_line_as_it_was() -> None:
    result = compare_change(TWO, change(), answer(said(part("IR", "8"), quantity=d(8), change="QD")))
    [row] = result.lines
    assert row.words == ("the change is rejected: the line stays at 10 CA at 2.50 instead of 8 CA at 2.50",)
    assert (row.ordered, row.confirmed, result.difference) == (8, 10, 5)


def test_a_change_refused_as_a_whole_says_which() -> None:
    result = compare_change(TWO, change(), answer(kind="RJ"))
    assert (result.state, result.words) == ("rejected", ("change 1 is rejected as a whole",))


@pytest.mark.parametrize(("kind", "state"), [("AT", "accepted"), ("AC", "accepted"), ("RJ", "rejected")])
def test_a_cancellation_is_accepted_or_refused(kind: str, state: str) -> None:
    whole = cancellation(TWO, sequence="1", changed_on=DAY)
    assert compare_change(TWO, whole, answer(kind=kind)).state == state


def test_a_change_of_the_suppliers_own_speaks_of_the_order_as_it_is() -> None:
    result = compare_change(TWO, None, answer(said(part("IP", "10"), price=d(3))))
    assert (result.state, result.difference) == ("changed", 5)
