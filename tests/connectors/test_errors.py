"""The error tree says where, what and how it stands."""

from __future__ import annotations

import pytest

from connectors import errors


def test_an_error_names_system_endpoint_cause_and_status() -> None:
    error = errors.Rejected("no such vendor", system="nav", endpoint="POST /vendors", status=400, code="X")
    assert str(error) == "nav POST /vendors: no such vendor [HTTP 400]"
    assert str(errors.Stale("changed")) == "changed"


@pytest.mark.parametrize(
    "kind",
    [
        errors.Unreachable,
        errors.Throttled,
        errors.OutcomeUnknown,
        errors.Unauthorized,
        errors.Stale,
        errors.Rejected,
        errors.UnexpectedAnswer,
    ],
)
def test_every_kind_is_a_connector_error_of_its_own(kind: type[errors.ConnectorError]) -> None:
    assert kind.__bases__ == (errors.ConnectorError,)
