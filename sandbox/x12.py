"""A small X12 writer and reader of the sandbox's own: envelope, delimiters, counts, decimals (X12.5 and X12.6).

Written apart from the product's reader and writer on purpose, so that both sides never share a mistake.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

Segment = list[str]
CENT = Decimal("0.01")
GROUP_OF_SET = {
    "850": "PO", "855": "PR", "856": "SH", "860": "PC", "865": "CA", "810": "IN", "820": "RA", "824": "AG", "997": "FA",
}  # fmt: skip
# X12 element 355 for NAV's "International Standard Code" (UN/ECE rec 20) where the two lists differ
UNIT_OF_UNECE = {
    "C62": "EA", "H87": "EA", "EA": "EA", "PCS": "EA", "CS": "CA", "CT": "CT", "BX": "BX", "BG": "BG", "PF": "PL",
    "PX": "PL", "LBR": "LB", "ONZ": "OZ", "CWA": "CW", "KGM": "KG", "GRM": "GR", "LTR": "LT", "MLT": "ML",
    "GLL": "GA", "MTR": "MR", "FOT": "FT", "DZN": "DZ",
}  # fmt: skip


class X12Error(ValueError):
    """A file the little reader of the sandbox cannot take apart; the text says where."""


@dataclass(frozen=True)
class Delimiters:
    """The separators of one interchange; `newline` is written after every terminator and is no delimiter."""

    element: str = "*"
    segment: str = "~"
    component: str = ">"
    repetition: str = "^"
    newline: str = "\n"

    @classmethod
    def from_option(cls, option: object) -> Delimiters:
        """Delimiters from a JSON object with some of the field names; anything else gives the defaults."""
        if not isinstance(option, dict):
            return cls()
        known = {name: str(option[name]) for name in cls.__dataclass_fields__ if name in option}
        return cls(**known)


@dataclass(frozen=True)
class Envelope:
    """Who writes to whom under which numbers; sender and receiver are "QUALIFIER:ID"."""

    sender: str
    receiver: str
    interchange_control: int = 1
    group_control: int = 1
    first_set_control: int = 1
    usage: str = "P"
    version: str = "004010"
    interchange_version: str = ""
    group_sender: str = ""
    group_receiver: str = ""
    acknowledgment_requested: str = "0"
    written_at: datetime = field(default_factory=lambda: datetime(2026, 1, 1, 12, 0, tzinfo=UTC))
    delimiters: Delimiters = field(default_factory=Delimiters)


@dataclass(frozen=True)
class TransactionSet:
    """One ST..SE: its set code, control number and all segments between ST and SE (both left out)."""

    code: str
    control: str
    segments: list[Segment]

    def first(self, tag: str) -> Segment:
        """The first segment of that tag; empty when there is none."""
        return next((segment for segment in self.segments if segment[0] == tag), [])

    def all(self, tag: str) -> list[Segment]:
        """Every segment of that tag, in order."""
        return [segment for segment in self.segments if segment[0] == tag]


@dataclass(frozen=True)
class Group:
    """One GS..GE with its transaction sets."""

    functional_id: str
    sender: str
    receiver: str
    control: str
    version: str
    sets: list[TransactionSet]


@dataclass(frozen=True)
class Interchange:
    """One ISA..IEA; sender and receiver are "QUALIFIER:ID" with blanks stripped."""

    sender: str
    receiver: str
    control: str
    usage: str
    delimiters: Delimiters
    groups: list[Group]
    acknowledgment_requested: str = "0"
    written: tuple[str, str] = ("", "")
    acknowledgments: list[Segment] = field(default_factory=list)


def element(segment: Sequence[str], position: int) -> str:
    """Element `position` (1-based as in BSN02) of a segment, empty when it was not sent."""
    return segment[position] if position < len(segment) else ""


def number(value: Decimal | str | float) -> str:
    """Data type R: explicit point, no exponent, no trailing zeros."""
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def price(value: Decimal | str | float) -> str:
    """Data type R for money: at least the two decimals people expect."""
    amount = Decimal(str(value))
    exponent = amount.as_tuple().exponent
    return format(amount.quantize(CENT) if isinstance(exponent, int) and exponent > -2 else amount, "f")


def cents(value: Decimal) -> str:
    """Data type N2: the amount in cents, without a point."""
    return str(int((value * 100).quantize(Decimal(1), ROUND_HALF_UP)))


def line_amount(quantity: Decimal, unit_price: Decimal, basis: str = "") -> Decimal:
    """Quantity x price rounded half up to cents; basis HP is per hundred, TP per thousand (X12 element 639)."""
    divisor = {"HP": 100, "TP": 1000}.get(basis, 1)
    return (quantity * unit_price / divisor).quantize(CENT, ROUND_HALF_UP)


def split_id(qualified: str) -> tuple[str, str]:
    """("ZZ", "ID") from "ZZ:ID"; an id alone counts as ZZ."""
    qualifier, colon, code = qualified.partition(":")
    return (qualifier.strip(), code.strip()) if colon else ("ZZ", qualified.strip())


def normal_id(qualified: str) -> str:
    """One spelling of an interchange id, for comparing: "ZZ:ID" without blanks."""
    return ":".join(split_id(qualified))


def clean(value: str, delimiters: Delimiters) -> str:
    """A value fit for the wire: accents dropped, delimiters and control characters turned into blanks (no escape in X12)."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode()
    unwanted = {delimiters.element, delimiters.segment, delimiters.component, delimiters.repetition}
    return "".join(" " if sign in unwanted or not sign.isprintable() else sign for sign in plain).rstrip()


