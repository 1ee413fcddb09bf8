"""What an attempt is called in front of people: 'receipt on order 106001', 'payment line 1, invoice 108013'."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# kind → words, and the key of the intent whose value is named behind them
_NAMES = {
    "invoice_on_order": ("invoice on order", "order"),
    "invoice_draft": ("draft invoice", "vendor_invoice_number"),
    "charge_invoice": ("charges of invoice", "invoice"),
    "credit_memo_draft": ("draft credit memo", "vendor_credit_memo_number"),
    "cleo_file": ("file for Cleo", "file"),
    "payment_posting": ("posting of payment batch", "batch"),
}
_ON_ORDER = {
    "evaluated_receipt": "evaluated receipt on order",
    "receipt_in_journal": "receipt in the journal for order",
}


def effect(kind: str, target: str, intent: Mapping[str, Any] | None = None) -> str:
    """What is done at the other side. `target` is the attempt's: order:106037, line:1:108013; behind # it counts how often a
    manager had it booked again. `intent` says what the target does not."""
    name, _, again = target.partition("#")
    words = _words(kind, name, intent or {})
    return f"{words}, booked again ({again})" if again else words


def _words(kind: str, target: str, intent: Mapping[str, Any]) -> str:
    if kind in _NAMES and ":" not in target:
        words, key = _NAMES[kind]
        return f"{words} {intent.get(key) or ''}".strip()
    if kind == "payment_line" and target.count(":") == 2:
        _, place, invoice = target.split(":")
        return f"payment line {place}, invoice {invoice}"
    words = _ON_ORDER.get(kind) or kind.replace("_", " ")
    what, _, number = target.replace("_", " ").rpartition(":")
    if what:
        words = words if words.endswith(what) else f"{words} {what}"
    elif number in words:
        number = ""
    return f"{words} {number}".strip()
