"""Purchase orders leave NAV as 850: nothing old, each exactly once, never a second time (booking rules 2, 5.1, 5.2)."""

from __future__ import annotations

import datetime as dt

import pytest

from audit import replay
from audit.models import Document
from edi import reading
from navcleo.workflows import outbound, previews
from tests.sandbox_process import SandboxProcess
from tests.stories.outbound_world import Outbound
from tests.stories.world import quarantined, status

COVERS = [
    "navcleo.workflows.outbound",
    "navcleo.workflows.orders_out",
    "navcleo.workflows.freezing",
    "navcleo.workflows.previews",
]
TODAY = dt.datetime.now(dt.UTC).date()


@pytest.fixture
def world(calm: SandboxProcess, transactional_db: None) -> Outbound:
    """Not polled yet."""
    return Outbound(calm)


@pytest.fixture
def live(world: Outbound) -> Outbound:
    """After its first poll."""
    return world.live()


# -- the baseline


def test_going_live_sends_nothing_that_is_there(world: Outbound) -> None:
    order = world.order(10, order_date=TODAY.isoformat())
    counts = world.out()
    assert counts["baseline"] >= 1
    assert world.left() == []
    assert world.record(order).state == "baseline"
    assert not Document.objects.filter(direction="outbound").exists()


def test_send_from_lets_newer_orders_leave_at_the_first_poll(world: Outbound) -> None:
    world.change(send_from=TODAY)
    old = world.order(10, order_date=(TODAY - dt.timedelta(days=1)).isoformat())
    new = world.order(10, order_date=TODAY.isoformat())
    world.out()
    assert world.left(old) == []
    world.one_upload(new)


def test_a_draft_of_before_goes_when_it_is_released(world: Outbound) -> None:
    order = world.order(10, status="Draft", order_date="2020-01-01")
    world.live()
    assert world.record(order).state == "draft"
    world.sandbox.release(order)
    world.out()
    world.one_upload(order)


def test_no_later_edit_lifts_an_old_order_out_of_the_baseline(world: Outbound) -> None:
    order = world.order(10)
    world.live()
    world.edit(order, quantity=11)
    world.out()
    world.sandbox.change_order(order, status="Draft")
    world.out()
    world.poll("sweep")
    world.edit(order, quantity=12)
    world.sandbox.release(order)
    world.out()
    world.poll("sweep")
    world.process()
    assert world.left(order) == []
    assert world.record(order).state == "baseline"


def test_a_person_releases_an_old_order_and_the_next_poll_takes_it(world: Outbound) -> None:
    order = world.order(10)
    world.change(overlap_minutes=0)
    world.live()
    outbound.release_from_baseline(world.record(order), "manager", "the supplier never got it")
    [row] = [row for row in previews.preview(world.connection) if row["number"] == order]
    assert row["state"] == "would_send"
    world.out()
    world.out()
    world.one_upload(order)
    assert world.sent(order).nav_source["number"] == order
    with pytest.raises(replay.Refused, match="became a document"):
        outbound.release_from_baseline(world.record(order), "manager", "again")


def test_a_preview_tells_every_state_and_writes_nothing(live: Outbound) -> None:
    new, draft, sent = live.order(1), live.order(1, status="Draft"), live.order(1, vendor="V10001")
    undecided = live.order(1, vendor="V10010")
    rows = {row["number"]: row["state"] for row in previews.preview(live.connection)}
    assert (rows[new], rows[draft], rows[undecided]) == ("would_send", "draft", "undecided")
    assert rows["106001"] == "baseline"
    assert not Document.objects.exists()
    live.out()
    live.edit(sent, quantity=2)
    rows = {row["number"]: row["state"] for row in previews.preview(live.connection)}
    assert (rows[new], rows[sent]) == ("sent", "changed")


# -- each order once


def test_an_order_leaves_once_through_polls_overlap_and_sweeps(live: Outbound) -> None:
    order = live.order(10, 4)
    assert live.out()["taken"] == 1
    for poll in ("outbound", "sweep", "outbound", "sweep"):
        assert live.poll(poll).get("taken", 0) == 0
        live.process()
    live.one_upload(order)
    assert live.sandbox.breaches() == []


def test_the_850_says_what_the_order_says_and_its_numbers_rise(live: Outbound) -> None:
    orders = [live.order(10, 4, cost="3.25") for _ in range(3)]
    live.out()
    seen = []
    for order in orders:
        upload = live.one_upload(order)
        [part] = reading.read(upload["text"].encode()).sets
        document = part.document
        assert document is not None
        assert (document.kind, document.number) == ("850", order)
        assert [(line.line_number, line.quantity, str(line.price)) for line in document.lines] == [
            ("10000", 10, "3.25"),
            ("20000", 4, "3.25"),
        ]
        assert (part.sender, part.is_test) == (("ZZ", "CRONUSFOODS"), False)
        row = live.sent(order)
        seen.append((int(row.interchange_number), int(row.group_number)))
    assert len(set(seen)) == len(seen)
    assert seen == sorted(seen)


