"""X12 997 functional acknowledgment: built from what reading found, written, and read (X12.20; x12 reference 4.8)."""

from __future__ import annotations

from collections.abc import Sequence

from edi.documents import Acknowledgment, SegmentError, SetAcknowledgment
from edi.errors import InvalidContent, UnsupportedDocument
from edi.problems import Problem
from edi.profiles import Profile
from edi.x12.findings import EnvelopeProblem, SyntaxProblem
from edi.x12.segments import Delimiters, Group, Segment, TransactionSet
from edi.x12.set_reader import Located, SetReader
from edi.x12.tables import family, rules

_SYNTAX_CODES = {"content_invalid", "envelope_mismatch", "unsupported_set", "unreadable"}
_MOST_SEGMENTS, _MOST_ELEMENTS = 999_999, 99
# Breaches that may be ours: our code lists and our list of segments are shorter than the standard's.
_OURS_IN_ELEMENTS, _OURS_IN_SEGMENTS = {"7"}, {"1"}


def acknowledge_group(
    group: Group, group_problems: Sequence[Problem], set_problems: Sequence[Sequence[Problem]]
) -> Acknowledgment:
    """What we answer to one group; `set_problems` holds one sequence per set of the group, in order.

    Raises UnsupportedDocument for a group of acknowledgments: a 997 is never answered."""
    if group.code == "FA":
        raise UnsupportedDocument("A group of acknowledgments (FA) is never acknowledged.")
    codes = _codes(group_problems, "group")
    refused = (
        not family(group.version)
        or bool(codes)
        or any(problem.severity == "error" for problem in group_problems)
    )
    if not family(group.version):
        codes = ("2", *codes)
    sets = tuple(
        _set_acknowledgment(one, problems) for one, problems in zip(group.sets, set_problems, strict=True)
    )
    accepted = 0 if refused else sum(one.status != "R" for one in sets)
    stated = group.trailer.get(1) if group.trailer else ""
    return Acknowledgment(
        group_code=group.code,
        group_control_number=group.control_number,
        status="R" if refused else _group_status(sets, accepted),
        sets=sets,
        sets_included=int(stated)
        if stated.isascii() and stated.isdigit() and len(stated) <= 6
        else len(sets),
        sets_received=len(sets),
        sets_accepted=accepted,
        codes=codes,
    )


def _group_status(sets: tuple[SetAcknowledgment, ...], accepted: int) -> str:
    if accepted == 0:
        return "R"
    if accepted < len(sets):
        return "P"
    return "E" if any(one.status == "E" for one in sets) else "A"


def _set_acknowledgment(one: TransactionSet, problems: Sequence[Problem]) -> SetAcknowledgment:
    refused = any(problem.severity == "error" and problem.code in _SYNTAX_CODES for problem in problems)
    errors = _segment_errors(problems, refused)
    codes = _codes(problems, "set")
    if any(problem.code == "unsupported_set" for problem in problems):
        codes = ("1", *codes)
    if refused and (errors or not codes):
        codes = (*codes, "5")
    elif errors:
        codes = ("5",)
    status = "R" if refused else "E" if errors else "A"
    return SetAcknowledgment(one.code, one.control_number, status, codes[:5] if status != "A" else (), errors)


def _codes(problems: Sequence[Problem], level: str) -> tuple[str, ...]:
    found = [
        problem.acknowledgment_code
        for problem in problems
        if isinstance(problem, EnvelopeProblem) and problem.level == level and problem.severity == "error"
    ]
    return tuple(dict.fromkeys(code for code in found if code))[:5]


def _segment_errors(problems: Sequence[Problem], refused: bool) -> tuple[SegmentError, ...]:
    """AK3 and AK4 in the order of the file; in a set that is not refused only what the sender did wrong for certain."""
    told = [problem for problem in problems if isinstance(problem, SyntaxProblem) and _is_certain(problem)]
    if refused and any(problem.severity == "error" for problem in told):
        told = [problem for problem in told if problem.severity == "error"]
    grouped: dict[tuple[int, str, str], list[SyntaxProblem]] = {}
    for problem in sorted(told, key=lambda one: (one.position, one.segment_code, one.element, one.component)):
        grouped.setdefault((problem.position, problem.segment_id, problem.segment_code), []).append(problem)
    return tuple(
        SegmentError(
            segment_id,
            position,
            code,
            tuple(
                (
                    f"{one.element}:{one.component}" if one.component else str(one.element),
                    one.element_code,
                    one.value,
                )
                for one in found[:_MOST_ELEMENTS]
                if one.element
            ),
        )
        for (position, segment_id, code), found in list(grouped.items())[:_MOST_SEGMENTS]
    )


def _is_certain(problem: SyntaxProblem) -> bool:
    if problem.severity != "warning":
        return problem.severity == "error"
    return problem.element_code not in _OURS_IN_ELEMENTS and problem.segment_code not in _OURS_IN_SEGMENTS


