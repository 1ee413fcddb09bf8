"""A real sandbox with a Connection and clients without the transaction guard, so that each test rolls back its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from audit.models import Document, SendAttempt
from connectors.cleo.client import CleoClient
from connectors.http import Transport
from connectors.models import Connection
from connectors.nav.client import NavClient
from navcleo import clients
from navcleo.sending import series
from navcleo.sending.effects import Effect
from tests.factories import ConnectionFactory, DocumentFactory
from tests.sandbox_process import SandboxProcess


@pytest.fixture(scope="module")
def process() -> Iterator[SandboxProcess]:
    with SandboxProcess(seed="small") as started:
        started.suppliers(**{"*": "silent"})
        yield started


@pytest.fixture
def sandbox(process: SandboxProcess) -> SandboxProcess:
    process.clear_faults()
    process.control("DELETE", "switches")
    return process


@pytest.fixture
def connection(db: None, sandbox: SandboxProcess) -> Connection:
    row: Connection = ConnectionFactory(**sandbox.connection_fields())
    return row


@pytest.fixture
def nav(connection: Connection) -> NavClient:
    return clients.nav_client(connection, Transport())


@pytest.fixture
def cleo(connection: Connection) -> CleoClient:
    return clients.cleo_client(connection, Transport())


@pytest.fixture
def document(connection: Connection) -> Document:
    row: Document = DocumentFactory(connection=connection, status="mapped")
    return row


@pytest.fixture
def order(sandbox: SandboxProcess) -> str:
    """The number of a released order: ten and five, nothing received."""
    lines: list[dict[str, Any]] = [
        {"item_number": "F1000", "quantity": 10, "unit_cost": "10.00", "tax_percent": 0},
        {"item_number": "F1001", "quantity": 5, "unit_cost": "2.00", "tax_percent": 0},
    ]
    return str(sandbox.create_order("V10000", lines)["number"])


def begin(document: Document, effect: Effect) -> SendAttempt:
    """Look and intend: the attempt of an effect that is about to act."""
    return series._intend(document, effect, effect.look(), None)
