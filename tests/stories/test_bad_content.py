"""Documents that read well and cannot be booked: each waits under its code, with nothing booked and nothing lost."""

from __future__ import annotations

from typing import Any

import pytest

from audit import recording, replay
from edi.models import ItemMapping, LocationMapping, NavItem, VendorMapping
from tests.stories.world import World, quarantined, status, why

COVERS = ["navcleo.workflows.orders", "navcleo.workflows.ship_notices", "navcleo.workflows.accruals"]


def notice_of(world: World, order: str, **line: Any):
    """An 856 with one line: what is not said comes from the order's first line."""
    return world.deliver("856", order_number=order, lines=[{"line_number": "10000", **line}])


def nothing_booked(world: World) -> bool:
    return world.booked() == {}


# -- vendors


def test_a_partner_without_a_vendor(world: World) -> None:
    VendorMapping.objects.filter(connection=world.connection, vendor_number="V10000").update(
        partner=None, state="undecided"
    )
    document = world.deliver("856", order_number=world.order(10))
    assert quarantined(document) == "vendor_unknown"
    assert nothing_booked(world)


def test_a_blocked_vendor(world: World) -> None:
    order = world.order(10)
    name = world.put("856", order_number=order)
    world.sandbox.put("vendors", "V10000", {"blocked": "All"})
    world.poll("sync")
    world.poll()
    world.process()
    assert quarantined(world.document(name)) == "vendor_blocked"
    world.sandbox.put("vendors", "V10000", {"blocked": " "})
    assert nothing_booked(world)


def test_a_vendor_that_was_blocked_since_the_last_sync_is_refused_by_nav_under_the_same_code(
    world: World,
) -> None:
    order = world.order(10)
    world.sandbox.put("vendors", "V10000", {"blocked": "All"})
    document = world.deliver("856", order_number=order)
    assert quarantined(document) == "vendor_blocked", why(document)
    assert nothing_booked(world)
    world.sandbox.put("vendors", "V10000", {"blocked": " "})
    replay.replay(document, actor="clerk", reason="unblocked")
    world.process()
    assert status(document) == "linked", why(document)


def test_an_order_of_another_vendor(world: World) -> None:
    order = world.order(10, vendor="V10002")
    document = world.deliver("856", vendor_number="V10000", order_number=order)
    assert quarantined(document) == "not_your_order"
    assert nothing_booked(world)


# -- items and units


def test_an_unknown_item(world: World) -> None:
    order = world.order(10, 7)
    world.sandbox.post_by_hand(order, {"10000": 4})
    by_hand = world.booked()
    document = notice_of(world, order, line_number="", product_ids=[["VN", "NOBODY-KNOWS"]], unit="CA")
    assert quarantined(document) == "item_unknown"
    assert "NOBODY-KNOWS" in document.quarantines.get().reason
    # whoever maps it sees what is on the order
    shown = [(ln["item"], ln["quantity"], ln["outstanding"]) for ln in document.proposal["orders"][order]]
    assert shown == [("F1000", "10", "6"), ("F1001", "7", "7")]
    assert all(line["text"] and line["unit"] for line in document.proposal["orders"][order])
    assert world.booked() == by_hand


def test_two_items_under_one_code(world: World) -> None:
    order = world.order(10, item="F1005")
    document = notice_of(world, order, line_number="", product_ids=[["VN", "SHARED-100"]], unit="CA")
    assert quarantined(document) == "item_ambiguous"
    assert "F1001" in document.quarantines.get().reason
    assert "F1002" in document.quarantines.get().reason
    assert nothing_booked(world)


def test_a_code_of_two_items_is_resolved_by_the_order_that_holds_one_of_them(world: World) -> None:
    order = world.order(10, item="F1002")
    unit = (
        world.sandbox.generate("856", deliver=False, order_number=order)["text"]
        .split("SN1*", 1)[1]
        .split("*")[2][:2]
    )
    document = notice_of(
        world, order, line_number="", product_ids=[["VN", "SHARED-100"]], unit=unit, quantity=10
    )
    assert status(document) == "linked", why(document)


def test_a_blocked_item(world: World) -> None:
    NavItem.objects.filter(connection=world.connection, item_number="F1000").update(is_blocked=True)
    assert quarantined(world.deliver("856", order_number=world.order(10))) == "item_blocked"
    assert nothing_booked(world)


