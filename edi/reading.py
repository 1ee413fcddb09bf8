"""Front door for what comes in: bytes of an X12, JSON, XML or PDF file to documents, with everything found wrong in them.

No set is ever dropped: one that cannot be read comes back without document and with the problems that say why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from edi.documents import Acknowledgment, Document
from edi.errors import EdiError, EnvelopeMismatch
from edi.json_documents import read_json
from edi.problems import Problem
from edi.profiles import Profile
from edi.read_sets import Ids, Reading, ReadSet
from edi.x12.acknowledgment_997 import acknowledge_group, write_997
from edi.x12.checking import check
from edi.x12.envelope import (
    Envelope,
    assemble,
    group_problems,
    interchange_problems,
    repeated_interchanges,
    set_problems,
)
from edi.x12.findings import SyntaxProblem
from edi.x12.forgiving import forgive
from edi.x12.interchange_ta1 import read_ta1
from edi.x12.segments import Delimiters, Group, Interchange, Segment, TransactionSet
from edi.x12.sets import SETS
from edi.x12.splitter import split
from edi.x12.tables import family
from edi.x12.writer import wrap

__all__ = [
    "ProfileOf",
    "ReadSet",
    "Reading",
    "acknowledge",
    "acknowledgment_of",
    "envelopes",
    "format_of",
    "read",
]

# In the content of one set ISA is segment 1, GS 2 and ST 3: places of problems count in what a person edits.
_FIRST_SEGMENT = 3


# the profile of a sender, from the format and every (scheme, id) by which a document names it; in X12 the one pair of
# ISA05 and ISA06
ProfileOf = Callable[[str, Ids], Profile | None]


def _nobody(form: str, sender: Ids) -> Profile | None:
    return None


def read(content: bytes, profile_of: ProfileOf = _nobody) -> Reading:
    """Read a file: X12 with any number of interchanges, groups and sets, our JSON, XML or PDF, told apart by content.
    `profile_of` gives what a sender's profile demands, forgives and does not exchange, beyond the standard.

    Raises EmptyFile (nothing but blanks), Unreadable (no beginning of any format), EnvelopeMismatch (an X12 header, but not
    one transaction set behind it) and UnsupportedDocument (a JSON, XML or PDF that this product does not read)."""
    form = format_of(content)
    if form == "x12":
        return _read_x12(content, profile_of)
    result = _READERS[form](content)
    return replace(
        result, sets=tuple(_exchanged(part, profile_of(part.format, part.sender_ids)) for part in result.sets)
    )


def _exchanged(part: ReadSet, profile: Profile | None) -> ReadSet:
    return replace(part, problems=(*part.problems, *_not_exchanged(part.code, profile)))


def format_of(content: bytes) -> str:
    """x12, json, xml or pdf, by the first signs; what is none of them is left to the X12 reader, which says so."""
    if b"%PDF-" in content[:1024] and not content.lstrip().startswith(b"ISA"):
        return "pdf"
    start = content[:1024].removeprefix(b"\xef\xbb\xbf")
    if start[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in start[:2]:
        start = start.replace(b"\x00", b"").lstrip(b"\xff\xfe")
    return {b"<": "xml", b"{": "json", b"[": "json"}.get(start.lstrip()[:1], "x12")


def envelopes(content: bytes) -> list[Envelope]:
    """The interchanges of an X12 file, whatever they hold. Raises EmptyFile, Unreadable (no interchange header)."""
    return [assemble(piece) for piece in split(content).pieces]


def _read_x12(content: bytes, profile_of: ProfileOf) -> Reading:
    cut = split(content)
    pieces = [assemble(piece) for piece in cut.pieces]
    interchanges = tuple(envelope.interchange for envelope in pieces)
    profiles = tuple(profile_of("x12", (interchange.sender,)) for interchange in interchanges)
    sets: list[ReadSet] = []
    loose: list[Problem] = [*repeated_interchanges(interchanges)]
    for number, (envelope, profile) in enumerate(zip(pieces, profiles, strict=True), start=1):
        sets += _read_interchange(envelope, number, loose, profile)
    if not sets:
        texts = [problem.text for problem in loose] or ["The interchange holds no transaction set."]
        raise EnvelopeMismatch(" ".join(dict.fromkeys(texts)), place=loose[0].place if loose else "ISA")
    findings = [*cut.findings, *(text for one in interchanges for text in one.findings)]
    return Reading(tuple(sets), tuple(loose), tuple(dict.fromkeys(findings)), interchanges, profiles)


def _read_interchange(
    envelope: Envelope, number: int, loose: list[Problem], profile: Profile | None
) -> list[ReadSet]:
    """The sets of one interchange; problems of an interchange or group without sets go to `loose`."""
    interchange = envelope.interchange
    around = forgive([*interchange_problems(interchange), *envelope.strays], profile)
    sets: list[ReadSet] = []
    by_group = group_problems(interchange)
    for group_number, (group, of_group) in enumerate(zip(interchange.groups, by_group, strict=True), start=1):
        of_group = forgive(of_group, profile)
        if not group.sets:
            loose += of_group
        for set_number, (one, own) in enumerate(zip(group.sets, set_problems(group), strict=True), start=1):
            position = f"{number}/{group_number}/{set_number}"
            problems = (*forgive(own, profile), *of_group, *around)
            part = _read_set(interchange, group, one, position=position, around=problems, profile=profile)
            sets.append(part)
    for at, segment in enumerate(envelope.acknowledgments, start=1):
        sets.append(_read_ta1(interchange, segment, f"{number}/0/{at}", around))
    if not sets:
        loose += around
    return sets


def _read_ta1(
    interchange: Interchange, segment: Segment, position: str, around: Iterable[Problem]
) -> ReadSet:
    """A TA1 is a document of its own, though no transaction set."""
    value, problems = read_ta1(segment)
    return ReadSet(
        position=position,
        code=value.kind,
        document=value,
        problems=(*around, *problems),
        content=wrap(
            interchange.header,
            Segment(("GS",)),
            [segment],
            interchange.delimiters,
            interchange.control_number,
        ),
        sender=interchange.sender,
        receiver=interchange.receiver,
        is_test=interchange.is_test,
        interchange_control_number=interchange.control_number,
        delimiters=interchange.delimiters,
    )


def _read_set(
    interchange: Interchange,
    group: Group,
    one: TransactionSet,
    *,
    position: str,
    around: tuple[Problem, ...],
    profile: Profile | None,
) -> ReadSet:
    placed = replace(one, first_segment=_FIRST_SEGMENT)
    document, problems = _document(placed, group, interchange.delimiters, profile)
    return ReadSet(
        position=position,
        code=one.code,
        control_number=one.control_number,
        group_code=group.code,
        group_control_number=group.control_number,
        version=group.version,
        interchange_control_number=interchange.control_number,
        sender=interchange.sender,
        receiver=interchange.receiver,
        is_test=interchange.is_test,
        group_sender=group.header.get(2),
        group_receiver=group.header.get(3),
        delimiters=interchange.delimiters,
        sender_ids=(interchange.sender,),
        receiver_ids=(interchange.receiver,),
        document=document,
        problems=(*around, *problems),
        content=wrap(
            interchange.header,
            group.header,
            one.segments,
            interchange.delimiters,
            interchange.control_number,
        ),
    )


def _document(
    one: TransactionSet, group: Group, delimiters: Delimiters, profile: Profile | None
) -> tuple[Document | None, tuple[Problem, ...]]:
    kind = SETS.get(one.code)
    if kind is None:
        text = f"Transaction set {one.code or '(none)'} is not read by this product."
        return None, (Problem("unsupported_set", text, "ST, ST01"),)
    if len(group.header) > 1 and not family(group.version):
        text = f"Version '{group.version}' of X12 is not read by this product (003010 to 005010 are)."
        return None, (Problem("unsupported_set", text, "GS, GS08"),)
    document: Document | None = None
    syntax: list[SyntaxProblem] = []
    told = _not_exchanged(one.code, profile)
    try:
        syntax = _syntax(one, group, delimiters, profile)
        document, found = kind.reader(one, delimiters)
        told += found
    except EdiError as error:
        told.append(Problem(error.code, error.text, error.place))
    return document, forgive(_merged(syntax, told), profile)


def _syntax(
    one: TransactionSet, group: Group, delimiters: Delimiters, profile: Profile | None
) -> list[SyntaxProblem]:
    """What the standard says of the set, narrowed by the sender's overlay."""
    overlay = profile.for_set(one.code).overlay if profile else None
    table = SETS[one.code].table(group.version, overlay)
    return check(one, table, delimiters, partner=profile.partner_name if profile else "")


