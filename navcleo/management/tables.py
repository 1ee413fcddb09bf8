"""A document as `translate` shows it to people: its values with their names, its rows as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_WIDEST = 40
_STEP = "  "


def lines_of(document: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """The lines of one document (plain data, as `edi.plain` makes it); what is empty is left out."""
    filled = {name: value for name, value in document.items() if value not in (None, "", [], {})}
    single = {_words(name): _cell(value) for name, value in filled.items() if not _is_rows(value)}
    width = max(map(len, single), default=0)
    yield from (f"{indent}{name:<{width}}  {value}" for name, value in single.items())
    for name, rows in filled.items():
        if not _is_rows(rows):
            continue
        yield f"{indent}{_words(name)}:"
        if all(_is_short(value) for row in rows for value in row.values()):
            yield from _table(rows, indent + _STEP)
            continue
        for row in rows:
            yield from lines_of(row, indent + _STEP)


def _table(rows: Sequence[Mapping[str, Any]], indent: str) -> Iterator[str]:
    names = [name for name in rows[0] if any(_cell(row.get(name)) for row in rows)]
    cells = [[_words(name) for name in names], *([_cell(row.get(name)) for name in names] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield (
            indent + _STEP.join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        )


def _cell(value: Any) -> str:
    """A value in one line; the parts of a small one apart by blanks, several by commas."""
    if value is None or isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Mapping):
        return " ".join(filter(None, map(_cell, value.values())))
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_cell, value)))
    text = " ".join(str(value).split())
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 2]} …"


def _is_rows(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(row, Mapping) for row in value)


def _is_short(value: Any) -> bool:
    """True for what a cell of a table takes: no value, one, or a few that have no parts themselves."""
    rows = value if isinstance(value, list | tuple) else [value]
    parts = [part for row in rows for part in (row.values() if isinstance(row, Mapping) else [row])]
    return not any(isinstance(part, Mapping | list | tuple) and part for part in parts)


def _words(name: str) -> str:
    return name.replace("_", " ")
