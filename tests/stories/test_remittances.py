"""820 → payment journal lines, each paid invoice a target of its own, left for a person unless the Connection says so."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from audit import replay
from audit.models import Document
from tests.stories.world import World, quarantined, status, why

COVERS = ["navcleo.workflows.remittances", "navcleo.workflows.open_invoices"]


@pytest.fixture
def own_batch(world: World) -> World:
    """A payment batch of this story alone: the module's sandbox keeps the lines of the stories before."""
    world.change(payment_batch=f"EDI{next(world.numbers):05d}")
    return world


def posted_invoice(
    world: World, number: str, amount: int, vendor: str = "V10000", **fields: Any
) -> dict[str, Any]:
    lines = [{"account_number": "61300", "quantity": 1, "unit_cost": amount, "tax_percent": 0}]
    return world.sandbox.create_invoice(
        vendor_number=vendor, vendor_invoice_number=number, lines=lines, **fields
    )


def remit(world: World, *payments: tuple[str, object], **options: Any) -> Document:
    rows = [{"number": number, "amount": str(amount)} for number, amount in payments]
    return world.deliver(
        "820", vendor_number=options.pop("vendor_number", "V10000"), payments=rows, **options
    )


def lines_of(world: World) -> list[dict[str, Any]]:
    [batch] = world.sandbox.books("journals", code=world.connection.payment_batch)
    return world.sandbox.books("journalLines", journalId=batch["id"])


def test_each_paid_invoice_becomes_one_payment_line_applied_to_it_and_left_for_a_person(
    own_batch: World,
) -> None:
    first = posted_invoice(own_batch, "RM-100", 100)
    second = posted_invoice(own_batch, "RM-101", 40)
    advice = remit(own_batch, ("RM-100", 100), ("RM-101", 40))
    assert status(advice) == "linked", why(advice)
    lines = lines_of(own_batch)
    applied = {line["appliesToInvoiceNumber"]: Decimal(str(line["amount"])) for line in lines}
    assert applied == {first["number"]: Decimal(100), second["number"]: Decimal(40)}
    assert sorted(advice.attempts.values_list("target", flat=True)) == ["line:1", "line:2"]
    assert set(advice.links.filter(kind="payment_line").values_list("state", flat=True)) == {"waiting"}
    assert own_batch.booked().get("payments", 0) == 0


def test_payments_are_posted_when_the_connection_says_so(own_batch: World) -> None:
    own_batch.change(post_payments=True)
    invoice = posted_invoice(own_batch, "RM-200", 60)
    advice = remit(own_batch, ("RM-200", 60))
    assert status(advice) == "linked", why(advice)
    assert lines_of(own_batch) == []
    assert own_batch.booked()["payments"] == 1
    assert advice.links.get(kind="payment_line").state == "posted"
    assert advice.links.filter(kind="entry").exists()
    assert own_batch.sandbox.books("purchaseInvoices", number=invoice["number"])[0]["status"] in {
        "Open",
        "Paid",
    }


def test_an_invoice_number_that_lost_its_zeros_and_hyphens_is_found_among_what_we_booked(
    own_batch: World,
) -> None:
    order = own_batch.order(10)
    own_batch.deliver("856", order_number=order)
    invoice = own_batch.deliver("810", order_number=order, number="00-1234-5")
    assert status(invoice) == "linked", why(invoice)
    advice = remit(own_batch, ("12345", 100))
    assert status(advice) == "linked", why(advice)


def test_what_is_paid_too_much_is_told_in_cents_with_the_difference_and_what_to_do(own_batch: World) -> None:
    """Amounts of earlier advices are no binary floats: 100 - 70.10 - 29.90 is nothing."""
    posted_invoice(own_batch, "RM-310", 100)
    remit(own_batch, ("RM-310", "70.10"))
    remit(own_batch, ("RM-310", "29.90"))
    advice = remit(own_batch, ("RM-310", "190.00"))
    assert quarantined(advice) == "amount_differs"
    row = advice.quarantines.get()
    assert "of which 0.00 are open: 190.00 too much" in row.reason
    assert (row.details, "order" in row.suggestion) == ({"difference": "190.00"}, False)


