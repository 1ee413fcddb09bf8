"""Writing one transaction set: segments without trailing empty elements, with X12's limits of length held strictly
(x12 reference 4.1, 4.2). Replacing characters that the wire cannot carry is the interchange writer's work."""

from __future__ import annotations

from decimal import Decimal

from edi.errors import Unmappable
from edi.x12.elements import format_decimal, format_n2
from edi.x12.segments import Segment
from edi.x12.wire_text import transliterate


class SetWriter:
    """Collects the segments of one document. `name` is the document as people know it ('purchase order PO1001')."""

    def __init__(self, name: str, version: str) -> None:
        self.name = name
        self.is_5010 = version >= "005010"
        self.segments: list[Segment] = []

    def add(self, segment_id: str, *elements: str) -> None:
        """Append a segment; a segment without any value is not sent."""
        values = [*elements]
        while values and not values[-1]:
            values.pop()
        if values:
            self.segments.append(Segment((segment_id, *values)))

    def refuse(self, text: str, place: str) -> Unmappable:
        """The error to raise for what cannot be written, naming the document."""
        return Unmappable(f"The {self.name} cannot be written: {text}", place=place)

    def code(self, value: str, place: str, meaning: str, longest: int, shortest: int = 1) -> str:
        """An identifier as it is: never cut, since a cut number is another number. '' stays ''.

        Raises Unmappable when it is too long or too short for X12."""
        text = value.strip()
        if text and not shortest <= len(text) <= longest:
            raise self.refuse(
                f"the {meaning} '{text}' has {len(text)} characters, X12 allows {shortest} to {longest}.",
                place,
            )
        return text

    def required(self, value: str, place: str, meaning: str, longest: int, shortest: int = 1) -> str:
        """An identifier that must be there. Raises Unmappable when it is missing or of a wrong length."""
        if not value.strip():
            raise self.refuse(f"the {meaning} is missing.", place)
        return self.code(value, place, meaning, longest, shortest)

    def number(self, value: Decimal | None, place: str, meaning: str, digits: int) -> str:
        """An R element; sign and point do not count to its length. Raises Unmappable when it has too many digits."""
        if value is None:
            return ""
        try:
            text = format_decimal(value)
        except ValueError as error:
            raise self.refuse(f"the {meaning}: {error}.", place) from error
        if sum(character.isdigit() for character in text) > digits:
            raise self.refuse(f"the {meaning} {text} has more than {digits} digits.", place)
        return text

    def cents(self, value: Decimal | None, place: str, meaning: str, digits: int = 15) -> str:
        """An N2 element. Raises Unmappable for a fraction of a cent or too many digits."""
        if value is None:
            return ""
        try:
            text = format_n2(value)
        except ValueError as error:
            raise self.refuse(f"the {meaning}: {error}.", place) from error
        if len(text.lstrip("-")) > digits:
            raise self.refuse(f"the {meaning} {value} has more than {digits} digits.", place)
        return text


def shorten(text: str, longest: int) -> str:
    """Free text on one line, written out in ASCII and cut to its length: a name may be cut, an identifier never."""
    return _one_line(text)[:longest].rstrip()


def split_text(text: str, longest: int) -> list[str]:
    """Free text written out in ASCII, in pieces of at most `longest` characters, cut at blanks where there are any."""
    pieces: list[str] = []
    rest = _one_line(text)
    while len(rest) > longest:
        at = rest.rfind(" ", 0, longest + 1)
        at = at if at > 0 else longest
        pieces.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    if rest:
        pieces.append(rest)
    return pieces


def _one_line(text: str) -> str:
    """Letters are written out before anything is measured: one may become two."""
    return " ".join(transliterate(text).split())