def write_997(document: Acknowledgment, profile: Profile) -> list[Segment]:
    """The segments of a 997 between ST and SE. Raises InvalidContent without group code or number."""
    if not document.group_code or not document.group_control_number:
        raise InvalidContent("The group to acknowledge has no code or number.", place="AK1")
    segments = [Segment(("AK1", document.group_code, document.group_control_number))]
    for one in document.sets:
        segments.append(Segment(("AK2", one.set_code, one.control_number)))
        for error in one.errors:
            segments += _write_error(error, profile)
        segments.append(_trimmed("AK5", one.status, *one.codes[:5]))
    received = document.sets_received if document.sets_received is not None else len(document.sets)
    accepted = document.sets_accepted
    if accepted is None:
        accepted = sum(one.status != "R" for one in document.sets)
    included = document.sets_included if document.sets_included is not None else received
    counts = (str(included), str(received), str(accepted))
    segments.append(_trimmed("AK9", document.status, *counts, *document.codes[:5]))
    return segments


def _write_error(error: SegmentError, profile: Profile) -> list[Segment]:
    name = error.segment_id[:3]
    if len(name) < 2 or not name.isascii() or not name.isalnum():
        name = "ZZZ"
    segments = [_trimmed("AK3", name, str(error.position), "", error.code)]
    rule = rules(family(profile.version)).get(error.segment_id)
    for place, code, value in error.elements:
        element, _, component = place.partition(":")
        number = ""
        if rule is not None and element.isdigit() and 1 <= int(element) <= len(rule.elements):
            found = rule.elements[int(element) - 1]
            if found.components and component.isdigit() and 1 <= int(component) <= len(found.components):
                found = found.components[int(component) - 1]
            number = found.number if found.number.isdigit() else ""
        separator = profile.delimiters.component
        place = f"{element}{separator}{component}" if component and separator else element
        segments.append(_trimmed("AK4", place, number, code, value.strip()[:99]))
    return segments


def _trimmed(*values: str) -> Segment:
    kept = list(values)
    while kept and not kept[-1]:
        kept.pop()
    return Segment(kept)


def read_997(transaction_set: TransactionSet, delimiters: Delimiters) -> tuple[Acknowledgment, list[Problem]]:
    """Read a 997. Raises InvalidContent without AK1, without AK9, or where the group cannot be told."""
    reader = SetReader(transaction_set, delimiters)
    group = reader.require("AK1", "the acknowledged group")
    if not group.get(1) or not group.get(2):
        raise InvalidContent("The 997 does not tell which group it acknowledges (AK101, AK102).", place="AK1")
    result = reader.require("AK9", "the verdict on the group")
    sets: list[SetAcknowledgment] = []
    loop: list[Located] = []
    for item in [*reader.segments, result]:
        if item.id in {"AK2", "AK9"}:
            if loop:
                sets.append(_read_set(reader, loop, delimiters))
            loop = [item] if item.id == "AK2" else []
        elif loop:
            loop.append(item)
    acknowledgment = Acknowledgment(
        group_code=group.get(1),
        group_control_number=group.get(2),
        status=_status(reader, result, "AEPR"),
        sets=tuple(sets),
        sets_included=reader.count(result, 2, "number of sets included"),
        sets_received=reader.count(result, 3, "number of sets received"),
        sets_accepted=reader.count(result, 4, "number of sets accepted"),
        codes=_filled(result, 5),
    )
    return acknowledgment, reader.problems


def _read_set(reader: SetReader, loop: list[Located], delimiters: Delimiters) -> SetAcknowledgment:
    verdict = reader.first("AK5", loop)
    errors: list[SegmentError] = []
    for item in loop:
        if item.id == "AK3":
            position = reader.count(item, 2, "position of the segment")
            errors.append(SegmentError(item.get(1), position or 0, item.get(4)))
        elif item.id == "AK4" and errors:
            place = item.get(1).replace(delimiters.component, ":") if delimiters.component else item.get(1)
            element = (place, item.get(3), item.get(4))
            last = errors[-1]
            errors[-1] = SegmentError(last.segment_id, last.position, last.code, (*last.elements, element))
    if verdict is None:
        reader.report("content_invalid", "The verdict on the transaction set (AK5) is missing.", loop[0])
        return SetAcknowledgment(loop[0].get(1), loop[0].get(2), "R", (), tuple(errors))
    status = _status(reader, verdict, "AER")
    return SetAcknowledgment(loop[0].get(1), loop[0].get(2), status, _filled(verdict, 2), tuple(errors))


def _status(reader: SetReader, verdict: Located, known: str) -> str:
    """A, E, P or R; M, W and X (security failed) are refusals too. Anything else counts as a refusal, with an error."""
    code = verdict.get(1)
    if code in {"M", "W", "X"}:
        reader.report("content_invalid", f"{code} means refused for security reasons.", verdict, 1, "warning")
    elif not code or code not in known:
        reader.report("content_invalid", f"'{code}' is no verdict ({', '.join(known)}).", verdict, 1)
    else:
        return code
    return "R"


def _filled(item: Located, first: int) -> tuple[str, ...]:
    return tuple(item.get(at) for at in range(first, first + 5) if item.get(at))
