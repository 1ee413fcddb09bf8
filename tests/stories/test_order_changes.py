"""860 out: a sent order that changed in NAV leaves as what changed, once, numbered, against what the supplier has."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from audit import replay
from audit.models import Document
from edi.models import TradingPartner
from navcleo.workflows import previews
from tests.sandbox_process import SandboxProcess
from tests.stories.outbound_world import Outbound
from tests.stories.world import JsonObject, quarantined, status, why

COVERS = [
    "navcleo.workflows.order_changes",
    "navcleo.workflows.change_plans",
    "navcleo.workflows.change_drafts",
]


@pytest.fixture
def world(calm: SandboxProcess, transactional_db: None) -> Outbound:
    """After its first poll, with a supplier that takes changes."""
    live = Outbound(calm).live()
    partner = live.partner()
    partner.takes_860 = True
    partner.save()
    return live


@pytest.fixture
def order(world: Outbound) -> str:
    """An order of 10 and 4 cases at 10.00 that has left and was acknowledged."""
    number = world.order(10, 4)
    world.out()
    acknowledge(world, world.sent(number))
    return number


def acknowledge(world: Outbound, sent: Document, status: str = "A") -> None:
    world.deliver("997", upload=sent.cleo_file_name, status=status)


def changes(order: str) -> list[Document]:
    return list(Document.objects.filter(direction="outbound", kind="860", number=order).order_by("pk"))


def uploads(world: Outbound, order: str) -> list[JsonObject]:
    return [upload for upload in world.left(order) if "_860_" in upload["name"]]


def segments(upload: JsonObject, *ids: str) -> list[str]:
    rows = [row.strip() for row in upload["text"].split("~")]
    return [row for row in rows if row.split("*")[0] in ids]


def test_only_what_changed_leaves_once_and_numbered(world: Outbound, order: str) -> None:
    world.edit(order, quantity=8)
    for poll in ("outbound", "sweep", "outbound", "sweep"):
        world.poll(poll)
        world.process()
    [document] = changes(order)
    assert status(document) == "linked", why(document)
    [upload] = uploads(world, order)
    today = dt.datetime.now(dt.UTC).strftime("%Y%m%d")
    [bch] = segments(upload, "BCH")
    assert bch.split("*")[1:6] == ["04", "SA", order, "", "1"]
    assert bch.endswith(today)
    assert [row.split("*")[1:7] for row in segments(upload, "POC")] == [["10000", "QD", "8", "8", "CA", "10"]]
    assert [row["what"] for row in document.proposal["targets"][0]["lines"]] == ["quantity"]
    assert document.acknowledgment == "expected"
    record = world.record(order)
    assert (record.state, record.sent_digest) == ("taken", record.digest)


def test_a_second_change_waits_for_the_997_of_the_first_and_says_only_its_own(
    world: Outbound, order: str
) -> None:
    world.edit(order, quantity=8)
    world.out()
    world.edit(order, unit_cost="11.00")
    world.out()
    first, second = changes(order)
    assert (status(first), status(second)) == ("linked", "received")
    assert "has not come yet" in second.last_error
    acknowledge(world, first)
    world.process()
    assert status(second) == "linked", why(second)
    _, upload = uploads(world, order)
    assert segments(upload, "BCH")[0].split("*")[5] == "2"
    assert [row.split("*")[1:7] for row in segments(upload, "POC")] == [["10000", "PC", "8", "8", "CA", "11"]]


def test_a_rejected_change_does_not_count_and_the_next_says_both(world: Outbound, order: str) -> None:
    world.edit(order, quantity=8)
    world.out()
    [first] = changes(order)
    acknowledge(world, first, "R")
    assert quarantined(first) == "rejected_by_partner"
    world.edit(order, unit_cost="11.00")
    world.out()
    _, second = changes(order)
    assert status(second) == "linked", why(second)
    _, upload = uploads(world, order)
    assert [row.split("*")[1:7] for row in segments(upload, "POC")] == [["10000", "CA", "8", "8", "CA", "11"]]
    assert quarantined(first) == ""


def test_a_receipt_is_no_change_and_later_ones_tell_what_is_left(world: Outbound, order: str) -> None:
    world.sandbox.post_by_hand(order, {"10000": 5})
    for poll in ("outbound", "sweep"):
        world.poll(poll)
        world.process()
    assert changes(order) == []
    world.edit(order, quantity=9)
    world.out()
    [upload] = uploads(world, order)
    assert [row.split("*")[1:5] for row in segments(upload, "POC")] == [["10000", "QD", "9", "4"]]


@pytest.mark.parametrize("takes_860", [True, False])
def test_a_receipt_of_ours_moves_navs_document_date_and_is_no_change(
    world: Outbound, *, takes_860: bool
) -> None:
    """NAV's document date, which API v2.0 calls the order date, follows the posting date of the receipt."""
    TradingPartner.objects.filter(connection=world.connection).update(takes_860=takes_860)
    order = world.order(10, order_date="2026-01-02", posting_date="2026-01-05")
    world.out()
    acknowledge(world, world.sent(order))
    notice = world.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": 4}])
    assert status(notice) == "linked", why(notice)
    assert world.sandbox.order(order)["orderDate"] == world.sandbox.order(order)["postingDate"]
    for poll in ("outbound", "sweep"):
        world.poll(poll)
        world.process()
    assert (changes(order), len(world.left(order))) == ([], 1)
    assert not Document.objects.filter(status="quarantined").exists()
    assert world.record(order).state == "taken"
    assert [row["state"] for row in previews.preview(world.connection) if row["number"] == order] == ["sent"]


