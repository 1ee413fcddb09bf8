"""What is in doubt stays decidable: a cause found meanwhile, a key held for days, a database that is away for a moment."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from audit import recording, replay
from audit.models import Document
from audit.statuses import Verdict
from edi.models import TradingPartner
from navcleo.workflows.processing import LONGEST_HELD
from tests.stories.world import World, quarantined, status, why

COVERS = ["navcleo.workflows.unsettled", "navcleo.workflows.failures", "navcleo.workflows.processing"]
POST: dict[str, Any] = {"system": "nav", "method": "POST", "path": "receiveAndInvoice"}


@pytest.fixture(autouse=True)
def _settle(settings: Any) -> None:
    """NAV's settle time, short enough to be waited for."""
    settings.NAV_SETTLE_SECONDS = 0.3


def notice_of(world: World, order: str, quantity: int, *, work: bool = True) -> Document:
    lines = [{"line_number": "10000", "quantity": quantity}]
    return world.deliver("856", work=work, order_number=order, lines=lines)


def switch_partner(world: World, *, on: bool) -> None:
    TradingPartner.objects.filter(pk=world.partner().pk).update(is_active=on)


def verdicts(document: Document) -> list[tuple[str, str]]:
    return list(document.attempts.order_by("id").values_list("target", "verdict"))


def quantities(world: World, order: str) -> list[tuple[Decimal, Decimal]]:
    """What each line of an order is about to receive and to invoice."""
    return [
        (Decimal(str(line["receiveQuantity"])), Decimal(str(line["invoiceQuantity"])))
        for line in world.sandbox.order_lines(order)
    ]


def until_quarantined(world: World, document: Document) -> str:
    """Work until a person is asked; returns the code."""
    world.settle(lambda: status(document) == "quarantined")
    return quarantined(document)


# -- 1: a cause found while an attempt is open


@pytest.mark.parametrize(
    ("kind", "parameters", "verdict"),
    [("cut_before", {}, Verdict.REFUSED), ("late", {"seconds": 0.1}, Verdict.DONE)],
    ids=["it never arrived", "it arrived late"],
)
def test_a_receipt_in_doubt_is_decided_though_its_partner_is_switched_off(
    world: World, kind: str, parameters: dict[str, Any], verdict: str
) -> None:
    order = world.order(10)
    untouched = quantities(world, order)
    world.sandbox.fault(kind, **POST, **parameters)
    notice = notice_of(world, order, 4)
    assert verdicts(notice) == [(f"order:{order}", "open")], why(notice)
    switch_partner(world, on=False)
    assert until_quarantined(world, notice) == "unknown_sender"
    assert verdicts(notice) == [(f"order:{order}", verdict)]
    assert verdict == Verdict.DONE or quantities(world, order) == untouched

    switch_partner(world, on=True)
    other = notice_of(world, order, 3)
    assert status(other) == "linked", why(other)  # the order is not locked
    replay.replay(notice, actor="clerk", reason="the partner is on again")
    world.process()
    assert status(notice) == "linked", why(notice)
    assert world.received(order) == [Decimal(7)]
    assert world.booked()["receipts"] == len(world.receipts(order)) == 2


def test_a_receipt_in_doubt_is_decided_before_another_order_of_its_notice_stops_it(world: World) -> None:
    first, second = world.order(10), world.order(6)
    world.sandbox.fault("cut_before", **POST)
    orders = [{"order_number": first}, {"order_number": second}]
    notice = world.deliver("856", vendor_number="V10000", orders=orders)
    assert verdicts(notice) == [(f"order:{first}", "open")], why(notice)
    world.sandbox.post_by_hand(second, {"10000": 2})  # of the six only four are left
    assert until_quarantined(world, notice) == "over_shipped"
    assert verdicts(notice) == [(f"order:{first}", "refused")]
    assert world.receipts(first) == []

    world.sandbox.change_order(second, lines=[{"sequence": 10000, "quantity": 8}])
    replay.replay(notice, actor="clerk", reason="the order was raised")
    world.process()
    assert status(notice) == "linked", why(notice)
    assert (world.received(first), world.received(second)) == ([Decimal(10)], [Decimal(8)])
    assert world.booked()["receipts"] == 3  # one of them by hand


def test_a_draft_in_doubt_is_decided_though_its_partner_is_switched_off(world: World) -> None:
    world.sandbox.switch(pages_published=False)
    world.change(nav_pages_url="")
    world.sandbox.fault("cut_before", system="nav", method="POST", path="purchaseInvoices$")
    invoice = world.deliver("810", order_number=world.order(10))
    assert verdicts(invoice) == [("invoice", "open")], why(invoice)
    switch_partner(world, on=False)
    assert until_quarantined(world, invoice) == "unknown_sender"
    assert verdicts(invoice) == [("invoice", "refused")]
    switch_partner(world, on=True)
    replay.replay(invoice, actor="clerk", reason="the partner is on again")
    world.process()
    assert status(invoice) == "linked", why(invoice)
    assert [row["status"] for row in world.invoices(invoice.number)] == ["Draft"]


def test_a_payment_posting_in_doubt_is_decided_though_its_partner_is_switched_off(world: World) -> None:
    world.change(payment_batch=f"EDI{next(world.numbers):05d}", post_payments=True)
    lines = [{"account_number": "61300", "quantity": 1, "unit_cost": 70, "tax_percent": 0}]
    world.sandbox.create_invoice(vendor_number="V10000", vendor_invoice_number="DOUBT-1", lines=lines)
    world.sandbox.fault("cut_before", system="nav", method="POST", path="journals.*post$")
    advice = world.deliver("820", vendor_number="V10000", payments=[{"number": "DOUBT-1", "amount": "70"}])
    assert verdicts(advice) == [("line:1", "done"), ("posting", "open")], why(advice)
    switch_partner(world, on=False)
    assert until_quarantined(world, advice) == "unknown_sender"
    assert verdicts(advice) == [("line:1", "done"), ("posting", "refused")]
    switch_partner(world, on=True)
    replay.replay(advice, actor="clerk", reason="the partner is on again")
    world.process()
    assert status(advice) == "linked", why(advice)
    assert world.booked()["payments"] == 1


