"""Product codes are compared as their owners mean them, and what mapping finds is collected."""

from __future__ import annotations

import pytest

from edi.mapping.document_lines import line_place, want_lines
from edi.mapping.lookups import check_digit, code_keys, gtin14, normalise_code
from edi.mapping.outcomes import Outcome
from tests.edi.mapping.records import codes_of, lookups, order, order_line, shipped_line

COVERS = ["edi.mapping.lookups", "edi.mapping.document_lines", "edi.mapping.outcomes"]


@pytest.mark.parametrize(
    ("code", "fourteen"),
    [
        ("036000291452", "00036000291452"),
        ("4006381333931", "04006381333931"),
        ("036000291453", None),
        ("000000000000", None),
        ("ABC", None),
        ("12345", None),
    ],
)
def test_a_gtin_needs_a_right_check_digit(code: str, fourteen: str | None) -> None:
    assert gtin14(code) == fourteen


def test_a_check_digit_is_modulo_ten() -> None:
    assert check_digit("03600029145") == "2"


@pytest.mark.parametrize(
    ("qualifier", "code", "key"),
    [
        ("VN", " a-100 ", "A-100"),
        ("UP", "036000291452", "00036000291452"),
        ("UI", "03600029145", "00036000291452"),
        ("UP", "036000291453", "036000291453"),
        ("VN", "big  blue", "BIG BLUE"),
    ],
)
def test_a_code_has_one_spelling(qualifier: str, code: str, key: str) -> None:
    assert normalise_code(qualifier, code) == key


def test_a_gtin_is_found_with_and_without_zeros_in_front() -> None:
    assert set(code_keys("UP", "036000291452")) >= {"00036000291452", "0036000291452", "036000291452"}


def test_lines_that_cannot_be_assigned_are_told_and_the_others_kept() -> None:
    book = order(order_line(10000), order_line(20000, "2000"))
    lines = [shipped_line("5"), shipped_line("0", "A-2000"), shipped_line("2", "NOBODYS")]
    wanted = want_lines(lines, book, lookups(), verb="shipped")
    assert [(line.index, line.item_number) for line in wanted.lines] == [(0, "1000")]
    assert codes_of(list(wanted.problems)) == ["content_invalid", "item_unknown"]
    assert line_place(2, lines[2], book) in wanted.problems[1].place


def test_an_outcome_tells_what_stops_and_what_is_only_noted() -> None:
    outcome = Outcome()
    outcome.note("rounded", "line 1")
    outcome.stop("unit_unmapped", "no unit", "line 2")
    assert [(p.code, p.severity) for p in outcome.problems] == [
        ("content_invalid", "finding"),
        ("unit_unmapped", "error"),
    ]
