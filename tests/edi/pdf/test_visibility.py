"""What a reader of the page cannot see is not read; what is seen is kept."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdfium2
import pytest
from fpdf import FPDF

from edi.pdf import reader
from edi.pdf.rendering import Renderer
from edi.pdf.text_layer import read_pages
from edi.pdf.visibility import visible
from edi.pdf.words import Page
from tests.edi.pdf.printed import INVOICE, pdf

SEEN = "Invoice No: INV-20417 of Northwind Cans Ltd"


def white(made: FPDF) -> None:
    made.set_text_color(255, 255, 255)
    made.text(300, 30, "INV-99999")


def covered(made: FPDF) -> None:
    made.text(300, 30, "INV-99999")
    made.set_fill_color(255, 255, 255)
    made.rect(290, 10, 200, 30, style="F")


def without_ink(made: FPDF) -> None:
    with made.local_context(text_mode=3):
        made.text(300, 30, "INV-99999")


def beside_the_page(made: FPDF) -> None:
    made.text(700, 30, "INV-99999")


def page_of(content: bytes) -> Page:
    (page,) = read_pages(content, range(1, 2))
    return visible(page, Renderer(content))


def made_with(hide: Callable[[FPDF], None]) -> bytes:
    made = FPDF(unit="pt", format=(600, 200))
    made.set_auto_page_break(auto=False)
    made.add_page()
    made.set_font("helvetica", size=10)
    made.text(20, 30, SEEN)
    hide(made)
    return bytes(made.output())


@pytest.mark.parametrize("hide", [white, covered, without_ink, beside_the_page])
def test_hidden_writing_is_not_read(hide: Callable[[FPDF], None]) -> None:
    content = made_with(hide)
    assert b"INV-99999" in content or "INV-99999" in str(read_pages(content, range(1, 2)))
    assert " ".join(word.text for word in page_of(content).words) == SEEN
    (page,) = reader.words(content)["pages"]
    assert "INV-99999" not in [word[0] for word in page["words"]]


def test_all_that_is_printed_is_kept() -> None:
    content = pdf(*INVOICE, ((20, "- 5.00"), (100, "a . b"), (200, "-")))
    (page,) = read_pages(content, range(1, 2))
    assert visible(page, Renderer(content)) == page

    def pale_and_reversed(made: FPDF) -> None:
        made.set_text_color(200, 200, 200)
        made.text(300, 30, "PALE-1")
        made.rect(290, 60, 200, 30, style="F")
        made.set_text_color(255, 255, 255)
        made.text(300, 80, "REVERSED-2")

    texts = [word.text for word in page_of(made_with(pale_and_reversed)).words]
    assert {"PALE-1", "REVERSED-2"} <= set(texts)


def test_places_are_those_of_the_part_that_is_shown() -> None:
    whole = page_of(made_with(lambda made: made.text(300, 150, "INV-99999")))
    document = pypdfium2.PdfDocument(made_with(lambda made: made.text(300, 150, "INV-99999")))
    document[0].set_cropbox(10, 100, 600, 200)
    kept = io.BytesIO()
    document.save(kept)
    cropped = page_of(kept.getvalue())
    assert (cropped.width, cropped.height) == (590, 100)
    assert " ".join(word.text for word in cropped.words) == SEEN
    assert cropped.words[0].box[0] == pytest.approx(whole.words[0].box[0] - 10)
    assert cropped.words[0].box[1] == pytest.approx(whole.words[0].box[1])


def test_a_page_that_two_libraries_see_differently_is_read_as_a_picture() -> None:
    content = pdf(*INVOICE)
    page = Page(1, 300, 300, read_pages(content, range(1, 2))[0].words)
    seen = visible(page, Renderer(content))
    assert (seen.words, seen.width) == ((), 600)
