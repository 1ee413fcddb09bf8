"""The large files of the benchmarks are right, and the largest is read within the memory that the README names."""

from __future__ import annotations

from benchmarks import engines
from edi.problems import has_errors
from edi.reading import read

COVERS = ["benchmarks.engines"]
MOST_MB = 400


def test_the_measured_orders_are_valid() -> None:
    sets = read(engines.orders_file()).sets
    assert len(sets) == engines.ORDERS
    assert not any(has_errors(one.problems) for one in sets)


def test_fifty_thousand_items_are_read_in_bounded_memory() -> None:
    # the process itself says its peak; it ends with an error unless every item was read
    _, peak = engines.peak_of_notice(50_000)
    assert peak < MOST_MB
