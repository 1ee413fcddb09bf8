"""The quarantine codes are a stable surface: one row in code, one page in the runbook, one test each."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source_tree import ROOT, modules

CODES = [
    "unreadable",
    "empty_file",
    "too_large",
    "envelope_mismatch",
    "unsupported_set",
    "unknown_sender",
    "wrong_receiver",
    "test_data",
    "content_invalid",
    "fields_unconfirmed",
    "totals_differ",
    "number_reused",
    "vendor_unknown",
    "vendor_blocked",
    "item_unknown",
    "item_ambiguous",
    "item_blocked",
    "unit_unmapped",
    "location_unmapped",
    "order_not_found",
    "order_closed",
    "not_your_order",
    "over_shipped",
    "held_for_receipt",
    "maybe_received_by_hand",
    "already_received",
    "amount_differs",
    "currency_differs",
    "period_closed",
    "not_our_payment",
    "batch_not_empty",
    "invoice_exists",
    "order_changed",
    "answer_differs",
    "rejected_by_partner",
    "nav_refused",
    "cleo_refused",
    "outcome_unknown",
    "unexpected",
]


def test_the_table_holds_exactly_the_codes_of_the_rules() -> None:
    from audit.quarantine_codes import CODES as TABLE

    assert sorted(TABLE) == sorted(CODES)


def test_every_row_has_step_sentence_and_next_step() -> None:
    from audit.quarantine_codes import CODES as TABLE

    assert [code for code, row in TABLE.items() if not (row.step and row.sentence and row.next_step)] == []


def test_every_code_has_its_page_in_the_runbook() -> None:
    text = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### `([a-z_]+)`", text, flags=re.MULTILINE)
    assert sorted(headings) == sorted(CODES)


@pytest.mark.parametrize("part", ["**Means.**", "**Look at.**", "**Next step.**"])
def test_every_page_of_the_runbook_is_complete(part: str) -> None:
    text = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    pages = re.findall(r"^### `([a-z_]+)`\n(.*?)(?=^##|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert [code for code, page in pages if part not in page] == []


def test_every_code_is_provoked_by_a_test() -> None:
    sources = "\n".join(
        module.source for module in modules("tests") if not module.relative.startswith("tests/architecture")
    )
    assert [code for code in CODES if f'"{code}"' not in sources] == []
