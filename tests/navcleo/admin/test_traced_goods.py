"""The recall question: which receipts contain a lot; and the trace packet of a notice as a file."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.factories import DocumentFactory, JournalLinkFactory
from tests.factories_goods import TracedGoodsFactory
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit

pytestmark = pytest.mark.django_db
LIST = "/admin/audit/tracedgoods/"


def packet(**fields: Any) -> Any:
    document = DocumentFactory(number="SHIP-A", status="linked")
    link = JournalLinkFactory(document=document, number="PR777")
    return TracedGoodsFactory(document=document, link=link, **fields)


def body(page: Any) -> bytes:
    return bytes(page.response.content)


def test_the_list_answers_which_receipts_contain_a_lot(log_in: LogIn) -> None:
    packet(lot="L2609", quantity=None, outer_packages="106141412345678939")
    TracedGoodsFactory(lot="OTHER", package="106141412345678915")
    client = log_in("clerk")
    for question in ("L2609", "106141412345678939", "SHIP-A", "PR777"):
        text = visit(client, f"{LIST}?q={question}").text
        assert ("PR777" in text, "OTHER" in text) == (True, False), question
    assert "not said" in visit(client, f"{LIST}?q=L2609").text


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_was_found_is_exported(log_in: LogIn, form: str) -> None:
    found = packet(lot="=L2609")
    TracedGoodsFactory(lot="OTHER")
    page = visit(log_in("clerk"), f"{LIST}?q=L2609")
    assert f'value="export_{form}"' in page.html
    page = page.press("Go", action=f"export_{form}", _selected_action=[str(found.pk)])
    assert f"traced-goods.{form}" in page.response.headers["Content-Disposition"]
    assert read(body(page), form) == [("PR777", "=L2609" if form == "json" else "'=L2609", "6")]


def read(content: bytes, form: str) -> list[tuple[str, str, str]]:
    """Receipt, lot and quantity of each row of an export."""
    if form == "json":
        rows = [list(row.values()) for row in json.loads(content)]
    elif form == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]
    else:
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    return [(str(row[0]), str(row[8]), str(row[6])) for row in rows]


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_the_page_of_a_notice_has_its_trace_packet_and_gives_it_as_a_file(log_in: LogIn, form: str) -> None:
    part = packet(lot="L2609")
    TracedGoodsFactory(lot="OTHER")
    page = visit(log_in("clerk"), f"/admin/audit/document/{part.document.pk}/change/")
    assert "PR777 PO1001 10000 1000 6 CA L2609" in page.text
    page = page.follow(f"Trace packet as {form.upper()}")
    assert read(body(page), form) == [("PR777", "L2609", "6")]


def test_who_may_not_see_traced_goods_gets_no_packet(log_in: LogIn) -> None:
    part = packet()
    url = f"/admin/audit/document/{part.document.pk}/traced/csv/"
    for group, status in (("", 403), ("clerk", 200), ("owner", 200)):
        assert visit(log_in(group), url).status == status
    assert visit(log_in("manager"), url.replace("csv", "pdf")).status == 404


def test_a_list_of_many_asks_the_database_as_often_as_one_of_few(
    log_in: LogIn, django_assert_max_num_queries: object
) -> None:
    for _ in range(20):
        packet()
    client = log_in("clerk")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert client.get(LIST).status_code == 200
