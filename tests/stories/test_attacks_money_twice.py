"""Attacks on money: a difference that grows after it was accepted, a payable undone in NAV, the same invoice by other ways."""

from __future__ import annotations

from typing import Any

from audit import replay
from edi.models import TradingPartner
from tests.stories.world import World, quarantined, status, why

COVERS = ["navcleo.workflows.evaluated_invoices"]
CODE = [["VN", "00-F1000"]]


def invoiced(quantity: int, price: str) -> list[dict[str, Any]]:
    return [{"line_number": "10000", "quantity": quantity, "price": price, "unit": "CA", "product_ids": CODE}]


def test_a_difference_that_a_manager_accepted_does_not_grow(world: World) -> None:
    order = world.order(10)
    world.deliver("856", order_number=order)
    invoice = world.deliver("810", order_number=order, lines=invoiced(10, "10.10"))
    assert quarantined(invoice) == "amount_differs"
    world.sandbox.switch(allow_posting_to="2020-12-31")
    replay.approve(invoice, code="amount_differs", actor="manager", reason="one dollar is nothing")
    world.process()
    assert quarantined(invoice) == "period_closed", why(invoice)
    world.sandbox.switch(allow_posting_to=None)
    world.sandbox.change_order(order, lines=[{"sequence": 10000, "directUnitCost": 500}])
    replay.replay(invoice, actor="clerk", reason="the period is open")
    world.process()
    assert quarantined(invoice) == "amount_differs", why(invoice)
    assert "4899.00 less on the invoice" in invoice.last_error
    assert world.invoices(invoice.number) == []


def test_a_difference_as_it_was_accepted_is_booked_by_a_later_replay(world: World) -> None:
    order = world.order(10)
    world.deliver("856", order_number=order)
    invoice = world.deliver("810", order_number=order, lines=invoiced(10, "10.10"))
    world.sandbox.switch(allow_posting_to="2020-12-31")
    replay.approve(invoice, code="amount_differs", actor="manager", reason="one dollar is nothing")
    world.process()
    world.sandbox.switch(allow_posting_to=None)
    replay.replay(invoice, actor="clerk", reason="the period is open")
    world.process()
    assert status(invoice) == "linked", why(invoice)
    assert len(world.invoices(invoice.number)) == 1


def test_an_evaluated_invoice_that_was_canceled_in_nav_pays_no_810(world: World) -> None:
    partner = world.partner()
    partner.receiving = TradingPartner.Receiving.EVALUATED
    partner.save()
    order = world.order(10, 5)
    notice = world.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": 10}])
    number = notice.links.get(kind="invoice").number
    [posted] = world.sandbox.books("purchaseInvoices", number=number)
    world.sandbox.put("purchaseInvoices", posted["id"], posted | {"status": "Canceled"})
    invoice = world.deliver("810", order_number=order, lines=invoiced(10, "10.00"))
    assert quarantined(invoice) == "amount_differs", why(invoice)
    assert "is canceled or gone in NAV" in invoice.last_error
