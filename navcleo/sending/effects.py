"""What every kind of send has in common: the four verbs as methods, and what reading back can show (booking rule 1)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

from audit.models import SendAttempt

# steps of an attempt that belong to every effect; between the first two an effect names its preparing calls itself
INTENDED = "intended"  # written down, nothing called
STOPPED = "stopped"  # the last call is known to have done nothing
CALLED = "called"  # the one call that has the effect is on its way
ANSWERED = "answered"  # the other side said that it took the call
IN_DOUBT = "in doubt"  # that call was made, and no trustworthy answer came


class Shown(Enum):
    """What reading back shows: our effect, no effect, or something that is not ours alone."""

    DONE = "done"
    ABSENT = "absent"
    MOVED = "moved"


@dataclass(frozen=True)
class LinkFact:
    """A record at the other side that proves an effect; becomes a JournalLink."""

    kind: str
    number: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Evidence:
    """The result of reading back. `text` says in words what was seen, `warning` what of a done effect a person has to mend."""

    shown: Shown
    text: str = ""
    links: tuple[LinkFact, ...] = ()
    answer: dict[str, Any] = field(default_factory=dict)
    warning: str = ""


@dataclass(frozen=True)
class Look:
    """What was there before we touched anything; `done` when our effect is there already."""

    seen: dict[str, Any] = field(default_factory=dict)
    done: Evidence | None = None


@dataclass(frozen=True)
class Intent:
    """What is about to be sent. `frozen` and `file_name` only for uploads."""

    intent: dict[str, Any] = field(default_factory=dict)
    frozen: bytes | None = None
    file_name: str = ""


class Parked(Exception):
    """A person must act: the document goes to quarantine under `code`."""

    def __init__(self, code: str, reason: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.details = details or {}


class Pending(Exception):
    """Not decided yet: the document is due again at `until`. `waiting_for` is retry or settle."""

    def __init__(self, until: datetime, waiting_for: str, why: str) -> None:
        super().__init__(why)
        self.until = until
        self.waiting_for = waiting_for
        self.why = why


class Effect(ABC):
    """One change of the other side for one target of a document.

    `target` names it inside the document (order:106001), `send_key` is the reference by which a second try finds the first,
    `hold_key` what nobody else may work on meanwhile ('' = nothing)."""

    kind: ClassVar[str]
    refused_code: ClassVar[str] = "nav_refused"
    target: str
    send_key: str
    hold_key: str = ""

    @abstractmethod
    def look(self) -> Look:
        """Read the other side before touching it. Raises Parked where something forbids the effect."""

    @abstractmethod
    def intend(self, look: Look, previous: SendAttempt | None) -> Intent:
        """Say what will be sent; `previous` is the last attempt of the series, proven not done."""

    @abstractmethod
    def act(self, attempt: SendAttempt) -> None:
        """Make the calls. Commits a step of its own before the first preparing call, and step `called` with `called_at` just
        before the one call that has the effect."""

    @abstractmethod
    def verify(self, attempt: SendAttempt) -> Evidence:
        """Read back. Never judges by a status code."""

    def restore(self, attempt: SendAttempt) -> None:  # noqa: B027 - most effects leave nothing half done
        """Put back what the attempt changed on the way to an effect that did not happen."""

    def advice(self, step: str) -> str:
        """What to do where the other side refuses this at a step; '' = what the quarantine code says."""
        return ""

    def absence_proves(self, attempt: SendAttempt) -> bool:
        """False where something not seen after the settle time may still have arrived (an upload that a flow has taken)."""
        return True

    def entries(self, attempt: SendAttempt) -> tuple[LinkFact, ...]:
        """G/L entries that belong to the effect, read after the verdict."""
        return ()
