"""What a document says, as tables: the goods of a ship notice by lot and package."""

from __future__ import annotations

from pathlib import Path

import pytest

from navcleo.admin.said import tables
from tests.factories import DocumentFactory, PayloadFactory
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
TRACED = (SAMPLES / "856_ship_notice_traced" / "document.edi").read_bytes()


def test_the_goods_of_a_notice_are_shown_by_lot_and_package() -> None:
    [table] = tables(TRACED)
    assert [[str(value) for value in row[2:9]] for row in table.rows] == [
        ["VN HF-YOG-12, UK 10614141000422", "6 CA", "Y1", "20 Dec 2026", "20 Oct 2026", "GR", "106141412345678946"],
        ["VN HF-YOG-12, UK 10614141000422", "4 CA", "Y2", "24 Dec 2026", "20 Oct 2026", "GR", "106141412345678953"],
        ["VN HF-SALMON", "8 CA", "S88", "18 Nov 2026", "", "", ""],
    ]  # fmt: skip
    assert [row[-1] for row in table.rows] == ["", "", "168.4 LB net"]
    assert table.rows[0][9] == "106141412345678939"


REMITTANCE = (SAMPLES / "820_remittance_advice" / "document.edi").read_bytes()


def test_both_balances_of_a_payment_are_shown() -> None:
    [table] = tables(REMITTANCE)
    assert [row[2:] for row in table.rows] == [
        ["844.04", "16.88", "", "827.16", "827.16", "827.16", "0.00"],
        ["480.38", "", "-30.00", "450.38", "450.38", "450.38", "0.00"],
        ["", "", "", "", "-48.00", "-48.00", ""],
        ["", "", "", "", "", "-25.00", ""],
    ]
    assert table.total[-2:] == ["1,204.54", "0.00"]
    [gross] = tables(REMITTANCE, gross=True)
    assert (gross.rows[1][-2:], gross.total[-1]) == (["420.38", "-30.00"], "30.00")


@pytest.mark.django_db
def test_the_page_of_a_payment_shows_its_balance_as_its_partner_states_amounts(log_in: LogIn) -> None:
    document = DocumentFactory(kind="820", payload=PayloadFactory(content=REMITTANCE))
    client, url = log_in("clerk"), f"/admin/audit/document/{document.pk}/change/"
    assert "total paid (BPR02) 1,204.54 0.00" in visit(client, url).text
    document.partner.gross_remittance = True
    document.partner.save()
    assert "total paid (BPR02) 1,204.54 30.00" in visit(client, url).text


@pytest.mark.parametrize(
    ("purpose", "title", "word"),
    [("01", "Cancellation", "Nothing of this table is received"), ("05", "Replacement", "by this one")],
)
def test_a_notice_that_cancels_or_replaces_another_says_so(purpose: str, title: str, word: str) -> None:
    [table] = tables(TRACED.replace(b"BSN*00*", b"BSN*%s*" % purpose.encode()))
    assert table.title.startswith(title)
    assert word in table.note


def test_columns_that_no_line_fills_are_left_out() -> None:
    plain = (SAMPLES / "856_ship_notice" / "document.edi").read_bytes()
    [table] = tables(plain)
    assert "Serials" not in table.columns
    assert "Shipped" in table.columns


def test_what_cannot_be_read_has_no_table() -> None:
    assert tables(b"") == tables(b"no document") == []


@pytest.mark.django_db
def test_the_page_of_a_notice_shows_its_lots(log_in: LogIn) -> None:
    document = DocumentFactory(payload=PayloadFactory(content=TRACED))
    page = visit(log_in("clerk"), f"/admin/audit/document/{document.pk}/change/")
    assert "Goods of this notice" in page.text
    assert "Y2 24 Dec 2026" in page.text
