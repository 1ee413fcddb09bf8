"""Labels of fields, columns and sums."""

from __future__ import annotations

import pytest

from edi.pdf.labels import COLUMN_LABELS, HEADER_LABELS, SUM_LABELS, folded, label_of, sum_kind


def test_accents_and_case_do_not_matter() -> None:
    assert folded("  Fälligkeit  N° STRASSE ß") == "falligkeit n strasse ss"


def test_the_longest_label_at_the_start_counts_and_ends_with_a_word() -> None:
    assert label_of("Invoice Date: 2026", HEADER_LABELS["invoiced_on"]) == "invoice date"
    assert label_of("PONumber: 7", HEADER_LABELS["order_number"]) == "po number"
    assert label_of("Post box 12", HEADER_LABELS["order_number"]) is None
    assert label_of("See invoice no 3", HEADER_LABELS["number"]) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Total", "total"),
        ("Total HT :", "net"),
        ("Total VAT", "tax"),
        ("Zwischensumme", "net"),
        ("zzgl. MwSt 19 %", "tax"),
        ("Versandkosten", "charge"),
        ("Rabatt 5 %", "allowance"),
        ("Totally fresh tomatoes", ""),
    ],
)
def test_a_sum_is_known_by_its_longest_label(text: str, kind: str) -> None:
    assert sum_kind(text) == kind


def test_all_labels_are_written_as_they_are_compared() -> None:
    for labels in (*HEADER_LABELS.values(), *COLUMN_LABELS.values(), *SUM_LABELS.values()):
        assert [label for label in labels if folded(label) != label] == []
