"""Booking rule 3.5: which order line a document line belongs to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.mapping.order_lines import Assigned, Assignment, Over, Wanted, assign, find_quoted_line
from edi.nav_records import Order, OrderLine
from edi.problems import Problem
from tests.edi.mapping.records import codes_of, d, lookups, order, order_line


def spread(nav_order: Order, *wanted: Wanted) -> tuple[list[tuple[int, int, Decimal]], list[Problem]]:
    result = assign(wanted, nav_order, lambda line: line.outstanding, lookups())
    return [(part.index, part.line.sequence, part.quantity) for part in result.parts], list(result.problems)


def want(index: int, quantity: str, item: str = "1000", line_number: str = "", unit: str = "CA") -> Wanted:
    return Wanted(index, line_number, item, d(quantity), unit, f"line {index + 1}")


def test_the_quoted_line_number_decides() -> None:
    nav_order = order(
        order_line(10000, expected_on=date(2026, 5, 1)), order_line(20000, expected_on=date(2026, 6, 1))
    )
    assert spread(nav_order, want(0, "4", line_number="20000")) == ([(0, 20000, d(4))], [])
    assert spread(nav_order, want(0, "4", line_number="0020000"))[0] == [(0, 20000, d(4))]


def test_a_number_that_is_no_order_line_is_no_quotation() -> None:
    nav_order = order(order_line(10000))
    for line_number in ("1", "x", "", "１００００"):
        assert find_quoted_line(line_number, nav_order) is None
        assert spread(nav_order, want(0, "4", line_number=line_number)) == ([(0, 10000, d(4))], [])


def test_a_quoted_line_of_another_item_stops() -> None:
    nav_order = order(order_line(10000, "1000"), order_line(20000, "2000"))
    parts, problems = spread(nav_order, want(0, "4", "1000", line_number="20000"))
    assert (parts, codes_of(problems)) == ([], ["content_invalid"])
    assert "20000" in problems[0].text
    assert "1000" in problems[0].text


def test_quoted_lines_are_served_before_the_others() -> None:
    nav_order = order(order_line(10000, quantity="10"))
    parts, problems = spread(nav_order, want(0, "10"), want(1, "6", line_number="10000"))
    assert parts == [(0, 10000, d(4)), (1, 10000, d(6))]
    assert codes_of(problems) == ["over_shipped"]
    assert problems[0].place == "line 1"


def test_a_quoted_line_takes_no_more_than_its_own() -> None:
    nav_order = order(order_line(10000, quantity="10"), order_line(20000, quantity="10"))
    parts, problems = spread(nav_order, want(0, "12", line_number="10000"))
    assert parts == [(0, 10000, d(10))]
    assert codes_of(problems) == ["over_shipped"]
    assert "2 CA" in problems[0].text


def test_several_lines_of_an_item_fill_by_expected_date() -> None:
    nav_order = order(
        order_line(10000, quantity="5"),
        order_line(20000, quantity="5", expected_on=date(2026, 6, 1)),
        order_line(30000, quantity="5", expected_on=date(2026, 5, 1)),
        order_line(40000, quantity="5", expected_on=date(2026, 5, 1)),
    )
    parts, problems = spread(nav_order, want(0, "18"))
    assert [part[1:] for part in parts] == [(30000, d(5)), (40000, d(5)), (20000, d(5)), (10000, d(3))]
    assert problems == []


def test_only_what_is_outstanding_is_taken() -> None:
    nav_order = order(order_line(10000, received=d(8)), order_line(20000, received=d(12)), order_line(30000))
    parts, problems = spread(nav_order, want(0, "13"))
    assert parts == [(0, 10000, d(2)), (0, 30000, d(10))]
    assert codes_of(problems) == ["over_shipped"]
    assert "1 CA of item 1000" in problems[0].text


def test_several_document_lines_add_up_on_one_order_line() -> None:
    parts, problems = spread(order(order_line(10000)), want(0, "4"), want(1, "6"))
    assert parts == [(0, 10000, d(4)), (1, 10000, d(6))]
    assert problems == []


def test_an_item_that_is_not_on_the_order_is_over_shipped() -> None:
    parts, problems = spread(order(order_line(10000)), want(0, "4", "2000"))
    assert (parts, codes_of(problems)) == ([], ["over_shipped"])
    assert "2000 is not on order PO-1" in problems[0].text


def test_only_lines_in_the_same_unit_are_candidates() -> None:
    nav_order = order(order_line(10000, unit="EACH"), order_line(20000, unit="CASE"))
    assert spread(nav_order, want(0, "4"))[0] == [(0, 20000, d(4))]
    assert spread(nav_order, want(0, "4", unit="CS"))[0] == [(0, 20000, d(4))]
    assert spread(nav_order, want(0, "4", unit="EA"))[0] == [(0, 10000, d(4))]


def test_another_unit_than_ordered_stops_also_on_a_quoted_line() -> None:
    nav_order = order(order_line(10000, unit="EACH"))
    for line_number in ("", "10000"):
        parts, problems = spread(nav_order, want(0, "4", line_number=line_number))
        assert (parts, codes_of(problems)) == ([], ["unit_unmapped"])
        for word in ("CA", "1000", "EACH"):
            assert word in problems[0].text


def test_comment_lines_take_nothing() -> None:
    nav_order = order(OrderLine("c", 10000, "Comment", description="1000"), order_line(20000))
    assert spread(nav_order, want(0, "4", line_number="10000"))[0] == [(0, 20000, d(4))]


@pytest.mark.parametrize("other", [{"variant": "RED"}, {"location_id": "loc-2"}])
def test_lines_of_different_variant_or_location_are_not_guessed(other: dict[str, str]) -> None:
    nav_order = order(order_line(10000), order_line(20000, **other))
    parts, problems = spread(nav_order, want(0, "4"))
    assert (parts, codes_of(problems)) == ([], ["item_ambiguous"])
    # all of it came, or the line is quoted: nothing to guess
    assert len(spread(nav_order, want(0, "20"))[0]) == 2
    assert spread(nav_order, want(0, "4", line_number="20000"))[0] == [(0, 20000, d(4))]


def test_a_quantity_of_nothing_must_have_been_stopped_before() -> None:
    with pytest.raises(ValueError, match="quantity 0"):
        spread(order(order_line(10000)), want(0, "0"))


PACKED = lookups(
    units={"CA": ("CASE",), "EA": ("EACH",), "PL": ("PALLET",), "LB": ("LB",)},
    x12_units={"CASE": "CA", "EACH": "EA", "PALLET": "PL", "LB": "LB"},
    factors={"1000": {"EACH": d(1), "CASE": d(12), "PALLET": d(480)}},
)


def converted(nav_order: Order, *wanted: Wanted, spare: str = "0") -> Assignment:
    """Spread with pack factors; `spare` percent more than ordered is tolerated."""
    return assign(
        wanted,
        nav_order,
        lambda line: line.outstanding,
        PACKED,
        spare=lambda line: line.quantity * d(spare) / 100,
    )


def shares(result: Assignment) -> list[tuple[int, int, Decimal, Fraction]]:
    return [(part.index, part.line.sequence, part.quantity, part.share) for part in result.parts]


def test_cases_are_received_on_a_line_in_pieces() -> None:
    result = converted(order(order_line(10000, quantity="60", unit="EACH")), want(0, "4"))
    assert (shares(result), result.problems) == ([(0, 10000, d(48), Fraction(4))], ())


def test_pieces_are_received_on_a_line_in_cases_where_that_is_exact() -> None:
    nav_order = order(order_line(10000, quantity="10"))
    assert shares(converted(nav_order, want(0, "30", unit="EA"))) == [(0, 10000, d("2.5"), Fraction(30))]
    result = converted(nav_order, want(0, "100", unit="EA"))
    assert (shares(result), codes_of(result.problems)) == ([], ["unit_unmapped"])
    assert "8.33333 CASE" in result.problems[0].text


def test_an_inexact_line_takes_nothing_away_from_the_next() -> None:
    nav_order = order(order_line(10000, quantity="5"), order_line(20000, quantity="5"))
    result = converted(nav_order, want(0, "100", unit="EA"), want(1, "10"))
    assert [row[:3] for row in shares(result)] == [(1, 10000, d(5)), (1, 20000, d(5))]


def test_one_document_line_fills_lines_in_several_units() -> None:
    nav_order = order(
        order_line(10000, quantity="24", unit="EACH"), order_line(20000, quantity="5", unit="CASE")
    )
    result = converted(nav_order, want(0, "0.0875", unit="PL"))  # 42 pieces: 24, and a case and a half
    assert shares(result) == [(0, 10000, d(24), Fraction(1, 20)), (0, 20000, d("1.5"), Fraction(3, 80))]


def test_a_line_in_the_documents_own_unit_goes_before_those_that_convert() -> None:
    nav_order = order(order_line(10000, quantity="60", unit="EACH"), order_line(20000, quantity="2"))
    result = converted(nav_order, want(0, "3"))
    assert [row[:3] for row in shares(result)] == [(0, 20000, d(2))]
    assert codes_of(result.problems) == ["over_shipped"]


def test_what_is_over_is_told_in_both_units() -> None:
    result = converted(order(order_line(10000, quantity="40", unit="EACH")), want(0, "4"))
    [over] = result.overs
    assert over.line is not None
    assert (over.line.sequence, over.quantity, over.rest) == (10000, d(8), d("0.66667"))
    assert not over.is_tolerated


def test_more_than_ordered_within_the_tolerance_is_noted_and_not_received() -> None:
    result = converted(order(order_line(10000, quantity="100")), want(0, "102"), spare="2")
    assert shares(result) == [(0, 10000, d(100), Fraction(100)), (0, 10000, d(0), Fraction(2))]
    [problem] = result.problems
    assert (problem.code, problem.severity) == ("over_shipped", "warning")
    assert "2 CA of item 1000" in problem.text
    assert codes_of(
        converted(order(order_line(10000, quantity="100")), want(0, "103"), spare="2").problems
    ) == ["over_shipped"]


def test_many_small_packs_count_together_against_the_tolerance() -> None:
    packs = [want(n, "10.2") for n in range(10)]
    result = converted(order(order_line(10000, quantity="100")), *packs, spare="2")
    assert {problem.severity for problem in result.problems} == {"warning"}
    assert sum(part.quantity for part in result.parts) == 100
    assert sum(part.share for part in result.parts) == 102
    late = converted(order(order_line(10000, quantity="90")), *packs, spare="2")
    assert {problem.severity for problem in late.problems} == {"error"}


def test_a_line_that_was_full_before_takes_no_tolerated_rest() -> None:
    nav_order = order(order_line(10000, quantity="100", received=d(100)))
    result = converted(nav_order, want(0, "1"), spare="2")
    assert (shares(result), [problem.severity for problem in result.problems]) == ([], ["error"])


def test_the_tolerance_of_one_item_is_not_anothers() -> None:
    nav_order = order(order_line(10000, quantity="100"), order_line(20000, "2000", quantity="100"))
    result = converted(nav_order, want(0, "101"), want(1, "103", "2000"), spare="2")
    assert [problem.severity for problem in result.problems] == ["warning", "error"]


quantities = st.decimals(min_value=Decimal("0.00001"), max_value=1000, places=5)
order_lines = st.lists(
    st.tuples(
        st.sampled_from(["1000", "2000"]),
        st.sampled_from(["CASE", "EACH"]),
        quantities,
        st.decimals(min_value=0, max_value=1200, places=5),
        st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 1, 9))),
    ),
    min_size=1,
    max_size=6,
)
wishes = st.lists(
    st.tuples(
        st.sampled_from(["1000", "2000", "3000"]),
        st.sampled_from(["CA", "CS", "EA"]),
        quantities,
        st.sampled_from(["", "1", "10000", "20000", "30000"]),
    ),
    max_size=8,
)


@given(order_lines, wishes)
def test_nothing_is_lost_and_nothing_exceeds_what_is_available(
    lines: list[tuple], wanted: list[tuple]
) -> None:
    nav_order = order(
        *(
            order_line(
                10000 * (at + 1), item, quantity=str(quantity), unit=unit, received=received, expected_on=day
            )
            for at, (item, unit, quantity, received, day) in enumerate(lines)
        )
    )
    asked = [
        Wanted(at, number, item, quantity, unit) for at, (item, unit, quantity, number) in enumerate(wanted)
    ]
    reported: dict[int, Decimal] = {}

    def over(found: Over, order: Order) -> Problem:
        reported[found.wanted.index] = found.rest
        return Problem("over_shipped", "", str(found.wanted.index))

    result = assign(asked, nav_order, lambda line: line.outstanding, lookups(), over=over)
    parts, problems = list(result.parts), result.problems
    given_to = {line.sequence: _sum(parts, sequence=line.sequence) for line in nav_order.lines}
    for line in nav_order.lines:
        assert 0 <= given_to[line.sequence] <= max(line.outstanding, Decimal(0))
    stopped = len(problems) - len(reported)
    for want in asked:
        taken = _sum(parts, index=want.index)
        if want.index in reported:
            assert taken + reported[want.index] == want.quantity
            assert reported[want.index] > 0
        elif taken != want.quantity:
            assert taken == 0
            stopped -= 1
    assert stopped == 0
    assert all(part.quantity > 0 for part in parts)
    assert all(part.line.item_number == asked[part.index].item_number for part in parts)


def _sum(parts: list[Assigned], *, sequence: int | None = None, index: int | None = None) -> Decimal:
    return sum(
        (
            part.quantity
            for part in parts
            if sequence in {None, part.line.sequence} and index in {None, part.index}
        ),
        Decimal(0),
    )
