"""Our own JSON: every value survives it, several documents per file, and what is wrong is named by its JSON path."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from datetime import date, time
from decimal import Decimal
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from edi.documents import Document, Invoice, InvoiceLine, PurchaseOrder, PurchaseOrderLine, Tax
from edi.errors import EdiError, InvalidContent, Unreadable, UnsupportedDocument
from edi.json_documents import read_json, write_json
from edi.json_schemas import KINDS
from edi.read_sets import Reading

LINE = InvoiceLine("1", Decimal(2), "CA", Decimal("9.50"), Decimal("19.00"))
INVOICE = Invoice("INV-1", date(2026, 3, 9), (LINE,), Decimal("19.00"), order_number="PO-1")
PLACES = {
    "source": "pdf",
    "fields": [
        {
            "path": "$.total",
            "text": "19,00",
            "page": 1,
            "box": [10.5, 20, 30, 40],
            "confidence": 0.93,
            "confirmed": False,
        }
    ],
}

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
NUMBER = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(10**9), 10**9),
    bool: st.booleans(),
    Decimal: NUMBER,
    date: st.dates(),
    time: st.times(),
}


def values(hint: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Any value of a type: as a document may hold it, whether it makes sense or not."""
    kinds = [one for one in get_args(hint) if one is not Ellipsis]
    if get_origin(hint) is tuple:
        if Ellipsis not in get_args(hint):
            return st.tuples(*(values(one, depth) for one in kinds))
        if depth > 2:
            return st.just(())
        return st.lists(values(kinds[0], depth + 1), max_size=2).map(tuple)
    if NoneType in kinds:
        (inner,) = (one for one in kinds if one is not NoneType)
        return st.none() | values(inner, depth)
    return made(hint, depth) if is_dataclass(hint) else SCALARS[hint]


def made(cls: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    hints = get_type_hints(cls)
    given_fields = {one.name: values(hints[one.name], depth) for one in fields(cls) if one.name != "kind"}
    return st.builds(cls, **given_fields)


@settings(max_examples=60)
@given(st.sampled_from(sorted(KINDS)).flatmap(lambda kind: made(KINDS[kind])))
def test_every_value_survives(document: Document) -> None:
    (one,) = read_json(write_json(document)).sets
    assert one.document == document
    assert (one.code, one.format) == (document.kind, "json")


@given(TEXT.filter(str.strip), TEXT.filter(str.strip), st.booleans())
def test_what_stands_around_a_document_survives(scheme: str, name: str, is_test: bool) -> None:
    written = write_json(INVOICE, sender=(scheme, name), receiver=("ZZ", "US"), is_test=is_test)
    (one,) = read_json(written).sets
    assert one.sender == (scheme.strip(), name.strip())
    assert one.sender_ids == (one.sender,)
    assert (one.receiver_ids, one.is_test) == ((("ZZ", "US"),), is_test)
    assert (one.content, one.position, one.control_number, one.problems) == (written, "1/1/1", "", ())


def test_several_names_of_the_sender_and_the_places_on_the_page_are_kept() -> None:
    names = (("VAT", "DE1"), ("", "Acme"))
    (one,) = read_json(write_json(INVOICE, sender=names, reading=PLACES)).sets
    assert (one.sender, one.sender_ids) == (("VAT", "DE1"), names)
    assert json.loads(json.dumps(one.field_places, default=float)) == PLACES
    assert one.format == "pdf"
    assert one.document == INVOICE


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_other_encodings_become_utf_8(encoding: str) -> None:
    written = write_json(replace(INVOICE, notes=("Müller",)))
    (one,) = read_json(written.decode().encode(encoding)).sets
    assert one.document == replace(INVOICE, notes=("Müller",))
    assert one.content == written


def test_numbers_are_read_exactly_whether_text_or_number() -> None:
    text = write_json(INVOICE).decode().replace('"19.00"', "19.0000000000000001")
    (one,) = read_json(text.encode()).sets
    assert isinstance(one.document, Invoice)
    assert one.document.total == Decimal("19.0000000000000001")
    assert one.document.lines[0].amount == one.document.total
    assert one.problems == ()


@pytest.mark.parametrize("wrap", [lambda items: items, lambda items: {"documents": items, "problems": []}])
def test_a_file_may_hold_several_documents(wrap: Any) -> None:
    order = PurchaseOrder("PO-1", date(2026, 1, 2), (PurchaseOrderLine("1", Decimal("1.5"), "EA"),))
    items = [json.loads(write_json(item)) for item in (INVOICE, order)] + [{"kind": "999"}, {"x": 1}, 5]
    reading = read_json(json.dumps(wrap(items)).encode())
    assert [one.document for one in reading.sets[:2]] == [INVOICE, order]
    assert [one.position for one in reading.sets] == [f"1/1/{at}" for at in range(1, 6)]
    for one in reading.sets[2:]:
        assert one.document is None
        assert [problem.code for problem in one.problems] == ["unsupported_set"]
    for one in reading.sets[:3]:
        (again,) = read_json(one.content).sets
        assert replace(again, position=one.position) == one


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        ({"total": None}, "$.total", "None is not a number"),
        ({"total": "12,50"}, "$.total", "'12,50' is not a number"),
        ({"total": 10**40}, "$.total", "28 digits"),
        ({"invoiced_on": "2026-02-30"}, "$.invoiced_on", "not a day of the calendar"),
        ({"invoiced_on": "09.03.2026"}, "$.invoiced_on", "not a day"),
        ({"number": "A\u0000B"}, "$.number", "control characters"),
        ({"number": "A\ud800"}, "$.number", "control characters"),
        ({"totl": 1}, "$", "'totl' is not known here"),
        ({"kind": "810", "lines": [{"quantity": 1}]}, "$.lines[0]", "'line_number' is missing"),
        ({"lines": {}}, "$.lines", "not of type array"),
        ({"sender": "ACME"}, "$.sender", "'ACME' is not of type"),
        ({"test": "yes"}, "$.test", "'yes' is not true where"),
        ({"number": " "}, "$.number", "is missing"),
        ({"total": "25"}, "$.total", "lines, allowances, charges and taxes make 19.00"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(change: dict[str, Any], place: str, said: str) -> None:
    plain = json.loads(write_json(INVOICE)) | change
    (one,) = read_json(json.dumps(plain).encode()).sets
    found = [problem for problem in one.problems if problem.severity == "error"]
    assert place in {problem.place for problem in found}
    assert any(said in problem.text for problem in found)


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        (b"{", Unreadable, "no JSON"),
        (b"[" * 200_000, Unreadable, "nested too deeply"),
        (b'{"kind": "810", "kind": "850"}', Unreadable, "stands twice"),
        (b'{"kind": "810", "total": NaN}', Unreadable, "NaN is no number"),
        (b'{"kind": "810", "total": ' + b"9" * 5000 + b"}", Unreadable, "no JSON that can be read"),
        (b'[{"kind": "810", "note": 1e999999999999}]', Unreadable, "too many digits"),
        (b'[{"kind": "810", "note": 1e-999999999999}]', Unreadable, "too many digits"),
        (b'{"kind": "\xff"}', Unreadable, "no JSON that can be read"),
        (b"{}", UnsupportedDocument, "nothing"),
        (b"[]", UnsupportedDocument, "a list of 0"),
        (b'{"Type": 1, "Name": 2}', UnsupportedDocument, "an object with Type, Name"),
        (b'{"kind": 810}', UnsupportedDocument, "kind"),
    ],
)
def test_other_json_is_refused_by_name(content: bytes, error: type[EdiError], said: str) -> None:
    with pytest.raises(error, match=said):
        read_json(content)


