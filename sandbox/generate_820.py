"""Bodies of remittance advices (X12 820): payer and payee, paid invoices (RMR), deductions (ADX), several entities (ENT)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sandbox.generator_values import Options, date_of, decimal_of, party, x12_date
from sandbox.x12 import Segment, number

ZERO = Decimal(0)


def entities_of(options: Options) -> list[Options]:
    """The ENT loops: `entities` as given, else one with `payments` and `adjustments` of the document."""
    return options.get("entities") or [
        {"payments": options.get("payments") or [], "adjustments": options.get("adjustments") or []}
    ]


def total_of(options: Options) -> Decimal:
    """BPR02: the sum of RMR04 and of the ADX that stand directly under an ENT."""
    total = ZERO
    for entity in entities_of(options):
        total += sum((paid(payment) for payment in entity.get("payments", [])), ZERO)
        total += sum(
            (decimal_of(entry["amount"], "adjustments.amount") for entry in entity.get("adjustments", [])),
            ZERO,
        )
    return total


def paid(payment: Options) -> Decimal:
    """RMR04: as given, else invoice amount - discount + its adjustments."""
    if payment.get("amount") is not None:
        return decimal_of(payment["amount"], "payments.amount")
    due = decimal_of(payment.get("invoice_amount", 0), "payments.invoice_amount")
    due -= decimal_of(payment.get("discount", 0), "payments.discount")
    return due + sum(
        (decimal_of(entry["amount"], "adjustments.amount") for entry in payment.get("adjustments", [])), ZERO
    )


def body(options: Options, today: date) -> list[Segment]:
    """The segments between ST and SE of one remittance advice; amounts are data type R with a point."""
    paid_on = date_of(options.get("paid_on"), today)
    given = options.get("total")
    total = total_of(options) if given is None else decimal_of(given, "total")
    bank: Segment = [""] * 10
    if options.get("banks"):
        # payer's and payee's bank: qualifier, number, account type, account; the originator id stands between
        bank = ["01", "021000021", "DA", "1234567", "1123456789", "", "01", "021000089", "DA", "7654321"]
    bpr: Segment = ["BPR", str(options.get("handling", "I")), number(total), str(options.get("credit_debit", "C")),
                    str(options.get("method", "ACH")), str(options.get("format", "CTX")), *bank, x12_date(paid_on)]  # fmt: skip
    return [
        bpr,
        ["TRN", "1", str(options.get("number", ""))],
        *([["CUR", "PR", str(options["currency"])]] if options.get("currency") else []),
        *[["REF", *map(str, reference)] for reference in options.get("references") or []],
        ["DTM", "097", x12_date(today)],
        *party("PR", options.get("payer") or {}),
        *party("PE", options.get("payee") or {}),
        *[
            segment
            for index, entity in enumerate(entities_of(options), start=1)
            for segment in _entity(index, entity)
        ],
    ]


def _entity(index: int, entity: Options) -> list[Segment]:
    head: Segment = ["ENT", str(index)]
    if entity.get("code"):
        head += [str(entity.get("entity", "PE")), str(entity.get("qualifier", "92")), str(entity["code"])]
    result = [head, *adjustments(entity.get("adjustments") or [])]
    for payment in entity.get("payments") or []:
        result += _payment(payment)
    return result


def adjustments(entries: Sequence[Options]) -> list[Segment]:
    """ADX segments: negative amounts are taken from the payee."""
    return [["ADX", number(decimal_of(entry["amount"], "adjustments.amount")), str(entry.get("reason", "01")),
             "DB" if entry.get("reference") else "", str(entry.get("reference", ""))] for entry in entries]  # fmt: skip


def _payment(payment: Options) -> list[Segment]:
    gross, discount = payment.get("invoice_amount"), payment.get("discount")
    rmr: Segment = ["RMR", str(payment.get("qualifier", "IV")), str(payment.get("number", "")), str(payment.get("action", "")),
                    number(paid(payment)), "" if gross is None else number(decimal_of(gross, "payments.invoice_amount")),
                    "" if discount is None else number(decimal_of(discount, "payments.discount"))]  # fmt: skip
    result = [rmr]
    if payment.get("order_number"):
        result.append(["REF", "PO", str(payment["order_number"])])
    if payment.get("invoice_on"):
        result.append(["DTM", "003", str(payment["invoice_on"]).replace("-", "")])
    return result + adjustments(payment.get("adjustments") or [])
