"""Content problems inside a readable document: values, collected and all shown at once."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "finding"]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a document. `code` is stable (quarantine codes or X12 error names); `place` names segment and
    element, as 'IT1 no. 3 (segment 14), IT104'. An error stops the document, a warning is shown, a finding records what
    reading forgave."""

    code: str
    text: str
    place: str = ""
    severity: Severity = "error"

    def __post_init__(self) -> None:
        for name in ("text", "place"):
            object.__setattr__(self, name, printable(getattr(self, name)))


def has_errors(problems: tuple[Problem, ...] | list[Problem]) -> bool:
    """True when at least one problem stops the document."""
    return any(problem.severity == "error" for problem in problems)


def printable(text: str) -> str:
    """A text as every database and page takes it: control characters and half characters become question marks. What a
    document says may stand in the words of a problem."""
    if text.isprintable():
        return text
    return "".join(
        "?" if sign not in "\t\n\r" and unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in text
    )
