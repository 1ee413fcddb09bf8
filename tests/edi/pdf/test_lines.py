"""Pages are cut into lines and what stands around them."""

from __future__ import annotations

from decimal import Decimal

from edi.pdf.lines import PrintedLine, cut
from tests.edi.pdf.printed import COLUMNS, HEAD, INVOICE, LINES, SUMS, page


def text(line: PrintedLine, name: str) -> str:
    words = getattr(line, name)
    return " ".join(word.text for word in words)


def test_an_invoice_is_head_lines_and_sums() -> None:
    sheet = cut([page(*INVOICE)])
    assert len(sheet.above) == len(HEAD)
    assert [row.cells[0].text for row in sheet.below] == ["Subtotal", "Freight", "Tax 8 %", "Total"]
    first, second = sheet.lines
    assert (text(first, "code"), text(first, "description"), text(first, "unit")) == (
        "A100",
        "Peeled tomatoes",
        "CA",
    )
    assert first.quantity
    assert first.price
    assert first.amount
    assert (first.quantity.values, first.price.values, first.amount.values) == (
        (Decimal(10),), (Decimal("12.50"),), (Decimal("125.00"),)
    )  # fmt: skip
    assert text(second, "code") == "B200"


def test_a_unit_may_stand_behind_the_quantity() -> None:
    (line,) = cut([page(COLUMNS, [(100, "Milk"), (300, "20 Stk"), (400, "1.00"), (500, "20.00")])]).lines
    assert line.quantity
    assert line.quantity.values == (Decimal(20),)
    assert text(line, "unit") == "Stk"


def test_a_row_without_numbers_goes_on_with_the_line_above() -> None:
    rows = [
        COLUMNS,
        [(100, "Milk"), (300, "20"), (400, "1.00"), (500, "20.00")],
        [(20, "M-1"), (100, "of Alpine cows")],
    ]
    (line,) = cut([page(*rows)]).lines
    assert text(line, "description") == "Milk of Alpine cows"
    assert text(line, "code") == "M-1"


def test_a_product_called_total_is_a_line_and_a_sum_ends_the_table() -> None:
    rows = [
        COLUMNS,
        [(100, "Total care"), (300, "2"), (400, "1.00"), (500, "2.00")],
        *SUMS,
        [(100, "9"), (500, "9.00")],
    ]
    sheet = cut([page(*rows)])
    assert [text(line, "description") for line in sheet.lines] == ["Total care"]


def test_the_table_goes_on_over_pages_with_and_without_a_second_header() -> None:
    carried = [(100, "Carried forward"), (495, "125.00")]
    for second in ([COLUMNS, LINES[1]], [LINES[1]]):
        sheet = cut([page(COLUMNS, LINES[0], carried), page(*second, *SUMS, number=2)])
        assert [text(line, "code") for line in sheet.lines] == ["A100", "B200"]
        assert next(row.cells[0].text for row in sheet.below) == "Subtotal"


def test_two_numbers_in_one_column_are_in_doubt() -> None:
    (line,) = cut(
        [page(COLUMNS, [(100, "Milk"), (290, "20"), (312, "30"), (400, "1.00"), (500, "20.00")])]
    ).lines
    assert line.quantity is None or line.quantity.doubt < 1


def test_a_row_above_the_header_is_no_half_of_it() -> None:
    sheet = cut([page([(20, "Currency"), (350, "Due")], COLUMNS, *LINES, *SUMS)])
    assert [text(line, "code") for line in sheet.lines] == ["A100", "B200"]
