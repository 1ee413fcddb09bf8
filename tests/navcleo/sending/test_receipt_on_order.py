"""A receipt on its order: what is looked at before, what is called, and what counts as proof (booking rule 1.2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from audit.models import Document
from connectors.nav.client import NavClient
from navcleo.sending import receipt_on_order
from navcleo.sending.effects import Parked, Shown
from navcleo.sending.receipt_on_order import ReceiptOnOrder
from tests.factories import DocumentFactory, JournalLinkFactory
from tests.navcleo.sending.conftest import begin
from tests.sandbox_process import SandboxProcess

D = Decimal
DAY = date(2026, 2, 3)


def effect_of(
    nav: NavClient, document: Document, order: str, quantity: int = 4, target: str = ""
) -> ReceiptOnOrder:
    return ReceiptOnOrder(
        nav,
        document,
        target=target or f"order:{order}",
        order_number=order,
        wanted={10000: D(quantity)},
        post_on=DAY,
    )


def test_look_remembers_the_order_and_its_receipts(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    sandbox.post_by_hand(order, {"10000": 1})
    look = effect_of(nav, document, order).look()
    [receipt] = sandbox.books("purchaseReceipts", orderNumber=order)
    assert look.done is None
    assert look.seen["receipts"] == [receipt["id"]]
    assert look.seen["lines"]["10000"] == {
        "received": "1",
        "invoiced": "0",
        "to_receive": "9",
        "to_invoice": "10",
    }


def test_act_posts_our_quantities_and_nothing_else(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    effect = effect_of(nav, document, order)
    attempt = begin(document, effect)
    effect.act(attempt)
    assert attempt.step == "called"
    assert attempt.called_at is not None
    evidence = effect.verify(attempt)
    [receipt] = sandbox.books("purchaseReceipts", orderNumber=order)
    [link] = evidence.links
    assert (evidence.shown, link.kind, link.number) == (Shown.DONE, "receipt", receipt["number"])
    assert (receipt["postingDate"], receipt["vendorShipmentNo"]) == ("2026-02-03", effect.send_key)
    assert [line["receivedQuantity"] for line in sandbox.order_lines(order)] == [4, 0]
    attempt.answer = evidence.answer
    entries = effect.entries(attempt)
    assert sum((entry.facts["amount"] for entry in entries), D(0)) == 0
    assert {entry.facts["details"]["document"] for entry in entries} == {receipt["number"]}


def test_resume_is_the_effect_that_was_intended(nav: NavClient, document: Document, order: str) -> None:
    effect = effect_of(nav, document, order)
    attempt = begin(document, effect)
    again = ReceiptOnOrder.resume(nav, document, attempt)
    for name in ("target", "send_key", "hold_key", "order_number", "wanted", "post_on"):
        assert getattr(again, name) == getattr(effect, name)


def test_the_send_key_is_made_of_business_key_and_target(nav: NavClient, document: Document) -> None:
    first, second = effect_of(nav, document, "1"), effect_of(nav, document, "2")
    again = effect_of(nav, document, "1", target="order:1#2")
    assert len({first.send_key, second.send_key, again.send_key}) == 3
    assert max(len(effect.send_key) for effect in (first, second, again)) <= 35
    assert first.hold_key == again.hold_key == "order:1"


@pytest.mark.parametrize("by_hand", [{"10000": 3}, {"20000": 4}, {"10000": 4, "20000": 1}])
def test_a_new_receipt_with_other_lines_is_not_ours(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str, by_hand: dict[str, int]
) -> None:
    effect = effect_of(nav, document, order)
    attempt = begin(document, effect)
    sandbox.post_by_hand(order, by_hand, vendorShipmentNo=effect.send_key)
    assert effect.verify(attempt).shown is Shown.MOVED


def test_a_new_receipt_without_our_reference_is_not_ours(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    effect = effect_of(nav, document, order)
    attempt = begin(document, effect)
    sandbox.post_by_hand(order, {"10000": 4}, vendorShipmentNo="ELSE")
    assert effect.verify(attempt).shown is Shown.MOVED


def test_two_new_receipts_are_never_done(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    effect = effect_of(nav, document, order)
    attempt = begin(document, effect)
    effect.act(attempt)
    sandbox.post_by_hand(order, {"10000": 1})
    assert effect.verify(attempt).shown is Shown.MOVED


def test_receipts_of_other_documents_of_ours_do_not_count(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    effect = effect_of(nav, document, order)
    attempt = begin(document, effect)
    sandbox.post_by_hand(order, {"10000": 4})
    [receipt] = sandbox.books("purchaseReceipts", orderNumber=order)
    other = DocumentFactory(connection=document.connection)
    JournalLinkFactory(document=other, number=receipt["number"], order_number=order)
    attempt.seen["lines"]["10000"]["received"] = "4"
    assert effect.verify(attempt).shown is Shown.ABSENT


def test_a_receipt_that_lands_between_two_looks_is_seen(
    nav: NavClient, document: Document, order: str, monkeypatch: Any
) -> None:
    """The list of receipts is read before the order: what lands in between must not look like somebody else's doing."""
    effect = effect_of(nav, document, order)
    attempt = begin(document, effect)
    effect.act(attempt)
    listed, answers = nav.receipts, [[]]
    monkeypatch.setattr(nav, "receipts", lambda number: answers.pop() if answers else listed(number))
    assert effect.verify(attempt).shown is Shown.DONE


