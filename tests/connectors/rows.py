"""Rows for the tests of connectors: they need no other app."""

from __future__ import annotations

import itertools
from typing import Any

from connectors.models import Connection

_numbers = itertools.count(1)


def make_connection(**fields: Any) -> Connection:
    """Make a valid Connection with addresses of its own; nothing answers there."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "name": f"Connection {number}",
        "nav_api_url": f"https://nav{number}.example.com/api/v2.0",
        "nav_company": "CRONUS Foods",
        "nav_token_url": "https://login.example.com/token",
        "nav_client_id": "client",
        "cleo_url": f"https://cleo{number}.example.com",
        "cleo_username": "cronus",
        "interchange_id": "ZZ:CRONUSFOODS",
    }
    return Connection.objects.create(**{**defaults, **fields})
