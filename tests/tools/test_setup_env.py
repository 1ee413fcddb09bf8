"""`make setup` writes `.env` once, with keys nobody else has."""

from __future__ import annotations

import base64
from pathlib import Path

from tools import setup_env


def _values(path: Path) -> dict[str, str]:
    pairs = (line.split("=", 1) for line in path.read_text().splitlines() if "=" in line and line[0] != "#")
    return dict(pairs)


def test_it_writes_keys_that_only_the_owner_can_read(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    assert setup_env.write(path)
    values = _values(path)
    assert len(base64.urlsafe_b64decode(values["FERNET_KEYS"])) == 32
    assert len(values["SECRET_KEY"]) >= 50
    assert not values["SECRET_KEY"].startswith("$")
    assert values["SECRET_KEY"] != values["FERNET_KEYS"]
    assert path.stat().st_mode & 0o077 == 0


def test_two_installations_never_share_a_key(tmp_path: Path) -> None:
    for name in ("a", "b"):
        setup_env.write(tmp_path / name)
    assert _values(tmp_path / "a")["FERNET_KEYS"] != _values(tmp_path / "b")["FERNET_KEYS"]
    assert _values(tmp_path / "a")["SECRET_KEY"] != _values(tmp_path / "b")["SECRET_KEY"]


def test_an_existing_file_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("FERNET_KEYS=mine\n")
    assert not setup_env.write(path)
    assert path.read_text() == "FERNET_KEYS=mine\n"
