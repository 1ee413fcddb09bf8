"""The front door for PDF."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

import pytest
from fpdf import FPDF

from edi.documents import Invoice
from edi.errors import EdiError, UnsupportedDocument
from edi.pdf.reading import problems_of, read_pdf
from edi.reading import read
from tests.edi.pdf.printed import COLUMNS, HEAD, INVOICE, LINES, SUMS, pdf
from tests.edi.xml.values import INVOICE as CII
from tests.xml_writers import cii_invoice


def test_an_invoice_is_our_json_with_places_and_senders() -> None:
    reading = read(pdf(*INVOICE))
    (part,) = reading.sets
    assert (part.format, part.code, part.position, part.problems) == ("pdf", "810", "1/1/1", ())
    assert isinstance(part.document, Invoice)
    assert (part.document.number, part.document.total) == ("INV-20417", Decimal("237.60"))
    assert ("VAT", "GB123456789") in part.sender_ids
    assert ("pdf", "Northwind Cans Ltd") in part.sender_ids


def test_its_content_reads_as_the_same_without_the_pdf() -> None:
    (part,) = read_pdf(pdf(*INVOICE)).sets
    (again,) = read(part.content).sets
    assert again.document == part.document
    assert again.format == "pdf"
    assert again.sender_ids == part.sender_ids
    assert problems_of(again) == ()


def test_what_is_missing_waits_by_name_and_is_null() -> None:
    (part,) = read_pdf(pdf(((20, "INVOICE of Northwind Cans Ltd"),), COLUMNS, *LINES, *SUMS)).sets
    assert part.document is None
    assert [(problem.code, problem.place) for problem in part.problems] == [
        ("fields_unconfirmed", "$.number"),
        ("fields_unconfirmed", "$.invoiced_on"),
    ]
    assert json.loads(part.content)["number"] is None
    (again,) = read(part.content).sets
    assert problems_of(again) == part.problems


def test_other_documents_are_refused_by_name() -> None:
    with pytest.raises(UnsupportedDocument, match="only invoices are read from PDF"):
        read(pdf(((20, "Packing Slip"), (200, "Northwind Cans Ltd")), *HEAD[2:3], COLUMNS, *LINES))


def test_places_that_somebody_broke_are_a_problem_not_a_crash() -> None:
    (part,) = read_pdf(pdf(*INVOICE)).sets
    broken = json.loads(part.content)
    broken["reading"]["fields"][0].pop("box")
    (again,) = read(json.dumps(broken).encode()).sets
    assert [problem.code for problem in problems_of(again)] == ["content_invalid"]


def with_embedded(name: str, content: bytes, *rows: Sequence[tuple[float, str]]) -> bytes:
    made = FPDF(unit="pt", format=(600, 60 + 20 * len(rows)))
    made.set_auto_page_break(auto=False)
    made.add_page()
    made.set_font("helvetica", size=10)
    for at, row in enumerate(rows):
        for left, text in row:
            made.text(left, 30 + at * 20, text)
    made.embed_file(basename=name, bytes=content)
    return bytes(made.output())


def test_embedded_xml_is_the_document_and_the_page_is_not_read() -> None:
    slip = ((20, "Packing Slip, and no invoice at all"),)
    reading = read(with_embedded("factur-x.xml", cii_invoice(CII), slip))
    (part,) = reading.sets
    assert part.format == "xml"
    assert isinstance(part.document, Invoice)
    assert (part.document.number, part.document.total) == (CII.number, CII.total)
    assert reading.findings == ("Read from factur-x.xml, which is embedded in the PDF.",)


def test_embedded_xml_that_is_no_document_leaves_the_page() -> None:
    reading = read(with_embedded("logo.xml", b"<svg/>", *INVOICE))
    (part,) = reading.sets
    assert (part.format, part.problems) == ("pdf", ())
    assert "The embedded logo.xml was not used" in reading.findings[0]


def test_nothing_readable_in_it_is_a_refusal_by_name() -> None:
    with pytest.raises(EdiError):
        read(with_embedded("logo.xml", b"<svg", ((20, "Packing Slip"),)))


def test_an_invoice_that_says_it_is_paid_is_read_with_a_warning() -> None:
    (part,) = read_pdf(
        pdf(*INVOICE, ((400, "Amount paid"), (495, "237.60")), ((400, "Balance due"), (505, "0.00")))
    ).sets
    assert part.document is not None
    [problem] = part.problems
    assert (problem.code, problem.severity, problem.place) == ("paid_before", "warning", "$.total")
    assert "see that it is not paid twice" in problem.text
    assert json.loads(part.content)["reading"]["paid"] in problem.text
