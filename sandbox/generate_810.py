"""Bodies of invoices and credit memos (X12 810): lines, allowances and charges (SAC), taxes (TXI), terms (ITD), totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from sandbox.generator_values import Line, Options, Order, date_of, decimal_of, party, product_pairs, x12_date
from sandbox.x12 import Segment, cents, line_amount, number, price

ZERO = Decimal(0)
# X12 element 331: only off-invoice allowances and charges the customer pays are part of the total
IN_TOTAL = {"02", "06", "04", ""}


def signed_allowances(entries: Iterable[Options]) -> Decimal:
    """What SAC entries add to the total: charges plus, allowances minus, informational ones nothing."""
    total = ZERO
    for entry in entries:
        if str(entry.get("handling", "06" if entry.get("indicator") == "C" else "02")) in IN_TOTAL:
            sign = {"A": -1, "C": 1}.get(str(entry.get("indicator", "A")), 0)
            total += sign * decimal_of(entry.get("amount", 0), "sac.amount")
    return total


def taxes_total(entries: Iterable[Options]) -> Decimal:
    """The sum of TXI02."""
    return sum((decimal_of(entry.get("amount", 0), "taxes.amount") for entry in entries), ZERO)


def amount_of(line: Line) -> Decimal:
    """Extended amount of a line: by weight where the price is per pound and a weight is given (catch weight)."""
    quantity = line.weight if line.price_basis == "PP" and line.weight is not None else line.quantity
    return line_amount(quantity, line.price, line.price_basis)


def total_of(options: Options, lines: Sequence[Line]) -> Decimal:
    """The invoice total: lines - allowances + charges + taxes, both levels."""
    total = sum((amount_of(line) for line in lines), ZERO)
    for line in lines:
        total += signed_allowances(line.allowances) + taxes_total(line.taxes)
    return total + signed_allowances(options.get("sac") or []) + taxes_total(options.get("taxes") or [])


def body(options: Options, order: Order, today: date) -> list[Segment]:
    """The segments between ST and SE of one invoice; `type` CR with `negative` true writes quantities and TDS negative."""
    invoice_on = date_of(options.get("invoice_on"), today)
    big: Segment = ["BIG", x12_date(invoice_on), str(options.get("number", "")), x12_date(order.ordered_on), order.number,
                    "", "", str(options.get("type", "DI")), str(options.get("purpose", ""))]  # fmt: skip
    total = total_of(options, order.lines)
    sign = -1 if options.get("negative") else 1
    return [
        big,
        *([["NTE", "GEN", str(options["note"])[:80]]] if options.get("note") else []),
        *([["CUR", "SE", currency]] if (currency := str(options.get("currency") or order.currency)) else []),
        *[["REF", *map(str, reference)] for reference in options.get("references") or []],
        *_parties(options, order),
        *_terms(options.get("terms")),
        *([["DTM", "011", x12_date(date_of(options["shipped_on"], today))]] if options.get("shipped_on") else []),
        *[segment for line in order.lines for segment in _item(line, sign)],
        *_summary(options, order.lines, total * sign, sign),
    ]  # fmt: skip


def _parties(options: Options, order: Order) -> list[Segment]:
    return (party("RI", options.get("remit_to") or {}) + party("SU", options.get("supplier") or {})
            + party("BT", options.get("bill_to") or {}) + party("ST", options.get("ship_to") or order.ship_to))  # fmt: skip


def _terms(terms: Options | None) -> list[Segment]:
    if not terms:
        return []
    discount = terms.get("discount_amount")
    return [["ITD", str(terms.get("type", "01")), str(terms.get("basis", "3")), str(terms.get("percent", "")),
             str(terms.get("discount_due_on", "")).replace("-", ""), str(terms.get("discount_days", "")),
             str(terms.get("net_due_on", "")).replace("-", ""), str(terms.get("net_days", "")),
             "" if discount is None else cents(decimal_of(discount, "terms.discount_amount")), "", "", "",
             str(terms.get("text", ""))]]  # fmt: skip


def allowance(entry: Options) -> Segment:
    """One SAC; the amount is always positive, the letter is the sign."""
    charge = entry.get("indicator") == "C"
    percent = entry.get("percent")
    return ["SAC", str(entry.get("indicator", "A")), str(entry.get("code", "D240" if charge else "C310")), "", "",
            cents(abs(decimal_of(entry.get("amount", 0), "sac.amount"))), "" if percent is None else "3",
            "" if percent is None else str(percent), "", "", "", "", str(entry.get("handling", "06" if charge else "02")),
            "", "", str(entry.get("description", ""))]  # fmt: skip


def tax(entry: Options) -> Segment:
    """One TXI; amount and percent are R with a point."""
    percent = entry.get("percent")
    return ["TXI", str(entry.get("type", "ST")), price(decimal_of(entry.get("amount", 0), "taxes.amount")),
            "" if percent is None else number(percent)]  # fmt: skip


def _item(line: Line, sign: int) -> list[Segment]:
    catch_weight = line.price_basis == "PP" and line.weight is not None
    it1: Segment = ["IT1", line.line_number, number(line.quantity * sign), line.unit, price(line.price), line.price_basis,
                    *product_pairs(line.product_ids)]  # fmt: skip
    return [
        it1,
        *[tax(entry) for entry in line.taxes],
        *(
            [["MEA", "PD", "G", number(line.weight), line.weight_unit]]
            if catch_weight and line.weight is not None
            else []
        ),
        *([["PID", "F", "", "", "", line.description[:80]]] if line.description else []),
        *[allowance(entry) for entry in line.allowances],
    ]


def _summary(options: Options, lines: Sequence[Line], total: Decimal, sign: int) -> list[Segment]:
    quantity = sum((line.quantity for line in lines), ZERO) * sign
    discountable = options.get("discountable")
    tds: Segment = ["TDS", cents(total)]
    if discountable is not None:
        tds.append(cents(decimal_of(discountable, "discountable")))
    return [
        tds,
        *[tax(entry) for entry in options.get("taxes") or []],
        *([["CAD", "M", "", "", str(options["carrier"])]] if options.get("carrier") else []),
        *[allowance(entry) for entry in options.get("sac") or []],
        *([["ISS", number(abs(quantity)), lines[0].unit]] if options.get("iss") and lines else []),
        ["CTT", str(len(lines)), number(quantity) if options.get("ctt_total") else ""],
    ]
