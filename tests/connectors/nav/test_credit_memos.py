"""Purchase credit memos: drafts, posted ones, the probe by the vendor's number."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from connectors import errors
from connectors.nav.client import NavClient
from edi.nav_records import InvoiceRecordLine, VendorCreditMemo
from tests.sandbox_process import SandboxProcess

LINE = InvoiceRecordLine(0, "Account", "61400", "allowance", Decimal(1), "", Decimal("12.50"))


def draft(nav: NavClient, number: str, **changes: object) -> VendorCreditMemo:
    fields: dict[str, object] = {
        "vendor_number": "V10001",
        "vendor_credit_memo_number": number,
        "credited_on": date(2026, 11, 2),
        "currency": "",
        "posting_on": datetime.now(UTC).date(),
        "comments": ["y" * 150],
    }
    return nav.create_credit_memo_draft(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_draft_is_found_by_the_vendors_number_and_deleted(nav: NavClient) -> None:
    made = draft(nav, "CM-1")
    assert made.invoiced_on == made.posting_on, "moved within the call"
    nav.set_credit_memo_date(made, date(2026, 11, 2))
    [found] = nav.credit_memos_by_vendor_number("V10001", "CM-1")
    assert (found.nav_id, found.status, found.invoiced_on, found.total) == (
        made.nav_id,
        "Draft",
        date(2026, 11, 2),
        Decimal(0),
    )
    assert [(line.line_type, line.description) for line in found.lines] == [("Comment", "y" * 100)]
    nav.delete_credit_memo_draft(found)
    assert nav.credit_memo(made.nav_id) is None


def test_a_posted_one_keeps_its_id_owes_us_and_is_refused_a_second_time(
    nav: NavClient, sandbox: SandboxProcess
) -> None:
    made = draft(nav, "CM-2", account_lines=[LINE])
    nav.post_credit_memo(made.nav_id)
    posted = nav.credit_memo(made.nav_id)
    assert posted is not None
    assert (posted.is_posted, posted.total, posted.number != made.number) == (True, Decimal("12.50"), True)
    [entry] = sandbox.books("vendorLedgerEntries", externalDocumentNumber="CM-2")
    assert (entry["documentType"], Decimal(str(entry["amount"]))) == ("Credit Memo", Decimal("12.50"))
    again = draft(nav, "CM-2", account_lines=[LINE])
    with pytest.raises(errors.Rejected, match="Credit Memo CM-2 already exists for this vendor"):
        nav.post_credit_memo(again.nav_id)
    with pytest.raises(ValueError, match="only drafts"):
        nav.delete_credit_memo_draft(posted)
    nav.delete_credit_memo_draft(again)


def test_the_same_number_as_an_invoice_is_no_duplicate(nav: NavClient, sandbox: SandboxProcess) -> None:
    lines = [{"account_number": "61300", "quantity": 1, "unit_cost": 5}]
    sandbox.create_invoice(vendor_number="V10001", vendor_invoice_number="CM-3", lines=lines)
    nav.post_credit_memo(draft(nav, "CM-3", account_lines=[LINE]).nav_id)


def test_nothing_to_post_and_item_charges_are_refused(nav: NavClient) -> None:
    empty = draft(nav, "CM-4")
    with pytest.raises(errors.Rejected, match="nothing to post"):
        nav.post_credit_memo(empty.nav_id)
    charge = InvoiceRecordLine(0, "Charge", "FREIGHT", "freight", Decimal(1), "", Decimal(5))
    charged = draft(nav, "CM-5", account_lines=[charge])
    with pytest.raises(errors.Rejected, match="must assign item charge FREIGHT"):
        nav.post_credit_memo(charged.nav_id)
    for made in (empty, charged):
        found = nav.credit_memo(made.nav_id)
        assert found is not None
        nav.delete_credit_memo_draft(found)


def test_without_the_vendors_number_in_navs_description_there_is_no_such_ability(
    nav: NavClient, sandbox: SandboxProcess
) -> None:
    assert nav.abilities().credit_memos
    sandbox.switch(credit_memo_numbers=False)
    try:
        assert not nav.abilities().credit_memos
    finally:
        sandbox.switch(credit_memo_numbers=True)


def test_payment_terms_are_read_by_the_id_of_an_order(nav: NavClient, sandbox: SandboxProcess) -> None:
    [row] = sandbox.books("paymentTerms", code="30 DAYS")
    terms = nav.payment_terms(row["id"])
    assert terms is not None
    assert (terms.code, terms.due_formula, terms.discount_formula, terms.discount_percent) == (
        "30 DAYS",
        "30D",
        "10D",
        Decimal(2),
    )