def _not_exchanged(code: str, profile: Profile | None) -> list[Problem]:
    if profile is None or profile.for_set(code).is_enabled:
        return []
    text = f"Transaction set {code} is switched off in the profile of {profile.partner_name}."
    return [Problem("unsupported_set", text, "ST, ST01")]


def _merged(syntax: Iterable[SyntaxProblem], told: Sequence[Problem]) -> tuple[Problem, ...]:
    """Each place is told once: where the reader and the table both complain, the reader's words and judgement are kept
    with the table's data for the 997."""
    by_place: dict[str, Problem] = {}
    for problem in told:
        if problem.place:
            by_place.setdefault(problem.place, problem)
    merged: list[Problem] = []
    taken: set[str] = set()
    for found in _without_repeats(syntax):
        same = by_place.get(found.place)
        if same is None or found.place in taken:
            merged.append(found)
            continue
        taken.add(found.place)
        if found.by_profile and same.severity != "error":
            merged.append(found)  # the reader could do without; the profile cannot
        else:
            merged.append(replace(found, code=same.code, text=same.text, severity=same.severity))
    merged += [
        problem for problem in told if not (problem.place in taken and by_place[problem.place] is problem)
    ]
    return tuple(merged)


def _without_repeats(syntax: Iterable[SyntaxProblem]) -> Iterable[SyntaxProblem]:
    """An unknown code is told at its first place only: five thousand lines may carry it."""
    seen: set[tuple[str, int, int, str]] = set()
    for found in syntax:
        key = (found.segment_id, found.element, found.component, found.value)
        if found.element_code != "7" or key not in seen:
            yield found
        if found.element_code == "7":
            seen.add(key)


