"""One sandbox and one Connection for all stories of a module: each makes orders and documents of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from tests.emptying import empty
from tests.sandbox_process import SandboxProcess
from tests.stories.faults.world import SETTLE_SECONDS, FaultWorld, JsonObject


@pytest.fixture
def _django_db_helper() -> None:
    """The world of the module keeps the database open and empties it at its end, not after every story."""


@pytest.fixture(scope="module")
def connection_fields() -> JsonObject:
    """What a module's stories begin with on their Connection; a module with something special defines its own."""
    return {}


@pytest.fixture(scope="module")
def shared(
    django_db_setup: None, django_db_blocker: Any, connection_fields: JsonObject
) -> Iterator[FaultWorld]:
    """The module's world; the tables are emptied once, at its end."""
    with django_db_blocker.unblock(), SandboxProcess(seed="small") as sandbox:
        sandbox.suppliers(**{"*": "silent"})
        try:
            yield FaultWorld(sandbox, **connection_fields)
        finally:
            empty()


@pytest.fixture
def world(shared: FaultWorld) -> FaultWorld:
    """The module's world as in the beginning, whatever the story before changed."""
    shared.calm()
    return shared


@pytest.fixture
def short_settle() -> Iterator[None]:
    """NAV works on nothing any longer after a moment: what a killed process left is looked up at once."""
    with override_settings(NAV_SETTLE_SECONDS=SETTLE_SECONDS):
        yield
