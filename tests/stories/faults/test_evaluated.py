"""An evaluated receipt: every call with every fault ends in exactly one receipt and exactly one invoice (booking rule 1.6)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit.models import Document
from edi.models import TradingPartner
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
from tests.stories.world import JsonObject, quarantined

# the calls before it are those of a receipt and of an invoice, which meet every fault in stories of their own
SOME = {name: FAULTS[name] for name in ("cut before", "cut after", "504 after", "late", "changed meanwhile")}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def shared(shared: FaultWorld) -> FaultWorld:
    TradingPartner.objects.update(receiving=TradingPartner.Receiving.EVALUATED)
    return shared


def notice_of(world: FaultWorld, order: str) -> Document:
    """A notice of four of the first line, not yet processed; three of the second line wait for another invoice."""
    world.sandbox.post_by_hand(order, {"20000": 3})
    lines = [{"line_number": "10000", "quantity": 4}]
    return world.deliver("856", work=False, order_number=order, lines=lines)


def assert_evaluated_once(world: FaultWorld, order: str, notice: Document) -> None:
    assert_linked_without_help(world, notice)
    [invoice] = world.sandbox.books("purchaseInvoices", orderNumber=order)
    assert invoice["status"] in {"Open", "Paid"}
    assert Decimal(str(invoice["totalAmountIncludingTax"])) == 40
    assert len(world.receipts(order)) == 2, "the one by hand, and ours"
    assert world.received(order) == [Decimal(4), Decimal(3)]
    assert world.invoiced(order) == [Decimal(4), Decimal(0)]
    assert notice.links.get(kind="invoice").number == invoice["number"]
    ours = {row["number"] for row in world.receipts(order)} & set(
        notice.links.filter(kind="receipt").values_list("number", flat=True)
    )
    assert len(ours) == 1


@pytest.mark.parametrize(("match", "fault"), [*cases({"post": POST}), *cases(PREPARING, SOME)])
def test_a_receipt_and_its_invoice_are_posted_exactly_once(
    world: FaultWorld, match: JsonObject, fault: Fault
) -> None:
    order = world.order(10, 5)
    notice = notice_of(world, order)
    world.run(notice, fault, match)
    assert_evaluated_once(world, order, notice)


@pytest.mark.parametrize("fault", PHANTOM.values(), ids=PHANTOM)
def test_the_failure_that_is_none(world: FaultWorld, fault: Fault) -> None:
    order = world.order(10, 5)
    notice = notice_of(world, order)
    world.run(notice, fault, POST)
    assert_evaluated_once(world, order, notice)


@pytest.mark.parametrize("name", ["cut after", "late", "504 after"])
def test_the_delivery_that_completes_an_order_deletes_it(world: FaultWorld, name: str) -> None:
    order = world.order(4)
    notice = world.deliver("856", work=False, order_number=order)
    world.run(notice, FAULTS[name], POST)
    assert_linked_without_help(world, notice)
    assert world.sandbox.books("purchaseOrders", number=order) == []
    assert len(world.receipts(order)) == 1
    assert len(world.sandbox.books("purchaseInvoices", orderNumber=order)) == 1


def test_a_refusal_leaves_the_order_as_it_was(world: FaultWorld) -> None:
    order = world.order(10, 5)
    notice = notice_of(world, order)
    before = world.quantities(order), world.header(order)
    world.sandbox.switch(allow_posting_to="2020-01-01")
    world.finish(notice)
    assert quarantined(notice) == "period_closed"
    assert (world.quantities(order), world.header(order)) == before
    assert world.invoiced(order) == [Decimal(0), Decimal(0)]


@pytest.mark.parametrize("invoice", [{}, {"10000": 2}])
def test_only_a_person_can_tell_when_somebody_posts_the_same_order_at_the_same_time(
    world: FaultWorld, invoice: dict[str, int]
) -> None:
    order = world.order(10, 5)
    notice = notice_of(world, order)
    world.pause(notice, FAULTS["cut before"], POST)
    world.sandbox.post_by_hand(order, {"10000": 2}, invoice=invoice, vendorInvoiceNo="TYPED-" + notice.number)
    world.finish(notice)
    assert quarantined(notice) == "outcome_unknown"
    assert world.received(order) == [Decimal(2), Decimal(3)]
