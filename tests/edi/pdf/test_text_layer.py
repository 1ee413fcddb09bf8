"""Words of a text layer."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from edi.errors import Unreadable
from edi.pdf.text_layer import has_text, read_pages
from tests.edi.pdf.printed import HEAD, INVOICE, Look, pdf, scan


def test_words_come_with_their_places() -> None:
    (page,) = read_pages(pdf(*INVOICE), range(1, 2))
    assert page.source == "text"
    assert has_text(page)
    number = next(word for word in page.words if word.text == "INV-20417")
    assert number.box[0] > 350
    assert number.confidence == 1.0


def test_a_picture_of_a_page_has_no_text() -> None:
    (page,) = read_pages(scan(pdf(*HEAD), Look(50)), range(1, 2))
    assert not has_text(page)


def test_text_over_a_picture_of_the_page_was_recognised_by_a_scanner() -> None:
    from fpdf import FPDF

    made = FPDF(unit="pt", format=(600, 400))
    made.add_page()
    kept = io.BytesIO()
    Image.new("L", (60, 40), 255).save(kept, "PNG")
    made.image(kept, 0, 0, 600, 400)
    made.set_font("helvetica", size=10)
    made.text(20, 30, "Invoice No: INV-2O417 of Northwind Cans Ltd")
    (page,) = read_pages(bytes(made.output()), range(1, 2))
    assert page.source == "ocr"
    assert all(word.confidence < 1 for word in page.words)


def test_crowded_pages_are_refused_and_endless_words_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edi.pdf.text_layer.LONGEST_WORD", 5)
    (page,) = read_pages(pdf(*INVOICE), range(1, 2))
    assert max(len(word.text) for word in page.words) == 5
    monkeypatch.setattr("edi.pdf.text_layer.MOST_WORDS", 10)
    with pytest.raises(Unreadable, match=r"Page 1 of the PDF has \d+ words; at most 10"):
        read_pages(pdf(*INVOICE), range(1, 2))