def test_an_invoice_is_not_paid_beyond_what_is_open_by_two_advices(own_batch: World) -> None:
    posted_invoice(own_batch, "RM-300", 100)
    first = remit(own_batch, ("RM-300", 70))
    second = remit(own_batch, ("RM-300", 40))
    third = remit(own_batch, ("RM-300", 30))
    assert status(first) == "linked", why(first)
    assert quarantined(second) == "amount_differs"
    assert status(third) == "linked", why(third)


def test_an_unknown_invoice_stops_the_whole_advice(own_batch: World) -> None:
    posted_invoice(own_batch, "RM-400", 10)
    advice = remit(own_batch, ("RM-400", 10), ("NOBODY-KNOWS", 5))
    assert quarantined(advice) == "content_invalid"
    assert "NOBODY-KNOWS" in advice.quarantines.get().reason
    assert own_batch.booked().get("payment_lines", 0) == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"payer": "partner"}, "payer"),
        ({"handling": "D"}, "instruction to a bank"),
        ({"credit_debit": "D"}, "reversal"),
        ({"amount": -10}, "negative"),
    ],
    ids=["refund of the partner", "bank instruction", "reversal", "negative total"],
)
def test_what_is_no_payment_of_ours_is_never_booked(
    own_batch: World, options: dict[str, Any], said: str
) -> None:
    options = dict(options)
    number = f"RM-5{said[:3].upper()}"
    posted_invoice(own_batch, number, 10)
    advice = remit(own_batch, (number, options.pop("amount", 10)), **options)
    assert quarantined(advice) == "not_our_payment"
    assert said in advice.quarantines.get().reason
    assert own_batch.booked().get("payment_lines", 0) == 0


def test_a_payment_in_another_currency_waits_for_a_person(own_batch: World) -> None:
    posted_invoice(own_batch, "RM-600", 10)
    assert quarantined(remit(own_batch, ("RM-600", 10), currency="EUR")) == "currency_differs"


def test_an_advice_that_does_not_add_up_waits_for_a_person(own_batch: World) -> None:
    posted_invoice(own_batch, "RM-700", 10)
    assert quarantined(remit(own_batch, ("RM-700", 10), total="12.50")) == "totals_differ"
    assert own_batch.booked().get("payment_lines", 0) == 0


# -- credits, deductions, several payees


def applied(world: World) -> dict[str, Decimal]:
    """Invoice in NAV → amount of its waiting payment line, in the sandbox's books."""
    return {row["appliesToInvoiceNumber"]: Decimal(str(row["amount"])) for row in lines_of(world)}


def advice_of(world: World, *entities: dict[str, Any], **options: Any) -> Document:
    return world.deliver("820", vendor_number="V10000", entities=list(entities), **options)


def payment(number: str, amount: str, **more: Any) -> dict[str, Any]:
    return {"number": number, "amount": amount, **more}


def test_a_credit_taken_comes_off_its_invoice_and_what_is_booked_is_what_was_paid(own_batch: World) -> None:
    first, second = posted_invoice(own_batch, "RM-A1", 100), posted_invoice(own_batch, "RM-A2", 40)
    credit = payment("CM-9", "-30", qualifier="CM")
    advice = advice_of(
        own_batch,
        {"payments": [payment("RM-A1", "100"), credit]},
        {"payments": [payment("RM-A2", "40")], "adjustments": [{"amount": "-4", "reason": "16"}]},
    )
    assert status(advice) == "linked", why(advice)
    assert applied(own_batch) == {first["number"]: Decimal(70), second["number"]: Decimal(36)}
    assert (advice.proposal["total"], advice.proposal["paid"]) == ("106", "106")
    assert "30.00 of credit CM-9 came off this payment" in str(advice.problems)
    own_batch.process()
    assert len(lines_of(own_batch)) == 2


