"""Two documents of one purchase order in two processes: one send at a time; the second waits, then goes (architecture 4)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit.models import Document
from navcleo.workflows import processing
from tests.stories.faults.world import FAULTS, FaultWorld, assert_linked_without_help
from tests.stories.killing import NEVER, Child, work_until, work_until_killed
from tests.stories.world import JsonObject, quarantined

pytestmark = pytest.mark.django_db(transaction=True)
POST = {"system": "nav", "method": "POST", "path": "receiveAndInvoice"}


def notice_of(world: FaultWorld, order: str, quantity: int) -> Document:
    lines = [{"line_number": "10000", "quantity": quantity}]
    return world.deliver("856", work=False, order_number=order, lines=lines)


def posted(world: FaultWorld, order: str) -> list[Decimal]:
    """The quantities of the receipts of an order, in the sandbox's books."""
    ids = [receipt["id"] for receipt in world.receipts(order)]
    lines = [
        line for nav_id in ids for line in world.sandbox.books("purchaseReceiptLines", documentId=nav_id)
    ]
    return sorted(Decimal(str(line["quantity"])) for line in lines)


def calls_on(world: FaultWorld) -> list[JsonObject]:
    """The calls so far that change something in NAV."""
    log = world.sandbox.control("GET", "requests")
    rows = log["requests"] if isinstance(log, dict) else log
    return [row for row in rows if row["system"] == "nav" and row["method"] != "GET"]


@pytest.mark.parametrize(
    "place", ["before step quantities", "after PATCH", "after step called", "after POST"]
)
def test_the_second_notice_waits_while_the_first_is_in_the_middle_and_then_goes(
    world: FaultWorld, place: str
) -> None:
    order = world.order(10)
    first, second = notice_of(world, order, 4), notice_of(world, order, 3)
    with work_until(first, place) as child:
        assert place in child.heard()
        calls = len(calls_on(world))
        processing.work_off(world.connection.pk, include_retries=True)
        second.refresh_from_db()
        assert (second.waiting_for, second.attempts.count()) == ("retry", 0)
        assert f"order:{order} is being worked on by another document" in second.last_error
        assert len(calls_on(world)) == calls
        child.go()
        assert child.end().code == 0
    first.refresh_from_db()
    world.finish(second)
    for notice in (first, second):
        assert_linked_without_help(world, notice)
    assert posted(world, order) == [Decimal(3), Decimal(4)]


@pytest.mark.parametrize("place", ["before step quantities", "after step called", "after POST"])
@pytest.mark.parametrize("purpose", ["05", "01"])
def test_a_notice_that_takes_the_place_of_one_being_sent_waits_and_books_nothing_beside_it(
    world: FaultWorld, place: str, purpose: str
) -> None:
    order = world.order(10)
    first = notice_of(world, order, 4)
    with work_until(first, place) as child:
        assert place in child.heard()
        lines = [{"line_number": "10000", "quantity": 3}]
        second = world.deliver(
            "856", work=False, order_number=order, lines=lines, number=first.number, purpose=purpose
        )
        processing.work_off(world.connection.pk, include_retries=True)
        second.refresh_from_db()
        assert (second.waiting_for, second.attempts.count()) == ("retry", 0)
        child.go()
        assert child.end().code == 0
    first.refresh_from_db()
    assert_linked_without_help(world, first)
    world.finish(second)
    assert quarantined(second) == "already_received"
    assert posted(world, order) == [Decimal(4)]


def test_an_invoice_waits_for_a_receipt_on_the_same_order(world: FaultWorld) -> None:
    order = world.order(10)
    world.sandbox.post_by_hand(order, {"10000": 2})
    notice = notice_of(world, order, 4)
    lines = [{"line_number": "10000", "quantity": 2}]
    invoice = world.deliver("810", work=False, order_number=order, lines=lines)
    with work_until(notice, "after step called") as child:
        child.heard()
        processing.work_off(world.connection.pk, include_retries=True)
        invoice.refresh_from_db()
        assert (invoice.waiting_for, invoice.attempts.count()) == ("retry", 0)
        child.go()
        assert child.end().code == 0
    notice.refresh_from_db()
    world.finish(invoice)
    for document in (notice, invoice):
        assert_linked_without_help(world, document)
    assert (world.received(order), world.invoiced(order)) == ([Decimal(6)], [Decimal(2)])


def test_a_key_stays_held_while_its_document_is_in_doubt(world: FaultWorld) -> None:
    order = world.order(10)
    first, second = notice_of(world, order, 4), notice_of(world, order, 3)
    world.pause(first, FAULTS["cut before"], POST)
    world.process()
    second.refresh_from_db()
    assert (second.waiting_for, second.attempts.count()) == ("retry", 0)
    world.finish(first)
    world.finish(second)
    for notice in (first, second):
        assert_linked_without_help(world, notice)
    assert posted(world, order) == [Decimal(3), Decimal(4)]


def test_a_key_of_a_killed_process_goes_to_its_document_and_not_to_the_next(world: FaultWorld) -> None:
    order = world.order(10)
    first, second = notice_of(world, order, 4), notice_of(world, order, 3)
    with work_until(first, "after PATCH") as child:
        child.heard()  # and it is killed there
    world.finish(second)
    first.refresh_from_db()
    for notice in (first, second):
        assert_linked_without_help(world, notice)
    assert posted(world, order) == [Decimal(3), Decimal(4)]


def test_one_document_is_worked_on_by_one_process(world: FaultWorld) -> None:
    order = world.order(10)
    notice = notice_of(world, order, 4)
    with work_until(notice, "after step called") as child:
        child.heard()
        worked: list[int] = []
        processing.work_off(
            world.connection.pk, include_retries=True, progress=lambda document: worked.append(document.pk)
        )
        assert notice.pk not in worked
        child.go()
        assert child.end().code == 0
    notice.refresh_from_db()
    assert_linked_without_help(world, notice)
    assert posted(world, order) == [Decimal(4)]


def test_two_processes_at_full_speed(world: FaultWorld) -> None:
    """Four notices of one order, both processes taking whatever is due."""
    order = world.order(20)
    notices = [notice_of(world, order, quantity) for quantity in (1, 2, 3, 4)]

    def work(child: Child) -> None:
        for _ in range(5):
            processing.work_off(world.connection.pk, include_retries=True)

    children = [Child(work), Child(work)]
    assert [child.end().code for child in children] == [0, 0]
    for notice in notices:
        world.finish(notice)
        assert_linked_without_help(world, notice)
    assert posted(world, order) == [Decimal(1), Decimal(2), Decimal(3), Decimal(4)]
    assert world.received(order) == [Decimal(10)]


def test_a_child_that_is_never_killed_ends_well(world: FaultWorld) -> None:
    """The harness itself: without a death nothing is left for another process."""
    notice = notice_of(world, world.order(10), 4)
    assert not work_until_killed(notice, NEVER).was_killed
    notice.refresh_from_db()
    assert_linked_without_help(world, notice)
