"""The twin of a document: the same one seen again, also in another format (decision 0013)."""

from __future__ import annotations

from collections.abc import Iterable

from audit import recording
from audit.models import Document
from edi import reading
from edi.documents import Document as Value
from edi.errors import EdiError
from edi.reading import ReadSet
from edi.sameness import same_paper


def find(document: Document, value: Value, digest: str, others: Iterable[Document]) -> Document | None:
    """The first of the others with equal content, or that says the same in another format; None where each differs."""
    rows = list(others)
    equal = next((other for other in rows if other.content_digest == digest), None)
    if equal or not rows:
        return equal
    own = _read(document)
    return next((other for other in rows if _says_the_same(_read(other), own, value)), None)


def _says_the_same(other: ReadSet | None, own: ReadSet | None, value: Value) -> bool:
    """Within one format only equal content is the same document: there, nothing is said differently by the format."""
    if other is None or own is None or other.document is None or _format(other) == _format(own):
        return False
    return same_paper(other.document, value)


def _format(part: ReadSet) -> tuple[str, str]:
    """The format; of XML the dialect too: UBL and the Cross Industry Invoice say things as differently as X12 does."""
    return part.format, part.version if part.format == "xml" else ""


def _read(document: Document) -> ReadSet | None:
    try:
        return reading.read(recording.content_of(document)).sets[0]
    except (EdiError, IndexError):
        return None
