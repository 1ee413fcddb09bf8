"""An invoice on its order: every call with every fault ends in exactly one posted invoice, without help (booking rule 1.6)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit.models import Document
from tests.stories.faults.world import (
    FAULTS,
    PHANTOM,
    POST,
    PREPARING,
    Fault,
    FaultWorld,
    assert_linked_without_help,
    cases,
)
from tests.stories.world import JsonObject, days_ago, quarantined

CALLS: dict[str, JsonObject] = {
    **PREPARING,
    "document date": {"system": "nav", "method": "PATCH", "path": "/purchaseOrders", "body": "orderDate"},
    "post": POST,
}


pytestmark = pytest.mark.django_db(transaction=True)


DATED, DUE = days_ago(300), days_ago(290)


def invoice_of(world: FaultWorld, order: str) -> Document:
    """An 810 for three of the four that a person received, not yet processed."""
    world.sandbox.post_by_hand(order, {"10000": 4})
    lines = [{"line_number": "10000", "quantity": 3}]
    return world.deliver("810", work=False, order_number=order, lines=lines, invoice_on=DATED)


def assert_invoiced_once(world: FaultWorld, order: str, invoice: Document) -> None:
    assert_linked_without_help(world, invoice)
    [posted] = world.invoices(invoice.number)
    assert posted["status"] in {"Open", "Paid"}
    assert posted["orderNumber"] == order
    assert (posted["invoiceDate"], posted["dueDate"]) == (DATED, DUE)
    assert posted["postingDate"] > DATED
    assert [row["id"] for row in world.sandbox.books("purchaseInvoices", orderNumber=order)] == [posted["id"]]
    assert world.invoiced(order) == [Decimal(3), Decimal(0)]
    assert world.received(order) == [Decimal(4), Decimal(0)]
    assert invoice.links.get(kind="invoice").number == posted["number"]
    assert invoice.links.filter(kind="entry").exists()


@pytest.mark.parametrize(("match", "fault"), cases(CALLS))
def test_an_invoice_is_posted_exactly_once(world: FaultWorld, match: JsonObject, fault: Fault) -> None:
    order = world.order(10, 5)
    invoice = invoice_of(world, order)
    world.run(invoice, fault, match)
    assert_invoiced_once(world, order, invoice)


@pytest.mark.parametrize("fault", PHANTOM.values(), ids=PHANTOM)
def test_the_failure_that_is_none(world: FaultWorld, fault: Fault) -> None:
    order = world.order(10, 5)
    invoice = invoice_of(world, order)
    world.run(invoice, fault, POST)
    assert_invoiced_once(world, order, invoice)


@pytest.mark.parametrize("name", ["cut after", "late", "504 after"])
def test_the_last_invoice_of_an_order_deletes_it(world: FaultWorld, name: str) -> None:
    order = world.order(4)
    world.sandbox.post_by_hand(order, {"10000": 4})
    invoice = world.deliver("810", work=False, order_number=order)
    world.run(invoice, FAULTS[name], POST)
    assert_linked_without_help(world, invoice)
    assert world.sandbox.books("purchaseOrders", number=order) == []
    assert len(world.invoices(invoice.number)) == 1


@pytest.mark.parametrize("call", CALLS)
def test_a_buyer_changes_a_line_between_our_calls(world: FaultWorld, call: str) -> None:
    order = world.order(10, 5)
    invoice = invoice_of(world, order)
    world.pause(invoice, FAULTS["cut before"], CALLS[call])
    world.sandbox.change_order(order, lines=[{"sequence": 20000, "quantity": 7}])
    world.finish(invoice)
    assert_invoiced_once(world, order, invoice)
    assert world.quantities(order)[1] == (Decimal(7), Decimal(7))


def test_only_a_person_can_tell_when_somebody_invoices_at_the_same_time(world: FaultWorld) -> None:
    order = world.order(10, 5)
    invoice = invoice_of(world, order)
    world.pause(invoice, FAULTS["cut before"], POST)
    world.sandbox.post_by_hand(order, {}, invoice={"10000": 4}, vendorInvoiceNo="TYPED-" + invoice.number)
    world.finish(invoice)
    assert quarantined(invoice) == "outcome_unknown"
    assert world.invoiced(order) == [Decimal(4), Decimal(0)]
