"""The reports count the money that NAV has: credit memos off, drafts and compared invoices apart, claims nowhere as invoiced."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Document
from connectors.models import Connection
from edi.models import TradingPartner
from navcleo.admin import report_queries
from navcleo.admin.report_queries import Period
from tests.factories import ConnectionFactory, DocumentFactory, JournalLinkFactory, TradingPartnerFactory

pytestmark = pytest.mark.django_db
COVERS = ["navcleo.admin.report_month"]


@pytest.fixture
def connection() -> Connection:
    return ConnectionFactory()


@pytest.fixture
def acme(connection: Connection) -> TradingPartner:
    return TradingPartnerFactory(connection=connection, name="Acme")


@pytest.fixture
def now() -> Period:
    return Period.month(timezone.localdate())


def inbound(acme: TradingPartner, kind: str, order: str, amount: str | None, **fields: Any) -> Document:
    values = {
        "status": "linked",
        "order_numbers": order,
        "amount": Decimal(amount) if amount else None,
    } | fields
    return DocumentFactory(connection=acme.connection, partner=acme, kind=kind, **values)


def booked(document: Document, kind: str, amount: str, **fields: Any) -> None:
    values = {"state": "posted", "order_number": document.order_numbers} | fields
    JournalLinkFactory(document=document, kind=kind, amount=Decimal(amount), **values)


def sent(acme: TradingPartner, number: str, amount: str, **fields: Any) -> Document:
    values = {
        "kind": "850",
        "status": "linked",
        "finished_at": timezone.now(),
        "order_numbers": number,
    } | fields
    return DocumentFactory(
        outbound=True,
        connection=acme.connection,
        partner=acme,
        number=number,
        amount=Decimal(amount),
        **values,
    )


def of_month(now: Period, kind: str) -> dict[str, Any]:
    table = report_queries.month(now, None)[0]
    [row] = [row for row in table.rows if row[1] == kind]
    return dict(zip(table.columns, row, strict=True))


def of_order(now: Period, number: str) -> dict[str, Any]:
    [table] = report_queries.orders(now, None)
    [row] = [row for row in table.rows if row[0] == number]
    return dict(zip(table.columns, row, strict=True))


def test_a_drafted_credit_memo_is_no_invoice(acme: TradingPartner, now: Period) -> None:
    sent(acme, "106001", "220.80")
    booked(inbound(acme, "810", "106001", "220.80"), "invoice", "220.80", number="108001")
    memo = inbound(acme, "810", "106001", "-36.80")
    booked(memo, "credit_memo", "36.80", number="CM1", state="waiting")
    order, month = of_order(now, "106001"), of_month(now, "Invoice in")
    assert order["Invoices"] == "108001, CM1 (credit memo draft)"
    assert (order["Invoiced"], order["Draft"]) == (Decimal("220.80"), Decimal("-36.80"))
    assert (month["All"], month["Booked"], month["Amount"]) == (2, 1, Decimal("220.80"))
    assert (month["Draft"], month["Draft amount"]) == (1, Decimal("-36.80"))
    [draft] = report_queries.month(now, None)[2].rows
    assert draft[4] == Decimal("-36.80")


def test_a_posted_credit_memo_is_taken_off_once(acme: TradingPartner, now: Period) -> None:
    """Its draft stands in the trail beside the record that it became."""
    sent(acme, "106001", "220.80")
    booked(inbound(acme, "810", "106001", "220.80"), "invoice", "220.80")
    memo = inbound(acme, "810", "106001", "-36.80")
    booked(memo, "credit_memo", "36.80", number="CM1", details={"posted_number": "109001"})
    booked(memo, "credit_memo", "36.80", number="109001")
    order = of_order(now, "106001")
    assert (order["Invoiced"], order["Draft"]) == (Decimal("184.00"), None)
    assert of_month(now, "Invoice in")["Amount"] == Decimal("184.00")


def test_what_a_notice_invoiced_is_counted_and_the_invoice_compared_with_it_is_not(
    acme: TradingPartner, now: Period
) -> None:
    sent(acme, "106037", "1422.09")
    notice = inbound(acme, "856", "106037", None)
    booked(notice, "receipt", "0", number="107030")
    booked(notice, "invoice", "1422.09", number="108030")
    booked(inbound(acme, "810", "106037", "1335.30"), "compared", "0", number="108030")
    order, notices, invoices = (
        of_order(now, "106037"),
        of_month(now, "Ship notice in"),
        of_month(now, "Invoice in"),
    )
    assert (order["Invoices"], order["Invoiced"], order["Compared"]) == (
        "108030",
        Decimal("1422.09"),
        Decimal("1335.30"),
    )
    assert (notices["Booked"], notices["Amount"], notices["Currency"]) == (1, Decimal("1422.09"), "USD")
    assert (invoices["Booked"], invoices["Amount"]) == (0, None)
    assert (invoices["Compared"], invoices["Compared amount"]) == (1, Decimal("1335.30"))


def test_what_waits_in_quarantine_is_not_invoiced(acme: TradingPartner, now: Period) -> None:
    sent(acme, "106041", "563.40")
    booked(inbound(acme, "810", "106041", "563.40"), "invoice", "563.40")
    inbound(acme, "810", "106041", "563.40", status="quarantined")
    order = of_order(now, "106041")
    assert (order["Invoiced"], order["In quarantine"]) == (Decimal("563.40"), Decimal("563.40"))


def test_a_change_that_left_is_what_was_ordered(acme: TradingPartner, now: Period) -> None:
    for number, change in (
        ("106036", {}),
        ("106037", {"answer": "rejected"}),
        ("106038", {"status": "received"}),
        ("106039", {"nav_source": {"digest": "gone"}}),
    ):
        sent(acme, number, "454.80")
        sent(acme, number, "381.20", kind="860", **change)
    ordered = [of_order(now, number)["Ordered"] for number in ("106036", "106037", "106038", "106039")]
    assert ordered == [Decimal("381.20"), Decimal("454.80"), Decimal("454.80"), Decimal("454.80")]
    assert of_order(now, "106039")["State"] == "taken back"


def test_a_draft_that_was_deleted_is_nowhere_as_money(acme: TradingPartner, now: Period) -> None:
    sent(acme, "106040", "10.00")
    booked(inbound(acme, "810", "106040", "10.00"), "draft", "10.00", state="deleted")
    order, month = of_order(now, "106040"), of_month(now, "Invoice in")
    assert (order["Invoiced"], order["Draft"]) == (None, None)
    assert (month["Booked"], month["Draft"], month["Draft amount"]) == (0, 1, None)


def test_payment_lines_are_what_a_remittance_booked(acme: TradingPartner, now: Period) -> None:
    advice = inbound(acme, "820", "", "100.00")
    booked(advice, "payment_line", "60.00", number="PAY1", state="waiting", order_number="")
    booked(advice, "payment_line", "40.00", number="PAY2", order_number="")
    assert of_month(now, "Remittance advice in")["Amount"] == Decimal("100.00")


def test_charges_that_wait_beside_a_posted_invoice_stand_apart(acme: TradingPartner, now: Period) -> None:
    invoice = inbound(acme, "810", "106042", "110.00")
    booked(invoice, "invoice", "100.00", number="108042")
    booked(invoice, "draft", "10.00", number="D42", state="waiting")
    month = of_month(now, "Invoice in")
    assert (month["Booked"], month["Amount"], month["Draft"], month["Draft amount"]) == (
        1,
        Decimal("100.00"),
        0,
        Decimal("10.00"),
    )
