"""A receipt on its order: every call with every fault ends in exactly one receipt, without help (booking rule 1.6)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit.models import Document
from tests.stories.faults.world import (
    FAULTS,
    PHANTOM,
    POST,
    PREPARING,
    Fault,
    FaultWorld,
    assert_linked_without_help,
    cases,
)
from tests.stories.world import JsonObject, quarantined

CALLS: dict[str, JsonObject] = {**PREPARING, "post": POST}
# found again by a look that fails itself: the answer to the first look after the call
READING_BACK = {"system": "nav", "method": "GET", "path": "purchaseReceipts"}
READ_FAULTS = {name: FAULTS[name] for name in ("web page", "garbage", "logged out")}


pytestmark = pytest.mark.django_db(transaction=True)


def notice_of(world: FaultWorld, order: str, quantity: int = 4) -> Document:
    """A ship notice of some of the first line of an order, not yet processed."""
    return world.deliver(
        "856", work=False, order_number=order, lines=[{"line_number": "10000", "quantity": quantity}]
    )


def assert_received_once(world: FaultWorld, order: str, notice: Document) -> None:
    assert_linked_without_help(world, notice)
    [receipt] = world.receipts(order)
    assert world.received(order) == [Decimal(4), Decimal(0)]
    assert notice.links.get(kind="receipt").number == receipt["number"]
    assert notice.links.filter(kind="entry").exists()


@pytest.mark.parametrize(("match", "fault"), cases(CALLS))
def test_a_notice_is_received_exactly_once(world: FaultWorld, match: JsonObject, fault: Fault) -> None:
    order = world.order(10, 5)
    notice = notice_of(world, order)
    world.run(notice, fault, match)
    assert_received_once(world, order, notice)


@pytest.mark.parametrize(("match", "fault"), cases({"reading back": READING_BACK}, READ_FAULTS))
def test_a_look_that_fails_is_no_verdict(world: FaultWorld, match: JsonObject, fault: Fault) -> None:
    order = world.order(10, 5)
    notice = notice_of(world, order)
    world.run(notice, fault, match, skip=1)
    assert_received_once(world, order, notice)


@pytest.mark.parametrize("fault", PHANTOM.values(), ids=PHANTOM)
def test_the_failure_that_is_none(world: FaultWorld, fault: Fault) -> None:
    order = world.order(10, 5)
    notice = notice_of(world, order)
    world.run(notice, fault, POST)
    assert_received_once(world, order, notice)


def test_versions_that_always_answer_with_the_phantom_failure(world: FaultWorld) -> None:
    world.sandbox.switch(nav_version=21)
    order = world.order(10, 5)
    notice = notice_of(world, order)
    world.finish(notice)
    assert_received_once(world, order, notice)


@pytest.mark.parametrize("name", ["cut before", "cut after", "late", "503 before", "garbage"])
def test_without_page_services_receipts_are_told_apart_by_what_was_seen_before(
    world: FaultWorld, name: str
) -> None:
    world.sandbox.switch(pages_published=False)
    world.change(nav_pages_url="")
    try:
        order = world.order(10, 5)
        notice = notice_of(world, order)
        world.run(notice, FAULTS[name], POST)
        assert_received_once(world, order, notice)
    finally:
        world.change(nav_pages_url=world.sandbox.info["nav"]["pages_url"])


@pytest.mark.parametrize("call", CALLS)
def test_a_buyer_changes_a_line_between_our_calls(world: FaultWorld, call: str) -> None:
    """What the buyer wants stays; the notice goes on with the order as it is now."""
    order = world.order(10, 5)
    notice = notice_of(world, order)
    world.pause(notice, FAULTS["cut before"], CALLS[call])
    world.sandbox.change_order(order, lines=[{"sequence": 20000, "quantity": 7}])
    world.finish(notice)
    assert_received_once(world, order, notice)
    assert world.quantities(order) == [(Decimal(6), Decimal(10)), (Decimal(7), Decimal(7))]


@pytest.mark.parametrize("name", ["cut before", "web page", "504 before"])
def test_a_fault_that_comes_three_times_running(world: FaultWorld, name: str) -> None:
    order = world.order(10, 5)
    notice = notice_of(world, order)
    world.strike(FAULTS[name], POST, times=2)
    world.run(notice, FAULTS[name], POST)
    assert_received_once(world, order, notice)
    assert notice.attempts.count() == 4


def test_only_a_person_can_tell_when_somebody_receives_at_the_same_time(world: FaultWorld) -> None:
    order = world.order(10, 5)
    notice = notice_of(world, order)
    world.pause(notice, FAULTS["cut before"], POST)
    world.sandbox.post_by_hand(order, {"10000": 3})
    world.finish(notice)
    assert quarantined(notice) == "outcome_unknown"
    assert len(world.receipts(order)) == 1
    assert world.received(order) == [Decimal(3), Decimal(0)]
