"""The table of transaction sets."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from navcleo.workflows.routes import ROUTES, route_for


@pytest.mark.parametrize(
    ("direction", "kind", "booked"),
    [
        ("inbound", "856", True),
        ("inbound", "810", True),
        ("inbound", "820", True),
        ("inbound", "997", False),
        ("inbound", "855", False),
        ("inbound", "TA1", False),
        ("outbound", "TA1", True),
        ("inbound", "824", False),
        ("outbound", "824", True),
        ("inbound", "865", False),
        ("outbound", "850", True),
        ("outbound", "860", True),
        ("outbound", "810", True),
        ("outbound", "997", True),
    ],
)
def test_each_set_has_its_row(direction: str, kind: str, booked: bool) -> None:
    route = route_for(SimpleNamespace(direction=direction, kind=kind))
    assert route is not None
    assert (route.direction, route.kind) == (direction, kind)
    assert bool(route.plan) is booked


def test_what_is_not_in_the_table_is_not_booked() -> None:
    assert route_for(SimpleNamespace(direction="inbound", kind="846")) is None
    assert len(ROUTES) == 14
