"""The line table of an invoice: rows under a recognised header, with every number that a cell can mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from edi.pdf.columns import Column, assigned, columns_of
from edi.pdf.labels import sum_kind
from edi.pdf.numbers import readings
from edi.pdf.words import Cell, Page, Row, Word, rows_of

# the two rows of one header are nearer than this share of their height
_HEADER_GAP = 0.8
_NUMBER_AND_UNIT = re.compile(r"^[-\d.,'’]+$")


@dataclass(frozen=True)
class Printed:
    """A number as printed: its words, and what it can mean. `doubt` below 1: its column holds more than one cell."""

    words: tuple[Word, ...]
    values: tuple[Decimal, ...]
    doubt: float = 1.0


@dataclass(frozen=True)
class PrintedLine:
    """One line as printed; what its row does not hold is None."""

    quantity: Printed | None = None
    price: Printed | None = None
    amount: Printed | None = None
    discount: Printed | None = None
    code: tuple[Word, ...] = ()
    unit: tuple[Word, ...] = ()
    description: tuple[Word, ...] = ()
    is_taxed: bool = False


@dataclass
class Sheet:
    """What stands where on all pages: lines of the table, rows above and beside it, rows below it."""

    lines: list[PrintedLine] = field(default_factory=list)
    above: list[Row] = field(default_factory=list)
    below: list[Row] = field(default_factory=list)
    has_table: bool = False


def cut(pages: Sequence[Page]) -> Sheet:
    """Cut pages into lines, what stands above them, and what stands below. A header repeated on a later page goes on with
    the table; a page without one does too, until the first sum was seen."""
    sheet = Sheet()
    columns: tuple[Column, ...] = ()
    for page in pages:
        rows = rows_of(page)
        at = 0
        while at < len(rows):
            found, height = _header_at(rows, at)
            if found:
                columns, sheet.has_table = found, True
                at += height
                continue
            columns = _take(sheet, rows[at], columns)
            at += 1
    return sheet


def _header_at(rows: Sequence[Row], at: int) -> tuple[tuple[Column, ...], int]:
    """The columns of the header that begins at this row, and how many rows it has."""
    if one := columns_of(rows[at]):
        return one, 1
    if at + 1 == len(rows) or any(char.isdigit() for char in rows[at].text) or columns_of(rows[at + 1]):
        return (), 1
    gap, height = rows[at + 1].box[1] - rows[at].box[3], rows[at].box[3] - rows[at].box[1]
    return (columns_of(rows[at], rows[at + 1]), 2) if gap < _HEADER_GAP * height else ((), 1)


def _take(sheet: Sheet, row: Row, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Put one row where it belongs. Returns the columns that hold for the next one: none behind the table."""
    if not columns:
        (sheet.below if sheet.has_table else sheet.above).append(row)
        return columns
    line = _line(row, columns)
    if line and not (line.quantity and line.price) and _sum_kind(row):
        if _sum_kind(row) != "carried":
            sheet.below.append(row)
        return columns if _sum_kind(row) in {"carried", "charge", "allowance"} else ()
    if line:
        sheet.lines.append(line)
    elif _sum_kind(row):
        sheet.below.append(row)
        return ()
    else:
        _continue(sheet, row, columns)
    return columns


def _sum_kind(row: Row) -> str:
    """The kind of sum that the first cell of the row names that names one, '' for none."""
    return next((kind for cell in row.cells if (kind := sum_kind(cell.text))), "")


def _line(row: Row, columns: Sequence[Column]) -> PrintedLine | None:
    """The line of this row; None where it holds neither an amount nor quantity and price."""
    cells = assigned(row, columns)
    quantity, unit = _quantity(cells.get("quantity", []))
    price, amount = _number(cells.get("price", [])), _number(cells.get("amount", []))
    if not amount and not (quantity and price):
        return None
    return PrintedLine(
        quantity=quantity,
        price=price,
        amount=amount,
        discount=_number(cells.get("discount", []), without="%"),
        code=_words(cells.get("code", [])),
        unit=_words(cells.get("unit", [])) or unit,
        description=_words(cells.get("description", [])),
        is_taxed=any(any(char in "123456789" for char in cell.text) for cell in cells.get("tax", [])),
    )


def _number(cells: Sequence[Cell], without: str = "") -> Printed | None:
    read = [
        (cell, values)
        for cell in cells
        if (values := readings(cell.text.replace(without, "") if without else cell.text))
    ]
    if not read:
        return None
    cell, values = read[-1]
    return Printed(cell.words, values, 1.0 if len(cells) == 1 else 0.5)


def _quantity(cells: Sequence[Cell]) -> tuple[Printed | None, tuple[Word, ...]]:
    """A quantity, with the unit that may stand behind it in the same cell (20 Stk)."""
    words = _words(cells)
    count = next((at for at, word in enumerate(words) if not _NUMBER_AND_UNIT.match(word.text)), len(words))
    values = readings(" ".join(word.text for word in words[:count])) if count else ()
    if not values:
        return None, ()
    return Printed(words[:count], values, 1.0 if len(cells) == 1 else 0.5), words[count : count + 1]


def _words(cells: Sequence[Cell]) -> tuple[Word, ...]:
    return tuple(word for cell in cells for word in cell.words)


def _continue(sheet: Sheet, row: Row, columns: Sequence[Column]) -> None:
    """A row without numbers goes on with the line above: more description, or the code that stands below it."""
    if not sheet.lines or row.page != _page(sheet.lines[-1]):
        sheet.above.append(row)
        return
    cells, last = assigned(row, columns), sheet.lines[-1]
    sheet.lines[-1] = PrintedLine(
        **{
            **vars(last),
            "description": last.description + _words(cells.get("description", [])),
            "code": last.code or _words(cells.get("code", [])),
        }
    )


def _page(line: PrintedLine) -> int:
    numbers = [printed for printed in (line.amount, line.quantity) if printed]
    return numbers[0].words[0].page
