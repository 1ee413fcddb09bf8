"""How one trading partner wants its documents: the frozen value that pure code works with."""

from __future__ import annotations

from dataclasses import dataclass, field

from edi.x12.segments import Delimiters


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
