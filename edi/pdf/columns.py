"""Columns of a line table: where the header words stand, and which cell below belongs to which of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from edi.pdf.labels import COLUMN_LABELS, folded
from edi.pdf.words import Cell, Row, Word, hull

_LONGEST_LABEL = 4
# two header words are one label when the gap between them is below this share of their height
_LABEL_GAP = 1.2
_LABELS = {label: kind for kind, labels in COLUMN_LABELS.items() for label in labels}
UNKNOWN = "unknown"
# what these columns hold is one word, or a number and its unit
_SHORT = frozenset({"quantity", "unit", "price", "amount"})


@dataclass(frozen=True)
class Column:
    """One column: what stands in it, and how far its header word reaches."""

    kind: str
    left: float
    right: float


def columns_of(row: Row, below: Row | None = None) -> tuple[Column, ...]:
    """The columns that a row of header words names, () where it is no header: an amount, and a quantity or a price, among
    at least three known words. `below` is the second half of a header of two rows."""
    columns = _by_words(row.words) if below is None else _by_stacks([*row.words, *below.words])
    kinds = [column.kind for column in columns if column.kind != UNKNOWN]
    is_header = "amount" in kinds and {"quantity", "price"} & set(kinds) and len(set(kinds)) >= 3
    return columns if is_header else ()


def _by_words(words: Sequence[Word]) -> tuple[Column, ...]:
    """Known labels of up to four words, the longest first; other words are columns of their own."""
    columns = []
    at = 0
    while at < len(words):
        size = next(
            (size for size in range(_LONGEST_LABEL, 0, -1) if _is_label(words[at : at + size], size)), 1
        )
        part = words[at : at + size]
        columns.append(_column(part))
        at += size
    return tuple(columns)


def _is_label(words: Sequence[Word], size: int) -> bool:
    near = all(second.box[0] - first.box[2] < _LABEL_GAP * first.height for first, second in pairwise(words))
    return len(words) == size and near and _kind(words) != UNKNOWN


def _by_stacks(words: Sequence[Word]) -> tuple[Column, ...]:
    """Words above each other are one label: `Unit` over `Price`."""
    stacks: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box[0]):
        if stacks and word.box[0] < max(other.box[2] for other in stacks[-1]):
            stacks[-1].append(word)
        else:
            stacks.append([word])
    return tuple(_column(sorted(stack, key=lambda word: (word.box[1], word.box[0]))) for stack in stacks)


def _column(words: Sequence[Word]) -> Column:
    left, _, right, _ = hull(word.box for word in words)
    return Column(_kind(words), left, right)


def _kind(words: Sequence[Word]) -> str:
    text = folded(" ".join(word.text for word in words)).strip(" :")
    bare = text.split("(")[0].strip(" :") or text
    return _LABELS.get(text) or _LABELS.get(bare) or _LABELS.get(bare.rstrip(".")) or UNKNOWN


def assigned(row: Row, columns: Sequence[Column]) -> dict[str, list[Cell]]:
    """The cells of a row by what their column holds."""
    by_kind: dict[str, list[Cell]] = {}
    for cell in (part for whole in row.cells for part in _split(whole, columns)):
        by_kind.setdefault(_nearest(cell, columns).kind, []).append(cell)
    return by_kind


def _split(cell: Cell, columns: Sequence[Column]) -> list[Cell]:
    """The cell, or its words apart where narrow columns put the values of two of them side by side (10 CA): each word then
    stands under one column of numbers or units and no other."""
    places = [_under(word.box[0], word.box[2], columns) for word in cell.words]
    if any(len(place) != 1 or place[0].kind not in _SHORT for place in places):
        return [cell]
    parts: dict[Column, list[Word]] = {}
    for word, [column] in zip(cell.words, places, strict=True):
        parts.setdefault(column, []).append(word)
    return [Cell(tuple(words)) for words in parts.values()]


def _under(left: float, right: float, columns: Sequence[Column]) -> list[Column]:
    return [column for column in columns if column.left < right and left < column.right]


def _nearest(cell: Cell, columns: Sequence[Column]) -> Column:
    """The only column that the cell stands under, else the one with an edge or the middle nearest to its own."""
    left, _, right, _ = cell.box
    under = _under(left, right, columns)
    if len(under) == 1:
        return under[0]
    return min(under or columns, key=lambda column: _distance(left, right, column))


def _distance(left: float, right: float, column: Column) -> float:
    middles = abs((left + right) - (column.left + column.right)) / 2
    return min(abs(left - column.left), abs(right - column.right), middles)
