"""Cleo's password grant: with and without refresh tokens; a refused password is tried once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors import errors
from connectors.cleo.auth import PasswordGrant
from connectors.http import Transport
from tests.connectors.small_server import Answer, SmallServer
from tests.sandbox_process import SandboxProcess


@pytest.fixture
def grant(transport: Transport, sandbox: SandboxProcess) -> PasswordGrant:
    info = sandbox.info["cleo"]
    return PasswordGrant(transport, url=info["url"], username=info["username"], password=info["password"])


@pytest.fixture
def refreshing(sandbox: SandboxProcess) -> Iterator[SandboxProcess]:
    sandbox.switch(refresh_tokens="rotate")
    yield sandbox
    sandbox.switch(refresh_tokens="none")


def test_without_refresh_token_it_logs_in_again(grant: PasswordGrant, sandbox: SandboxProcess) -> None:
    first = grant.fetch()
    assert first.refresh_token == ""
    assert grant.fetch(first).access_token != first.access_token
    assert sandbox.counters()["token_requests"]["cleo"] == 2


def test_a_refresh_token_is_used_and_rotates(grant: PasswordGrant, refreshing: SandboxProcess) -> None:
    first = grant.fetch()
    second = grant.fetch(first)
    assert first.refresh_token
    assert second.refresh_token not in {"", first.refresh_token}
    assert refreshing.counters()["token_requests"]["cleo"] == 2


def test_a_refused_refresh_token_leads_to_the_password(
    grant: PasswordGrant, refreshing: SandboxProcess
) -> None:
    first = grant.fetch()
    refreshing.switch(refresh_tokens="refused")
    assert grant.fetch(first).access_token
    assert refreshing.counters()["token_requests"]["cleo"] == 3


@pytest.mark.parametrize("form", ["message", "invalid_grant"])
def test_a_wrong_password_is_refused_in_both_forms(
    transport: Transport, sandbox: SandboxProcess, form: str
) -> None:
    info = sandbox.info["cleo"]
    wrong = PasswordGrant(transport, url=info["url"], username=info["username"], password="wrong-password-1")
    sandbox.switch(login_error_form=form)
    try:
        with pytest.raises(errors.Unauthorized) as caught:
            wrong.fetch()
    finally:
        sandbox.switch(login_error_form="message")
    assert caught.value.system == "cleo"
    assert sandbox.counters()["token_requests"]["cleo"] == 1
    assert "wrong-password-1" not in repr(wrong) + repr(vars(caught.value))


def test_the_form_is_as_cleo_documents_it(transport: Transport) -> None:
    with SmallServer(Answer(200, {"access_token": "abcdef"})) as server:
        token = PasswordGrant(
            transport, url=server.url + "/", username="ü", password="a&b=c", path="api/login"
        ).fetch()
        seen = server.seen[0]
    assert (seen.method, seen.path) == ("POST", "/api/login")
    assert seen.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert sorted(seen.body.decode().split("&")) == [
        "grant_type=password",
        "password=a%26b%3Dc",
        "username=%C3%BC",
    ]
    assert "Authorization" not in seen.headers
    assert (token.expires_at - token.obtained_at).total_seconds() == 3600
