"""One sandbox per module, one fresh Connection with synced mappings per story."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest

from navcleo import clients
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
    for vendor in range(10000, 10014):
        sandbox.control("DELETE", f"books/supplier_behaviours/V{vendor}")
    sandbox.suppliers(**{"*": "silent"})
    for file in sandbox.books("cleo_files", folder="download"):
        sandbox.control("DELETE", f"books/cleo_files/{file['id']}")
    for order in sandbox.books("purchaseOrders"):
        if order["orderDate"] > datetime.date.today().isoformat():  # those that leave as 850 are dated tomorrow
            sandbox.control("DELETE", f"orders/{order['number']}")
    sandbox.reset_counters()
    return sandbox


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses between the transport's own repetitions of a read: milliseconds instead of seconds."""
    made = clients.transport
    monkeypatch.setattr(clients, "transport", lambda **options: made(**{"backoff": 0.01, "retry_after_max": 0, **options}))


@pytest.fixture
def world(calm: SandboxProcess, transactional_db: None) -> World:
    """A production Connection to the sandbox; HTTP inside a transaction is forbidden, hence no transaction around."""
    return World(calm)
