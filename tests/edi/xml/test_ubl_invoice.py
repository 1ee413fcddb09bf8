"""UBL Invoice and CreditNote in detail: charges of lines, price bases, tax currencies, prepaid amounts, stated sums."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from edi.documents import Charge, Invoice, InvoiceLine, ProductId, Tax
from edi.problems import Problem
from edi.xml.reading import read_xml
from tests.edi.xml.values import CODES, INVOICE, LINE
from tests.xml_writers import ubl_invoice

COVERS = ["edi.xml.ubl_parties", "edi.xml.sums", "edi.xml.ubl_invoice"]
TOTALS = b"<cac:LegalMonetaryTotal>"


def reading(content: bytes) -> tuple[Invoice, tuple[Problem, ...]]:
    (one,) = read_xml(content).sets
    assert isinstance(one.document, Invoice), one.problems
    return one.document, one.problems


def changed(*changes: tuple[bytes, bytes], invoice: Invoice = INVOICE) -> tuple[Invoice, tuple[Problem, ...]]:
    content = ubl_invoice(invoice)
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    return reading(content)


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    return [(problem.code, problem.severity, problem.place) for problem in problems]


def test_an_invoice_is_read_whole() -> None:
    invoice, problems = reading(ubl_invoice(INVOICE, receiver="4711"))
    assert problems == ()
    assert replace(invoice.lines[0], product_ids=CODES) == LINE
    assert set(invoice.lines[0].product_ids) == set(CODES)
    assert (invoice.number, invoice.invoiced_on, invoice.order_number, invoice.currency) == (
        "INV-1",
        INVOICE.invoiced_on,
        "PO-1",
        "EUR",
    )
    assert invoice.charges == (
        Charge(Decimal("-2.00"), "", "Discount"),
        Charge(Decimal("5.00"), "D240", "Freight"),
    )
    assert invoice.taxes == INVOICE.taxes
    assert [(party.role, party.name, party.qualifier, party.code) for party in invoice.parties] == [
        ("SE", "Seller", "UL", "4012345000009"),
        ("BY", "Buyer", "UL", "4711"),
    ]
    (one,) = read_xml(ubl_invoice(INVOICE, receiver="4711")).sets
    assert one.receiver_ids == (("GLN", "4711"),)


def test_a_credit_note_is_a_credit() -> None:
    invoice, problems = reading(ubl_invoice(replace(INVOICE, type_code="CR")))
    assert problems == ()
    assert invoice.is_credit
    assert [line.quantity for line in invoice.lines] == [Decimal(3), Decimal("1.5")]


@pytest.mark.parametrize(
    ("code", "type_code", "stopped"),
    [
        (b"380", "DI", False),
        (b"381", "CR", False),
        (b"384", "DI", True),
        (b"325", "DI", True),
        (b"9", "DI", True),
    ],
)
def test_only_plain_invoices_and_credits_go_on(code: bytes, type_code: str, stopped: bool) -> None:
    invoice, problems = changed((b">380<", b">" + code + b"<"))
    assert invoice.type_code == type_code
    assert told(problems) == ([("content_invalid", "error", "Invoice/InvoiceTypeCode")] if stopped else [])


def test_charges_of_a_line_are_told_apart_from_its_amount() -> None:
    charge = Charge(Decimal("1.50"), "ABL", "Packaging")
    lines = (replace(LINE, charges=(charge, Charge(Decimal("-0.50"), "95"))), INVOICE.lines[1])
    invoice, problems = reading(ubl_invoice(replace(INVOICE, lines=lines, total=Decimal("40.50"))))
    assert problems == ()
    assert invoice.lines[0].amount == Decimal("28.50")
    assert invoice.lines[0].charges == (charge, Charge(Decimal("-0.50"), "C310"))


@pytest.mark.parametrize(
    ("base", "price", "basis"),
    [("1", "9.50", ""), ("100", "950", "HP"), ("1000", "9500", "TP"), ("3", "28.50", ""), ("0", "9.50", "")],
)
def test_a_price_may_be_for_several_units(base: str, price: str, basis: str) -> None:
    new = f"<cbc:PriceAmount>{price}</cbc:PriceAmount><cbc:BaseQuantity>{base}</cbc:BaseQuantity>".encode()
    invoice, problems = changed((b"<cbc:PriceAmount>9.50</cbc:PriceAmount>", new))
    assert problems == ()
    expected = Decimal("9.5") if base == "3" else Decimal(price)
    assert (invoice.lines[0].price, invoice.lines[0].price_basis) == (expected, basis)


def test_what_was_paid_before_is_part_of_the_total_and_rounding_is_a_charge() -> None:
    before = b"<cbc:PrepaidAmount>10</cbc:PrepaidAmount><cbc:PayableRoundingAmount>0.02</cbc:PayableRoundingAmount>"
    invoice, problems = changed((TOTALS, TOTALS + before), (b"PayableAmount>39.50", b"PayableAmount>29.52"))
    assert problems == ()
    assert invoice.total == Decimal("39.52")
    assert invoice.charges[-1] == Charge(Decimal("0.02"), description="Rounding of the payable amount")
    assert invoice.notes == ("10 of the total was paid before; 29.52 is left to pay.",)


def test_taxes_count_in_the_currency_of_the_invoice_only() -> None:
    total = b"<cac:TaxTotal><cbc:TaxAmount"
    other = b'<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">99</cbc:TaxAmount></cac:TaxTotal>'
    invoice, problems = changed((total, other + total + b' currencyID="EUR"'))
    assert (problems, invoice.taxes) == ((), INVOICE.taxes)


def test_a_tax_without_parts_is_one_tax() -> None:
    whole = ubl_invoice(INVOICE)
    start, end = whole.index(b"<cac:TaxSubtotal>"), whole.index(b"</cac:TaxTotal>")
    invoice, problems = reading(whole[:start] + whole[end:])
    assert (problems, invoice.taxes) == ((), (Tax(Decimal("2.00")),))


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("LineExtensionAmount", "34.5", "34.51"),
        ("AllowanceTotalAmount", "2", "3"),
        ("ChargeTotalAmount", "5.00", "4"),
        ("TaxExclusiveAmount", "37.5", "37"),
        ("TaxInclusiveAmount", "39.5", "39.6"),
    ],
)
def test_every_stated_sum_is_checked(name: str, right: str, wrong: str) -> None:
    for amount, found in (
        (right, []),
        (wrong, [("totals_differ", "error", f"Invoice/LegalMonetaryTotal/{name}")]),
    ):
        stated = f"<cbc:{name}>{amount}</cbc:{name}>".encode()
        assert told(changed((TOTALS, TOTALS + stated))[1]) == found


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        (b"PayableAmount>39.50", b"PayableAmount>40", "totals_differ", "Invoice/LegalMonetaryTotal/PayableAmount"),
        (b"TaxAmount>2.00", b"TaxAmount>3", "totals_differ", "Invoice/TaxTotal/TaxAmount"),
        (b"<cbc:ID>INV-1</cbc:ID>", b"", "content_invalid", "Invoice/ID"),
        (b">3</cbc:InvoicedQuantity>", b">3 cases</cbc:InvoicedQuantity>", "content_invalid", "Invoice/InvoiceLine[1]/InvoicedQuantity"),
        (b"PriceAmount>9.50", b"PriceAmount>", "content_invalid", "Invoice/InvoiceLine[1]/Price/PriceAmount"),
        (b"ChargeIndicator>false", b"ChargeIndicator>perhaps", "content_invalid", "Invoice/AllowanceCharge[1]/ChargeIndicator"),
        (b"<cbc:Amount>2.00</cbc:Amount>", b"", "content_invalid", "Invoice/AllowanceCharge[1]/Amount"),
    ],
)  # fmt: skip
def test_what_is_wrong_names_its_element(old: bytes, new: bytes, code: str, place: str) -> None:
    errors = [problem for problem in changed((old, new))[1] if problem.severity == "error"]
    assert (code, place) in {(problem.code, problem.place) for problem in errors}


def test_an_amount_that_its_price_does_not_make_is_a_warning() -> None:
    lines = (replace(LINE, amount=Decimal("30.00")), INVOICE.lines[1])
    _, problems = reading(ubl_invoice(replace(INVOICE, lines=lines, total=Decimal("41.00"))))
    assert told(problems) == [("totals_differ", "warning", "Invoice/InvoiceLine[1]")]


def test_units_are_not_read_as_what_the_same_letters_mean_in_x12() -> None:
    for said, unit in (("CS", "CA"), ("C62", "EA"), ("ZZZ", "UNECE:ZZZ"), ("KG", "UNECE:KG")):
        invoice, _ = changed((b'unitCode="CS"', f'unitCode="{said}"'.encode()))
        assert invoice.lines[0].unit == unit
    assert changed((b'unitCode="CS"', b'unitCode="CA"'))[0].lines[0].unit != "CA"


def test_the_order_is_the_stated_one_or_that_of_every_line() -> None:
    by_lines = replace(INVOICE, order_number="")
    assert reading(ubl_invoice(by_lines))[0].order_number == "PO-1"
    two = replace(by_lines, lines=(LINE, replace(INVOICE.lines[1], order_number="PO-2")))
    assert reading(ubl_invoice(two))[0].order_number == ""


def test_an_invoice_without_lines_cannot_be_matched() -> None:
    _, problems = reading(ubl_invoice(replace(INVOICE, lines=())))
    assert told(problems) == [("content_invalid", "error", "Invoice")]


def test_every_id_of_the_seller_is_found() -> None:
    ids = (
        b'<cac:PartyIdentification><cbc:ID schemeID="0060">123456789</cbc:ID></cac:PartyIdentification>'
        b"<cac:PartyTaxScheme><cbc:CompanyID>DE1</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
        b"</cac:PartyTaxScheme><cac:PartyLegalEntity><cbc:CompanyID>HRB 1</cbc:CompanyID></cac:PartyLegalEntity>"
    )
    content = ubl_invoice(INVOICE).replace(
        b"Seller</cbc:Name></cac:PartyName>", b"Seller</cbc:Name></cac:PartyName>" + ids
    )
    (one,) = read_xml(content).sets
    assert one.sender_ids == (("GLN", "4012345000009"), ("DUNS", "123456789"), ("VAT", "DE1"), ("", "HRB 1"))


def test_a_product_code_of_another_scheme_is_kept() -> None:
    invoice, _ = changed((b'schemeID="0160">4012345001235', b'schemeID="0112">ABC'))
    assert isinstance(invoice.lines[0], InvoiceLine)
    assert ProductId("ZZ", "ABC") in invoice.lines[0].product_ids


def test_delivery_terms_and_references_are_read() -> None:
    more = (
        b"<cbc:DueDate>2026-04-09</cbc:DueDate><cbc:BuyerReference>REF-1</cbc:BuyerReference>"
        b"<cac:DespatchDocumentReference><cbc:ID>SHIP-1</cbc:ID></cac:DespatchDocumentReference>"
        b"<cac:PaymentTerms><cbc:Note>30 days</cbc:Note></cac:PaymentTerms>"
        b"<cac:Delivery><cbc:ActualDeliveryDate>2026-03-08</cbc:ActualDeliveryDate><cac:DeliveryLocation>"
        b'<cbc:ID schemeID="0088">4099</cbc:ID><cac:Address><cbc:StreetName>17 Harbour Road</cbc:StreetName>'
        b"<cbc:CityName>Portland</cbc:CityName><cac:Country><cbc:IdentificationCode>US</cbc:IdentificationCode></cac:Country>"
        b"</cac:Address></cac:DeliveryLocation></cac:Delivery>"
    )
    invoice, problems = changed((b"<cac:OrderReference>", more + b"<cac:OrderReference>"))
    assert problems == ()
    assert invoice.terms is not None
    assert (str(invoice.terms.net_due_on), invoice.terms.text, str(invoice.shipped_on)) == (
        "2026-04-09",
        "30 days",
        "2026-03-08",
    )
    assert {(one.qualifier, one.number) for one in invoice.references} == {("SI", "SHIP-1"), ("CR", "REF-1")}
    ship_to = invoice.parties[-1]
    assert (ship_to.role, ship_to.qualifier, ship_to.code, ship_to.city, ship_to.country, ship_to.address_lines) == (
        "ST", "UL", "4099", "Portland", "US", ("17 Harbour Road",)
    )  # fmt: skip


PAYABLE = b"<cbc:PayableAmount>"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (PAYABLE, b'<cbc:PayableAmount currencyID="USD">', "Invoice/LegalMonetaryTotal/PayableAmount"),
        (b"<cbc:PriceAmount>", b'<cbc:PriceAmount currencyID="USD">', "Price/PriceAmount"),
    ],
)
def test_an_amount_in_another_currency_is_not_taken_for_the_invoices(
    old: bytes, new: bytes, place: str
) -> None:
    _, problems = changed((old, new))
    (problem,) = problems
    assert (problem.severity, problem.text) == (
        "error",
        "The amount is in USD, the invoice in EUR. Ask for an invoice in one currency.",
    )
    assert problem.place.endswith(place)


def test_the_currency_is_that_of_the_amounts_where_it_is_not_stated() -> None:
    stated = (b"<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>", b"")
    invoice, problems = changed(stated, (PAYABLE, b'<cbc:PayableAmount currencyID="USD">'))
    assert (invoice.currency, problems) == ("USD", ())


@pytest.mark.parametrize(
    ("old", "place"),
    [
        (b"<cbc:ID>INV-1</cbc:ID>", "Invoice/ID"),
        (PAYABLE + b"39.50</cbc:PayableAmount>", "Invoice/LegalMonetaryTotal/PayableAmount"),
        (b"<cbc:IssueDate>2026-03-09</cbc:IssueDate>", "Invoice/IssueDate"),
    ],
)
def test_what_stands_twice_with_other_values_is_stopped(old: bytes, place: str) -> None:
    other = old.replace(b"INV-1", b"INV-2").replace(b"39.50", b"93.50").replace(b"03-09", b"09-03")
    _, problems = changed((old, old + other))
    assert ("content_invalid", "error", place) in told(problems)
    assert changed((old, old + old))[1] == ()


def test_the_longest_numbers_are_read_or_refused() -> None:
    longest = b"9" * 28 + b"." + b"9" * 28
    for name in (b"PriceAmount", b"InvoicedQuantity", b"LineExtensionAmount"):
        start = ubl_invoice(INVOICE)
        at = start.index(b">", start.index(b"<cbc:" + name)) + 1
        content = start[:at] + longest + start[start.index(b"<", at) :]
        base = b'<cbc:BaseQuantity unitCode="C62">0.' + b"0" * 27 + b"3</cbc:BaseQuantity></cac:Price>"
        for one in (content, content.replace(b"</cac:Price>", base)):
            (found,) = read_xml(one).sets
            assert found.document is not None


def test_a_credit_note_below_zero_may_mean_either() -> None:
    line = replace(LINE, quantity=-LINE.quantity, amount=-LINE.amount, charges=())
    credit = replace(INVOICE, type_code="CR", lines=(line,), charges=(), taxes=(), total=-LINE.amount)
    _, problems = reading(ubl_invoice(credit))
    assert told(problems) == [("content_invalid", "error", "CreditNote/LegalMonetaryTotal/PayableAmount")]
