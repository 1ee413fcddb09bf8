"""One table of a report, whatever it counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Rows = list[list[Any]]


@dataclass(frozen=True)
class Table:
    """One table of a report. `money` names the columns that are amounts, `total` is the last row."""

    title: str
    columns: list[str]
    rows: Rows
    money: frozenset[int] = frozenset()
    total: list[Any] = field(default_factory=list)
    note: str = ""
