"""A sandbox per test: it starts in a few milliseconds and lives in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.app import Sandbox
from tests.sandbox.nav_world import NavSide


@pytest.fixture
def nav() -> Iterator[NavSide]:
    with Sandbox(seed="small", suppliers=False) as sandbox:
        side = NavSide(sandbox)
        yield side
        side.close()
