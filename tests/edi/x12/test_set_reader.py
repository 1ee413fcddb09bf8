"""Reading elements with their place: what is unreadable is named, never nought."""

from __future__ import annotations

from decimal import Decimal

import pytest

from edi.errors import InvalidContent
from edi.x12.elements import parse_date
from edi.x12.set_reader import SetReader, check_ctt, warn_of_duplicates
from tests.edi.x12.sets import DELIMITERS, make_set


def reader_of(text: str) -> SetReader:
    return SetReader(make_set("810", text), DELIMITERS)


def test_places_name_segment_number_and_element() -> None:
    reader = reader_of("BIG*1\nIT1*a\nIT1*b")
    assert [item.place(4) for item in reader.segments] == [
        "BIG (segment 4), BIG04",
        "IT1 no. 1 (segment 5), IT104",
        "IT1 no. 2 (segment 6), IT104",
    ]
    assert reader.segments[0].place() == "BIG (segment 4)"


def test_what_cannot_be_read_is_none_with_an_error() -> None:
    reader = reader_of("BIG*x*1.5*20260230*")
    big = reader.segments[0]
    assert reader.decimal(big, 1, "price") is None
    assert reader.cents(big, 2, "total") is None
    assert reader.day(big, 3, "date") is None
    assert reader.decimal(big, 4, "price") is None
    assert reader.decimal(big, 9, "price", required=True) is None
    assert reader.text(big, 4, "number") == ""
    assert [item.place.split(", ")[1] for item in reader.problems] == [
        "BIG01",
        "BIG02",
        "BIG03",
        "BIG09",
        "BIG04",
    ]
    assert {item.severity for item in reader.problems} == {"error"}


def test_what_is_for_information_is_a_warning() -> None:
    reader = reader_of("TD1*x*1.5*2599")
    td1 = reader.segments[0]
    assert (
        reader.information(td1, 1, "hash"),
        reader.count(td1, 2, "packages"),
        reader.clock(td1, 3, "time"),
    ) == (None,) * 3
    assert [item.severity for item in reader.problems] == ["warning"] * 3
    assert reader.count(reader_of("TD1*5").segments[0], 1, "packages") == 5


def test_the_same_problem_is_reported_once() -> None:
    reader = reader_of("BIG*x")
    for _ in range(3):
        reader.decimal(reader.segments[0], 1, "price")
    assert len(reader.problems) == 1


def test_what_no_document_can_do_without_raises_with_its_place() -> None:
    reader = reader_of("BIG*20269999")
    with pytest.raises(InvalidContent, match="no TDS"):
        reader.require("TDS", "the total")
    with pytest.raises(InvalidContent, match="invoice date") as caught:
        reader.must(reader.require("BIG", "x"), 1, "invoice date", parse_date)
    assert caught.value.place == "BIG (segment 4), BIG01"
    assert caught.value.code == "content_invalid"


def test_a_set_is_cut_at_its_detail_and_its_summary() -> None:
    loops = reader_of("BIG*1\nSAC*A\nIT1*1\nSAC*C\nIT1*2\nTDS*1\nSAC*A\nIT1*3").cut("IT1", frozenset({"TDS"}))
    assert [item.id for item in loops.header] == ["BIG", "SAC"]
    assert [[item.id for item in loop] for loop in loops.details] == [["IT1", "SAC"], ["IT1"]]
    assert [item.id for item in loops.summary] == ["TDS", "SAC", "IT1"]


def test_counts_that_disagree_are_warnings() -> None:
    reader = reader_of("CTT*3*10")
    check_ctt(reader, {3, 5}, [Decimal(4), Decimal(6)])
    assert reader.problems == []
    check_ctt(reader, {2}, [Decimal(1)])
    assert [item.severity for item in reader.problems] == ["warning", "warning"]


def test_duplicate_line_numbers_are_named_and_empty_ones_are_not() -> None:
    reader = reader_of("IT1*1\nIT1*1\nIT1\nIT1")
    warn_of_duplicates(reader, [(item.get(1), item) for item in reader.segments], 1)
    assert [item.place for item in reader.problems] == ["IT1 no. 2 (segment 5), IT101"]
