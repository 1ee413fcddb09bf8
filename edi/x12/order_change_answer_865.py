"""X12 865 order change answer: the supplier's word on our change, or a change of the supplier's own, read (X12.16)."""

from __future__ import annotations

from edi.documents import OrderChangeAnswer
from edi.problems import Problem
from edi.x12.order_answer_855 import read_answered_lines, scheduled_on
from edi.x12.segments import Delimiters, TransactionSet
from edi.x12.set_reader import SetReader, check_ctt
from edi.x12.shared_segments import read_notes, read_parties, read_references


def read_865(
    transaction_set: TransactionSet, delimiters: Delimiters
) -> tuple[OrderChangeAnswer, list[Problem]]:
    """Read an 865 into an OrderChangeAnswer with everything found wrong in it. Raises InvalidContent without BCA."""
    reader = SetReader(transaction_set, delimiters)
    bca = reader.require("BCA", "purpose, type, number and date of the changed order")
    loops = reader.cut("POC", frozenset({"CTT"}))
    lines = read_answered_lines(reader, loops.details, price_at=6, codes_at=8)
    currency = reader.first("CUR", loops.header)
    answer = OrderChangeAnswer(
        number=reader.text(bca, 3, "order number"),
        ordered_on=reader.day(bca, 6, "order date"),
        answer_type=bca.get(2),
        lines=lines,
        purpose=reader.text(bca, 1, "purpose code"),
        answered_on=reader.day(bca, 10, "date of the answer"),
        reference=bca.get(9),
        sequence=bca.get(5),
        scheduled_on=scheduled_on(reader, loops.header),
        currency=currency.get(2) if currency else "",
        parties=read_parties(loops.header),
        references=read_references(loops.header),
        notes=read_notes(loops.header),
    )
    check_ctt(reader, {len(loops.details)}, [line.quantity for line in lines if line.quantity is not None])
    return answer, reader.problems
