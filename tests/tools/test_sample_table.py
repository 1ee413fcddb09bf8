"""The page of samples says what reading does today; a valid sample is read and a damaged one refused by name."""

from __future__ import annotations

import pytest

from edi.errors import Unreadable
from tests.edi.x12.corpus import body, interchange
from tools import sample_table

COVERS = ["tools.sample_table"]


def test_an_outcome_names_lines_and_total_or_the_refusal() -> None:
    assert sample_table.outcome(interchange("810", body("810"))) == "810 read: 2 lines, total 309.00"
    assert sample_table.outcome(interchange("856", body("856"))) == "856 read: 2 lines"
    damaged = interchange("810", body("810")).replace(b"SE*", b"SE*9")
    assert sample_table.outcome(damaged).startswith("810 refused: `envelope_mismatch`, SE01 says 9")
    assert sample_table.outcome(b"Dear Sir").startswith(f"refused: `{Unreadable.code}`, ")


@pytest.mark.skipif(not sample_table.rows(), reason="no shared samples beside this checkout")
def test_the_page_is_what_the_command_writes() -> None:
    assert sample_table.PAGE.read_text(encoding="utf-8") == sample_table.page()


def test_no_sample_ends_without_a_document_or_a_name() -> None:
    rows = [
        line for line in sample_table.PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")
    ]
    outcomes = {line.split(" | ")[0]: line.split(" | ")[-1] for line in rows[1:]}
    assert len(outcomes) > 50
    assert [
        name for name, text in outcomes.items() if " read: " not in text and "refused: `" not in text
    ] == []
