"""Purchase invoices: drafts of comment lines, posted ones, probes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from connectors import errors
from connectors.nav.client import NavClient
from edi.nav_records import InvoiceRecordLine, VendorInvoice
from tests.sandbox_process import SandboxProcess


def draft(nav: NavClient, number: str, **changes: object) -> VendorInvoice:
    fields: dict[str, object] = {
        "vendor_number": "V10001",
        "vendor_invoice_number": number,
        "invoiced_on": date(2026, 11, 2),
        "due_on": date(2026, 12, 2),
        "currency": "",
        "posting_on": datetime.now(UTC).date(),
        "comments": ["x" * 150, "total 12.50"],
    }
    return nav.create_invoice_draft(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_draft_holds_comment_lines_cut_at_100_characters(nav: NavClient) -> None:
    made = draft(nav, "DRAFT-1")
    assert made.invoiced_on == made.posting_on, "moved within the call"
    dated = nav.set_invoice_date(made, date(2026, 11, 2), date(2027, 1, 5))
    assert dated.due_on == date(2027, 1, 5)
    nav.set_invoice_date(dated, date(2026, 11, 2))  # net 30 days, counted anew
    found = nav.invoice(made.nav_id)
    assert found is not None
    assert (found.status, found.is_posted, found.vendor_invoice_number) == ("Draft", False, "DRAFT-1")
    assert (found.invoiced_on, found.due_on, found.total) == (
        date(2026, 11, 2),
        date(2026, 12, 2),
        Decimal(0),
    )
    assert [(line.line_type, line.description) for line in found.lines] == [
        ("Comment", "x" * 100),
        ("Comment", "total 12.50"),
    ]
    nav.delete_invoice_draft(found)
    assert nav.invoice(made.nav_id) is None


def test_an_accrual_draft_is_posted_once_and_keeps_its_id(nav: NavClient) -> None:
    account = next(one for one in nav.accounts())
    line = InvoiceRecordLine(0, "Account", account.number, "accrual", Decimal(1), "", Decimal("12.50"))
    made = draft(nav, "POST-1", account_lines=[line])
    nav.post_invoice(made.nav_id)
    posted = nav.invoice(made.nav_id)
    assert posted is not None
    assert (posted.is_posted, posted.nav_id, posted.total_without_tax) == (
        True,
        made.nav_id,
        Decimal("12.50"),
    )
    assert posted.number != made.number
    again = draft(nav, "POST-1", account_lines=[line])
    with pytest.raises(errors.Rejected, match="already exists for this vendor"):
        nav.post_invoice(again.nav_id)
    both = nav.invoices_by_vendor_number("V10001", "POST-1")
    assert sorted(one.status for one in both) == ["Draft", "Open"]
    with pytest.raises(ValueError, match="only drafts"):
        nav.delete_invoice_draft(posted)
    nav.delete_invoice_draft(again)


def test_a_draft_changed_since_is_not_deleted(nav: NavClient, sandbox: SandboxProcess) -> None:
    made = draft(nav, "DRAFT-2")
    old = VendorInvoice(**{**made.__dict__, "etag": 'W/"JzQ0O29sZDsn"'})
    with pytest.raises(errors.Stale):
        nav.delete_invoice_draft(old)
    assert nav.invoice(made.nav_id) is not None


def test_invoices_are_listed_by_change_and_posting_date(nav: NavClient) -> None:
    everything = list(nav.invoices())
    assert any(one.is_posted and one.lines for one in everything)
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    recent = list(nav.invoices(posted_since=yesterday))
    assert recent
    assert all(one.posting_on and one.posting_on >= yesterday for one in recent)
    assert list(nav.invoices(posted_since=date(2199, 1, 1))) == []


def test_invoices_of_an_order(nav: NavClient) -> None:
    assert nav.invoices_of_order("NONE") == []


def test_a_cut_draft_is_unknown_and_found_by_the_probe(nav: NavClient, sandbox: SandboxProcess) -> None:
    sandbox.fault("cut_after", system="nav", method="POST", path="purchaseInvoices$", times=3)
    with pytest.raises(errors.OutcomeUnknown):
        draft(nav, "CUT-1")
    sandbox.clear_faults()
    assert len(nav.invoices_by_vendor_number("V10001", "CUT-1")) == 1
