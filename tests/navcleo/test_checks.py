"""One system check per known mistake of set-up."""

from __future__ import annotations

from typing import Any

import pytest

from connectors import keys
from navcleo import checks

GOOD = keys.make_key()


def _ids(found: list[Any]) -> list[str]:
    return [message.id for message in found]


@pytest.mark.parametrize(
    ("secret", "fernet", "expected"),
    [
        ("s" * 50, [GOOD], []),
        ("s" * 50, [], ["navcleo.E002"]),
        (GOOD, [GOOD], ["navcleo.E003"]),
        ("s" * 50, ["c2hvcnQ="], ["navcleo.E004"]),
        ("s" * 50, [GOOD, "c2hvcnQ="], ["navcleo.E004"]),
    ],
    ids=["good", "none", "the same", "short", "one short"],
)
def test_keys_must_be_there_random_and_their_own(
    settings: Any, secret: str, fernet: list[str], expected: list[str]
) -> None:
    settings.SECRET_KEY, settings.FERNET_KEYS = secret, fernet
    found = checks.check_keys(None)
    assert _ids(found) == expected
    assert all(message.hint for message in found)


def test_a_settle_time_shorter_than_nav_may_take_is_warned_of(settings: Any) -> None:
    settings.NAV_SETTLE_SECONDS, settings.SECURE_COOKIES = 1200, True
    assert "navcleo.W010" not in _ids(checks.check_production(None))
    settings.NAV_SETTLE_SECONDS, settings.SECURE_COOKIES = 5, False
    assert {"navcleo.W010", "navcleo.W011"} <= set(_ids(checks.check_production(None)))


def test_a_queue_that_would_run_tasks_twice_is_an_error(settings: Any) -> None:
    assert checks.check_queue(None) == []
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "retry": 1600}
    assert _ids(checks.check_queue(None)) == ["navcleo.E020"]
