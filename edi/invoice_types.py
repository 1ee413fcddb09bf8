"""Which types of an invoice (BIG07, X12 element 640) are booked, as an invoice or a credit memo, and what the others are."""

from __future__ import annotations

CREDITS = frozenset({"CR", "CN"})
# debit invoice, debit memo, product or service, consolidated, drop shipment, final bill, consolidated final bill
INVOICES = frozenset({"", "DI", "DR", "PR", "CI", "DO", "FB", "FD"})
_OTHERS = {
    "CO": "a corrected invoice",
    "FE": "a memorandum",
    "ME": "a memorandum",
    "PP": "a prepaid invoice",
    "RA": "a request for credit",
    "RC": "a request for a quote",
    "RG": "a revised final bill",
}


def why_unbooked(type_code: str) -> str:
    """Say why a document of this type is not booked by itself; '' for invoices and credit memos."""
    if type_code in CREDITS or type_code in INVOICES:
        return ""
    name = _OTHERS.get(type_code, "no type of invoice that is booked by itself")
    return (
        f"Type {type_code[:10]} (BIG07) is {name}. Settle it in NAV by hand, then discard it here; where the sender means an"
        " invoice, correct the type and replay."
    )
