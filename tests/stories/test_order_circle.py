"""850 out → 997 back → 856 in → 810 in, with suppliers that answer by themselves; and what each arrow leaves behind."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from audit.models import Document
from connectors.models import Connection
from tests.stories.world import World, circle, status, why

COVERS = ["navcleo.workflows.inbound"]


@pytest.fixture
def world(calm, transactional_db: None) -> World:
    """A Connection whose first poll sends orders from tomorrow on, and suppliers that answer at once."""
    calm.switch(supplier_delay_seconds=0)
    return World(calm, send_from=dt.date.fromisoformat(tomorrow()))


def exchange(world: World) -> None:
    """Cleo carries files both ways until nobody has anything to say."""
    for _ in range(8):
        world.sandbox.tick()
        found = world.poll()
        world.settle(world.idle)
        if not found and not world.sandbox.control("GET", "suppliers")["pending"]:
            break


def tomorrow() -> str:
    return (timezone.localdate() + dt.timedelta(days=1)).isoformat()


def test_an_order_leaves_is_acknowledged_received_and_invoiced(world: World) -> None:
    world.sandbox.suppliers(V10000="good")
    order = world.order(10, 4, cost="3.00", order_date=tomorrow())
    world.poll("outbound")
    world.process()
    sent = Document.objects.get(direction="outbound", kind="850", number=order)
    assert status(sent) == "linked", why(sent)
    assert sent.cleo_transmission_id
    assert sent.acknowledgment == "expected"

    exchange(world)
    sent.refresh_from_db()
    assert sent.acknowledgment == "accepted"
    receipt = Document.objects.get(direction="inbound", kind="856", order_numbers=order)
    invoice = Document.objects.get(direction="inbound", kind="810", order_numbers=order)
    assert status(receipt) == "linked", why(receipt)
    assert status(invoice) == "linked", why(invoice)
    [posted] = world.invoices(invoice.number)
    assert Decimal(str(posted["totalAmountIncludingTax"])) == Decimal(42)
    assert world.sandbox.books("purchaseOrders", number=order) == []  # complete: NAV deletes it
    counts = circle(world)
    assert (counts["acknowledged"], counts["received"], counts["invoiced"], counts["quarantined"]) == (
        1,
        1,
        1,
        0,
    )
    assert world.sandbox.breaches() == []


def test_a_second_round_on_the_same_state_books_nothing_twice(world: World) -> None:
    world.sandbox.suppliers(V10002="good")
    order = world.order(5, vendor="V10002", order_date=tomorrow())
    for _ in range(2):
        world.poll("outbound")
        world.process()
        exchange(world)
        world.poll("sweep")
        world.process()
    booked = world.booked()
    assert (booked["receipts"], booked["posted_invoices"]) == (1, 1)
    assert len([file for file in world.sandbox.uploads() if f"_850_{order}_" in file["name"]]) == 1
    assert not Document.objects.filter(direction="outbound", kind="810", order_numbers=order).exists()


def test_a_short_shipment_is_received_and_invoiced_short(world: World) -> None:
    world.sandbox.suppliers(V10003="short_ship")
    order = world.order(10, vendor="V10003", order_date=tomorrow())
    world.poll("outbound")
    world.process()
    exchange(world)
    assert world.received(order) == [Decimal(6)]
    assert circle(world)["quarantined"] == 0


def test_an_unknown_product_code_and_a_raised_price_wait_for_people_and_nothing_else_does(
    world: World,
) -> None:
    world.sandbox.suppliers(V10005="unknown_code", V10009="price_differs")
    unknown = world.order(10, vendor="V10005", order_date=tomorrow())
    dearer = world.order(10, vendor="V10009", order_date=tomorrow())
    world.poll("outbound")
    world.process()
    exchange(world)
    codes = set(
        Document.objects.filter(quarantines__closed_at=None).values_list("order_numbers", "quarantines__code")
    )
    assert {(unknown, "item_unknown"), (dearer, "amount_differs")} <= codes
    assert world.received(unknown) == [Decimal(0)]
    assert world.received(dearer) == [Decimal(10)]


def test_a_duplicate_invoice_of_a_supplier_is_kept_linked_to_its_twin_and_never_booked(world: World) -> None:
    world.sandbox.suppliers(V10007="duplicate")
    order = world.order(10, vendor="V10007", order_date=tomorrow())
    world.poll("outbound")
    world.process()
    exchange(world)
    first, second = Document.objects.filter(direction="inbound", kind="810", order_numbers=order).order_by(
        "pk"
    )
    assert (status(first), status(second)) == ("linked", "discarded"), why(first)
    assert second.twin == first
    assert len(world.invoices(first.number)) == 1


def test_a_connection_that_is_switched_off_works_on_nothing(world: World) -> None:
    order = world.order(10, vendor="V10008", order_date=tomorrow())
    name = world.put("856", order_number=order)
    world.poll()
    Connection.objects.filter(pk=world.connection.pk).update(is_active=False)
    world.process()
    assert status(world.document(name)) == "received"
    assert world.receipts(order) == []
