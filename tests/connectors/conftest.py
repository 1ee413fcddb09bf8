"""A transport without patience, and one sandbox per module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.http import Transport
from tests.sandbox_process import SandboxProcess


@pytest.fixture
def transport() -> Iterator[Transport]:
    """Repeats reads at once."""
    transport = Transport(connect_timeout=2, read_timeout=5, change_timeout=5, backoff=0)
    yield transport
    transport.close()


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[SandboxProcess]:
    """The sandbox that the tests of this package share."""
    with SandboxProcess() as process:
        yield process


@pytest.fixture
def sandbox(sandbox_process: SandboxProcess) -> Iterator[SandboxProcess]:
    """The shared sandbox, without faults and with counters at zero; switches that a test sets it puts back itself."""
    sandbox_process.clear_faults()
    sandbox_process.reset_counters()
    yield sandbox_process
    sandbox_process.clear_faults()
