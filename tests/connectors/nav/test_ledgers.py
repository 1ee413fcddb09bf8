"""Ledger entries as proof."""

from __future__ import annotations

import pytest

from connectors import errors
from connectors.nav.client import NavClient
from tests.connectors.nav.test_api import COMPANIES, Make
from tests.connectors.small_server import Answer, SmallServer


def test_a_posted_invoice_is_found_in_the_vendor_ledger(nav: NavClient) -> None:
    invoice = next(one for one in nav.invoices() if one.is_posted)
    (entry,) = nav.vendor_entries(invoice.vendor_number, invoice.vendor_invoice_number, "Invoice")
    assert (entry.document_type, entry.document_number, entry.amount) == (
        "Invoice",
        invoice.number,
        -invoice.total,
    )
    assert nav.vendor_entries(invoice.vendor_number, invoice.vendor_invoice_number, "Payment") == []
    assert nav.vendor_entries(invoice.vendor_number, invoice.vendor_invoice_number, "") == [entry]


def test_probes_ask_for_the_newest_state(make_nav: Make) -> None:
    with SmallServer(COMPANIES, Answer(200, {"value": []})) as server:
        nav = make_nav(server.url)
        nav.vendor_entries("V", "X", "Invoice")
        nav.ledger_entries("X")
        nav.ledger_entries_by_external("X")
        assert server.seen[1].path.startswith("/bc/api/microsoft/reportsFinance/beta/companies(")
        assert {seen.headers.get("Data-Access-Intent") for seen in server.seen[1:]} == {"ReadWrite"}


def test_a_missing_reporting_api_is_said(make_nav: Make) -> None:
    gone = Answer(404, {"error": {"code": "BadRequest_NotFound", "message": "No HTTP resource was found"}})
    with SmallServer(COMPANIES, gone) as server, pytest.raises(errors.Rejected):
        make_nav(server.url).vendor_entries("V", "X", "Invoice")
