"""X12 855 order answer: the supplier's word on each line of an order, read (X12.9; x12 reference 4.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from edi.documents import OrderAnswer
from edi.order_documents import AnsweredLine, LineAnswer
from edi.problems import Problem
from edi.x12.segments import Delimiters, TransactionSet
from edi.x12.set_reader import Located, SetReader, check_ctt, warn_of_duplicates
from edi.x12.shared_segments import (
    read_description,
    read_notes,
    read_parties,
    read_product_ids,
    read_references,
)

# when it comes, in the order in which it is believed: promised, current schedule, estimated, shipped, requested
_SCHEDULED = ("067", "017", "068", "069", "002", "010", "106", "055", "079")
_SUBSTITUTE = 7  # ACK07 begins the codes of what comes instead


def read_855(transaction_set: TransactionSet, delimiters: Delimiters) -> tuple[OrderAnswer, list[Problem]]:
    """Read an 855 into an OrderAnswer with everything found wrong in it. Raises InvalidContent without BAK."""
    reader = SetReader(transaction_set, delimiters)
    bak = reader.require("BAK", "purpose, type, number and date of the answered order")
    loops = reader.cut("PO1", frozenset({"CTT"}))
    lines = read_answered_lines(reader, loops.details, price_at=4, codes_at=6)
    currency = reader.first("CUR", loops.header)
    answer = OrderAnswer(
        number=reader.text(bak, 3, "order number"),
        ordered_on=reader.day(bak, 4, "order date"),
        answer_type=reader.text(bak, 2, "answer type"),
        lines=lines,
        purpose=reader.text(bak, 1, "purpose code"),
        answered_on=reader.day(bak, 9, "date of the answer"),
        reference=bak.get(8),
        scheduled_on=scheduled_on(reader, loops.header),
        currency=currency.get(2) if currency else "",
        parties=read_parties(loops.header),
        references=read_references(loops.header),
        notes=read_notes(loops.header),
    )
    check_ctt(reader, {len(loops.details)}, [line.quantity for line in lines if line.quantity is not None])
    return answer, reader.problems


def read_answered_lines(
    reader: SetReader, loops: list[list[Located]], *, price_at: int, codes_at: int
) -> tuple[AnsweredLine, ...]:
    """The lines of an 855 (PO1) or 865 (POC, one element later for the code of the change and the quantity left)."""
    warn_of_duplicates(reader, ((loop[0].get(1), loop[0]) for loop in loops), 1)
    return tuple(_line(reader, loop, price_at=price_at, codes_at=codes_at) for loop in loops)


def _line(reader: SetReader, loop: list[Located], *, price_at: int, codes_at: int) -> AnsweredLine:
    head = loop[0]
    is_change = head.id == "POC"
    quantity_at = 3 if is_change else 2
    own = list(_own_segments(loop))
    return AnsweredLine(
        line_number=head.get(1),
        quantity=reader.decimal(head, quantity_at, "quantity"),
        unit=reader.first_component(head, price_at - 1) if is_change else head.get(price_at - 1),
        price=_asked_price(reader, head, own, price_at),
        price_basis=head.get(price_at + 1),
        product_ids=read_product_ids(reader, head, codes_at),
        description=read_description(own),
        scheduled_on=scheduled_on(reader, _before_answers(own)),
        answers=_answers(reader, own),
        change=head.get(2) if is_change else "",
    )


def _own_segments(loop: list[Located]) -> Iterable[Located]:
    """The segments of the line itself: an SLN begins parts of it, with answers of their own."""
    for item in loop:
        if item.id == "SLN":
            return
        yield item


def _before_answers(own: list[Located]) -> list[Located]:
    at = next((place for place, item in enumerate(own) if item.id in {"ACK", "SCH", "N9", "N1"}), len(own))
    return own[:at]


def _asked_price(reader: SetReader, head: Located, own: list[Located], price_at: int) -> Decimal | None:
    ctp = next((item for item in own if item.id == "CTP" and item.get(3)), None)
    if ctp is not None:
        return reader.decimal(ctp, 3, "price")
    return reader.decimal(head, price_at, "price")


def _answers(reader: SetReader, own: list[Located]) -> tuple[LineAnswer, ...]:
    found = []
    for at, item in enumerate(own):
        if item.id != "ACK":
            continue
        follows = own[at + 1] if at + 1 < len(own) and own[at + 1].id == "DTM" else None
        day = reader.day(item, 5, "date of the answer")
        qualifier = item.get(4)
        if day is None and follows is not None:
            day, qualifier = reader.day(follows, 2, "date of the answer"), follows.get(1)
        found.append(
            LineAnswer(
                status=reader.text(item, 1, "status of the line"),
                quantity=reader.decimal(item, 2, "quantity of the answer"),
                unit=item.get(3),
                scheduled_on=day,
                date_qualifier=qualifier if day else "",
                product_ids=read_product_ids(reader, item, _SUBSTITUTE)[:10],
            )
        )
    return tuple(found)


def scheduled_on(reader: SetReader, segments: Iterable[Located]) -> date | None:
    """When it comes: the DTM that is believed most."""
    known = [item for item in segments if item.id == "DTM"]
    for qualifier in _SCHEDULED:
        for item in known:
            if item.get(1) == qualifier:
                return reader.day(item, 2, "date")
    return None
