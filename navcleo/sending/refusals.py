"""Reads a refusal of NAV or Cleo: is it definite, and which quarantine code names it (nav reference 5.8, 6.3)."""

from __future__ import annotations

import re

from connectors.errors import ConnectorError

PHANTOM = "Internal_DataNotFoundFilter"
UNDECIDED_STATUSES = frozenset({408, 425, 429})

# NAV has one code for all business rules, so the message must tell; we always ask for en-US.
_MESSAGES: tuple[tuple[str, str], ...] = (
    (r"posting date.*(not within|allowed)|not within your range of allowed posting dates", "period_closed"),
    (r"already exists for this vendor", "invoice_exists"),
    (r"vendor.*blocked|blocked.*vendor|Blocked must.*Vendor", "vendor_blocked"),
    (r"item.*blocked|Blocked must.*Item", "item_blocked"),
    (r"cannot receive more than|can't receive more than", "over_shipped"),
    (r"invoice more than", "amount_differs"),
)


def is_definite(error: ConnectorError) -> bool:
    """True when the answer proves that nothing was done: a 4xx that is neither a time-out nor the phantom failure."""
    if error.code == PHANTOM or error.status in UNDECIDED_STATUSES:
        return False
    return error.status is not None and 400 <= error.status < 500


def code_of(error: ConnectorError, default: str) -> str:
    """The quarantine code for a refusal, by the remote's message; `default` where none fits."""
    for pattern, code in _MESSAGES:
        if re.search(pattern, error.text, re.IGNORECASE):
            return code
    return default
