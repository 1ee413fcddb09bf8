"""The 865: the supplier's word on our change, line by line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from edi.errors import InvalidContent
from edi.x12.order_change_answer_865 import read_865
from tests.edi.x12.corpus_orders import CHANGE_ANSWER
from tests.edi.x12.sets import DELIMITERS, make_set


def test_the_change_it_answers_and_each_line_are_told() -> None:
    answer, problems = read_865(make_set("865", CHANGE_ANSWER), DELIMITERS)
    assert problems == []
    assert (answer.kind, answer.number, answer.sequence, answer.answer_type) == ("865", "PO-77120", "1", "AC")
    assert answer.answered_on == date(2026, 3, 6)
    assert [(line.line_number, line.change, line.quantity) for line in answer.lines] == [
        ("10000", "QD", Decimal(10)),
        ("20000", "DI", None),
        ("30000", "AI", Decimal(6)),
    ]
    assert [line.answers[0].status for line in answer.lines] == ["IA", "ID", "IR"]
    assert (answer.lines[0].unit, answer.lines[0].price) == ("CA", Decimal("18.75"))
    assert [code.code for code in answer.lines[0].product_ids] == ["CHS-100"]


def test_without_its_beginning_there_is_no_answer() -> None:
    with pytest.raises(InvalidContent, match="BCA"):
        read_865(make_set("865", "POC*1*DI"), DELIMITERS)
