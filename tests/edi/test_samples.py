"""Every sample beside this checkout that is marked valid reads with all its lines and amounts; damaged ones are refused
by name. What a file holds is counted here by splitting its text, not by the readers."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from edi.documents import (
    Acknowledgment,
    Document,
    Invoice,
    PurchaseOrder,
    RemittanceAdvice,
    RemittanceLine,
    ShipNotice,
)
from edi.errors import EdiError
from edi.reading import read

COVERS = ["edi.reading"]

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"
CODES = ("810", "820", "850", "856", "997")
COUNTED = {"810": 4, "820": 8, "856": 7, "997": 3}
Segments = list[list[str]]


def _rows(valid: str) -> list[str]:
    index = SAMPLES / "INDEX.tsv"
    if not index.is_file():
        return []
    with index.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [row["file"] for row in rows if row["file"][:3] in CODES and row["valid"] == valid]


VALID, DAMAGED = _rows("yes"), _rows("no")
pytestmark = pytest.mark.skipif(not VALID, reason="no shared samples beside this checkout")


def split_sets(content: bytes) -> list[tuple[str, Segments]]:
    """(ST01, segments) of each set, by cutting the text alone: the element separator follows ISA, the terminator follows
    the one character of ISA16."""
    text = content.decode("utf-8-sig").lstrip()
    element = text[3]
    tail = text.split(element, 17)[16][1:].split("GS")[0]
    terminator = tail.strip() or "\n"
    found: list[tuple[str, Segments]] = []
    for piece in text.split(terminator):
        segment = [value.strip() for value in piece.strip().split(element)]
        if segment[0] == "ST":
            found.append((segment[1], []))
        elif found:
            found[-1][1].append(segment)
    return found


def column(segments: Segments, segment_id: str, position: int) -> list[str]:
    """Every value of one element, as written, without the empty ones."""
    return [
        item[position]
        for item in segments
        if item[0] == segment_id and len(item) > position and item[position]
    ]


def numbers(segments: Segments, segment_id: str, *positions: int, scale: int = 0) -> Counter[Decimal]:
    return Counter(
        Decimal(value).scaleb(-scale)
        for position in positions
        for value in column(segments, segment_id, position)
    )


def test_an_invoice_has_all_lines_and_amounts() -> None:
    for name, segments, document in documents("810"):
        assert isinstance(document, Invoice), name
        assert len(document.lines) == len([item for item in segments if item[0] == "IT1"]), name
        assert Counter(line.quantity for line in document.lines) == numbers(segments, "IT1", 2), name
        assert Counter(line.price for line in document.lines) == numbers(segments, "IT1", 4), name
        assert document.total == Decimal(column(segments, "TDS", 1)[0]) / 100, name
        charges = [*document.charges, *(charge for line in document.lines for charge in line.charges)]
        assert Counter(abs(charge.amount) for charge in charges) == numbers(segments, "SAC", 5, scale=2), name
        taxes = [*document.taxes, *(tax for line in document.lines for tax in line.taxes)]
        assert Counter(tax.amount for tax in taxes) == numbers(segments, "TXI", 2), name
        codes = [code for item in segments if item[0] == "IT1" for code in item[7::2] if code]
        assert Counter(item.code for line in document.lines for item in line.product_ids) == Counter(codes), (
            name
        )


def test_a_ship_notice_has_all_lines_and_quantities() -> None:
    for name, segments, document in documents("856"):
        assert isinstance(document, ShipNotice), name
        lines = [line for order in document.orders for line in order.lines]
        assert len(lines) == len([item for item in segments if item[0] == "LIN"]), name
        assert Counter(line.quantity for line in lines) == numbers(segments, "SN1", 2), name
        assert {order.order_number for order in document.orders} == set(column(segments, "PRF", 1)), name
        codes = [code for item in segments if item[0] == "LIN" for code in item[3::2] if code]
        assert Counter(item.code for line in lines for item in line.product_ids) == Counter(codes), name
        marks = {mark[-18:] for mark in column(segments, "MAN", 2)}
        assert {mark for line in lines for mark in line.package_ids} == marks, name


def test_a_remittance_has_all_lines_and_amounts() -> None:
    for name, segments, document in documents("820"):
        assert isinstance(document, RemittanceAdvice), name
        lines = [part for line in document.lines for part in (line, *line.details)]
        paid_documents = [item for item in segments if item[0] in {"RMR", "RMT"}]
        assert Counter(line.number for line in lines) == Counter(item[2] for item in paid_documents), name
        assert document.total == Decimal((column(segments, "BPR", 2) + column(segments, "BPS", 2))[0]), name
        stated = numbers(segments, "RMR", 4, 5, 6, 8) + numbers(segments, "RMT", 3, 4, 5, 6)
        # 003010 may state one amount twice: the invoice and what of it is subject to discount
        assert set(stated) == {amount for line in lines for amount in _amounts(line)}, name
        assert sum(numbers(segments, "RMR", 4).elements()) == sum(
            (line.paid or 0 for line in lines if column(segments, "BPR", 2)), Decimal(0)
        ), name
        adjustments = [*document.adjustments, *(item for line in lines for item in line.adjustments)]
        assert Counter(item.amount for item in adjustments) == numbers(segments, "ADX", 1), name


def _amounts(line: RemittanceLine) -> list[Decimal]:
    amounts = (line.paid, line.invoiced, line.discount, line.adjusted)
    return [amount for amount in amounts if amount is not None]


def test_an_order_has_all_lines_and_prices() -> None:
    for name, segments, document in documents("850"):
        assert isinstance(document, PurchaseOrder), name
        assert Counter(line.quantity for line in document.lines) == numbers(segments, "PO1", 2), name
        assert Counter(line.price for line in document.lines) == numbers(segments, "PO1", 4), name


def test_an_acknowledgment_has_all_sets_and_errors() -> None:
    for name, segments, document in documents("997"):
        assert isinstance(document, Acknowledgment), name
        assert document.status == column(segments, "AK9", 1)[0], name
        assert [one.control_number for one in document.sets] == column(segments, "AK2", 2), name
        assert [one.status for one in document.sets] == column(segments, "AK5", 1), name
        errors = [error for one in document.sets for error in one.errors]
        assert [error.segment_id for error in errors] == column(segments, "AK3", 1), name
        assert sum(len(error.elements) for error in errors) == len(
            [item for item in segments if item[0] == "AK4"]
        ), name


def documents(code: str) -> list[tuple[str, Segments, Document]]:
    """(file, its segments, what was read) of every set of this code in the valid samples."""
    found = []
    for name in VALID:
        content = (SAMPLES / name).read_bytes()
        expected = split_sets(content)
        reading = read(content)
        assert [one.code for one in reading.sets] == [kind for kind, _ in expected], name
        for one, (kind, segments) in zip(reading.sets, expected, strict=True):
            if kind == code:
                assert one.document is not None, (name, one.problems)
                found.append((name, segments, one.document))
    return found


def test_the_number_of_valid_samples_is_known() -> None:
    counts = Counter(name[:3] for name in VALID)
    assert {code: counts[code] for code in COUNTED} == COUNTED


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_sample_is_read_or_refused_by_name(name: str) -> None:
    try:
        sets = read((SAMPLES / name).read_bytes()).sets
    except EdiError as error:
        refusals = [(error.code, error.text)]
    else:
        problems = [problem for one in sets for problem in one.problems]
        refusals = [(problem.code, problem.text) for problem in problems if problem.severity == "error"]
    assert refusals
    assert all(code and text for code, text in refusals)


def test_the_readme_gives_both_counts() -> None:
    damaged = [name for name in DAMAGED if name[:3] in COUNTED]
    text = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    assert f"**{sum(COUNTED.values())}** valid ones read with all lines and amounts" in text
    assert f"**{len(damaged)}** damaged ones" in text
