"""Entra client credentials against the sandbox's token endpoint."""

from __future__ import annotations

import pytest

from connectors import errors
from connectors.http import Transport
from connectors.nav.auth import EntraSource
from tests.connectors.small_server import Answer, SmallServer
from tests.sandbox_process import SandboxProcess

SCOPE = "https://api.businesscentral.dynamics.com/.default"


def source(transport: Transport, sandbox: SandboxProcess, **changes: str) -> EntraSource:
    info = sandbox.info["nav"]
    options = {
        "token_url": info["token_url"],
        "client_id": info["client_id"],
        "client_secret": info["client_secret"],
        "scope": SCOPE,
    }
    return EntraSource(transport, **{**options, **changes})


def test_a_token_is_given_for_id_secret_and_scope(transport: Transport, sandbox: SandboxProcess) -> None:
    token = source(transport, sandbox).fetch()
    assert token.access_token
    assert token.refresh_token == ""
    assert 0 < (token.expires_at - token.obtained_at).total_seconds() <= 86_400


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_secret": "wrong-secret-for-tests"}, "invalid_client"),
        ({"client_id": "00000000-0000-0000-0000-00000000dead"}, "unauthorized_client"),
        ({"scope": "https://other.example.com/.default"}, "invalid_scope"),
    ],
)
def test_refusals_carry_entras_code_and_text(
    transport: Transport, sandbox: SandboxProcess, changes: dict[str, str], code: str
) -> None:
    with pytest.raises(errors.Unauthorized, match="AADSTS") as caught:
        source(transport, sandbox, **changes).fetch()
    assert (caught.value.system, caught.value.code) == ("entra", code)
    assert "wrong-secret-for-tests" not in repr(vars(caught.value))
    assert sandbox.counters()["token_requests"]["nav"] == 1


def test_id_and_secret_go_in_the_form_body(transport: Transport) -> None:
    with SmallServer(
        Answer(200, {"access_token": "abcdef", "expires_in": 3599, "token_type": "Bearer"})
    ) as server:
        EntraSource(
            transport, token_url=server.url, client_id="id", client_secret="s&=ö", scope=SCOPE
        ).fetch()
        seen = server.seen[0]
    assert "Authorization" not in seen.headers
    body = seen.body.decode()
    assert "grant_type=client_credentials" in body
    assert "client_id=id" in body
    assert "client_secret=s%26%3D%C3%B6" in body
    assert "scope=https%3A%2F%2Fapi.businesscentral.dynamics.com%2F.default" in body


def test_a_busy_login_service_is_no_refusal(transport: Transport) -> None:
    with SmallServer(
        Answer(400, {"error": "temporarily_unavailable", "error_description": "AADSTS90033"})
    ) as server:
        made = EntraSource(
            transport, token_url=server.url, client_id="id", client_secret="secret", scope=SCOPE
        )
        with pytest.raises(errors.Unreachable):
            made.fetch()
    assert "secret" not in repr(made)
