"""Pages as pictures, and embedded files."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from edi.errors import Unreadable
from edi.pdf.rendering import MOST_PIXELS, Renderer, as_png
from tests.edi.pdf.printed import HEAD, pdf


def test_a_page_becomes_a_picture_of_the_asked_size() -> None:
    renderer = Renderer(pdf(*HEAD))
    assert renderer.pages == 1
    assert renderer.size(1) == (600, 160)
    assert renderer.picture(1, 144).size == (1200, 320)
    assert as_png(renderer.picture(1, 36)).startswith(b"\x89PNG")


def test_a_huge_page_is_made_with_fewer_dots() -> None:
    made = FPDF(unit="pt", format=(14000, 14000))
    made.add_page()
    picture = Renderer(bytes(made.output())).picture(1, 300)
    assert picture.width * picture.height <= MOST_PIXELS * 1.01


def test_embedded_files_come_by_name_and_up_to_a_size() -> None:
    made = FPDF()
    made.add_page()
    made.embed_file(basename="factur-x.xml", bytes=b"<a/>")
    made.embed_file(basename="big.xml", bytes=b"<a/>" * 100)
    made.embed_file(basename="picture.bin", bytes=b"1")
    made.embed_file(basename="rest.xml", bytes=b"<a>" + b" " * 90 + b"</a>")
    assert Renderer(bytes(made.output())).embedded(100) == [("factur-x.xml", b"<a/>")]


def test_what_is_no_pdf_or_locked_is_refused() -> None:
    with pytest.raises(Unreadable, match="cannot be opened"):
        Renderer(b"%PDF-1.7 and nothing")
    made = FPDF()
    made.add_page()
    made.set_encryption(owner_password="owner", user_password="user")
    with pytest.raises(Unreadable, match="password"):
        Renderer(bytes(made.output()))
