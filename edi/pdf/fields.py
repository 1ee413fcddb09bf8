"""A value as it was found: where it stands, how certain it is, whether a person has confirmed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from edi.pdf.words import Box, Cell, Word, hull

# below this a value waits for a person even where arithmetic proves it
CERTAIN = 0.9


@dataclass(frozen=True)
class Field:
    """One value of the document: `path` as $.number, $.lines[0].quantity; `text` as printed ('' = not found);
    `value` as the document writes it (None = not to be said); `box` in points from the top left of `page`;
    `proven`: the arithmetic of the invoice holds only with this value."""

    path: str
    text: str = ""
    value: str | None = None
    page: int = 1
    box: Box = (0.0, 0.0, 0.0, 0.0)
    confidence: float = 0.0
    source: str = "text"
    proven: bool = False
    confirmed: bool = False

    @property
    def is_certain(self) -> bool:
        """True where one value was found, and clearly."""
        return self.value is not None and self.confidence >= CERTAIN

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "path": self.path,
            "text": self.text,
            "value": self.value,
            "page": self.page,
            "box": [round(side, 1) for side in self.box],
            "confidence": round(self.confidence, 3),
            "source": self.source,
            "proven": self.proven,
            "confirmed": self.confirmed,
        }


def found(path: str, words: Iterable[Word], value: str | None, source: str, doubt: float = 1.0) -> Field:
    """The field that these words say. `doubt` below 1 lowers the confidence: the place is not the only one."""
    kept = tuple(words)
    return Field(
        path,
        Cell(kept).text,
        value,
        kept[0].page,
        hull(word.box for word in kept),
        Cell(kept).confidence * doubt,
        source,
    )


def from_plain(row: Mapping[str, Any]) -> Field:
    """The field that JSON kept. Raises KeyError, TypeError or ValueError for what is none."""
    left, top, right, bottom = (float(side) for side in row["box"])
    return Field(
        str(row["path"]),
        str(row["text"]),
        None if row["value"] is None else str(row["value"]),
        int(row["page"]),
        (left, top, right, bottom),
        float(row["confidence"]),
        str(row["source"]),
        row["proven"] is True,
        row["confirmed"] is True,
    )


def confirmed(field: Field, value: str | None) -> Field:
    """The field as a person says it is."""
    return replace(field, value=value, confirmed=True)
