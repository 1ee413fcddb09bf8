"""One sandbox per module, one fresh Connection with synced mappings per story."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from navcleo import clients
from tests.emptying import empty
from tests.sandbox_process import SandboxProcess
from tests.stories.world import World


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    """A small sandbox whose suppliers say nothing by themselves."""
    with SandboxProcess(seed="small") as process:
        yield process


@pytest.fixture
def calm(sandbox: SandboxProcess) -> SandboxProcess:
    """The module's sandbox with every switch, fault and mailbox setting as in the beginning."""
    sandbox.clear_faults()
    sandbox.control("DELETE", "switches")
    sandbox.suppliers(**{"*": "silent"})
    for vendor, behaviour in sandbox.control("GET", "suppliers")["behaviours"].items():
        if isinstance(behaviour, dict) and vendor != "*":  # set by a story; the seed's own are names
            sandbox.control("DELETE", f"books/supplier_behaviours/{vendor}")
    for answer in sandbox.books("supplier_pending"):
        sandbox.control("DELETE", f"books/supplier_pending/{answer['key']}")
    for file in sandbox.books("cleo_files", folder="download"):
        sandbox.control("DELETE", f"books/cleo_files/{file['id']}")
    for order in sandbox.books("purchaseOrders"):
        # those that leave as 850 are dated tomorrow
        if order["headerOrderDate"] > timezone.localdate().isoformat():
            sandbox.control("DELETE", f"orders/{order['number']}")
    sandbox.reset_counters()
    return sandbox


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses between the transport's own repetitions of a read: milliseconds instead of seconds."""
    made = clients.transport
    monkeypatch.setattr(
        clients, "transport", lambda **options: made(**{"backoff": 0.01, "retry_after_max": 0, **options})
    )


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database without a transaction around, emptied afterwards."""
    with django_db_blocker.unblock():
        yield
        empty()


@pytest.fixture
def world(calm: SandboxProcess, transactional_db: None) -> World:
    """A production Connection to the sandbox; HTTP inside a transaction is forbidden, hence no transaction around."""
    return World(calm)
