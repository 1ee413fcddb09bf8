"""Invoices: posted on their order with exactly our lines, or drafted with exactly our comments (booking rules 1.2, 4.2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from audit.models import Document
from connectors.nav.client import NavClient
from edi.documents import Invoice
from navcleo.sending.effects import Parked, Shown
from navcleo.sending.vendor_invoice import Bill, InvoiceDraft, InvoiceOnOrder
from tests.navcleo.sending.conftest import begin
from tests.sandbox_process import SandboxProcess

D = Decimal
DAY = date(2026, 2, 3)
VENDOR = "V10000"


@pytest.fixture
def number(order: str) -> str:
    """A vendor invoice number that no other test uses."""
    return f"INV-{order}"


def on_order(
    nav: NavClient, document: Document, order: str, number: str, quantity: int = 3
) -> InvoiceOnOrder:
    total = D(10) * quantity
    bill = Bill(order, VENDOR, number, {10000: D(quantity)}, total, total, DAY, DAY)
    return InvoiceOnOrder(nav, document, bill, target="invoice")


def draft_of(nav: NavClient, document: Document, number: str) -> InvoiceDraft:
    value = Invoice(number, date(2026, 2, 1), (), D("30.00"), currency="USD")
    return InvoiceDraft(
        nav, document, value, vendor_number=VENDOR, target="invoice", post_on=DAY, currency=""
    )


def test_act_posts_our_quantities_under_the_vendors_number(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str, number: str
) -> None:
    sandbox.post_by_hand(order, {"10000": 4})
    effect = on_order(nav, document, order, number)
    attempt = begin(document, effect)
    effect.act(attempt)
    evidence = effect.verify(attempt)
    [posted] = sandbox.books("purchaseInvoices", vendorInvoiceNumber=number)
    [link] = evidence.links
    assert (evidence.shown, link.kind, link.number) == (Shown.DONE, "invoice", posted["number"])
    assert (link.facts["amount"], link.facts["state"], link.facts["posted_on"]) == (D(30), "posted", DAY)
    assert evidence.answer["invoice"] == posted["number"]
    assert D(evidence.answer["posted_total"]) == D(evidence.answer["expected_total"]) == D(30)
    assert [line["receivedQuantity"] for line in sandbox.order_lines(order)] == [4, 0]
    attempt.answer = evidence.answer
    assert effect.entries(attempt)


def test_resume_is_the_effect_that_was_intended(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str, number: str
) -> None:
    sandbox.post_by_hand(order, {"10000": 4})
    effect = on_order(nav, document, order, number)
    again = InvoiceOnOrder.resume(nav, document, begin(document, effect))
    assert (again.bill, again.target, again.send_key, again.hold_key) == (
        effect.bill,
        effect.target,
        effect.send_key,
        f"order:{order}",
    )


def test_an_invoice_of_that_number_that_is_there_is_for_a_person(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str, number: str
) -> None:
    lines = [{"account_number": "61300", "quantity": 1, "unit_cost": 1025.5, "tax_percent": 0}]
    existing = sandbox.create_invoice(vendor_number=VENDOR, vendor_invoice_number=number, lines=lines)
    for effect in (on_order(nav, document, order, number), draft_of(nav, document, number)):
        with pytest.raises(Parked, match=existing["number"]) as parked:
            effect.look()
        assert parked.value.code == "invoice_exists"
        assert "total 1,025.50; the 810 says" in parked.value.reason


@pytest.mark.parametrize("quantities", [{"10000": 2}, {"10000": 3, "20000": 1}])
def test_a_number_with_other_quantities_is_not_done(
    nav: NavClient,
    document: Document,
    sandbox: SandboxProcess,
    order: str,
    *,
    number: str,
    quantities: dict[str, int],
) -> None:
    sandbox.post_by_hand(order, {"10000": 4, "20000": 1})
    effect = on_order(nav, document, order, number)
    attempt = begin(document, effect)
    sandbox.post_by_hand(order, {}, invoice=quantities, vendorInvoiceNo=number)
    assert effect.verify(attempt).shown is Shown.MOVED


def test_another_invoice_of_the_order_beside_ours_is_for_a_person(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str, number: str
) -> None:
    sandbox.post_by_hand(order, {"10000": 4})
    effect = on_order(nav, document, order, number)
    attempt = begin(document, effect)
    effect.act(attempt)
    sandbox.post_by_hand(order, {}, invoice={"10000": 1}, vendorInvoiceNo=number + "-B")
    assert effect.verify(attempt).shown is Shown.MOVED


def test_invoices_of_the_order_that_were_there_before_do_not_count(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str, number: str
) -> None:
    sandbox.post_by_hand(order, {"10000": 4})
    sandbox.post_by_hand(order, {}, invoice={"10000": 1}, vendorInvoiceNo=number + "-A")
    effect = on_order(nav, document, order, number)
    attempt = begin(document, effect)
    assert effect.verify(attempt).shown is Shown.ABSENT
    effect.act(attempt)
    assert effect.verify(attempt).shown is Shown.DONE


def test_an_invoice_that_lands_between_two_looks_is_seen(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str, *, number: str, monkeypatch: Any
) -> None:
    sandbox.post_by_hand(order, {"10000": 4})
    effect = on_order(nav, document, order, number)
    attempt = begin(document, effect)
    effect.act(attempt)
    for name in ("invoices_by_vendor_number", "invoices_of_order"):
        listed, answers = getattr(nav, name), [[]]
        monkeypatch.setattr(
            nav,
            name,
            lambda *words, listed=listed, answers=answers: answers.pop() if answers else listed(*words),
        )
    assert effect.verify(attempt).shown is Shown.DONE


def test_an_order_that_is_gone_without_an_invoice_was_not_invoiced(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str, number: str
) -> None:
    effect = on_order(nav, document, order, number)
    attempt = begin(document, effect)
    sandbox.control("DELETE", f"orders/{order}")
    assert effect.verify(attempt).shown is Shown.ABSENT
    effect.restore(attempt)
    with pytest.raises(Parked) as parked:
        effect.look()
    assert parked.value.code == "order_closed"


def test_restore_puts_the_order_back(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str, number: str
) -> None:
    sandbox.post_by_hand(order, {"10000": 4})
    before = [(line["receiveQuantity"], line["invoiceQuantity"]) for line in sandbox.order_lines(order)]
    effect = on_order(nav, document, order, number)
    attempt = begin(document, effect)
    sandbox.fault("status_before", method="POST", path="receiveAndInvoice", status=400)
    with pytest.raises(Exception, match="could not be completed"):
        effect.act(attempt)
    effect.restore(attempt)
    now = [(line["receiveQuantity"], line["invoiceQuantity"]) for line in sandbox.order_lines(order)]
    assert now == before
    assert not sandbox.order(order).get("vendorInvoiceNo")


def test_a_draft_has_our_comments_and_is_proof(
    nav: NavClient, document: Document, sandbox: SandboxProcess, number: str
) -> None:
    effect = draft_of(nav, document, number)
    attempt = begin(document, effect)
    assert effect.verify(attempt).shown is Shown.ABSENT
    effect.act(attempt)
    evidence = effect.verify(attempt)
    [draft] = sandbox.books("purchaseInvoices", vendorInvoiceNumber=number)
    [link] = evidence.links
    assert (evidence.shown, link.kind, link.number, link.facts["state"]) == (
        Shown.DONE,
        "draft",
        draft["number"],
        "waiting",
    )
    assert {row["lineType"] for row in sandbox.books("purchaseInvoiceLines", documentId=draft["id"])} == {
        "Comment"
    }
    assert draft["postingDate"] == "2026-02-03"
    # a second look finds it as ours, and a second draft under the number is not exactly ours
    assert effect.look().done is not None
    effect.act(attempt)
    assert effect.verify(attempt).shown is Shown.MOVED


def test_a_draft_with_other_comments_is_not_ours(
    nav: NavClient, document: Document, sandbox: SandboxProcess, number: str
) -> None:
    effect = draft_of(nav, document, number)
    attempt = begin(document, effect)
    nav.create_invoice_draft(
        vendor_number=VENDOR,
        vendor_invoice_number=number,
        invoiced_on=DAY,
        due_on=None,
        currency="",
        posting_on=DAY,
        comments=["typed by hand"],
    )
    assert effect.verify(attempt).shown is Shown.MOVED


def test_a_draft_is_resumed_as_it_was_intended(nav: NavClient, document: Document, number: str) -> None:
    effect = draft_of(nav, document, number)
    attempt = begin(document, effect)
    again = InvoiceDraft.resume(nav, document, effect.invoice, attempt)
    for name in ("target", "send_key", "hold_key", "vendor_number", "post_on", "currency", "account"):
        assert getattr(again, name) == getattr(effect, name)
