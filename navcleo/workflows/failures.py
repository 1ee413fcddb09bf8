"""The single table: what an error means for a document or a poll (architecture, section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.db import InterfaceError, OperationalError

from connectors import errors as connector
from edi import errors as edi


class Decision(Enum):
    """What to do next."""

    RETRY = "retry later"
    QUARANTINE = "quarantine"
    STOP = "stop the poll and tell a person"


@dataclass(frozen=True)
class Rule:
    """The decision for an error class; `code` is the quarantine code ('' = the error's own)."""

    decision: Decision
    code: str = ""


RULES: dict[type[Exception], Rule] = {
    connector.Unreachable: Rule(Decision.RETRY),
    connector.Throttled: Rule(Decision.RETRY),
    connector.OutcomeUnknown: Rule(Decision.RETRY),
    connector.UnexpectedAnswer: Rule(Decision.RETRY),
    connector.Stale: Rule(Decision.RETRY),
    connector.Unauthorized: Rule(Decision.STOP),
    connector.Rejected: Rule(Decision.QUARANTINE, "nav_refused"),
    connector.ConnectorError: Rule(Decision.RETRY),
    OperationalError: Rule(Decision.RETRY),
    InterfaceError: Rule(Decision.RETRY),
    edi.EmptyFile: Rule(Decision.QUARANTINE, "empty_file"),
    edi.Unreadable: Rule(Decision.QUARANTINE, "unreadable"),
    edi.EnvelopeMismatch: Rule(Decision.QUARANTINE, "envelope_mismatch"),
    edi.UnsupportedDocument: Rule(Decision.QUARANTINE, "unsupported_set"),
    edi.InvalidContent: Rule(Decision.QUARANTINE, "content_invalid"),
    edi.Unmappable: Rule(Decision.QUARANTINE),
    edi.EdiError: Rule(Decision.QUARANTINE),
}


def rule_for(error: Exception) -> Rule | None:
    """The rule of the nearest class in the table; None for a bug of ours."""
    for kind in type(error).__mro__:
        if kind in RULES:
            return RULES[kind]
    return None


def code_for(error: Exception, rule: Rule) -> str:
    """The quarantine code: a refusal by Cleo has its own, an EdiError brings its own."""
    if isinstance(error, connector.ConnectorError) and error.system == "cleo":
        return "cleo_refused"
    return rule.code or str(getattr(error, "code", "unexpected"))
