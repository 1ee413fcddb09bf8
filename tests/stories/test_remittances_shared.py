"""820 for invoices that NAV owes otherwise than as one invoice under their number: charges beside the order's, evaluated receipts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from audit import recording, replay
from audit.models import Document
from edi.models import TradingPartner
from tests.stories.world import JsonObject, World, quarantined, status, why

COVERS = ["navcleo.workflows.booked_otherwise"]

D = Decimal
FREIGHT = {"indicator": "C", "code": "D240", "amount": "12.00"}
ALLOWANCE = {"indicator": "A", "code": "F800", "amount": "5.00"}
Receiving = TradingPartner.Receiving


@pytest.fixture
def own_batch(world: World) -> World:
    """A payment batch of this story alone, and rules for freight and allowances."""
    world.change(payment_batch=f"EDI{next(world.numbers):05d}")
    world.rule("C", "", "account", "61300")
    world.rule("A", "", "account", "61400")
    return world


@pytest.fixture
def evaluated(own_batch: World) -> World:
    """The same, with the partner on evaluated receipt."""
    partner = own_batch.partner()
    partner.receiving = Receiving.EVALUATED
    partner.save()
    return own_batch


def charged(world: World, number: str, *sac: JsonObject) -> str:
    """An invoice of 100.00 on an order with these SAC, booked; returns NAV's number of the order's part."""
    order = world.order(10)
    assert status(world.deliver("856", order_number=order)) == "linked"
    invoice = world.deliver("810", order_number=order, number=number, sac=list(sac))
    assert status(invoice) == "linked", why(invoice)
    return posted(world, number)


def posted(world: World, number: str) -> str:
    """NAV's number of the one posted invoice under a vendor's number."""
    [row] = [row for row in world.invoices(number) if row["status"] in {"Open", "Paid"}]
    return str(row["number"])


def remit(world: World, *payments: tuple[str, object], **options: Any) -> Document:
    rows = [{"number": number, "amount": str(amount)} for number, amount in payments]
    return world.deliver("820", vendor_number="V10000", payments=rows, **options)


def applied(world: World) -> list[tuple[str, Decimal]]:
    """Applied-to number and amount of each line that waits in the batch of the story, in the sandbox's books."""
    rows = world.sandbox.books("journals", code=world.connection.payment_batch)
    lines = [line for row in rows for line in world.sandbox.books("journalLines", journalId=row["id"])]
    return sorted((line["appliesToInvoiceNumber"], D(str(line["amount"]))) for line in lines)


def reason(document: Document) -> str:
    return str(document.quarantines.get(closed_at__isnull=True).reason)


# -- charges beside the order's invoice


def test_an_invoice_with_freight_is_paid_in_both_its_parts_once(own_batch: World) -> None:
    goods = charged(own_batch, "SH-1", FREIGHT)
    freight = posted(own_batch, "SH-1-C")
    advice = remit(own_batch, ("SH-1", "112.00"))
    assert status(advice) == "linked", why(advice)
    lines = sorted([(goods, D(100)), (freight, D(12))])
    assert applied(own_batch) == lines
    assert sorted(advice.attempts.values_list("target", flat=True)) == ["line:1", f"line:1:{freight}"]
    assert advice.links.filter(kind="payment_line").count() == 2
    again = remit(own_batch, ("SH-1", "112.00"))
    assert quarantined(again) == "amount_differs"
    assert f"invoice {goods} and {freight}, of which 0.00 are open" in reason(again)
    replay.replay(again, actor="clerk", reason="try again")
    own_batch.process()
    assert applied(own_batch) == lines


def test_both_parts_are_posted_where_the_connection_says_so(own_batch: World) -> None:
    own_batch.change(post_payments=True)
    charged(own_batch, "SH-2", FREIGHT)
    advice = remit(own_batch, ("SH-2", "112.00"))
    assert status(advice) == "linked", why(advice)
    assert applied(own_batch) == []
    assert own_batch.booked()["payments"] == 2
    for number in ("SH-2", "SH-2-C"):
        assert [row["status"] for row in own_batch.invoices(number)] == ["Paid"]


def test_partial_payments_fill_the_orders_invoice_first(own_batch: World) -> None:
    goods = charged(own_batch, "SH-3", FREIGHT)
    freight = posted(own_batch, "SH-3-C")
    for amount in ("60.00", "45.00", "7.00"):
        advice = remit(own_batch, ("SH-3", amount))
        assert status(advice) == "linked", why(advice)
    assert applied(own_batch) == sorted([(goods, D(60)), (goods, D(40)), (freight, D(5)), (freight, D(7))])
    last = advice.attempts.get()
    assert last.target == f"line:1:{freight}"


