"""One table per set: segments, elements, conditions, code lists and loops for 004010 and 005010 (x12 reference 4.10)."""

from __future__ import annotations

import re
from functools import cache

from edi.x12.tables.grammar import SegmentRule, SetTable, build_table, segment_rules
from edi.x12.tables.structures import STRUCTURES

VERSIONS = ("004010", "005010")
_FAMILY = re.compile(r"00[345]0\d\d")


def family(version: str) -> str:
    """The table version that GS08 is read by: 003010 to 004060 by 004010, 005xxx by 005010, '' when unknown."""
    if not _FAMILY.match(version):
        return ""
    return "005010" if version.startswith("005") else "004010"


@cache
def rules(version: str) -> dict[str, SegmentRule]:
    """All segments of 004010 or 005010."""
    return segment_rules(version)


@cache
def table(code: str, version: str) -> SetTable:
    """The table of set `code` in `version` (004010 or 005010). Raises KeyError for a set without table."""
    return build_table(code, version, rules(version))


def codes() -> tuple[str, ...]:
    """The sets that have a table."""
    return tuple(STRUCTURES)
