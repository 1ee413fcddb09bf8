"""An order for several stores leaves as one 850 with SDQ, where the partner is set so; what changed later is for a person."""

from __future__ import annotations

import pytest

from edi import reading
from edi.documents import PurchaseOrder
from edi.models import LocationMapping
from tests.sandbox_process import SandboxProcess
from tests.stories.outbound_world import Outbound
from tests.stories.world import VENDOR, quarantined, why


@pytest.fixture
def world(calm: SandboxProcess, transactional_db: None) -> Outbound:
    """After its first poll, with a partner that wants orders split by store."""
    live = Outbound(calm).live()
    partner = live.partner()
    partner.splits_stores = partner.takes_860 = True
    partner.save()
    return live


def order_for(world: Outbound, *stores: LocationMapping) -> str:
    """An order of 10 of one article for each store."""
    lines = [
        {"item_number": "F1000", "quantity": 10, "unit_cost": "2.50", "location": store.location_code, "tax_percent": 0}
        for store in stores
    ]  # fmt: skip
    return str(world.sandbox.create_order(VENDOR, lines)["number"])


def two_stores(world: Outbound) -> list[LocationMapping]:
    return list(LocationMapping.objects.filter(connection=world.connection).exclude(code="")[:2])


def test_an_order_for_two_stores_is_one_line_with_the_quantity_of_each(world: Outbound) -> None:
    stores = two_stores(world)
    order = order_for(world, *stores)
    world.out()
    upload = world.one_upload(order)
    value = reading.read(upload["text"].encode()).sets[0].document
    assert isinstance(value, PurchaseOrder)
    [line] = value.lines
    assert (line.line_number, line.quantity) == ("10000", 20)
    assert [(each.store, each.quantity) for each in line.stores] == [(store.code, 10) for store in stores]
    assert "ST" not in {party.role for party in value.parties}
    world.out()
    assert len(world.left(order)) == 1


def test_a_change_of_an_order_split_by_stores_is_for_a_person(world: Outbound) -> None:
    order = order_for(world, *two_stores(world))
    world.out()
    world.deliver("997", upload=world.sent(order).cleo_file_name, status="A")
    world.edit(order, quantity=12)
    world.out()
    assert len(world.left(order)) == 1
    document = world.connection.documents.filter(kind="860", number=order).first()
    assert document is not None
    assert quarantined(document) == "order_changed", why(document)
