"""Segments to interchanges, groups and sets, and the checks of counts and control numbers (X12.5, X12.6).

Problems belong to one set, one group or one interchange, so that a damaged set does not lose its neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from edi.problems import Severity
from edi.x12.findings import EnvelopeProblem, Level
from edi.x12.segments import Group, Interchange, Segment, TransactionSet
from edi.x12.splitter import Piece

GROUP_OF_SET = {
    "810": ("IN",),
    "812": ("CD",),
    "820": ("RA",),
    "824": ("AG",),
    "830": ("PS",),
    "832": ("SC",),
    "840": ("RQ",),
    "843": ("RR",),
    "846": ("IB",),
    "850": ("PO",),
    "852": ("PD",),
    "855": ("PR", "SC"),  # SC stands in files by the aerospace guide 004010X358
    "856": ("SH",),
    "857": ("BS",),
    "860": ("PC",),
    "861": ("RC",),
    "862": ("SS",),
    "864": ("TX",),
    "865": ("CA",),
    "867": ("PT",),
    "869": ("RS",),
    "870": ("RS",),
    "875": ("OG",),
    "880": ("GP",),
    "940": ("OW",),
    "945": ("SW",),
    "997": ("FA",),
    "999": ("FA",),
}


@dataclass(frozen=True)
class Envelope:
    """One interchange with the segments that stand in no set: `strays` are problems of the interchange.
    `acknowledgments` are its TA1 segments."""

    interchange: Interchange
    strays: tuple[EnvelopeProblem, ...] = ()
    acknowledgments: tuple[Segment, ...] = ()


@dataclass
class _Assembly:
    """The open group and set while one interchange is put together."""

    groups: list[Group] = field(default_factory=list)
    header: Segment | None = None
    sets: list[TransactionSet] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    first_segment: int = 0
    trailer: Segment | None = None
    strays: list[EnvelopeProblem] = field(default_factory=list)
    acknowledgments: list[Segment] = field(default_factory=list)

    def close_set(self) -> None:
        """Keep the open set, whether or not its SE came."""
        if self.segments:
            self.sets.append(TransactionSet(tuple(self.segments), self.first_segment))
            self.segments = []

    def close_group(self, trailer: Segment | None = None) -> None:
        """Keep the open group, whether or not its GE came; sets outside of any group get a bare GS."""
        self.close_set()
        if self.header is not None or self.sets:
            self.groups.append(Group(self.header or Segment(("GS",)), tuple(self.sets), trailer))
        self.header, self.sets = None, []


def assemble(piece: Piece) -> Envelope:
    """Put the segments of one interchange into groups and sets. Never raises: damage becomes problems."""
    state = _Assembly()
    for number, segment in enumerate(piece.segments[1:], start=2):
        _take(state, segment, number)
    state.close_group()
    interchange = Interchange(
        piece.segments[0], tuple(state.groups), piece.delimiters, state.trailer, piece.findings
    )
    return Envelope(interchange, tuple(state.strays), tuple(state.acknowledgments))


def _take(state: _Assembly, segment: Segment, number: int) -> None:
    if segment.id == "ST":
        state.close_set()
        state.segments, state.first_segment = [segment], number
    elif segment.id == "GS":
        state.close_group()
        state.header = segment
    elif segment.id == "GE":
        if state.header is None and not state.sets and not state.segments:
            state.strays.append(_stray(segment, number))
        else:
            state.close_group(segment)
    elif segment.id == "IEA":
        state.close_group()
        state.trailer = segment
    elif state.segments:
        state.segments.append(segment)
        if segment.id == "SE":
            state.close_set()
    elif segment.id == "TA1":
        state.acknowledgments.append(segment)
    else:
        state.strays.append(_stray(segment, number))


def _stray(segment: Segment, number: int) -> EnvelopeProblem:
    text = f"{segment.id} stands outside of any transaction set. Ask the sender to send the file again."
    return _problem("interchange", "024", text, f"{segment.id} (segment {number})")


def set_problems(group: Group) -> tuple[tuple[EnvelopeProblem, ...], ...]:
    """Checks of each set of a group, in order: SE there, SE01, SE02, ST02 there and new in its group, ST01 fit for
    GS01 (AK502 codes)."""
    seen: set[str] = set()
    found = []
    for one in group.sets:
        found.append((*_trailer_problems(one), *_header_problems(group, one, seen)))
        seen.add(one.control_number)
    return tuple(found)


def _header_problems(group: Group, one: TransactionSet, seen: set[str]) -> Iterable[EnvelopeProblem]:
    if not one.control_number:
        yield _problem("set", "7", "ST02, the control number, is missing.", "ST, ST02")
    elif one.control_number in seen:
        text = f"The control number {one.control_number} comes twice in group {group.control_number}."
        yield _problem("set", "23", text, "ST, ST02")
    groups = GROUP_OF_SET.get(one.code)
    if group.code and groups and group.code not in groups:
        text = f"Group code {group.code} does not carry transaction set {one.code} (expected {groups[0]}); read by its set code."
        # ST01 says what the set is; industry guides put their own code into GS01 (SC in aerospace)
        yield _problem("set", "6", text, "GS, GS01", "warning")


def _trailer_problems(one: TransactionSet) -> Iterable[EnvelopeProblem]:
    trailer = one.segments[-1]
    if trailer.id != "SE":
        text = (
            f"Transaction set {one.control_number} has no SE: it is cut off. Ask the sender to send it again."
        )
        yield _problem("set", "2", text, "SE")
        return
    counted = len(one.segments)
    if _number(trailer.get(1)) != counted:
        text = f"SE01 says {trailer.get(1) or 'nothing'}, counted {counted} segments."
        yield _problem("set", "4", text, "SE, SE01")
    if trailer.get(2) != one.control_number:
        text = f"SE02 is {trailer.get(2) or 'empty'}, but ST02 is {one.control_number or 'empty'}."
        yield _problem("set", "3", text, "SE, SE02")


def group_problems(interchange: Interchange) -> tuple[tuple[EnvelopeProblem, ...], ...]:
    """Checks of each group, in order: GS and GE there, GE01, GE02, GS06 new in its interchange (AK905 codes)."""
    seen: set[tuple[str, str]] = set()
    found = []
    for group in interchange.groups:
        key = (group.code, group.control_number)
        problems = list(_group_problems(group))
        if key in seen and len(group.header) > 1:
            text = f"The group number {group.control_number} comes twice in this interchange."
            problems.append(_problem("group", "6", text, "GS, GS06"))
        seen.add(key)
        found.append(tuple(problems))
    return tuple(found)


def _group_problems(group: Group) -> Iterable[EnvelopeProblem]:
    if len(group.header) == 1:
        yield _problem("group", "", "The transaction sets stand outside of any group (GS is missing).", "GS")
        return
    name = f"Group {group.control_number or '(no number)'}"
    if group.trailer is None:
        yield _problem("group", "3", f"{name} has no GE: the file is cut off or damaged.", "GE")
        return
    if _number(group.trailer.get(1)) != len(group.sets):
        text = f"GE01 says {group.trailer.get(1) or 'nothing'}, counted {len(group.sets)} transaction sets."
        yield _problem("group", "5", text, "GE, GE01")
    if not _same_number(group.trailer.get(2), group.control_number):
        text = f"GE02 is {group.trailer.get(2) or 'empty'}, but GS06 is {group.control_number or 'empty'}."
        yield _problem("group", "4", text, "GE, GE02")


def interchange_problems(interchange: Interchange) -> tuple[EnvelopeProblem, ...]:
    """Checks of one interchange: IEA there, IEA01, IEA02 (TA105 codes)."""
    trailer = interchange.trailer
    if trailer is None:
        text = "The interchange has no IEA: the file is cut off. Ask the sender to send it again."
        return (_problem("interchange", "023", text, "IEA"),)
    found = []
    groups = [group for group in interchange.groups if len(group.header) > 1]
    if _number(trailer.get(1)) != len(groups):
        text = f"IEA01 says {trailer.get(1) or 'nothing'}, counted {len(groups)} groups."
        found.append(_problem("interchange", "021", text, "IEA, IEA01"))
    if not _same_number(trailer.get(2), interchange.control_number):
        text = f"IEA02 is {trailer.get(2) or 'empty'}, but ISA13 is {interchange.control_number or 'empty'}."
        found.append(_problem("interchange", "001", text, "IEA, IEA02"))
    return tuple(found)


def repeated_interchanges(interchanges: Iterable[Interchange]) -> tuple[EnvelopeProblem, ...]:
    """A warning for every ISA13 that comes again from the same sender in one file (replays are told by the caller)."""
    seen: set[tuple[tuple[str, str], str]] = set()
    found = []
    for interchange in interchanges:
        key = (interchange.sender, interchange.control_number)
        if key in seen:
            text = f"Interchange {interchange.control_number} comes more than once in this file."
            found.append(_problem("interchange", "025", text, "ISA, ISA13", "warning"))
        seen.add(key)
    return tuple(found)


def _problem(level: Level, code: str, text: str, place: str, severity: Severity = "error") -> EnvelopeProblem:
    return EnvelopeProblem("envelope_mismatch", text, place, severity, level, code)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _same_number(one: str, other: str) -> bool:
    """Control numbers of type N0 are equal whatever their leading zeros."""
    left, right = _number(one), _number(other)
    return one == other and bool(one) if left is None or right is None else left == right