def trimmed(segment: Iterable[str]) -> Segment:
    """The segment without trailing empty elements."""
    result = list(segment)
    while len(result) > 1 and not result[-1]:
        result.pop()
    return result


def interchange_segments(
    envelope: Envelope,
    groups: Sequence[tuple[str, Sequence[tuple[str, Sequence[Segment]]]]],
    acknowledgments: Sequence[Segment] = (),
) -> list[Segment]:
    """All segments ISA..IEA of an interchange; `groups` are (GS01, [(ST01, body segments)]), `acknowledgments` TA1 segments."""
    date, time = envelope.written_at.strftime("%Y%m%d"), envelope.written_at.strftime("%H%M")
    segments = [_isa(envelope), *acknowledgments]
    _, sender = split_id(envelope.sender)
    _, receiver = split_id(envelope.receiver)
    for offset, (functional_id, sets) in enumerate(groups):
        control = str(envelope.group_control + offset)
        segments.append(["GS", functional_id, envelope.group_sender or sender, envelope.group_receiver or receiver, date, time,
                         control, "X", envelope.version])  # fmt: skip
        for index, (code, body) in enumerate(sets):
            set_control = f"{envelope.first_set_control + index:04d}"
            kept = [trimmed(clean(value, envelope.delimiters) for value in segment) for segment in body]
            kept = [segment for segment in kept if len(segment) > 1]
            segments += [["ST", code, set_control], *kept, ["SE", str(len(kept) + 2), set_control]]
        segments.append(["GE", str(len(sets)), control])
    segments.append(["IEA", str(len(groups)), f"{envelope.interchange_control:09d}"])
    return segments


def _isa(envelope: Envelope) -> Segment:
    qualifier, sender = split_id(envelope.sender)
    to_qualifier, receiver = split_id(envelope.receiver)
    version = envelope.interchange_version or envelope.version[:5]
    standard = envelope.delimiters.repetition if version >= "00402" else "U"
    return ["ISA", "00", " " * 10, "00", " " * 10, f"{qualifier:<2}", f"{sender:<15}", f"{to_qualifier:<2}", f"{receiver:<15}",
            envelope.written_at.strftime("%y%m%d"), envelope.written_at.strftime("%H%M"), standard, version,
            f"{envelope.interchange_control:09d}", envelope.acknowledgment_requested, envelope.usage,
            envelope.delimiters.component]  # fmt: skip


def serialize(segments: Iterable[Sequence[str]], delimiters: Delimiters) -> str:
    """Segments as text with the given delimiters."""
    end = delimiters.segment + delimiters.newline
    return "".join(delimiters.element.join(segment) + end for segment in segments)


def write(envelope: Envelope, groups: Sequence[tuple[str, Sequence[tuple[str, Sequence[Segment]]]]]) -> str:
    """One whole interchange as text."""
    return serialize(interchange_segments(envelope, groups), envelope.delimiters)


def read(content: bytes | str) -> list[Interchange]:
    """The interchanges of a well-formed file; X12Error names what could not be read."""
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    text = text.lstrip("\ufeff\r\n\t ")
    interchanges = []
    while text:
        if not text.startswith("ISA") or len(text) < 106:
            raise X12Error("no ISA segment of 106 characters at the start of the interchange")
        delimiters = Delimiters(text[3], text[105], text[104], text[82], "")
        parts, rest = _cut(text, delimiters)
        interchanges.append(_assemble(parts, delimiters))
        text = rest.lstrip("\r\n\t \x00\x1a")
    if not interchanges:
        raise X12Error("the file is empty")
    return interchanges


def _cut(text: str, delimiters: Delimiters) -> tuple[list[Segment], str]:
    parts: list[Segment] = []
    position = 0
    while True:
        end = text.find(delimiters.segment, position)
        if end < 0:
            raise X12Error("the interchange has no IEA segment")
        raw = text[position:end].strip("\r\n")
        position = end + 1
        if raw:
            parts.append(raw.split(delimiters.element))
            if parts[-1][0] == "IEA":
                return parts, text[position:]


def _assemble(parts: list[Segment], delimiters: Delimiters) -> Interchange:
    isa = parts[0]
    result = Interchange(f"{isa[5].strip()}:{isa[6].strip()}", f"{isa[7].strip()}:{isa[8].strip()}", isa[13], isa[15],
                         delimiters, [], isa[14], (isa[9], isa[10]))  # fmt: skip
    for segment in parts[1:]:
        tag = segment[0]
        if tag == "GS":
            result.groups.append(Group(element(segment, 1), element(segment, 2), element(segment, 3), element(segment, 6),
                                       element(segment, 8), []))  # fmt: skip
        elif tag == "ST" and result.groups:
            result.groups[-1].sets.append(TransactionSet(element(segment, 1), element(segment, 2), []))
        elif tag == "SE" and result.groups and result.groups[-1].sets:
            _check_trailer(result.groups[-1].sets[-1], segment)
        elif tag == "TA1":
            result.acknowledgments.append(segment)
        elif tag not in {"GE", "IEA"}:
            if not result.groups or not result.groups[-1].sets:
                raise X12Error(f"segment {tag} outside a transaction set")
            result.groups[-1].sets[-1].segments.append(segment)
    return result


def _check_trailer(transaction_set: TransactionSet, trailer: Segment) -> None:
    if (
        element(trailer, 1) != str(len(transaction_set.segments) + 2)
        or element(trailer, 2) != transaction_set.control
    ):
        raise X12Error(f"SE of set {transaction_set.control} does not agree with its segments")
