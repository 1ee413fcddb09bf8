"""General journals and payment journals: batches of our own, their lines, posting, ledger entries."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from connectors import errors
from connectors.nav.client import NavClient
from edi.nav_records import JournalLine, PaymentLine
from tests.sandbox_process import SandboxProcess


def journal_line(nav: NavClient, document: str) -> JournalLine:
    debit, credit = [account.number for account in nav.accounts()][1:3]
    return JournalLine(
        account_type="G/L Account",
        account_number=debit,
        amount=Decimal("12.34"),
        posting_on=datetime.now(UTC).date(),
        document_number=document,
        external_number=f"X-{document}",
        description="d" * 120,
        balancing_account=credit,
    )


def test_a_batch_is_made_once(nav: NavClient) -> None:
    account = next(nav.accounts()).number
    made = nav.create_batch("EDIA", "EDI accruals", account)
    assert nav.batch("EDIA") == made
    assert (made.code, made.balancing_account) == ("EDIA", account)
    assert nav.batch("NONE") is None
    assert "EDIA" in {batch.code for batch in nav.batches()}
    with pytest.raises(errors.Rejected) as caught:
        nav.create_batch("EDIA", "EDI accruals")
    assert caught.value.code == "Internal_EntityWithSameKeyExists"
    with pytest.raises(errors.Rejected, match="no G/L account 0815"):
        nav.create_batch("EDIZ", "EDI", "0815")


def test_lines_wait_are_posted_and_leave_ledger_entries(nav: NavClient) -> None:
    batch = nav.create_batch("EDIB", "EDI b")
    made = nav.create_journal_line(batch.nav_id, journal_line(nav, "EDIB1"))
    assert (made.amount, made.external_number, len(made.description)) == (Decimal("12.34"), "X-EDIB1", 100)
    assert made.batch_id == batch.nav_id
    dimension = next(nav.dimensions())
    first, second = [value.code for value in nav.dimension_values(dimension.nav_id)][:2]
    for value in (first, first, second):
        nav.set_journal_line_dimensions(made.nav_id, {dimension.code: value})
    (waiting,) = nav.journal_lines(batch.nav_id)
    assert waiting.nav_id == made.nav_id
    nav.post_batch(batch.nav_id)
    assert nav.journal_lines(batch.nav_id) == []
    assert sum(entry.amount for entry in nav.ledger_entries("EDIB1")) == 0
    assert {abs(entry.amount) for entry in nav.ledger_entries_by_external("X-EDIB1")} == {Decimal("12.34")}
    with pytest.raises(errors.Rejected, match="nothing to post"):
        nav.post_batch(batch.nav_id)


def test_a_journal_line_is_deleted_as_it_was_read(nav: NavClient) -> None:
    batch = nav.create_batch("EDIC", "EDI c")
    made = nav.create_journal_line(batch.nav_id, journal_line(nav, "EDIC1"))
    with pytest.raises(errors.Stale):
        nav.delete_journal_line(dataclasses.replace(made, etag='W/"JzQ0O29sZDsn"'))
    (waiting,) = nav.journal_lines(batch.nav_id)
    nav.delete_journal_line(dataclasses.replace(waiting, batch_id=""))
    assert nav.journal_lines(batch.nav_id) == []


def test_payment_lines_wait_in_their_batch(nav: NavClient, sandbox: SandboxProcess) -> None:
    invoice = next(one for one in nav.invoices() if one.status == "Open" and one.total > 0)
    batch = nav.payment_batch("EDIPAY") or nav.create_payment_batch("EDIPAY", "EDI payments")
    assert nav.payment_batch("EDIPAY") == batch
    line = PaymentLine(
        vendor_number=invoice.vendor_number,
        amount=Decimal("10.01"),
        posting_on=datetime.now(UTC).date(),
        document_number="REM1",
        external_number="REMITTANCE-1",
        applies_to=invoice.number,
    )
    made = nav.create_payment_line(batch.nav_id, line)
    assert (made.amount, made.applies_to, made.external_number) == (
        line.amount,
        invoice.number,
        "REMITTANCE-1",
    )
    (waiting,) = nav.payment_lines(batch.nav_id)
    assert waiting == made
    assert nav.vendor_entries(invoice.vendor_number, "REMITTANCE-1", "Payment") == []
    nav.delete_payment_line(waiting)
    assert nav.payment_lines(batch.nav_id) == []


def test_a_cut_payment_line_is_unknown_and_stands_in_the_batch(
    nav: NavClient, sandbox: SandboxProcess
) -> None:
    batch = nav.create_payment_batch("EDICUT", "EDI payments")
    sandbox.fault("cut_after", system="nav", method="POST", path="vendorPayments", times=3)
    line = PaymentLine("V10000", Decimal(5), datetime.now(UTC).date(), "REM2", "REMITTANCE-2")
    with pytest.raises(errors.OutcomeUnknown):
        nav.create_payment_line(batch.nav_id, line)
    assert [one.external_number for one in nav.payment_lines(batch.nav_id)] == ["REMITTANCE-2"]
