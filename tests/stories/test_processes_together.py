"""Several processes on one database: lanes, claims, holds, polls, control numbers (booking rules 2.3, 5.5, 6.3)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from audit import claims
from audit.models import Document, Event, Lane, NavRecord, PollRun
from tests.factories import DocumentFactory
from tests.sandbox_process import SandboxProcess
from tests.stories.children import Children
from tests.stories.outbound_world import Outbound
from tests.stories.world import why

BACKLOG = 30


@pytest.fixture
def children() -> Iterator[Children]:
    with Children() as started:
        yield started


@pytest.fixture
def live(calm: SandboxProcess, transactional_db: None) -> Outbound:
    return Outbound(calm).live()


def wait_until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


def most_at_once(world: Outbound) -> int:
    return int(world.sandbox.counters()["max_simultaneous"][f"nav:{world.connection.nav_client_id}"])


def test_six_processes_and_a_poll_work_off_a_backlog_within_five_lanes(
    live: Outbound, children: Children
) -> None:
    orders = [live.order(2) for _ in range(BACKLOG)]
    live.poll("outbound")
    live.sandbox.reset_counters()
    live.sandbox.fault("delay", system="nav", path="purchaseOrders", times=0, seconds=0.15)
    pk = live.connection.pk
    answers = children.together(*[("work", pk)] * 6, ("poll", pk, "sweep"))
    assert answers[-1]["state"] == "done"
    assert sum(answer.get("linked", 0) for answer in answers[:6]) == BACKLOG
    assert 3 <= most_at_once(live) <= 5
    assert live.sandbox.breaches() == []
    for order in orders:
        assert len(live.left(order)) == 1
    numbers = [int(document.interchange_number) for document in Document.objects.filter(kind="850")]
    assert len(set(numbers)) == BACKLOG
    assert not Lane.objects.exclude(owner="").exists()
    assert not Document.objects.exclude(claimed_by="").exists()


def test_notices_for_one_order_are_booked_one_after_the_other(live: Outbound, children: Children) -> None:
    order = live.order(10)
    for _ in range(3):
        live.put("856", order_number=order, lines=[{"line_number": "10000", "quantity": 3}])
    live.poll("inbound")
    children.together(*[("work", live.connection.pk)] * 3)
    assert [document.status for document in Document.objects.filter(kind="856")] == ["linked"] * 3, why(
        Document.objects.filter(kind="856").exclude(status="linked").first()
        or Document.objects.filter(kind="856")[0]
    )
    assert len(live.receipts(order)) == 3
    assert live.received(order) == [Decimal(9)]
    assert live.sandbox.breaches() == []


def test_one_of_two_polls_is_told_that_the_other_runs(live: Outbound, children: Children) -> None:
    order = live.order(2)
    live.sandbox.fault("delay", system="nav", path="purchaseOrders", times=0, seconds=0.4)
    answers = children.together(*[("poll", live.connection.pk, "outbound")] * 2)
    assert sorted("busy" in answer for answer in answers) == [False, True]
    assert Document.objects.filter(number=order).count() == 1


def test_two_polls_past_the_lanes_make_each_order_one_document(live: Outbound, children: Children) -> None:
    orders = [live.order(2) for _ in range(8)]
    answers = children.together(*[("collect", live.connection.pk)] * 2)
    assert sum(answer.get("taken", 0) for answer in answers) == len(orders)
    live.process()
    assert sorted(Document.objects.values_list("number", flat=True)) == sorted(orders)
    assert len(live.left()) == len(orders)


def test_a_killed_process_is_taken_over_at_once_and_a_living_one_is_not(
    live: Outbound, children: Children
) -> None:
    order = live.order(2)
    live.poll("outbound")
    [child] = children.start(("claim", live.connection.pk))
    document = Document.objects.get(number=order)
    assert child.go().answer() == {"claimed": document.pk}
    live.process()
    assert live.left(order) == []
    lane = Lane.objects.exclude(owner="").get()
    assert lane.owner == Document.objects.get(pk=document.pk).claimed_by

    child.kill(reap=False)  # a zombie lives no more than a reaped one
    wait_until(lambda: not claims.lives(lane.owner))
    live.process()
    live.one_upload(order)
    assert not Lane.objects.exclude(owner="").exists()


def test_the_lane_of_a_killed_poll_is_free_and_its_run_ends_as_failed(
    live: Outbound, children: Children
) -> None:
    order = live.order(2)
    live.sandbox.fault("delay", system="nav", path="purchaseOrders", times=1, seconds=30)
    [child] = children.start(("poll", live.connection.pk, "outbound"))
    child.go()
    wait_until(lambda: live.sandbox.faults() == [])
    child.kill()
    live.out()
    live.one_upload(order)
    assert PollRun.objects.filter(state="running").count() == 1
    claims.sweep()
    [run] = PollRun.objects.filter(state="failed")
    assert "its process ended" in run.error


@pytest.mark.django_db(transaction=True)
def test_control_numbers_of_two_processes_are_unique_and_rise(children: Children) -> None:
    answers = children.together(*[("number", "ZZ:US", "ZZ:THEM", 40)] * 2)
    for found in answers:
        assert found == sorted(found)
    both = [tuple(pair) for found in answers for pair in found]
    assert sorted(both) == [(n, n) for n in range(1, 81)]


@pytest.mark.django_db(transaction=True)
def test_worker_and_admin_do_not_lock_each_other_out(children: Children) -> None:
    document = DocumentFactory()
    answers = children.together(*[("write", document.pk, 120)] * 3)
    assert answers == [{"written": 120}] * 3
    document.refresh_from_db()
    assert document.failures == 360
    assert Event.objects.filter(action="wrote").count() == 360


def test_the_baseline_of_two_first_polls_is_one(
    calm: SandboxProcess, transactional_db: None, children: Children
) -> None:
    world = Outbound(calm)
    children.together(*[("collect", world.connection.pk)] * 2)
    assert not Document.objects.exists()
    records = NavRecord.objects.filter(entity="purchaseOrders")
    assert records.count() == len(world.sandbox.books("purchaseOrders"))
