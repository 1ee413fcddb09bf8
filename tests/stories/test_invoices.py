"""810 → vendor invoice: posted on its order, drafted where the order page is missing, waiting where goods are missing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit import replay
from audit.models import Document
from tests.stories.world import World, days_ago, quarantined, status, why

COVERS = ["navcleo.workflows.invoices", "navcleo.workflows.invoice_drafts", "navcleo.workflows.awaiting"]
LONG_AGO = days_ago(300)


def received_order(world: World, *quantities: int, **fields: object) -> str:
    """An order whose goods were received through an 856."""
    order = world.order(*quantities, **fields)
    notice = world.deliver("856", order_number=order)
    assert status(notice) == "linked", why(notice)
    return order


def test_an_invoice_for_what_was_received_is_posted_on_its_order(world: World) -> None:
    order = received_order(world, 10, 4, cost="2.50")
    invoice = world.deliver("810", order_number=order)
    assert status(invoice) == "linked", why(invoice)
    [posted] = world.invoices(invoice.number)
    assert posted["status"] in {"Open", "Paid"}
    assert posted["orderNumber"] == order
    assert Decimal(str(posted["totalAmountIncludingTax"])) == Decimal(35)
    link = invoice.links.get(kind="invoice")
    assert (link.number, link.amount, link.state) == (posted["number"], Decimal("35.00"), "posted")
    assert invoice.links.filter(kind="entry").exists()
    assert world.booked()["posted_invoices"] == 1


def test_an_invoice_with_discount_and_tax_is_compared_the_way_nav_computes(world: World) -> None:
    lines = [
        {
            "item_number": "F1000",
            "quantity": 3,
            "unit_cost": "0.335",
            "tax_percent": "6.5",
            "location": "WH01",
        }
    ]
    order = str(world.sandbox.create_order("V10000", lines)["number"])
    assert status(world.deliver("856", order_number=order)) == "linked"
    wrong = world.deliver("810", order_number=order)
    taxes = [{"type": "ST", "amount": "0.07", "percent": "6.5"}]
    right = world.deliver("810", order_number=order, taxes=taxes)
    assert quarantined(wrong) == "amount_differs"
    assert status(right) == "linked", why(right)
    assert world.booked()["posted_invoices"] == 1


def test_an_order_is_invoiced_in_parts(world: World) -> None:
    order = received_order(world, 10)
    for quantity in (4, 6):
        invoice = world.deliver(
            "810", order_number=order, lines=[{"line_number": "10000", "quantity": quantity}]
        )
        assert status(invoice) == "linked", why(invoice)
    assert world.booked()["posted_invoices"] == 2


def test_without_the_order_page_an_invoice_becomes_a_draft_of_comment_lines_only(world: World) -> None:
    world.sandbox.switch(pages_published=False)
    world.change(nav_pages_url="")
    order = world.order(10)
    assert status(world.deliver("856", order_number=order)) == "linked"
    invoice = world.deliver("810", order_number=order)
    assert status(invoice) == "linked", why(invoice)
    [draft] = world.invoices(invoice.number)
    lines = world.sandbox.books("purchaseInvoiceLines", documentId=draft["id"])
    assert draft["status"] == "Draft"
    assert {line["lineType"] for line in lines} == {"Comment"}
    assert any("100.00" in line["description"] for line in lines)
    assert any("Get Receipt Lines" in line["description"] for line in lines)
    assert invoice.links.get(kind="draft").state == "waiting"
    assert world.booked() == {"receipts": 1, "draft_invoices": 1, "gl_entries": world.booked()["gl_entries"]}


def test_what_became_of_a_draft_is_found_by_the_sweep(world: World) -> None:
    world.sandbox.switch(pages_published=False)
    world.change(nav_pages_url="")
    deleted = world.deliver("810", order_number=world.order(10))
    posted = world.deliver("810", order_number=world.order(7))
    [draft] = world.invoices(deleted.number)
    world.sandbox.control("DELETE", f"books/purchaseInvoices/{draft['id']}")
    [draft] = world.invoices(posted.number)
    world.sandbox.put("purchaseInvoices", draft["id"], {"status": "Open", "postingDate": "2026-05-01"})
    world.poll("sweep")
    assert deleted.links.get(kind="draft").state == "deleted"
    assert posted.links.get(kind="draft").state == "posted"


def test_an_invoice_without_an_order_becomes_a_draft_for_the_partners_only_vendor(world: World) -> None:
    lines = [
        {"line_number": "1", "quantity": 2, "unit": "CA", "price": "5", "product_ids": [["VN", "00-F1000"]]}
    ]
    invoice = world.deliver("810", vendor_number="V10000", lines=lines)
    assert status(invoice) == "linked", why(invoice)
    [draft] = world.invoices(invoice.number)
    assert (draft["status"], draft["vendorNumber"]) == ("Draft", "V10000")


def test_an_invoice_that_comes_before_its_notice_waits_and_goes_by_itself(world: World) -> None:
    order = world.order(10)
    invoice = world.deliver("810", order_number=order)
    assert quarantined(invoice) == "amount_differs"
    notice = world.deliver("856", order_number=order)
    assert status(notice) == "linked", why(notice)
    world.process()
    assert status(invoice) == "linked", why(invoice)
    row = invoice.quarantines.get()
    assert row.resolution == "healed"
    assert world.booked()["posted_invoices"] == 1


def test_an_invoice_fetched_together_with_its_notice_waits_for_it_without_quarantine(world: World) -> None:
    order = world.order(10)
    invoice_file, notice_file = world.put("810", order_number=order), world.put("856", order_number=order)
    world.poll()
    world.settle(world.idle)
    invoice, notice = world.document(invoice_file), world.document(notice_file)
    assert (status(notice), status(invoice)) == ("linked", "linked"), why(invoice)
    assert not invoice.quarantines.exists()


def test_a_partly_received_order_holds_its_full_invoice_until_the_rest_is_received(world: World) -> None:
    order = world.order(10)
    world.deliver("856", order_number=order, fraction="0.5")
    invoice = world.deliver("810", order_number=order)
    assert quarantined(invoice) == "amount_differs"
    world.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": 5}])
    world.process()
    assert status(invoice) == "linked", why(invoice)


def test_a_price_other_than_the_orders_is_shown_in_money_and_a_manager_may_approve_it(world: World) -> None:
    order = received_order(world, 10)
    invoice = world.deliver("810", order_number=order, lines=[{"line_number": "10000", "price": "10.50"}])
    assert quarantined(invoice) == "amount_differs"
    assert "5.00" in invoice.quarantines.get().reason
    assert "posted_invoices" not in world.booked()
    replay.approve(invoice, code="amount_differs", actor="manager", reason="agreed by phone")
    world.process()
    assert status(invoice) == "linked", why(invoice)
    [posted] = world.invoices(invoice.number)
    assert Decimal(str(posted["totalAmountIncludingTax"])) == Decimal(100)


def test_a_difference_within_the_tolerance_of_the_connection_is_posted(world: World) -> None:
    world.change(line_tolerance=Decimal("1.00"), total_tolerance=Decimal("1.00"))
    order = received_order(world, 10)
    invoice = world.deliver("810", order_number=order, lines=[{"line_number": "10000", "price": "10.10"}])
    assert status(invoice) == "linked", why(invoice)


def test_a_charge_that_nav_would_not_carry_is_part_of_the_difference(world: World) -> None:
    order = received_order(world, 10)
    freight = [{"indicator": "C", "code": "D240", "amount": "12.00", "description": "FREIGHT"}]
    invoice = world.deliver("810", order_number=order, sac=freight)
    assert quarantined(invoice) == "amount_differs"
    assert "12.00" in invoice.quarantines.get().reason


def test_more_invoiced_than_received_is_never_approved_away(world: World) -> None:
    order = world.order(10)
    world.deliver("856", order_number=order, fraction="0.5")
    invoice = world.deliver("810", order_number=order)
    replay.approve(invoice, code="amount_differs", actor="manager", reason="let it through")
    world.process()
    assert quarantined(invoice) == "amount_differs"
    assert "posted_invoices" not in world.booked()


def test_an_invoice_number_that_nav_has_already_is_never_posted_again(world: World) -> None:
    order = received_order(world, 10)
    lines = [{"account_number": "61300", "quantity": 1, "unit_cost": 5}]
    world.sandbox.create_invoice(vendor_number="V10000", vendor_invoice_number="BYHAND-1", lines=lines)
    invoice = world.deliver("810", order_number=order, number="BYHAND-1")
    assert quarantined(invoice) == "invoice_exists"
    assert len(world.invoices("BYHAND-1")) == 1


def test_posting_dates_follow_the_rule_of_the_connection(world: World) -> None:
    world.change(posting_date_rule="document_date")
    order = received_order(world, 10)
    invoice = world.deliver("810", order_number=order, invoice_on=LONG_AGO)
    assert status(invoice) == "linked", why(invoice)
    [posted] = world.invoices(invoice.number)
    assert posted["postingDate"] == LONG_AGO


@pytest.mark.parametrize(("days", "kind"), [(-30, "DI"), (400, "DI"), (400, "CR")])
def test_a_date_that_nobody_meant_stops_before_nav_counts_the_due_date_from_it(
    world: World, days: int, kind: str
) -> None:
    order = received_order(world, 10)
    day = days_ago(days)
    invoice = world.deliver("810", order_number=order, type=kind, invoice_on=day)
    assert quarantined(invoice) == "content_invalid", why(invoice)
    assert f"is dated {day}, more than" in why(invoice)
    assert "Correct the date here" in why(invoice)
    assert world.invoices(invoice.number) == []
    assert world.credit_memos(invoice.number) == []


def test_nothing_inbound_of_a_story_is_left_without_an_end(world: World) -> None:
    received_order(world, 3)
    assert set(Document.objects.filter(direction="inbound").values_list("status", flat=True)) == {"linked"}
