"""X12 824 application advice: a document was read, and refused for what it says; written and read (X12.44)."""

from __future__ import annotations

from edi.advices import AdvisedSet, ApplicationError
from edi.documents import ApplicationAdvice
from edi.problems import Problem
from edi.profiles import Profile
from edi.x12.elements import format_date, parse_date
from edi.x12.segments import Delimiters, Segment, TransactionSet
from edi.x12.set_reader import Located, SetReader
from edi.x12.set_writer import SetWriter, split_text
from edi.x12.shared_segments import read_parties, write_party

_MOST_TEXT = 60  # TED02


def read_824(
    transaction_set: TransactionSet, delimiters: Delimiters
) -> tuple[ApplicationAdvice, list[Problem]]:
    """Read an 824. Raises InvalidContent without BGN or without its date; one that speaks of no document is an error."""
    reader = SetReader(transaction_set, delimiters)
    bgn = reader.require("BGN", "purpose, number and date of the advice")
    loops = reader.cut("OTI", frozenset())
    if not loops.details:
        reader.report("content_invalid", "The advice names no document (OTI is missing).", bgn)
    advice = ApplicationAdvice(
        number=reader.text(bgn, 2, "number of the advice"),
        issued_on=reader.must(bgn, 3, "date of the advice", parse_date),
        sets=tuple(_read_set(reader, loop) for loop in loops.details),
        purpose=reader.text(bgn, 1, "purpose code"),
        parties=read_parties(loops.header),
    )
    return advice, reader.problems


def _read_set(reader: SetReader, loop: list[Located]) -> AdvisedSet:
    oti = loop[0]
    errors: list[ApplicationError] = []
    for item in loop:
        if item.id == "TED":
            errors.append(ApplicationError(item.get(1), item.get(2), item.get(3), item.get(7)))
        elif item.id == "NTE" and errors:
            last = errors[-1]
            text = f"{last.text} {item.get(2)}".strip()
            errors[-1] = ApplicationError(last.code, text, last.segment_id, last.value)
    return AdvisedSet(
        status=reader.text(oti, 1, "verdict"),
        qualifier=oti.get(2),
        number=reader.text(oti, 3, "number of the document"),
        group_number=oti.get(8),
        set_number=oti.get(9),
        set_code=oti.get(10),
        errors=tuple(errors),
    )


def write_824(document: ApplicationAdvice, profile: Profile) -> list[Segment]:
    """The segments of an 824 between ST and SE. Raises Unmappable for what X12 cannot carry."""
    writer = SetWriter(f"application advice {document.number}", profile.version)
    longest = 50 if writer.is_5010 else 30
    writer.add(
        "BGN",
        writer.required(document.purpose, "BGN01", "purpose code", 2, 2),
        writer.required(document.number, "BGN02", "number of the advice", longest),
        format_date(document.issued_on),
    )
    for party in document.parties:
        write_party(writer, party)
    if not document.sets:
        raise writer.refuse("it names no document.", "OTI")
    for one in document.sets:
        writer.add(
            "OTI",
            writer.required(one.status, "OTI01", "verdict", 2),
            writer.required(one.qualifier, "OTI02", "qualifier of the document number", 3, 2),
            writer.required(one.number, "OTI03", "number of the document", longest),
            "",
            "",
            "",
            "",
            one.group_number,
            one.set_number if one.group_number else "",
            one.set_code,
        )
        for error in one.errors:
            _write_error(writer, error)
    return writer.segments


def _write_error(writer: SetWriter, error: ApplicationError) -> None:
    pieces = split_text(error.text, _MOST_TEXT)
    writer.add(
        "TED",
        writer.required(error.code, "TED01", "error code", 3),
        pieces[0] if pieces else "",
        error.segment_id,
        "",
        "",
        "",
        error.value[:99],
    )
    for rest in split_text(" ".join(pieces[1:]), 80):
        writer.add("NTE", "", rest)
