"""Every sample PDF beside the checkout: embedded XML is read whole, pages as far as they prove themselves, no value wrong."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from edi.documents import Invoice
from edi.errors import EdiError
from edi.pdf.judging import unconfirmed
from edi.pdf.reading import fields_of
from edi.read_sets import ReadSet
from edi.reading import read
from tests.conftest import SAMPLES

COVERS = ["edi.pdf.reading"]
FOLDER = SAMPLES / "pdf"
FILES = sorted(FOLDER.glob("*.pdf"))
pytestmark = pytest.mark.skipif(not FILES, reason="no shared samples beside this checkout")
# files whose XML is read whole: number, total, lines
WITH_XML = {
    "ZUGFeRD__corpus__EN16931_Rabatte.pdf": ("471102", "215.07", 4),
    "ZUGFeRD__corpus__zugferd_2p0_EN16931_Rabatte.pdf": ("471102", "215.07", 4),
    "horstoeko__zugferd__pdf_zf_en16931_1.pdf": ("471102", "529.87", 2),
    "horstoeko__zugferd__pdf_zf_xrechnung_1.pdf": ("471102", "529.87", 2),
}
REFUSED = {"horstoeko__zugferd__pdf_invalid.pdf"}
# a summary of an invoice, made without lines
WITHOUT_LINES = "horstoeko__zugferd__pdf_fx_minimum_1.pdf"
PAGES = [path for path in FILES if path.name not in {*WITH_XML, *REFUSED, WITHOUT_LINES}]


def only(path: Path) -> ReadSet:
    (part,) = read(path.read_bytes()).sets
    return part


@pytest.mark.parametrize("name", WITH_XML)
def test_embedded_xml_is_read_whole(name: str) -> None:
    part = only(FOLDER / name)
    number, total, lines = WITH_XML[name]
    assert isinstance(part.document, Invoice)
    assert (part.format, part.document.number, part.document.total) == ("xml", number, Decimal(total))
    assert len(part.document.lines) == lines
    assert [problem for problem in part.problems if problem.severity == "error"] == []


def test_embedded_xml_without_lines_says_so() -> None:
    part = only(FOLDER / WITHOUT_LINES)
    assert part.format == "xml"
    assert "no lines" in part.problems[0].text


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_no_invoice_is_refused_by_name(name: str) -> None:
    with pytest.raises(EdiError) as refusal:
        read((FOLDER / name).read_bytes())
    assert refusal.value.code == "unsupported_set"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_read_as_far_as_it_proves_itself_and_no_value_is_wrong(path: Path) -> None:
    part = only(path)
    fields = fields_of(part.field_places)
    waiting = {problem.place for problem in unconfirmed(fields)}
    assert waiting
    assert {problem.code for problem in part.problems if problem.severity == "error"} == {
        "fields_unconfirmed"
    }
    expected = path.with_suffix(".json")
    if not expected.exists():
        return
    truth = json.loads(expected.read_text(encoding="utf-8"))[0]
    values = {field.path: field.value for field in fields if field.path not in waiting}
    said = {
        "$.number": truth["invoice_number"],
        "$.invoiced_on": truth["date"],
        "$.total": Decimal(str(truth["amount"])),
        "$.currency": truth["currency"],
    }
    read_right = {path: value for path, value in values.items() if path in said}
    assert {
        path: Decimal(value or 0) if path == "$.total" else value for path, value in read_right.items()
    } == {path: said[path] for path in read_right}
    assert read_right