def test_received_quantities_that_moved_without_a_receipt_are_somebody_elses(
    nav: NavClient, document: Document, order: str, monkeypatch: Any
) -> None:
    effect = effect_of(nav, document, order)
    attempt = begin(document, effect)
    effect.act(attempt)
    monkeypatch.setattr(nav, "receipts", lambda number: [])
    assert effect.verify(attempt).shown is Shown.MOVED


def test_an_order_that_is_gone_without_a_receipt_was_not_received(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    effect = effect_of(nav, document, order)
    attempt = begin(document, effect)
    sandbox.control("DELETE", f"orders/{order}")
    assert effect.verify(attempt).shown is Shown.ABSENT
    effect.restore(attempt)
    with pytest.raises(Parked) as parked:
        effect.look()
    assert parked.value.code == "order_closed"


def test_a_receipt_with_the_same_lines_that_is_not_ours_is_for_a_person(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    sandbox.post_by_hand(order, {"10000": 4})
    effect = effect_of(nav, document, order)
    with pytest.raises(Parked, match="same lines") as parked:
        effect.look()
    [receipt] = sandbox.books("purchaseReceipts", orderNumber=order)
    assert (parked.value.code, parked.value.details) == (
        "maybe_received_by_hand",
        {"receipt": receipt["number"]},
    )
    document.approvals = [{"code": "maybe_received_by_hand"}]
    assert effect.look().done is None


def test_a_receipt_of_the_same_number_in_another_company_is_not_this_one(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    sandbox.post_by_hand(order, {"10000": 4})
    [receipt] = sandbox.books("purchaseReceipts", orderNumber=order)
    JournalLinkFactory(number=receipt["number"], order_number=order)
    with pytest.raises(Parked, match="not made by us"):
        effect_of(nav, document, order).look()


def test_our_own_reference_is_found_again_and_with_other_quantities_is_for_a_person(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    effect = effect_of(nav, document, order)
    sandbox.post_by_hand(order, {"10000": 4}, vendorShipmentNo=effect.send_key)
    look = effect.look()
    assert look.done is not None
    assert look.done.shown is Shown.DONE
    with pytest.raises(Parked, match="under our reference") as parked:
        effect_of(nav, document, order, quantity=5).look()
    assert parked.value.code == "outcome_unknown"


def test_restore_puts_back_what_the_attempt_intended(
    nav: NavClient, document: Document, sandbox: SandboxProcess, order: str
) -> None:
    before = [(line["receiveQuantity"], line["invoiceQuantity"]) for line in sandbox.order_lines(order)]
    effect = effect_of(nav, document, order)
    attempt = begin(document, effect)
    sandbox.fault("status_before", method="POST", path="receiveAndInvoice", status=400)
    with pytest.raises(Exception, match="could not be completed"):
        effect.act(attempt)
    assert [line["receiveQuantity"] for line in sandbox.order_lines(order)] == [4, 0]
    # an edit may have changed what is wanted now
    effect_of(nav, document, order, quantity=7).restore(attempt)
    now = [(line["receiveQuantity"], line["invoiceQuantity"]) for line in sandbox.order_lines(order)]
    assert now == before
    assert not sandbox.order(order).get("vendorShipmentNo")


def test_lines_of_nought_are_as_good_as_none() -> None:
    from edi.nav_records import Receipt, ReceiptLine

    lines = (ReceiptLine(10000, "Item", "F1000", D(4)), ReceiptLine(20000, "Item", "F1001", D(0)))
    receipt = Receipt("id", "PR1", "106001", lines=lines)
    assert receipt_on_order._same_lines(receipt, {10000: D("4.0"), 30000: D(0)})
    assert not receipt_on_order._same_lines(receipt, {10000: D(5)})
