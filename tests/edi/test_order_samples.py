"""Every valid 855 and 860 beside this checkout reads with all its lines; the damaged one is refused by name. What a file
holds is counted by splitting its text, not by the readers."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal

import pytest

from edi.documents import OrderAnswer, OrderChange
from edi.reading import read
from tests.edi.test_samples import SAMPLES, Segments, column, numbers, split_sets

COVERS = ["edi.reading"]

CODES = ("855", "860")
COUNTED = {"855": 3, "860": 1}


def _rows(valid: str) -> list[str]:
    index = SAMPLES / "INDEX.tsv"
    if not index.is_file():
        return []
    with index.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [row["file"] for row in rows if row["file"][:3] in CODES and row["valid"] == valid]


VALID, DAMAGED = _rows("yes"), _rows("no")
pytestmark = pytest.mark.skipif(not VALID, reason="no shared samples beside this checkout")


@pytest.mark.parametrize("name", VALID)
def test_each_set_reads_with_all_its_lines(name: str) -> None:
    content = (SAMPLES / name).read_bytes()
    expected = split_sets(content)
    sets = read(content).sets
    assert [one.code for one in sets] == [code for code, _ in expected]
    for one, (_, segments) in zip(sets, expected, strict=True):
        assert [item for item in one.problems if item.severity == "error"] == []
        assert one.document is not None
        (_answer if isinstance(one.document, OrderAnswer) else _change)(one.document, segments)


def _answer(document: object, segments: Segments) -> None:
    assert isinstance(document, OrderAnswer)
    assert document.number == column(segments, "BAK", 3)[0]
    assert [line.line_number for line in document.lines] == column(segments, "PO1", 1)
    assert Counter(line.quantity for line in document.lines) == numbers(segments, "PO1", 2)
    answers = [answer for line in document.lines for answer in line.answers]
    assert [answer.status for answer in answers] == column(segments, "ACK", 1)
    said = [answer.quantity for answer in answers if answer.quantity is not None]
    assert said == [Decimal(value) for value in column(segments, "ACK", 2)]
    assert len([one for one in answers if one.scheduled_on]) == len(column(segments, "ACK", 5))


def _change(document: object, segments: Segments) -> None:
    assert isinstance(document, OrderChange)
    assert document.number == column(segments, "BCH", 3)[0]
    assert [line.line_number for line in document.lines] == column(segments, "POC", 1)


@pytest.mark.parametrize("name", DAMAGED)
def test_the_damaged_one_is_refused_by_name(name: str) -> None:
    errors = [item for one in read((SAMPLES / name).read_bytes()).sets for item in one.problems]
    assert any(item.severity == "error" and item.code and item.text for item in errors)


def test_the_number_of_valid_samples_is_known() -> None:
    assert Counter(name[:3] for name in VALID) == COUNTED
