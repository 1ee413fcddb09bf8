"""How one trading partner wants its documents: the frozen value that pure code works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from edi.x12.segments import Delimiters


@dataclass(frozen=True)
class SetProfile:
    """What differs for one transaction set of one partner. `version` '' = the partner's; `overlay` narrows the set's table;
    `sends` are REF, DTM and N1 to write beside our own."""

    code: str
    is_enabled: bool = True
    version: str = ""
    overlay: Mapping[str, Any] = field(default_factory=dict)
    sends: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Profile:
    """One partner as seen by the writers and readers. Interchange ids are (qualifier, id) pairs; `group_id` and
    `own_group_id` are GS02/GS03 ('' = the interchange id). `units` maps NAV unit code -> X12 code for this partner only."""

    partner_name: str
    partner_id: tuple[str, str]
    own_id: tuple[str, str]
    version: str = "004010"
    is_test: bool = False
    group_id: str = ""
    own_group_id: str = ""
    delimiters: Delimiters = Delimiters()
    line_ends: bool = True
    uppercase: bool = True
    own_item_qualifier: str = "IN"
    partner_item_qualifier: str = "VN"
    requests_997: bool = True
    sends_997: bool = True
    acknowledgment_hours: int = 24
    skipped_line_types: frozenset[str] = frozenset()
    units: dict[str, str] = field(default_factory=dict)
    requests_ta1: bool = False
    forgives_counts: bool = False
    splits_stores: bool = False
    sets: Mapping[str, SetProfile] = field(default_factory=dict)

    def for_set(self, code: str) -> SetProfile:
        """What holds for one transaction set; without a row of its own the standard table, as it is."""
        return self.sets.get(code, SetProfile(code))

    def writing(self, code: str) -> Profile:
        """The profile by which one transaction set is written: in the version of that set."""
        return replace(self, version=self.for_set(code).version or self.version)
