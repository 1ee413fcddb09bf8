"""Clients: made once per process and row, anew after an edit, and never calling out inside a transaction."""

from __future__ import annotations

import pytest
from django.db import transaction

from connectors.caller import BasicAuth
from connectors.errors import ConnectorError
from connectors.models import Connection
from connectors.tokens import Bearer
from navcleo import clients
from tests.factories import ConnectionFactory


@pytest.fixture
def connection(transactional_db: None) -> Connection:
    """A Connection where nothing answers."""
    row: Connection = ConnectionFactory()
    return row


def test_a_client_is_kept_until_its_row_changes(connection: Connection) -> None:
    first = clients.nav_client(connection)
    assert clients.nav_client(Connection.objects.get()) is first
    connection.overlap_minutes = 20
    connection.save()
    assert clients.nav_client(Connection.objects.get()) is not first


def test_the_two_sides_and_two_rows_have_clients_of_their_own(connection: Connection) -> None:
    other = ConnectionFactory()
    made = {
        id(clients.nav_client(connection)),
        id(clients.cleo_client(connection)),
        id(clients.nav_client(other)),
    }
    assert len(made) == 3


@pytest.mark.parametrize("side", ["nav", "cleo"])
def test_no_call_leaves_inside_a_transaction(connection: Connection, side: str) -> None:
    calls = {
        "nav": lambda: clients.nav_client(connection).company(),
        "cleo": lambda: clients.cleo_client(connection).list_files("download"),
    }
    with transaction.atomic(), pytest.raises(clients.OpenTransaction):
        calls[side]()
    with pytest.raises(ConnectorError):
        calls[side]()


def test_the_login_follows_the_connection(connection: Connection) -> None:
    assert isinstance(clients._nav_login(connection, clients.transport()), Bearer)
    connection.nav_auth = "basic"
    assert isinstance(clients._nav_login(connection, clients.transport()), BasicAuth)


def test_secrets_are_hidden_from_every_error_of_a_client(connection: Connection) -> None:
    wire = clients.transport(retries=0)
    clients.nav_client(connection, wire)
    clients.cleo_client(connection, wire)
    assert "nav-secret-for-tests" not in repr(vars(connection))
    with pytest.raises(ConnectorError) as failure:
        wire.request(
            "GET", "http://127.0.0.1:9/?s=nav-secret-for-tests&p=cleo-password-for-tests", system="nav"
        )
    assert "for-tests" not in str(failure.value) + repr(failure.value)
