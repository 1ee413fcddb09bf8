"""Why we refuse a document, as an 824 says it: one reason in the codes of X12 element 647, and the words (X12.44)."""

from __future__ import annotations

from datetime import date

from edi.advices import AdvisedSet, ApplicationAdvice, ApplicationError
from edi.document_parts import Party

REFUSED = "TR"
OTHER_REASON = "024"
# our cause -> TED01: 007 data missing, 010 total out of balance, 011 not matching, 848 incorrect data, DUP duplicate
_REASONS = {
    "content_invalid": "848",
    "totals_differ": "010",
    "amount_differs": "011",
    "over_shipped": "011",
    "currency_differs": "011",
    "not_your_order": "011",
    "number_reused": "DUP",
    "invoice_exists": "DUP",
    "item_unknown": "848",
    "unit_unmapped": "848",
    "order_not_found": "848",
}
# how OTI02 names the number of a document
_QUALIFIERS = {"810": "IV", "856": "SI"}


def is_told(kind: str) -> bool:
    """True for the sets whose refusal a partner may be told."""
    return kind in _QUALIFIERS


def advise(
    number: str,
    issued_on: date,
    *,
    kind: str,
    refused: str,
    control: tuple[str, str],
    cause: str,
    reason: str,
    parties: tuple[Party, ...] = (),
) -> ApplicationAdvice:
    """The advice that refuses one document. `control` is the group and set number it came under, `cause` our quarantine
    code, `reason` what the person who refuses it says. What the program found speaks of our system and is not told."""
    group, one = control
    text = reason.strip()
    errors = (ApplicationError(_REASONS.get(cause, OTHER_REASON), text),) if text else ()
    digits = group if group.isascii() and group.isdigit() else ""
    advised = AdvisedSet(
        REFUSED, _QUALIFIERS[kind], refused, digits, one if digits and len(one) >= 4 else "", kind, errors
    )
    return ApplicationAdvice(number, issued_on, (advised,), parties=parties)
