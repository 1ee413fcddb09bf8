"""Cross Industry Invoice in detail: both generations of names, logistics charges, prepaid amounts, stated sums."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from edi.documents import Charge, Invoice
from edi.problems import Problem
from edi.xml.reading import read_xml
from tests.edi.xml.values import CODES, INVOICE, LINE
from tests.xml_writers import cii_invoice

SUMS = b"<ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
SETTLEMENT = b"<ram:InvoiceCurrencyCode>"
# what ZUGFeRD 1.0 calls the same parts
FIRST_GENERATION = {
    b"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100": b"urn:ferd:CrossIndustryDocument:invoice:1p0",
    b"CrossIndustryInvoice": b"CrossIndustryDocument",
    b"rsm:ExchangedDocument>": b"rsm:HeaderExchangedDocument>",
    b"rsm:SupplyChainTradeTransaction": b"rsm:SpecifiedSupplyChainTradeTransaction",
    b"ApplicableHeaderTrade": b"ApplicableSupplyChainTrade",
    b"SpecifiedLineTrade": b"SpecifiedSupplyChainTrade",
    b"SettlementHeaderMonetarySummation": b"SettlementMonetarySummation",
    b"SettlementLineMonetarySummation": b"SettlementMonetarySummation",
    b"RateApplicablePercent": b"ApplicablePercent",
    b"BuyerOrderReferencedDocument><ram:IssuerAssignedID>PO-1</ram:IssuerAssignedID>": b"BuyerOrderReferencedDocument><ram:ID>PO-1</ram:ID>",
}


def reading(content: bytes) -> tuple[Invoice, tuple[Problem, ...]]:
    (one,) = read_xml(content).sets
    assert isinstance(one.document, Invoice), one.problems
    return one.document, one.problems


def changed(*changes: tuple[bytes, bytes]) -> tuple[Invoice, tuple[Problem, ...]]:
    content = cii_invoice(INVOICE)
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    return reading(content)


def check_whole(invoice: Invoice) -> None:
    assert replace(invoice.lines[0], product_ids=CODES) == LINE
    assert set(invoice.lines[0].product_ids) == set(CODES)
    assert (invoice.number, invoice.invoiced_on, invoice.order_number) == (
        "INV-1",
        INVOICE.invoiced_on,
        "PO-1",
    )
    assert (invoice.currency, invoice.total, invoice.taxes) == ("EUR", Decimal("39.50"), INVOICE.taxes)
    assert invoice.charges == (
        Charge(Decimal("-2.00"), "", "Discount"),
        Charge(Decimal("5.00"), "D240", "Freight"),
    )


def test_an_invoice_is_read_whole() -> None:
    invoice, problems = reading(cii_invoice(INVOICE, receiver="4711"))
    assert problems == ()
    check_whole(invoice)
    assert [(party.role, party.qualifier, party.code) for party in invoice.parties] == [
        ("SE", "UL", "4012345000009"),
        ("BY", "UL", "4711"),
    ]


def test_the_first_zugferd_is_read_as_well() -> None:
    content = cii_invoice(INVOICE)
    for new, old in FIRST_GENERATION.items():
        content = content.replace(new, old)
    invoice, problems = reading(content)
    assert problems == ()
    check_whole(invoice)


def test_type_381_is_a_credit() -> None:
    assert reading(cii_invoice(replace(INVOICE, type_code="CR")))[0].is_credit


@pytest.mark.parametrize(("code", "name"), [(b"325", "a pro forma invoice"), (b"384", "a corrected invoice")])
def test_a_type_that_is_no_plain_invoice_waits_for_a_person(code: bytes, name: str) -> None:
    _, problems = changed((b">380<", b">" + code + b"<"))
    [problem] = problems
    assert (problem.code, problem.severity) == ("content_invalid", "error")
    assert f"Type {code.decode()} is {name}" in problem.text


def test_logistics_charges_prepaid_amounts_and_rounding_count() -> None:
    charge = (
        b"<ram:SpecifiedLogisticsServiceCharge><ram:Description>Carriage</ram:Description>"
        b"<ram:AppliedAmount>4</ram:AppliedAmount></ram:SpecifiedLogisticsServiceCharge>"
    )
    more = (
        b"<ram:TotalPrepaidAmount>10</ram:TotalPrepaidAmount><ram:RoundingAmount>0.03</ram:RoundingAmount>"
        b"<ram:DuePayableAmount>33.53</ram:DuePayableAmount>"
    )
    invoice, problems = changed(
        (SETTLEMENT, charge + SETTLEMENT),
        (SUMS, SUMS + more),
        (b"GrandTotalAmount>39.50", b"GrandTotalAmount>43.50"),
    )
    assert problems == ()
    assert Charge(Decimal(4), "D240", "Carriage") in invoice.charges
    assert (invoice.total, invoice.charges[-1].amount) == (Decimal("43.53"), Decimal("0.03"))
    assert invoice.notes == ("10 of the total was paid before; 33.53 is left to pay.",)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("LineTotalAmount", "34.5", "34.51"),
        ("AllowanceTotalAmount", "2", "3"),
        ("ChargeTotalAmount", "5.00", "4"),
        ("TaxBasisTotalAmount", "37.5", "37"),
        ("DuePayableAmount", "39.5", "39"),
    ],
)
def test_every_stated_sum_is_checked(name: str, right: str, wrong: str) -> None:
    for amount, codes in ((right, []), (wrong, ["totals_differ"])):
        stated = f"<ram:{name}>{amount}</ram:{name}>".encode()
        _, problems = changed((SUMS, SUMS + stated))
        assert [problem.code for problem in problems] == codes
        assert all(problem.place.endswith(f"MonetarySummation/{name}") for problem in problems)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b"GrandTotalAmount>39.50", b"GrandTotalAmount>40.50", "GrandTotalAmount"),
        (b"TaxTotalAmount>2.00", b"TaxTotalAmount>3.00", "TaxTotalAmount"),
        (b'<ram:BilledQuantity unitCode="CS">3</ram:BilledQuantity>', b"", "IncludedSupplyChainTradeLineItem[1]"),
        (b"<udt:Indicator>false</udt:Indicator>", b"", "SpecifiedTradeAllowanceCharge[1]"),
        (b"<ram:ID>INV-1</ram:ID>", b"", "ExchangedDocument/ID"),
    ],
)  # fmt: skip
def test_what_is_wrong_names_its_element(old: bytes, new: bytes, place: str) -> None:
    _, problems = changed((old, new))
    assert any(problem.severity == "error" and problem.place.endswith(place) for problem in problems)


@pytest.mark.parametrize(
    "gone",
    [b"IssueDateTime", b"ApplicableHeaderTradeSettlement", b"GrandTotalAmount", b"rsm:ExchangedDocument>"],
)
def test_without_its_parts_there_is_no_document(gone: bytes) -> None:
    (one,) = read_xml(cii_invoice(INVOICE).replace(gone, gone[:-2] + b"X" + gone[-2:])).sets
    assert one.document is None
    assert [problem.code for problem in one.problems][-1] == "content_invalid"


def test_a_line_of_text_is_passed_over() -> None:
    text = (
        b"<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>9</ram:LineID>"
        b"<ram:IncludedNote><ram:Content>Thank you</ram:Content></ram:IncludedNote></ram:AssociatedDocumentLineDocument>"
        b"</ram:IncludedSupplyChainTradeLineItem>"
    )
    invoice, problems = changed(
        (b"<ram:ApplicableHeaderTradeAgreement>", text + b"<ram:ApplicableHeaderTradeAgreement>")
    )
    assert (len(invoice.lines), problems) == (2, ())


def test_delivery_and_terms_are_read() -> None:
    delivery = (
        b"<ram:ApplicableHeaderTradeDelivery><ram:ShipToTradeParty><ram:Name>Kitchen</ram:Name><ram:PostalTradeAddress>"
        b"<ram:PostcodeCode>97201</ram:PostcodeCode><ram:LineOne>17 Harbour Road</ram:LineOne><ram:CityName>Portland</ram:CityName>"
        b"<ram:CountryID>US</ram:CountryID></ram:PostalTradeAddress></ram:ShipToTradeParty><ram:ActualDeliverySupplyChainEvent>"
        b'<ram:OccurrenceDateTime><udt:DateTimeString format="102">20260308</udt:DateTimeString></ram:OccurrenceDateTime>'
        b"</ram:ActualDeliverySupplyChainEvent></ram:ApplicableHeaderTradeDelivery>"
    )
    terms = (
        b"<ram:SpecifiedTradePaymentTerms><ram:Description>30 days</ram:Description><ram:DueDateDateTime>"
        b'<udt:DateTimeString format="102">20260409</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>'
    )
    invoice, problems = changed(
        (b"<ram:ApplicableHeaderTradeDelivery/>", delivery), (SETTLEMENT, terms + SETTLEMENT)
    )
    assert problems == ()
    assert (str(invoice.shipped_on), invoice.parties[-1].city, invoice.parties[-1].role) == (
        "2026-03-08",
        "Portland",
        "ST",
    )
    assert invoice.terms is not None
    assert (str(invoice.terms.net_due_on), invoice.terms.text) == ("2026-04-09", "30 days")


def test_amounts_of_another_currency_are_stopped_and_the_tax_of_accounting_is_not() -> None:
    total = b"<ram:GrandTotalAmount>"
    _, problems = changed((total, b'<ram:GrandTotalAmount currencyID="USD">'))
    assert [(one.severity, one.text) for one in problems] == [
        ("error", "The amount is in USD, the invoice in EUR. Ask for an invoice in one currency.")
    ]
    other = b'<ram:TaxTotalAmount currencyID="DKK">14.92</ram:TaxTotalAmount>'
    _, problems = changed((total, other + total))
    assert problems == ()
