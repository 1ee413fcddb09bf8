"""The three-way match of a document as a table that reads from left to right: ordered, received, invoiced, this one, money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from edi.mapping.amounts import plain
from navcleo.templatetags.words import money


@dataclass(frozen=True)
class MatchLine:
    """One order line: its cells in the order of the columns, how it ends (look and word of a badge) and what its difference
    may be."""

    name: str
    cells: list[str]
    look: str
    word: str
    allowed: str


@dataclass(frozen=True)
class MatchTable:
    """Columns, lines, the sum of the money columns, and what the table does not say by itself."""

    columns: list[str]
    lines: list[MatchLine]
    total: list[str]
    note: str


def match_table(rows: list[dict[str, Any]], *, is_invoice: bool) -> MatchTable:
    """A table from the rows that a proposal keeps (navcleo.workflows.matching)."""
    quantities = ["Ordered", "Received before", "Invoiced before"]
    if is_invoice:
        columns = [*quantities, "This invoice", "Their price", "Our price", "Theirs", "NAV"]
        note = "Money is net of tax. Their price is for one of the order line's unit."
    else:
        columns = [*quantities, "This notice", "NAV receives", "Worth", "Received worth"]
        note = "Worth is at the order's price, net of tax. What is beyond the order is not received."
    columns.append("Difference")
    lines = [_line(row, is_invoice=is_invoice) for row in rows]
    sums = [
        sum((Decimal(row[name]) for row in rows), Decimal(0)) for name in ("theirs", "ours", "difference")
    ]
    total = [""] * (len(columns) - 3) + [money(sums[0]), money(sums[1]), _signed(sums[2])]
    return MatchTable(columns, lines, total if len(lines) > 1 else [], note)


def _line(row: dict[str, Any], *, is_invoice: bool) -> MatchLine:
    unit = row["unit"]
    cells = [f"{_quantity(row[name])} {unit}" for name in ("ordered", "received", "invoiced", "quantity")]
    if is_invoice:
        cells += [_price(row["their_price"]), _price(row["our_price"])]
    else:
        cells.append(f"{_quantity(row['bookable'])} {unit}")
    difference = Decimal(row["difference"])
    cells += [money(row["theirs"]), money(row["ours"]), _signed(difference)]
    look, word = ("bad", "outside") if row["is_outside"] else ("good", "within" if difference else "agrees")
    place = f"{row['line']} " if row["line"] else ""
    from_lines = ", ".join(str(number) for number in row["from_lines"])
    name = f"{place}{row['item']} {row['text']}".strip()
    shown = f"{name} (from line {from_lines})" if from_lines else name
    return MatchLine(shown, cells, look, word, money(row["tolerance"]))


def _quantity(text: str) -> str:
    return plain(Decimal(text))


def _price(text: str) -> str:
    """Two decimals where they tell the price, else all of them."""
    price = Decimal(text)
    return f"{price:.2f}" if price == round(price, 2) else plain(price)


def _signed(amount: Decimal) -> str:
    return f"{amount:+,.2f}" if amount else money(amount)
