"""XML made safe: nothing is fetched, nothing is expanded, nothing is endless; and its elements by path."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from edi.errors import InvalidContent, Unreadable
from edi.xml.tree import DEEPEST, Node, namespace, parse

BOMB = b'<!DOCTYPE cXML [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><cXML>&b;</cXML>'
FILE = b'<!DOCTYPE cXML [<!ENTITY a SYSTEM "file:///etc/passwd">]><cXML>&a;</cXML>'
PARAMETER = b'<!DOCTYPE cXML [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]><cXML/>'

# an attribute that every element gets: a million copies of a long text
DEFAULTS = b'<!DOCTYPE cXML [<!ATTLIST a b CDATA "long">]><cXML><a/></cXML>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BOMB, "declarations of its own"),
        (FILE, "declarations of its own"),
        (PARAMETER, "declarations of its own"),
        (DEFAULTS, "declarations of its own"),
        (b"<!DOCTYPE Invoice SYSTEM 'http://127.0.0.1:9/x.dtd'><Invoice/>", r"DOCTYPE \(Invoice\)"),
        (b"<!DOCTYPE cXML SYSTEM 'http://127.0.0.1:9/x.dtd'><cXML>&unknown;</cXML>", "undefined entity"),
        (b"<a>" * (DEEPEST + 1), "levels"),
        (b"<a><b></a>", "mismatched tag"),
        (b"<?xml version='1.0' encoding='nobody-knows'?><a/>", "no XML"),
        (b"<?xml version='1.0' encoding='shift_jis'?><a/>", "no XML"),
        (b"<a>\x00</a>", "no XML"),
        (b"<", "no XML"),
    ],
)
def test_what_is_unsafe_or_no_xml_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        parse(content)


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edi.xml.tree.MOST_ELEMENTS", 5)
    with pytest.raises(Unreadable, match="5 elements"):
        parse(b"<a><b/><b/><b/><b/><b/></a>")


def test_the_doctype_of_cxml_is_passed_over() -> None:
    assert parse(b"<!DOCTYPE cXML SYSTEM 'http://127.0.0.1:9/x.dtd'><cXML a='1'/>").get("a") == "1"


CONTENT = b"""<x:r xmlns:x="urn:x"><!-- c --><x:n> 12.50 </x:n><d>2026-03-09T10:00:00Z</d><d>20260310</d><bad>12,5</bad>
<g><m>1</m></g><g><m/><m>2</m></g><never>2026-02-30</never><neg at="2026-01-02+01:00" q="-3">-.5</neg></x:r>"""


@pytest.fixture
def root() -> Node:
    return Node.of(parse(CONTENT))


def test_elements_are_found_by_local_names(root: Node) -> None:
    assert (root.name, namespace(root.element)) == ("r", "urn:x")
    assert [node.content for node in root.all("g/m")] == ["1", "", "2"]
    assert [node.place for node in root.all("g/m")] == ["r/g[1]/m", "r/g[2]/m[1]", "r/g[2]/m[2]"]
    assert root.text("g/m") == "1"
    assert root.text("none", "n") == "12.50"
    assert root.find("none") is None
    assert [node.name for node in root.children()][:3] == ["n", "d", "d"]


def test_values_are_exact_and_what_is_wrong_names_its_place(root: Node) -> None:
    assert root.decimal("n", "number") == Decimal("12.50")
    assert root.decimal("neg", "number") == Decimal("-0.5")
    assert root.day("d", "day") == date(2026, 3, 9)
    neg = root.find("neg")
    assert neg is not None
    assert (neg.attribute_day("at", "day"), neg.attribute_decimal("q", "quantity")) == (
        date(2026, 1, 2),
        Decimal(-3),
    )
    assert root.decimal("none", "number") is None
    assert root.problems == []
    assert root.decimal("bad", "number") is None
    assert root.decimal("bad", "number") is None
    assert root.day("never", "day") is None
    assert root.required("none", "name") == ""
    assert [(problem.place, problem.text) for problem in root.problems] == [
        ("r/bad", "The number '12,5' is not a number."),
        ("r/never", "The day '2026-02-30' is not a day of the calendar."),
        ("r/none", "The name is missing."),
    ]


def test_what_must_be_there_is_no_document_without(root: Node) -> None:
    assert root.must_decimal("n", "number") == Decimal("12.50")
    for path in ("none", "bad"):
        with pytest.raises(InvalidContent) as refused:
            root.must_decimal(path, "number")
        assert refused.value.place == f"r/{path}"
    with pytest.raises(InvalidContent):
        root.must_day("never", "day")


def test_what_is_said_twice_in_different_words_could_mean_either() -> None:
    root = Node.of(
        parse(b"<r><n>1</n><n>1</n><g><n>1</n></g><g><n>2</n></g><d>2026-01-02</d><d>2026-01-03</d></r>")
    )
    assert root.decimal("n", "number") == Decimal(1)
    assert root.problems == []
    root.decimal("g/n", "number")
    root.must_day("d", "day")
    assert [(problem.place, problem.text) for problem in root.problems] == [
        ("r/g/n", "The number stands here more than once: 1, 2."),
        ("r/d", "The day stands here more than once: 2026-01-02, 2026-01-03."),
    ]
    assert root.named("n")[0].number("number") == Decimal(1)


def test_no_more_problems_are_kept_than_anybody_mends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edi.xml.tree.MOST_PROBLEMS", 3)
    root = Node.of(parse(b"<r>" + b"<n>x</n>" * 5 + b"</r>"))
    for at, child in enumerate(root.children()):
        child.report("content_invalid", f"fault {at}")
    assert [problem.text for problem in root.problems] == ["fault 0", "fault 1", "fault 2"]


def test_a_number_that_an_element_or_a_remark_cuts_is_read_whole() -> None:
    root = Node.of(parse(b"<r><n>1<x/>000</n><m>1<!-- c -->000</m><o>1<?p q?>000</o></r>"))
    assert [root.decimal(name, "number") for name in "nmo"] == [Decimal(1000)] * 3
