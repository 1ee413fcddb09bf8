"""Orders, their quantities and receipts, against the sandbox's books."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connectors import errors
from connectors.nav.client import NavClient
from edi.nav_records import Order
from tests.sandbox_process import SandboxProcess


@pytest.fixture
def order(nav: NavClient, sandbox: SandboxProcess) -> Order:
    """A released order of two items, 10 and 5."""
    lines = [
        {"item_number": item.number, "quantity": quantity, "unit_cost": "2.50"}
        for item, quantity in zip(list(nav.items())[:2], (10, 5), strict=True)
    ]
    made = sandbox.create_order("V10000", lines)
    found = nav.order(made["number"])
    assert found is not None
    return found


def receive(nav: NavClient, order: Order, *quantities: int) -> None:
    lines = [
        nav.set_receive_quantity(line, Decimal(n)) for line, n in zip(order.lines, quantities, strict=True)
    ]
    for line in lines:
        nav.set_invoice_quantity(line, Decimal(0))
    nav.receive_and_invoice(order.nav_id)


def test_an_order_is_read_with_its_lines(nav: NavClient, order: Order) -> None:
    assert order.is_released
    assert [(line.quantity, line.unit_cost, line.line_type) for line in order.lines] == [
        (Decimal(10), Decimal("2.50"), "Item"),
        (Decimal(5), Decimal("2.50"), "Item"),
    ]
    assert order.modified_at is not None
    assert nav.order_by_id(order.nav_id) == order
    assert nav.order("NONE") is None
    assert nav.order_by_id("11111111-1111-1111-1111-111111111111") is None


def test_incremental_reading_and_status(nav: NavClient, order: Order) -> None:
    now = datetime.now(UTC)
    assert order.number in {one.number for one in nav.orders(changed_since=now - timedelta(minutes=5))}
    assert list(nav.orders(changed_since=now + timedelta(minutes=5))) == []
    assert {one.status for one in nav.orders(status="Draft")} == {"Draft"}


def test_receive_only_makes_one_receipt_and_no_invoice(
    nav: NavClient, sandbox: SandboxProcess, order: Order
) -> None:
    receive(nav, order, 4, 0)
    after = nav.order(order.number)
    assert after is not None
    assert [(line.received, line.invoiced, line.outstanding) for line in after.lines] == [
        (4, 0, 6),
        (0, 0, 5),
    ]
    (receipt,) = nav.receipts(order.number)
    assert [(line.item_number, line.quantity) for line in receipt.lines if line.quantity] == [
        (order.lines[0].item_number, 4)
    ]
    assert sandbox.books("purchaseInvoices", orderNumber=order.number) == []


def test_the_receipt_is_found_by_our_stamp(nav: NavClient, order: Order) -> None:
    header = nav.order_header(order.number)
    assert header is not None
    stamped = nav.stamp_order(
        order.number, header.etag, vendor_shipment_number="SHIP-77", posting_on=datetime.now(UTC).date()
    )
    assert (stamped.vendor_shipment_number, stamped.posting_on) == ("SHIP-77", datetime.now(UTC).date())
    assert nav.receipts_by_shipment(order.number, "SHIP-77") == []
    receive(nav, order, 1, 0)
    (receipt,) = nav.receipts_by_shipment(order.number, "SHIP-77")
    assert receipt.vendor_shipment_number == "SHIP-77"
    assert [line.quantity for line in receipt.lines if line.quantity] == [1]
    assert receipt.nav_id
    assert nav.receipts_by_shipment(order.number, "SHIP-78") == []
    emptied = nav.stamp_order(order.number, "*", vendor_shipment_number="")
    assert emptied.vendor_shipment_number == ""
    assert nav.order_header("NONE") is None


def test_dates_are_written_one_by_one_and_move_what_follows_them(nav: NavClient, order: Order) -> None:
    posted = nav.set_posting_date(order, date(2026, 3, 4))
    assert (posted.posting_on, posted.ordered_on) == (date(2026, 3, 4), date(2026, 3, 4))
    dated = nav.set_document_date(posted, date(2026, 3, 1))
    assert (dated.posting_on, dated.ordered_on) == (date(2026, 3, 4), date(2026, 3, 1))
    due = nav.set_due_date(order.number, dated.etag, date(2026, 7, 7))
    assert due.due_on == date(2026, 7, 7)
    with pytest.raises(errors.Stale):
        nav.set_document_date(posted, date(2026, 3, 2))


def test_a_changed_line_is_stale(nav: NavClient, order: Order) -> None:
    nav.set_receive_quantity(order.lines[0], Decimal(3))
    with pytest.raises(errors.Stale):
        nav.set_receive_quantity(order.lines[0], Decimal(4))


def test_navs_own_reason_comes_through(nav: NavClient, order: Order) -> None:
    with pytest.raises(errors.Rejected, match="cannot receive more than 10 units") as caught:
        nav.set_receive_quantity(order.lines[0], Decimal(11))
    assert caught.value.code.startswith("Application_")
    assert caught.value.correlation_id


def test_the_phantom_400_is_not_hidden(nav: NavClient, sandbox: SandboxProcess, order: Order) -> None:
    sandbox.switch(nav_version=21)
    try:
        with pytest.raises(errors.Rejected) as caught:
            receive(nav, order, 2, 1)
    finally:
        sandbox.switch(nav_version=24)
    assert caught.value.code == "Internal_DataNotFoundFilter"
    assert len(nav.receipts(order.number)) == 1


@pytest.mark.parametrize(
    ("fault", "booked"),
    [
        ({"kind": "cut_before"}, 0),
        ({"kind": "cut_after"}, 1),
        ({"kind": "status_after", "status": 504}, 1),
        ({"kind": "status_before", "status": 503, "headers": {"Retry-After": "1"}}, 0),
        ({"kind": "html"}, 0),
    ],
)
def test_a_posting_without_a_trustworthy_answer_is_unknown_and_never_repeated(
    nav: NavClient, sandbox: SandboxProcess, order: Order, fault: dict[str, Any], booked: int
) -> None:
    sandbox.fault(system="nav", method="POST", path="receiveAndInvoice", times=5, **fault)
    with pytest.raises(errors.OutcomeUnknown):
        receive(nav, order, 1, 1)
    sandbox.clear_faults()
    assert len(nav.receipts(order.number)) == booked


def test_a_401_in_the_middle_is_an_error_of_the_login(
    nav: NavClient, sandbox: SandboxProcess, order: Order
) -> None:
    sandbox.fault("unauthorized", system="nav", method="POST", path="receiveAndInvoice")
    with pytest.raises(errors.Unauthorized):
        receive(nav, order, 1, 1)
    assert nav.receipts(order.number) == []
