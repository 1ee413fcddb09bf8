"""Quantities of order lines: snapshot, two passes, put back line by line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from connectors.errors import Stale
from edi.nav_records import Order, OrderLine
from navcleo.sending import order_lines

D = Decimal


def line(sequence: int, **numbers: Any) -> OrderLine:
    fields = {name: D(value) for name, value in numbers.items()}
    return OrderLine(f"id-{sequence}", sequence, "Item", item_number="F1000", **{"quantity": D(10), **fields})


def order(*lines: OrderLine) -> Order:
    return Order("order-id", "106001", "V10000", "Open", None, lines)


class Nav:
    """Records what is set, and derives the quantity to invoice as NAV does."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, int, Decimal]] = []

    def set_receive_quantity(self, line: OrderLine, quantity: Decimal) -> OrderLine:
        self.calls.append(("receive", line.sequence, quantity))
        return replace(line, to_receive=quantity, to_invoice=line.uninvoiced + quantity, etag=line.etag + "+")

    def set_invoice_quantity(self, line: OrderLine, quantity: Decimal) -> OrderLine:
        assert line.etag.endswith("+") or line.to_receive == 0, "the line as it was after the first pass"
        self.calls.append(("invoice", line.sequence, quantity))
        return replace(line, to_invoice=quantity)


def test_lines_without_quantity_and_comments_do_not_count() -> None:
    comment = OrderLine("c", 15000, "Comment", description="by lorry")
    assert order_lines.counted(order(line(10000), comment, line(20000, quantity=0))) == (line(10000),)


def test_a_snapshot_holds_what_is_put_back_and_what_was_posted() -> None:
    seen = order_lines.snapshot(order(line(10000, received=2, invoiced=1, to_receive=8, to_invoice=9)))
    assert seen == {
        "order_id": "order-id",
        "lines": {"10000": {"received": "2", "invoiced": "1", "to_receive": "8", "to_invoice": "9"}},
    }


def test_all_receive_quantities_are_set_before_any_invoice_quantity_and_others_become_nought() -> None:
    nav, before = Nav(), []
    found = order(line(10000, to_receive=10, to_invoice=10), line(20000, to_receive=10, to_invoice=10))
    order_lines.set_quantities(
        nav, found, receive={10000: D(4)}, invoice={}, before=lambda: before.append(len(nav.calls))
    )
    assert before == [0]
    assert nav.calls == [("receive", 10000, D(4)), ("receive", 20000, D(0)), ("invoice", 10000, D(0))]


def test_what_is_right_already_costs_no_call() -> None:
    nav = Nav()
    found = order(
        line(10000, to_receive=0, to_invoice=0), line(20000, received=3, to_receive=0, to_invoice=3)
    )
    order_lines.set_quantities(nav, found, receive={}, invoice={20000: D(3)}, before=lambda: None)
    assert nav.calls == []


SEEN = order_lines.snapshot(order(line(10000, to_receive=10, to_invoice=10)))
OURS = {10000: (D(4), D(0))}


@pytest.mark.parametrize(
    ("now", "calls"),
    [
        ({"to_receive": 4, "to_invoice": 0}, [("receive", 10000, D(10))]),
        ({"to_receive": 4, "to_invoice": 4}, [("receive", 10000, D(10))]),
        ({"to_receive": 10, "to_invoice": 10}, []),
        ({"to_receive": 7, "to_invoice": 7}, []),
        ({"to_receive": 4, "to_invoice": 1}, []),
        ({"to_receive": 4, "to_invoice": 0, "received": 2}, []),
        ({"to_receive": 4, "to_invoice": 0, "invoiced": 2}, []),
    ],
    ids=["ours", "half way", "as found", "a person's", "a person's invoice quantity", "received", "invoiced"],
)
def test_only_what_we_left_is_put_back(now: dict[str, int], calls: list[Any]) -> None:
    nav = Nav()
    order_lines.restore(nav, order(line(10000, **now)), SEEN, OURS)
    assert nav.calls == calls


def test_a_quantity_to_invoice_that_nav_derives_otherwise_is_put_back_too() -> None:
    nav = Nav()
    seen = order_lines.snapshot(order(line(10000, to_receive=10, to_invoice=3)))
    order_lines.restore(nav, order(line(10000, to_receive=4, to_invoice=0)), seen, OURS)
    assert nav.calls == [("receive", 10000, D(10)), ("invoice", 10000, D(3))]


def test_a_line_that_came_later_is_left_alone() -> None:
    nav = Nav()
    order_lines.restore(nav, order(line(30000, to_receive=4)), SEEN, {30000: (D(4), D(0))})
    assert nav.calls == []


def test_an_order_that_moved_since_the_look_is_stale() -> None:
    order_lines.check_unmoved(order(line(10000, to_receive="10.0", to_invoice=10)), SEEN)
    for now in (line(10000, to_receive=9, to_invoice=10), line(20000, to_receive=10, to_invoice=10)):
        with pytest.raises(Stale):
            order_lines.check_unmoved(order(now), SEEN)
    with pytest.raises(Stale):
        order_lines.check_unmoved(
            replace(order(line(10000, to_receive=10, to_invoice=10)), nav_id="other"), SEEN
        )


def test_posted_quantities_that_moved_are_seen() -> None:
    assert not order_lines.received_changed(order(line(10000, to_receive=4)), SEEN)
    assert order_lines.received_changed(order(line(10000, received=1)), SEEN)
    assert order_lines.received_changed(order(line(10000, invoiced=1)), SEEN)
