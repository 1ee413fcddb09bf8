"""Statuses of a document and the moves between them, as a table; only audit.recording makes moves."""

from __future__ import annotations

from django.db import models


class Direction(models.TextChoices):
    """Said from NAV's point of view: inbound goes into NAV, outbound leaves it."""

    INBOUND = "inbound", "inbound"
    OUTBOUND = "outbound", "outbound"


class Status(models.TextChoices):
    """Where a document stands: received → parsed → mapped → sent → linked; quarantined or discarded from any step."""

    RECEIVED = "received", "received"
    PARSED = "parsed", "parsed"
    MAPPED = "mapped", "mapped"
    SENT = "sent", "sent"
    LINKED = "linked", "linked"
    QUARANTINED = "quarantined", "in quarantine"
    DISCARDED = "discarded", "discarded"


S = Status
# A replayed or retried document runs through its steps again, so a later status may go back to parsed; only quarantined
# and discarded go back to received (booking rule 2.5).
MOVES: dict[str, frozenset[str]] = {
    S.RECEIVED: frozenset({S.PARSED, S.QUARANTINED, S.DISCARDED}),
    S.PARSED: frozenset({S.MAPPED, S.QUARANTINED, S.DISCARDED}),
    S.MAPPED: frozenset({S.PARSED, S.SENT, S.QUARANTINED, S.DISCARDED}),
    S.SENT: frozenset({S.PARSED, S.LINKED, S.QUARANTINED}),
    S.LINKED: frozenset(),
    S.QUARANTINED: frozenset({S.RECEIVED, S.DISCARDED}),
    S.DISCARDED: frozenset({S.RECEIVED}),
}

OPEN = (S.RECEIVED, S.PARSED, S.MAPPED, S.SENT)
ENDED = (S.LINKED, S.DISCARDED)


class MoveRefused(Exception):
    """A move that the table does not have."""


def check_move(old: str, new: str) -> None:
    """Raise MoveRefused unless the table allows old → new."""
    if new not in MOVES[Status(old)]:
        raise MoveRefused(f"a document cannot go from {old} to {new}")


class Verdict(models.TextChoices):
    """What reading back showed of one attempt. Open: begun, nothing proven yet."""

    OPEN = "open", "open"
    DONE = "done", "done"
    REFUSED = "refused", "refused"
    UNKNOWN = "unknown", "unknown"


class Acknowledgment(models.TextChoices):
    """The partner's 997 for what we sent (booking rule 2.6)."""

    NOT_ASKED = "not_asked", "not asked"
    EXPECTED = "expected", "expected"
    ACCEPTED = "accepted", "accepted"
    WITH_ERRORS = "with_errors", "accepted with errors"
    REJECTED = "rejected", "rejected"
    OVERDUE = "overdue", "overdue"


class Answer(models.TextChoices):
    """The supplier's word on an order or a change that we sent (855, 865): not whether it arrived, but whether it is agreed."""

    NOT_ASKED = "not_asked", "not asked"
    EXPECTED = "expected", "expected"
    ACCEPTED = "accepted", "accepted as sent"
    CHANGED = "changed", "answered with changes"
    REJECTED = "rejected", "rejected"
    OVERDUE = "overdue", "overdue"
