"""An 820 is linked only with all of its money booked, and never pays another invoice than the one it names (booking rule 4.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from audit import replay
from audit.models import Document
from tests.stories import test_remittances_shared as shared
from tests.stories.test_remittances_shared import applied, billed, charged, posted, reason, remit, shipped
from tests.stories.world import World, quarantined, status, why

COVERS = ["navcleo.workflows.open_invoices"]

D = Decimal
own_batch, evaluated = shared.own_batch, shared.evaluated
REFUSAL: dict[str, Any] = {"status": 400, "code": "Application_DialogException", "message": "no"}
LINE: dict[str, Any] = {"system": "nav", "method": "POST", "path": "vendorPayments$"}


def replayed(world: World, document: Document) -> str:
    replay.replay(document, actor="clerk", reason="again")
    world.process()
    return quarantined(document)


# -- 1: what a stopped mapping shows is not the whole advice


def booked_in_part(world: World, number: str, *amounts: int) -> tuple[Document, str, str]:
    """Two invoices, the second with freight: the first is booked, NAV refused the second. Both numbers in NAV."""
    first, second = charged(world, f"{number}-1"), charged(world, f"{number}-2", shared.FREIGHT)
    world.sandbox.fault("status_before", skip=1, **LINE, **REFUSAL)
    advice = remit(world, *((f"{number}-{n}", amount) for n, amount in enumerate(amounts, start=1)))
    assert quarantined(advice) == "nav_refused", why(advice)
    return advice, first, second


def test_what_stopped_in_mapping_is_not_linked_without_its_money(own_batch: World) -> None:
    advice, first, second = booked_in_part(own_batch, "AR", 100, 100)
    own_batch.sandbox.put("purchaseInvoices", second, {"status": "Canceled"})
    for _ in range(3):
        assert replayed(own_batch, advice) == "content_invalid", why(advice)
    assert applied(own_batch) == [(first, D(100))]
    own_batch.sandbox.put("purchaseInvoices", second, {"status": "Open"})
    replayed(own_batch, advice)
    assert status(advice) == "linked", why(advice)
    assert applied(own_batch) == sorted([(first, D(100)), (second, D(100))])


def test_a_part_is_not_posted_on_an_approval(own_batch: World) -> None:
    own_batch.change(post_payments=True)
    advice, first, _ = booked_in_part(own_batch, "AS", 100, 112)
    own_batch.sandbox.put("purchaseInvoices", posted(own_batch, "AS-2-C"), {"status": "Paid"})
    assert replayed(own_batch, advice) == "amount_differs", why(advice)
    replay.approve(advice, code="amount_differs", actor="manager", reason="agreed")
    own_batch.process()
    assert quarantined(advice) == "amount_differs", why(advice)
    assert applied(own_batch) == [(first, D(100))]
    assert own_batch.booked().get("payments", 0) == 0


# -- 2: a number that is another document's


def test_the_number_of_an_810_in_quarantine_pays_no_notice_of_that_number(evaluated: World) -> None:
    first, other = evaluated.order(10), evaluated.order(10)
    shipped(evaluated, first, "1001", 10)
    assert status(billed(evaluated, first, "INV-77", 10)) == "linked"
    held = billed(evaluated, other, "1001", 10)
    assert quarantined(held), why(held)
    for number in ("1001", "10-01"):
        advice = remit(evaluated, (number, "100.00"))
        assert quarantined(advice) == "content_invalid", why(advice)
        assert "810 1001 is in quarantine: end that, then replay" in reason(advice)
    replay.discard(held, actor="clerk", reason="never shipped")
    assert replayed(evaluated, advice) == "content_invalid", why(advice)
    assert "payment_lines" not in evaluated.booked()


def test_the_number_of_an_810_in_quarantine_pays_no_charges_of_that_number(own_batch: World) -> None:
    charged(own_batch, "AT-1", shared.FREIGHT)
    order = own_batch.order(10)
    assert status(own_batch.deliver("856", order_number=order)) == "linked"
    assert quarantined(own_batch.deliver("810", order_number=order, number="AT-1-C")) == "invoice_exists"
    advice = remit(own_batch, ("at-1-c", "12.00"))
    assert "810 AT-1-C is in quarantine" in reason(advice)
    assert "payment_lines" not in own_batch.booked()


def test_a_notice_is_paid_by_its_exact_number_only(evaluated: World) -> None:
    shipped(evaluated, evaluated.order(10), "12-34", 10)
    advice = remit(evaluated, ("1-234", "100.00"))
    assert quarantined(advice) == "content_invalid", why(advice)
    assert "payment_lines" not in evaluated.booked()
    assert status(remit(evaluated, ("12-34", "100.00"))) == "linked"


# -- 3: charges of an 810 that was discarded


def discarded(world: World, number: str, sac: dict[str, str], path: str) -> str:
    """An 810 whose goods are booked and whose charges NAV refused, discarded; returns NAV's number of the goods."""
    order = world.order(10)
    assert status(world.deliver("856", order_number=order)) == "linked"
    world.sandbox.fault("status_before", system="nav", method="POST", path=path, **REFUSAL)
    invoice = world.deliver("810", order_number=order, number=number, sac=[sac])
    assert quarantined(invoice) == "nav_refused", why(invoice)
    replay.discard(invoice, actor="clerk", reason="not ours")
    return posted(world, number)