def test_a_credit_of_no_clear_invoice_waits_for_a_manager_and_then_comes_off_the_last(
    own_batch: World,
) -> None:
    first, second = posted_invoice(own_batch, "RM-B1", 100), posted_invoice(own_batch, "RM-B2", 40)
    credit = payment("CM-10", "-50", qualifier="CM")
    advice = advice_of(own_batch, {"payments": [payment("RM-B1", "100"), payment("RM-B2", "40"), credit]})
    assert quarantined(advice) == "amount_differs"
    assert own_batch.booked().get("payment_lines", 0) == 0
    replay.approve(advice, code="amount_differs", actor="manager", reason="as the vendor's statement says")
    own_batch.process()
    assert status(advice) == "linked", why(advice)
    assert applied(own_batch) == {first["number"]: Decimal(90)}
    assert second["number"] not in applied(own_batch)


def test_money_for_no_invoice_is_never_booked_by_us(own_batch: World) -> None:
    invoice = posted_invoice(own_batch, "RM-C1", 100)
    advice = advice_of(
        own_batch, {"payments": [payment("RM-C1", "100")], "adjustments": [{"amount": "20", "reason": "CS"}]}
    )
    assert quarantined(advice) == "amount_differs"
    replay.approve(advice, code="amount_differs", actor="manager", reason="interest, entered by hand")
    own_batch.process()
    assert status(advice) == "linked", why(advice)
    assert applied(own_batch) == {invoice["number"]: Decimal(100)}
    assert (advice.proposal["total"], advice.proposal["paid"]) == ("100", "120")
    assert "enter them by hand" in str(advice.problems)


def test_a_payer_that_states_gross_amounts_is_paid_net_once_the_partner_is_set_so(own_batch: World) -> None:
    invoice = posted_invoice(own_batch, "RM-D1", 100)
    gross = payment("RM-D1", "100", invoice_amount="100", adjustments=[{"amount": "-8", "reason": "04"}])
    advice = advice_of(own_batch, {"payments": [gross]}, total="92")
    assert quarantined(advice) == "totals_differ"
    partner = own_batch.partner()
    partner.gross_remittance = True
    partner.save()
    replay.replay(advice, actor="clerk", reason="they state amounts before deductions")
    own_batch.process()
    assert status(advice) == "linked", why(advice)
    assert applied(own_batch) == {invoice["number"]: Decimal(92)}


def test_a_payment_of_a_vendor_that_is_not_the_partners_is_not_booked(own_batch: World) -> None:
    posted_invoice(own_batch, "RM-E1", 100)
    entities = (
        {"payments": [payment("RM-E1", "100")], "code": "V10000"},
        {"payments": [payment("RM-E2", "10")], "code": "V10001"},
    )
    posted_invoice(own_batch, "RM-E2", 10, vendor="V10001")
    advice = advice_of(own_batch, *entities)
    assert quarantined(advice) == "not_our_payment", why(advice)
    assert "V10001" in advice.last_error
    assert own_batch.booked().get("payment_lines", 0) == 0


def test_a_posting_of_ours_never_takes_along_the_lines_of_others(own_batch: World) -> None:
    posted_invoice(own_batch, "RM-800", 10)
    posted_invoice(own_batch, "RM-801", 20)
    assert status(remit(own_batch, ("RM-800", 10))) == "linked"
    own_batch.change(post_payments=True)
    advice = remit(own_batch, ("RM-801", 20))
    assert quarantined(advice) == "batch_not_empty"
    assert own_batch.booked().get("payments", 0) == 0
    assert advice.attempts.get(target="line:1").verdict == "done"


def test_the_same_advice_again_pays_nothing_again(own_batch: World) -> None:
    posted_invoice(own_batch, "RM-900", 10)
    first = remit(own_batch, ("RM-900", 10), number="TRACE-1")
    again = remit(own_batch, ("RM-900", "10.00"), number="TRACE-1")
    assert (status(first), status(again)) == ("linked", "discarded"), why(again)
    assert again.twin == first
    assert len(lines_of(own_batch)) == 1
