"""What every test may use: the samples directory, no network but loopback, one profile for hypothesis."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "samples"

# no deadline and no example database: how a test ends must not depend on the machine or on the run before
settings.register_profile(
    "navcleo",
    deadline=None,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("navcleo")


def pytest_configure(config: pytest.Config) -> None:
    """Passwords of tests are worth nothing: hashing them slowly would cost a minute. Neither must emptying the database."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from tests.emptying import after_a_test

    TransactionTestCase._fixture_teardown = after_a_test  # type: ignore[attr-defined]


DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second database only those tests run again that touch a database: the others cannot differ there."""
    if not os.environ.get("ONLY_DATABASE_TESTS"):
        return
    kept = [item for item in items if _uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _uses_database(item)])
    items[:] = kept


def _uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("own_database"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the directory that holds manage.py."""
    return ROOT


@pytest.fixture(scope="session")
def samples() -> Path:
    """Return the directory of sample documents beside the checkout; skip where there is none."""
    if not SAMPLES.is_dir():
        pytest.skip("no shared samples beside this checkout")
    return SAMPLES


def _is_loopback(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """Refuse every connection that leaves this machine: a test that meets a real system would book in it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if not _is_loopback(address):
            raise PermissionError(f"a test tried to connect to {address}; tests speak to loopback only")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield
