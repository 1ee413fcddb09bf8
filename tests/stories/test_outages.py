"""NAV or Cleo down, slow, throttling, logged out, answering HTML: everything goes on by itself, nothing twice, nothing lost."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Document, Payload
from audit.statuses import Status
from connectors.models import PollPlan
from navcleo.admin import attention
from navcleo.workflows import processing
from tests.factories import UserFactory
from tests.stories.world import World, quarantined, status, why

_people = count(1)
NAV_TROUBLE = [
    ("down", {"kind": "refuse"}),
    ("slow", {"kind": "delay", "seconds": 0.3}),
    ("throttling", {"kind": "throttle", "retry_after": 1}),
    ("throttling without a time", {"kind": "throttle"}),
    ("unavailable", {"kind": "status_before", "status": 503}),
    ("broken", {"kind": "status_before", "status": 500}),
    ("logged out", {"kind": "unauthorized"}),
    ("answering HTML", {"kind": "html"}),
    ("answering nonsense", {"kind": "garbage"}),
]


@pytest.mark.parametrize("fault", [row[1] for row in NAV_TROUBLE], ids=[row[0] for row in NAV_TROUBLE])
def test_a_notice_is_booked_once_when_nav_is_back(world: World, fault: dict[str, Any]) -> None:
    order = world.order(10)
    document = world.deliver("856", order_number=order, work=False)
    world.sandbox.fault(**fault, system="nav", method="GET", path="purchaseOrders", times=3)
    world.process()
    assert quarantined(document) == "", why(document)
    assert document.quarantines.count() == 0
    world.sandbox.clear_faults()
    world.settle(world.idle)
    assert status(document) == "linked", why(document)
    assert world.received(order) == [Decimal(10)]
    assert len(world.receipts(order)) == 1


def test_a_nav_that_is_away_is_said_on_the_row_and_tried_later(world: World) -> None:
    document = world.deliver("856", order_number=world.order(10), work=False)
    world.sandbox.fault("refuse", system="nav", times=0)
    world.process()
    document.refresh_from_db()
    assert status(document) in {"received", "parsed"}
    assert (document.waiting_for, document.failures) == ("retry", 1)
    assert document.not_before > timezone.now()
    assert document.last_error
    processing.work_off(world.connection.pk)  # not due yet
    document.refresh_from_db()
    assert document.failures == 1


@pytest.mark.parametrize("failures", [0, 3, 30])
def test_waits_double_and_end_at_an_hour(failures: int) -> None:
    assert 0 < processing.back_off(failures).total_seconds() <= processing.LONGEST_WAIT


def test_a_lost_answer_does_not_book_a_receipt_twice(world: World) -> None:
    order = world.order(10)
    world.sandbox.fault("cut_after", system="nav", method="POST", path="receiveAndInvoice")
    document = world.deliver("856", order_number=order)
    world.settle(world.idle)
    assert status(document) == "linked", why(document)
    assert len(world.receipts(order)) == 1


CLEO_TROUBLE = [
    ("down", {"kind": "refuse"}),
    ("throttling", {"kind": "throttle"}),
    ("unavailable", {"kind": "status_before", "status": 503}),
    ("answering HTML", {"kind": "html"}),
    ("answering nonsense", {"kind": "garbage"}),
    ("cut", {"kind": "cut_during"}),
]


@pytest.mark.parametrize("fault", [row[1] for row in CLEO_TROUBLE], ids=[row[0] for row in CLEO_TROUBLE])
@pytest.mark.parametrize(
    "path", ["download$", r"download/.*|download.*content|\.edi"], ids=["listing", "download"]
)
def test_a_file_at_cleo_is_taken_once_when_cleo_is_back(
    world: World, fault: dict[str, Any], path: str
) -> None:
    order = world.order(10)
    name = world.put("856", order_number=order, name=f"{fault['kind']}.edi")
    world.sandbox.fault(**fault, system="cleo", method="GET", path=path, times=0)
    assert world.failing_poll()
    assert not Payload.objects.filter(name=name).exists()
    assert len(world.sandbox.books("cleo_files", name=name, folder="download")) == 1
    world.sandbox.clear_faults()
    world.poll()
    world.process()
    assert status(world.document(name)) == "linked", why(world.document(name))
    assert Payload.objects.filter(name=name).count() == 1


def test_a_cleo_that_logged_us_out_is_logged_in_to_again(world: World) -> None:
    world.poll()
    order = world.order(10)
    name = world.put("856", order_number=order)
    world.sandbox.control("POST", "cleo/revoke")
    world.poll()
    world.process()
    assert status(world.document(name)) == "linked"


def test_a_nav_that_logged_us_out_is_logged_in_to_again(world: World) -> None:
    document = world.deliver("856", order_number=world.order(10), work=False)
    world.sandbox.control("POST", "tokens/revoke")
    world.process()
    assert status(document) == "linked", why(document)


def test_a_refused_login_at_nav_keeps_every_document_and_stops_trying(world: World) -> None:
    document = world.deliver("856", order_number=world.order(10), work=False)
    world.sandbox.switch(client_secret_expired=True)
    world.sandbox.control("POST", "tokens/revoke")
    world.process()
    asked = world.sandbox.counters()["token_requests"]["nav"]
    world.process()
    assert status(document) in {"received", "parsed"}
    assert world.sandbox.counters()["token_requests"]["nav"] == asked
    world.connection.refresh_from_db()
    assert world.connection.nav_login_refused_at is not None


def test_a_backlog_that_came_during_an_outage_is_worked_off(world: World) -> None:
    orders = [world.order(10) for _ in range(4)]
    world.sandbox.fault("refuse", system="nav", times=0)
    for order in orders:
        world.put("856", order_number=order)
    world.poll()
    world.process()
    world.sandbox.clear_faults()
    world.settle(world.idle)
    documents = Document.objects.filter(direction="inbound", kind="856")
    assert {document.status for document in documents} == {Status.LINKED}
    assert all(world.received(order) == [Decimal(10)] for order in orders)
    assert world.booked()["receipts"] == 4


def test_cleo_refuses_an_upload_for_good(world: World) -> None:
    world.sandbox.control("PUT", "cleo", {"disallowed_types": ["*.edi"]})
    try:
        world.deliver("856", order_number=world.order(10))
        answer = Document.objects.get(direction="outbound", kind="997")
        assert quarantined(answer) == "cleo_refused", why(answer)
    finally:
        world.sandbox.control("PUT", "cleo", {"disallowed_types": ["*.exe"]})


def test_reads_answered_with_web_pages_for_ever_are_told_to_a_person_and_go_on_when_it_is_over(
    world: World,
) -> None:
    order = world.order(10)
    document = world.deliver("856", order_number=order, work=False)
    Document.objects.filter(pk=document.pk).update(received_at=timezone.now() - attention.TRIED_FOR)
    world.sandbox.fault("html", system="nav", method="GET", times=0)
    for _ in range(attention.TRIES):
        assert "Tried again and again" not in titles()
        world.process()
    assert (status(document), quarantined(document)) == ("parsed", "")
    [row] = cards()["Tried again and again"].rows
    assert row.text.startswith("Sandbox: ")
    assert row.count == 1
    failure = world.failing_poll("sync")
    PollPlan.objects.filter(poll="sync").update(last_error=failure)
    assert "press test connection" in cards()["Polls that failed or are late"].advice
    world.sandbox.clear_faults()
    world.settle(world.idle)
    assert status(document) == "linked", why(document)
    assert "Tried again and again" not in titles()


def cards() -> dict[str, attention.Card]:
    """What the first page shows to a person who may see everything."""
    found = attention.overview(UserFactory(username=f"person-{next(_people)}", group="", is_superuser=True))[
        "cards"
    ]
    return {card.title: card for card in found}


def titles() -> set[str]:
    return set(cards())