def test_a_payer_that_names_both_numbers_is_taken_at_its_word(own_batch: World) -> None:
    goods = charged(own_batch, "SH-4", FREIGHT)
    freight = posted(own_batch, "SH-4-C")
    advice = remit(own_batch, ("SH-4-C", "12.00"), ("SH-4", "100.00"))
    assert status(advice) == "linked", why(advice)
    assert applied(own_batch) == sorted([(goods, D(100)), (freight, D(12))])


def test_more_than_both_parts_stops_with_what_is_too_much(own_batch: World) -> None:
    charged(own_batch, "SH-5", FREIGHT)
    advice = remit(own_batch, ("SH-5", "120.00"))
    assert quarantined(advice) == "amount_differs"
    assert "of which 112.00 are open: 8.00 too much" in reason(advice)
    assert advice.quarantines.get().details["difference"] == "8.00"
    assert "payment_lines" not in own_batch.booked()


def test_a_refused_second_line_is_booked_by_the_replay_and_the_first_not_again(own_batch: World) -> None:
    goods = charged(own_batch, "SH-6", FREIGHT)
    freight = posted(own_batch, "SH-6-C")
    refusal: dict[str, Any] = {"status": 400, "code": "Application_DialogException", "message": "no"}
    own_batch.sandbox.fault(
        "status_before", skip=1, system="nav", method="POST", path="vendorPayments$", **refusal
    )
    advice = remit(own_batch, ("SH-6", "112.00"))
    assert quarantined(advice) == "nav_refused", why(advice)
    assert applied(own_batch) == [(goods, D(100))]
    replay.replay(advice, actor="clerk", reason="NAV was corrected")
    own_batch.process()
    assert status(advice) == "linked", why(advice)
    assert applied(own_batch) == sorted([(goods, D(100)), (freight, D(12))])


def test_a_booked_line_that_the_corrected_text_does_not_have_stops_the_advice(own_batch: World) -> None:
    """Else more would be booked than was paid: the freight of SH-7 stays booked, and SH-7B takes its money too."""
    goods = charged(own_batch, "SH-7", FREIGHT)
    freight = posted(own_batch, "SH-7-C")
    charged(own_batch, "SH-7B", FREIGHT)
    refusal: dict[str, Any] = {"status": 400, "code": "Application_DialogException", "message": "no"}
    own_batch.sandbox.fault(
        "status_before", skip=2, system="nav", method="POST", path="vendorPayments$", **refusal
    )
    advice = remit(own_batch, ("SH-7", "112"), ("SH-7B", "100"))
    assert quarantined(advice) == "nav_refused", why(advice)
    before = applied(own_batch)
    assert before == sorted([(goods, D(100)), (freight, D(12))])
    text = recording.content_of(advice).decode()
    moved = text.replace("*SH-7**112", "*SH-7**100").replace("*SH-7B**100", "*SH-7B**112")
    assert moved != text
    replay.revise(advice, content=moved.encode(), actor="clerk", reason="as on paper")
    replay.replay(advice, actor="clerk", reason="corrected")
    own_batch.process()
    assert quarantined(advice) == "content_invalid", why(advice)
    assert f"Payment of 12.00 for {freight} (payment line 1, invoice {freight}) was booked" in reason(advice)
    assert applied(own_batch) == before


def test_freight_that_is_still_a_draft_stops_what_it_takes_and_names_it(own_batch: World) -> None:
    own_batch.rule("C", "D240", "item_charge", "FREIGHT")
    goods = charged(own_batch, "SH-8", FREIGHT)
    [draft] = own_batch.invoices("SH-8-C")
    advice = remit(own_batch, ("SH-8", "112.00"))
    assert quarantined(advice) == "content_invalid"
    assert f"(SH-8-C) are purchase invoice {draft['number']}, a draft in NAV" in reason(advice)
    assert "payment_lines" not in own_batch.booked()
    own_batch.sandbox.put("purchaseInvoices", draft["id"], {"status": "Open", "postingDate": "2026-05-01"})
    replay.replay(advice, actor="clerk", reason="posted it")
    own_batch.process()
    assert status(advice) == "linked", why(advice)
    assert applied(own_batch) == sorted([(goods, D(100)), (posted(own_batch, "SH-8-C"), D(12))])


