"""The last line of `make test` says where the tests ran, and a demanded PostgreSQL that is missing is a failure."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from tools import postgres, run_tests


@pytest.fixture
def suites(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Exit codes by kind of database, in place of whole suites."""
    codes = {"sqlite": 0, "postgres": 0}
    monkeypatch.setattr(run_tests, "run_suite", lambda url, extra, **_: codes[url.split(":")[0]])
    monkeypatch.setattr(run_tests, "_drop_databases", lambda url, prefix: None)
    return codes


def _server(monkeypatch: pytest.MonkeyPatch, found: tuple[str, str] | None) -> None:
    @contextlib.contextmanager
    def any_server() -> Iterator[tuple[str, str] | None]:
        yield found

    monkeypatch.setattr(postgres, "any_server", any_server)


def test_without_a_server_it_passes_and_says_that_half_was_skipped(
    suites: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _server(monkeypatch, None)
    passed, line = run_tests.run("optional", [])
    assert passed
    assert "skipped" in line
    assert "SQLite only" in line


def test_without_a_server_a_demanded_one_is_a_failure(
    suites: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _server(monkeypatch, None)
    passed, line = run_tests.run("require", [])
    assert not passed
    assert "REQUIRED" in line


@pytest.mark.parametrize("failing", ["sqlite", "postgres"])
def test_a_failure_on_either_database_is_a_failure(
    suites: dict[str, int], monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    _server(monkeypatch, ("postgres://postgres@127.0.0.1:1/postgres", "a server of our own"))
    suites[failing] = 1
    assert run_tests.run("require", [])[0] is False


def test_it_says_which_server_it_used(suites: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    _server(monkeypatch, ("postgres://postgres@127.0.0.1:1/postgres", "a server of our own"))
    assert run_tests.run("optional", []) == (
        True,
        "the tests ran on SQLite and on PostgreSQL (a server of our own)",
    )
