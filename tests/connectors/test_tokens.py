"""One token request among all processes; a refused login stops all of them; nothing of a token in the clear."""

from __future__ import annotations

import json
import logging
import os
import socket
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection as database
from django.utils import timezone

from connectors import errors, tokens
from connectors.caller import BasicAuth, Caller
from connectors.http import Transport
from connectors.models import AccessToken, Connection
from connectors.nav.auth import EntraSource
from connectors.oauth import Token
from connectors.tokens import Bearer, LoginGate, TokenStore
from tests.connectors.rows import make_connection, make_token
from tests.sandbox_process import ROOT, SandboxProcess

HOUR = timedelta(hours=1)


def token(value: str, left: timedelta = HOUR, life: timedelta = HOUR) -> Token:
    now = timezone.now()
    return Token(value, now + left, now + left - life)


class Source:
    """Gives numbered tokens, or the error it is told, and remembers what it was asked with."""

    def __init__(self, *, life: timedelta = HOUR, error: errors.ConnectorError | None = None) -> None:
        self.asked: list[Token | None] = []
        self.life = life
        self.error = error

    def fetch(self, previous: Token | None = None) -> Token:
        self.asked.append(previous)
        if self.error is not None:
            raise self.error
        now = timezone.now()
        return Token(f"token-number-{len(self.asked)}", now + self.life, now, f"refresh-{len(self.asked)}")


@pytest.mark.django_db
def test_a_token_is_fetched_once_and_kept_encrypted() -> None:
    row, source = make_connection(), Source()
    assert TokenStore(row.pk, "nav", source.fetch).get().access_token == "token-number-1"
    assert TokenStore(row.pk, "nav", source.fetch).get().access_token == "token-number-1"
    assert source.asked == [None]
    with database.cursor() as cursor:
        cursor.execute("SELECT token, refresh_token, lease_owner FROM connectors_accesstoken")
        stored = cursor.fetchone()
    assert b"token-number" not in bytes(stored[0]) + bytes(stored[1])
    assert stored[2] == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("left", "life", "asked"),
    [
        (timedelta(minutes=6), HOUR, 0),
        (timedelta(minutes=4), HOUR, 1),
        (timedelta(seconds=9), timedelta(seconds=60), 0),
        (timedelta(seconds=5), timedelta(seconds=60), 1),
        (timedelta(seconds=-1), HOUR, 1),
    ],
)
def test_a_token_is_renewed_ahead_of_its_end(left: timedelta, life: timedelta, asked: int) -> None:
    row, source = make_connection(), Source()
    now = timezone.now()
    make_token(
        connection=row,
        system="cleo",
        token="old-token",
        refresh_token="r",
        expires_at=now + left,
        obtained_at=now + left - life,
    )
    TokenStore(row.pk, "cleo", source.fetch).get()
    assert len(source.asked) == asked
    if asked:
        assert source.asked[0] is not None
        assert source.asked[0].refresh_token == "r"


@pytest.mark.django_db
def test_a_refused_token_is_renewed_unless_another_process_was_faster() -> None:
    row, source = make_connection(), Source()
    one, two = (TokenStore(row.pk, "nav", source.fetch) for _ in range(2))
    stale = one.get()
    assert two.renew(stale).access_token == "token-number-2"
    assert one.renew(stale).access_token == "token-number-2"
    assert len(source.asked) == 2


@pytest.mark.django_db
def test_a_refused_login_is_not_repeated_by_anyone() -> None:
    row = make_connection()
    source = Source(error=errors.Unauthorized("wrong password", system="cleo"))
    with pytest.raises(errors.Unauthorized, match="wrong password"):
        TokenStore(row.pk, "cleo", source.fetch).get()
    for _ in range(3):
        with pytest.raises(errors.Unauthorized, match="stopped since it was refused"):
            TokenStore(row.pk, "cleo", source.fetch).get()
    assert len(source.asked) == 1
    stored = AccessToken.objects.get()
    assert (stored.failure, stored.lease_owner, stored.failed_at is not None) == ("wrong password", "", True)
    loaded = Connection.objects.get()
    assert (loaded.login_refusal("cleo"), loaded.login_refusal("nav")) == ("wrong password", "")
    loaded.clear_login_refusal("cleo")
    source.error = None
    assert TokenStore(row.pk, "cleo", source.fetch).get().access_token == "token-number-2"


@pytest.mark.django_db
def test_another_failure_is_stored_and_stops_nobody() -> None:
    row = make_connection()
    source = Source(error=errors.Unreachable("no connection", system="entra"))
    store = TokenStore(row.pk, "nav", source.fetch)
    with pytest.raises(errors.Unreachable):
        store.get()
    assert AccessToken.objects.get().failure == "no connection"
    assert Connection.objects.get().login_refusal("nav") == ""
    source.error = None
    assert store.get().access_token == "token-number-2"
    assert AccessToken.objects.get().failed_at is None


def lease(row: Connection, owner: str, seconds: float = 30) -> AccessToken:
    until = timezone.now() + timedelta(seconds=seconds)
    return make_token(connection=row, system="nav", lease_owner=owner, lease_until=until)