def test_the_goods_alone_are_paid_while_the_freight_is_a_draft(own_batch: World) -> None:
    own_batch.rule("C", "D240", "item_charge", "FREIGHT")
    goods = charged(own_batch, "SH-9", FREIGHT)
    advice = remit(own_batch, ("SH-9", "100.00"))
    assert status(advice) == "linked", why(advice)
    assert applied(own_batch) == [(goods, D(100))]


def test_freight_that_was_canceled_in_nav_is_not_paid(own_batch: World) -> None:
    charged(own_batch, "SH-10", FREIGHT)
    own_batch.sandbox.put("purchaseInvoices", posted(own_batch, "SH-10-C"), {"status": "Canceled"})
    advice = remit(own_batch, ("SH-10", "112.00"))
    assert quarantined(advice) == "content_invalid"
    assert "canceled or gone in NAV" in reason(advice)
    assert "payment_lines" not in own_batch.booked()


def test_an_invoice_of_somebody_else_under_the_same_number_is_left_alone(own_batch: World) -> None:
    """INV and INV-C that a clerk entered are two invoices of the supplier."""
    for number in ("SH-11", "SH-11-C"):
        lines = [{"account_number": "61300", "quantity": 1, "unit_cost": 50, "tax_percent": 0}]
        own_batch.sandbox.create_invoice(vendor_number="V10000", vendor_invoice_number=number, lines=lines)
    advice = remit(own_batch, ("SH-11", "60.00"))
    assert quarantined(advice) == "amount_differs"
    assert "payment_lines" not in own_batch.booked()


def test_an_allowance_comes_off_what_is_open(own_batch: World) -> None:
    goods = charged(own_batch, "SH-12", ALLOWANCE)
    [memo] = own_batch.credit_memos("SH-12-C")
    too_much = remit(own_batch, ("SH-12", "100.00"))
    assert quarantined(too_much) == "amount_differs"
    assert "95.00 are open (less 5.00 of credit memo SH-12-C): 5.00 too much" in reason(too_much)
    advice = remit(own_batch, ("SH-12", "95.00"))
    assert status(advice) == "linked", why(advice)
    assert applied(own_batch) == [(goods, D(95))]
    assert f"Apply it to the rest of invoice {goods}" in str(advice.problems)
    assert memo["status"] == "Open"


def test_an_allowance_that_the_payer_lists_itself_comes_off_once(own_batch: World) -> None:
    goods = charged(own_batch, "SH-13", ALLOWANCE)
    other = charged(own_batch, "SH-14")
    payments = [
        {"number": "SH-14", "amount": "100.00"},
        {"number": "SH-13", "amount": "100.00"},
        {"number": "SH-13-C", "amount": "-5.00", "qualifier": "CM"},
    ]
    advice = own_batch.deliver("820", vendor_number="V10000", payments=payments)
    assert status(advice) == "linked", why(advice)
    assert applied(own_batch) == sorted([(goods, D(95)), (other, D(100))])


# -- evaluated receipts


def billed(world: World, order: str, number: str, quantity: int, price: str = "10.00") -> Document:
    """The supplier's 810 for an order that the notice may have completed."""
    ids = [["VN", "00-F1000"]]
    line = {"line_number": "10000", "quantity": quantity, "unit": "CA", "price": price, "product_ids": ids}
    return world.deliver("810", order_number=order, vendor_number="V10000", number=number, lines=[line])


def shipped(world: World, order: str, number: str, quantity: int) -> str:
    """A notice that books receipt and invoice; returns NAV's number of the invoice."""
    lines = [{"line_number": "10000", "quantity": quantity}]
    notice = world.deliver("856", order_number=order, number=number, lines=lines)
    assert status(notice) == "linked", why(notice)
    return str(notice.links.get(kind="invoice").number)


def test_the_number_of_a_compared_810_pays_the_evaluated_invoice(evaluated: World) -> None:
    order = evaluated.order(10)
    payable = shipped(evaluated, order, "NOTE-1", 10)
    assert status(billed(evaluated, order, "EV-1", 10)) == "linked"
    advice = remit(evaluated, ("EV-1", "100.00"))
    assert status(advice) == "linked", why(advice)
    assert applied(evaluated) == [(payable, D(100))]
    assert advice.attempts.get().target == "line:1"
    again = remit(evaluated, ("EV-1", "100.00"))
    assert quarantined(again) == "amount_differs"
    assert applied(evaluated) == [(payable, D(100))]


