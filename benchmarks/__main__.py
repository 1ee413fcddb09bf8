"""`python -m benchmarks`: prints documents per second, the whole circle on SQLite and PostgreSQL, and its floor."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from benchmarks import documents, engines
from tools import postgres

ROOT = Path(__file__).resolve().parent.parent
CIRCLE_SECONDS = 150


def say(text: str = "") -> None:
    """One line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """A fresh database on that server, dropped afterwards."""
    name = f"navcleo_bench_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )


def circle(database_url: str, home: Path, seed: str) -> dict[str, Any]:
    """One circle in a process of its own. Raises SystemExit with what it said when it failed."""
    environment = {**os.environ, "DATABASE_URL": database_url, "LOG_LEVEL": "ERROR"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.circle", str(home), seed],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=CIRCLE_SECONDS,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"the circle failed:\n{done.stderr[-3000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def show(name: str, found: dict[str, Any]) -> None:
    """A circle and its floor."""
    floor = found["call_seconds"] + found["commit_seconds"]
    say(f"circle on {name}, one process")
    say(f"  mapping sync                {found['sync_seconds']:8.2f} s")
    say(
        f"  {found['documents']} documents, out and in    {found['seconds']:8.2f} s   "
        f"{found['documents'] / found['seconds']:.1f} documents/s"
    )
    say(
        f"  its {found['calls']} HTTP calls alone     {found['call_seconds']:8.2f} s   (measured in place, the sandbox's work included)"
    )
    say(
        f"  its {found['commits']} commits alone       {found['commit_seconds']:8.2f} s   (one small row each)"
    )
    say(f"  circle / floor              {found['seconds'] / floor:8.2f}")


def main() -> int:
    """Measure everything asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3, help="per measurement of documents")
    parser.add_argument("--seed", choices=["small", "full"], default="full", help="how large the circle is")
    parser.add_argument("--only", choices=["documents", "engines", "sqlite", "postgres"], help="one part")
    wish = parser.parse_args()
    if wish.only in (None, "documents"):
        say("documents per second, one process, no I/O")
        for name, rate in documents.measure(wish.seconds).items():
            say(f"  {name:<52}{rate:8.0f}")
    if wish.only in (None, "engines"):
        segments, rates = engines.measure(wish.seconds)
        say(f"segments per second, one process, one file of {segments} segments ({engines.ORDERS} orders)")
        for name, rate in rates.items():
            say(f"  {name:<52}{rate:8.0f}")
        seconds, peak = engines.peak_of_notice()
        say(f"a ship notice of {engines.ITEMS} items, read whole: {seconds:.1f} s, {peak:.0f} MB at most")
    if wish.only in (None, "sqlite"):
        with tempfile.TemporaryDirectory(prefix="navcleo-bench-") as home:
            show("SQLite", circle(f"sqlite:///{home}/bench.sqlite3", Path(home) / "demo", wish.seed))
    if wish.only in (None, "postgres"):
        with postgres.any_server() as server, tempfile.TemporaryDirectory(prefix="navcleo-bench-") as home:
            if server is None:
                say("circle on PostgreSQL: skipped, no server answers and no server binaries are installed")
            else:
                with own_database(server[0]) as url:
                    show(f"PostgreSQL ({server[1]})", circle(url, Path(home) / "demo", wish.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
