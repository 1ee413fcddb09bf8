"""What mapping one NAV record has found so far: problems and the lookups used."""

from __future__ import annotations

from dataclasses import dataclass, field

from edi.mapping.lookups import MappingUsed
from edi.problems import Problem


@dataclass
class Outcome:
    """Collects while a record is mapped; all problems are shown at once."""

    problems: list[Problem] = field(default_factory=list)
    used: list[MappingUsed] = field(default_factory=list)

    def stop(self, code: str, text: str, place: str) -> None:
        """Note what stops the document."""
        self.problems.append(Problem(code, text, place))

    def note(self, text: str, place: str) -> None:
        """Note what people should know and nothing stops."""
        self.problems.append(Problem("content_invalid", text, place, "finding"))
