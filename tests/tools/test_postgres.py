"""A PostgreSQL of our own: started without root, usable, and gone afterwards."""

from __future__ import annotations

import psycopg
import pytest

from tools import postgres


def test_it_starts_a_server_of_its_own_and_takes_it_away() -> None:
    if postgres.binaries() is None:
        pytest.skip("no PostgreSQL server binaries on this machine")
    with postgres.own_server() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create database navcleo_probe")
        assert connection.execute("select current_user").fetchone() == ("postgres",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


def test_a_server_that_does_not_answer_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL_POSTGRES", "postgres://nobody@127.0.0.1:1/nothing")
    assert postgres.answering() is None