@pytest.mark.parametrize("has_job", [True, False], ids=["job id", "no job id"])
def test_the_cleo_transmission_id_is_kept_or_the_file_name(live: Outbound, has_job: bool) -> None:
    live.sandbox.switch(job_id_in_upload_answer=has_job)
    order = live.order(10)
    live.out()
    upload = live.one_upload(order)
    document = live.sent(order)
    assert document.cleo_file_name == upload["name"]
    job = live.sandbox.books("uploads", name=upload["name"])[0]["job_id"]
    assert document.cleo_transmission_id == (str(job) if has_job else upload["name"])


def test_an_order_taken_back_before_it_was_sent_leaves_when_it_is_released_again(live: Outbound) -> None:
    order = live.order(10)
    live.poll("outbound")
    live.sandbox.change_order(order, status="Draft")
    live.process()
    document = Document.objects.get(number=order)
    assert status(document) == "discarded"
    assert live.left(order) == []
    live.edit(order, quantity=7)
    live.sandbox.release(order)
    live.out()
    assert "*7*" in live.one_upload(order)["text"]


def test_an_order_deleted_before_it_was_sent_is_not_sent(live: Outbound) -> None:
    order = live.order(10)
    live.poll("outbound")
    live.sandbox.control("DELETE", f"orders/{order}")
    live.process()
    assert quarantined(Document.objects.get(number=order)) == "order_closed"
    assert live.left(order) == []


# -- changes


def test_a_changed_order_is_held_once_and_no_replay_sends_it(live: Outbound) -> None:
    order = live.order(10)
    live.out()
    live.edit(order, quantity=12)
    for poll in ("outbound", "sweep", "outbound"):
        live.poll(poll)
        live.process()
    [held] = Document.objects.filter(number=order, status="quarantined")
    assert quarantined(held) == "order_changed"
    replay.replay(held, actor="clerk", reason="try")
    live.process()
    assert quarantined(held) == "order_changed"
    live.one_upload(order)


def test_a_change_that_a_person_has_settled_is_not_held_again_but_the_next_change_is(live: Outbound) -> None:
    order = live.order(10)
    live.out()
    live.edit(order, quantity=12)
    live.out()
    held = Document.objects.get(number=order, status="quarantined")
    replay.discard(held, actor="clerk", reason="told the supplier by telephone")
    assert live.record(order).state == "taken"
    for poll in ("outbound", "sweep"):
        live.poll(poll)
        assert (live.record(order).state, live.record(order).note) == (
            "taken",
            "changed since it was sent; settled by a person",
        )
    assert not Document.objects.filter(number=order, status="quarantined").exists()
    live.edit(order, quantity=13)
    live.out()
    again = Document.objects.get(number=order, status="quarantined")
    live.edit(order, quantity=14)
    live.out()
    again.refresh_from_db()
    assert again.revisions.count() == 2
    assert Document.objects.filter(number=order).count() == 3
    live.one_upload(order)


def test_a_receipt_on_an_order_is_no_change(live: Outbound) -> None:
    order = live.order(10)
    live.out()
    live.sandbox.post_by_hand(order, {"10000": 4})
    live.out()
    live.poll("sweep")
    assert Document.objects.filter(number=order).count() == 1


def test_an_order_changed_while_it_waits_leaves_as_it_is_now(live: Outbound) -> None:
    order = live.order(10)
    live.poll("outbound")
    live.edit(order, quantity=8)
    live.process()
    live.out()
    assert "*8*" in live.one_upload(order)["text"]
    assert Document.objects.filter(number=order).count() == 1


# -- rejected


def test_after_a_rejection_it_is_sent_anew_with_new_numbers_and_names_the_old_one(live: Outbound) -> None:
    order = live.order(10)
    live.out()
    first = live.sent(order)
    live.deliver("997", upload=first.cleo_file_name, status="R")
    assert quarantined(first) == "rejected_by_partner"
    assert status(first) == "linked"
    new = replay.send_anew(first, actor="manager", reason="the partner has mended its map")
    live.process()
    new.refresh_from_db()
    assert (new.status, new.answers_id) == ("linked", first.pk)
    assert int(new.interchange_number) > int(first.interchange_number)
    assert len(live.left(order)) == 2
    assert quarantined(first) == ""
    with pytest.raises(replay.Refused, match="anew already"):
        replay.send_anew(first, actor="manager", reason="once more")
    live.out()
    live.poll("sweep")
    assert len(live.left(order)) == 2
