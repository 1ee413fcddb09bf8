"""Wrong counts that a partner's profile forgives: SE01, GE01, IEA01 and CTT01 are told and stop nothing. Control numbers
that disagree are never forgiven: they say which document it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from edi.problems import Problem
from edi.profiles import Profile

Told = TypeVar("Told", bound=Problem)

_COUNTS = ("SE01", "GE01", "IEA01", "CTT01")
_CODES = frozenset({"envelope_mismatch", "totals_differ"})


def forgive(problems: Iterable[Told], profile: Profile | None) -> tuple[Told, ...]:
    """The problems, with wrong counts as findings where this partner's profile says so."""
    if profile is None or not profile.forgives_counts:
        return tuple(problems)
    return tuple(_forgiven(one, profile) if _is_count(one) else one for one in problems)


def _is_count(problem: Problem) -> bool:
    return problem.severity != "finding" and problem.code in _CODES and problem.place.endswith(_COUNTS)


def _forgiven(problem: Told, profile: Profile) -> Told:
    text = f"{problem.text} The profile of {profile.partner_name} forgives wrong counts."
    return replace(problem, severity="finding", text=text)
