"""Front door for what goes out: documents to bytes of X12, written strictly and judged by pyx12 with our own maps."""

from __future__ import annotations

from datetime import datetime

from edi.documents import Document, InterchangeAcknowledgment
from edi.errors import InvalidContent, Unmappable, UnsupportedDocument
from edi.problems import Problem
from edi.profiles import Profile
from edi.x12.additions import add
from edi.x12.checking import check
from edi.x12.envelope import assemble
from edi.x12.interchange_ta1 import write_ta1
from edi.x12.pyx12_driver import judge
from edi.x12.sets import SETS
from edi.x12.splitter import split
from edi.x12.tables import family
from edi.x12.tables.overlay import as_text
from edi.x12.writer import ControlNumbers, write_acknowledgment, write_interchange

__all__ = ["ControlNumbers", "validate", "write"]

_SHOWN = 3


def write(document: Document, profile: Profile, numbers: ControlNumbers, at: datetime) -> bytes:
    """One document (850, 860, 810, 824, 997 or TA1) as an interchange from us to the partner of `profile`. `at` is shown in ISA and GS
    as it is, so give it in the zone the partner expects.

    Raises Unmappable or InvalidContent naming document, element and value; UnsupportedDocument for a kind that is only
    read."""
    if isinstance(document, InterchangeAcknowledgment):
        return write_acknowledgment(profile, write_ta1(document), numbers, at)
    kind = SETS.get(document.kind)
    if kind is None or kind.writer is None:
        raise UnsupportedDocument(f"{document.kind} {document.number} is not written by this product.")
    profile = profile.writing(document.kind)
    wanted = profile.for_set(document.kind)
    try:
        own = kind.writer(document, profile)
        body = add(own, document, wanted.sends, family(profile.version)) if wanted.sends else own
        content = write_interchange(profile, kind.group_code, [body], numbers, at)
    except (Unmappable, InvalidContent) as error:
        if document.number in error.text:
            raise
        text = f"{kind.name.capitalize()} {document.number} cannot be written: {error.text}"
        raise type(error)(text, place=error.place) from error
    problems = _breaches(content, profile)
    if problems:
        told = " ".join(problem.text for problem in problems[:_SHOWN])
        raise InvalidContent(
            f"{kind.name.capitalize()} {document.number} cannot be written: {told}", place=problems[0].place
        )
    return content


def _breaches(content: bytes, profile: Profile) -> list[Problem]:
    """What our own table, narrowed by the partner's overlay, says of written bytes."""
    found: list[Problem] = []
    for piece in split(content).pieces:
        interchange = assemble(piece).interchange
        for group in interchange.groups:
            for one in group.sets:
                table = SETS[one.code].table(group.version, profile.for_set(one.code).overlay)
                found += check(one, table, interchange.delimiters, strict=True, partner=profile.partner_name)
    return found


def validate(content: bytes, profile: Profile | None = None) -> list[Problem]:
    """What pyx12 says of written bytes, with maps made from our table, narrowed by the overlays of `profile`: empty = valid.
    Never raises for bad content."""
    sets = profile.sets if profile else {}
    return judge(content, {code: as_text(one.overlay) for code, one in sets.items() if one.overlay})
