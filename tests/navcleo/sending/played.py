"""An effect for tests that fails at a step as told, and shows what it is told when it is looked at."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from audit import recording
from audit.models import SendAttempt
from navcleo.sending.effects import CALLED, Effect, Evidence, Intent, LinkFact, Look, Shown

ABSENT = Evidence(Shown.ABSENT, "nothing there")
MOVED = Evidence(Shown.MOVED, "somebody else's")
DONE = Evidence(Shown.DONE, "there", (LinkFact("receipt", "PR1"),), {"receipt": "PR1"})


class Played(Effect):
    """Fails at a step as told, and shows what it is told when it is looked at."""

    kind = "receipt_on_order"

    def __init__(
        self, *, prepares: Any = None, calls: Any = None, shows: Any = ABSENT, proves: bool = True
    ) -> None:
        self.target, self.send_key, self.hold_key = "order:1", "KEY-1", "order:1"
        self.prepares, self.calls, self.shows, self.proves = prepares, calls, shows, proves
        self.log: list[str] = []
        self.there: Evidence | None = None

    def look(self) -> Look:
        self.log.append("look")
        return Look({"found": 1}, self.there)

    def intend(self, look: Look, previous: SendAttempt | None) -> Intent:
        return Intent({"previous": previous.number if previous else None}, b"bytes", "name.edi")

    def act(self, attempt: SendAttempt) -> None:
        self.log.append("act")
        recording.step(attempt, "quantities")
        if self.prepares:
            raise self.prepares
        recording.step(attempt, CALLED, called_at=timezone.now())
        if self.calls:
            raise self.calls

    def verify(self, attempt: SendAttempt) -> Evidence:
        self.log.append("verify")
        if isinstance(self.shows, Exception):
            raise self.shows
        assert isinstance(self.shows, Evidence)
        return self.shows

    def restore(self, attempt: SendAttempt) -> None:
        assert attempt.document.holds.filter(key="order:1").exists(), "put back while the key is still ours"
        self.log.append("restore")

    def absence_proves(self, attempt: SendAttempt) -> bool:
        return self.proves
