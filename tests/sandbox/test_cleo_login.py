"""Logins of the played Cleo over HTTP: password grant, renewal modes, expiry, refusals and the lock-out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox import cleo
from tests.sandbox.cleo_world import World


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


def status_with(world: World, authorization: str) -> int:
    return world.http.get(
        f"{world.url}/api/files/upload", headers={"Authorization": authorization}, timeout=10
    ).status_code


def test_a_password_login_gives_a_bearer_token_that_works(world: World) -> None:
    answer = world.login()
    assert answer.status_code == 200
    body = answer.json()
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == 3600
    assert "refresh_token" not in body
    assert status_with(world, f"Bearer {body['access_token']}") == 200
    assert status_with(world, "") == 401
    assert status_with(world, "Bearer nonsense") == 401


def test_an_expired_and_a_revoked_token_are_refused(world: World) -> None:
    world.switches["token_seconds"] = 0
    expired = world.login().json()["access_token"]
    assert status_with(world, f"Bearer {expired}") == 401
    world.switches["token_seconds"] = 3600
    token = world.login().json()["access_token"]
    assert world.control("/cleo/revoke").status_code == 204
    answer = world.http.get(
        f"{world.url}/api/files/upload", headers={"Authorization": f"Bearer {token}"}, timeout=10
    )
    assert answer.status_code == 401
    assert "message" in answer.json()


def test_refresh_tokens_rotate_or_are_refused(world: World) -> None:
    world.switches["refresh_tokens"] = "rotate"
    first = world.login().json()["refresh_token"]
    renewed = world.login(grant_type="refresh_token", refresh_token=first)
    assert renewed.status_code == 200
    assert renewed.json()["refresh_token"] != first
    assert status_with(world, f"Bearer {renewed.json()['access_token']}") == 200
    assert world.login(grant_type="refresh_token", refresh_token=first).status_code == 401
    world.switches["refresh_tokens"] = "refused"
    held = world.login().json()["refresh_token"]
    assert world.login(grant_type="refresh_token", refresh_token=held).status_code == 401


def test_a_wrong_password_is_refused_in_both_forms(world: World) -> None:
    refused = world.login("wrong")
    assert (refused.status_code, list(refused.json())) == (401, ["message"])
    world.switches["login_error_form"] = "invalid_grant"
    refused = world.login("wrong")
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert world.login(grant_type="client_credentials").status_code == 400


def test_five_wrong_passwords_lock_the_account_until_time_has_passed(world: World) -> None:
    for _ in range(5):
        assert world.login("wrong").status_code == 401
    assert world.login().status_code == 401
    logins = world.control("/cleo", method="GET").json()["logins"]
    assert (logins["given"], logins["refused"]) == (0, 6)
    world.store.table("clock").put("offset", {"seconds": 901})
    assert world.login().status_code == 200


def test_an_unlocked_account_and_a_changed_password(world: World) -> None:
    for _ in range(6):
        world.login("wrong")
    world.control("/cleo/unlock")
    assert world.login().status_code == 200
    assert world.control("/cleo", {"password": "New-Pass-2"}, "PUT").status_code == 200
    assert world.login().status_code == 401
    assert world.login("New-Pass-2").status_code == 200
    assert world.control("/cleo", {"pasword": "x"}, "PUT").status_code == 400


def test_basic_works_only_where_it_is_switched_on(world: World) -> None:
    auth = (cleo.USERNAME, cleo.PASSWORD)
    url = f"{world.url}/api/files/upload"
    refused = world.http.get(url, auth=auth, timeout=10)
    assert refused.status_code == 401
    assert "Cleo Harmony" in refused.headers["WWW-Authenticate"]
    world.control("/cleo", {"basic": True}, "PUT")
    assert world.http.get(url, auth=auth, timeout=10).status_code == 200
