"""Rotation of keys: all or nothing, and proven with the new key alone."""

from __future__ import annotations

from typing import Any

import pytest

from connectors import keys
from connectors.models import Connection
from connectors.secrets import UnreadableSecret
from tests.connectors.rows import make_connection, make_token

pytestmark = pytest.mark.django_db


def test_a_fresh_key_is_32_random_bytes() -> None:
    import base64

    made = {keys.make_key() for _ in range(50)}
    assert len(made) == 50
    assert {len(base64.urlsafe_b64decode(key)) for key in made} == {32}
    assert not any("," in key or key.startswith("$") for key in made)


def test_a_fingerprint_tells_keys_apart_and_shows_none() -> None:
    one, two = keys.make_key(), keys.make_key()
    assert keys.fingerprint(one) == keys.fingerprint(one) != keys.fingerprint(two)
    assert len(keys.fingerprint(one)) == 8
    assert keys.fingerprint(one) not in one


def test_rotation_moves_every_secret_to_the_first_key(settings: Any) -> None:
    old, new = settings.FERNET_KEYS[0], keys.make_key()
    row = make_connection(cleo_password="cleo-secret", nav_client_secret="nav-secret")
    make_token(connection=row, system="cleo", token="a-token", refresh_token="a-refresh-token")
    settings.FERNET_KEYS = [new, old]
    done = keys.rotate()
    assert (done.count, done.fingerprint) == (4, keys.fingerprint(new))
    assert done.columns["Connection.nav_web_service_key"] == 0
    settings.FERNET_KEYS = [new]
    loaded = Connection.objects.get()
    assert (loaded.cleo_password, loaded.nav_client_secret) == ("cleo-secret", "nav-secret")
    assert (loaded.tokens.get().token, loaded.tokens.get().refresh_token) == ("a-token", "a-refresh-token")
    assert keys.unreadable() == []
    settings.FERNET_KEYS = [old]
    assert len(keys.unreadable()) == 4


def test_a_secret_that_no_key_opens_stops_the_rotation_and_changes_nothing(settings: Any) -> None:
    old, lost, new = settings.FERNET_KEYS[0], keys.make_key(), keys.make_key()
    good = make_connection(cleo_password="good-secret")
    settings.FERNET_KEYS = [lost]
    bad = make_connection(cleo_password="lost-secret")
    settings.FERNET_KEYS = [new, old]
    with pytest.raises(UnreadableSecret, match=f"Connection.cleo_password #{bad.pk}"):
        keys.rotate()
    settings.FERNET_KEYS = [old]
    assert Connection.objects.get(pk=good.pk).cleo_password == "good-secret"
    assert keys.unreadable() == [f"Connection.cleo_password #{bad.pk}"]


def test_rotation_works_in_batches(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "BATCH", 2)
    for number in range(5):
        make_connection(cleo_password=f"secret-{number}")
    settings.FERNET_KEYS = [keys.make_key(), *settings.FERNET_KEYS]
    assert keys.rotate().columns["Connection.cleo_password"] == 5