def acknowledgment_of(
    reading: Reading,
    interchange_index: int,
    group_index: int,
    problems_by_set: Mapping[str, Sequence[Problem]] | None = None,
) -> Acknowledgment:
    """The 997 for one group (indexes from 0) as a value, for `edi.writing.write`. `problems_by_set` replaces what
    reading found, by position ('1/1/2').

    Raises UnsupportedDocument for a group of acknowledgments, IndexError for a group that is not there."""
    interchange = reading.interchanges[interchange_index]
    group = interchange.groups[group_index]
    given = problems_by_set or {}
    found = {one.position: one.problems for one in reading.sets}
    positions = [f"{interchange_index + 1}/{group_index + 1}/{at}" for at in range(1, len(group.sets) + 1)]
    problems = [tuple(given.get(position, found.get(position, ()))) for position in positions]
    of_group = forgive(group_problems(interchange)[group_index], reading.profile(interchange_index))
    return acknowledge_group(group, of_group, problems)


def acknowledge(
    reading: Reading,
    interchange_index: int,
    group_index: int,
    problems_by_set: Mapping[str, Sequence[Problem]] | None = None,
) -> tuple[Segment, ...]:
    """The segments AK1 to AK9 of the 997 for one group (indexes from 0), to stand between ST and SE.

    Raises as `acknowledgment_of`."""
    value = acknowledgment_of(reading, interchange_index, group_index, problems_by_set)
    delimiters = reading.interchanges[interchange_index].delimiters
    version = family(reading.interchanges[interchange_index].groups[group_index].version) or "004010"
    return tuple(write_997(value, Profile("", ("", ""), ("", ""), version, delimiters=delimiters)))


def _read_xml(content: bytes) -> Reading:
    from edi.xml.reading import read_xml

    return read_xml(content)


def _read_pdf(content: bytes) -> Reading:
    from edi.pdf.reading import read_pdf

    return read_pdf(content)


# XML and PDF bring libraries that most files do not need: loaded with the first file that does
_READERS: dict[str, Callable[[bytes], Reading]] = {"json": read_json, "xml": _read_xml, "pdf": _read_pdf}
