"""What every test may use: the samples directory, no network but loopback, one profile for hypothesis."""

from __future__ import annotations

import gc
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


# modules that take a worker longest begin first: none is left alone with one of them at the end of a run
LONGEST = (
    "stories/faults/test_killed.py",
    "stories/faults/test_killed_outside.py",
    "stories/faults/test_receipt.py",
    "stories/faults/test_invoice.py",
    "stories/faults/test_evaluated.py",
    "stories/faults/test_charges.py",
    "stories/faults/test_journal.py",
    "stories/faults/test_payment.py",
    "stories/faults/test_payment_shared.py",
    "navcleo/test_serving.py",
    "navcleo/test_demo.py",
    "navcleo/test_commands_parallel.py",
    "stories/test_processes_together.py",
    "tools/test_fuzz.py",
    "edi/pdf/test_recognition.py",
    "navcleo/test_worker.py",
)
FAULTS = ROOT / "tests" / "stories" / "faults"
SOONER = ("stories/", "navcleo/", "connectors/", "sandbox/")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long modules first. On the second database only what can differ there runs again."""
    items.sort(key=_turn)
    if not os.environ.get("ONLY_DATABASE_TESTS"):
        return
    kept, stories = [], set()
    for item in items:
        if _uses_database(item) and (story := _story(item)) not in stories:
            kept.append(item)
            stories.add(story)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def _story(item: pytest.Item) -> str:
    """What varies between the cases of a story in stories/faults is how HTTP fails or where the process dies, and the database sees
    nothing of that: the first case speaks for all. Every other test is a story of its own."""
    if FAULTS not in item.path.parents:
        return item.nodeid
    return item.nodeid.partition("::" if item.path.stem.startswith("test_killed") else "[")[0]


def _turn(item: pytest.Item) -> tuple[int, int]:
    """When a module has its turn; the sort is stable, so that a module keeps together and its order."""
    name = item.path.relative_to(ROOT / "tests").as_posix()
    place = LONGEST.index(name) if name in LONGEST else len(LONGEST)
    return place, next((n for n, start in enumerate(SOONER) if name.startswith(start)), len(SOONER))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


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
