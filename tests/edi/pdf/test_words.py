"""Words become rows and cells."""

from __future__ import annotations

import sys
from types import FrameType

from edi.pdf.words import Page, Word, hull, rows_of
from tests.edi.pdf.printed import page


def test_words_at_one_height_are_a_row_and_wide_gaps_cut_it_into_cells() -> None:
    rows = rows_of(page([(20, "Invoice No: INV-1"), (300, "Total due")], [(20, "next")]))
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["Invoice No: INV-1", "Total due"],
        ["next"],
    ]


def test_a_row_may_be_a_little_uneven() -> None:
    words = (
        Word("left", (10, 100, 40, 110)),
        Word("right", (200, 103, 240, 113)),
        Word("below", (10, 116, 40, 126)),
    )
    assert [row.text for row in rows_of(Page(1, 600, 800, words))] == ["left right", "below"]


def test_a_cell_is_as_certain_as_its_least_certain_word() -> None:
    words = (Word("PO", (10, 100, 20, 110), 1, 0.99), Word("106018", (23, 100, 60, 110), 1, 0.7))
    (row,) = rows_of(Page(1, 600, 800, words))
    assert row.cells[0].confidence == 0.7
    assert row.cells[0].box == hull(word.box for word in words) == (10, 100, 60, 110)


def test_a_row_of_many_words_takes_steps_in_proportion() -> None:
    def steps(number: int) -> int:
        words = tuple(Word("x", (at * 5.0, 10, at * 5.0 + 4, 20)) for at in range(number))
        counted = 0

        def count(frame: FrameType, event: str, argument: object) -> None:
            nonlocal counted
            counted += event in {"call", "c_call"}

        before = sys.getprofile()
        sys.setprofile(count)
        rows_of(Page(1, 600, 800, words))
        sys.setprofile(before)
        return counted

    assert steps(400) <= 2.2 * steps(200)
