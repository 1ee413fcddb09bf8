"""What a person does with a document that stopped: correct, map, replay, discard, approve, book again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from audit import claims, replay
from audit.models import Document, SendAttempt
from edi.models import ItemMapping, NavItem
from navcleo.workflows import inbound
from tests.stories.world import World, quarantined, status, why


def edited(document: Document, old: str, new: str) -> bytes:
    content = bytes(document.revisions.order_by("-number").first().content).decode()
    assert old in content, content
    return content.replace(old, new).encode()


@pytest.fixture
def too_much(world: World) -> tuple[Document, str]:
    """A notice of 12 for an order of 10."""
    order = world.order(10)
    document = world.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": 12}])
    assert quarantined(document) == "over_shipped"
    return document, order


def test_a_corrected_quantity_is_a_revision_and_is_booked_once(
    world: World, too_much: tuple[Document, str]
) -> None:
    document, order = too_much
    content = edited(document, "SN1**12*", "SN1**10*")
    replay.revise(document, content=content, actor="clerk", reason="two were damaged")
    replay.replay(document, actor="clerk", reason="corrected")
    world.process()
    assert status(document) == "linked", why(document)
    assert world.received(order) == [Decimal(10)]
    assert [row.number for row in document.revisions.all()] == [0, 1]
    assert b"SN1**12*" in bytes(document.revisions.get(number=0).content)
    assert document.is_edited


def test_an_unknown_item_that_gets_its_mapping_is_booked_by_a_replay(world: World) -> None:
    order = world.order(10)
    unit = (
        world.sandbox.generate("856", deliver=False, order_number=order)["text"]
        .split("SN1*", 1)[1]
        .split("*")[2][:2]
    )
    lines = [{"line_number": "", "product_ids": [["VN", "NEW-CODE"]], "unit": unit, "quantity": 3}]
    document = world.deliver("856", order_number=order, lines=lines)
    assert quarantined(document) == "item_unknown"
    item = NavItem.objects.get(connection=world.connection, item_number="F1000")
    mapping = ItemMapping.objects.create(
        connection=world.connection, item=item, code="NEW-CODE", partner=world.partner(), source="local"
    )
    shown = inbound.preview(document)
    shown_lines = [line for target in shown["targets"] for line in target["lines"]]
    assert [(line["line"], line["quantity"], line["item"]) for line in shown_lines] == [(10000, "3", "F1000")]
    assert world.booked() == {}
    replay.replay(document, actor="clerk", reason="mapped")
    world.process()
    assert status(document) == "linked", why(document)
    assert any(row["row"] == f"ItemMapping {mapping.pk}" for row in document.mappings)
    assert world.received(order) == [Decimal(3)]


def test_an_unknown_item_is_healed_by_the_sync_that_brings_its_code(world: World) -> None:
    order = world.order(10, item="F1009")  # every tenth item has no code of its own in NAV
    unit = (
        world.sandbox.generate("856", deliver=False, order_number=order)["text"]
        .split("SN1*", 1)[1]
        .split("*")[2][:2]
    )
    lines = [{"line_number": "", "product_ids": [["VN", "SYNCED-CODE"]], "unit": unit, "quantity": 3}]
    document = world.deliver("856", order_number=order, lines=lines)
    assert quarantined(document) == "item_unknown"
    [item] = world.sandbox.books("items", number="F1009")
    [dimension] = world.sandbox.books("dimensions", code="EDIITEM")
    value = {
        "dimensionId": dimension["id"],
        "dimensionCode": "EDIITEM",
        "code": "SYNCED-CODE",
        "displayName": "",
        "blocked": False,
    }
    world.sandbox.put("dimensionValues", "synced-value", {**value, "valueType": "Standard"})
    default = {
        "parentType": "Item", "parentId": item["id"], "dimensionId": dimension["id"], "dimensionCode": "EDIITEM",
        "dimensionValueId": "synced-value", "dimensionValueCode": "SYNCED-CODE", "postingValidation": " ",
    }  # fmt: skip
    world.sandbox.put("defaultDimensions", "synced-default", default)
    assert world.poll("sync")["healed"] == 1
    world.process()
    assert status(document) == "linked", why(document)
    assert document.quarantines.get().resolution == "healed"


def test_a_discarded_document_keeps_its_reason_and_may_be_replayed(
    world: World, too_much: tuple[Document, str]
) -> None:
    document, order = too_much
    with pytest.raises(replay.Refused):
        replay.discard(document, actor="clerk", reason=" ")
    replay.discard(document, actor="clerk", reason="sent back")
    assert status(document) == "discarded"
    assert document.quarantines.get().resolution_reason == "sent back"
    world.process()
    assert world.receipts(order) == []
    world.sandbox.change_order(order, lines=[{"sequence": 10000, "quantity": 12}])
    replay.replay(document, actor="clerk", reason="came after all")
    world.process()
    assert status(document) == "linked", why(document)


def test_a_booked_document_is_neither_replayed_nor_discarded_nor_corrected(world: World) -> None:
    document = world.deliver("856", order_number=world.order(10))
    content = edited(document, "SN1**10*", "SN1**9*")
    with pytest.raises(replay.Refused):
        replay.replay(document, actor="clerk", reason="again")
    with pytest.raises(replay.Refused):
        replay.discard(document, actor="clerk", reason="no")
    with pytest.raises(replay.Refused):
        replay.revise(document, content=content, actor="clerk", reason="less")
    assert world.booked()["receipts"] == 1


def test_a_document_that_is_being_worked_on_is_not_replayed(
    world: World, too_much: tuple[Document, str]
) -> None:
    document, _ = too_much
    until = timezone.now() + timezone.timedelta(minutes=5)
    Document.objects.filter(pk=document.pk).update(claimed_by=claims.me(), claimed_until=until)
    with pytest.raises(replay.Refused, match="worked on"):
        replay.replay(document, actor="clerk", reason="now")


@pytest.mark.parametrize(("verdict", "said"), [("open", "not decided"), ("unknown", "unknown outcome")])
def test_a_document_with_an_attempt_in_doubt_is_not_replayed(
    world: World, too_much: tuple[Document, str], verdict: str, said: str
) -> None:
    document, order = too_much
    attempt(document, order, verdict)
    with pytest.raises(replay.Refused, match=said):
        replay.replay(document, actor="clerk", reason="now")
    with pytest.raises(replay.Refused, match=said):
        replay.revise(document, content=edited(document, "12*", "10*"), actor="clerk", reason="less")


def attempt(document: Document, order: str, verdict: str) -> SendAttempt:
    return SendAttempt.objects.create(
        connection=document.connection,
        document=document,
        kind="receipt_on_order",
        target=f"order:{order}",
        send_key=f"STORY-{document.pk}",
        verdict=verdict,
        intent={"order": order, "lines": {"10000": "1"}, "posting_on": "2026-01-01"},
    )


def test_an_outcome_that_nobody_can_prove_is_answered_by_a_person(world: World) -> None:
    order = world.order(10)
    world.sandbox.fault("cut_before", system="nav", method="POST", path="receiveAndInvoice")
    document = world.deliver("856", order_number=order)
    assert status(document) == "mapped"  # in doubt until NAV's settle time is over
    world.sandbox.post_by_hand(order, {"10000": 3})  # meanwhile a clerk receives something else on the order
    world.settle(lambda: status(document) == "quarantined")
    assert quarantined(document) == "outcome_unknown", why(document)
    [open_attempt] = document.attempts.filter(verdict="unknown")
    with pytest.raises(replay.Refused):
        replay.replay(document, actor="clerk", reason="try again")

    replay.answer_outcome(open_attempt, done=False, actor="manager", reason="only 3 were received, by hand")
    world.process()
    assert quarantined(document) == "over_shipped", why(document)
    assert world.received(order) == [Decimal(3)]
    assert len(world.receipts(order)) == 1


def test_the_number_of_a_document_that_is_booked_in_part_cannot_change(world: World) -> None:
    first, second = world.order(10), world.order(6)
    world.sandbox.post_by_hand(second, {"10000": 3})
    document = world.deliver(
        "856",
        vendor_number="V10000",
        orders=[
            {"order_number": first},
            {"order_number": second, "lines": [{"line_number": "10000", "quantity": 3}]},
        ],
    )
    assert quarantined(document) == "maybe_received_by_hand"
    content = edited(document, document.number, "SH-OTHER-1")
    with pytest.raises(replay.Refused, match="number"):
        replay.revise(document, content=content, actor="clerk", reason="other number")
    content = edited(document, f"PRF*{second}", "PRF*999999")
    replay.revise(document, content=content, actor="clerk", reason="other order")
    replay.replay(document, actor="clerk", reason="other order")
    world.process()
    assert quarantined(document) == "order_not_found"
    assert world.received(first) == [Decimal(10)]
    assert len(world.receipts(first)) == 1


def test_a_number_that_was_misread_is_corrected_before_anything_is_booked(
    world: World, too_much: tuple[Document, str]
) -> None:
    document, order = too_much
    content = edited(document, document.number, "SH-RIGHT-1").replace(b"SN1**12*", b"SN1**8*")
    replay.revise(document, content=content, actor="clerk", reason="as on paper")
    replay.replay(document, actor="clerk", reason="as on paper")
    world.process()
    assert status(document) == "linked", why(document)
    assert document.number == "SH-RIGHT-1"
    assert world.received(order) == [Decimal(8)]


@pytest.mark.parametrize("content", [b"", b"no X12 at all"])
def test_a_correction_that_cannot_be_read_is_refused(
    world: World, too_much: tuple[Document, str], content: bytes
) -> None:
    document, _ = too_much
    with pytest.raises(replay.Refused, match="cannot be read"):
        replay.revise(document, content=content, actor="clerk", reason="typo")
    assert document.revisions.count() == 1


def test_what_a_check_finds_undone_in_nav_is_booked_again_as_a_new_target(world: World) -> None:
    order = world.order(10)
    lines = [{"line_number": "10000", "quantity": 4}]
    document = world.deliver("856", order_number=order, lines=lines)
    assert status(document) == "linked", why(document)
    [receipt] = world.receipts(order)
    world.sandbox.control("DELETE", f"books/purchaseReceipts/{receipt['id']}")
    line = world.sandbox.order_lines(order)[0]
    world.sandbox.put("purchaseOrderLines", line["id"], {"receivedQuantity": 0})
    with pytest.raises(replay.Refused):
        replay.book_again(document, target="order:1", actor="manager", reason="wrong target")
    replay.book_again(document, target=f"order:{order}", actor="manager", reason="undone in NAV")
    world.process()
    assert status(document) == "linked", why(document)
    assert world.received(order) == [Decimal(4)]
    assert list(document.attempts.values_list("target", "verdict")) == [
        (f"order:{order}", "done"),
        (f"order:{order}#2", "done"),
    ]


def test_a_replayed_duplicate_stays_a_duplicate(world: World) -> None:
    order = world.order(10)
    first = world.deliver("856", order_number=order, fraction="0.5", number="SH-DUP")
    again = world.deliver("856", order_number=order, fraction="0.5", number="SH-DUP")
    replay.replay(again, actor="clerk", reason="is it really?")
    world.process()
    assert status(again) == "discarded"
    assert again.twin == first
    assert world.received(order) == [Decimal(5)]


def test_a_dry_run_writes_nothing_and_names_what_is_wrong(
    world: World, too_much: tuple[Document, str]
) -> None:
    document, _ = too_much
    before = (document.events.count(), document.attempts.count(), status(document))
    shown = inbound.preview(document)
    assert [target["kind"] for target in shown["targets"]] == [
        "match"
    ]  # compared, nothing that would be booked
    assert [problem["code"] for problem in shown["problems"] if problem["severity"] == "error"] == [
        "over_shipped"
    ]
    assert (document.events.count(), document.attempts.count(), status(document)) == before


def test_a_dry_run_says_which_targets_are_done_already(world: World) -> None:
    first, second = world.order(10), world.order(6)
    world.sandbox.post_by_hand(second, {"10000": 3})
    document = world.deliver(
        "856",
        vendor_number="V10000",
        orders=[
            {"order_number": first},
            {"order_number": second, "lines": [{"line_number": "10000", "quantity": 3}]},
        ],
    )
    assert quarantined(document) == "maybe_received_by_hand"
    assert [target["done"] for target in inbound.preview(document)["targets"]] == [True, False]
