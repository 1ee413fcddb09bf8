"""A draft has the date of the supplier's document, though NAV lets it follow the posting date that is written with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from connectors.nav.client import NavClient
from edi.nav_records import VendorInvoice
from navcleo.sending.draft_dates import dated
from tests.sandbox_process import SandboxProcess

DATED, POSTED, DUE = date(2026, 2, 1), date(2026, 2, 3), date(2026, 3, 1)


def drafted(nav: NavClient, number: str) -> VendorInvoice:
    return nav.create_invoice_draft(
        vendor_number="V10000",
        vendor_invoice_number=number,
        invoiced_on=DATED,
        due_on=DUE,
        currency="",
        posting_on=POSTED,
        comments=["one"],
    )


@pytest.fixture
def draft(nav: NavClient, sandbox: SandboxProcess, order: str) -> VendorInvoice:
    drafted(nav, f"DD-{order}")
    [row] = nav.invoices_by_vendor_number("V10000", f"DD-{order}")
    assert (row.invoiced_on, row.due_on) == (POSTED, DUE)
    return row


@pytest.mark.parametrize(("due_on", "due"), [(DUE, DUE), (None, date(2026, 2, 11))])
def test_a_date_that_nav_moved_is_put_right_and_the_due_date_with_it(
    nav: NavClient, draft: VendorInvoice, due_on: date | None, due: date
) -> None:
    now = dated(nav, draft, DATED, due_on)
    assert now == nav.invoice(draft.nav_id)
    assert (now.invoiced_on, now.posting_on, now.due_on) == (DATED, POSTED, due)
    assert now.lines == draft.lines


def test_nothing_is_written_where_nothing_was_moved(
    nav: NavClient, sandbox: SandboxProcess, order: str, monkeypatch: Any
) -> None:
    sandbox.switch(link_document_date=False)
    draft = drafted(nav, f"DD-{order}")
    monkeypatch.setattr(nav, "set_invoice_date", lambda *_: pytest.fail("written"))
    assert dated(nav, draft, DATED, DUE) is draft


def test_what_a_person_dated_or_posted_stays(
    nav: NavClient, sandbox: SandboxProcess, draft: VendorInvoice, monkeypatch: Any
) -> None:
    monkeypatch.setattr(nav, "set_invoice_date", lambda *_: pytest.fail("written"))
    for fields in (
        {"status": "Open"},
        {"status": "In Review"},
        {"status": "Draft", "invoiceDate": "2026-01-15"},
    ):
        sandbox.put("purchaseInvoices", draft.nav_id, fields)
        row = nav.invoice(draft.nav_id)
        assert row is not None
        assert dated(nav, row, DATED) is row
