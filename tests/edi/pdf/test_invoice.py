"""An invoice put together from words."""

from __future__ import annotations

import pytest

from edi.errors import UnsupportedDocument
from edi.pdf.invoice import extract
from edi.pdf.judging import unconfirmed
from tests.edi.pdf.printed import COLUMNS, HEAD, INVOICE, LINES, SUMS, page


def test_an_invoice_with_a_text_layer_is_read_whole_and_nothing_waits() -> None:
    found = extract([page(*INVOICE)])
    assert unconfirmed(found.fields) == []
    document = found.document
    assert {
        name: document[name]
        for name in ("number", "invoiced_on", "order_number", "currency", "total", "terms")
    } == {
        "number": "INV-20417",
        "invoiced_on": "2026-03-14",
        "order_number": "PO-106018",
        "currency": "USD",
        "total": "237.60",
        "terms": {"net_due_on": "2026-04-13"},
    }
    assert [(line["product_ids"][0]["code"], line["quantity"], line["unit"], line["price"], line["amount"]) for line in document["lines"]] == [
        ("A100", "10", "CA", "12.50", "125.00"),
        ("B200", "4", "CA", "20.25", "81.00"),
    ]  # fmt: skip
    assert [(one["code"], one["amount"]) for one in document["charges"]] == [("D240", "14.00")]
    assert [one["amount"] for one in document["taxes"]] == ["17.60"]


def test_each_field_has_its_place_and_certainty() -> None:
    by_path = {field.path: field for field in extract([page(*INVOICE)]).fields}
    number = by_path["$.number"]
    assert (number.text, number.page, number.confidence) == ("INV-20417", 1, 1.0)
    assert number.box[0] > 350
    assert by_path["$.lines[1].price"].proven


def test_what_is_missing_is_a_field_that_waits() -> None:
    found = extract([page(((20, "INVOICE"),), COLUMNS, *LINES, *SUMS)])
    assert {problem.place for problem in unconfirmed(found.fields)} == {"$.number", "$.invoiced_on"}
    assert found.document["number"] is None


def test_on_a_scan_only_what_arithmetic_proves_is_accepted() -> None:
    found = extract([page(*INVOICE, source="ocr", confidence=0.99)])
    waiting = {problem.place for problem in unconfirmed(found.fields)}
    assert waiting == {
        "$.number", "$.invoiced_on", "$.order_number", "$.terms.net_due_on", "$.currency",
        *(f"$.lines[{at}].{name}" for at in (0, 1) for name in ("unit", "product_ids[0].code")),
    }  # fmt: skip


def test_a_number_that_does_not_add_up_makes_all_amounts_wait() -> None:
    wrong = ((400, "Total"), (495, "999.99"))
    waiting = {
        problem.place
        for problem in unconfirmed(extract([page(*HEAD, COLUMNS, *LINES, *SUMS[:3], wrong)]).fields)
    }
    assert {"$.total", "$.lines[0].quantity", "$.taxes[0].amount"} <= waiting


@pytest.mark.parametrize("title", ["Packing Slip", "Lieferschein", "Pro forma invoice", "Purchase Order"])
def test_only_invoices_are_read(title: str) -> None:
    with pytest.raises(UnsupportedDocument, match="only invoices are read from PDF") as refusal:
        extract([page(((20, title),), COLUMNS, *LINES)])
    assert refusal.value.code == "unsupported_set"


def test_a_credit_note_says_so() -> None:
    found = extract([page(((20, "Credit note"),), *INVOICE[1:])])
    assert found.document["type_code"] == "CR"


def renamed(*changes: tuple[str, str]) -> list[tuple[tuple[float, str], ...]]:
    """The invoice with other words on it."""
    rows = []
    for row in INVOICE:
        cells = []
        for left, text in row:
            for old, new in changes:
                text = text.replace(old, new)
            cells.append((left, text))
        rows.append(tuple(cells))
    return rows


@pytest.mark.parametrize(
    ("title", "number", "day"),
    [
        ("CREDIT MEMO", "Credit memo number:", "Credit Memo Date:"),
        ("Credit note", "Credit Note No.:", "Date:"),
        ("GUTSCHRIFT", "Gutschrift-Nr.:", "Gutschriftsdatum:"),
        ("AVOIR", "Numéro d'avoir :", "Date d'avoir :"),
    ],
)
def test_a_credit_memo_names_its_own_number(title: str, number: str, day: str) -> None:
    rows = renamed(("INVOICE", title), ("Invoice No:", number), ("Invoice Date:", day))
    found = extract([page(*rows)])
    assert unconfirmed(found.fields) == []
    said = {name: found.document[name] for name in ("type_code", "number", "invoiced_on", "total")}
    assert said == {"type_code": "CR", "number": "INV-20417", "invoiced_on": "2026-03-14", "total": "237.60"}


def test_a_credit_memo_that_names_an_invoice_too_has_no_certain_number() -> None:
    rows = renamed(("INVOICE", "CREDIT MEMO"), ("VAT ID: GB123456789", "Credit memo no: CM-77"))
    found = extract([page(*rows)])
    assert [problem.place for problem in unconfirmed(found.fields)] == ["$.number"]


def test_a_number_is_no_unit() -> None:
    rows = [
        tuple((left, "12" if text == "CA" else text) for left, text in row) if row in LINES else row
        for row in INVOICE
    ]
    units = [field for field in extract([page(*rows)]).fields if field.path.endswith("].unit")]
    assert [(field.text, field.value) for field in units] == [("12", None), ("12", None)]
