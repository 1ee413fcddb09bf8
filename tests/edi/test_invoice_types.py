"""BIG07: invoices and credit memos go on, everything else says what it is."""

from __future__ import annotations

import pytest

from edi.invoice_types import CREDITS, INVOICES, why_unbooked
from edi.x12.tables.code_lists import CODE_LISTS


@pytest.mark.parametrize("code", sorted(CREDITS | INVOICES))
def test_invoices_and_credit_memos_go_on(code: str) -> None:
    assert why_unbooked(code) == ""


@pytest.mark.parametrize("code", [*sorted(CODE_LISTS["BIG07"] - CREDITS - INVOICES), "325", "di", "?"])
def test_everything_else_names_itself(code: str) -> None:
    assert why_unbooked(code).startswith(f"Type {code} (BIG07) is ")
