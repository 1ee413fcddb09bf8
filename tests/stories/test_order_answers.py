"""855 and 865 in: the supplier's word is held against what was sent, shown beside it, and never changes NAV's order."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from audit import replay
from audit.models import Document
from navcleo.workflows import order_answers
from tests.sandbox_process import SandboxProcess
from tests.stories.outbound_world import Outbound
from tests.stories.world import quarantined, status, why

COVERS = [
    "navcleo.workflows.order_answers",
    "navcleo.workflows.answer_words",
    "navcleo.workflows.sent_orders",
]


@pytest.fixture
def world(calm: SandboxProcess, transactional_db: None) -> Outbound:
    """After its first poll, with a supplier that answers orders."""
    live = Outbound(calm).live()
    partner = live.partner()
    partner.sends_855, partner.answer_hours = True, 48
    partner.save()
    return live


@pytest.fixture
def order(world: Outbound) -> str:
    """An order of 10 and 4 cases at 10.00 that has left."""
    number = world.order(10, 4)
    world.out()
    return number


def sent(world: Outbound, order: str) -> Document:
    return world.sent(order)


def answer(world: Outbound, order: str, **options: Any) -> Document:
    return world.deliver("855", order_number=order, **options)


def test_an_order_that_left_waits_for_its_answer_and_one_accepted_as_sent_has_it(
    world: Outbound, order: str
) -> None:
    waiting = sent(world, order)
    assert waiting.answer == "expected"
    assert waiting.answer_due_at - timezone.now() > dt.timedelta(hours=47)
    received = answer(world, order)
    assert status(received) == "linked", why(received)
    assert (received.answers, received.order_numbers) == (waiting, order)
    waiting.refresh_from_db()
    assert (waiting.answer, waiting.answer_due_at) == ("accepted", None)
    assert quarantined(received) == ""


def test_what_differs_waits_for_a_person_with_words_and_money_and_nav_stays_as_it_was(
    world: Outbound, order: str
) -> None:
    before = world.sandbox.order_lines(order)
    received = answer(world, order, counter=True)
    assert quarantined(received) == "answer_differs", why(received)
    row = received.quarantines.get()
    # 6 of 10 at 10.10 instead of 10.00
    assert Decimal(row.details["difference"]) == Decimal("-39.40")
    assert "10.10 is asked, 10.00 was ordered" in row.reason
    [shown] = received.proposal["targets"]
    first, second = shown["lines"]
    assert (first["ordered"], first["confirmed"], first["price"], first["asked"]) == (
        "10 CA",
        "6",
        "10.00",
        "10.10",
    )
    assert second["what differs"] == ""
    document = sent(world, order)
    assert document.answer == "changed"
    assert "line 10000" in document.answer_text
    assert world.sandbox.order_lines(order) == before
    assert world.booked() == {}


def test_a_manager_accepts_what_differs(world: Outbound, order: str) -> None:
    received = answer(world, order, counter=True)
    replay.approve(received, code="answer_differs", actor="manager", reason="agreed by phone")
    world.process()
    assert status(received) == "linked", why(received)
    document = sent(world, order)
    assert document.answer == "changed"
    assert "Approved by a manager." in document.answer_text


def test_a_later_answer_for_the_same_lines_settles_the_earlier_one(world: Outbound, order: str) -> None:
    first = answer(world, order, counter=True)
    second = answer(world, order)
    assert (status(first), status(second)) == ("discarded", "linked")
    assert sent(world, order).answer == "accepted"
    # the older one, replayed by a person, does not overwrite the newer one
    replay.replay(first, actor="clerk", reason="look again")
    world.process()
    assert sent(world, order).answer == "accepted"


def test_the_same_answer_again_is_a_duplicate(world: Outbound, order: str) -> None:
    first, again = answer(world, order), answer(world, order)
    assert (status(first), status(again)) == ("linked", "discarded")
    assert again.twin == first


def test_an_order_that_is_rejected_says_so(world: Outbound, order: str) -> None:
    received = answer(world, order, type="RJ")
    assert quarantined(received) == "answer_differs"
    assert Decimal(received.quarantines.get().details["difference"]) == Decimal(-140)
    assert sent(world, order).answer == "rejected"


def test_an_answer_to_an_order_that_was_not_sent_is_stopped_by_name(world: Outbound) -> None:
    order = world.order(3)  # in NAV, never sent
    assert quarantined(answer(world, order)) == "order_not_found"


def test_an_answer_of_another_partner_says_nothing_of_our_order(world: Outbound, order: str) -> None:
    received = answer(world, order, vendor_number="V10001")
    assert quarantined(received) == "not_your_order"
    assert sent(world, order).answer == "expected"


def test_an_answer_proves_that_an_upload_in_doubt_arrived(world: Outbound, calm: SandboxProcess) -> None:
    order = world.order(10)
    calm.switch(consume_after_seconds=0)
    calm.fault("cut_after", system="cleo", path=f"_850_{order}_")
    world.out()
    document = Document.objects.get(direction="outbound", kind="850", number=order)
    world.settle(lambda: status(document) == "quarantined")
    assert quarantined(document) == "outcome_unknown"
    received = answer(world, order)
    world.process()
    assert (status(document), status(received)) == ("linked", "linked"), why(document)
    document.refresh_from_db()
    assert document.answer == "accepted"


def test_an_order_without_an_answer_is_overdue_and_a_late_one_still_counts(
    world: Outbound, order: str
) -> None:
    assert order_answers.mark_overdue() == 0
    Document.objects.filter(number=order, kind="850").update(answer_due_at=timezone.now())
    assert order_answers.mark_overdue() == 1
    assert sent(world, order).answer == "overdue"
    answer(world, order)
    assert sent(world, order).answer == "accepted"


def test_a_change_that_the_supplier_asks_for_waits_for_a_person(world: Outbound, order: str) -> None:
    lines = [{"line_number": "10000", "change": "PC", "quantity": "10", "unit": "CA", "price": "11"}]
    received = world.deliver("865", vendor_number="V10000", order_number=order, lines=lines, type="AC")
    assert quarantined(received) == "answer_differs", why(received)
    assert Decimal(received.quarantines.get().details["difference"]) == Decimal(10)
    assert received.answers == sent(world, order)


def test_a_supplier_of_the_sandbox_answers_by_itself(world: Outbound, calm: SandboxProcess) -> None:
    calm.suppliers(V10000={"behaviour": "good", "delay_seconds": 0})
    calm.switch(supplier_answers="changed")
    order = world.order(10)
    world.out()
    calm.tick()
    world.poll()
    world.process()
    received = Document.objects.get(direction="inbound", kind="855", order_numbers=order)
    assert quarantined(received) == "answer_differs"
    assert sent(world, order).answer == "changed"
