"""Posted purchase invoices leave NAV as 810, never an echo of what came in (booking rule 4.6)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from audit import replay
from audit.models import Document
from edi import reading
from edi.documents import Invoice
from navcleo.workflows import outbound
from tests.sandbox_process import SandboxProcess
from tests.stories.outbound_world import Outbound
from tests.stories.world import quarantined, status

COVERS = ["navcleo.workflows.taking"]
TODAY = dt.datetime.now(dt.UTC).date()


@pytest.fixture
def world(calm: SandboxProcess, transactional_db: None) -> Outbound:
    """Not polled yet."""
    return Outbound(calm)


@pytest.fixture
def live(world: Outbound) -> Outbound:
    """After its first poll."""
    return world.live()


def test_a_posted_invoice_leaves_once_and_comes_to_navs_total(live: Outbound) -> None:
    invoice = live.nav_invoice(vendor_invoice_number="FREIGHT-1")
    live.out()
    live.out()
    live.poll("sweep")
    live.process()
    upload = live.one_upload(invoice["number"])
    [part] = reading.read(upload["text"].encode()).sets
    assert isinstance(part.document, Invoice)
    assert part.document.total == Decimal("120.50")
    assert part.document.number == invoice["number"]
    assert live.sent(invoice["number"], "810").partner == live.partner()


def test_a_draft_leaves_when_it_is_posted(live: Outbound) -> None:
    draft = live.nav_invoice(vendor_invoice_number="LATER-1", post=False)
    live.out()
    assert live.left() == []
    nav = outbound.clients.nav_client(live.connection)
    nav.post_invoice(draft["id"])
    live.out()
    number = nav.invoice(draft["id"]).number
    assert number != draft["number"]
    live.one_upload(number)


def test_old_invoices_stay_but_those_from_send_from_on(world: Outbound) -> None:
    old = world.nav_invoice(vendor_invoice_number="OLD-1", invoice_date="2024-01-15")
    new = world.nav_invoice(vendor_invoice_number="NEW-1", invoice_date=TODAY.isoformat())
    world.change(send_from=TODAY)
    world.out()
    world.poll("sweep")
    world.process()
    assert world.left(old["number"]) == []
    world.one_upload(new["number"])


def test_a_person_releases_an_old_invoice_and_the_next_poll_takes_it(world: Outbound) -> None:
    old = world.nav_invoice(
        vendor_invoice_number="OLD-2", invoice_date="2024-01-15", posting_date="2024-01-15"
    )
    world.change(overlap_minutes=0)
    world.live()
    outbound.release_from_baseline(world.record(old["number"]), "manager", "asked for")
    world.out()
    world.one_upload(old["number"])


def receive_and_invoice(world: Outbound, number: str) -> Document:
    """The supplier ships and bills an order; both are booked. Returns the 810."""
    world.deliver("856", order_number=number)
    return world.deliver("810", order_number=number, taxes=[])


def test_what_a_supplier_billed_and_we_booked_is_not_sent_back(live: Outbound) -> None:
    order = live.order(4)
    live.out()
    billed = receive_and_invoice(live, order)
    assert status(billed) == "linked"
    [posted] = live.invoices(billed.number)
    counts = live.out()
    live.poll("sweep")
    live.process()
    assert counts["echo"] == 1
    assert live.left(posted["number"]) == []


@pytest.mark.parametrize("state", ["quarantined", "discarded"])
def test_an_810_that_waits_or_was_discarded_is_an_echo_all_the_same(live: Outbound, state: str) -> None:
    billed = live.deliver("810", order_number=live.order(4), number=f"ECHO-{state}")
    assert quarantined(billed)
    if state == "discarded":
        replay.discard(billed, actor="clerk", reason="keyed in by hand")
    by_hand = live.nav_invoice(vendor_invoice_number=f"echo-{state}")
    assert live.out()["echo"] == 1
    assert live.left(by_hand["number"]) == []


def test_an_810_that_comes_before_ours_left_makes_it_an_echo(live: Outbound) -> None:
    by_hand = live.nav_invoice(vendor_invoice_number="CROSSED-1")
    live.poll("outbound")
    live.deliver("810", order_number=live.order(4), number="CROSSED-1")
    live.process()
    assert status(Document.objects.get(direction="outbound", kind="810")) == "discarded"
    assert live.left(by_hand["number"]) == []
    assert live.record(by_hand["number"]).state == "echo"


def test_the_same_number_of_another_vendor_is_no_echo(live: Outbound) -> None:
    live.deliver("810", order_number=live.order(4), number="SAME-1")
    other = live.nav_invoice("V10001", vendor_invoice_number="SAME-1")
    live.out()
    live.one_upload(other["number"])


@pytest.mark.parametrize("nav_status", ["Canceled", "Corrective"])
def test_canceled_and_corrective_invoices_wait_for_a_person(live: Outbound, nav_status: str) -> None:
    invoice = live.nav_invoice(vendor_invoice_number=f"STOP-{nav_status}")
    live.alter_invoice(invoice["number"], status=nav_status)
    assert live.out()["held"] == 1
    live.out()
    live.poll("sweep")
    live.process()
    [document] = Document.objects.filter(direction="outbound", kind="810")
    assert quarantined(document) == "content_invalid"
    replay.replay(document, actor="clerk", reason="try")
    live.process()
    assert quarantined(document) == "content_invalid"
    assert live.left(invoice["number"]) == []
    assert live.record(invoice["number"]).state == "held"
    replay.discard(document, actor="clerk", reason="settled by telephone")
    assert live.record(invoice["number"]).state == "taken"
    live.poll("sweep")
    assert Document.objects.filter(direction="outbound").count() == 1


def test_an_invoice_canceled_before_it_left_does_not_leave(live: Outbound) -> None:
    invoice = live.nav_invoice(vendor_invoice_number="LATE-STOP")
    live.poll("outbound")
    live.alter_invoice(invoice["number"], status="Canceled")
    live.process()
    assert quarantined(Document.objects.get(direction="outbound", kind="810")) == "content_invalid"
    assert live.left(invoice["number"]) == []


def test_canceled_invoices_of_before_are_baseline_and_nobodys_work(world: Outbound) -> None:
    invoice = world.nav_invoice(vendor_invoice_number="OLD-STOP", invoice_date="2024-01-15")
    world.alter_invoice(invoice["number"], status="Canceled")
    world.live()
    assert world.record(invoice["number"]).state == "baseline"
    assert not Document.objects.exists()
