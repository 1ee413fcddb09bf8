"""XML told apart by its root: read, or refused by its name; the same paper in every format is the same document."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edi.documents import Document, Invoice
from edi.errors import EdiError, Unreadable, UnsupportedDocument
from edi.problems import has_errors
from edi.read_sets import Reading
from edi.reading import read
from edi.sameness import same_paper
from edi.xml.reading import read_xml
from tests import xml_writers
from tests.edi.xml.values import INVOICE, NOTICE

WRITERS: list[tuple[Callable[..., bytes], Document]] = [
    (xml_writers.ubl_invoice, INVOICE),
    (xml_writers.cii_invoice, INVOICE),
    (xml_writers.cxml_invoice, INVOICE),
    (xml_writers.ubl_despatch_advice, NOTICE),
    (xml_writers.cxml_ship_notice, NOTICE),
]


@pytest.mark.parametrize(("write", "value"), WRITERS)
def test_a_format_says_what_was_written(write: Callable[..., bytes], value: Document) -> None:
    content = write(value, sender="4711")
    (one,) = read(content).sets
    assert one.problems == ()
    assert one.document is not None
    assert same_paper(one.document, value)
    assert (one.code, one.format, one.content, one.position) == (value.kind, "xml", content, "1/1/1")
    assert one.sender in {("GLN", "4711"), ("DUNS", "4711")}
    assert one.sender_ids == (one.sender,)
    assert read(one.content).sets == (one,)


def test_a_test_of_cxml_says_so() -> None:
    assert read(xml_writers.cxml_invoice(INVOICE, mode="test")).sets[0].is_test
    assert not read(xml_writers.cxml_invoice(INVOICE)).sets[0].is_test


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_every_encoding_that_xml_names_is_read(encoding: str) -> None:
    text = xml_writers.ubl_invoice(INVOICE).decode().replace("Seller", "Müller")
    declared = text.replace("UTF-8", {"latin-1": "ISO-8859-1", "utf-16": "UTF-16"}.get(encoding, "UTF-8"))
    (one,) = read(declared.encode(encoding)).sets
    assert isinstance(one.document, Invoice)
    assert one.document.parties[0].name == "Müller"
    assert one.content == (
        declared.replace("UTF-16", "UTF-8").encode() if encoding == "utf-16" else declared.encode(encoding)
    )
    assert read(one.content).sets == (one,)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html/>", "XML document html is"),
        (b"<Invoice/>", "XML document Invoice is"),
        (b'<Invoice xmlns="urn:other"/>', "Invoice of namespace urn:other"),
        (b"<cXML><Request><OrderRequest/></Request></cXML>", "cXML OrderRequest"),
        (b"<cXML><Message><QuoteMessage/></Message></cXML>", "cXML QuoteMessage"),
        (b"<cXML><Response><Status code='200'/></Response></cXML>", "cXML nothing"),
    ],
)
def test_another_document_is_refused_by_its_name(content: bytes, said: str) -> None:
    with pytest.raises(UnsupportedDocument, match=said):
        read_xml(content)


def test_a_document_that_cannot_be_made_says_why() -> None:
    content = xml_writers.ubl_invoice(INVOICE).replace(b"2026-03-09", b"soon")
    (one,) = read_xml(content).sets
    assert one.document is None
    assert [(problem.code, problem.place) for problem in one.problems] == [
        ("content_invalid", "Invoice/IssueDate")
    ]


def outcome(content: bytes) -> Reading | EdiError:
    try:
        return read_xml(content)
    except EdiError as error:
        return error


@given(st.sampled_from(WRITERS), st.binary(max_size=30), st.integers(0, 3000), st.integers(0, 30))
@example(WRITERS[0], b"<!ENTITY a 'b'>", 38, 0)
def test_any_damage_is_read_or_refused(
    writer: tuple[Callable[..., bytes], Document], noise: bytes, at: int, gone: int
) -> None:
    write, value = writer
    whole = write(value)
    found = outcome(whole[:at] + noise + whole[at + gone :])
    for one in found.sets if isinstance(found, Reading) else ():
        assert one.document is not None or has_errors(one.problems)


@given(st.binary(max_size=100).map(lambda noise: b"<" + noise))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert isinstance(outcome(content), Unreadable | UnsupportedDocument)