def test_an_order_that_is_deleted_before_anything_came_is_cancelled(world: Outbound, order: str) -> None:
    world.sandbox.control("DELETE", f"orders/{order}")
    [row] = [row for row in previews.preview(world.connection) if row["number"] == order]
    assert (row["kind"], row["state"]) == ("860", "changed")
    assert "the order is cancelled" in row["reason"]
    for _ in range(2):
        world.poll("sweep")
        world.process()
    [upload] = uploads(world, order)
    assert segments(upload, "BCH")[0].split("*")[1] == "01"
    assert segments(upload, "POC") == []
    assert world.record(order).state == "gone"


def test_an_order_that_came_whole_and_went_is_no_cancellation(world: Outbound) -> None:
    order = world.order(10)
    world.out()
    acknowledge(world, world.sent(order))
    world.sandbox.post_by_hand(
        order, {"10000": 10}, invoice={"10000": 10}, vendorInvoiceNo="I-1", vendorShipmentNo="S-1"
    )
    world.poll("sweep")
    world.process()
    assert world.record(order).state == "gone"
    assert changes(order) == []


def test_a_partner_without_change_orders_has_a_task_as_ever(world: Outbound, order: str) -> None:
    partner = world.partner()
    partner.takes_860 = False
    partner.save()
    world.edit(order, quantity=8)
    world.out()
    assert changes(order) == []
    held = Document.objects.get(number=order, business_key__endswith="|change")
    assert quarantined(held) == "order_changed"


def test_an_order_whose_850_was_rejected_is_not_changed_but_sent_anew(world: Outbound) -> None:
    order = world.order(10, order_date="2026-01-02")
    world.out()
    acknowledge(world, world.sent(order), "R")
    world.edit(order, quantity=8)
    world.sandbox.change_order(order, posting_date="2026-03-04")
    world.out()
    [change] = changes(order)
    assert quarantined(change) == "order_changed"
    replay.send_anew(world.sent(order), actor="clerk", reason="profile mended")
    world.process()
    first, anew = world.left(order)
    assert segments(anew, "BEG") == segments(first, "BEG"), "with the date it was first sent with"
    assert [row.split("*")[2] for row in segments(anew, "PO1")] == ["8"]
    assert uploads(world, order) == []


def test_a_change_that_is_taken_back_before_it_left_says_nothing(world: Outbound, order: str) -> None:
    world.edit(order, quantity=8)
    world.poll("outbound")
    world.edit(order, quantity=10)
    world.process()
    [document] = changes(order)
    assert status(document) == "discarded", why(document)
    assert uploads(world, order) == []
    world.edit(order, quantity=7)
    world.out()
    assert [row.split("*")[3] for row in segments(uploads(world, order)[0], "POC")] == ["7"]


def test_a_dry_run_lists_the_change_and_what_it_would_say(world: Outbound, order: str) -> None:
    world.edit(order, quantity=8)
    [row] = [row for row in previews.preview(world.connection) if row["number"] == order]
    assert (row["kind"], row["state"]) == ("860", "changed")
    assert row["reason"] == "line 10000 quantity: 10 CA → 8 CA"
    assert changes(order) == []


def test_an_upload_that_is_cut_is_not_sent_twice(world: Outbound, order: str, calm: SandboxProcess) -> None:
    calm.fault("cut_after", system="cleo", path=f"_860_{order}_")
    world.edit(order, quantity=8)
    world.out()
    [document] = changes(order)
    world.settle(lambda: status(document) == "linked")
    assert len(uploads(world, order)) == 1


def test_the_answer_to_a_change_is_written_on_it_and_a_refused_one_does_not_count(
    world: Outbound, order: str
) -> None:
    partner = world.partner()
    partner.sends_855 = True
    partner.save()
    world.edit(order, quantity=8)
    world.out()
    [first] = changes(order)
    assert first.answer == "expected"
    acknowledge(world, first)
    good = world.deliver("865", upload=first.cleo_file_name)
    assert status(good) == "linked", why(good)
    first.refresh_from_db()
    assert (first.answer, good.answers) == ("accepted", first)
    world.edit(order, quantity=2)
    world.out()
    _, second = changes(order)
    acknowledge(world, second)
    refused = world.deliver("865", upload=second.cleo_file_name, type="RJ")
    assert quarantined(refused) == "answer_differs"
    world.edit(order, quantity=3)
    world.out()
    last: Any = uploads(world, order)[-1]
    # from the 8 that the supplier agreed to
    assert [row.split("*")[2:4] for row in segments(last, "POC")] == [["QD", "3"]]
    assert segments(last, "BCH")[0].split("*")[5] == "3"
