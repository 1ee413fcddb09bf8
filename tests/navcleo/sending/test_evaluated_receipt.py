"""Evaluated receipt: one posting, one receipt and one invoice, proven by both (booking rule 1.2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from audit.models import Document, SendAttempt
from connectors.nav.client import NavClient
from navcleo.sending.effects import Parked, Shown
from navcleo.sending.evaluated_receipt import EvaluatedReceipt, invoice_number
from navcleo.sending.receipt_on_order import ReceiptOnOrder
from tests.navcleo.sending.conftest import begin
from tests.sandbox_process import SandboxProcess

D = Decimal
DAY = date(2026, 2, 3)


def receipt_of(nav: NavClient, document: Document, number: str, **wanted: int) -> EvaluatedReceipt:
    """Four of the first line unless told otherwise."""
    order = nav.order(number)
    assert order is not None
    quantities = {int(line[1:]): D(quantity) for line, quantity in (wanted or {"l10000": 4}).items()}
    return EvaluatedReceipt.of_order(nav, document, order, quantities, target=f"order:{number}", post_on=DAY)


def acted(document: Document, effect: EvaluatedReceipt) -> SendAttempt:
    attempt = begin(document, effect)
    effect.act(attempt)
    return attempt


def test_one_posting_makes_the_receipt_and_the_invoice(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    effect = receipt_of(nav, document, order, l10000=4, l20000=5)
    attempt = acted(document, effect)
    evidence = effect.verify(attempt)
    [receipt] = sandbox.books("purchaseReceipts", orderNumber=order)
    [invoice] = sandbox.books("purchaseInvoices", orderNumber=order)
    assert evidence.shown is Shown.DONE
    assert [(link.kind, link.number) for link in evidence.links] == [
        ("receipt", receipt["number"]),
        ("invoice", invoice["number"]),
    ]
    assert (receipt["vendorShipmentNo"], invoice["vendorInvoiceNumber"]) == (effect.send_key, effect.number)
    assert D(evidence.answer["posted_total"]) == D(evidence.answer["expected_total"]) == D(50)
    assert receipt["postingDate"] == invoice["postingDate"] == DAY.isoformat()
    lines = sandbox.order_lines(order)
    assert [(line["receivedQuantity"], line["invoicedQuantity"]) for line in lines] == [(4, 4), (5, 5)]
    attempt.answer = evidence.answer
    entries = {fact.facts["details"]["document"] for fact in effect.entries(attempt)}
    assert invoice["number"] in entries


def test_goods_that_wait_for_another_invoice_are_left_alone(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    sandbox.post_by_hand(order, {"10000": 3, "20000": 2})
    effect = receipt_of(nav, document, order)
    assert effect.verify(acted(document, effect)).shown is Shown.DONE
    lines = sandbox.order_lines(order)
    assert [(line["receivedQuantity"], line["invoicedQuantity"]) for line in lines] == [(7, 4), (2, 0)]


def test_an_order_that_is_complete_is_gone_and_proven_all_the_same(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    effect = receipt_of(nav, document, order, l10000=10, l20000=5)
    attempt = acted(document, effect)
    assert sandbox.books("purchaseOrders", number=order) == []
    assert effect.verify(attempt).shown is Shown.DONE


def test_before_and_after_nothing_is_absent_and_all_is_put_back(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    before = sandbox.order_lines(order), sandbox.order(order).get("vendorInvoiceNo")
    effect = receipt_of(nav, document, order)
    attempt = begin(document, effect)
    assert effect.verify(attempt).shown is Shown.ABSENT
    sandbox.switch(allow_posting_to="2020-01-01")
    with pytest.raises(Exception, match="allowed posting dates"):
        effect.act(attempt)
    assert effect.verify(attempt).shown is Shown.ABSENT
    effect.restore(attempt)
    quantities = [
        [(line["receiveQuantity"], line["invoiceQuantity"]) for line in lines]
        for lines in (before[0], sandbox.order_lines(order))
    ]
    assert quantities[0] == quantities[1]
    assert (sandbox.order(order).get("vendorInvoiceNo") or "") == (before[1] or "")
    assert (sandbox.order(order).get("vendorShipmentNo") or "") == ""


def test_resume_is_the_effect_that_was_intended(nav: NavClient, document: Document, order: str) -> None:
    effect = receipt_of(nav, document, order)
    again = EvaluatedReceipt.resume(nav, document, begin(document, effect))
    assert vars(again) | {"traced": ()} == vars(effect) | {"traced": ()}


@pytest.mark.parametrize(
    ("receive", "invoice"),
    [
        ({"10000": 4}, {}),
        ({"10000": 4}, {"10000": 3}),
        ({"10000": 3}, {"10000": 3}),
        ({"10000": 4, "20000": 1}, {"10000": 4}),
    ],
)
def test_half_of_it_or_other_quantities_is_for_a_person(
    nav: NavClient,
    document: Document,
    sandbox: SandboxProcess,
    order: str,
    *,
    receive: dict[str, int],
    invoice: dict[str, int],
) -> None:
    effect = receipt_of(nav, document, order)
    attempt = begin(document, effect)
    numbers = {"vendorShipmentNo": effect.send_key, "vendorInvoiceNo": effect.number}
    sandbox.post_by_hand(order, receive, invoice=invoice, **numbers)
    assert effect.verify(attempt).shown is Shown.MOVED


def test_an_invoice_beside_ours_is_for_a_person(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    sandbox.post_by_hand(order, {"20000": 2})
    effect = receipt_of(nav, document, order)
    attempt = acted(document, effect)
    sandbox.post_by_hand(order, {}, invoice={"20000": 2}, vendorInvoiceNo=f"BY-HAND-{order}")
    assert effect.verify(attempt).shown is Shown.MOVED


def test_a_number_that_nav_has_already_is_for_a_person(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    effect = receipt_of(nav, document, order)
    lines = [{"account_number": "61300", "quantity": 1, "unit_cost": 25, "tax_percent": 0}]
    sandbox.create_invoice(vendor_number="V10000", vendor_invoice_number=effect.number, lines=lines)
    with pytest.raises(Parked) as parked:
        effect.look()
    assert parked.value.code == "invoice_exists"


def test_what_is_there_under_our_reference_is_ours_from_an_earlier_life(
    nav: NavClient, document: Document, order: str
) -> None:
    effect = receipt_of(nav, document, order)
    acted(document, effect)
    again = receipt_of(nav, document, order).look()
    assert again.done is not None
    assert (again.done.shown, [link.kind for link in again.done.links]) == (
        Shown.DONE,
        ["receipt", "invoice"],
    )


def test_a_receipt_under_our_reference_without_its_invoice_is_for_a_person(
    nav: NavClient, document: Document, order: str
) -> None:
    effect = receipt_of(nav, document, order)
    plain = ReceiptOnOrder(
        nav, document, target=effect.target, order_number=order, wanted=effect.wanted, post_on=DAY
    )
    plain.act(begin(document, plain))
    with pytest.raises(Parked, match="without an invoice") as parked:
        effect.look()
    assert parked.value.code == "outcome_unknown"


def test_the_invoices_number_is_the_notices_with_its_order() -> None:
    assert invoice_number("SHIP1001", "order:106001") == "ER-SHIP1001-106001"
    again = invoice_number("SHIP1001", "order:106001#2")
    long = invoice_number("A" * 40, "order:106001")
    assert len({invoice_number("SHIP1001", "order:106001"), again, long}) == 3
    assert again.startswith("ER-SHIP1001-106001-2")
    assert len(long) == 35
