"""X12 in memory: segments, transaction sets, groups and interchanges as plain values (X12.5, X12.6)."""

from __future__ import annotations

from dataclasses import dataclass, field


class Segment(tuple[str, ...]):
    """One segment as a tuple of strings: [0] is the id, [1] the first element; a missing element reads as ''."""

    __slots__ = ()

    @property
    def id(self) -> str:
        """The segment id, as 'PO1'."""
        return tuple.__getitem__(self, 0)

    def get(self, position: int) -> str:
        """Element by its 1-based X12 position, '' when absent, without blanks at both ends."""
        return self[position].strip() if position < len(self) else ""


@dataclass(frozen=True)
class Delimiters:
    """The separators of one interchange. `repetition` is '' in 004010."""

    element: str = "*"
    segment: str = "~"
    component: str = ">"
    repetition: str = ""


@dataclass(frozen=True)
class TransactionSet:
    """One ST..SE with both included. `first_segment` is the number of ST in the interchange (ISA = 1)."""

    segments: tuple[Segment, ...]
    first_segment: int = 1

    @property
    def code(self) -> str:
        """ST01."""
        return self.segments[0].get(1)

    @property
    def control_number(self) -> str:
        """ST02."""
        return self.segments[0].get(2)


@dataclass(frozen=True)
class Group:
    """One GS..GE."""

    header: Segment
    sets: tuple[TransactionSet, ...]
    trailer: Segment | None = None

    @property
    def code(self) -> str:
        """GS01, the functional identifier: PO, SH, IN, RA, FA."""
        return self.header.get(1)

    @property
    def control_number(self) -> str:
        """GS06."""
        return self.header.get(6)

    @property
    def version(self) -> str:
        """GS08, as 004010 or 004010VICS."""
        return self.header.get(8)


@dataclass(frozen=True)
class Interchange:
    """One ISA..IEA with its delimiters. `findings` lists what reading forgave, as sentences."""

    header: Segment
    groups: tuple[Group, ...]
    delimiters: Delimiters
    trailer: Segment | None = None
    findings: tuple[str, ...] = field(default=())

    @property
    def sender(self) -> tuple[str, str]:
        """(qualifier, id) of ISA05 and ISA06."""
        return self.header.get(5), self.header.get(6)

    @property
    def receiver(self) -> tuple[str, str]:
        """(qualifier, id) of ISA07 and ISA08."""
        return self.header.get(7), self.header.get(8)

    @property
    def control_number(self) -> str:
        """ISA13."""
        return self.header.get(13)

    @property
    def is_test(self) -> bool:
        """ISA15 is T."""
        return self.header.get(15) == "T"
