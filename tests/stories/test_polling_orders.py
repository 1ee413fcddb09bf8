"""Reading NAV page after page: the cursor, the overlap, and what only the sweep finds (booking 5.2, nav reference 5.2, 5.7)."""

from __future__ import annotations

import datetime as dt

import pytest

from audit.models import Cursor, Document, JournalLink
from tests.factories import DocumentFactory
from tests.sandbox_process import SandboxProcess
from tests.stories.outbound_world import Outbound
from tests.stories.world import quarantined

COVERS = ["navcleo.workflows.drafts"]


@pytest.fixture
def world(calm: SandboxProcess, transactional_db: None) -> Outbound:
    return Outbound(calm)


@pytest.fixture
def live(world: Outbound) -> Outbound:
    return world.live()


def cursor(world: Outbound, entity: str = "purchaseOrders") -> dt.datetime | None:
    row = Cursor.objects.filter(connection=world.connection, entity=entity).first()
    return row.value if row else None


def test_every_page_is_read_and_the_cursor_is_navs_own_newest_time(live: Outbound) -> None:
    before = cursor(live)
    live.sandbox.switch(page_size=2)
    orders = [live.order(2) for _ in range(5)]
    live.sandbox.reset_counters()
    live.out()
    for order in orders:
        live.one_upload(order)
    newest = max(row["lastModifiedDateTime"] for row in live.sandbox.books("purchaseOrders"))
    assert before is not None
    assert cursor(live) == dt.datetime.fromisoformat(newest)
    pages = [row for row in live.sandbox.control("GET", "requests") if "skiptoken" in row["query"]]
    assert len(pages) >= 2


def test_a_fault_on_the_second_page_leaves_the_cursor_and_loses_nothing(live: Outbound) -> None:
    before = cursor(live)
    live.sandbox.switch(page_size=2)
    orders = [live.order(2) for _ in range(4)]
    match = {"system": "nav", "path": "purchaseOrders", "query": "skiptoken"}
    live.sandbox.control("POST", "faults", {"kind": "html", "match": match})
    live.failing_poll("outbound")
    assert cursor(live) == before
    live.out()
    for order in orders:
        live.one_upload(order)


def test_a_first_poll_that_fails_is_still_a_baseline_the_next_time(world: Outbound) -> None:
    orders = [world.order(2) for _ in range(4)]
    world.sandbox.switch(page_size=2)
    match = {"system": "nav", "path": "purchaseOrders", "query": "skiptoken"}
    world.sandbox.control("POST", "faults", {"kind": "html", "match": match})
    world.failing_poll("outbound")
    assert cursor(world) is None
    assert world.connection.baseline_at is None
    late = world.order(2)
    world.out()
    assert {world.record(order).state for order in [*orders, late]} == {"baseline"}
    assert world.left() == []
    world.connection.refresh_from_db()
    assert world.connection.baseline_at is not None


def test_nav_down_at_a_poll_is_no_loss(live: Outbound) -> None:
    order = live.order(2)
    live.sandbox.fault("html", system="nav", path="purchaseOrders")
    live.failing_poll("outbound")
    live.out()
    live.one_upload(order)


def test_the_next_poll_reads_fifteen_minutes_back(live: Outbound) -> None:
    live.sandbox.reset_counters()
    live.poll("outbound")
    asked = [
        row["query"]
        for row in live.sandbox.control("GET", "requests")
        if row["path"].endswith("/purchaseOrders")
    ]
    since = cursor(live) - dt.timedelta(minutes=15)  # type: ignore[operator]
    assert any(since.strftime("%Y-%m-%dT%H:%M") in query.replace("%3A", ":") for query in asked), asked


def test_a_line_change_that_nav_does_not_stamp_is_found_by_the_sweep(live: Outbound) -> None:
    live.change(overlap_minutes=0)
    order = live.order(10)
    live.out()
    stamp = live.sandbox.order(order)["lastModifiedDateTime"]
    line = live.sandbox.order_lines(order)[0]
    live.sandbox.put("purchaseOrderLines", line["id"], {"expectedReceiptDate": "2031-05-05"})
    assert live.sandbox.order(order)["lastModifiedDateTime"] == stamp
    live.out()
    assert Document.objects.filter(number=order).count() == 1
    assert live.poll("sweep")["changed"] == 1
    assert quarantined(Document.objects.get(number=order, status="quarantined")) == "order_changed"


def test_the_sweep_marks_what_nav_has_no_more_and_nothing_else(live: Outbound) -> None:
    deleted, complete, reopened = live.order(2), live.order(2), live.order(2)
    live.out()
    live.sandbox.control("DELETE", f"orders/{deleted}")
    live.sandbox.post_by_hand(
        complete, {"10000": 2}, invoice={"10000": 2}, vendorInvoiceNo=f"BY-HAND-{complete}"
    )
    live.sandbox.change_order(reopened, status="Draft")
    assert live.poll("sweep")["gone"] == 2
    assert {number: live.record(number).state for number in (deleted, complete, reopened)} == {
        deleted: "gone",
        complete: "gone",
        reopened: "taken",
    }
    assert live.poll("sweep").get("gone", 0) == 0


def test_the_sweep_finds_an_invoice_that_the_polls_missed(live: Outbound) -> None:
    live.change(overlap_minutes=0)
    Cursor.objects.update(value=dt.datetime(2039, 1, 1, tzinfo=dt.UTC))
    invoice = live.nav_invoice(vendor_invoice_number="MISSED-1")
    live.out()
    assert live.left() == []
    live.poll("sweep")
    live.process()
    live.one_upload(invoice["number"])


@pytest.mark.parametrize("end", ["posted", "deleted"])
def test_the_sweep_sees_what_became_of_a_draft_of_ours(live: Outbound, end: str) -> None:
    draft = live.nav_invoice(vendor_invoice_number=f"OURS-{end}", post=False)
    document = DocumentFactory(connection=live.connection, kind="810", status="linked", number=f"OURS-{end}")
    link = JournalLink.objects.create(
        document=document, kind="draft", number=draft["number"], nav_id=draft["id"], state="waiting"
    )
    assert live.poll("sweep")["drafts"] == 0
    if end == "deleted":
        live.sandbox.control("DELETE", f"books/purchaseInvoices/{draft['id']}")
    else:
        from navcleo import clients

        clients.nav_client(live.connection).post_invoice(draft["id"])
    assert live.poll("sweep")["drafts"] == 1
    link.refresh_from_db()
    assert link.state == end
    assert str(link.amount) == ("120.50" if end == "posted" else "None")
    assert document.events.filter(action="draft").exists()
    assert document.links.filter(kind="invoice", nav_id=draft["id"]).count() == (1 if end == "posted" else 0)
    assert live.poll("sweep")["drafts"] == 0
