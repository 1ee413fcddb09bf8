"""The match of a document as people read it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from audit.models import Document, JournalLink
from edi.mapping.match import MatchRow
from navcleo.admin.match_table import match_table
from navcleo.workflows import matching
from tests.factories import DocumentFactory
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit


def rows(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows as a proposal keeps them: ten cases ordered, six received, two invoiced, four on the document."""
    plain: dict[str, Any] = {
        "sequence": 10000,
        "item_number": "F1000",
        "description": "Milk",
        "unit": "CASE",
        "ordered": Decimal(10),
        "received": Decimal(6),
        "invoiced": Decimal(2),
        "quantity": Decimal(4),
        "bookable": Decimal(4),
        "theirs": Decimal("1042.00"),
        "ours": Decimal("1040.00"),
        "tolerance": Decimal("0.01"),
        "is_outside": True,
        "from_lines": (1, 3),
    }
    return matching.shown(MatchRow(**(plain | change)) for change in changes)


def test_an_invoice_reads_from_what_was_ordered_to_the_difference() -> None:
    table = match_table(rows({}), is_invoice=True)
    [line] = table.lines
    assert dict(zip(table.columns, line.cells, strict=True)) == {
        "Ordered": "10 CASE",
        "Received before": "6 CASE",
        "Invoiced before": "2 CASE",
        "This invoice": "4 CASE",
        "Their price": "260.50",
        "Our price": "260.00",
        "Theirs": "1,042.00",
        "NAV": "1,040.00",
        "Difference": "+2.00",
    }
    assert (line.name, line.look, line.word) == ("10000 F1000 Milk (from line 1, 3)", "bad", "outside")
    assert line.allowed == "0.01"
    assert table.total == []


def test_several_lines_have_a_sum_and_each_says_how_it_ends() -> None:
    equal = {"theirs": Decimal(5), "ours": Decimal(5), "is_outside": False}
    within = {"theirs": Decimal(4), "ours": Decimal(5), "is_outside": False}
    table = match_table(rows({}, equal, within), is_invoice=True)
    assert [line.word for line in table.lines] == ["outside", "agrees", "within"]
    assert table.total == ["", "", "", "", "", "", "1,051.00", "1,050.00", "+1.00"]
    assert table.lines[2].cells[8] == "-1.00"


def test_a_notice_shows_what_nav_receives_of_it() -> None:
    table = match_table(rows({"quantity": Decimal("4.25")}), is_invoice=False)
    shown = dict(zip(table.columns, table.lines[0].cells, strict=True))
    assert (shown["This notice"], shown["NAV receives"]) == ("4.25 CASE", "4 CASE")
    assert "Their price" not in shown


def test_what_is_not_on_the_order_has_no_line_number() -> None:
    [line] = match_table(rows({"sequence": 0, "description": "not on the order"}), is_invoice=True).lines
    assert line.name.startswith("F1000 not on the order")


@pytest.mark.django_db
def test_the_page_of_an_invoice_shows_its_match(log_in: LogIn) -> None:
    target = {"kind": "invoice_on_order", "target": "invoice", "total": "1042.00", "match": rows({})}
    document: Document = DocumentFactory(kind="810", proposal={"targets": [target]})
    text = visit(log_in("clerk"), f"/admin/audit/document/{document.pk}/change/").text
    for words in ("10000 F1000 Milk", "Received before", "260.50", "+2.00", "outside", "net of tax"):
        assert words in text


@pytest.mark.django_db
def test_what_others_booked_on_the_order_is_beside_the_match(log_in: LogIn) -> None:
    document: Document = DocumentFactory(kind="810", order_numbers="PO7, PO8")
    notice = DocumentFactory(connection=document.connection, number="SHIP77", status="linked")
    for number, order in (("107001", "PO8"), ("107002", "PO9")):
        JournalLink.objects.create(document=notice, kind="receipt", number=number, order_number=order)
    JournalLink.objects.create(document=document, kind="invoice", number="108001", order_number="PO7")
    text = visit(log_in("clerk"), f"/admin/audit/document/{document.pk}/change/").text
    _, _, after = text.partition("Also booked on PO7, PO8")
    assert "107001" in after
    assert "SHIP77" in after
    assert "107002" not in text
    assert "108001" not in after.partition("Content")[0]
