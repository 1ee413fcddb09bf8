"""The one table error → decision: every row, by what it does to a document or a file."""

from __future__ import annotations

import pytest

from connectors import errors as connector
from edi import errors as edi
from navcleo.workflows.failures import Decision, code_for, rule_for

ROWS = [
    (connector.Unreachable("no answer", system="nav"), Decision.RETRY, ""),
    (connector.Throttled("too many requests", system="nav"), Decision.RETRY, ""),
    (connector.OutcomeUnknown("cut off", system="nav"), Decision.RETRY, ""),
    (connector.UnexpectedAnswer("HTML", system="nav"), Decision.RETRY, ""),
    (connector.Stale("changed under us", system="nav"), Decision.RETRY, ""),
    (connector.ConnectorError("something", system="nav"), Decision.RETRY, ""),
    (connector.Unauthorized("login refused", system="nav"), Decision.STOP, ""),
    (connector.Rejected("no", system="nav"), Decision.QUARANTINE, "nav_refused"),
    (connector.Rejected("no", system="cleo"), Decision.QUARANTINE, "cleo_refused"),
    (edi.EmptyFile("nothing in it"), Decision.QUARANTINE, "empty_file"),
    (edi.Unreadable("a picture"), Decision.QUARANTINE, "unreadable"),
    (edi.EnvelopeMismatch("SE01"), Decision.QUARANTINE, "envelope_mismatch"),
    (edi.UnsupportedDocument("855"), Decision.QUARANTINE, "unsupported_set"),
    (edi.InvalidContent("letters"), Decision.QUARANTINE, "content_invalid"),
    (edi.Unmappable("no unit", code="unit_unmapped"), Decision.QUARANTINE, "unit_unmapped"),
    (edi.EdiError("anything"), Decision.QUARANTINE, "unreadable"),
]


@pytest.mark.parametrize(
    ("error", "decision", "code"), ROWS, ids=[type(row[0]).__name__ + row[2] for row in ROWS]
)
def test_an_error_has_one_meaning(error: Exception, decision: Decision, code: str) -> None:
    rule = rule_for(error)
    assert rule is not None
    assert rule.decision is decision
    if decision is Decision.QUARANTINE:
        assert code_for(error, rule) == code


def test_what_is_not_in_the_table_is_a_fault_of_ours() -> None:
    assert rule_for(ZeroDivisionError()) is None


def test_a_subclass_follows_its_nearest_class() -> None:
    class Lost(connector.Unreachable):
        """A kind of outage the table does not name."""

    rule = rule_for(Lost("gone", system="nav"))
    assert rule is not None
    assert rule.decision is Decision.RETRY
