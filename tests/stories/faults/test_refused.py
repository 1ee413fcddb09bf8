"""A refusal, and a recovery that ends in one, leave NAV as it was found (booking rule 1.3)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from audit import replay
from audit.models import Document
from tests.stories.faults.world import FAULTS, FaultWorld, JsonObject, assert_linked_without_help, times_of
from tests.stories.world import days_ago, quarantined, why

pytestmark = pytest.mark.django_db(transaction=True)
POST = {"system": "nav", "method": "POST", "path": "receiveAndInvoice"}
GOODS, ACCRUAL = "50100", "20300"


@pytest.fixture(scope="module")
def connection_fields() -> JsonObject:
    return {"goods_account": GOODS, "accrual_account": ACCRUAL}


def notice_of(world: FaultWorld, order: str) -> Document:
    return world.deliver(
        "856", work=False, order_number=order, lines=[{"line_number": "10000", "quantity": 4}]
    )


def invoice_of(world: FaultWorld, order: str) -> Document:
    world.sandbox.post_by_hand(order, {"10000": 4})
    lines = [{"line_number": "10000", "quantity": 3}]
    return world.deliver("810", work=False, order_number=order, lines=lines, invoice_on=days_ago(300))


def found(world: FaultWorld, order: str) -> tuple[Any, ...]:
    """What a clerk sees of an order: quantities to receive and to invoice, and the header."""
    return world.quantities(order), world.header(order), world.dates(order)


def close_the_books(world: FaultWorld) -> None:
    world.sandbox.switch(allow_posting_to="2020-01-31")


MAKERS: dict[str, Callable[[FaultWorld, str], Document]] = {"receipt": notice_of, "invoice": invoice_of}


def prepared(world: FaultWorld, make: Callable[[FaultWorld, str], Document]) -> tuple[str, Document]:
    """An order whose header bears numbers and a date of somebody else, and a document for it."""
    order = world.order(10, 5)
    document = make(world, order)
    world.sandbox.change_order(
        order,
        vendorShipmentNo="THEIRS-1",
        vendorInvoiceNo="THEIRS-2",
        posting_date="2025-12-31",
        order_date="2025-11-30",
        dueDate="2026-06-30",
    )
    return order, document


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_a_closed_period_leaves_the_order_as_found_and_a_replay_books_it(
    world: FaultWorld, make: Callable[[FaultWorld, str], Document]
) -> None:
    order, document = prepared(world, make)
    before = found(world, order)
    close_the_books(world)
    world.finish(document)
    assert quarantined(document) == "period_closed", why(document)
    assert found(world, order) == before
    world.sandbox.switch(allow_posting_to=None)
    replay.replay(document, actor="person", reason="the period is open again")
    world.finish(document)
    assert document.status == "linked", why(document)
    assert world.sandbox.breaches() == []


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("name", ["cut before", "late", "503 before"])
def test_a_lost_answer_and_then_a_refusal(
    world: FaultWorld, make: Callable[[FaultWorld, str], Document], name: str
) -> None:
    """The effect that was in doubt did not happen (or is refused when it lands): nothing of ours is left on the order."""
    order, document = prepared(world, make)
    before = found(world, order)
    with times_of(FAULTS[name]):
        world.strike(FAULTS[name], POST)
        close_the_books(world)
        world.finish(document)
    assert quarantined(document) == "period_closed", why(document)
    assert found(world, order) == before


def test_without_page_services_the_dates_are_put_back(world: FaultWorld) -> None:
    """All but a due date that somebody typed: API v2.0 does not show it. Here it is what the terms say."""
    order, document = prepared(world, notice_of)
    world.sandbox.change_order(order, order_date="2025-11-30")
    world.sandbox.switch(pages_published=False)
    world.change(nav_pages_url="")
    before = found(world, order)
    close_the_books(world)
    world.finish(document)
    assert quarantined(document) == "period_closed", why(document)
    assert found(world, order) == before


def test_what_a_person_set_between_our_call_and_the_refusal_stays(world: FaultWorld) -> None:
    order, notice = prepared(world, notice_of)
    world.pause(notice, FAULTS["cut before"], POST)
    world.sandbox.change_order(order, vendorShipmentNo="TYPED")
    world.sandbox.put(
        "purchaseOrderLines",
        world.sandbox.order_lines(order)[0]["id"],
        {"receiveQuantity": 2, "invoiceQuantity": 1},
    )
    close_the_books(world)
    world.finish(notice)
    assert quarantined(notice) == "period_closed", why(notice)
    assert world.quantities(order) == [(Decimal(2), Decimal(1)), (Decimal(5), Decimal(5))]
    assert world.header(order) == ("TYPED", "THEIRS-2", "2025-12-31")


def test_a_vendor_that_was_blocked_meanwhile(world: FaultWorld) -> None:
    order, notice = prepared(world, notice_of)
    before = found(world, order)
    [vendor] = world.sandbox.books("vendors", number="V10000")
    world.sandbox.put("vendors", vendor["id"], {"blocked": "All"})
    try:
        world.finish(notice)
    finally:
        world.sandbox.put("vendors", vendor["id"], {"blocked": " "})
    assert quarantined(notice) == "vendor_blocked", why(notice)
    assert found(world, order) == before


def test_a_refused_journal_leaves_no_line(world: FaultWorld) -> None:
    world.change(receipt_route="journal")
    notice = notice_of(world, world.order(10))
    close_the_books(world)
    world.finish(notice)
    assert quarantined(notice) == "period_closed", why(notice)
    assert world.sandbox.books("journalLines", journalDisplayName="EDIWH01") == []


def test_an_order_deleted_between_our_calls_is_no_doubt(world: FaultWorld) -> None:
    order, notice = prepared(world, notice_of)
    world.pause(notice, FAULTS["cut before"], POST)
    world.sandbox.control("DELETE", f"orders/{order}")
    world.finish(notice)
    assert quarantined(notice) in {"order_closed", "order_not_found"}, why(notice)
    assert world.receipts(order) == []


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_posting_by_job_queue_is_told_and_never_tried_twice(
    world: FaultWorld, make: Callable[[FaultWorld, str], Document]
) -> None:
    """NAV says that it took the call, and may still do it hours later: only a person can tell."""
    _, document = prepared(world, make)
    world.sandbox.switch(post_with_job_queue=True)
    with times_of(FAULTS["cut before"]):
        world.finish(document)
    assert quarantined(document) == "outcome_unknown", why(document)
    assert "job queue" in document.last_error
    assert document.attempts.count() == 1


def test_answered_as_not_done_the_order_is_put_back_before_the_next_try(world: FaultWorld) -> None:
    order, notice = prepared(world, notice_of)
    before = found(world, order)
    world.sandbox.switch(post_with_job_queue=True)
    with times_of(FAULTS["cut before"]):
        world.finish(notice)
    assert found(world, order) != before
    world.sandbox.switch(post_with_job_queue=False)
    close_the_books(world)
    replay.answer_outcome(notice.attempts.get(), done=False, actor="person", reason="the job was deleted")
    world.finish(notice)
    assert quarantined(notice) == "period_closed", why(notice)
    assert found(world, order) == before
    world.sandbox.switch(allow_posting_to=None)
    replay.replay(notice, actor="person", reason="open again")
    world.finish(notice)
    assert notice.status == "linked", why(notice)
    assert len(world.receipts(order)) == 1


def test_a_receipt_typed_by_hand_is_for_a_person_and_an_approval_books_ours(world: FaultWorld) -> None:
    order = world.order(10, 5)
    notice = notice_of(world, order)
    world.sandbox.post_by_hand(order, {"10000": 4})
    world.finish(notice)
    assert quarantined(notice) == "maybe_received_by_hand"
    replay.approve(notice, code="maybe_received_by_hand", actor="manager", reason="that was another lorry")
    world.finish(notice)
    assert notice.status == "linked", why(notice)
    assert world.received(order) == [Decimal(8), Decimal(0)]


def test_a_receipt_of_ours_from_an_earlier_life_is_found_by_its_reference(world: FaultWorld) -> None:
    """A database restored from a backup: the notice comes again, NAV has the receipt already."""
    order = world.order(10, 5)
    first = notice_of(world, order)
    world.finish(first)
    assert_linked_without_help(world, first)
    attempt = first.attempts.get()
    first.traced_goods.all()._raw_delete("default")
    first.links.all().delete()
    attempt.delete()
    Document.objects.filter(pk=first.pk).update(status="received", finished_at=None)
    world.finish(first)
    assert_linked_without_help(world, first)
    assert len(world.receipts(order)) == 1
    assert first.attempts.get().answer["how"] == "found under our own reference"
