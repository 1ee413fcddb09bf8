"""Front door for PDF: embedded XML first, else the words of its pages as our JSON, each field with its place and certainty."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from edi.errors import EdiError
from edi.json_documents import read_json
from edi.pdf import isolation
from edi.pdf.invoice import Extract, extract
from edi.pdf.judging import Prior, fields_of, unconfirmed
from edi.pdf.words import Page, Word
from edi.problems import Problem, printable
from edi.read_sets import Reading, ReadSet
from edi.xml.reading import read_xml

SOURCE = "pdf"


def read_pdf(content: bytes) -> Reading:
    """Read the invoice of a PDF. Where XML is embedded (Factur-X, ZUGFeRD) that is the document; else its pages are read,
    and the content of the set is our JSON with every field's place, so that nothing is ever recognised twice.

    Raises UnsupportedDocument for a PDF that is no invoice, RecognitionMissing for a scan without the optional packages,
    Unreadable for one that is damaged, locked or beyond the limits."""
    answer = isolation.words(content)
    refusals = []
    for name, data in answer["embedded"]:
        try:
            return _of_xml(name, base64.b64decode(data))
        except EdiError as error:
            refusals.append(f"The embedded {name} was not used: {error.text}")
    if refusals:
        answer = isolation.words(content, only_pages=True)
    pages = [page_of(page) for page in answer["pages"]]
    part = read_json(_json(extract(pages), pages)).sets[0]
    return Reading((replace(part, problems=problems_of(part)),), findings=tuple(refusals))


def _of_xml(name: str, data: bytes) -> Reading:
    read = read_xml(data)
    return replace(read, findings=(*read.findings, f"Read from {name}, which is embedded in the PDF."))


def problems_of(part: ReadSet, prior: Prior | None = None) -> tuple[Problem, ...]:
    """What stands against booking a set that was read from PDF: fields to be confirmed, else what its own content says.
    While a field is missing, that the document has no value there is no second problem."""
    try:
        waiting = unconfirmed(fields_of(part.field_places), prior)
    except (KeyError, TypeError, ValueError) as error:
        return (
            Problem("content_invalid", f"The places of the fields cannot be read: {error!r}.", "$.reading"),
        )
    own = part.problems if part.document is not None or not waiting else ()
    paid = (part.field_places or {}).get("paid")
    text = printable(paid[:300]) if isinstance(paid, str) else ""
    warned = (Problem("paid_before", text, "$.total", "warning"),) if text else ()
    kept = (problem for problem in own if problem.code not in {"fields_unconfirmed", "paid_before"})
    return (*waiting, *warned, *kept)


def page_of(plain: dict[str, Any]) -> Page:
    """A page as `edi.pdf.reader` writes it."""
    words = tuple(
        Word(text, (left, top, right, bottom), plain["number"], confidence)
        for text, left, top, right, bottom, confidence in plain["words"]
    )
    return Page(plain["number"], plain["width"], plain["height"], words, plain["source"], plain["angle"])


def _json(found: Extract, pages: Sequence[Page]) -> bytes:
    """The document as our JSON; what was not found is null, and waits for a person by the field's own entry."""
    around = {
        "sender": [{"scheme": scheme, "id": name} for scheme, name in found.identifiers],
        "reading": {
            "source": SOURCE,
            "paid": found.paid,
            "fields": [field.plain() for field in found.fields],
            "pages": [
                {"number": page.number, "width": page.width, "height": page.height, "angle": page.angle}
                for page in pages
            ],
        },
    }
    return json.dumps(found.document | around, indent=2, ensure_ascii=False).encode("utf-8", "replace")
