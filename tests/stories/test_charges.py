"""Allowances, charges and taxes of suppliers' invoices: booked by the rules that people keep, never twice, never guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from audit import replay
from audit.models import Document
from tests.stories.world import JsonObject, World, days_ago, quarantined, status, why

COVERS = ["navcleo.workflows.invoice_charges"]

FREIGHT = {"indicator": "C", "code": "D240", "amount": "12.00", "description": "FREIGHT"}
ALLOWANCE = {"indicator": "A", "code": "F800", "amount": "5.00", "description": "PROMOTION"}
D = Decimal

DATED = days_ago(300)


def received_order(world: World, *quantities: int, **fields: Any) -> str:
    """An order that was received by its notice."""
    order = world.order(*quantities, **fields)
    notice = world.deliver("856", order_number=order)
    assert status(notice) == "linked", why(notice)
    return order


def charged(world: World, order: str, *sac: JsonObject, **options: Any) -> Document:
    """An 810 of the whole order with these SAC at its end."""
    return world.deliver("810", order_number=order, sac=list(sac), **options)


def lines_of(
    world: World, document: JsonObject, table: str = "purchaseInvoiceLines"
) -> list[tuple[str, str, D]]:
    """Type, number and net amount of the lines that are no comments."""
    rows = world.sandbox.books(table, documentId=document["id"])
    return [
        (row["lineType"], row["lineObjectNumber"], D(str(row["netAmount"])))
        for row in sorted(rows, key=lambda row: row["sequence"])
        if row["lineType"] != "Comment"
    ]


def vendor_balance(world: World, *numbers: str) -> Decimal:
    """What the vendor ledger of the sandbox says we owe under these external numbers."""
    rows = world.sandbox.books("vendorLedgerEntries")
    return -sum((D(str(row["amount"])) for row in rows if row["externalDocumentNumber"] in numbers), D(0))


def test_a_charge_without_a_rule_stops_with_code_and_money_and_goes_by_the_rule_that_is_added(
    world: World,
) -> None:
    order = received_order(world, 10)
    invoice = charged(world, order, FREIGHT)
    assert quarantined(invoice) == "amount_differs"
    row = invoice.quarantines.get()
    assert "charge D240 12.00 FREIGHT" in row.reason
    assert row.details["difference"] == "12.00"
    assert row.details["without_rule"] == [
        {"sign": "C", "code": "D240", "amount": "12.00", "description": "FREIGHT"}
    ]
    assert "posted_invoices" not in world.booked()
    world.rule("C", "D240", "account", "61300")
    replay.replay(invoice, actor="clerk", reason="rule added")
    world.process()
    assert status(invoice) == "linked", why(invoice)
    assert world.booked()["posted_invoices"] == 2
    [goods] = world.invoices(invoice.number)
    [charges] = world.invoices(f"{invoice.number}-C")
    assert (D(str(goods["totalAmountIncludingTax"])), goods["orderNumber"]) == (D(100), order)
    assert lines_of(world, charges) == [("Account", "61300", D(12))]
    assert charges["status"] == "Open"
    # the supplier's total, once
    assert vendor_balance(world, invoice.number, f"{invoice.number}-C") == D(112)
    links = {(link.kind, link.number): link.amount for link in invoice.links.exclude(kind="entry")}
    assert links == {("invoice", goods["number"]): D(100), ("invoice", charges["number"]): D(12)}


def test_the_order_is_not_seen_as_changed_and_nothing_is_sent_back_out(world: World) -> None:
    """Charges are booked beside the order, never on it: its digest stays, and our documents are no news from NAV."""
    world.rule("C", "D240", "account", "61300")
    world.poll("outbound")  # the baseline
    order = world.order(10, 5)
    world.poll("outbound")
    world.process()
    sent = Document.objects.get(direction="outbound", number=order)
    assert status(sent) == "linked", why(sent)
    assert status(world.deliver("856", order_number=order)) == "linked"
    invoice = charged(world, order, FREIGHT, lines=[{"line_number": "10000", "quantity": 10}])
    assert status(invoice) == "linked", why(invoice)
    world.poll("outbound")
    world.poll("sweep")
    world.process()
    assert quarantined(sent) == ""
    assert Document.objects.filter(direction="outbound").exclude(kind="997").count() == 1
    assert len(world.sandbox.order_lines(order)) == 2


def test_an_allowance_at_a_line_becomes_a_credit_memo_on_its_account(world: World) -> None:
    """NAV posts no invoice below zero: where allowances outweigh charges the document beside the order is a credit memo."""
    world.rule("A", "F800", "account", "61400")
    order = received_order(world, 10)
    invoice = world.deliver("810", order_number=order, lines=[{"line_number": "10000", "sac": [ALLOWANCE]}])
    assert status(invoice) == "linked", why(invoice)
    [memo] = world.credit_memos(f"{invoice.number}-C")
    assert memo["status"] == "Open"
    assert lines_of(world, memo, "purchaseCreditMemoLines") == [("Account", "61400", D(5))]
    assert vendor_balance(world, invoice.number, f"{invoice.number}-C") == D(95)
    assert invoice.links.get(kind="credit_memo").state == "posted"
    assert world.booked()["posted_credit_memos"] == 1


def test_allowances_and_charges_together_are_one_document_over_their_difference(world: World) -> None:
    world.rule("", "", "account", "61300")
    world.rule("A", "F800", "account", "61400")
    order = received_order(world, 10)
    invoice = charged(world, order, FREIGHT, ALLOWANCE)
    assert status(invoice) == "linked", why(invoice)
    [charges] = world.invoices(f"{invoice.number}-C")
    assert lines_of(world, charges) == [("Account", "61300", D(12)), ("Account", "61400", D(-5))]
    assert vendor_balance(world, invoice.number, f"{invoice.number}-C") == D(107)


def test_without_credit_memos_in_navs_api_an_allowance_waits_for_a_person(world: World) -> None:
    world.sandbox.switch(credit_memo_numbers=False)
    world.rule("A", "", "account", "61400")
    order = received_order(world, 10)
    invoice = charged(world, order, ALLOWANCE)
    assert quarantined(invoice) == "amount_differs"
    assert "credit memo" in invoice.quarantines.get().reason
    assert "posted_invoices" not in world.booked()


def test_a_tax_that_a_rule_counts_is_compared_and_never_added(world: World) -> None:
    world.rule("T", "ST", "counted")
    lines = [
        {
            "item_number": "F1000",
            "quantity": 10,
            "unit_cost": "10.00",
            "tax_percent": "6.5",
            "location": "WH01",
        }
    ]
    order = str(world.sandbox.create_order("V10000", lines)["number"])
    assert status(world.deliver("856", order_number=order)) == "linked"
    invoice = world.deliver(
        "810", order_number=order, taxes=[{"type": "ST", "amount": "6.50", "percent": "6.5"}]
    )
    assert status(invoice) == "linked", why(invoice)
    assert vendor_balance(world, invoice.number) == D("106.50")
    assert world.booked()["posted_invoices"] == 1


def test_a_tax_that_nav_does_not_know_goes_on_the_account_of_its_rule(world: World) -> None:
    world.rule("T", "", "account", "65300")
    order = received_order(world, 10)
    invoice = world.deliver("810", order_number=order, taxes=[{"type": "CP", "amount": "0.80"}])
    assert status(invoice) == "linked", why(invoice)
    [charges] = world.invoices(f"{invoice.number}-C")
    assert lines_of(world, charges) == [("Account", "65300", D("0.80"))]


def test_a_bill_back_is_no_part_of_the_invoice(world: World) -> None:
    world.rule("", "", "account", "61300")
    order = received_order(world, 10)
    invoice = charged(world, order, ALLOWANCE | {"handling": "01"})
    assert status(invoice) == "linked", why(invoice)
    assert world.booked()["posted_invoices"] == 1
    assert vendor_balance(world, invoice.number) == D(100)


def test_a_rule_that_refuses_stops_the_invoice_until_a_manager_approves(world: World) -> None:
    world.rule("C", "", "refused")
    order = received_order(world, 10)
    invoice = charged(world, order, FREIGHT)
    assert quarantined(invoice) == "amount_differs"
    assert "a rule stops" in invoice.quarantines.get().reason


def test_an_item_charge_is_drafted_for_a_person_and_found_when_it_was_posted(world: World) -> None:
    world.rule("C", "D240", "item_charge", "FREIGHT")
    order = received_order(world, 10)
    invoice = charged(world, order, FREIGHT)
    assert status(invoice) == "linked", why(invoice)
    [draft] = world.invoices(f"{invoice.number}-C")
    assert (draft["status"], lines_of(world, draft)) == ("Draft", [("Charge", "FREIGHT", D(12))])
    assert invoice.links.get(kind="draft").state == "waiting"
    world.sandbox.put("purchaseInvoices", draft["id"], {"status": "Open", "postingDate": "2026-05-01"})
    world.poll("sweep")
    assert invoice.links.get(kind="draft").state == "posted"


def test_an_account_that_nav_refuses_leaves_everything_as_it_was(world: World) -> None:
    """What NAV refuses of the charges is known before the goods are posted; a corrected rule then books both."""
    rule = world.rule("C", "", "account", "13150")  # an account without direct posting
    order = received_order(world, 10)
    before = world.booked()
    invoice = charged(world, order, FREIGHT)
    assert quarantined(invoice) == "nav_refused"
    assert "Direct Posting" in invoice.quarantines.get().reason
    assert "correct the rule" in invoice.quarantines.get().suggestion
    assert world.booked() == before
    assert not world.sandbox.order(order).get("vendorInvoiceNo")
    rule.number = "61300"
    rule.save()
    replay.replay(invoice, actor="clerk", reason="rule corrected")
    world.process()
    assert status(invoice) == "linked", why(invoice)
    assert vendor_balance(world, invoice.number, f"{invoice.number}-C") == D(112)


def test_tax_that_nav_adds_to_the_account_is_found_before_anything_is_posted(world: World) -> None:
    world.rule("C", "", "account", "61300")
    world.sandbox.put("accounts", "61300", {"taxPercent": "6.5"})
    [vendor] = world.sandbox.books("vendors", number="V10001")
    assert vendor["taxLiable"]
    order = world.order(10, vendor="V10001")
    assert status(world.deliver("856", order_number=order)) == "linked"
    invoice = charged(world, order, FREIGHT)
    world.sandbox.put("accounts", "61300", {"taxPercent": 0})
    assert quarantined(invoice) == "amount_differs"
    assert "0.78 is tax" in invoice.quarantines.get().reason
    assert not world.invoices(invoice.number)
    assert not world.invoices(f"{invoice.number}-C")


def test_a_number_that_is_taken_is_never_used_for_the_charges(world: World) -> None:
    world.rule("C", "", "account", "61300")
    order = received_order(world, 10)
    lines = [{"account_number": "61300", "quantity": 1, "unit_cost": 5}]
    world.sandbox.create_invoice(vendor_number="V10000", vendor_invoice_number="TAKEN-C", lines=lines)
    invoice = charged(world, order, FREIGHT, number="TAKEN")
    assert quarantined(invoice) == "invoice_exists"
    assert world.invoices("TAKEN") == []


def test_without_the_order_page_the_draft_holds_the_lines_of_the_rules(world: World) -> None:
    world.sandbox.switch(pages_published=False)
    world.change(nav_pages_url="")
    world.rule("C", "D240", "account", "61300")
    order = world.order(10)
    invoice = charged(world, order, FREIGHT)
    assert status(invoice) == "linked", why(invoice)
    [draft] = world.invoices(invoice.number)
    assert lines_of(world, draft) == [("Account", "61300", D(12))]


@pytest.mark.parametrize("own", [True, False])
def test_the_partners_own_rule_wins(world: World, own: bool) -> None:
    world.rule("C", "D240", "account", "61300")
    if own:
        world.rule("C", "", "account", "65300", partner=world.partner())
    order = received_order(world, 10)
    invoice = charged(world, order, FREIGHT)
    assert status(invoice) == "linked", why(invoice)
    [charges] = world.invoices(f"{invoice.number}-C")
    assert lines_of(world, charges) == [("Account", "65300" if own else "61300", D(12))]


def test_another_due_date_in_nav_than_the_suppliers_is_a_warning(world: World) -> None:
    """Both count from the supplier's invoice date, by other terms: 30 days beside 10."""
    order = received_order(world, 10)
    invoice = world.deliver("810", order_number=order, terms={"net_days": "30"}, invoice_on=DATED)
    assert status(invoice) == "linked", why(invoice)
    due = invoice.proposal["targets"][0]["due_on"]
    [warning] = [row for row in invoice.problems if "due on" in row["text"]]
    assert warning["severity"] == "warning"
    assert due == days_ago(270)
    assert f"due on {days_ago(290)} in NAV, on {days_ago(270)} by" in warning["text"]


