"""How values read on our pages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from navcleo.templatetags import words


@pytest.mark.parametrize(
    ("value", "currency", "shown"),
    [
        (Decimal("1234.5"), "USD", "1,234.50 USD"),
        ("-20.5", "", "-20.50"),
        (None, "USD", ""),
        ("", "", ""),
        (0, "", "0.00"),
        ("about ten", "", "about ten"),
    ],
)
def test_money(value: Any, currency: str, shown: str) -> None:
    assert words.money(value, currency) == shown


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(minutes=5, seconds=1), "5 min"),
        (timedelta(hours=4, minutes=59), "4 h"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=3, hours=2), "3 days"),
    ],
)
def test_age(ago: timedelta, shown: str) -> None:
    assert words.age(timezone.now() - ago) == shown


def test_age_of_nothing() -> None:
    assert words.age(None) == ""


def test_kinds_and_causes_are_told_in_words() -> None:
    assert (words.kind_name("856"), words.kind_name("864"), words.kind_name("")) == (
        "Ship notice",
        "864",
        "Document",
    )
    assert words.cause("empty_file") == "The file is empty."
    assert words.cause("of an older version") == "of an older version"


def test_values_of_rows_and_labels() -> None:
    assert words.of({"kind": "item"}, "kind") == "item"
    assert words.of({"kind": None}, "kind") == ""
    assert words.of({}, "kind") == ""
    assert words.label("vendor_number") == "vendor number"


@pytest.mark.parametrize(
    ("kind", "number", "title"),
    [
        ("810", "INV-1", "Invoice INV-1"),
        ("810", "", "Invoice (no number)"),
        ("820", "ZZ:CRONUSFOODS|PAY-1|220.8", "Remittance advice PAY-1"),
        ("820", "PAY-1", "Remittance advice PAY-1"),
        ("997", "PO-6", "Acknowledgment of orders, group 6"),
        ("997", "XX-6", "Acknowledgment of XX, group 6"),
        ("TA1", "000000008", "Interchange acknowledgment of 000000008"),
    ],
)
def test_a_document_is_called_by_what_people_know(kind: str, number: str, title: str) -> None:
    assert words.title_of(SimpleNamespace(kind=kind, number=number)) == title


def test_an_810_that_takes_money_off_is_a_credit_memo() -> None:
    assert (
        words.title_of(SimpleNamespace(kind="810", number="A-CM1", amount=Decimal(-3))) == "Credit memo A-CM1"
    )
    assert words.title_of(SimpleNamespace(kind="810", number="A-1", amount=None)) == "Invoice A-1"
