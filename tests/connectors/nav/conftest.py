"""A NAV client to the shared sandbox; every test ends without a breach of NAV's contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from connectors.caller import BasicAuth
from connectors.http import Transport
from connectors.nav.client import NavClient
from tests.sandbox_process import SandboxProcess


@pytest.fixture
def nav(transport: Transport, sandbox: SandboxProcess) -> Iterator[NavClient]:
    """Logged in as the on-premises user."""
    info = sandbox.info["nav"]
    yield NavClient(
        transport,
        api_url=info["api_url"],
        pages_url=info["pages_url"],
        company_name=info["company"],
        auth=BasicAuth(info["username"], info["web_service_key"]),
    )
    assert sandbox.breaches() == []


@pytest.fixture
def make_nav(transport: Transport) -> Callable[..., NavClient]:
    """Make a client to some other server; the company is found there as id 1...1."""

    def make(url: str, **changes: Any) -> NavClient:
        options: dict[str, Any] = {
            "api_url": f"{url}/bc/api/v2.0",
            "pages_url": f"{url}/bc/ODataV4",
            "company_name": "CRONUS",
            "auth": BasicAuth("user", "key-for-tests"),
        }
        return NavClient(transport, **{**options, **changes})

    return make
