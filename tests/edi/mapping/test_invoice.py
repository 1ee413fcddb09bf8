"""Supplier's invoice to NAV: quantities, money, currency, drafts (booking rules 4.1 to 4.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.documents import Charge, Invoice, Tax, Terms
from edi.mapping.invoice import InvoiceProposal, compare, draft_comments, map_invoice
from edi.mapping.tolerances import Tolerances
from edi.nav_records import Order
from tests.edi.mapping.records import (
    codes_of,
    d,
    invoice,
    invoice_line,
    lookups,
    order,
    order_line,
    received_line,
)


def mapped(document: Invoice, nav_order: Order) -> InvoiceProposal:
    return map_invoice(document, nav_order, lookups(), "USD")


def judged(document: Invoice, nav_order: Order) -> list[str]:
    proposal = mapped(document, nav_order)
    assert proposal.problems == ()
    return codes_of(compare(proposal, Tolerances(line=d("0.01"), total=d("0.05"))))


def test_an_invoice_as_ordered_and_received() -> None:
    proposal = mapped(invoice(invoice_line("10")), order(received_line(10000)))
    assert proposal.problems == ()
    assert (proposal.vendor_invoice_number, proposal.invoiced_on) == ("INV-1", date(2026, 5, 11))
    (line,) = proposal.lines
    assert (line.line_id, line.sequence, line.quantity, line.unit) == ("line-10000", 10000, d(10), "CASE")
    assert (line.price, line.amount, line.expected) == (d("2.5"), d(25), d(25))
    assert (proposal.total, proposal.expected_total, proposal.difference) == (d(25), d(25), d(0))
    assert compare(proposal, Tolerances(line=d(0), total=d(0))) == []


@pytest.mark.parametrize("number", ["000123", "INV 5", "A-1"])
def test_the_invoice_number_is_kept_as_sent(number: str) -> None:
    document = invoice(invoice_line("10"), number=number)
    assert mapped(document, order(received_line(10000))).vendor_invoice_number == number


def test_an_invoice_without_number_stops() -> None:
    proposal = mapped(invoice(invoice_line("10"), number=" "), order(received_line(10000)))
    assert codes_of(proposal.problems) == ["content_invalid"]


def test_more_than_was_received_is_amount_differs() -> None:
    nav_order = order(order_line(10000, received=d(8), invoiced=d(3)))
    proposal = mapped(invoice(invoice_line("7")), nav_order)
    assert codes_of(proposal.problems) == ["amount_differs"]
    assert "for 2 CA more than was received" in proposal.problems[0].text
    other = mapped(invoice(invoice_line("1", product_code="A-2000")), nav_order)
    assert codes_of(other.problems) == ["amount_differs"]
    assert "not on the order" in other.problems[0].text


def test_several_invoice_lines_on_one_order_line_add_up() -> None:
    document = invoice(invoice_line("4", "2.5"), invoice_line("6", "3"))
    (line,) = mapped(document, order(received_line(10000))).lines
    assert (line.quantity, line.amount, line.price) == (d(10), d(28), d("2.8"))


def test_one_invoice_line_over_several_order_lines_keeps_its_amount() -> None:
    nav_order = order(*(received_line(10000 * at, quantity="1") for at in (1, 2, 3)))
    document = invoice(invoice_line("3", "3.33", amount=d(10)))
    lines = mapped(document, nav_order).lines
    assert [line.amount for line in lines] == [d("3.33"), d("3.34"), d("3.33")]
    assert sum(line.amount for line in lines) == d(10)


def test_three_times_0_335_agrees_with_nav() -> None:
    nav_order = order(received_line(10000, quantity="3", unit_cost=d("0.335")))
    document = invoice(invoice_line("3", "0.335", amount=d("1.01")))
    assert compare(mapped(document, nav_order), Tolerances(line=d(0), total=d(0))) == []


def test_another_price_than_ordered_names_line_and_money() -> None:
    problems = compare(
        mapped(invoice(invoice_line("10", "2.75")), order(received_line(10000))),
        Tolerances(line=d("0.01"), total=d("0.05")),
    )
    assert codes_of(problems) == ["amount_differs", "amount_differs"]
    assert "Line 10000 (item 1000, 10 CASE): invoice 27.50, NAV 25.00: 2.50 more" in problems[0].text
    assert "for 27.50, NAV would post 25.00: 2.50 more" in problems[1].text


def test_tolerances_are_kept_to_the_cent_per_line_and_in_all() -> None:
    lines = [received_line(10000 * at) for at in range(1, 7)]
    document = invoice(*(invoice_line("10", amount=d("25.01")) for _ in range(6)))
    six_cents = mapped(document, order(*lines))
    assert codes_of(compare(six_cents, Tolerances(line=d("0.01"), total=d("0.06")))) == []
    assert codes_of(compare(six_cents, Tolerances(line=d("0.01"), total=d("0.05")))) == ["amount_differs"]
    assert len(compare(six_cents, Tolerances(line=d(0), total=d("0.06")))) == 6


def test_opposite_line_differences_do_not_hide_each_other() -> None:
    nav_order = order(received_line(10000), received_line(20000, "2000"))
    document = invoice(invoice_line("10", "3.5"), invoice_line("10", "1.5", "A-2000"))
    problems = compare(mapped(document, nav_order), Tolerances(line=d("0.01"), total=d("0.05")))
    assert [problem.place for problem in problems] == ["order PO-1, line 10000", "order PO-1, line 20000"]


def test_navs_line_discount_agrees_with_a_line_allowance_or_a_net_price() -> None:
    nav_order = order(received_line(10000, discount_percent=d(10)))
    allowance = invoice_line("10", charges=(Charge(d("-2.5"), "C310"),))
    assert judged(invoice(allowance, total=d("22.5")), nav_order) == []
    assert judged(invoice(invoice_line("10", "2.25")), nav_order) == []
    assert judged(invoice(invoice_line("10")), nav_order) == ["amount_differs", "amount_differs"]


def test_taxes_that_nav_would_post_agree() -> None:
    nav_order = order(received_line(10000, tax_percent=d(8)))
    document = invoice(invoice_line("10"), taxes=(Tax(d(2), "ST", d(8)),), total=d(27))
    proposal = mapped(document, nav_order)
    assert (proposal.expected_total, proposal.lines[0].expected_tax) == (d(27), d(2))
    assert compare(proposal, Tolerances(line=d(0), total=d(0))) == []


def test_charges_and_taxes_that_nav_does_not_carry_are_the_difference() -> None:
    document = invoice(
        invoice_line("10"), charges=(Charge(d(12), "D240"),), taxes=(Tax(d(2), "ST"),), total=d(39)
    )
    proposal = mapped(document, order(received_line(10000)))
    assert proposal.difference == d(14)
    (problem,) = compare(proposal, Tolerances(line=d("0.01"), total=d("0.05")))
    assert (
        "14.00 more on the invoice (the invoice has charges and allowances 12.00 and taxes 2.00)"
        in problem.text
    )


def test_information_that_is_not_in_the_total_is_no_difference() -> None:
    line = invoice_line("10", charges=(Charge(d(-5), handling="01", in_total=False),))
    document = invoice(line, charges=(Charge(d(3), in_total=False),), taxes=(Tax(d(2), in_total=False),))
    proposal = mapped(document, order(received_line(10000)))
    assert (proposal.charges, proposal.taxes, proposal.difference) == ((), (), d(0))
    assert compare(proposal, Tolerances(line=d(0), total=d(0))) == []


def test_a_partial_invoice_takes_the_part_of_the_discount() -> None:
    nav_order = order(received_line(10000, discount_percent=d("7.5"), discount_amount=d("1.88")))
    proposal = mapped(invoice(invoice_line("3", "2.3125", amount=d("6.94"))), nav_order)
    assert proposal.lines[0].expected == d("6.94")


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        ("", "", []),
        ("USD", "", []),
        ("", "USD", []),
        ("EUR", "EUR", []),
        ("EUR", "", ["currency_differs"]),
        ("", "EUR", ["currency_differs"]),
        ("EUR", "CAD", ["currency_differs"]),
    ],
)
def test_the_currency_is_the_orders(theirs: str, ours: str, expected: list[str]) -> None:
    document = invoice(invoice_line("10"), currency=theirs)
    assert codes_of(mapped(document, order(received_line(10000), currency=ours)).problems) == expected


@pytest.mark.parametrize("changes", [{"type_code": "CR"}, {"type_code": "CN"}, {"total": Decimal(-25)}])
def test_a_credit_memo_needs_a_person(changes: dict) -> None:
    proposal = mapped(replace(invoice(invoice_line("10")), **changes), order(received_line(10000)))
    assert codes_of(proposal.problems) == ["content_invalid"]
    assert "credit memo needs a person" in proposal.problems[0].text
    assert proposal.lines == ()


def test_an_invoice_over_several_orders_stops() -> None:
    document = invoice(invoice_line("5"), invoice_line("5", order_number="PO-2"))
    proposal = mapped(document, order(received_line(10000)))
    assert codes_of(proposal.problems) == ["content_invalid"]
    assert "PO-2" in proposal.problems[0].text


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_a_quantity_that_cannot_be_invoiced_stops(quantity: str) -> None:
    document = invoice(invoice_line("10"), invoice_line(quantity), total=d(25))
    assert codes_of(mapped(document, order(received_line(10000))).problems) == ["content_invalid"]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (None, None),
        (Terms(net_due_on=date(2026, 6, 1), net_days=5), date(2026, 6, 1)),
        (Terms(net_days=30), date(2026, 6, 10)),
        (Terms(basis_code="3", net_days=30), date(2026, 6, 10)),
        (Terms(basis_code="1", net_days=30), date(2026, 6, 8)),
        (Terms(basis_code="15", net_days=30), None),
        (Terms(text="as agreed"), None),
    ],
)
def test_the_due_date_is_what_the_invoice_says(terms: Terms | None, expected: date | None) -> None:
    document = invoice(invoice_line("10"), terms=terms, shipped_on=date(2026, 5, 9))
    assert mapped(document, order(received_line(10000))).due_on == expected


def test_a_drafts_comments_tell_the_whole_invoice() -> None:
    line = invoice_line("10", charges=(Charge(d("-2.5"), "C310", "Promotion"),), line_number="10000")
    document = invoice(line, taxes=(Tax(d(2), "ST", d(8)),), total=d("24.5"), currency="USD", number="00042")
    texts = draft_comments(document)
    assert texts == (
        "EDI 810: Invoice 00042 of 2026-05-11 for order PO-1",
        "10000: 10 CA x 2.5 = 25.00 VN A-1000",
        "Allowance C310 -2.50 Promotion",
        "Tax ST 8 % 2.00",
        "Total of the 810: 24.50 USD",
        "Take the lines with Get Receipt Lines for order PO-1, compare the total, then post.",
    )


def test_comments_fit_a_nav_line() -> None:
    texts = draft_comments(invoice(invoice_line("10", description="x" * 200)))
    assert max(len(text) for text in texts) == 100


@given(
    st.lists(st.integers(1, 20), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(1, 20), st.decimals(0, 99, places=3)), min_size=1, max_size=5),
)
def test_amounts_are_shared_without_losing_a_cent(
    received: list[int], billed: list[tuple[int, Decimal]]
) -> None:
    nav_order = order(
        *(received_line(10000 * at, quantity=str(each)) for at, each in enumerate(received, start=1))
    )
    document = invoice(*(invoice_line(str(quantity), str(price)) for quantity, price in billed))
    proposal = mapped(document, nav_order)
    assert sum(line.quantity for line in proposal.lines) == min(
        sum(received), sum(each for each, _ in billed)
    )
    if not proposal.problems:
        assert sum(line.amount for line in proposal.lines) == document.total


def test_a_tolerated_quantity_is_still_judged_by_its_money() -> None:
    nav_order = order(received_line(10000, quantity="100"))
    loose = Tolerances(line=d(5), total=d(5), quantity_percent=d(2))
    proposal = map_invoice(invoice(invoice_line("102")), nav_order, lookups(), "USD", loose)
    assert [problem.severity for problem in proposal.problems] == ["warning"]
    assert compare(proposal, loose) == []
    tight = Tolerances(line=d("4.99"), total=d(5), quantity_percent=d(2))
    assert codes_of(compare(proposal, tight)) == ["amount_differs"]
    more = map_invoice(invoice(invoice_line("103")), nav_order, lookups(), "USD", loose)
    assert [problem.severity for problem in more.problems] == ["error"]


def test_a_percent_lets_a_larger_difference_pass_on_a_larger_line() -> None:
    nav_order = order(received_line(10000, quantity="400"))
    proposal = map_invoice(invoice(invoice_line("400", "2.51")), nav_order, lookups(), "USD")
    assert proposal.difference == d(4)
    percent = Tolerances(line=d("0.01"), total=d("0.05"), line_percent=d("0.4"), total_percent=d("0.4"))
    assert compare(proposal, percent) == []
    only_line = Tolerances(line=d("0.01"), total=d("0.05"), line_percent=d("0.4"))
    assert [problem.place for problem in compare(proposal, only_line)] == ["order PO-1, total"]
