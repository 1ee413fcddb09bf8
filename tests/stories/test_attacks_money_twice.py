"""Attacks on money: a difference that grows after it was accepted, a payable undone in NAV, the same invoice by other ways."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from audit import replay
from audit.models import Document
from edi.models import TradingPartner
from tests.stories.world import VENDOR, World, quarantined, status, why

COVERS = ["navcleo.workflows.evaluated_invoices"]
CODE = [["VN", "00-F1000"]]
FREIGHT = {"indicator": "C", "code": "D240", "amount": "12.00", "description": "FREIGHT"}


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
    assert "4,899.00 less on the invoice" in invoice.last_error
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


def to_invoice(world: World, order: str) -> list[Any]:
    """What each line of an order is about to invoice, in the sandbox's books."""
    return [line["invoiceQuantity"] for line in world.sandbox.order_lines(order)]


def undecided(world: World, settings: Any) -> tuple[str, Document, list[Any]]:
    """An 810 with freight whose posting NAV said it took, and never did; with what the order's lines were about to invoice."""
    settings.NAV_SETTLE_SECONDS = 0.2
    world.rule("C", "", "account", "61300")
    order = world.order(10, 5)
    world.sandbox.post_by_hand(order, {"10000": 4})
    before = to_invoice(world, order)
    world.sandbox.switch(post_with_job_queue=True)
    invoice = world.deliver(
        "810", order_number=order, lines=[{"line_number": "10000", "quantity": 3}], sac=[FREIGHT]
    )
    world.settle(lambda: status(invoice) == "quarantined")
    assert quarantined(invoice) == "outcome_unknown", why(invoice)
    world.sandbox.switch(post_with_job_queue=False)
    return order, invoice, before


def test_answered_as_not_done_nothing_of_it_stays_for_a_clerk_to_post_though_mapping_stops(
    world: World, settings: Any
) -> None:
    order, invoice, before = undecided(world, settings)
    assert to_invoice(world, order) != before
    assert [row["status"] for row in world.invoices(f"{invoice.number}-C")] == ["Draft"]
    TradingPartner.objects.filter(pk=world.partner().pk).update(is_active=False)
    replay.answer_outcome(invoice.attempts.get(), done=False, actor="person", reason="the job was deleted")
    world.process()
    assert quarantined(invoice) == "unknown_sender", why(invoice)
    assert world.invoices(f"{invoice.number}-C") == []
    assert to_invoice(world, order) == before


def test_a_suppliers_own_number_that_is_the_one_of_our_charges_is_for_a_person_before_the_goods(
    world: World,
) -> None:
    world.rule("C", "", "account", "61300")
    first, second = world.order(10), world.order(10)
    world.deliver("856", order_number=first)
    world.deliver("856", order_number=second)
    own = world.deliver("810", order_number=first, number="INV77-C")
    assert status(own) == "linked"
    clash = world.deliver("810", order_number=second, number="INV77", sac=[FREIGHT])
    assert quarantined(clash) == "invoice_exists", why(clash)
    assert world.booked()["posted_invoices"] == 1


def test_a_credit_memo_with_the_number_of_an_invoice_is_for_a_person(world: World) -> None:
    order = world.order(10)
    world.deliver("856", order_number=order)
    assert status(world.deliver("810", order_number=order, number="NR1")) == "linked"
    options: dict[str, Any] = {"number": "NR1", "type_code": "CR", "vendor_number": VENDOR}
    memo = world.deliver("810", order_number=order, lines=invoiced(2, "10.00"), **options)
    assert quarantined(memo) == "number_reused", why(memo)
    assert "draft_credit_memos" not in world.booked()


def test_freight_of_an_evaluated_receipt_is_asked_for_and_never_booked_with_the_goods(world: World) -> None:
    world.rule("C", "", "account", "61300")
    partner = world.partner()
    partner.receiving = TradingPartner.Receiving.EVALUATED
    partner.save()
    order = world.order(10, 5)
    early = world.deliver("810", order_number=order, lines=invoiced(10, "10.00"), sac=[FREIGHT])
    assert quarantined(early) == "amount_differs"
    world.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": 10}])
    world.process()
    assert quarantined(early) == "amount_differs", why(early)
    assert "12.00 more on the invoice" in early.last_error
    assert (world.booked()["receipts"], world.booked()["posted_invoices"]) == (1, 1)


def test_the_cancellation_of_an_invoice_is_not_posted_as_one(world: World) -> None:
    order = world.order(10)
    world.deliver("856", order_number=order)
    taken_back = world.deliver("810", order_number=order, number="INV-BACK", purpose="01")
    assert quarantined(taken_back) == "content_invalid", why(taken_back)
    assert "a cancellation" in taken_back.last_error
    assert world.invoices("INV-BACK") == []


def test_more_than_was_ordered_is_booked_by_no_tolerance_however_often_it_is_used(world: World) -> None:
    partner = world.partner()
    for name in ("line_tolerance_percent", "total_tolerance_percent", "quantity_tolerance_percent"):
        setattr(partner, name, Decimal(100))
    partner.save()
    order = world.order(10, 10)
    for quantity, code in ((6, ""), (8, ""), (1, "over_shipped")):
        notice = world.deliver(
            "856", order_number=order, lines=[{"line_number": "10000", "quantity": quantity}]
        )
        assert quarantined(notice) == code, why(notice)
    assert world.received(order) == [Decimal(10), Decimal(0)]
    for quantity, code in ((6, ""), (8, ""), (1, "amount_differs")):
        invoice = world.deliver("810", order_number=order, lines=invoiced(quantity, "10.00"))
        assert quarantined(invoice) == code, why(invoice)
    posted = world.sandbox.books("purchaseInvoices", orderNumber=order)
    assert sum(Decimal(str(row["totalAmountIncludingTax"])) for row in posted) == Decimal(100)


def test_a_rule_that_stops_an_invoice_stops_its_draft_too(world: World) -> None:
    world.sandbox.switch(pages_published=False)
    world.rule("C", "D240", "refused")
    order = world.order(10)
    world.deliver("856", order_number=order)
    stopped = world.deliver("810", order_number=order, sac=[FREIGHT])
    assert quarantined(stopped) == "amount_differs", why(stopped)
    assert "a rule stops" in stopped.last_error
    assert "draft_invoices" not in world.booked()
    replay.approve(stopped, code="amount_differs", actor="manager", reason="they were right")
    world.process()
    assert status(stopped) == "linked", why(stopped)
    assert world.booked()["draft_invoices"] == 1
