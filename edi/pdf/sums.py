"""The sums of an invoice: net, taxes, charges, allowances and total, each with every number it can mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from edi.pdf.labels import folded, sum_kind
from edi.pdf.numbers import readings
from edi.pdf.words import Cell, Row, Word

# no number is written in more words
_LONGEST_NUMBER = 30
_PERCENT = re.compile(r"(\d{1,2}(?:[.,]\d{1,3})?)\s*%")
_TAX_WORD = re.compile(r"\b(vat|tax|mwst|ust|umsatzsteuer|mehrwertsteuer|tva|btw|gst|hst|pst)\b")
_DUE = re.compile(r"\b(due|payable|balance|pay|zahlbetrag|payer|betalen)\b")
_TAX_NUMBER = re.compile(r"\b(id|no|nr|number|nummer|registration|intra\w*)\b")


@dataclass(frozen=True)
class Sum:
    """One amount below the lines: `kind` as in `SUM_LABELS`, `label` as printed, what the amount can mean."""

    kind: str
    label: str
    words: tuple[Word, ...]
    values: tuple[Decimal, ...]
    percent: Decimal | None = None


def sums_of(rows: Sequence[Row]) -> list[Sum]:
    """Every labelled amount of these rows: beside its label, or below it where a row holds labels only."""
    found = []
    for at, row in enumerate(rows):
        labels = [(place, kind) for place, cell in enumerate(row.cells) if (kind := sum_kind(cell.text))]
        for number, (place, kind) in enumerate(labels):
            end = labels[number + 1][0] if number + 1 < len(labels) else len(row.cells)
            one = _beside(kind, row.cells[place:end]) or _under(kind, row.cells[place], rows[at + 1 : at + 2])
            if one:
                found.append(one)
    return found


def mentions_tax(rows: Sequence[Row]) -> bool:
    """True where a tax is spoken of with a number other than nothing, and no tax number is meant."""
    for row in rows:
        text = folded(row.text)
        if _TAX_WORD.search(text) and not _TAX_NUMBER.search(text) and re.search(r"[1-9]", text):
            return True
    return False


def paid_before(sums: Sequence[Sum], total: Decimal | None) -> str:
    """What the page says was paid of the total already, or is still due where that is another amount; '' for nothing. The
    invoice is for the whole."""
    paid = [value for one in sums if one.kind == "paid" for value in one.values if value]
    due = [
        value
        for one in sums
        if one.kind == "total" and _DUE.search(folded(one.label)) and len(one.values) == 1
        for value in one.values
    ]
    left = [value for value in due if total is not None and value != total]
    if not paid and not left:
        return ""
    amount = f"{abs(paid[0])} paid" if paid else "another amount to be paid"
    rest = f", {left[0]} still due" if left else ""
    whole = f" of the total {total}" if total is not None else ""
    return f"The page says: {amount}{whole}{rest}. The invoice is booked for the whole: see that it is not paid twice."


def _beside(kind: str, cells: Sequence[Cell]) -> Sum | None:
    """The last number of the cells, percentages left out."""
    percent = _percent(" ".join(cell.text for cell in cells))
    for cell in reversed(cells[1:]):
        if "%" not in cell.text and (values := readings(cell.text)):
            return Sum(kind, cells[0].text, cell.words, values, percent)
    words = cells[0].words
    for start in range(max(1, len(words) - _LONGEST_NUMBER), len(words)):
        tail = words[start:]
        text = " ".join(word.text for word in tail)
        if (
            words[start - 1].text != "%"
            and "%" not in text
            and text[0] in "-+(€£$0123456789"
            and (values := readings(text))
        ):
            return Sum(kind, " ".join(word.text for word in words[:start]), tail, values, percent)
    return None


def _under(kind: str, label: Cell, below: Sequence[Row]) -> Sum | None:
    """The number below the label, where the row below holds no label of its own."""
    if not below or any(sum_kind(cell.text) for cell in below[0].cells):
        return None
    left, _, right, _ = label.box
    for cell in below[0].cells:
        if (
            cell.box[0] < right
            and left < cell.box[2]
            and "%" not in cell.text
            and (values := readings(cell.text))
        ):
            return Sum(kind, label.text, cell.words, values)
    return None


def _percent(text: str) -> Decimal | None:
    found = _PERCENT.search(text)
    return Decimal(found.group(1).replace(",", ".")) if found else None
