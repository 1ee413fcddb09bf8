"""Run the test suite on SQLite, then on PostgreSQL, and say in the last line which databases it ran on."""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tools import postgres

ROOT = Path(__file__).resolve().parent.parent
# a suite that hangs must not hang whoever waits for it
SUITE_SECONDS = 1500
NO_TESTS_COLLECTED = 5


def pytest_command(extra: list[str]) -> list[str]:
    """Return the command: a worker more than there are cores (of which PostgreSQL's connections serve four), since tests wait
    for the other side; whole modules per worker, since they share a sandbox, in the order of tests/conftest.py."""
    workers = str(min(os.cpu_count() or 2, 4) + 1)
    spread = ["--dist", "loadscope", "--no-loadscope-reorder"]
    return [sys.executable, "-m", "pytest", "-q", "-n", workers, *spread, *extra]


def run_suite(database_url: str, extra: list[str], **settings: str) -> int:
    """Run pytest against one database and return its exit code; a suite over time is ended and counts as failed."""
    environment = {**os.environ, "DATABASE_URL": database_url, **settings}
    # the processes that tests start by the hundred compile nothing anew
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    # a group of its own, so that what the tests started ends with them
    process = subprocess.Popen(pytest_command(extra), cwd=ROOT, env=environment, start_new_session=True)
    try:
        return process.wait(timeout=SUITE_SECONDS)
    except subprocess.TimeoutExpired:
        sys.stdout.write(f"the suite did not end within {SUITE_SECONDS} s and was stopped\n")
        return 1
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def on_postgres(server_url: str, extra: list[str]) -> int:
    """Run what touches a database again, in databases of its own on that server, and drop them afterwards."""
    name = f"navcleo_{secrets.token_hex(4)}"
    try:
        url = urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
        return run_suite(url, extra, ONLY_DATABASE_TESTS="1")
    finally:
        _drop_databases(server_url, f"test_{name}")


def _drop_databases(server_url: str, prefix: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        rows = connection.execute("select datname from pg_database where datname like %s", [f"{prefix}%"])
        for (name,) in rows.fetchall():
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )


def run(demand: str, extra: list[str]) -> tuple[bool, str]:
    """Run the suite on the databases asked for and return (all passed, the line that says where it ran)."""
    sys.stdout.write("tests on SQLite\n")
    sys.stdout.flush()
    passed = run_suite("sqlite://", extra) == 0
    if demand == "never":
        return passed, "PostgreSQL: not asked for, SQLite only"
    with postgres.any_server() as server:
        if server is None:
            missing = "no server answers and no server binaries are installed"
            if demand == "require":
                return False, f"PostgreSQL: REQUIRED but {missing}"
            return passed, f"PostgreSQL: skipped, {missing}; the tests ran on SQLite only"
        url, origin = server
        sys.stdout.write(f"tests on PostgreSQL ({origin})\n")
        sys.stdout.flush()
        both = on_postgres(url, extra) == 0 and passed
    return both, f"the tests ran on SQLite and on PostgreSQL ({origin})"


def _end_on_sigterm(*_: object) -> None:
    raise SystemExit(143)


def main() -> int:
    """Command line: `python -m tools.run_tests [--postgres optional|require|never] [-- PYTEST ARGUMENTS]`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", choices=["optional", "require", "never"], default="optional")
    parser.add_argument("pytest_arguments", nargs="*")
    arguments = parser.parse_args()
    # so that the finally blocks stop the server we started
    signal.signal(signal.SIGTERM, _end_on_sigterm)
    passed, line = run(arguments.postgres, arguments.pytest_arguments)
    sys.stdout.write(f"{'passed' if passed else 'FAILED'}; {line}\n")
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