def test_the_number_of_the_notice_pays_it_too_and_only_once(evaluated: World) -> None:
    order = evaluated.order(10)
    payable = shipped(evaluated, order, "NOTE-2", 10)
    assert status(billed(evaluated, order, "EV-2", 10)) == "linked"
    advice = remit(evaluated, ("NOTE-2", "70.00"))
    assert status(advice) == "linked", why(advice)
    rest = remit(evaluated, ("ev2", "30.00"))
    assert status(rest) == "linked", why(rest)
    [row] = evaluated.sandbox.books("purchaseInvoices", number=payable)
    too_much = remit(evaluated, (row["vendorInvoiceNumber"], "1.00"))
    assert quarantined(too_much) == "amount_differs"
    assert applied(evaluated) == sorted([(payable, D(70)), (payable, D(30))])


def test_one_810_over_two_evaluated_invoices_is_shared_by_what_is_open(evaluated: World) -> None:
    order = evaluated.order(10)
    first, second = (shipped(evaluated, order, f"NOTE-3{n}", quantity) for n, quantity in ((1, 6), (2, 4)))
    invoice = billed(evaluated, order, "EV-3", 10)
    assert status(invoice) == "linked", why(invoice)
    assert invoice.links.filter(kind="compared").count() == 2
    part = remit(evaluated, ("EV-3", "50.00"))
    rest = remit(evaluated, ("EV-3", "50.00"))
    assert [status(part), status(rest)] == ["linked", "linked"], why(rest)
    assert applied(evaluated) == sorted([(first, D(50)), (first, D(10)), (second, D(40))])
    assert sorted(rest.attempts.values_list("target", flat=True)) == ["line:1", f"line:1:{second}"]


def test_a_notice_over_two_orders_is_paid_in_both_invoices(evaluated: World) -> None:
    orders = [evaluated.order(3), evaluated.order(2)]
    named = [{"order_number": order} for order in orders]
    notice = evaluated.deliver("856", orders=named, number="NOTE-4", vendor_number="V10000")
    assert status(notice) == "linked", why(notice)
    advice = remit(evaluated, ("NOTE-4", "50.00"))
    assert status(advice) == "linked", why(advice)
    assert sorted(amount for _, amount in applied(evaluated)) == [D(20), D(30)]


def test_an_810_that_was_not_compared_yet_pays_nothing(evaluated: World) -> None:
    order = evaluated.order(10)
    shipped(evaluated, order, "NOTE-5", 10)
    assert quarantined(billed(evaluated, order, "EV-5", 10, "12.00")) == "amount_differs"
    advice = remit(evaluated, ("EV-5", "120.00"))
    assert quarantined(advice) == "content_invalid"
    assert "810 EV-5 is in quarantine" in reason(advice)
    assert "payment_lines" not in evaluated.booked()


def test_the_approved_difference_is_paid_once_it_is_entered_under_the_810s_number(evaluated: World) -> None:
    order = evaluated.order(10)
    payable = shipped(evaluated, order, "NOTE-6", 10)
    invoice = billed(evaluated, order, "EV-6", 10, "11.20")
    replay.approve(invoice, code="amount_differs", actor="manager", reason="freight agreed")
    evaluated.process()
    assert status(invoice) == "linked", why(invoice)
    advice = remit(evaluated, ("EV-6", "112.00"))
    assert quarantined(advice) == "amount_differs"
    assert "of which 100.00 are open: 12.00 too much" in reason(advice)
    lines = [{"account_number": "61300", "quantity": 1, "unit_cost": 12, "tax_percent": 0}]
    by_hand = evaluated.sandbox.create_invoice(
        vendor_number="V10000", vendor_invoice_number="EV-6", lines=lines
    )
    replay.replay(advice, actor="clerk", reason="freight entered")
    evaluated.process()
    assert status(advice) == "linked", why(advice)
    assert applied(evaluated) == sorted([(payable, D(100)), (by_hand["number"], D(12))])


def test_an_evaluated_invoice_that_was_canceled_is_not_paid(evaluated: World) -> None:
    order = evaluated.order(10)
    payable = shipped(evaluated, order, "NOTE-7", 10)
    assert status(billed(evaluated, order, "EV-7", 10)) == "linked"
    evaluated.sandbox.put("purchaseInvoices", payable, {"status": "Canceled"})
    advice = remit(evaluated, ("EV-7", "100.00"))
    assert quarantined(advice) == "content_invalid"
    assert "payment_lines" not in evaluated.booked()