@pytest.mark.django_db
def test_the_lease_of_a_dead_process_is_taken_over_at_once() -> None:
    row, source = make_connection(), Source()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    lease(row, f"{socket.gethostname()}:{gone.pid}:abc")
    assert TokenStore(row.pk, "nav", source.fetch).get().access_token == "token-number-1"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "owner",
    ["another-host:1:abc", f"{socket.gethostname()}:{os.getpid()}:abc"],
    ids=["other host", "this process"],
)
def test_a_lease_that_may_live_is_waited_for(monkeypatch: pytest.MonkeyPatch, owner: str) -> None:
    row, source = make_connection(), Source()
    held = lease(row, owner)
    monkeypatch.setattr(tokens, "WAIT_SECONDS", 0)
    monkeypatch.setattr(tokens, "WAIT_STEP_SECONDS", 0)
    with pytest.raises(errors.Unreachable, match="another process"):
        TokenStore(row.pk, "nav", source.fetch).get()
    assert source.asked == []
    AccessToken.objects.filter(pk=held.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert TokenStore(row.pk, "nav", source.fetch).get().access_token == "token-number-1"


@pytest.mark.django_db
@pytest.mark.parametrize("failed", [True, False])
def test_who_waits_takes_what_the_other_got_or_its_failure(
    monkeypatch: pytest.MonkeyPatch, failed: bool
) -> None:
    row, source = make_connection(), Source()
    lease(row, "another-host:1:abc")

    def other_process_finishes(_: float) -> None:
        now = timezone.now()
        done: dict[str, Any] = {"lease_owner": "", "lease_until": None}
        if failed:
            done.update(failed_at=now, failure="no such host")
        else:
            done.update(token="from-the-other", expires_at=now + HOUR, obtained_at=now)
        AccessToken.objects.update(**done)

    monkeypatch.setattr(tokens.time, "sleep", other_process_finishes)
    store = TokenStore(row.pk, "nav", source.fetch)
    if failed:
        with pytest.raises(errors.Unreachable, match="no such host"):
            store.get()
    else:
        assert store.get().access_token == "from-the-other"
    assert source.asked == []


@pytest.mark.django_db
def test_a_bearer_renews_once_and_shows_nothing() -> None:
    row, source = make_connection(), Source()
    bearer = Bearer(TokenStore(row.pk, "nav", source.fetch))
    assert bearer.header() == "Bearer token-number-1"
    assert bearer.renew()
    assert bearer.header() == "Bearer token-number-2"
    bearer.refused(errors.Unauthorized("no"))
    assert Connection.objects.get().login_refusal("nav") == ""
    assert "token-number" not in repr(bearer) + repr(token("token-number-9"))


@pytest.mark.django_db
def test_a_refused_basic_login_stops_in_all_processes(transport: Transport, sandbox: SandboxProcess) -> None:
    row = make_connection()
    info = sandbox.info["nav"]
    for _ in range(3):
        caller = Caller(transport, BasicAuth(info["username"], "wrong-key", LoginGate(row.pk, "nav")), "nav")
        with pytest.raises(errors.Unauthorized):
            caller.json("GET", f"{info['api_url']}/companies")
    assert sandbox.counters()["requests"]["nav"] == 1
    assert Connection.objects.get().login_refusal("nav")


@pytest.mark.django_db
def test_a_401_of_the_api_is_cured_with_one_new_token(
    transport: Transport, sandbox: SandboxProcess, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    info = sandbox.info["nav"]
    row = make_connection(**sandbox.connection_fields())
    source = EntraSource(
        transport,
        token_url=row.nav_token_url,
        client_id=row.nav_client_id,
        client_secret=row.nav_client_secret,
        scope=row.nav_scope,
    )
    store = TokenStore(row.pk, "nav", source.fetch)
    caller = Caller(transport, Bearer(store), "nav")
    sandbox.fault("unauthorized", system="nav")
    assert caller.json("GET", f"{info['api_url']}/companies")["value"]
    assert sandbox.counters()["token_requests"]["nav"] == 2
    assert store.get().access_token not in caplog.text
    assert row.nav_client_secret not in caplog.text


# -- real processes


def shared_database(tmp_path: Path) -> str:
    """Return the URL under which other processes see the rows of this test."""
    options = database.settings_dict
    if database.vendor == "sqlite":
        path = tmp_path / "shared.sqlite3"
        with sqlite3.connect(path) as copy:
            database.connection.backup(copy)
        copy.close()
        return f"sqlite:///{path}"
    host = quote(options["HOST"] or "", safe="")
    login = f"{options['USER']}:{quote(options['PASSWORD'] or '', safe='')}@{host}:{options['PORT'] or 5432}"
    return f"postgres://{login}/{options['NAME']}"


def run_processes(count: int, row: Connection, system: str, url: str) -> list[dict[str, str]]:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": str(settings.SETTINGS_MODULE)}
    command = [sys.executable, "-m", "tests.connectors.token_child", str(row.pk), system]
    children = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(count)
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    return [json.loads(child.communicate(timeout=60)[0]) for child in children]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("system", ["nav", "cleo"])
def test_processes_with_an_expired_token_make_one_token_request(
    sandbox: SandboxProcess, tmp_path: Path, system: str
) -> None:
    row = make_connection(**sandbox.connection_fields())
    past = datetime(2026, 1, 1, tzinfo=UTC)
    make_token(connection=row, system=system, token="expired-token", expires_at=past, obtained_at=past - HOUR)
    found = run_processes(3, row, system, shared_database(tmp_path))
    assert len({answer.get("token") for answer in found}) == 1, found
    assert found[0]["token"] != "expired-token"
    assert sandbox.counters()["token_requests"][system] == 1


@pytest.mark.django_db(transaction=True)
def test_processes_with_a_wrong_password_try_it_once(sandbox: SandboxProcess, tmp_path: Path) -> None:
    row = make_connection(**sandbox.connection_fields(cleo_password="wrong-password"))
    found = run_processes(3, row, "cleo", shared_database(tmp_path))
    assert {answer.get("error") for answer in found} == {"Unauthorized"}, found
    assert sandbox.counters()["token_requests"]["cleo"] == 1
    assert "wrong-password" not in repr(found)
