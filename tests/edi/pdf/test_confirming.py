"""What a person says of the fields of a page."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from edi.documents import Invoice
from edi.pdf.confirming import Unclear, confirm, pages_of, values_of
from edi.pdf.fields import Field
from edi.pdf.invoice import extract
from edi.pdf.reading import _json, problems_of
from edi.read_sets import ReadSet
from edi.reading import read
from tests.edi.pdf.printed import INVOICE, page

PAGE = page(*INVOICE, source="ocr", confidence=0.99)
CONTENT = _json(extract([PAGE]), [PAGE])


def said(**changes: str) -> dict[str, str]:
    values = values_of(json.loads(CONTENT))
    names = {"number": "$.number", "total": "$.total", "date": "$.invoiced_on"}
    return values | {names.get(name, name): value for name, value in changes.items()}


def document(content: bytes) -> tuple[ReadSet, Invoice]:
    (part,) = read(content).sets
    assert isinstance(part.document, Invoice)
    return part, part.document


def test_what_is_confirmed_as_read_no_longer_waits() -> None:
    assert problems_of(read(CONTENT).sets[0])
    made = confirm(CONTENT, said(), "ann")
    part, invoice = document(made)
    assert problems_of(part) == ()
    assert invoice == read(CONTENT).sets[0].document
    assert {(row["confirmed"], row["by"]) for row in json.loads(made)["reading"]["fields"]} == {(True, "ann")}


def test_a_changed_value_is_the_documents() -> None:
    part, invoice = document(confirm(CONTENT, said(number="INV-9", date="2026-04-01"), "ann"))
    assert (invoice.number, invoice.invoiced_on.isoformat()) == ("INV-9", "2026-04-01")
    assert part.field_places
    assert "INV-20417" in [row["text"] for row in part.field_places["fields"]]


def test_a_line_can_be_taken_out_and_one_added() -> None:
    empty = {f"$.lines[0].{name}": "" for name in ("quantity", "price", "amount")}
    more = {
        "quantity": "5",
        "price": "25",
        "amount": "125.00",
        "unit": "cases",
        "product_ids[0].code": "C300",
    }
    values = said() | empty | {f"$.lines[2].{name}": value for name, value in more.items()}
    _, invoice = document(confirm(CONTENT, values, "ann"))
    assert [
        (line.line_number, line.product_ids[0].code, line.unit, line.amount) for line in invoice.lines
    ] == [
        ("1", "B200", "CA", Decimal("81.00")),
        ("2", "C300", "CA", Decimal("125.00")),
    ]


def test_a_tax_can_be_added_and_a_charge_taken_out() -> None:
    values = said() | {"$.charges[0].amount": "", "$.taxes[1].amount": "14.00"}
    _, invoice = document(confirm(CONTENT, values, "ann"))
    assert [tax.amount for tax in invoice.taxes] == [Decimal("17.60"), Decimal("14.00")]
    assert invoice.charges == ()


@pytest.mark.parametrize(
    ("path", "text", "why"),
    [
        ("$.number", "", "Invoice number is needed"),
        ("$.invoiced_on", "03/04/2026", "is no day"),
        ("$.currency", "dollars", "is no currency"),
        ("$.total", "12,5x", "is no number"),
        ("$.lines[0].price", "1,250", "may mean two numbers"),
        ("$.lines[1].price", "", "is needed (or empty the whole line)"),
        ("$.total", "999.99", "The total is 999.99"),
    ],
)
def test_what_is_no_value_of_its_field_is_told_beside_it(path: str, text: str, why: str) -> None:
    with pytest.raises(Unclear, match=r".") as refusal:
        confirm(CONTENT, said() | {path: text}, "ann")
    assert why in refusal.value.faults[path]


def test_only_what_was_read_from_pages_has_pages() -> None:
    assert [page["number"] for page in pages_of(CONTENT)] == [1]
    for other in (b"", b"ISA*00*", b"{no json", b'{"reading": "?"}', b'{"kind": "810"}'):
        assert pages_of(other) == []


def test_room_for_one_more_is_offered() -> None:
    values = values_of(json.loads(CONTENT))
    assert values["$.lines[2].quantity"] == values["$.taxes[1].amount"] == values["$.charges[1].amount"] == ""
    assert values["$.terms.net_due_on"] == "2026-04-13"


SHEET = {"number": 1, "width": 600, "height": 800, "angle": 0}
FIELD = Field("$.total", "1", "1").plain()


@pytest.mark.parametrize(
    ("reading", "other"),
    [
        ({"pages": ["x"]}, {}),
        ({"pages": [{"number": 1}]}, {}),
        ({"pages": [{**SHEET, "number": [1]}]}, {}),
        ({"pages": [{**SHEET, "number": -1}]}, {}),
        ({"pages": [{**SHEET, "width": "<b>"}]}, {}),
        ({"pages": [{**SHEET, "angle": "inf"}]}, {}),
        ({"pages": [SHEET], "fields": [1]}, {}),
        ({"pages": [SHEET], "fields": [{**FIELD, "page": 2}]}, {}),
        ({"pages": [SHEET], "fields": [{**FIELD, "box": ["nan", 0, 0, 0]}]}, {}),
        ({"pages": [SHEET]}, {"lines": ["x"]}),
        ({"pages": [SHEET]}, {"terms": "x"}),
        ({"pages": [SHEET]}, {"taxes": [{}]}),
        ({"pages": [SHEET]}, {"kind": "856"}),
        (["pages"], {}),
    ],
)
def test_json_that_only_looks_like_a_page_has_none(reading: object, other: dict[str, object]) -> None:
    document = {"kind": "810", "lines": [], "reading": reading, **other}
    assert pages_of(json.dumps(document).encode()) == []
    right = {"kind": "810", "lines": [], "reading": {"pages": [SHEET], "fields": [FIELD]}}
    assert pages_of(json.dumps(right).encode()) == [SHEET]
