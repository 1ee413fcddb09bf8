"""Evaluated receipt: the notice books receipt and payable in one posting; the 810 that comes later is compared, never booked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit import replay
from audit.models import Document
from edi.models import TradingPartner
from tests.stories.world import World, quarantined, status, why

COVERS = ["navcleo.workflows.evaluated", "navcleo.workflows.receipts"]
Receiving = TradingPartner.Receiving


@pytest.fixture
def evaluated(world: World) -> World:
    """A world whose partner is on evaluated receipt."""
    receive_by(world, Receiving.EVALUATED)
    return world


def receive_by(world: World, receiving: str) -> None:
    partner = world.partner()
    partner.receiving = receiving
    partner.save()


def ending(document: Document) -> str:
    """What the last event of a document says."""
    event = document.events.order_by("id").last()
    assert event is not None
    return str(event.text)


def said(document: Document) -> str:
    """What all problems of a document say."""
    return " ".join(row["text"] for row in document.problems)


def test_the_notice_makes_one_receipt_and_one_invoice_at_the_orders_prices(evaluated: World) -> None:
    order = evaluated.order(10, 4, cost="2.50")
    notice = evaluated.deliver("856", order_number=order, number="SHIP7")
    assert status(notice) == "linked", why(notice)
    booked = evaluated.booked()
    assert (booked["receipts"], booked["posted_invoices"]) == (1, 1)
    number = f"ER-SHIP7-{order}"
    [posted] = evaluated.invoices(number)
    assert Decimal(str(posted["totalAmountIncludingTax"])) == Decimal(35)
    assert (notice.links.get(kind="invoice").number, notice.links.get(kind="invoice").amount) == (
        posted["number"],
        Decimal(35),
    )
    assert notice.links.filter(kind="receipt").count() == 1
    [target] = notice.proposal["targets"]
    assert (target["vendor_invoice_number"], target["invoice_total"]) == (number, "35.00")
    assert notice.attempts.get().kind == "evaluated_receipt"


def test_an_invoice_that_agrees_ends_linked_and_names_the_evaluated_one(evaluated: World) -> None:
    order = evaluated.order(10, cost="2.50")
    notice = evaluated.deliver("856", order_number=order)
    assert evaluated.sandbox.books("purchaseOrders", number=order) == [], "the order is complete and gone"
    invoice = evaluated.deliver("810", order_number=order, vendor_number="V10000", lines=lines_of(10, "2.50"))
    assert status(invoice) == "linked", why(invoice)
    number = notice.links.get(kind="invoice").number
    assert ending(invoice).startswith(f"compared with evaluated invoice {number}: they agree")
    assert "by hand" not in ending(invoice)
    assert invoice.links.get().kind == "compared"
    assert not invoice.attempts.exists()
    assert evaluated.booked()["posted_invoices"] == 1
    assert evaluated.invoices(invoice.number) == []


def lines_of(quantity: int, price: str) -> list[dict[str, object]]:
    """The line of an 810 for F1000, whose order may be gone from the books."""
    return [
        {
            "line_number": "10000",
            "quantity": quantity,
            "unit": "CA",
            "price": price,
            "product_ids": [["VN", "00-F1000"]],
        }
    ]


def test_a_difference_in_money_is_shown_and_nothing_is_booked_though_a_manager_accepts_it(
    evaluated: World,
) -> None:
    order = evaluated.order(10, 5)
    evaluated.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": 10}])
    invoice = evaluated.deliver("810", order_number=order, lines=lines_of(10, "10.75"))
    assert quarantined(invoice) == "amount_differs", why(invoice)
    row = invoice.quarantines.get()
    details = row.details
    assert Decimal(details["difference"]) == Decimal("7.50")
    assert "would post" not in row.reason
    assert "in NAV, then replay" not in row.reason
    assert "The ship notice has invoiced the goods" in row.suggestion
    assert details["lines"][0]["line"] == 10000
    replay.approve(invoice, code="amount_differs", actor="manager", reason="they send a credit")
    evaluated.process()
    assert status(invoice) == "linked", why(invoice)
    assert "7.50 more on the invoice" in ending(invoice)
    advice = (
        f"which is booked nowhere. Enter 7.50 by hand in NAV, as an invoice under number {invoice.number}"
    )
    assert advice in ending(invoice)
    assert evaluated.booked()["posted_invoices"] == 1


def test_a_small_difference_is_within_the_partners_tolerance(evaluated: World) -> None:
    partner = evaluated.partner()
    partner.line_tolerance_percent = partner.total_tolerance_percent = Decimal(1)
    partner.save()
    order = evaluated.order(10, 5)
    evaluated.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": 10}])
    invoice = evaluated.deliver("810", order_number=order, lines=lines_of(10, "9.95"))
    assert status(invoice) == "linked", why(invoice)
    assert "0.50 less on the invoice" in ending(invoice)
    assert "booked nowhere. Enter 0.50 by hand in NAV, as a credit memo" in ending(invoice)


def test_several_receipts_and_invoices_of_an_order_are_told_apart_and_none_is_compared_twice(
    evaluated: World,
) -> None:
    order = evaluated.order(20)
    notices = [
        evaluated.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": quantity}])
        for quantity in (6, 4)
    ]
    invoices = [
        evaluated.deliver("810", order_number=order, lines=lines_of(quantity, "10.00")) for quantity in (4, 6)
    ]
    assert [status(invoice) for invoice in invoices] == ["linked", "linked"]
    posted = [notice.links.get(kind="invoice").number for notice in notices]
    assert [invoice.links.get().number for invoice in invoices] == list(reversed(posted))
    third = evaluated.deliver("810", order_number=order, lines=lines_of(1, "10.00"))
    assert quarantined(third) == "amount_differs"
    assert evaluated.booked()["posted_invoices"] == 2


def test_less_than_nav_posted_is_compared_with_all_that_it_posted(evaluated: World) -> None:
    order = evaluated.order(3, 2, 1, cost="64.93")
    shipped = [{"line_number": "10000", "quantity": 3}, {"line_number": "20000", "quantity": 2}]
    notice = evaluated.deliver("856", order_number=order, lines=shipped)
    posted = notice.links.get(kind="invoice")
    assert posted.amount == Decimal("324.65")
    second = {
        "line_number": "20000",
        "quantity": "1.5",
        "price": "64.93",
        "product_ids": [],
    }
    lines = [*lines_of(3, "63.25"), second | {"unit": "CA"}]
    invoice = evaluated.deliver("810", order_number=order, number="B-22", lines=lines)
    assert quarantined(invoice) == "amount_differs", why(invoice)
    row = invoice.quarantines.get()
    assert f"Invoice B-22 is for 287.15, NAV has posted 324.65 ({posted.number}): 37.50 less" in said(invoice)
    assert "281" not in said(invoice)
    assert (row.details["difference"], [line["line"] for line in row.details["lines"]]) == (
        "-37.50",
        [10000, 20000],
    )
    [target] = invoice.proposal["targets"]
    assert (target["total"], target["expected_total"]) == ("287.15", "324.65")
    first, short = target["match"]
    assert (first["invoiced"], short["invoiced"], short["ours"], short["is_outside"]) == (
        "3",
        "2",
        "129.86",
        True,
    )
    assert (first["our_price"], short["our_price"]) == ("64.93", "64.93")
    replay.approve(invoice, code="amount_differs", actor="manager", reason="it was damaged")
    evaluated.process()
    assert status(invoice) == "linked", why(invoice)
    assert "Unclaimed: 0.5 CASE of line 20000" in ending(invoice)
    rest = evaluated.deliver("810", order_number=order, lines=[second | {"unit": "CA", "quantity": "0.5"}])
    assert status(rest) == "linked", why(rest)
    assert evaluated.booked()["posted_invoices"] == 1


def test_a_line_that_is_not_claimed_at_all_differs_too(evaluated: World) -> None:
    order = evaluated.order(3, 2)
    evaluated.deliver("856", order_number=order)
    invoice = evaluated.deliver("810", order_number=order, vendor_number="V10000", lines=lines_of(3, "10.00"))
    assert quarantined(invoice) == "amount_differs", why(invoice)
    assert "NAV has posted 50.00" in said(invoice)
    second = invoice.proposal["targets"][0]["match"][1]
    assert (second["line"], second["quantity"], second["difference"]) == (20000, "0", "-20.00")


def test_the_rest_of_an_evaluated_invoice_is_what_the_810s_before_left(evaluated: World) -> None:
    order = evaluated.order(10, 5)
    evaluated.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": 10}])
    first = evaluated.deliver("810", order_number=order, lines=lines_of(6, "10.00"))
    assert quarantined(first) == "amount_differs", why(first)
    replay.approve(first, code="amount_differs", actor="manager", reason="they bill in parts")
    evaluated.process()
    assert status(first) == "linked", why(first)
    dearer = evaluated.deliver("810", order_number=order, lines=lines_of(4, "11.00"))
    assert quarantined(dearer) == "amount_differs"
    assert "NAV has posted 100.00" in said(dearer)
    assert "other 810s claim 60.00 of it: 4.00 more on the invoice" in said(dearer)
    replay.discard(dearer, actor="clerk", reason="they send another")
    second = evaluated.deliver("810", order_number=order, lines=lines_of(4, "10.00"))
    assert status(second) == "linked", why(second)
    assert "they agree" in ending(second)


def test_an_invoice_before_its_notice_waits_for_it(evaluated: World) -> None:
    order = evaluated.order(10)
    invoice = evaluated.deliver("810", order_number=order)
    assert quarantined(invoice) == "amount_differs"
    row = invoice.quarantines.get()
    assert "Receive the goods first" not in row.reason
    assert "when the ship notice of its order is booked" in row.suggestion
    notice = evaluated.deliver("856", order_number=order)
    assert status(notice) == "linked", why(notice)
    evaluated.process()
    assert status(invoice) == "linked", why(invoice)
    assert evaluated.booked()["posted_invoices"] == 1


def test_goods_received_by_hand_are_not_the_notices_and_their_invoice_is_a_persons(evaluated: World) -> None:
    order = evaluated.order(10)
    evaluated.sandbox.post_by_hand(order, {"10000": 10})
    invoice = evaluated.deliver("810", order_number=order)
    assert quarantined(invoice) == "amount_differs"
    assert any("received in NAV by hand" in row["text"] for row in invoice.problems)
    receive_by(evaluated, Receiving.NOTICE)
    replay.replay(invoice, actor="clerk", reason="book it as any other")
    evaluated.process()
    assert status(invoice) == "linked", why(invoice)
    assert evaluated.booked()["posted_invoices"] == 1


def test_what_was_evaluated_is_still_only_compared_when_the_profile_was_changed(evaluated: World) -> None:
    order = evaluated.order(10, 5)
    evaluated.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": 10}])
    receive_by(evaluated, Receiving.NOTICE)
    invoice = evaluated.deliver("810", order_number=order, lines=lines_of(10, "10.00"))
    assert status(invoice) == "linked", why(invoice)
    assert ending(invoice).startswith("compared with")
    assert evaluated.booked()["posted_invoices"] == 1


def test_an_invoice_that_names_no_order_is_not_guessed_at(evaluated: World) -> None:
    lines = lines_of(2, "5")
    invoice = evaluated.deliver("810", vendor_number="V10000", lines=lines)
    assert quarantined(invoice) == "order_not_found"
    assert evaluated.booked() == {}


@pytest.mark.parametrize("changes", [{"nav_pages_url": ""}, {"nav_order_page": "NotPublished"}])
def test_without_the_order_page_it_stops_and_says_why(evaluated: World, changes: dict[str, str]) -> None:
    evaluated.change(**changes)
    order = evaluated.order(10)
    notice = evaluated.deliver("856", order_number=order)
    assert quarantined(notice) == "nav_refused"
    assert "page 50" in notice.quarantines.get().reason
    assert evaluated.booked() == {}


def test_by_the_journal_route_it_stops_too(evaluated: World) -> None:
    evaluated.change(receipt_route="journal", goods_account="50100", accrual_account="20300")
    notice = evaluated.deliver("856", order_number=evaluated.order(10))
    assert quarantined(notice) == "nav_refused"
    assert evaluated.booked() == {}


def test_a_notice_over_two_orders_makes_one_invoice_for_each(evaluated: World) -> None:
    first, second = evaluated.order(3), evaluated.order(2)
    notice = evaluated.deliver(
        "856",
        orders=[{"order_number": first}, {"order_number": second}],
        number="SHIP9",
        vendor_number="V10000",
    )
    assert status(notice) == "linked", why(notice)
    for order in (first, second):
        assert len(evaluated.invoices(f"ER-SHIP9-{order}")) == 1
    assert evaluated.booked()["posted_invoices"] == 2


def test_an_evaluated_invoice_does_not_leave_as_ours(evaluated: World) -> None:
    evaluated.poll("outbound")
    notice = evaluated.deliver("856", order_number=evaluated.order(10))
    number = notice.links.get(kind="invoice").number
    evaluated.poll("outbound")
    assert not Document.objects.filter(direction="outbound", kind="810", number=number).exists()


def test_a_held_notice_is_received_when_a_person_says_that_the_goods_are_here(world: World) -> None:
    receive_by(world, Receiving.HOLD)
    order = world.order(10)
    notice = world.deliver("856", order_number=order)
    assert quarantined(notice) == "held_for_receipt"
    [target] = notice.proposal["targets"]
    assert target["match"][0]["quantity"] == "10"
    assert world.booked() == {}
    invoice = world.deliver("810", order_number=order)
    assert quarantined(invoice) == "amount_differs", "it waits for its goods"
    replay.replay(notice, actor="clerk", reason="try again")
    world.process()
    assert quarantined(notice) == "held_for_receipt", "a replay is no release"
    replay.approve(notice, code="held_for_receipt", actor="clerk", reason="the goods are here")
    world.process()
    world.process()
    assert status(notice) == "linked", why(notice)
    assert status(invoice) == "linked", why(invoice)
    booked = world.booked()
    assert (booked["receipts"], booked["posted_invoices"]) == (1, 1)


def test_what_is_wrong_with_a_held_notice_is_said_first(world: World) -> None:
    receive_by(world, Receiving.HOLD)
    notice = world.deliver(
        "856", order_number=world.order(10), lines=[{"line_number": "10000", "quantity": 12}]
    )
    assert quarantined(notice) == "over_shipped"
    assert [row["code"] for row in notice.problems] == ["over_shipped"]
