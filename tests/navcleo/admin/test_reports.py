"""Reports: what they count, who sees them, and files that a spreadsheet does not run."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from audit.models import Document, Forgiveness
from connectors.models import Connection
from edi.models import TradingPartner
from navcleo.admin import report_queries, reports
from navcleo.admin.report_queries import Period
from tests.factories import (
    ConnectionFactory,
    DocumentFactory,
    EventFactory,
    JournalLinkFactory,
    QuarantineFactory,
    TradingPartnerFactory,
)
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit

pytestmark = pytest.mark.django_db
COVERS = [
    "navcleo.admin.refusals",
    "navcleo.admin.report_queries",
    "navcleo.admin.report_tables",
]


@pytest.fixture
def connection() -> Connection:
    return ConnectionFactory()


@pytest.fixture
def acme(connection: Connection) -> TradingPartner:
    return TradingPartnerFactory(connection=connection, name="Acme")


@pytest.fixture
def now() -> Period:
    return Period.month(timezone.localdate())


def order(acme: TradingPartner, number: str, **fields: Any) -> Document:
    values = {
        "status": "linked",
        "finished_at": timezone.now(),
        "amount": Decimal(100),
        "order_numbers": number,
        **fields,
    }
    return DocumentFactory(outbound=True, connection=acme.connection, partner=acme, number=number, **values)


def inbound(acme: TradingPartner, kind: str, **fields: Any) -> Document:
    return DocumentFactory(
        connection=acme.connection, partner=acme, kind=kind, **{"status": "linked", **fields}
    )


def test_an_order_says_how_far_it_came(acme: TradingPartner, now: Period) -> None:
    for number in ("PO1", "PO2", "PO3", "PO4", "PO5"):
        order(acme, number)
    order(acme, "PO6", status="received", finished_at=None)
    inbound(acme, "856", order_numbers="PO2", number="S2")
    notice = inbound(acme, "856", order_numbers="PO3, PO4", number="S34")
    for number in ("PO3", "PO4"):
        JournalLinkFactory(document=notice, number=f"R-{number}", order_number=number)
    invoice = inbound(acme, "810", order_numbers="PO4", number="I4", amount=Decimal("99.50"))
    JournalLinkFactory(
        document=invoice, kind="draft", number="D4", order_number="PO4", state="waiting", amount=99
    )
    inbound(acme, "856", order_numbers="PO5", status="quarantined")

    rows = {row[0]: row for row in report_queries.orders(now, None)[0].rows}

    states = {number: row[-1] for number, row in rows.items()}
    assert states == {
        "PO1": "sent",
        "PO2": "shipped",
        "PO3": "received",
        "PO4": "invoice drafted",
        "PO5": "in quarantine",
        "PO6": "to be sent",
    }
    assert rows["PO4"][6:11] == ["S34", "R-PO4", "D4 (draft)", None, Decimal(99)]


def test_the_month_adds_up(acme: TradingPartner, now: Period) -> None:
    for amount in ("100.10", "50.00"):
        invoice = inbound(acme, "810", amount=Decimal(amount), currency="USD")
        JournalLinkFactory(document=invoice, kind="invoice", amount=Decimal(amount), state="posted")
    waiting = inbound(acme, "810", amount=Decimal("70.00"), currency="USD", status="quarantined")
    QuarantineFactory(document=waiting, code="amount_differs", details={"difference": "-2.50"})
    inbound(acme, "810", currency="USD", status="received")
    inbound(acme, "810", currency="USD", status="discarded", twin=waiting)
    inbound(acme, "810", currency="USD", status="discarded")

    documents, differences, _ = report_queries.month(now, None)

    row = next(row for row in documents.rows if row[1] == "Invoice in")
    cells = dict(zip(documents.columns, row, strict=True))
    parts = ("Booked", "Draft", "Compared", "In work", "Quarantine", "Duplicates", "Discarded")
    assert cells["All"] == sum(cells[name] for name in parts) == 6
    assert (cells["Booked"], cells["Amount"], cells["Claimed"]) == (2, Decimal("150.10"), Decimal("70.00"))
    assert documents.total[2] == 6
    assert [row[4] for row in differences.rows] == [Decimal("-2.50")]


def test_the_month_lists_drafts_that_wait_in_nav(acme: TradingPartner, now: Period) -> None:
    invoice = inbound(acme, "810", number="I1", amount=Decimal(10))
    JournalLinkFactory(document=invoice, kind="draft", number="D1", state="waiting")
    JournalLinkFactory(document=invoice, kind="draft", number="D2", state="posted")
    assert [row[2] for row in report_queries.month(now, None)[2].rows] == ["D1"]


def test_the_month_leaves_out_other_months_and_connections(acme: TradingPartner, now: Period) -> None:
    old = inbound(acme, "810")
    Document.objects.filter(pk=old.pk).update(received_at=now.start - timedelta(seconds=1))
    inbound(TradingPartnerFactory(name="Else"), "810")
    assert report_queries.month(now, acme.connection_id)[0].rows == []


def test_an_order_that_was_refused_says_by_what(acme: TradingPartner, now: Period) -> None:
    for by, action in (("997", "acknowledged"), ("824", "advised"), ("TA1", "acknowledged")):
        refused = order(acme, f"PO-{by}", acknowledgment="rejected", acknowledgment_text="no such place")
        EventFactory(document=refused, actor=f"{by} no. 7", action=action, text="rejected: no such place")
    EventFactory(
        document=Document.objects.get(number="PO-TA1"), actor="824 no. 8", action="advised", text="fine"
    )
    order(acme, "PO-855", acknowledgment="accepted", answer="rejected")
    order(acme, "PO-OK", acknowledgment="accepted", answer="changed")

    table = report_queries.orders(now, None)[0]

    places = [table.columns.index(name) for name in ("Order", "Acknowledged", "Answer (855)", "State")]
    assert sorted([row[place] for place in places] for row in table.rows) == [
        ["PO-824", "rejected (824)", "not asked", "refused (824)"],
        ["PO-855", "accepted", "rejected", "refused (855)"],
        ["PO-997", "rejected (997)", "not asked", "refused (997)"],
        ["PO-OK", "accepted", "answered with changes", "sent"],
        ["PO-TA1", "rejected (TA1)", "not asked", "refused (TA1)"],
    ]


def test_the_page_of_a_document_names_what_refused_it(acme: TradingPartner, log_in: LogIn) -> None:
    refused = order(
        acme,
        "PO1",
        acknowledgment="rejected",
        interchange_acknowledgment="rejected",
        acknowledgment_text="Our interchange 7 was rejected.",
    )
    EventFactory(
        document=refused, actor="TA1 no. 3", action="acknowledged", text="Our interchange 7 was rejected."
    )
    client = log_in("manager")
    page = visit(client, f"/admin/audit/document/{refused.pk}/change/")
    assert page.text.count("TA1 from the partner") == 1
    assert "997 from the partner" not in page.text
    assert "TA1 rejected" in visit(client, "/admin/audit/document/").text


def test_suppliers_are_told_by_lateness_and_trouble(acme: TradingPartner, now: Period) -> None:
    sent = timezone.now() - timedelta(hours=30)
    for number in ("expected", "accepted", "with_errors", "rejected", "overdue", "not_asked"):
        order(acme, number, acknowledgment=number, finished_at=sent)  # an answer leaves no date it is due by
    for number, hours in (("accepted", 2), ("with_errors", 4), ("rejected", 27)):
        answer = inbound(acme, "997", answers=Document.objects.get(number=number))
        Document.objects.filter(pk=answer.pk).update(received_at=sent + timedelta(hours=hours))
    stopped = inbound(acme, "856", status="linked")
    for code in ("item_unknown", "item_unknown", "over_shipped"):
        QuarantineFactory(document=stopped, code=code, closed_at=timezone.now())
    inbound(acme, "856")
    row = report_queries.suppliers(now, None)[0].rows[0]
    assert row == ["Acme", 5, 2, 1, "11.0", 2, 1, "50 %", 0, "item unknown (2)"]


def test_a_wide_table_scrolls_in_its_box(log_in: LogIn) -> None:
    client = log_in("manager")
    for name in reports.REPORTS:
        html = visit(client, f"/admin/reports/{name}/").html
        assert html.count('<table class="plain"') == html.count('<div class="scroll"><table') > 0


@pytest.mark.parametrize("name", reports.REPORTS)
def test_managers_open_each_report_from_the_side_bar(name: str, acme: TradingPartner, log_in: LogIn) -> None:
    document = order(acme, "PO1")
    Forgiveness.objects.create(
        connection=acme.connection, partner=acme, payload=document.payload, what="code unknown", example="x"
    )
    page = visit(log_in("manager"), "/admin/").follow(reports.REPORTS[name].title)
    assert page.status == 200
    assert reports.REPORTS[name].question in page.text
    assert "Acme" in page.text


@pytest.mark.parametrize("group", ["clerk", "owner", ""])
@pytest.mark.parametrize("name", ["", *reports.REPORTS])
def test_reports_are_for_managers(group: str, name: str, log_in: LogIn) -> None:
    client = log_in(group)
    assert client.get(f"/admin/reports/{name}/" if name else "/admin/reports/").status_code == 403
    assert "Month-end" not in visit(client, "/admin/").links


def test_files_hold_the_rows_and_run_no_formulas(acme: TradingPartner, log_in: LogIn) -> None:
    TradingPartner.objects.filter(pk=acme.pk).update(name="=HYPERLINK(1)\x0b")
    order(acme, "+PO1")
    client = log_in("manager")
    page = visit(client, "/admin/reports/orders/")
    answer = client.get(f"/admin/reports/orders/{page.links['CSV']}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][:2] == ["'+PO1", "'=HYPERLINK(1)"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="orders_')
    answer = client.get(f"/admin/reports/orders/{page.links['XLSX']}")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:2] == ["'+PO1", "'=HYPERLINK(1)"]
    assert [cell.data_type for cell in sheet[2]][:2] == ["s", "s"]


@pytest.mark.parametrize("value", ["=1", "+1", "-x", "@x", "\t=1", " =1"])
def test_what_looks_like_a_formula_is_escaped(value: str) -> None:
    assert reports.escaped(value) == f"'{value}"


@pytest.mark.parametrize("value", [Decimal(-5), 3, "1-2", "PO1"])
def test_what_is_none_is_left_alone(value: Any) -> None:
    assert reports.escaped(value) == value


@pytest.mark.parametrize(
    "query", ["from=yesterday", "from=2026-02-01&to=2026-01-01", "connection=x&to=9999-12-31"]
)
def test_a_period_that_makes_no_sense_is_said_and_the_usual_one_shown(query: str, log_in: LogIn) -> None:
    page = visit(log_in("manager"), f"/admin/reports/month/?{query}")
    assert page.status == 200
    assert "errornote" in page.html


def test_a_month_ends_on_its_last_day() -> None:
    assert Period.month(date(2028, 2, 10)) == Period(date(2028, 2, 1), date(2028, 2, 29))
    assert Period.month(date(2026, 12, 31)).last == date(2026, 12, 31)


def test_an_unknown_report_is_not_found(log_in: LogIn) -> None:
    assert log_in("manager").get("/admin/reports/weather/").status_code == 404
