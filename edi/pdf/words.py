"""Words with their places on a page, from the text layer or from recognition; one parser serves both.

Places are points (1/72 inch) from the top left corner of the page as it is shown."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Word:
    """One word: `box` is left, top, right, bottom; `confidence` 0 to 1, 1 for a text layer."""

    text: str
    box: Box
    page: int = 1
    confidence: float = 1.0

    @property
    def height(self) -> float:
        """Height in points."""
        return self.box[3] - self.box[1]


@dataclass(frozen=True)
class Page:
    """One page: `source` is text, or ocr for writing that a machine recognised; `angle` is by how many degrees a scan was
    turned (counter-clockwise) to stand straight, as it is in these places."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    source: str = "text"
    angle: float = 0.0


@dataclass(frozen=True)
class Cell:
    """Words of one row that belong together: the gaps between them are those of a sentence, not of a column."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with one blank between them."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        """The place of all words."""
        return hull(word.box for word in self.words)

    @property
    def confidence(self) -> float:
        """That of the least certain word."""
        return min(word.confidence for word in self.words)

    @property
    def page(self) -> int:
        """The page it stands on."""
        return self.words[0].page


@dataclass(frozen=True)
class Row:
    """One line of writing: its cells from left to right."""

    cells: tuple[Cell, ...] = field(default=())

    @property
    def words(self) -> tuple[Word, ...]:
        """All words from left to right."""
        return tuple(word for cell in self.cells for word in cell.words)

    @property
    def text(self) -> str:
        """All words with one blank between them."""
        return " ".join(cell.text for cell in self.cells)

    @property
    def page(self) -> int:
        """The page it stands on."""
        return self.cells[0].page

    @property
    def box(self) -> Box:
        """The place of all cells."""
        return hull(cell.box for cell in self.cells)


# a gap wider than this share of the writing's height separates two cells
_CELL_GAP = 0.75


def hull(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of these (at least one)."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def rows_of(page: Page) -> list[Row]:
    """The rows of a page from top to bottom. Words are of one row when their middles are nearer than half a word's height."""
    rows: list[list[Word]] = []
    heights: list[float] = []  # of the last row, from the lowest
    for word in sorted(page.words, key=_middle):
        row = rows[-1] if rows else []
        if row and _middle(word) - _median([_middle(row[at]) for at in _halves(row)]) < 0.5 * min(
            word.height, _median([heights[at] for at in _halves(heights)])
        ):
            row.append(word)
            insort(heights, word.height)
        else:
            rows.append([word])
            heights = [word.height]
    return [Row(tuple(_cells(sorted(row, key=lambda word: word.box[0])))) for row in rows]


def _halves(ordered: Sequence[object]) -> tuple[int, int]:
    """The two places in the middle, the same where the count is odd."""
    return (len(ordered) - 1) // 2, len(ordered) // 2


def _median(middle: Sequence[float]) -> float:
    return sum(middle) / 2


def _middle(word: Word) -> float:
    return (word.box[1] + word.box[3]) / 2


def _cells(words: list[Word]) -> Iterator[Cell]:
    held = [words[0]]
    for word in words[1:]:
        gap = word.box[0] - held[-1].box[2]
        if gap > _CELL_GAP * min(word.height, held[-1].height):
            yield Cell(tuple(held))
            held = []
        held.append(word)
    yield Cell(tuple(held))
