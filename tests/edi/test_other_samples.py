"""Every XML and JSON sample beside this checkout is read with all its lines and amounts, or refused by name. What a file
holds is counted here in its raw text, not by the readers."""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from edi.documents import Invoice
from edi.errors import UnsupportedDocument
from edi.reading import read
from edi.sameness import same_paper

COVERS = ["edi.xml.reading"]

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"
# root or request -> how a line, its quantity and its amount are written
LINES = {
    "Invoice": (
        "InvoiceLine",
        r"<cbc:InvoicedQuantity[^>]*>([^<]+)<",
        r"<cbc:LineExtensionAmount[^>]*>([^<]+)<",
    ),
    "CrossIndustryInvoice": (
        "IncludedSupplyChainTradeLineItem",
        r"<ram:BilledQuantity[^>]*>([^<]+)<",
        r"<ram:LineTotalAmount>([^<]+)<",
    ),
    "cXML InvoiceDetailRequest": (
        "InvoiceDetailItem",
        r'invoiceLineNumber="\d+" quantity="([^"]+)"',
        r"<SubtotalAmount>\s*<Money[^>]*>([^<]+)<",
    ),
}
TOTALS = {
    "Invoice": r"<cbc:TaxInclusiveAmount[^>]*>([^<]+)<",
    "CrossIndustryInvoice": r"<ram:GrandTotalAmount>([^<]+)<",
}


def _rows() -> list[tuple[str, str]]:
    index = SAMPLES / "INDEX.tsv"
    if not index.is_file():
        return []
    with index.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [(row["file"], row["type"]) for row in rows if row["file"].startswith(("xml/", "json/"))]


ROWS = _rows()
INVOICES = [(name, kind) for name, kind in ROWS if kind in LINES]
OTHERS = [(name, kind) for name, kind in ROWS if kind not in LINES]
pytestmark = pytest.mark.skipif(not ROWS, reason="no shared samples beside this checkout")


def numbers(pattern: str, text: str) -> Counter[Decimal]:
    return Counter(Decimal(value) for value in re.findall(pattern, text))


@pytest.mark.parametrize(("name", "kind"), INVOICES)
def test_an_invoice_has_all_lines_and_amounts(name: str, kind: str) -> None:
    content = (SAMPLES / name).read_bytes()
    text = content.decode("utf-8-sig")
    (one,) = read(content).sets
    assert (one.code, one.format) == ("810", "xml")
    assert isinstance(one.document, Invoice), one.problems
    tag, quantity, amount = LINES[kind]
    assert len(one.document.lines) == len(re.findall(rf"<(?:\w+:)?{tag}[ >]", text))
    assert Counter(line.quantity for line in one.document.lines) == numbers(quantity, text)
    # the sum of the lines stands in the totals, too
    stated = Counter(line.amount for line in one.document.lines)
    stated[sum(stated.elements(), Decimal(0))] += 1
    assert stated == numbers(amount, text)
    taxes = numbers(
        r"<cbc:TaxSubtotal>.*?<cbc:TaxAmount[^>]*>([^<]+)<", re.sub(r"\s", "", text).replace("cac:", "cbc:")
    )
    taxes = taxes or numbers(r"<ram:CalculatedAmount>([^<]+)<", text)
    if kind != "cXML InvoiceDetailRequest":
        assert Counter(tax.amount for tax in one.document.taxes) == taxes
        assert one.document.total == Decimal(re.findall(TOTALS[kind], text)[0])
        assert one.problems == ()
    assert one.sender_ids


@pytest.mark.parametrize("name", [name for name, _ in INVOICES if name.endswith("_ubl.xml")])
def test_the_same_invoice_in_ubl_and_as_cross_industry_invoice_is_one_paper(name: str) -> None:
    other = SAMPLES / name.replace("_ubl.xml", "_uncefact.xml")
    if not other.is_file():
        pytest.skip("there is no other half")
    values = [
        read(content).sets[0].document for content in ((SAMPLES / name).read_bytes(), other.read_bytes())
    ]
    one, two = values
    assert one is not None
    assert two is not None
    assert same_paper(one, two)


@pytest.mark.parametrize(("name", "kind"), OTHERS)
def test_what_is_no_document_of_ours_is_refused_by_name(name: str, kind: str) -> None:
    with pytest.raises(UnsupportedDocument) as refused:
        read((SAMPLES / name).read_bytes())
    words = kind.removeprefix("JSON ").replace("cXML ", "").split(",")
    assert all(word in refused.value.text for word in words)


def test_the_number_of_samples_is_known() -> None:
    assert (len(INVOICES), len(OTHERS)) == (10, 12)