def test_freight_of_a_discarded_810_is_not_waited_for(own_batch: World) -> None:
    path = r"purchaseInvoices\(.*Microsoft.NAV.post$"
    goods = discarded(own_batch, "AU-1", shared.FREIGHT, path)
    assert own_batch.invoices("AU-1-C") == []
    advice = remit(own_batch, ("AU-1", "112.00"))
    assert quarantined(advice) == "amount_differs", why(advice)
    assert "of which 100.00 are open: 12.00 too much" in reason(advice)
    assert status(remit(own_batch, ("AU-1", "100.00"))) == "linked"
    assert applied(own_batch) == [(goods, D(100))]


def test_an_allowance_of_a_discarded_810_is_not_taken_off(own_batch: World) -> None:
    goods = discarded(own_batch, "AU-2", shared.ALLOWANCE, r"purchaseCreditMemos\(.*Microsoft.NAV.post$")
    advice = remit(own_batch, ("AU-2", "100.00"))
    assert status(advice) == "linked", why(advice)
    assert applied(own_batch) == [(goods, D(100))]


# -- 4: invoices that two 810s share


def test_an_810_takes_no_more_than_its_own_of_invoices_it_shares(evaluated: World) -> None:
    order = evaluated.order(10)
    for number, quantity in (("AV-N1", 6), ("AV-N2", 4)):
        shipped(evaluated, order, number, quantity)
    part = billed(evaluated, order, "AV-A", 5)
    assert quarantined(part) == "amount_differs", "NAV has posted 6 or 4"
    replay.approve(part, code="amount_differs", actor="manager", reason="they bill in parts")
    evaluated.process()
    assert [status(part), status(billed(evaluated, order, "AV-B", 5))] == ["linked", "linked"]
    whole = remit(evaluated, ("AV-A", "80.00"))
    assert quarantined(whole) == "amount_differs", why(whole)
    assert "50.00 are open for it, since they are another invoice's too: 30.00 too much" in reason(whole)
    assert status(remit(evaluated, ("AV-A", "30.00"))) == "linked"
    assert quarantined(remit(evaluated, ("av-a", "15.00"), ("AV-A", "15.00"))) == "amount_differs"
    assert status(remit(evaluated, ("AV-B", "50.00"), ("AV-A", "20.00"))) == "linked"
    assert sum(amount for _, amount in applied(evaluated)) == D(100)


# -- 5: what is said, and upper and lower case


def test_an_810_is_known_in_any_case(evaluated: World) -> None:
    order = evaluated.order(10)
    payable = shipped(evaluated, order, "AW-N", 10)
    invoice = billed(evaluated, order, "AW-1", 10, "11.20")
    replay.approve(invoice, code="amount_differs", actor="manager", reason="freight agreed")
    evaluated.process()
    assert status(invoice) == "linked", why(invoice)
    lines = [{"account_number": "61300", "quantity": 1, "unit_cost": 12, "tax_percent": 0}]
    evaluated.sandbox.create_invoice(vendor_number="V10000", vendor_invoice_number="AW-1", lines=lines)
    advice = remit(evaluated, ("aw-1", "112.00"))
    assert status(advice) == "linked", why(advice)
    assert applied(evaluated) == sorted([(payable, D(100)), (posted(evaluated, "AW-1"), D(12))])


def test_a_compared_invoice_that_was_canceled_is_named(evaluated: World) -> None:
    order = evaluated.order(10)
    payable = shipped(evaluated, order, "AX-N", 10)
    assert status(billed(evaluated, order, "AX-1", 10)) == "linked"
    evaluated.sandbox.put("purchaseInvoices", payable, {"status": "Canceled"})
    advice = remit(evaluated, ("ax1", "100.00"))
    assert f"810 AX-1 was compared with evaluated invoice {payable} (" in reason(advice)
    assert "which was canceled or is gone in NAV" in reason(advice)


def test_a_booked_line_is_compared_with_what_the_advice_comes_to_now(own_batch: World) -> None:
    charged(own_batch, "AY-1", shared.FREIGHT)
    first = remit(own_batch, ("AY-1", "60.00"))
    own_batch.sandbox.fault("status_before", skip=1, **LINE, **REFUSAL)
    advice = remit(own_batch, ("AY-1", "45.00"))
    assert quarantined(advice) == "nav_refused", why(advice)
    first.attempts.update(verdict="refused")  # 60.00 of the goods are open again
    assert replayed(own_batch, advice) == "content_invalid", why(advice)
    assert "the advice now comes to 45.00 for" in reason(advice)
