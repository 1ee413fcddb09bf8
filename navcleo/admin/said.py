"""What the content of a document says, as tables beside its raw text: the goods of a ship notice by lot and package, both
balances of a remittance advice."""

from __future__ import annotations

from datetime import date
from typing import Any

from edi import reading
from edi.documents import RemittanceAdvice, ShipNotice, ShippedLine, Trace, Weight
from edi.errors import EdiError
from edi.mapping.amounts import plain
from edi.mapping.products import code_text, product_codes
from edi.mapping.remittance_balance import Balance, balance
from navcleo.admin.report_tables import Table
from navcleo.templatetags.words import money

GOODS = ["Order", "Line", "Article", "Shipped", "Lot", "Expires", "Produced", "Origin", "Package", "Within", "Serials", "Weight"]  # fmt: skip
ALWAYS = frozenset(GOODS[:4])
# BSN01 of a notice that is about another one
PURPOSES = {
    "01": "Cancellation: goods that are not sent after all",
    "05": "Replacement: goods in place of those of an earlier notice",
}
NOTES = {
    "01": "The supplier takes back the notice of this number. Nothing of this table is received.",
    "05": "The supplier replaces the notice of this number by this one.",
}
PAYMENT = ["Entity", "Document", "Invoiced", "Discount", "Adjusted", "Due", "Stated (RMR04)", "Of this payment", "Difference"]  # fmt: skip


def tables(content: bytes, *, gross: bool = False) -> list[Table]:
    """The tables of one document; none where it cannot be read or says nothing that a table shows better. `gross` as set at
    the partner: a remittance states its amounts before deductions."""
    try:
        value = reading.read(content).sets[0].document if content else None
    except (EdiError, IndexError):
        return []
    if isinstance(value, ShipNotice):
        return [_goods(value)]
    return [_payment(balance(value, gross=gross), gross)] if isinstance(value, RemittanceAdvice) else []


def _goods(notice: ShipNotice) -> Table:
    rows = [
        [order.order_number, *row] for order in notice.orders for line in order.lines for row in _parts(line)
    ]
    used = [at for at, name in enumerate(GOODS) if name in ALWAYS or any(row[at] for row in rows)]
    title = PURPOSES.get(notice.purpose, "Goods of this notice")
    note = NOTES.get(notice.purpose, "")
    return Table(title, [GOODS[at] for at in used], [[row[at] for at in used] for row in rows], note=note)


def _parts(line: ShippedLine) -> list[list[Any]]:
    """One row for each part of a line that is told apart."""
    article = code_text(product_codes(line.product_ids)) or line.description
    first = [line.line_number, article]
    return [[*first, *_part(line, trace)] for trace in line.traces or (Trace(quantity=line.quantity),)]


def _part(line: ShippedLine, trace: Trace) -> list[Any]:
    amount = "part of " + plain(line.quantity) if trace.quantity is None else plain(trace.quantity)
    weight = trace.weight or (line.weight if len(line.traces) < 2 else None)
    return [
        f"{amount} {line.unit}",
        trace.lot,
        _day(trace.expires_on),
        _day(trace.produced_on),
        trace.origin,
        trace.package_ids[0] if trace.package_ids else "",
        ", ".join(trace.package_ids[1:]),
        ", ".join(trace.serials),
        _weight(weight),
    ]


def _day(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""


def _weight(weight: Weight | None) -> str:
    kind = {"N": " net", "G": " gross"}.get(weight.kind, "") if weight else ""
    return f"{plain(weight.amount)} {weight.unit}{kind}" if weight else ""


def _payment(whole: Balance, gross: bool) -> Table:
    """Each paid document with what is due of it, and the whole payment against the sum of its parts."""
    rows = [
        [
            row.line.entity,
            f"{row.line.qualifier} {row.line.number}",
            money(row.line.invoiced),
            money(row.line.discount),
            money(row.adjusted or None),
            money(row.due),
            money(row.line.paid),
            money(row.net),
            money(row.difference),
        ]
        for row in whole.lines
    ]
    empty = [""] * 5
    rows.append(["", "adjustments of no invoice", *empty, money(whole.adjustments), ""])
    total = ["", "total paid (BPR02)", *empty, money(whole.total), money(whole.difference)]
    stated = "before" if gross else "after"
    note = f"RMR04 is read as stated {stated} the deductions under it (set at the partner)."
    return Table("Balance of this payment", PAYMENT, rows, total=total, note=note)
