"""Posted NAV purchase invoice to the 810 that leaves (booking rule 4.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from edi.documents import Charge, Invoice, Reference, Terms
from edi.mapping.charge_rules import ACCOUNT, ITEM_CHARGE, ChargeRule, ChargeRules
from edi.mapping.lookups import MappingUsed
from edi.mapping.purchase_invoice import map_posted_invoice
from edi.nav_records import InvoiceRecordLine, VendorInvoice
from edi.problems import Problem
from tests.edi.mapping.records import OWN, PROFILE, VENDOR, codes_of, d, lookups

TERMS = Terms("01", "3", net_due_on=date(2026, 6, 10))


def row(
    sequence: int, quantity: str = "10", cost: str = "2.5", net: str = "25", **fields: Any
) -> InvoiceRecordLine:
    defaults: dict[str, Any] = {
        "line_type": "Item",
        "object_number": "1000",
        "unit": "CASE",
        "quantity": d(quantity),
        "unit_cost": d(cost),
        "net_amount": d(net),
    }
    return InvoiceRecordLine(sequence, **{**defaults, **fields})


def posted(*rows: InvoiceRecordLine, **fields: Any) -> VendorInvoice:
    net = sum((each.net_amount for each in rows), d(0))
    tax = sum((each.tax_amount for each in rows), d(0))
    defaults: dict[str, Any] = {
        "status": "Open",
        "invoiced_on": date(2026, 5, 11),
        "due_on": date(2026, 6, 10),
        "order_number": "PO-1",
        "total_without_tax": net,
        "total_tax": tax,
        "total": net + tax,
    }
    return VendorInvoice("id-1", "PI-1", "V100", "S-77", lines=rows, **{**defaults, **fields})


def mapped(
    invoice: VendorInvoice, charges: ChargeRules | None = None, **profile: Any
) -> tuple[Invoice | None, list[Problem], list[MappingUsed]]:
    return map_posted_invoice(
        invoice,
        lookups(charges=charges or ChargeRules()),
        own=OWN,
        vendor_party=VENDOR,
        terms=TERMS,
        profile=replace(PROFILE, **profile),
        local_currency="USD",
    )


def sent(invoice: VendorInvoice) -> Invoice:
    document, problems, _ = mapped(invoice)
    assert document is not None, problems
    parts = [line.amount + sum(charge.amount for charge in line.charges) for line in document.lines]
    assert sum(parts) + sum(tax.amount for tax in document.taxes) == document.total == invoice.total
    return document


def test_a_posted_invoice_leaves_under_navs_number() -> None:
    document = sent(posted(row(10000, description="Apples")))
    assert (document.number, document.order_number, document.invoiced_on) == (
        "PI-1",
        "PO-1",
        date(2026, 5, 11),
    )
    assert document.references == (Reference("IV", "S-77"),)
    assert document.parties == (OWN, VENDOR)
    assert document.terms is not None
    assert document.terms.net_due_on == date(2026, 6, 10)
    (line,) = document.lines
    assert (line.line_number, line.quantity, line.unit, line.price, line.amount) == (
        "10000",
        d(10),
        "CA",
        d("2.5"),
        d(25),
    )
    assert line.description == "Apples"


def test_taxes_go_by_percent_and_come_to_navs_total() -> None:
    rows = (
        row(10000, tax_percent=d(8), tax_amount=d(2)),
        row(20000, tax_percent=d(5), tax_amount=d("1.25")),
        row(30000, tax_percent=d(8), tax_amount=d(2)),
        row(40000),
    )
    taxes = sent(posted(*rows)).taxes
    assert [(tax.percent, tax.amount) for tax in taxes] == [(d(5), d("1.25")), (d(8), d(4))]


def test_a_tax_that_nav_rounded_in_all_is_one_amount() -> None:
    invoice = posted(row(10000, tax_percent=d(8), tax_amount=d(2)), total_tax=d("2.01"), total=d("27.01"))
    assert [(tax.percent, tax.amount) for tax in sent(invoice).taxes] == [(d(8), d("2.01"))]


def test_a_discount_is_a_net_price_or_an_allowance() -> None:
    exact = sent(posted(row(10000, net="22.5", discount_percent=d(10)))).lines[0]
    assert (exact.price, exact.amount, exact.charges) == (d("2.25"), d("22.50"), ())
    rounded = row(10000, quantity="7", cost="10", net="59.99", discount_percent=d("14.28571"))
    line = sent(posted(rounded)).lines[0]
    assert (line.price, line.amount) == (d(10), d(70))
    assert [(charge.amount, charge.handling) for charge in line.charges] == [(d("-10.01"), "02")]


def test_prices_with_tax_are_not_dressed_up_as_a_discount() -> None:
    invoice = posted(row(10000, cost="2.7", net="25", tax_percent=d(8), tax_amount=d(2)))
    document, problems, _ = mapped(invoice)
    assert (document, codes_of(problems)) == (None, ["totals_differ"])


def test_lines_that_do_not_come_to_navs_total_stop_it() -> None:
    document, problems, _ = mapped(posted(row(10000), total=d(30)))
    assert (document, codes_of(problems)) == (None, ["totals_differ"])
    assert "25.00" in problems[0].text
    assert "30.00" in problems[0].text


def test_account_lines_leave_by_description_and_other_types_stop_it() -> None:
    freight = InvoiceRecordLine(20000, "Account", "8000", "Freight", d(1), "", d(5), net_amount=d(5))
    line = sent(posted(row(10000), freight, total=d(30))).lines[1]
    assert (line.quantity, line.unit, line.amount, line.product_ids) == (d(1), "EA", d(5), ())
    assert line.description == "Freight"
    charge = replace(freight, line_type="Charge")
    assert codes_of(mapped(posted(row(10000), charge))[1]) == ["content_invalid", "totals_differ"]


def test_leaving_out_a_line_with_money_stops_it() -> None:
    charge = InvoiceRecordLine(20000, "Charge", "8000", "Freight", d(1), "", d(5), net_amount=d(5))
    document, problems, _ = mapped(
        posted(row(10000), charge, total=d(30)), skipped_line_types=frozenset({"Charge"})
    )
    assert document is None
    assert codes_of([problem for problem in problems if problem.severity == "error"]) == ["totals_differ"]


@pytest.mark.parametrize("status", ["Draft", "In Review", "Canceled", "Corrective", ""])
def test_only_open_and_paid_invoices_leave(status: str) -> None:
    document, problems, _ = mapped(posted(row(10000), status=status))
    assert (document, codes_of(problems)) == (None, ["content_invalid"])
    assert mapped(posted(row(10000), status="Paid"))[0] is not None


def test_comments_are_notes_and_lines_of_nothing_are_left_out() -> None:
    rows = (
        row(10000),
        row(20000, quantity="0", net="0"),
        InvoiceRecordLine(30000, "Comment", description="Thanks"),
    )
    document = sent(posted(*rows))
    assert [line.line_number for line in document.lines] == ["10000"]
    assert document.notes == ("Thanks",)


@pytest.mark.parametrize(
    "invoice",
    [
        posted(row(10000, quantity="-1", net="-2.5")),
        posted(row(10000), invoiced_on=None),
        posted(InvoiceRecordLine(10000, "Comment", description="x")),
    ],
)
def test_returns_and_invoices_without_date_or_goods_stop(invoice: VendorInvoice) -> None:
    document, problems, _ = mapped(invoice)
    assert document is None
    assert "content_invalid" in codes_of(problems)


def test_an_unmapped_unit_stops_it() -> None:
    document, problems, _ = mapped(posted(row(10000, unit="TRAY")))
    assert (document, codes_of(problems)) == (None, ["unit_unmapped"])


def test_the_posting_date_stands_in_for_a_missing_document_date() -> None:
    assert sent(posted(row(10000), invoiced_on=None, posting_on=date(2026, 5, 12))).invoiced_on == date(
        2026, 5, 12
    )


RULES = ChargeRules(
    (
        ChargeRule(ACCOUNT, "C", "D240", "61300"),
        ChargeRule(ACCOUNT, "A", "F800", "61400"),
        ChargeRule(ITEM_CHARGE, "", "D500", "PALLET"),
    )
)


def test_lines_on_ruled_accounts_are_allowances_and_charges_of_the_invoice() -> None:
    freight = row(20000, "1", "12", "12", line_type="Account", object_number="61300", description="Freight")
    promotion = row(30000, "-1", "5", "-5", line_type="Account", object_number="61400", unit="")
    pallet = row(40000, "2", "3", "6", line_type="Charge", object_number="PALLET", tax_amount=d("0.6"))
    document, problems, _ = mapped(posted(row(10000), freight, promotion, pallet), charges=RULES)
    assert problems == []
    assert document is not None
    assert [line.line_number for line in document.lines] == ["10000"]
    assert document.charges == (
        Charge(d("12"), "D240", "Freight", "06"),
        Charge(d("-5"), "F800", "", "02"),
        Charge(d("6"), "D500", "", "06"),
    )
    assert document.total == d("38.6")


def test_an_invoice_of_charges_alone_keeps_them_as_lines() -> None:
    freight = row(10000, "1", "12", "12", line_type="Account", object_number="61300", unit="")
    document, problems, _ = mapped(posted(freight), charges=RULES)
    assert problems == []
    assert document is not None
    assert (len(document.lines), document.charges) == (1, ())
