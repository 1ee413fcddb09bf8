"""Charges beside an order: every call with every fault ends in exactly one invoice for the goods and one document for the
charges, without help (booking rules 1.6, 4.1)."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from audit import replay
from audit.models import Document
from tests.stories.faults.world import (
    FAULTS,
    Fault,
    FaultWorld,
    assert_linked_without_help,
    cases,
    times_of,
)
from tests.stories.world import JsonObject, days_ago, quarantined, status, why

DRAFT = {"system": "nav", "method": "POST", "path": "purchaseInvoices$"}
POST_GOODS = {"system": "nav", "method": "POST", "path": "receiveAndInvoice"}
POST_CHARGES = {"system": "nav", "method": "POST", "path": r"purchaseInvoices\(.*post"}
DATE: JsonObject = {"system": "nav", "method": "PATCH", "path": "purchaseInvoices"}
CALLS: dict[str, JsonObject] = {
    "draft": DRAFT,
    "date": DATE,
    "post goods": POST_GOODS,
    "post charges": POST_CHARGES,
}
CREDIT_CALLS: dict[str, JsonObject] = {
    "draft": {"system": "nav", "method": "POST", "path": "purchaseCreditMemos$"},
    "post": {"system": "nav", "method": "POST", "path": r"purchaseCreditMemos\(.*post"},
}
FEW = {name: FAULTS[name] for name in ("cut before", "cut after", "504 after", "late", "throttled")}
FREIGHT = {"indicator": "C", "code": "D240", "amount": "12.00", "description": "FREIGHT"}
DATED = days_ago(300)
ALLOWANCE = {"indicator": "A", "code": "F800", "amount": "5.00"}


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def shared(shared: FaultWorld) -> FaultWorld:
    shared.rule("C", "", "account", "61300")
    shared.rule("A", "", "account", "61400")
    return shared


def invoice_of(world: FaultWorld, order: str, sac: JsonObject = FREIGHT) -> Document:
    """An 810 for three of the four that a person received, with a charge, not yet processed."""
    world.sandbox.post_by_hand(order, {"10000": 4})
    lines = [{"line_number": "10000", "quantity": 3}]
    return world.deliver("810", work=False, order_number=order, lines=lines, sac=[sac], invoice_on=DATED)


def assert_booked_once(world: FaultWorld, order: str, invoice: Document) -> None:
    assert_linked_without_help(world, invoice)
    [goods] = world.invoices(invoice.number)
    [charges] = [*world.invoices(f"{invoice.number}-C"), *world.credit_memos(f"{invoice.number}-C")]
    assert {goods["status"], charges["status"]} <= {"Open", "Paid"}
    assert (goods["invoiceDate"], charges.get("invoiceDate") or charges["creditMemoDate"]) == (
        DATED,
        DATED,
    )
    assert world.invoiced(order) == [Decimal(3), Decimal(0)]
    owed = [
        Decimal(str(row["amount"]))
        for row in world.sandbox.books("vendorLedgerEntries")
        if row["externalDocumentNumber"] in {invoice.number, f"{invoice.number}-C"}
    ]
    assert len(owed) == 2
    assert -sum(owed) == invoice.amount


@pytest.mark.parametrize(("match", "fault"), cases(CALLS, FEW))
def test_goods_and_charges_are_posted_exactly_once(
    world: FaultWorld, match: JsonObject, fault: Fault
) -> None:
    order = world.order(10, 5)
    invoice = invoice_of(world, order)
    world.run(invoice, fault, match)
    assert_booked_once(world, order, invoice)


@pytest.mark.parametrize(("match", "fault"), cases(CREDIT_CALLS, FEW))
def test_allowances_are_credited_exactly_once(world: FaultWorld, match: JsonObject, fault: Fault) -> None:
    order = world.order(10, 5)
    invoice = invoice_of(world, order, ALLOWANCE)
    world.run(invoice, fault, match)
    assert_booked_once(world, order, invoice)


def test_goods_that_are_refused_take_the_draft_of_their_charges_back(world: FaultWorld) -> None:
    order = world.order(10, 5)
    invoice = invoice_of(world, order)
    quantities = world.quantities(order)
    world.strike(Fault("status_before", {"status": 400, "code": "Application_DialogException"}), POST_GOODS)
    world.finish(invoice)
    assert quarantined(invoice) == "nav_refused", why(invoice)
    assert world.invoices(f"{invoice.number}-C") == []
    assert world.quantities(order) == quantities


def test_charges_whose_date_nav_keeps_are_not_posted(world: FaultWorld) -> None:
    order = world.order(10, 5)
    invoice = invoice_of(world, order)
    world.strike(Fault("status_before", {"status": 400, "code": "Application_DialogException"}), DATE)
    world.finish(invoice)
    assert quarantined(invoice) == "nav_refused", why(invoice)
    assert f"instead of {DATED}. Correct it there." in why(invoice)
    assert world.invoices(invoice.number) == world.invoices(f"{invoice.number}-C") == []


def test_charges_that_are_refused_after_the_goods_are_booked_alone_by_the_replay(world: FaultWorld) -> None:
    order = world.order(10, 5)
    invoice = invoice_of(world, order)
    world.strike(Fault("status_before", {"status": 400, "code": "Application_DialogException"}), POST_CHARGES)
    world.finish(invoice)
    assert quarantined(invoice) == "nav_refused", why(invoice)
    assert len(world.invoices(invoice.number)) == 1
    assert world.invoices(f"{invoice.number}-C") == []
    replay.replay(invoice, actor="clerk", reason="dimension added in NAV")
    world.finish(invoice)
    assert status(invoice) == "linked", why(invoice)
    [goods] = world.invoices(invoice.number)
    [charges] = world.invoices(f"{invoice.number}-C")
    assert (goods["status"], charges["status"]) == ("Open", "Open")


def test_a_draft_of_charges_that_lands_after_all_is_used(world: FaultWorld) -> None:
    """Later than any settle time: what bears our number and our lines is ours."""
    order = world.order(10, 5)
    invoice = invoice_of(world, order)
    very_late = Fault("late", {"seconds": 0.6}, settle=0.01)
    with times_of(very_late):
        world.strike(very_late, DRAFT)
        world.strike(Fault("throttle"), DRAFT)
        world.process()
        time.sleep(0.02)
        world.process()
        world.finish_late_effects()
        world.finish(invoice)
    assert_booked_once(world, order, invoice)
