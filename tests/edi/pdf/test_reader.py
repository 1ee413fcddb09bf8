"""The process that opens PDFs, called as a function."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from fpdf import FPDF

from edi.errors import Unreadable
from edi.pdf import reader
from edi.pdf.limits import MOST_PAGES
from edi.pdf.recognition import RecognitionMissing
from tests.edi.pdf.printed import HEAD, INVOICE, Look, pdf, scan

COVERS = ["edi.pdf.limits"]


def test_words_of_a_text_layer() -> None:
    answer = reader.words(pdf(*INVOICE))
    assert answer["embedded"] == []
    (page,) = answer["pages"]
    assert (page["number"], page["width"], page["source"], page["angle"]) == (1, 600, "text", 0.0)
    assert "INV-20417" in [word[0] for word in page["words"]]


def test_where_xml_is_embedded_no_page_is_read() -> None:
    made = FPDF()
    made.add_page()
    made.embed_file(basename="factur-x.xml", bytes=b"<a/>")
    answer = reader.words(bytes(made.output()))
    assert [(name, base64.b64decode(data)) for name, data in answer["embedded"]] == [
        ("factur-x.xml", b"<a/>")
    ]
    assert answer["pages"] == []


def test_too_many_pages_are_refused_before_any_is_read() -> None:
    made = FPDF()
    for _ in range(MOST_PAGES + 1):
        made.add_page()
    with pytest.raises(Unreadable, match=f"has {MOST_PAGES + 1} pages; at most {MOST_PAGES}"):
        reader.words(bytes(made.output()))


def test_a_scan_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edi.pdf.recognition.find_spec", lambda name: None)
    with pytest.raises(RecognitionMissing, match="make setup OCR=yes") as refusal:
        reader.words(scan(pdf(*HEAD), Look(50)))
    assert refusal.value.code == "unsupported_set"


def test_a_picture_is_png_and_a_page_that_is_not_there_is_refused() -> None:
    assert reader.picture(pdf(*HEAD), 1, 40, 0.0).startswith(b"\x89PNG")
    assert reader.picture(pdf(*HEAD), 1, 40, 2.0).startswith(b"\x89PNG")
    with pytest.raises(Unreadable, match="no page 2"):
        reader.picture(pdf(*HEAD), 2, 40, 0.0)


def test_a_word_needs_an_order_of_the_command_line(
    capsysbinary: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_limit", lambda limits: None)
    monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": __import__("io").BytesIO(b"%PDF-")})())
    assert reader.main(["words"]) == 0
    assert b'"kind": "Unreadable"' in capsysbinary.readouterr().out
