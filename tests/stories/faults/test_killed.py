"""The process is killed between any two steps of a send: another one finishes, with exactly one effect (booking rule 1.6)."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

import pytest

from audit.models import Document
from edi.models import TradingPartner
from tests.stories.faults.killed_everywhere import assert_places, kill_everywhere
from tests.stories.faults.world import FaultWorld, assert_linked_without_help
from tests.stories.world import days_ago

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("short_settle")]
_numbers = count(1)
DATED, DUE = days_ago(300), days_ago(290)


def test_a_receipt_killed_anywhere_is_posted_once(world: FaultWorld) -> None:
    orders: dict[int, str] = {}

    def make() -> Document:
        order = world.order(10)
        lines = [{"line_number": "10000", "quantity": 4}]
        notice = world.deliver("856", work=False, order_number=order, lines=lines)
        orders[notice.pk] = order
        return notice

    killed = kill_everywhere(world, make)
    for notice, place in killed:
        assert_linked_without_help(world, notice)
        order = orders[notice.pk]
        assert (place, len(world.receipts(order)), world.received(order)) == (place, 1, [Decimal(4)])
        assert world.quantities(order) == [(Decimal(6), Decimal(10))]
    assert_places(killed, "after begin_attempt", "after step quantities", "after PATCH", "after step called")
    assert_places(killed, "after POST", "after give_verdict", "after move linked")


def test_an_invoice_with_a_charge_killed_anywhere_is_posted_once(world: FaultWorld) -> None:
    orders: dict[int, str] = {}
    world.rule("C", "D240", "account", "61300")
    freight = [{"indicator": "C", "code": "D240", "amount": "12.00"}]

    def make() -> Document:
        order = world.order(10)
        world.sandbox.post_by_hand(order, {"10000": 4})
        lines = [{"line_number": "10000", "quantity": 3}]
        invoice = world.deliver(
            "810", work=False, order_number=order, lines=lines, sac=freight, invoice_on=DATED
        )
        orders[invoice.pk] = order
        return invoice

    killed = kill_everywhere(world, make)
    for invoice, place in killed:
        assert_linked_without_help(world, invoice)
        order = orders[invoice.pk]
        assert (place, len(world.invoices(invoice.number)), world.invoiced(order)) == (place, 1, [Decimal(3)])
        assert len(world.sandbox.books("purchaseInvoices", orderNumber=order)) == 1
        assert [row["status"] for row in world.invoices(f"{invoice.number}-C")] == ["Open"]
        papers = [*world.invoices(invoice.number), *world.invoices(f"{invoice.number}-C")]
        assert {(row["invoiceDate"], row["dueDate"]) for row in papers} == {(DATED, DUE)}
    assert_places(killed, "after step charges", "after step called", "after POST")
    assert_places(killed, "after step drafted", "after give_verdict")


def test_an_evaluated_receipt_killed_anywhere_is_one_receipt_and_one_invoice(world: FaultWorld) -> None:
    orders: dict[int, str] = {}

    def make() -> Document:
        order = world.order(10)
        lines = [{"line_number": "10000", "quantity": 4}]
        notice = world.deliver("856", work=False, order_number=order, lines=lines)
        orders[notice.pk] = order
        return notice

    partners = TradingPartner.objects.filter(connection=world.connection)
    partners.update(receiving=TradingPartner.Receiving.EVALUATED)
    killed = kill_everywhere(world, make)
    partners.update(receiving=TradingPartner.Receiving.NOTICE)
    for notice, place in killed:
        assert_linked_without_help(world, notice)
        order = orders[notice.pk]
        invoices = world.sandbox.books("purchaseInvoices", orderNumber=order)
        assert (place, len(world.receipts(order)), len(invoices)) == (place, 1, 1)
        assert (world.received(order), world.invoiced(order)) == ([Decimal(4)], [Decimal(4)])
        assert invoices[0]["invoiceDate"] == invoices[0]["postingDate"] > DUE
        assert world.quantities(order) == [(Decimal(6), Decimal(6))]
    assert_places(killed, "after PATCH", "after step header", "after step called")
    assert_places(killed, "after POST", "after give_verdict", "after move linked")


def test_a_draft_killed_anywhere_is_made_once(world: FaultWorld) -> None:
    world.change(nav_pages_url="")
    order = world.order(10)
    killed = kill_everywhere(
        world, lambda: world.deliver("810", work=False, order_number=order, invoice_on=DATED)
    )
    for invoice, place in killed:
        assert_linked_without_help(world, invoice)
        assert (place, [row["invoiceDate"] for row in world.invoices(invoice.number)]) == (place, [DATED])
    assert_places(killed, "after step called", "after POST", "after PATCH")


def test_a_credit_memo_killed_anywhere_is_drafted_once(world: FaultWorld) -> None:
    order = world.order(10)
    killed = kill_everywhere(
        world, lambda: world.deliver("810", work=False, order_number=order, type="CR", invoice_on=DATED)
    )
    for memo, place in killed:
        assert_linked_without_help(world, memo)
        assert (place, [row["creditMemoDate"] for row in world.credit_memos(memo.number)]) == (place, [DATED])
    assert_places(killed, "after step called", "after POST", "after PATCH")


def test_a_payment_killed_anywhere_is_made_and_posted_once(world: FaultWorld) -> None:
    def make() -> Document:
        number = f"KILL-{next(_numbers):05d}"
        world.change(payment_batch=number.replace("-", ""), post_payments=True)
        lines = [{"account_number": "61300", "quantity": 1, "unit_cost": 70, "tax_percent": 0}]
        world.sandbox.create_invoice(vendor_number="V10000", vendor_invoice_number=number, lines=lines)
        payments = [{"number": number, "amount": "70"}]
        return world.deliver("820", work=False, vendor_number="V10000", payments=payments)

    killed = kill_everywhere(world, make)
    assert world.sandbox.books("journalLines") == []
    entries = world.sandbox.books("vendorLedgerEntries", documentType="Payment")
    for advice, place in killed:
        assert_linked_without_help(world, advice)
        number = advice.links.get(kind="payment_line").number
        paid = [Decimal(str(row["originalAmount"])) for row in entries if row["documentNumber"] == number]
        assert (place, paid) == (place, [Decimal(70)])
    assert_places(killed, "after step called", "vendorPayments", "post", "after give_verdict")
