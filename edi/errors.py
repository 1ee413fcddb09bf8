"""Errors of reading and mapping: each carries a stable code (docs/runbook.md), a place and the next step."""

from __future__ import annotations

from edi.problems import printable


class EdiError(Exception):
    """A document that cannot be read or mapped. `place` is a segment number and element, or a byte offset."""

    code = "unreadable"

    def __init__(self, text: str, *, place: str = "", code: str = "") -> None:
        super().__init__(text)
        self.text = printable(text)
        self.place = printable(place)
        if code:
            self.code = code

    def __str__(self) -> str:
        return f"{self.text} ({self.place})" if self.place else self.text


class Unreadable(EdiError):
    """The bytes are no document that we know: binary, cut off, without an ISA."""

    code = "unreadable"


class EmptyFile(EdiError):
    """Nothing but blanks in the file."""

    code = "empty_file"


class EnvelopeMismatch(EdiError):
    """Counts or control numbers of the envelope disagree, or a trailer is missing."""

    code = "envelope_mismatch"


class UnsupportedDocument(EdiError):
    """A transaction set or version that this product does not read."""

    code = "unsupported_set"


class InvalidContent(EdiError):
    """A required element is missing or has no usable value."""

    code = "content_invalid"


class Unmappable(EdiError):
    """A readable document that cannot be expressed in the other system's terms."""

    code = "content_invalid"
