"""cXML invoices in detail: summary and lines, purposes, terms, taxes, and amounts that are left empty."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from edi.documents import Charge, Invoice, ProductId, Tax, Terms
from edi.problems import Problem
from edi.xml.reading import read_xml
from tests.edi.xml.values import INVOICE
from tests.xml_writers import cxml_invoice

COVERS = ["edi.xml.cxml_parts", "edi.xml.cxml_invoice"]


def changed(*changes: tuple[bytes, bytes], invoice: Invoice = INVOICE) -> tuple[Invoice, tuple[Problem, ...]]:
    content = cxml_invoice(invoice)
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    (one,) = read_xml(content).sets
    assert isinstance(one.document, Invoice), one.problems
    return one.document, one.problems


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    return [(problem.code, problem.severity, problem.place.rpartition("/")[2]) for problem in problems]


def test_an_invoice_is_read_whole() -> None:
    invoice, problems = changed()
    assert problems == ()
    assert (invoice.number, invoice.invoiced_on, invoice.order_number) == (
        "INV-1",
        INVOICE.invoiced_on,
        "PO-1",
    )
    assert (invoice.total, invoice.currency, invoice.type_code) == (Decimal("39.50"), "EUR", "DI")
    line = invoice.lines[0]
    assert (line.line_number, line.quantity, line.unit, line.price, line.amount) == (
        "10000", Decimal(3), "CA", Decimal("9.50"), Decimal("28.50")
    )  # fmt: skip
    assert line.product_ids == (ProductId("VN", "A-1"), ProductId("IN", "F1000"))
    assert invoice.charges == (
        Charge(Decimal("5.00"), "D240", "Shipping"),
        Charge(Decimal("-2.00"), "C310", "Discount"),
    )
    assert invoice.taxes == (Tax(Decimal("2.00")),)
    (one,) = read_xml(cxml_invoice(INVOICE)).sets
    assert (one.sender_ids, one.receiver_ids) == ((("DUNS", "123456789"),), (("DUNS", "987654321"),))


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b'purpose="standard"', b'purpose="debitMemo"', "@purpose"),
        (b'operation="new"', b'operation="delete"', "@operation"),
        (b'operation="new"', b'operation="new" isInformationOnly="yes"', "@isInformationOnly"),
        (b'invoiceID="INV-1"', b"", "@invoiceID"),
        (b'quantity="3"', b'quantity="three"', "@quantity"),
        (
            b"</InvoiceDetailOrder>",
            b"</InvoiceDetailOrder><InvoiceDetailHeaderOrder/>",
            "InvoiceDetailHeaderOrder",
        ),
        (
            b"</InvoiceDetailOrderInfo>",
            b"</InvoiceDetailOrderInfo><InvoiceDetailServiceItem/>",
            "InvoiceDetailServiceItem",
        ),
    ],
)
def test_what_a_person_must_see_is_stopped(old: bytes, new: bytes, place: str) -> None:
    assert ("content_invalid", "error", place) in told(changed((old, new))[1])


def test_a_credit_memo_is_a_credit_with_its_signs() -> None:
    lines = tuple(replace(line, quantity=-line.quantity, amount=-line.amount) for line in INVOICE.lines)
    credit = replace(INVOICE, type_code="CR", lines=lines, charges=(), taxes=(), total=Decimal("-34.50"))
    invoice, problems = changed(invoice=credit)
    assert (problems, invoice.is_credit, invoice.total) == ((), True, Decimal("-34.50"))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (b'<NetAmount><Money currency="EUR">39.50', b'<NetAmount><Money currency="EUR">40.50', ("totals_differ", "error", "NetAmount")),
        (b">34.50<", b">35.50<", ("totals_differ", "error", "Money")),
        (b'<NetAmount><Money currency="EUR">39.50', b'<NetAmount><Money currency="EUR">', ("content_invalid", "warning", "NetAmount")),
    ],
)  # fmt: skip
def test_the_summary_is_checked_and_an_empty_net_amount_is_made_from_it(
    old: bytes, new: bytes, found: tuple[str, str, str]
) -> None:
    invoice, problems = changed((old, new))
    assert told(problems) == [found]
    assert invoice.total in {Decimal("39.50"), Decimal("40.50")}


def test_amounts_of_lines_are_for_information_beside_the_summary() -> None:
    more = (
        b'<Tax><Money currency="EUR">1.00</Money></Tax><InvoiceDetailLineShipping><Money currency="EUR">2.00</Money>'
        b'</InvoiceDetailLineShipping><InvoiceDetailDiscount><Money currency="EUR">1.00</Money></InvoiceDetailDiscount></InvoiceDetailItem>'
    )
    invoice, problems = changed((b"</InvoiceDetailItem>", more))
    assert problems == ()
    assert invoice.lines[0].taxes == (Tax(Decimal("1.00"), in_total=False),)
    assert [(charge.amount, charge.code, charge.in_total) for charge in invoice.lines[0].charges] == [
        (Decimal("2.00"), "D240", False),
        (Decimal("-1.00"), "C310", False),
    ]


def test_terms_taxes_modifications_and_contacts_are_read() -> None:
    head = (
        b'<PaymentTerm payInNumberOfDays="30"/><PaymentTerm payInNumberOfDays="10"><Discount><DiscountPercent percent="2"/></Discount>'
        b'</PaymentTerm><InvoicePartner><Contact role="remitTo" addressID="77"><Name>Bank</Name><PostalAddress><Street>1 Lane</Street>'
        b'<City>Salem</City><Country isoCountryCode="US">US</Country></PostalAddress></Contact></InvoicePartner></InvoiceDetailRequestHeader>'
    )
    detail = (
        b'</Money><TaxDetail category="sales" percentageRate="7"><TaxAmount><Money currency="EUR">2.00</Money></TaxAmount></TaxDetail></Tax>'
        b'<SpecialHandlingAmount><Money currency="EUR">1.00</Money></SpecialHandlingAmount><InvoiceHeaderModifications><Modification>'
        b'<AdditionalCost><Money currency="EUR">3.00</Money></AdditionalCost><ModificationDetail name="Fuel"/></Modification><Modification>'
        b'<AdditionalDeduction><DeductionAmount><Money currency="EUR">4.00</Money></DeductionAmount></AdditionalDeduction>'
        b"</Modification></InvoiceHeaderModifications>"
    )
    invoice, problems = changed(
        (b'purpose="standard"/>', b'purpose="standard">' + head), (b"</Money></Tax>", detail)
    )
    assert problems == ()
    assert invoice.terms == Terms(discount_percent=Decimal(2), discount_days=10, net_days=30)
    assert invoice.taxes == (Tax(Decimal("2.00"), "ST", Decimal(7)),)
    assert {(charge.amount, charge.description) for charge in invoice.charges} >= {
        (Decimal("1.00"), "Special handling"),
        (Decimal("3.00"), "Fuel"),
        (Decimal("-4.00"), ""),
    }
    (bank,) = invoice.parties
    assert (bank.role, bank.name, bank.qualifier, bank.code, bank.city, bank.country) == (
        "RE",
        "Bank",
        "92",
        "77",
        "Salem",
        "US",
    )


def test_an_order_is_named_by_its_id_else_by_its_payload() -> None:
    invoice, _ = changed((b'orderID="PO-1"', b""), (b'payloadID="p"', b'payloadID="E14994"'))
    assert invoice.order_number == "E14994"


@pytest.mark.parametrize("gone", [b"InvoiceDetailRequestHeader", b"InvoiceDetailSummary", b"invoiceDate"])
def test_without_its_parts_there_is_no_document(gone: bytes) -> None:
    (one,) = read_xml(cxml_invoice(INVOICE).replace(gone, b"x")).sets
    assert one.document is None
    assert one.problems[-1].code == "content_invalid"


def test_all_amounts_are_in_one_currency_also_where_the_net_amount_is_empty() -> None:
    invoice, problems = changed()
    assert (invoice.currency, problems) == ("EUR", ())
    content = cxml_invoice(INVOICE)
    start = content.index(b"<NetAmount>")
    end = content.index(b"</NetAmount>")
    (one,) = read_xml(content[:start] + b"<NetAmount>" + content[end:]).sets
    assert isinstance(one.document, Invoice)
    assert one.document.currency == "EUR"
    _, problems = changed((b'<UnitPrice><Money currency="EUR">', b'<UnitPrice><Money currency="USD">'))
    assert told(problems) == [("content_invalid", "error", "Money")]