def test_an_item_that_was_blocked_since_the_last_sync_is_refused_by_nav_under_the_same_code(
    world: World,
) -> None:
    order = world.order(10)
    world.sandbox.put("items", "F1000", {"blocked": True})
    document = world.deliver("856", order_number=order)
    world.sandbox.put("items", "F1000", {"blocked": False})
    assert quarantined(document) == "item_blocked", why(document)
    assert nothing_booked(world)


def test_a_unit_other_than_the_orders(world: World) -> None:
    document = notice_of(world, world.order(10), unit="DZ")
    assert quarantined(document) == "unit_unmapped"
    assert "DZ" in document.quarantines.get().reason
    assert nothing_booked(world)


def test_a_location_that_no_sync_has_seen(world: World) -> None:
    world.change(receipt_route="journal", goods_account="50100", accrual_account="20300")
    LocationMapping.objects.filter(connection=world.connection, location_code="WH01").delete()
    assert quarantined(world.deliver("856", order_number=world.order(10))) == "location_unmapped"
    assert nothing_booked(world)


def test_an_order_for_several_locations_is_no_case_for_one_journal_batch(world: World) -> None:
    world.change(receipt_route="journal", goods_account="50100", accrual_account="20300")
    order = world.sandbox.create_order(
        "V10000",
        [
            {"item_number": "F1000", "quantity": 1, "unit_cost": 1, "location": "WH01"},
            {"item_number": "F1001", "quantity": 1, "unit_cost": 1, "location": "WH02"},
        ],
    )["number"]
    assert quarantined(world.deliver("856", order_number=order)) == "location_unmapped"
    assert nothing_booked(world)


# -- orders


def test_an_order_that_nav_never_had(world: World) -> None:
    lines = [{"line_number": "10000", "quantity": 1, "unit": "CA", "product_ids": [["IN", "F1000"]]}]
    document = world.deliver("856", vendor_number="V10000", order_number="999999", lines=lines)
    assert quarantined(document) == "order_not_found"
    assert nothing_booked(world)


def test_an_order_that_is_complete(world: World) -> None:
    order = world.order(10)
    again = world.sandbox.generate("856", deliver=False, order_number=order)
    world.deliver("856", order_number=order)
    world.deliver("810", order_number=order)
    booked = world.booked()
    world.sandbox.inbox("late.edi", again["text"])
    world.poll()
    world.process()
    assert quarantined(world.document("late.edi")) == "order_closed"
    assert world.booked() == booked


def test_more_than_is_outstanding(world: World) -> None:
    order = world.order(10)
    document = notice_of(world, order, quantity=11)
    assert quarantined(document) == "over_shipped"
    assert nothing_booked(world)
    world.sandbox.change_order(order, lines=[{"sequence": 10000, "quantity": 11}])
    replay.replay(document, actor="clerk", reason="the order was raised")
    world.process()
    assert status(document) == "linked", why(document)


def test_goods_that_somebody_received_by_hand(world: World) -> None:
    order = world.order(10)
    world.sandbox.post_by_hand(order, {"10000": 5})
    document = notice_of(world, order, quantity=5)
    assert quarantined(document) == "maybe_received_by_hand"
    assert len(world.receipts(order)) == 1


@pytest.mark.parametrize("quantity", ["0", "-3", "1.1234567"])
def test_a_quantity_that_nobody_can_receive(world: World, quantity: str) -> None:
    assert quarantined(notice_of(world, world.order(10), quantity=quantity)) == "content_invalid"
    assert nothing_booked(world)


# -- invoices


def test_a_price_that_is_not_a_number(world: World) -> None:
    document = world.deliver("810", order_number=world.order(10), defects=["price_not_numeric"])
    assert quarantined(document) == "content_invalid"
    assert nothing_booked(world)


def test_a_quantity_that_is_not_a_number(world: World) -> None:
    document = world.deliver("810", order_number=world.order(10), defects=["quantity_not_numeric"])
    assert quarantined(document) == "content_invalid"


def test_a_total_that_is_not_the_sum(world: World) -> None:
    document = world.deliver("810", order_number=world.order(10), defects=["tds_wrong"])
    assert quarantined(document) == "totals_differ"
    assert nothing_booked(world)


def test_a_currency_other_than_the_orders(world: World) -> None:
    order = world.order(10)
    world.deliver("856", order_number=order)
    document = world.deliver("810", order_number=order, currency="EUR")
    assert quarantined(document) == "currency_differs"
    assert "posted_invoices" not in world.booked()


