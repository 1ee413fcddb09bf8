"""Attempts are called what they do, with the number of the order or invoice they do it for."""

from __future__ import annotations

from typing import Any

import pytest

from audit.attempt_words import effect


@pytest.mark.parametrize(
    ("kind", "target", "intent", "words"),
    [
        ("invoice_on_order", "invoice", {"order": "106001"}, "invoice on order 106001"),
        ("invoice_on_order", "invoice#2", {"order": "106001"}, "invoice on order 106001, booked again (2)"),
        ("invoice_on_order", "invoice", {}, "invoice on order"),
        ("invoice_draft", "invoice", {"vendor_invoice_number": "INV-1"}, "draft invoice INV-1"),
        ("charge_invoice", "charges", {"invoice": "INV-1"}, "charges of invoice INV-1"),
        ("credit_memo_draft", "credit_memo", {"vendor_credit_memo_number": "CM-1"}, "draft credit memo CM-1"),
        ("receipt_on_order", "order:106001", {}, "receipt on order 106001"),
        ("evaluated_receipt", "order:106001", {}, "evaluated receipt on order 106001"),
        ("receipt_in_journal", "order:106001", {}, "receipt in the journal for order 106001"),
        ("payment_line", "line:1", {}, "payment line 1"),
        ("payment_line", "line:1:108013", {}, "payment line 1, invoice 108013"),
        ("payment_posting", "posting", {"batch": "EDI"}, "posting of payment batch EDI"),
        ("cleo_file", "file", {}, "file for Cleo"),
    ],
)
def test_an_attempt_in_words(kind: str, target: str, intent: dict[str, Any], words: str) -> None:
    assert effect(kind, target, intent) == words
