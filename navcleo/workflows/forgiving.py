"""The leniency ledger: each breach that reading passed over is kept, per partner and file (x12 reference 5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from audit import recording
from audit.models import Document, Forgiveness, Payload
from connectors.models import Connection
from edi.models import TradingPartner
from edi.problems import Problem
from edi.reading import Reading
from navcleo.workflows import parties

_DESIGNATOR = re.compile(r"\b([A-Z][A-Z0-9]{1,2}\d\d)\b")
_SEGMENT = re.compile(r"^[A-Z][A-Z0-9]{1,2}\b")


def record(payload: Payload, result: Reading, documents: Mapping[str, Document]) -> None:
    """Keep what was forgiven in a file and in its documents (by position), in the transaction that stores them."""
    connection = Connection.objects.get(pk=payload.connection_id)
    rows: list[Forgiveness] = []
    told: set[str] = set()
    for interchange in result.interchanges:
        partner = parties.find_partner(connection, interchange.sender)
        told.update(interchange.findings)
        rows += [_row(payload, partner, text) for text in interchange.findings]
    senders = {documents[part.position].partner for part in result.sets if part.position in documents}
    partner = next(iter(senders)) if len(senders) == 1 else None
    rows += [_row(payload, partner, text) for text in result.findings if text not in told]
    for part in result.sets:
        document = documents.get(part.position)
        if document is not None:
            rows += _of_document(payload, document, part.problems)
    recording.forgiven(rows)


def place_of(problem: Problem) -> str:
    """The element or segment concerned without its number in the file: 'IT1 no. 3 (segment 14), IT104' is IT104."""
    element = _DESIGNATOR.search(problem.place.rpartition(",")[2])
    if element:
        return element.group(1)
    segment = _SEGMENT.match(problem.place)
    return segment.group() if segment else ""


def _of_document(payload: Payload, document: Document, problems: Iterable[Problem]) -> list[Forgiveness]:
    rows: dict[tuple[str, str], Forgiveness] = {}
    for problem in problems:
        if problem.severity == "error":
            continue
        key = (problem.code.replace("_", " "), place_of(problem))
        if key in rows:
            rows[key].times += 1
        else:
            rows[key] = _row(payload, document.partner, *key, document=document, example=problem.text)
    return list(rows.values())


def _row(
    payload: Payload,
    partner: TradingPartner | None,
    what: str,
    place: str = "",
    *,
    document: Document | None = None,
    example: str = "",
) -> Forgiveness:
    return Forgiveness(
        connection_id=payload.connection_id,
        partner=partner,
        payload=payload,
        document=document,
        what=what[:200],
        place=place[:20],
        example=(example or what)[:300],
    )
