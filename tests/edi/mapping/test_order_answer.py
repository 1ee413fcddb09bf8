"""A supplier's answer beside the order that was sent: what differs, in words and in money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from edi.document_parts import ProductId
from edi.documents import OrderAnswer, PurchaseOrder
from edi.mapping.order_answer import Comparison, compare
from edi.order_documents import AnsweredLine, LineAnswer
from tests.edi.mapping.records import d
from tests.edi.mapping.test_order_change import ORDER

TWO = replace(ORDER, lines=ORDER.lines[:2])  # 10 CA at 2.50 each, asked for 2026-05-20


def said(*parts: LineAnswer, number: str = "10000", **fields: Any) -> AnsweredLine:
    defaults: dict[str, Any] = {"quantity": d(10), "unit": "CA", "price": d("2.5")}
    return AnsweredLine(number, answers=parts, **{**defaults, **fields})


def part(status: str, quantity: str = "", **fields: Any) -> LineAnswer:
    return LineAnswer(status, d(quantity) if quantity else None, "CA" if quantity else "", **fields)


def answer(*lines: AnsweredLine, kind: str = "AC", **fields: Any) -> OrderAnswer:
    return OrderAnswer("PO-1", TWO.ordered_on, kind, lines, **fields)


GOOD = said(part("IA", "10"), number="20000")


def held_against(*lines: AnsweredLine, order: PurchaseOrder = TWO, **fields: Any) -> Comparison:
    return compare(order, answer(*lines, **fields))


def test_what_is_accepted_as_sent_has_no_differences() -> None:
    result = held_against(said(part("IA", "10", scheduled_on=date(2026, 5, 19))), GOOD)
    assert (result.state, result.differences, result.difference) == ("accepted", (), 0)
    assert [(line.ordered, line.confirmed) for line in result.lines] == [(10, 10), (10, 10)]


@pytest.mark.parametrize("kind", ["AT", "AK", "AE"])
def test_an_answer_without_detail_accepts_what_it_does_not_name(kind: str) -> None:
    assert held_against(kind=kind).state == "accepted"


def test_silence_on_a_line_of_a_detailed_answer_is_a_difference() -> None:
    result = held_against(GOOD, kind="AD")
    assert result.differences == ("line 10000: the supplier says nothing of it",)
    assert result.difference == -25


@pytest.mark.parametrize("kind", ["RJ", "RD"])
def test_an_order_refused_as_a_whole_is_worth_nothing(kind: str) -> None:
    result = held_against(kind=kind)
    assert (result.state, result.difference) == ("rejected", -50)


@pytest.mark.parametrize(
    ("parts", "words", "money"),
    [
        ([part("IQ", "8")], "10 CA were ordered, 8 are answered for", "-5"),
        ([part("IA", "8"), part("IR", "2")], "2 of 10 CA are rejected", "-5"),
        ([part("IR")], "10 of 10 CA are rejected", "-25"),
        ([part("ID", "10")], "10 of 10 CA are rejected", "-25"),
        ([part("IA", "8"), part("IB", "2")], "2 of 10 CA come later (back-ordered)", "0"),
        ([part("IB")], "10 of 10 CA come later (back-ordered)", "0"),
        ([part("BP", "7")], "3 of 10 CA come later (back-ordered)", "0"),
        ([part("IH")], "10 of 10 CA are on hold", "-25"),
        ([part("IA", "8")], "10 CA were ordered, 8 are answered for", "-5"),
        ([part("IA", "8"), part("IA", "8")], "10 CA were ordered, 16 are answered for", "15"),
        ([part("IA"), part("IB", "4")], "4 of 10 CA come later (back-ordered)", "0"),
        ([part("IS", product_ids=(ProductId("VN", "A-2"),))], "another article comes instead: A-2", "0"),
        ([part("DR", scheduled_on=date(2026, 5, 18))], "comes on 2026-05-18, asked for 2026-05-20", "0"),
        (
            [part("IA", "10", scheduled_on=date(2026, 5, 22))],
            "comes on 2026-05-22, asked for 2026-05-20",
            "0",
        ),
        ([part("DR")], "comes on another day, not said when", "0"),
        ([part("IP")], "the price is changed, but not said to what", "0"),
    ],
)
def test_each_answer_is_told_in_words_and_in_money(parts: list[LineAnswer], words: str, money: str) -> None:
    result = held_against(said(*parts), GOOD)
    assert result.lines[0].words[0] == words
    assert result.difference == Decimal(money)
    assert result.state == "changed"


def test_another_price_is_counted_over_what_comes() -> None:
    result = held_against(said(part("IP", "10"), price=d("2.75")), GOOD)
    assert result.differences == ("line 10000: 2.75 is asked, 2.50 was ordered",)
    assert (result.difference, result.lines[0].asked) == (d("2.5"), d("2.75"))


def test_a_price_that_is_only_repeated_otherwise_counts_as_changed_too() -> None:
    assert held_against(said(part("IA", "10"), price=d("2.51")), GOOD).state == "changed"


def test_the_remarks_beside_a_changed_quantity_take_none_of_it() -> None:
    parts = [part("IP"), part("DR", scheduled_on=date(2026, 5, 30)), part("IQ", "8")]
    result = held_against(said(*parts, price=d(2)), GOOD)
    assert (result.lines[0].confirmed, result.difference) == (8, -9)
    assert len(result.lines[0].words) == 3


def test_another_unit_cannot_be_counted() -> None:
    line = said(LineAnswer("IA", d(120), "EA"))
    result = held_against(line, GOOD)
    assert "answered in EA, ordered in CA" in result.differences[0]
    assert result.difference is None


def test_a_line_without_parts_speaks_by_its_quantity() -> None:
    assert held_against(said(), said(number="20000"), kind="AD").state == "accepted"
    assert held_against(said(quantity=d(9)), said(number="20000"), kind="AD").difference == d("-2.5")


def test_lines_are_found_by_number_and_else_by_their_code() -> None:
    by_code = said(part("IA", "10"), number="1", product_ids=(ProductId("IN", "A"),))
    padded = said(part("IA", "10"), number="0020000")
    assert held_against(by_code, padded).state == "accepted"


def test_a_supplier_that_counts_its_own_lines_is_read_by_the_codes() -> None:
    crossed = replace(
        TWO, lines=(replace(TWO.lines[0], line_number="1"), replace(TWO.lines[1], line_number="2"))
    )
    first = said(part("IA", "10"), number="2", product_ids=(ProductId("IN", "A"),))
    second = said(part("IR", "10"), number="1", product_ids=(ProductId("IN", "B"),))
    result = held_against(first, second, order=crossed)
    assert [(line.line, line.confirmed) for line in result.lines] == [("1", 10), ("2", 0)]


def test_what_was_not_ordered_is_told() -> None:
    result = held_against(said(part("IA", "10")), GOOD, said(part("IA", "1"), number="99", quantity=d(1)))
    assert result.differences == ("line 99, 1 CA was not ordered",)


def test_every_line_rejected_is_an_order_rejected() -> None:
    assert held_against(said(part("IR")), said(part("IR"), number="20000")).state == "rejected"


def test_another_currency_is_told() -> None:
    result = held_against(said(part("IA", "10")), GOOD, order=replace(TWO, currency="USD"), currency="CAD")
    assert result.differences == ("the answer is in CAD, the order in USD",)
