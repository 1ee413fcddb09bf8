"""Journal lines, payments and ledger entries on the wire."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from connectors.nav import wire_journals as wire
from edi.nav_records import JournalLine, PaymentLine

ID = "11111111-1111-1111-1111-111111111111"


def test_a_journal_line_goes_out_encoded_and_without_empty_fields() -> None:
    line = JournalLine("G/L Account", "2110", Decimal("-1.10"), date(2026, 1, 2), "D1", "X1", "d" * 200)
    assert wire.journal_line_fields(line) == {
        "accountType": "G_x002F_L_x0020_Account",
        "accountNumber": "2110",
        "postingDate": date(2026, 1, 2),
        "documentNumber": "D1",
        "externalDocumentNumber": "X1",
        "amount": Decimal("-1.10"),
        "description": "d" * 100,
    }


def test_a_journal_line_without_posting_date_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="postingDate"):
        wire.journal_line({"id": ID, "accountType": "Vendor", "postingDate": "0001-01-01"})


def test_a_payment_line_is_applied_to_the_posted_number() -> None:
    line = PaymentLine(
        "V1", Decimal("10.00"), date(2026, 1, 2), "P1", "REM1", applies_to="108001", line_number=20000
    )
    fields = wire.payment_line_fields(line)
    assert (fields["appliesToInvoiceNumber"], fields["amount"], fields["lineNumber"]) == (
        "108001",
        Decimal("10.00"),
        20000,
    )
    assert "appliesToInvoiceNumber" not in wire.payment_line_fields(
        PaymentLine("V1", Decimal(1), date(2026, 1, 2), "P", "R")
    )


def test_a_ledger_entry_of_either_api_has_one_signed_amount() -> None:
    old = wire.ledger_entry({"id": ID, "entryNumber": 7, "debitAmount": 0, "creditAmount": Decimal("12.34")})
    new = wire.ledger_entry({"id": 7, "amount": Decimal("-12.34"), "externalDocumentNumber": "X"})
    assert (old.amount, old.entry_number, old.nav_id) == (Decimal("-12.34"), 7, ID)
    assert (new.amount, new.entry_number, new.external_number) == (Decimal("-12.34"), 7, "X")


def test_a_vendor_entry_names_its_type_as_people_read_it() -> None:
    entry = wire.vendor_entry(
        {"entryNumber": 1, "documentType": "Credit_x0020_Memo", "amount": 5, "open": False}
    )
    assert (entry.document_type, entry.amount, entry.open) == ("Credit Memo", Decimal(5), False)


def test_a_batch_may_name_account_and_template() -> None:
    assert wire.batch_fields("EDI", "EDI") == {"code": "EDI", "displayName": "EDI"}
    assert wire.batch_fields("EDI", "EDI", ID, "GENERAL") == {
        "code": "EDI",
        "displayName": "EDI",
        "balancingAccountId": ID,
        "templateDisplayName": "GENERAL",
    }
