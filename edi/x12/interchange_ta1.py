"""The TA1: whether an interchange arrived, read, written, and made from what reading found (X12.5; x12 reference 4.8)."""

from __future__ import annotations

from edi.advices import InterchangeAcknowledgment
from edi.problems import Problem
from edi.profiles import Profile
from edi.x12.envelope import Envelope, interchange_problems
from edi.x12.forgiving import forgive
from edi.x12.segments import Segment

STATUSES = {"A": "accepted", "E": "accepted, with errors noted", "R": "rejected"}
NOTES = {
    "000": "no error",
    "001": "the control numbers of header and trailer differ",
    "002": "this standard is not supported",
    "003": "this version is not supported",
    "004": "the segment terminator is invalid",
    "005": "the sender's qualifier is invalid",
    "006": "the sender's id is invalid",
    "007": "the receiver's qualifier is invalid",
    "008": "the receiver's id is invalid",
    "009": "the receiver's id is unknown",
    "014": "the date is invalid",
    "015": "the time is invalid",
    "016": "the standards value is invalid",
    "017": "the version id is invalid",
    "018": "the control number is invalid",
    "019": "the acknowledgment requested is invalid",
    "020": "the test indicator is invalid",
    "021": "the number of groups is invalid",
    "022": "the control structure is invalid",
    "023": "the file ends too early",
    "024": "the content of the interchange is invalid",
    "025": "the control number came before",
}
_DUPLICATE, _EMPTY = "025", "024"


def read_ta1(segment: Segment) -> tuple[InterchangeAcknowledgment, list[Problem]]:
    """A TA1 as a value; a verdict that is none counts as a refusal, with an error."""
    problems = []
    status = segment.get(4)
    if status not in STATUSES:
        text = f"'{status}' is no verdict (A, E, R)."
        problems.append(Problem("content_invalid", text, "TA1, TA104"))
    if not segment.get(1).strip("0"):
        text = "The TA1 does not say which interchange it speaks of."
        problems.append(Problem("content_invalid", text, "TA1, TA101"))
    value = InterchangeAcknowledgment(
        interchange=segment.get(1),
        sent_on=segment.get(2),
        sent_at=segment.get(3),
        status=status if status in STATUSES else "R",
        note=segment.get(5),
    )
    return value, problems


def write_ta1(document: InterchangeAcknowledgment) -> Segment:
    """The segment, to stand between ISA and the first GS."""
    number = document.interchange.strip().zfill(9)
    return Segment(("TA1", number, document.sent_on, document.sent_at, document.status, document.note))


def is_answerable(envelope: Envelope) -> bool:
    """False for an interchange that holds acknowledgments alone: those are never answered."""
    groups = envelope.interchange.groups
    return any(group.code != "FA" for group in groups) or not (groups or envelope.acknowledgments)


def is_asked(envelope: Envelope) -> bool:
    """True when the sender asks for a TA1 (ISA14)."""
    return envelope.interchange.header.get(14) == "1"


def acknowledge(
    envelope: Envelope, profile: Profile | None = None, *, is_repeated: bool = False
) -> InterchangeAcknowledgment:
    """Our TA1 for one interchange: R with the first thing that makes it unusable; E for what the sender's profile forgives
    and for a number that came before in the same file; else A."""
    interchange = envelope.interchange
    found = forgive([*interchange_problems(interchange), *envelope.strays], profile)
    fatal = [problem.acknowledgment_code for problem in found if problem.severity == "error"]
    noted = [problem.acknowledgment_code for problem in found] + [_DUPLICATE] * is_repeated
    if not fatal and not any(group.sets for group in interchange.groups):
        fatal = [_EMPTY]
    status, note = ("R", fatal[0]) if fatal else ("E", noted[0]) if noted else ("A", "000")
    header = interchange.header
    return InterchangeAcknowledgment(header.get(13), header.get(9), header.get(10), status, note)