def test_the_same_terms_count_from_the_suppliers_date_whenever_it_is_booked(world: World) -> None:
    order = received_order(world, 10)
    invoice = world.deliver("810", order_number=order, terms={"net_days": "10"}, invoice_on=DATED)
    assert status(invoice) == "linked", why(invoice)
    [posted] = world.invoices(invoice.number)
    assert (posted["invoiceDate"], posted["dueDate"]) == (DATED, days_ago(290))
    assert posted["postingDate"] > days_ago(290)
    assert [row for row in invoice.problems if "due on" in row["text"]] == []


def test_terms_are_shown_beside_navs_and_leave_with_the_order(world: World) -> None:
    world.poll("outbound")  # the baseline
    order = world.order(10, vendor="V10001", cost="10.00")  # 2 % in 10 days, net 30 days
    world.poll("outbound")
    world.process()
    [upload] = [row for row in world.sandbox.uploads() if order in row["text"]]
    assert "ITD*01*3*2**10**30" in upload["text"]
    assert status(world.deliver("856", order_number=order)) == "linked"
    terms = {"percent": "3", "discount_days": "10", "net_days": "30"}
    invoice = world.deliver("810", order_number=order, terms=terms)
    assert status(invoice) == "linked", why(invoice)
    shown = invoice.proposal["targets"][0]
    assert shown["terms"] == "3 % within 10 days, net 30 days"
    assert shown["terms_in_nav"] == "2 % within 10 days, net 30 days"
    assert {"due_on", "discount_until"} <= set(shown)
    assert any("NAV's payment terms are" in row["text"] for row in invoice.problems)
    assert invoice.links.get(kind="invoice").details["due_on"]


def test_charges_above_the_clerks_limit_want_a_manager(world: World) -> None:
    world.change(clerk_limit=D("11.99"))
    world.rule("C", "D240", "account", "61300")
    order = received_order(world, 10)
    invoice = charged(world, order, FREIGHT)
    assert quarantined(invoice) == "amount_differs"
    assert "A manager approves" in invoice.quarantines.get().reason
    assert "posted_invoices" not in world.booked()
    replay.approve(invoice, code="amount_differs", actor="manager", reason="freight agreed")
    world.process()
    assert status(invoice) == "linked", why(invoice)
    assert world.booked()["posted_invoices"] == 2
