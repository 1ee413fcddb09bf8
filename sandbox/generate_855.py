"""Bodies of a supplier's answers: to an order (X12 855) and to a change of it, or a change of the supplier's own (X12 865)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from sandbox.generator_values import Line, Options, Order, decimal_of, product_pairs, x12_date
from sandbox.x12 import Segment, TransactionSet, element, number, price

# how a supplier may answer by itself: word -> BAK02 of an answer with detail
ANSWERS = {"accepted": "AD", "changed": "AC", "rejected": "RJ"}


def body(options: Options, order: Order, today: date) -> list[Segment]:
    """The segments between ST and SE of one 855: `type` (BAK02), `reference`, `answers` {line number: [{status, quantity,
    unit, qualifier, on, product_ids}]}, `prices` {line number: price}, `scheduled_on`. A line that is not named is accepted."""
    kind = str(options.get("type", "AD"))
    ordered_on = x12_date(order.ordered_on)
    head = [
        "BAK",
        "00",
        kind,
        order.number,
        ordered_on,
        "",
        "",
        "",
        str(options.get("reference", "")),
        x12_date(today),
    ]
    segments: list[Segment] = [head]
    if order.currency:
        segments.append(["CUR", "SE", order.currency])
    if options.get("scheduled_on"):
        segments.append(["DTM", "067", x12_date(date.fromisoformat(str(options["scheduled_on"])))])
    lines = () if options.get("bare") or kind in {"AT", "AK", "RJ"} else order.lines
    for line in lines:
        asked = decimal_of((options.get("prices") or {}).get(line.line_number, line.price), "prices")
        segments.append(
            [
                "PO1",
                line.line_number,
                number(line.quantity),
                line.unit,
                price(asked),
                "",
                *product_pairs(line.product_ids),
            ]
        )
        segments += _acks(options, line)
    return [*segments, ["CTT", str(len(lines))]]


def _acks(options: Options, line: Line) -> list[Segment]:
    given = (options.get("answers") or {}).get(line.line_number)
    parts = given if given is not None else [{"status": "IA", "quantity": str(line.quantity)}]
    result = []
    for part in parts:
        quantity = str(part.get("quantity", ""))
        on = x12_date(date.fromisoformat(str(part["on"]))) if part.get("on") else ""
        ids = product_pairs([(str(pair[0]), str(pair[1])) for pair in part.get("product_ids", [])])
        unit = str(part.get("unit", line.unit)) if quantity else ""
        qualifier = str(part.get("qualifier", "067")) if on else ""
        result.append(["ACK", str(part.get("status", "IA")), quantity, unit, qualifier, on, "", *ids])
    return result


def changed(options: Options, order: Order) -> Options:
    """A counter-offer: the first line comes short and dearer, the rest as ordered."""
    first = order.lines[0]
    part = (first.quantity * Decimal("0.6")).to_integral_value(ROUND_FLOOR) or Decimal(1)
    asked = first.price + Decimal("0.10")
    return {
        **options,
        "type": "AC",
        "answers": {first.line_number: [{"status": "IQ", "quantity": number(part)}]},
        "prices": {first.line_number: str(asked)},
    }


def change_read(entry: TransactionSet) -> Options:
    """An 860 as options for its 865: order number, date, number of the change, lines."""
    bch = entry.first("BCH")
    return {
        "order_number": element(bch, 3),
        "sequence": element(bch, 5),
        "order_date": element(bch, 6),
        "cancels": element(bch, 1) == "01",
        "lines": [_poc(segment) for segment in entry.all("POC")],
    }


def _poc(segment: Segment) -> Options:
    return {
        "line_number": element(segment, 1),
        "change": element(segment, 2),
        "quantity": element(segment, 3),
        "left": element(segment, 4),
        "unit": element(segment, 5),
        "price": element(segment, 6),
        "ids": list(segment[8:]),
    }


def change_body(options: Options, today: date) -> list[Segment]:
    """The segments between ST and SE of one 865: as `change_read` gives them, with `type` (BCA02) and `answers` {line number:
    ACK01}. A line that is not named is accepted."""
    kind = str(options.get("type", "AD"))
    head = ["BCA", "00", kind, str(options["order_number"]), "", str(options.get("sequence", "")),
            str(options.get("order_date") or x12_date(today)), "", "", "", x12_date(today)]  # fmt: skip
    segments: list[Segment] = [head]
    lines: Sequence[Options] = [] if kind in {"AT", "AK", "RJ"} else options.get("lines") or []
    for line in lines:
        quantity, unit = str(line.get("quantity", "")), str(line.get("unit", ""))
        status = (options.get("answers") or {}).get(
            line["line_number"], "ID" if line.get("change") == "DI" else "IA"
        )
        segments.append(["POC", line["line_number"], str(line.get("change", "CA")), quantity, str(line.get("left", "")), unit,
                         str(line.get("price", "")), "", *line.get("ids", [])])  # fmt: skip
        segments.append(["ACK", status, quantity, unit if quantity else ""])
    return [*segments, ["CTT", str(len(lines))]]
