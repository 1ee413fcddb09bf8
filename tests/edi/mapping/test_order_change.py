"""The change that leads from an order as sent to the order as it is now, and back again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from edi.document_parts import Party, ProductId, Reference
from edi.documents import OrderChange, PurchaseOrder, PurchaseOrderLine
from edi.mapping.order_change import apply_change, cancellation, describe, order_change
from tests.edi.mapping.records import d

DAY = date(2026, 6, 1)


def line(
    number: str, quantity: str = "10", price: str = "2.5", item: str = "A", **fields: object
) -> PurchaseOrderLine:
    made = PurchaseOrderLine(
        number, d(quantity), "CA", d(price), product_ids=(ProductId("IN", item),), description=item
    )
    return replace(made, **fields)


ORDER = PurchaseOrder(
    "PO-1",
    date(2026, 5, 4),
    (line("10000"), line("20000", item="B"), line("30000", item="C")),
    requested_on=date(2026, 5, 20),
    parties=(Party("BY", "US"), Party("VN", "THEM"), Party("ST", "STORE 7", "92", "S7")),
    notes=("CALL FIRST",),
)


def changed(now: PurchaseOrder, **received: str) -> OrderChange | None:
    arrived = {number.removeprefix("l"): d(quantity) for number, quantity in received.items()}
    return order_change(ORDER, now, arrived, sequence="1", changed_on=DAY)


def lines(*changes: PurchaseOrderLine) -> PurchaseOrder:
    """The order with these lines in place of those of the same number; further ones are added."""
    named = {one.line_number: one for one in changes}
    kept = tuple(named.pop(one.line_number, one) for one in ORDER.lines)
    return replace(ORDER, lines=(*kept, *named.values()))


def kinds(change: OrderChange | None) -> list[tuple[str, str]]:
    assert change is not None
    return [(one.line_number, one.change) for one in change.lines]


def test_nothing_different_is_no_change() -> None:
    assert changed(ORDER) is None
    assert changed(replace(ORDER, ordered_on=DAY)) is None


def test_each_kind_of_change_has_its_code() -> None:
    assert kinds(changed(lines(line("10000", "12")))) == [("10000", "QI")]
    assert kinds(changed(lines(line("10000", "8")))) == [("10000", "QD")]
    assert kinds(changed(lines(line("10000", price="2.6")))) == [("10000", "PC")]
    assert kinds(changed(lines(line("10000", requested_on=DAY)))) == [("10000", "RS")]
    assert kinds(changed(lines(line("10000", "8", "2.6")))) == [("10000", "CA")]
    assert kinds(changed(lines(line("10000", description="A2")))) == [("10000", "CA")]
    assert kinds(changed(lines(line("10000", item="Z")))) == [("10000", "RZ")]
    assert kinds(changed(lines(line("40000", "3", item="D")))) == [("40000", "AI")]


def test_a_deleted_line_quotes_the_line_and_no_quantity() -> None:
    change = changed(replace(ORDER, lines=ORDER.lines[:2]))
    assert kinds(change) == [("30000", "DI")]
    assert change is not None
    assert (change.lines[0].quantity, change.lines[0].product_ids) == (None, ORDER.lines[2].product_ids)


def test_the_whole_quantity_is_told_and_what_of_it_is_left() -> None:
    change = changed(lines(line("10000", "8")), l10000="5")
    assert change is not None
    assert (change.lines[0].quantity, change.lines[0].left) == (Decimal(8), Decimal(3))
    over = changed(lines(line("10000", "4")), l10000="5")
    assert over is not None
    assert over.lines[0].left == 0


def test_a_receipt_alone_is_no_change() -> None:
    assert changed(ORDER, l10000="5") is None


def test_only_what_changed_stands_in_the_header() -> None:
    now = replace(
        ORDER,
        requested_on=DAY,
        parties=(*ORDER.parties[:2], Party("ST", "STORE 8", "92", "S8")),
        notes=("CALL FIRST", "GATE 3"),
        references=(Reference("DP", "7"),),
        currency="EUR",
    )
    change = changed(now)
    assert change is not None
    assert (change.lines, change.requested_on, change.currency) == ((), DAY, "EUR")
    assert [party.role for party in change.parties] == ["BY", "VN", "ST"]
    assert (change.notes, change.references) == (("GATE 3",), (Reference("DP", "7"),))
    assert [row["what"] for row in describe(ORDER, change)] == [
        "requested on",
        "currency",
        "party ST",
        "note",
        "reference DP",
    ]


def test_a_text_that_is_gone_is_not_taken_back() -> None:
    assert changed(replace(ORDER, notes=())) is None


def test_what_changed_is_told_line_by_line() -> None:
    now = replace(lines(line("10000", "8", "2.6"), line("40000", "3", item="D")))
    change = changed(replace(now, lines=now.lines[:2] + now.lines[3:]))
    assert change is not None
    assert describe(ORDER, change) == [
        {"line": "10000", "what": "quantity", "was": "10 CA", "is": "8 CA"},
        {"line": "10000", "what": "price", "was": "2.50", "is": "2.60"},
        {"line": "40000", "what": "added: D", "was": "", "is": "3 CA"},
        {"line": "30000", "what": "deleted: C", "was": "10 CA", "is": ""},
    ]
    whole = cancellation(ORDER, sequence="2", changed_on=DAY)
    assert [row["what"] for row in describe(ORDER, whole)] == ["the order is cancelled"]


def test_a_cancellation_leaves_nothing() -> None:
    change = cancellation(ORDER, sequence="2", changed_on=DAY)
    assert (change.purpose, change.lines, change.sequence) == ("01", (), "2")
    assert apply_change(ORDER, change).lines == ()


_numbers = st.sampled_from(["10000", "20000", "30000", "40000", "50000"])
_made = st.builds(
    line,
    _numbers,
    st.integers(1, 20).map(str),
    st.sampled_from(["2.5", "2.6"]),
    item=st.sampled_from("ABC"),
    requested_on=st.sampled_from([DAY, date(2026, 6, 9)]),
)
_orders = st.lists(_made, min_size=1, max_size=5, unique_by=lambda one: one.line_number).map(
    lambda found: replace(ORDER, lines=tuple(sorted(found, key=lambda one: one.line_number)))
)


@given(_orders, _orders)
def test_a_change_leads_to_the_order_and_then_there_is_none(
    before: PurchaseOrder, now: PurchaseOrder
) -> None:
    change = order_change(before, now, {}, sequence="1", changed_on=DAY)
    after = before if change is None else apply_change(before, change)
    assert after.lines == now.lines
    assert order_change(after, now, {}, sequence="2", changed_on=DAY) is None