def test_what_has_no_place_in_the_format_is_not_written() -> None:
    with pytest.raises(InvalidContent, match=r"INV.*control characters"):
        write_json(replace(INVOICE, number="INV\x07"))
    with pytest.raises(InvalidContent):
        write_json(replace(INVOICE, taxes=(Tax(Decimal("NaN")),)))


def test_of_very_many_faults_the_first_thousand_are_told() -> None:
    content = b'{"kind": "810", "lines": [' + b",".join([b"{}"] * 2000) + b"]}"
    (one,) = read_json(content).sets
    assert len(one.problems) == 1000
    named = b'{"kind": "810", ' + b",".join(b'"x%d": 1' % at for at in range(500)) + b"}"
    (problem,) = [one for one in read_json(named).sets[0].problems if "not known" in one.text]
    assert "'x9' and 490 more is not known here" in problem.text


def test_no_words_hold_what_a_database_refuses() -> None:
    odd = b'{"kind": "8\\ud800\\u0000", "sender": {"id": "A\\u0000"}}'
    (one,) = read_json(odd).sets
    assert (one.code, one.sender_ids) == ("8??", (("", "A?"),))
    assert one.problems[0].text.startswith("The kind '8??' is not read")
    (again,) = read_json(b"[" + odd + b"]").sets
    assert read_json(again.content).sets[0].sender_ids == (("", "A?"),)
    with pytest.raises(UnsupportedDocument, match=r"an object with A\?\."):
        read_json(b'{"A\\ud800": 1}')


@pytest.mark.parametrize("source", ["x12", "xml", "<script>", "pdf "])
def test_only_pages_are_another_format_than_json(source: str) -> None:
    content = write_json(INVOICE, reading={"source": source})
    assert read_json(content).sets[0].format == "json"


def outcome(content: bytes) -> Reading | EdiError:
    try:
        return read_json(content)
    except EdiError as error:
        return error


@given(st.binary(max_size=200))
@example(b'{"kind":"810","total":1e999999999999}')
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    whole = write_json(INVOICE, sender=("ZZ", "ACME"))
    for content in (noise, whole[:60] + noise + whole[60 + len(noise) // 2 :]):
        found = outcome(content)
        sets = found.sets if isinstance(found, Reading) else ()
        assert sets or isinstance(found, EdiError)
        assert all(one.document or one.problems for one in sets)
