"""Content as text and back: nothing changes that nobody changed."""

from __future__ import annotations

import json

import pytest

from navcleo.admin.content import as_text, differences, from_text, lines_of
from tests.factories import X12_856

ONE_LINE = X12_856.replace(b"\n", b"")
CRLF = X12_856.replace(b"\n", b"\r\n")
NEWLINE_TERMINATED = X12_856.replace(b"~\n", b"\n")
NEWLINE_AND_RETURN = X12_856.replace(b"~\n", b"\r\n")
LATIN = X12_856.replace(b"ABC-1", b"JALAPE\xd1O")


def _typed(content: bytes) -> str:
    """The text as a browser sends a text box back."""
    form = as_text(content)
    assert form is not None
    return form.text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    "content",
    [X12_856, ONE_LINE, CRLF, NEWLINE_TERMINATED, NEWLINE_AND_RETURN, LATIN],
    ids=["lines", "one line", "crlf", "newline", "newline and return", "latin-1"],
)
def test_text_that_nobody_changed_is_the_same_bytes(content: bytes) -> None:
    assert from_text(_typed(content), content) == content


@pytest.mark.parametrize("content", [X12_856, ONE_LINE, NEWLINE_TERMINATED])
def test_each_segment_stands_on_its_line(content: bytes) -> None:
    shown = lines_of(content)
    assert [line.text[:3] for line in shown[:4]] == ["ISA", "GS*", "ST*", "BSN"]
    assert len(shown) == 14


def test_one_changed_element_changes_nothing_else() -> None:
    changed = from_text(_typed(ONE_LINE).replace("SN1*1*10", "SN1*1*12"), ONE_LINE)
    assert changed == ONE_LINE.replace(b"SN1*1*10", b"SN1*1*12")


def test_a_removed_segment_is_counted_off_in_se() -> None:
    text = _typed(X12_856).replace("CTT*3~\r\n", "")
    changed = from_text(text, X12_856)
    assert b"SE*9*0001~" in changed
    assert b"CTT" not in changed


def test_a_forgotten_terminator_and_empty_lines_are_mended() -> None:
    text = _typed(ONE_LINE).replace("PRF*PO1001~", "PRF*PO1002\r\n\r\n")
    assert from_text(text, ONE_LINE) == ONE_LINE.replace(b"PRF*PO1001~", b"PRF*PO1002~")


def test_json_is_indented_for_reading_and_other_text_left_alone() -> None:
    form = as_text(b'{"kind":"810","total":"10.50"}')
    assert form is not None
    assert form.text.splitlines()[1] == '  "kind": "810",'
    assert json.loads(from_text(form.text, b"{}")) == {"kind": "810", "total": "10.50"}
    xml = as_text(b"<Invoice><Total>1</Total></Invoice>")
    assert xml is not None
    assert xml.text == "<Invoice><Total>1</Total></Invoice>"


@pytest.mark.parametrize("text", [b'{"a":1,"b":[1,2]}', b"<a><b/>" + b"<c>1</c>" * 200 + b"</a>"])
def test_one_line_is_broken_for_reading_and_not_changed_by_that(text: bytes) -> None:
    assert len(lines_of(text)) > 4
    assert from_text(_typed(text), text) == text
    assert from_text(_typed(text).replace("1", "2", 1), text) != text


def test_a_name_given_twice_is_not_lost_by_indenting() -> None:
    form = as_text(b'{"a":1,"a":2}')
    assert form is not None
    assert form.text == '{"a":1,"a":2}'


def test_numbers_in_json_are_not_rewritten() -> None:
    content = b'{"total": 10.50, "rate": 1e3}'
    form = as_text(content)
    assert form is not None
    assert from_text(form.text, content) == content


@pytest.mark.parametrize("content", [b"%PDF-1.7 ...", b"\x00\x01\x02", b"GIF89a\x00"])
def test_what_is_no_text_has_no_text_box(content: bytes) -> None:
    assert as_text(content) is None
    assert lines_of(content) == []


def test_problems_stand_beside_the_segments_they_name() -> None:
    shown = lines_of(
        X12_856, [{"place": "LIN no. 1 (segment 9)", "text": "no such item"}, {"text": "elsewhere"}]
    )
    assert [(line.number, line.problems) for line in shown if line.problems] == [(9, ("no such item",))]


def test_a_difference_shows_both_sides_and_skips_what_is_equal() -> None:
    rows = differences(X12_856, X12_856.replace(b"SN1*1*10", b"SN1*1*12"))
    changed = [row for row in rows if row.kind == "changed"]
    assert [(row.left, row.right, row.left_number) for row in changed] == [
        ("SN1*1*10*CA~", "SN1*1*12*CA~", 10)
    ]
    assert rows[0].kind == rows[-1].kind == "skipped"
    assert len(rows) < 10


def test_added_and_removed_lines_are_told_apart() -> None:
    without = X12_856.replace(b"CTT*3~\n", b"")
    assert [row.left for row in differences(X12_856, without) if row.kind == "removed"] == ["CTT*3~"]
    assert [row.right for row in differences(without, X12_856) if row.kind == "added"] == ["CTT*3~"]


def test_the_places_of_a_pages_fields_are_left_out_of_what_people_read() -> None:
    plain = {
        "kind": "810",
        "reading": {"source": "pdf", "fields": [{"path": "$.number", "box": [1.5, 2, 3, 4]}]},
        "total": "1",
    }
    content = json.dumps(plain, indent=2).encode()
    shown = [line.text for line in lines_of(content)]
    assert shown == ["{", '  "kind": "810",', '  "reading": { … },', '  "total": "1"', "}"]
    last = json.dumps({"kind": "810", "reading": plain["reading"]}, indent=2).encode()
    assert [line.text for line in lines_of(last)][-2:] == ['  "reading": { … }', "}"]
    assert not any(row.kind == "changed" for row in differences(content, content.replace(b"1.5", b"2.5")))
