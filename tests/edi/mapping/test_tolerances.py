"""Booking rule 4.1: what may differ before a person is asked."""

from __future__ import annotations

import pytest

from edi.mapping.lookups import Lookups
from edi.mapping.tolerances import Tolerances
from tests.edi.mapping.records import d, order_line

LOOKUPS = Lookups(x12_units={"CASE": "CA", "LB": "LB", "KG": "KG", "GAL": "GA"})


@pytest.mark.parametrize(
    ("money", "percent", "expected", "allowed"),
    [("1", "0", "500", "1"), ("1", "2", "500", "10"), ("1", "2", "10", "1"), ("0", "2", "-500", "10")],
)
def test_a_difference_passes_that_is_within_the_money_or_the_percent(
    money: str, percent: str, expected: str, allowed: str
) -> None:
    tolerances = Tolerances(line=d(money), line_percent=d(percent), total=d(money), total_percent=d(percent))
    assert tolerances.of_line(d(expected)) == d(allowed)
    assert tolerances.of_total(d(expected)) == d(allowed)


def test_nothing_is_tolerated_unless_said() -> None:
    nothing = Tolerances()
    assert (nothing.of_line(d(500)), nothing.of_total(d(500))) == (0, 0)
    assert nothing.spare(order_line(10000), LOOKUPS) == 0


@pytest.mark.parametrize(
    ("unit", "spare"), [("CASE", "5"), ("GAL", "5"), ("LB", "2"), ("KG", "2"), ("UNMAPPED", "5")]
)
def test_weights_have_a_tolerance_of_their_own(unit: str, spare: str) -> None:
    tolerances = Tolerances(quantity_percent=d(5), weight_percent=d(2))
    assert tolerances.spare(order_line(10000, quantity="100", unit=unit), LOOKUPS) == d(spare)
