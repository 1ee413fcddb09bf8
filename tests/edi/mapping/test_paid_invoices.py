"""One number of a supplier, several posted invoices: how a payment is shared, and when it is not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from edi.mapping.paid_invoices import PaidInvoice, candidates, forbidden, over_paid, share
from edi.nav_records import VendorInvoice
from tests.edi.mapping.records import d


def posted(number: str, total: str = "100", **fields: Any) -> VendorInvoice:
    defaults: dict[str, Any] = {"vendor_number": "V100", "status": "Open", "total": d(total)}
    return VendorInvoice(f"id-{number}", number, vendor_invoice_number="A1", **{**defaults, **fields})


GOODS, FREIGHT = posted("108"), posted("109", "12")
BOTH = PaidInvoice("A1", (GOODS, FREIGHT))


def shares(paid: PaidInvoice, amount: str, **remaining: str) -> tuple[list[tuple[str, Decimal]], Decimal]:
    known = {number.removeprefix("n"): d(text) for number, text in remaining.items()}
    parts, over = share(paid, d(amount), {}, known)
    return [(invoice.number, part) for invoice, part in parts], over


@pytest.mark.parametrize(
    ("amount", "expected", "over"),
    [
        ("112", [("108", "100"), ("109", "12")], "0"),
        ("100", [("108", "100")], "0"),
        ("100.01", [("108", "100"), ("109", "0.01")], "0"),
        ("112.01", [("108", "100"), ("109", "12")], "0.01"),
        ("0", [], "0"),
    ],
)
def test_the_first_is_filled_before_the_next(amount: str, expected: list[tuple[str, str]], over: str) -> None:
    assert shares(BOTH, amount) == ([(number, d(part)) for number, part in expected], d(over))


def test_what_is_open_counts_and_not_the_total() -> None:
    assert shares(BOTH, "17", n108="10", n109="7") == ([("108", d(10)), ("109", d(7))], d(0))
    assert shares(BOTH, "7", n108="-0.001") == ([("109", d(7))], d(0))


def test_lines_of_one_advice_share_what_is_open() -> None:
    left: dict[str, Decimal] = {}
    assert share(BOTH, d(105), left, {}) == ([(GOODS, d(100)), (FREIGHT, d(5))], d(0))
    assert share(PaidInvoice("A1-C", (FREIGHT,)), d(8), left, {}) == ([(FREIGHT, d(7))], d(1))


def test_a_credit_memo_beside_it_is_not_open() -> None:
    paid = PaidInvoice("A1", (GOODS,), "A1-C", d(5))
    assert shares(paid, "100") == ([("108", d(95))], d(5))
    problem = over_paid(paid, d(100), d(5), "here")
    assert problem.code == "amount_differs"
    assert "95.00 are open (less 5.00 of credit memo A1-C): 5.00 too much" in problem.text


def test_the_first_keeps_the_name_of_the_line_and_no_name_counts_bookings() -> None:
    odd = posted("P#9")
    paid = PaidInvoice("A1", (GOODS, FREIGHT, odd))
    names = [paid.target("line:2", invoice) for invoice in paid.invoices]
    assert names == ["line:2", "line:2:109", "line:2:P-9"]


def test_what_nav_does_not_owe_yet_is_said_in_place_of_too_much() -> None:
    paid = PaidInvoice("A1", (GOODS,), missing="12.00 are a draft.")
    problem = over_paid(paid, d(112), d(12), "here")
    assert (problem.code, problem.severity) == ("content_invalid", "error")
    assert problem.text.endswith("of which 100.00 are open. 12.00 are a draft.")


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"currency": "EUR"}, "currency_differs"), ({"status": "Canceled"}, "content_invalid")],
)
def test_each_of_its_invoices_must_be_payable(changes: dict[str, Any], code: str) -> None:
    problem = forbidden(PaidInvoice("A1", (GOODS, posted("109", **changes))), "USD", "here")
    assert problem
    assert problem.code == code
    assert "109" in problem.text
    assert forbidden(BOTH, "USD", "here") is None


def test_it_is_one_candidate_as_long_as_anything_of_it_is_open() -> None:
    half = PaidInvoice("A1", (posted("108", status="Paid"), FREIGHT))
    closed = PaidInvoice("A1", (posted("7", status="Paid"),))
    rows = {"A1": [closed, half, half]}
    assert candidates("a1", (), rows) == [half]
    assert candidates("A1", ("V999",), rows) == []
