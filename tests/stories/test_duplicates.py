"""Seen before: the same file, the same document, the same number with other content, the same name with other content."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit import replay
from audit.models import Document, Payload
from navcleo.workflows import intake, processing
from tests.stories.world import World, quarantined, status, why

COVERS = ["navcleo.workflows.identity"]


def test_the_same_file_again_is_kept_linked_to_its_twin_and_books_nothing(world: World) -> None:
    order = world.order(10)
    text = world.sandbox.generate("856", deliver=False, order_number=order, fraction="0.5")["text"]
    first, again = world.file("same.edi", text), world.file("same.edi", text)
    assert again.pk != first.pk
    assert again.twin == first
    [one] = first.documents.filter(direction="inbound")
    [other] = again.documents.filter(direction="inbound")
    assert (status(one), status(other)) == ("linked", "discarded"), why(one)
    assert other.twin == one
    assert world.received(order) == [Decimal(5)]


def test_the_same_document_under_new_control_numbers_is_a_duplicate(world: World) -> None:
    order = world.order(10)
    first = world.deliver("856", order_number=order, fraction="0.5", number="SH-TWICE-1")
    again = world.deliver("856", order_number=order, fraction="0.5", number="SH-TWICE-1")
    assert first.interchange_number != again.interchange_number
    assert (status(first), status(again)) == ("linked", "discarded"), why(first)
    assert again.twin == first
    assert world.received(order) == [Decimal(5)]


def test_the_same_number_with_other_content_waits_side_by_side_with_the_first(world: World) -> None:
    order = world.order(10)
    first = world.deliver("856", order_number=order, fraction="0.5", number="SH-REUSED-1")
    other = world.deliver("856", order_number=order, fraction="0.4", number="SH-REUSED-1")
    assert status(first) == "linked", why(first)
    assert quarantined(other) == "number_reused"
    assert other.quarantines.get().details["twin"] == first.pk
    assert world.received(order) == [Decimal(5)]


def test_the_same_name_with_other_content_is_another_file(world: World) -> None:
    order = world.order(10)
    one = world.deliver("856", order_number=order, fraction="0.5", name="notice.edi")
    other = world.deliver("856", order_number=order, fraction="0.5", name="notice.edi")
    assert one.pk != other.pk
    assert Payload.objects.filter(name="notice.edi", twin=None).count() == 2
    assert (status(one), status(other)) == ("linked", "linked"), why(other)
    assert world.received(order) == [Decimal(10)]


def test_the_same_number_of_two_partners_is_two_documents(world: World) -> None:
    first, second = world.order(4), world.order(4, vendor="V10002")
    one = world.deliver("856", order_number=first, number="SH-1")
    other = world.deliver("856", order_number=second, number="SH-1")
    assert (status(one), status(other)) == ("linked", "linked"), why(other)


def test_a_damaged_first_sending_does_not_stand_in_the_way_of_the_mended_one(world: World) -> None:
    order = world.order(10)
    bad = world.deliver("856", order_number=order, number="SH-MENDED", defects=["se_count"])
    good = world.deliver("856", order_number=order, number="SH-MENDED")
    assert quarantined(bad) == "envelope_mismatch"
    assert status(good) == "linked", why(good)


def test_a_damaged_first_sending_that_is_mended_by_hand_as_well_is_a_duplicate(world: World) -> None:
    order = world.order(10)
    bad = world.deliver("856", order_number=order, number="SH-MENDED-2", defects=["se_count"])
    good = world.deliver("856", order_number=order, number="SH-MENDED-2")
    content = bytes(good.revisions.get().content)
    replay.revise(bad, content=content, actor="clerk", reason="count mended")
    replay.replay(bad, actor="clerk", reason="count mended")
    world.process()
    assert (status(good), status(bad)) == ("linked", "discarded"), why(bad)
    assert bad.twin == good
    assert world.received(order) == [Decimal(10)]


def test_an_invoice_that_came_twice_in_one_file_is_booked_once(world: World) -> None:
    order = world.order(10)
    world.deliver("856", order_number=order)
    document = {"order_number": order, "number": "INV-IN-ONE-FILE"}
    name = world.put("810", vendor_number="V10000", layout="sets", documents=[document, document])
    world.poll()
    world.settle(world.idle)
    found = Document.objects.filter(payload__name=name, direction="inbound").order_by("pk")
    assert [status(row) for row in found] == ["linked", "discarded"]
    assert len(world.invoices("INV-IN-ONE-FILE")) == 1


def test_of_two_sightings_read_together_the_later_never_overtakes_the_earlier(world: World) -> None:
    order = world.order(10)
    for _ in range(2):
        world.put("856", order_number=order, fraction="0.5", number="SH-RACE")
    world.poll()
    first, second = Document.objects.filter(direction="inbound", number="SH-RACE").order_by("pk")
    processing.process(second)  # a second worker is quicker with the later one
    world.process()
    assert (status(first), status(second)) == ("linked", "discarded"), why(first)
    assert world.received(order) == [Decimal(5)]


def test_a_poll_that_dies_between_storing_and_deleting_stores_nothing_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.order(10)
    name = world.put("856", order_number=order, fraction="0.5")

    def killed(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(intake, "_finish", killed)
    with pytest.raises(KeyboardInterrupt):
        world.poll()
    monkeypatch.undo()
    world.poll()
    world.process()
    assert Payload.objects.filter(name=name).count() == 1
    assert Document.objects.filter(payload__name=name, direction="inbound").count() == 1
    assert world.sandbox.books("cleo_files", name=name) == []
    assert world.received(order) == [Decimal(5)]


def test_a_reused_number_may_be_booked_when_a_manager_says_so_and_the_first_was_discarded_unbooked(
    world: World,
) -> None:
    order = world.order(10)
    first = world.deliver(
        "856", order_number=order, number="SH-AGAIN", lines=[{"line_number": "10000", "quantity": 99}]
    )
    second = world.deliver("856", order_number=order, number="SH-AGAIN")
    assert (quarantined(first), quarantined(second)) == ("over_shipped", "number_reused")
    replay.approve(second, code="number_reused", actor="manager", reason="corrected by the supplier")
    world.process()
    assert quarantined(second) == "number_reused"  # the first may still be replayed
    replay.discard(first, actor="clerk", reason="replaced")
    replay.approve(second, code="number_reused", actor="manager", reason="corrected by the supplier")
    world.process()
    assert status(second) == "linked", why(second)

    replay.replay(first, actor="clerk", reason="by mistake")
    world.process()
    assert quarantined(first) == "number_reused"
    assert world.received(order) == [Decimal(10)]
