"""856 → receipt, in every shape that senders use, over several orders, and by the journal route."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit import replay
from tests.stories.world import OTHER_ITEM, World, quarantined, status, why

COVERS = ["navcleo.workflows.receipts"]
GOODS, ACCRUAL = "50100", "20300"
SHAPES = ["S-O-I", "S-O-P-I", "S-O-T-P-I", "S-O-T-I", "S-T-O-I", "S-P-O-I", "S-T-P-O-I", "S-O-I-P"]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_ship_notice_of_every_shape_becomes_one_receipt_on_its_order(world: World, shape: str) -> None:
    order = world.order(12, 7)
    notice = world.deliver("856", order_number=order, shape=shape)
    assert status(notice) == "linked", why(notice)
    assert world.received(order) == [Decimal(12), Decimal(7)]
    [receipt] = world.receipts(order)
    link = notice.links.get(kind="receipt")
    assert (link.number, link.order_number) == (receipt["number"], order)
    assert notice.links.filter(kind="entry").count() == world.booked()["gl_entries"]


def test_a_receipt_with_the_lines_ordered_leaves_the_rest_of_the_order_open(world: World) -> None:
    order = world.order(10, 8)
    notice = world.deliver("856", order_number=order, lines=[{"line_number": "20000", "quantity": 3}])
    assert status(notice) == "linked", why(notice)
    assert world.received(order) == [Decimal(0), Decimal(3)]
    assert world.booked()["receipts"] == 1


def test_quantities_over_several_notices_add_up_on_the_order_line(world: World) -> None:
    order = world.order(10)
    for quantity in (4, 6):
        notice = world.deliver(
            "856", order_number=order, lines=[{"line_number": "10000", "quantity": quantity}]
        )
        assert status(notice) == "linked", why(notice)
    assert world.received(order) == [Decimal(10)]
    assert world.booked()["receipts"] == 2


def test_a_notice_without_line_numbers_finds_its_lines_by_item(world: World) -> None:
    order = world.order(10, 5)
    lines = [
        {"line_number": "", "item_number": "F1001", "quantity": 5, "unit": unit_of(world, order, 1)},
        {"line_number": "", "item_number": "F1000", "quantity": 9, "unit": unit_of(world, order, 0)},
    ]
    notice = world.deliver("856", order_number=order, lines=lines)
    assert status(notice) == "linked", why(notice)
    assert world.received(order) == [Decimal(9), Decimal(5)]


def unit_of(world: World, order: str, line: int) -> str:
    code = world.sandbox.order_lines(order)[line]["unitOfMeasureCode"]
    [unit] = world.sandbox.books("unitsOfMeasure", code=code)
    return {"CS": "CA"}.get(unit["internationalStandardCode"], unit["internationalStandardCode"])


def test_one_notice_over_several_orders_becomes_one_receipt_each(world: World) -> None:
    first, second = world.order(10), world.order(6, item=OTHER_ITEM)
    notice = world.deliver(
        "856", vendor_number="V10000", orders=[{"order_number": first}, {"order_number": second}]
    )
    assert status(notice) == "linked", why(notice)
    assert world.received(first) == [Decimal(10)]
    assert world.received(second) == [Decimal(6)]
    assert sorted(notice.attempts.values_list("target", flat=True)) == sorted(
        [f"order:{first}", f"order:{second}"]
    )
    assert notice.links.filter(kind="receipt").count() == 2


def test_done_orders_of_a_notice_stay_done_when_another_is_parked_and_a_replay_sends_only_the_other(
    world: World,
) -> None:
    first, second = world.order(10), world.order(6, item=OTHER_ITEM)
    world.sandbox.post_by_hand(second, {"10000": 6})
    world.sandbox.change_order(second, lines=[{"sequence": 10000, "quantity": 12}])
    notice = world.deliver(
        "856",
        vendor_number="V10000",
        orders=[
            {"order_number": first},
            {"order_number": second, "lines": [{"line_number": "10000", "quantity": 6}]},
        ],
    )
    assert quarantined(notice) == "maybe_received_by_hand", why(notice)
    assert world.received(first) == [Decimal(10)]
    assert list(notice.links.filter(kind="receipt").values_list("order_number", flat=True)) == [first]
    assert world.received(second) == [Decimal(6)]

    replay.approve(
        notice, code="maybe_received_by_hand", actor="manager", reason="the second half of the order"
    )
    world.process()
    assert status(notice) == "linked", why(notice)
    assert world.received(first) == [Decimal(10)]
    assert world.received(second) == [Decimal(12)]
    assert len(world.receipts(first)) == 1


def test_what_is_wrong_with_any_order_of_a_notice_is_shown_at_once_and_nothing_is_booked(
    world: World,
) -> None:
    order = world.order(10)
    lines = [{"line_number": "10000", "quantity": 1, "unit": "CA", "product_ids": [["IN", "F1000"]]}]
    notice = world.deliver(
        "856",
        vendor_number="V10000",
        orders=[
            {"order_number": order},
            {"order_number": "999991", "lines": lines},
            {"order_number": "999992", "lines": lines},
        ],
    )
    assert quarantined(notice) == "order_not_found"
    assert "999991" in str(notice.problems)
    assert "999992" in str(notice.problems)
    assert world.booked() == {}


# -- lots and packages


def lots(**changes: object) -> dict[str, object]:
    """The first line of an order, ten of it, in two lots."""
    found = [{"number": "L1", "quantity": 6, "expires_on": "2027-09-01"}, {"number": "L2", "quantity": 4}]
    return {"line_number": "10000", "quantity": 10, "lots": found, **changes}


@pytest.mark.parametrize("shape", ["S-O-T-P-I", "S-O-I-P"])
def test_a_receipt_has_its_trace_packet(world: World, shape: str) -> None:
    order = world.order(10)
    notice = world.deliver("856", order_number=order, shape=shape, lines=[lots()])
    assert status(notice) == "linked", why(notice)
    [receipt] = world.receipts(order)
    parts = list(notice.traced_goods.order_by("lot"))
    assert [
        (part.link.number, part.order_number, part.order_lines, part.item_number, part.lot, part.quantity)
        for part in parts
    ] == [
        (receipt["number"], order, "10000", "F1000", "L1", Decimal(6)),
        (receipt["number"], order, "10000", "F1000", "L2", Decimal(4)),
    ]
    assert str(parts[0].expires_on) == "2027-09-01"
    assert len({part.package for part in parts}) == 2
    assert all(len(part.package) == 18 for part in parts)


def test_what_of_a_notice_is_received_is_traced_though_the_rest_waits_for_a_person(world: World) -> None:
    first, second = world.order(10), world.order(6, item=OTHER_ITEM)
    world.sandbox.post_by_hand(second, {"10000": 6})
    world.sandbox.change_order(second, lines=[{"sequence": 10000, "quantity": 12}])
    rest = {"order_number": second, "lines": [{"line_number": "10000", "quantity": 6}]}
    orders = [{"order_number": first, "lines": [lots()]}, rest]
    notice = world.deliver("856", vendor_number="V10000", orders=orders)
    assert quarantined(notice) == "maybe_received_by_hand", why(notice)
    assert set(notice.traced_goods.values_list("order_number", "lot")) == {(first, "L1"), (first, "L2")}
    replay.approve(notice, code="maybe_received_by_hand", actor="manager", reason="another delivery")
    world.process()
    assert status(notice) == "linked", why(notice)
    assert notice.traced_goods.count() == 3


# -- the journal route


@pytest.fixture
def journal(world: World) -> World:
    world.change(receipt_route="journal", goods_account=GOODS, accrual_account=ACCRUAL)
    return world


def journal_entries(world: World, notice) -> list[dict]:
    number = notice.links.get(kind="batch").details["document_number"]
    return world.sandbox.books("generalLedgerEntries", documentNumber=number)


def test_the_journal_route_books_goods_received_not_invoiced_in_a_batch_of_the_location(
    journal: World,
) -> None:
    order = journal.order(10, 4, cost="2.50")
    notice = journal.deliver("856", order_number=order)
    assert status(notice) == "linked", why(notice)
    entries = journal_entries(journal, notice)
    assert sorted(Decimal(str(entry["amount"])) for entry in entries) == [
        Decimal(-35),
        Decimal(10),
        Decimal(25),
    ]
    assert notice.links.get(kind="batch").number == "EDIWH01"
    assert notice.links.filter(kind="entry").count() == 3
    assert journal.receipts(order) == []
    assert journal.booked() == {"gl_entries": 3}
    assert [(part.link.kind, part.order_number) for part in notice.traced_goods.all()] == [
        ("batch", order)
    ] * 2


def test_the_journal_route_books_no_more_than_was_ordered_over_several_notices(journal: World) -> None:
    order = journal.order(10)
    first = journal.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": 7}])
    assert status(first) == "linked", why(first)
    second = journal.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": 4}])
    assert quarantined(second) == "over_shipped"
    third = journal.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": 3}])
    assert status(third) == "linked", why(third)


def test_a_journal_batch_with_lines_of_others_is_left_alone(journal: World) -> None:
    notice = journal.deliver("856", order_number=journal.order(1))
    assert status(notice) == "linked", why(notice)
    [batch] = journal.sandbox.books("journals", code="EDIWH01")
    foreign = {
        "journalId": batch["id"], "template": batch["templateDisplayName"], "lineNumber": 10000, "documentNumber": "BY-HAND",
        "externalDocumentNumber": "", "accountType": "G/L Account", "accountNumber": GOODS, "amount": 1, "description": "",
        "postingDate": "2026-01-01",
    }  # fmt: skip
    journal.sandbox.put("journalLines", "by-hand", foreign)
    other = journal.deliver("856", order_number=journal.order(2))
    assert quarantined(other) == "batch_not_empty", why(other)
    journal.sandbox.control("DELETE", "books/journalLines/by-hand")
    replay.replay(other, actor="clerk", reason="posted it")
    journal.process()
    assert status(other) == "linked", why(other)


def test_the_invoice_for_goods_booked_by_journal_is_a_draft_on_the_accrual_account_without_item_lines(
    journal: World,
) -> None:
    order = journal.order(10)
    assert status(journal.deliver("856", order_number=order)) == "linked"
    invoice = journal.deliver("810", order_number=order)
    assert status(invoice) == "linked", why(invoice)
    [record] = journal.invoices(invoice.number)
    assert record["status"] == "Draft"
    lines = journal.sandbox.books("purchaseInvoiceLines", documentId=record["id"])
    assert {line["lineType"] for line in lines} == {"Comment", "Account"}
    [cleared] = [line for line in lines if line["lineType"] == "Account"]
    assert (cleared["lineObjectNumber"], Decimal(str(record["totalAmountIncludingTax"]))) == (
        ACCRUAL,
        Decimal(100),
    )
