"""A partner's 997 in words, each error with the segment of ours that it means."""

from __future__ import annotations

from collections.abc import Mapping

from audit.models import Document
from edi.documents import Acknowledgment, SegmentError, SetAcknowledgment
from edi.x12 import acknowledgment_codes as codes


def describe(sent: Document, value: Acknowledgment, part: SetAcknowledgment | None) -> str:
    """The answer as lines of text; a bare AK1/AK9 has one line."""
    if part is None:
        return f"Group {value.group_code} {value.group_control_number} was {_said(value.status, value.codes, codes.GROUP_ERRORS)}."
    lines = [f"{part.set_code} {sent.number} was {_said(part.status, part.codes, codes.SET_ERRORS)}."]
    ours = _segments(sent)
    return "\n".join([*lines, *(_error(error, ours.get(error.position, "")) for error in part.errors)])


def _said(status: str, found: tuple[str, ...], words: Mapping[str, str]) -> str:
    reasons = ", ".join(words.get(code, f"code {code}") for code in found)
    return codes.STATUSES.get(status.upper(), f"answered {status}") + (f" ({reasons})" if reasons else "")


def _error(error: SegmentError, segment: str) -> str:
    what = codes.SEGMENT_ERRORS.get(error.code, f"code {error.code}" if error.code else "error")
    text = f"Segment {error.position} ({error.segment_id}): {what}"
    for place, code, bad in error.elements:
        value = f", value '{bad}'" if bad else ""
        text += f"; element {place}: {codes.ELEMENT_ERRORS.get(code, f'code {code}')}{value}"
    return f"{text}. We sent: {segment}" if segment else f"{text}."


def _segments(sent: Document) -> dict[int, str]:
    """The segments of what was sent, ST counted as 1."""
    attempt = sent.attempts.exclude(frozen=None).order_by("number").first()
    text = bytes(attempt.frozen or b"").decode("utf-8", "replace") if attempt else ""
    body = [row.strip() for row in text.split("~")]
    start = next((n for n, row in enumerate(body) if row.startswith("ST*")), None)
    return {} if start is None else {n - start + 1: row for n, row in enumerate(body) if n >= start}
