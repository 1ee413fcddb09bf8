"""Writing elements: identifiers are never cut, texts are, empty ends are not sent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.errors import Unmappable
from edi.x12.set_writer import SetWriter, shorten, split_text
from edi.x12.wire_text import transliterate


def test_empty_ends_and_empty_segments_are_not_sent() -> None:
    writer = SetWriter("order 1", "004010")
    writer.add("REF", "DP", "", "")
    writer.add("N4", "", "")
    assert writer.segments == [("REF", "DP")]


def test_identifiers_are_refused_rather_than_cut() -> None:
    writer = SetWriter("order 1", "004010")
    assert writer.code(" A1 ", "BEG03", "number", 3) == "A1"
    assert writer.code("", "BEG03", "number", 3) == ""
    with pytest.raises(Unmappable, match=r"order 1.*'ABCD' has 4 characters.*1 to 3"):
        writer.code("ABCD", "BEG03", "number", 3)
    with pytest.raises(Unmappable, match="missing"):
        writer.required(" ", "BEG03", "number", 3)


def test_numbers_are_bounded_without_sign_and_point() -> None:
    writer = SetWriter("order 1", "004010")
    assert writer.number(Decimal("-12.50"), "x", "price", 3) == "-12.5"
    assert writer.number(None, "x", "price", 3) == ""
    assert writer.cents(Decimal("1.5"), "x", "total") == "150"
    assert writer.cents(None, "x", "total") == ""
    for call in (
        lambda: writer.number(Decimal("12.345"), "x", "price", 4),
        lambda: writer.number(Decimal("Infinity"), "x", "price", 4),
        lambda: writer.cents(Decimal("0.001"), "x", "total"),
        lambda: writer.cents(Decimal(10), "x", "total", 3),
    ):
        with pytest.raises(Unmappable):
            call()


@pytest.mark.parametrize(
    ("version", "is_5010"), [("004010", False), ("004010VICS", False), ("004030", False), ("005010", True)]
)
def test_the_release_is_told_by_the_version(version: str, is_5010: bool) -> None:
    assert SetWriter("x", version).is_5010 is is_5010


@given(st.text(), st.integers(5, 40))
def test_split_text_loses_nothing_but_blanks(text: str, longest: int) -> None:
    pieces = split_text(text, longest)
    assert all(0 < len(piece) <= longest for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(transliterate(text).split())


def test_texts_are_measured_as_they_are_sent() -> None:
    assert split_text("ß" * 50, 80) == ["ss" * 40, "ss" * 10]
    assert shorten("Æ" * 40, 60) == "AE" * 30


def test_short_texts_are_one_line() -> None:
    assert shorten(" A\n B\tC ", 60) == "A B C"
    assert shorten("ABC DEF", 4) == "ABC"
