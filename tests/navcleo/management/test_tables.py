"""Documents as people read them in a terminal."""

from __future__ import annotations

from navcleo.management.tables import lines_of


def test_values_have_their_names_and_what_is_empty_is_left_out() -> None:
    assert list(
        lines_of({"number": "INV-1", "order_number": "", "terms": None, "total": "5.00", "lines": []})
    ) == [
        "number  INV-1",
        "total   5.00",
    ]


def test_rows_are_a_table_without_its_empty_columns() -> None:
    rows = [
        {"line_number": "1", "quantity": "10", "note": "", "product_ids": [{"qualifier": "VN", "code": "A"}]},
        {"line_number": "2", "quantity": "4", "note": "", "product_ids": [], "unknown": "x"},
    ]
    assert list(lines_of({"lines": rows})) == [
        "lines:",
        "  line number  quantity  product ids",
        "  1            10        VN A",
        "  2            4",
    ]


def test_rows_that_hold_rows_stand_below_each_other() -> None:
    orders = [{"order_number": "PO-1", "lines": [{"quantity": "3", "traces": [{"ids": ["1", "2"]}]}]}]
    assert list(lines_of({"orders": orders})) == [
        "orders:",
        "  order number  PO-1",
        "  lines:",
        "    quantity  3",
        "    traces:",
        "      ids",
        "      1, 2",
    ]


def test_a_long_text_is_cut_and_yes_is_said_in_words() -> None:
    text, doubt = lines_of({"text": "word " * 20, "in_doubt": True})
    assert text == "text      " + ("word " * 20)[:38] + " …"
    assert doubt == "in doubt  yes"