def test_a_currency_other_than_the_orders_makes_no_draft_either(world: World) -> None:
    world.sandbox.switch(pages_published=False)
    world.change(nav_pages_url="")
    document = world.deliver("810", order_number=world.order(10), currency="EUR")
    assert quarantined(document) == "currency_differs"
    assert world.invoices(document.number) == []


# -- what NAV says


def test_a_closed_period_is_said_and_never_moved_by_us(world: World) -> None:
    order = world.order(10)
    seen = [(line["receiveQuantity"], line["invoiceQuantity"]) for line in world.sandbox.order_lines(order)]
    world.sandbox.switch(allow_posting_to="2020-12-31")
    document = world.deliver("856", order_number=order)
    assert quarantined(document) == "period_closed", why(document)
    assert world.receipts(order) == []
    left = [(line["receiveQuantity"], line["invoiceQuantity"]) for line in world.sandbox.order_lines(order)]
    assert left == seen
    world.sandbox.switch(allow_posting_to=None)
    replay.replay(document, actor="clerk", reason="the period is open")
    world.process()
    assert status(document) == "linked", why(document)


def test_a_closed_period_stops_an_invoice_too(world: World) -> None:
    order = world.order(10)
    world.deliver("856", order_number=order)
    world.sandbox.switch(allow_posting_to="2020-12-31")
    document = world.deliver("810", order_number=order)
    assert quarantined(document) == "period_closed", why(document)
    assert world.invoices(document.number) == []


def test_a_refusal_of_nav_leaves_the_order_as_it_was_found(world: World) -> None:
    order = world.order(10)
    seen = [(line["receiveQuantity"], line["invoiceQuantity"]) for line in world.sandbox.order_lines(order)]
    world.sandbox.fault(
        "status_before",
        system="nav",
        method="POST",
        path="receiveAndInvoice",
        status=400,
        code="Application_DialogException",
        message="Gen. Posting Setup is missing.",
    )
    document = world.deliver("856", order_number=order)
    assert quarantined(document) == "nav_refused", why(document)
    assert "Gen. Posting Setup" in document.quarantines.get().reason
    left = [(line["receiveQuantity"], line["invoiceQuantity"]) for line in world.sandbox.order_lines(order)]
    assert left == seen
    replay.replay(document, actor="clerk", reason="set up now")
    world.process()
    assert status(document) == "linked", why(document)
    assert len(world.receipts(order)) == 1


def test_an_order_that_waits_for_approval_in_nav(world: World) -> None:
    order = world.order(10)
    world.sandbox.change_order(order, status="In Review")
    assert quarantined(world.deliver("856", order_number=order)) == "nav_refused"
    assert nothing_booked(world)


def test_a_journal_route_without_accounts(world: World) -> None:
    world.change(receipt_route="journal")
    assert quarantined(world.deliver("856", order_number=world.order(10))) == "nav_refused"


def test_a_local_mapping_of_the_partner_comes_before_everything_else(world: World) -> None:
    order = world.order(10, item="F1001")
    unit = (
        world.sandbox.generate("856", deliver=False, order_number=order)["text"]
        .split("SN1*", 1)[1]
        .split("*")[2][:2]
    )
    item = NavItem.objects.get(connection=world.connection, item_number="F1001")
    ItemMapping.objects.create(
        connection=world.connection, item=item, code="00-F1000", partner=world.partner(), source="local"
    )
    document = notice_of(
        world, order, line_number="", product_ids=[["VN", "00-F1000"]], unit=unit, quantity=2
    )
    assert status(document) == "linked", why(document)
    assert any(row["source"] == "local" for row in document.mappings)


# -- types of an invoice


def test_a_memorandum_is_not_booked_until_its_type_is_corrected(world: World) -> None:
    order = world.order(10)
    assert status(world.deliver("856", order_number=order)) == "linked"
    memo = world.deliver("810", order_number=order, type="ME")
    assert quarantined(memo) == "content_invalid"
    assert "Type ME (BIG07) is a memorandum" in memo.quarantines.get().reason
    assert "posted_invoices" not in world.booked()
    text = recording.content_of(memo).replace(b"***ME", b"***DI")
    replay.revise(memo, content=text, actor="clerk", reason="the sender means an invoice")
    replay.replay(memo, actor="clerk", reason="corrected")
    world.process()
    assert status(memo) == "linked", why(memo)
    assert world.booked()["posted_invoices"] == 1
