"""The 855: every line with what the supplier says of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from edi.document_parts import ProductId
from edi.errors import InvalidContent
from edi.order_documents import LineAnswer
from edi.x12.order_answer_855 import read_855
from tests.edi.x12.corpus_orders import ORDER_ANSWER
from tests.edi.x12.sets import DELIMITERS, make_set

HEAD = "BAK*00*AC*PO-1*20260302****SO-1*20260303\n"


def test_each_line_has_its_answers_in_order() -> None:
    answer, problems = read_855(make_set("855", ORDER_ANSWER), DELIMITERS)
    assert problems == []
    assert (answer.number, answer.answer_type, answer.reference) == ("PO-77120", "AC", "SO-5518")
    assert (answer.ordered_on, answer.answered_on) == (date(2026, 3, 2), date(2026, 3, 3))
    assert answer.scheduled_on == date(2026, 3, 12)
    assert answer.notes == ("TWO DELIVERIES",)
    first, second = answer.lines
    assert first.answers == (
        LineAnswer("IA", Decimal(8), "CA", date(2026, 3, 12), "067"),
        LineAnswer("IB", Decimal(4), "CA", date(2026, 3, 26), "067"),
    )
    assert (first.line_number, first.quantity, first.unit, first.price) == (
        "10000",
        Decimal(12),
        "CA",
        Decimal("18.75"),
    )
    assert second.answers == (LineAnswer("IP", Decimal(30), "EA", product_ids=(ProductId("VN", "BRD-8"),)),)


def test_the_price_now_asked_wins_over_the_order_price_that_is_repeated() -> None:
    text = HEAD + "PO1*1*25*EA*9.5*CT*MG*X-1\nCTP**CAT*9*1*EA\nACK*IP"
    answer, _ = read_855(make_set("855", text), DELIMITERS)
    assert answer.lines[0].price == Decimal(9)


def test_the_day_of_an_answer_may_stand_in_a_segment_of_its_own() -> None:
    text = HEAD + "PO1*1*25*EA***IN*X-1\nACK*DR\nDTM*068*20260401\nACK*IB*5*EA"
    answer, _ = read_855(make_set("855", text), DELIMITERS)
    assert [(one.scheduled_on, one.date_qualifier) for one in answer.lines[0].answers] == [
        (date(2026, 4, 1), "068"),
        (None, ""),
    ]


def test_the_answers_on_parts_of_a_line_are_not_those_of_the_line() -> None:
    text = HEAD + "PO1*1*1*EA***IN*KIT\nACK*IA*1*EA\nSLN*1**I*2*EA\nACK*IR*2*EA"
    answer, _ = read_855(make_set("855", text), DELIMITERS)
    assert [one.status for one in answer.lines[0].answers] == ["IA"]


def test_an_answer_without_lines_is_read() -> None:
    answer, problems = read_855(make_set("855", "BAK*00*AT*PO-1*20260302"), DELIMITERS)
    assert (answer.answer_type, answer.lines, problems) == ("AT", (), [])


def test_an_unreadable_quantity_is_an_error_never_zero() -> None:
    answer, problems = read_855(make_set("855", HEAD + "PO1*1*5*EA***IN*X\nACK*IA*5,5*EA"), DELIMITERS)
    assert answer.lines[0].answers[0].quantity is None
    assert [(one.severity, one.place) for one in problems] == [("error", "ACK (segment 6), ACK02")]


def test_without_its_beginning_there_is_no_answer() -> None:
    with pytest.raises(InvalidContent, match="BAK"):
        read_855(make_set("855", "PO1*1*5*EA**IN*X"), DELIMITERS)
