"""Header fields of an order: written before posting, read back, put back where they are still ours."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from audit.models import Document, SendAttempt
from connectors.models import Connection
from connectors.nav.client import NavClient
from edi.nav_records import Order
from navcleo.sending import order_page
from navcleo.sending.effects import Parked
from tests.factories import SendAttemptFactory
from tests.sandbox_process import SandboxProcess

DAY, OTHER_DAY = date(2026, 2, 3), date(2026, 1, 5)


@pytest.fixture
def attempt(document: Document) -> SendAttempt:
    row: SendAttempt = SendAttemptFactory(
        document=document, connection=document.connection, verdict="open", seen={"lines": {}}
    )
    return row


@pytest.fixture
def found(nav: NavClient, sandbox: SandboxProcess, order: str) -> Order:
    sandbox.change_order(
        order,
        vendorShipmentNo="THEIRS",
        posting_date=OTHER_DAY.isoformat(),
        order_date="2026-01-01",
        dueDate="2026-06-06",
    )
    row = nav.order(order)
    assert row is not None
    return row


def header(sandbox: SandboxProcess, order: Order) -> tuple[Any, ...]:
    row = sandbox.order(order.number)
    return row.get("vendorShipmentNo") or "", row.get("vendorInvoiceNo") or "", row["postingDate"]


def test_number_and_date_are_written_and_what_was_there_is_kept(
    nav: NavClient, sandbox: SandboxProcess, found: Order, attempt: SendAttempt
) -> None:
    order_page.write_header(nav, found, attempt, post_on=DAY, vendor_shipment_number="OURS-1")
    assert header(sandbox, found) == ("OURS-1", "", "2026-02-03")
    attempt.refresh_from_db()
    assert attempt.step == "header"
    assert attempt.seen["header"] == {
        "vendor_shipment_number": "THEIRS",
        "posting_on": "2026-01-05",
        "document_on": "2026-01-01",
        "due_on": "2026-06-06",
    }
    order_page.restore_header(nav, found, attempt)
    assert header(sandbox, found) == ("THEIRS", "", "2026-01-05")


def dates(sandbox: SandboxProcess, order: Order) -> tuple[str, ...]:
    row = sandbox.order(order.number)
    return row["postingDate"], row["orderDate"], row["dueDate"]


AS_FOUND = ("2026-01-05", "2026-01-01", "2026-06-06")
STAMP = {"vendor_shipment_number": "OURS-1"}


@pytest.mark.parametrize("linked", [True, False])
@pytest.mark.parametrize("document_on", [None, date(2026, 1, 20)])
def test_all_dates_are_put_back_in_the_order_in_which_nav_moves_them(
    nav: NavClient,
    sandbox: SandboxProcess,
    found: Order,
    attempt: SendAttempt,
    *,
    linked: bool,
    document_on: date | None,
) -> None:
    sandbox.switch(link_document_date=linked)
    order_page.write_header(nav, found, attempt, post_on=DAY, document_on=document_on, **STAMP)
    posted, documented, due = dates(sandbox, found)
    assert posted == "2026-02-03"
    if document_on:
        assert (documented, due) == ("2026-01-20", "2026-01-30"), "due by the terms, 10 days"
    else:
        assert documented == (posted if linked else "2026-01-01")
    order_page.restore_header(nav, found, attempt)
    assert dates(sandbox, found) == AS_FOUND


def test_a_restore_that_was_cut_after_the_posting_date_is_finished(
    nav: NavClient, sandbox: SandboxProcess, found: Order, attempt: SendAttempt
) -> None:
    order_page.write_header(nav, found, attempt, post_on=DAY, **STAMP)
    sandbox.change_order(found.number, posting_date="2026-01-05")
    assert dates(sandbox, found)[1] == "2026-01-05"
    order_page.restore_header(nav, found, attempt)
    assert dates(sandbox, found) == AS_FOUND


def test_a_document_date_that_somebody_typed_since_stays(
    nav: NavClient, sandbox: SandboxProcess, found: Order, attempt: SendAttempt
) -> None:
    order_page.write_header(nav, found, attempt, post_on=DAY, **STAMP)
    sandbox.change_order(found.number, order_date="2026-01-15")
    order_page.restore_header(nav, found, attempt)
    assert dates(sandbox, found)[:2] == ("2026-01-05", "2026-01-15")


def test_a_document_date_typed_while_lines_were_written_is_what_was_found(
    nav: NavClient, sandbox: SandboxProcess, found: Order, attempt: SendAttempt
) -> None:
    sandbox.change_order(found.number, order_date="2026-01-03")
    order_page.write_header(nav, found, attempt, post_on=DAY, **STAMP)
    order_page.restore_header(nav, found, attempt)
    assert dates(sandbox, found)[:2] == ("2026-01-05", "2026-01-03")


def test_a_due_date_that_somebody_typed_since_stays(
    nav: NavClient, sandbox: SandboxProcess, found: Order, attempt: SendAttempt
) -> None:
    order_page.write_header(nav, found, attempt, post_on=DAY, document_on=date(2026, 1, 20), **STAMP)
    sandbox.change_order(found.number, dueDate="2026-07-07")
    order_page.restore_header(nav, found, attempt)
    assert dates(sandbox, found) == ("2026-01-05", "2026-01-01", "2026-07-07")


def test_our_posting_day_typed_as_document_date_stays_where_nav_does_not_follow(
    nav: NavClient, sandbox: SandboxProcess, found: Order, attempt: SendAttempt
) -> None:
    sandbox.switch(link_document_date=False)
    order_page.write_header(nav, found, attempt, post_on=DAY, **STAMP)
    sandbox.change_order(found.number, order_date=DAY.isoformat())
    order_page.restore_header(nav, found, attempt)
    assert dates(sandbox, found)[:2] == ("2026-01-05", DAY.isoformat())


def test_a_posting_date_that_is_right_already_is_not_written_and_moves_nothing(
    nav: NavClient, sandbox: SandboxProcess, found: Order, attempt: SendAttempt
) -> None:
    order_page.write_header(nav, found, attempt, post_on=OTHER_DAY, **STAMP)
    assert dates(sandbox, found) == AS_FOUND


def test_a_document_date_that_nav_keeps_otherwise_stops_the_posting(
    nav: NavClient, found: Order, attempt: SendAttempt, monkeypatch: Any
) -> None:
    monkeypatch.setattr(nav, "set_document_date", lambda order, day: order)
    with pytest.raises(Parked) as parked:
        order_page.write_header(nav, found, attempt, post_on=DAY, document_on=date(2026, 1, 20), **STAMP)
    assert parked.value.code == "nav_refused"


def test_what_somebody_changed_since_stays(
    nav: NavClient, sandbox: SandboxProcess, found: Order, attempt: SendAttempt
) -> None:
    order_page.write_header(nav, found, attempt, post_on=DAY, vendor_shipment_number="OURS-1")
    sandbox.change_order(found.number, vendorShipmentNo="TYPED")
    order_page.restore_header(nav, found, attempt)
    assert header(sandbox, found) == ("TYPED", "", "2026-01-05")
    sandbox.change_order(found.number, posting_date="2026-03-03")
    order_page.restore_header(nav, found, attempt)
    assert header(sandbox, found) == ("TYPED", "", "2026-03-03")


def test_an_attempt_that_never_wrote_a_header_puts_nothing_back(
    nav: NavClient, sandbox: SandboxProcess, found: Order, attempt: SendAttempt
) -> None:
    order_page.restore_header(nav, found, attempt)
    assert header(sandbox, found) == ("THEIRS", "", "2026-01-05")


def test_without_the_page_only_the_date_is_written(
    nav: NavClient, sandbox: SandboxProcess, found: Order, attempt: SendAttempt, connection: Connection
) -> None:
    sandbox.switch(pages_published=False)
    assert not order_page.can_stamp(nav)
    assert not order_page.can_probe(nav)
    order_page.write_header(nav, found, attempt, post_on=DAY, vendor_shipment_number="OURS-1")
    assert header(sandbox, found) == ("THEIRS", "", "2026-02-03")
    now = nav.order(found.number)
    assert now is not None
    order_page.restore_header(nav, now, attempt)
    assert header(sandbox, found) == ("THEIRS", "", "2026-01-05")


def test_an_order_that_is_gone_is_told(
    nav: NavClient, sandbox: SandboxProcess, found: Order, attempt: SendAttempt
) -> None:
    sandbox.control("DELETE", f"orders/{found.number}")
    with pytest.raises(Parked) as parked:
        order_page.write_header(nav, found, attempt, post_on=DAY, vendor_shipment_number="OURS-1")
    assert parked.value.code == "order_closed"
    order_page.restore_header(nav, found, attempt)


@pytest.mark.parametrize(
    ("ignored", "code"), [("posting_on", "period_closed"), ("vendor_shipment_number", "nav_refused")]
)
def test_a_field_that_nav_keeps_otherwise_stops_the_posting(
    nav: NavClient, found: Order, attempt: SendAttempt, monkeypatch: Any, *, ignored: str, code: str
) -> None:
    stamp = nav.stamp_order

    def ignores(number: str, etag: str, **fields: Any) -> Any:
        return stamp(number, etag, **{name: value for name, value in fields.items() if name != ignored})

    monkeypatch.setattr(nav, "stamp_order", ignores)
    with pytest.raises(Parked) as parked:
        order_page.write_header(nav, found, attempt, post_on=DAY, vendor_shipment_number="OURS-1")
    assert parked.value.code == code


def test_abilities_are_asked_once_in_a_while(nav: NavClient, monkeypatch: Any) -> None:
    assert order_page.can_stamp(nav)
    assert order_page.can_probe(nav)
    monkeypatch.setattr(nav, "abilities", lambda: pytest.fail("asked again"))
    assert order_page.can_stamp(nav)


@pytest.mark.parametrize(("one", "other"), [("inv-1 ", "INV-1"), ("A", "A")])
def test_codes_are_compared_as_nav_keeps_them(one: str, other: str) -> None:
    assert order_page.same_code(one, other)
    assert not order_page.same_code(one, other + "X")
