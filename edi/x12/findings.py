"""Problems that know their place in X12 terms, so that a 997 can be built from them (X12.20; AK3, AK4, AK5, AK9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edi.problems import Problem

Level = Literal["interchange", "group", "set"]


@dataclass(frozen=True)
class SyntaxProblem(Problem):
    """A breach of the set's table. `position` counts segments with ST = 1 (AK302), `segment_code` is AK304,
    `element` and `component` are 1-based (0 = the whole segment), `element_code` is AK403. `by_profile`: the standard
    allows it, the partner's overlay does not."""

    segment_id: str = ""
    position: int = 0
    segment_code: str = ""
    element: int = 0
    component: int = 0
    data_element: str = ""
    element_code: str = ""
    value: str = ""
    by_profile: bool = False


@dataclass(frozen=True)
class EnvelopeProblem(Problem):
    """A breach of the envelope. `acknowledgment_code` is AK502 for a set, AK905 for a group, TA105 for an interchange."""

    level: Level = "set"
    acknowledgment_code: str = ""