def test_whatever_stops_a_document_with_an_open_attempt_a_person_can_answer_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.order(10)
    world.sandbox.fault("cut_before", **POST)
    notice = notice_of(world, order, 4)
    with monkeypatch.context() as broken:
        broken.setattr("navcleo.workflows.unsettled._effect", lambda work, attempt: 1 / 0)
        world.process()
        world.settle(lambda: status(notice) == "quarantined")
    assert quarantined(notice) == "unexpected"
    [attempt] = notice.attempts.all()
    assert attempt.verdict == Verdict.UNKNOWN
    replay.answer_outcome(attempt, done=False, actor="manager", reason="no receipt in NAV")
    world.process()
    assert status(notice) == "linked", why(notice)
    assert world.received(order) == [Decimal(4)]
    assert len(world.receipts(order)) == 1


# -- 9: a key held by a document that waits for a person


@pytest.mark.parametrize("kind", ["856", "810"])
def test_a_document_that_waits_for_a_held_key_comes_back_ever_less_often(world: World, kind: str) -> None:
    order = world.order(10)
    world.sandbox.post_by_hand(order, {"10000": 2})
    world.sandbox.fault("cut_before", **POST)
    first = notice_of(world, order, 4)
    recording.give_verdict(first.attempts.get(), Verdict.UNKNOWN, error="nobody can tell")
    assert until_quarantined(world, first) == "outcome_unknown"

    lines = [{"line_number": "10000", "quantity": 2 if kind == "810" else 3}]
    waiting = world.deliver(kind, work=False, order_number=order, lines=lines)
    world.sandbox.reset_counters()
    waits: list[timedelta] = []
    for _ in range(12):
        begun = timezone.now()
        world.process()
        waiting.refresh_from_db()
        assert waiting.not_before is not None, why(waiting)
        waits.append(waiting.not_before - begun)
    assert (waiting.waiting_for, waiting.failures, waiting.attempts.count()) == ("retry", 12, 0)
    assert f"order:{order}" in waiting.last_error
    seconds = [round(wait.total_seconds()) for wait in waits]
    assert seconds[5:] == sorted(seconds[5:])
    assert max(waits[:3]) < timedelta(seconds=5)
    assert timedelta(seconds=LONGEST_HELD) <= waits[-1] < timedelta(seconds=LONGEST_HELD + 30)
    # the key is asked for before NAV is
    assert world.sandbox.counters()["requests"]["nav"] == 0

    replay.answer_outcome(first.attempts.get(), done=False, actor="manager", reason="no receipt in NAV")
    world.process()
    world.settle(lambda: status(waiting) == "linked")
    assert status(first) == "linked", why(first)
    assert world.received(order) == [Decimal(6 if kind == "810" else 9)]


def test_an_invoice_that_waits_for_its_notice_comes_back_ever_less_often(world: World) -> None:
    order = world.order(10)
    notice = notice_of(world, order, 4, work=False)
    later = timezone.now() + timedelta(hours=1)
    recording.postpone(notice, later, waiting_for="settle", why="in doubt")
    invoice = world.deliver("810", order_number=order, lines=[{"line_number": "10000", "quantity": 4}])
    waits = []
    for _ in range(9):
        begun = timezone.now()
        world.process()
        invoice.refresh_from_db()
        assert "waits for the ship notice" in invoice.last_error, why(invoice)
        assert invoice.not_before is not None
        waits.append(invoice.not_before - begun)
    seconds = [round(wait.total_seconds()) for wait in waits]
    assert seconds[4:] == sorted(seconds[4:])
    assert waits[-1] > timedelta(seconds=30)
    assert world.booked().get("posted_invoices", 0) == 0


# -- 11: the database is away for a moment


@pytest.mark.parametrize(
    ("function", "nth", "error"),
    [
        ("begin_attempt", 1, OperationalError),
        ("step", 1, OperationalError),
        ("step", 2, OperationalError),
        ("step", 3, OperationalError),
        ("step", 3, InterfaceError),
        ("give_verdict", 1, OperationalError),
        ("give_verdict", 1, InterfaceError),
        ("link", 1, OperationalError),
        ("move", 1, InterfaceError),
        ("move", 2, OperationalError),
        ("move", 3, OperationalError),
        ("move", 4, OperationalError),
    ],
)
def test_a_database_that_is_away_for_a_moment_needs_no_person(
    world: World, monkeypatch: pytest.MonkeyPatch, function: str, nth: int, error: type[Exception]
) -> None:
    order = world.order(10)
    notice = notice_of(world, order, 4, work=False)
    written = getattr(recording, function)
    calls = 0

    def away(*args: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise error("database is locked")
        return written(*args, **options)

    monkeypatch.setattr(recording, function, away)
    world.settle(lambda: status(notice) not in {"received", "parsed", "mapped", "sent"})
    assert calls > nth, "the database was never away"
    assert status(notice) == "linked", why(notice)
    assert not notice.quarantines.exists()
    assert set(notice.attempts.values_list("verdict", flat=True)) <= {"done", "refused"}
    assert notice.attempts.filter(verdict="done").count() == 1
    assert world.received(order) == [Decimal(4)]
    assert world.booked()["receipts"] == len(world.receipts(order)) == 1
