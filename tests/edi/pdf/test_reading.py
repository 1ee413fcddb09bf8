"""The front door for PDF."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from edi.documents import Invoice
from edi.errors import UnsupportedDocument
from edi.pdf.reading import problems_of, read_pdf
from edi.reading import read
from tests.edi.pdf.printed import COLUMNS, HEAD, INVOICE, LINES, SUMS, pdf


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
