"""Why we refuse a document, as an 824 says it: one reason in the codes of X12 element 647, and the words (X12.44)."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
# what we tell people begins with the fact; from the second sentence on it says what our clerk may do
_FACT_ENDS = re.compile(r"(?<!\b[Nn]o)\.\s+(?=[A-Z])")
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
    findings: Iterable[str] = (),
    parties: tuple[Party, ...] = (),
) -> ApplicationAdvice:
    """The advice that refuses one document. `control` is the group and set number it came under, `cause` our quarantine
    code, `reason` what the person who refuses it says, `findings` what the program found, of which the bare fact is told."""
    group, one = control
    texts = list(dict.fromkeys((reason.strip(), *map(_fact, findings))))
    code = _REASONS.get(cause, OTHER_REASON)
    errors = tuple(
        ApplicationError(code if at == 0 else OTHER_REASON, text) for at, text in enumerate(texts) if text
    )
    digits = group if group.isascii() and group.isdigit() else ""
    advised = AdvisedSet(
        REFUSED, _QUALIFIERS[kind], refused, digits, one if digits and len(one) >= 4 else "", kind, errors
    )
    return ApplicationAdvice(number, issued_on, (advised,), parties=parties)


def _fact(finding: str) -> str:
    return _FACT_ENDS.split(finding.strip(), maxsplit=1)[0].rstrip(".")
