"""Find the PostgreSQL that answers, or start one of our own on loopback for the length of a test run."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

DEFAULT_URL = "postgres://postgres@127.0.0.1:5432/postgres"
START_SECONDS = 60
# throw-away server: what makes a database survive a power cut only costs time here
THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def answering() -> str | None:
    """Return the URL of a server that lets us in and may create databases: DATABASE_URL_POSTGRES, else 127.0.0.1:5432."""
    url = os.environ.get("DATABASE_URL_POSTGRES") or DEFAULT_URL
    return url if _may_create_databases(url) else None


def _may_create_databases(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(
                "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def binaries() -> Path | None:
    """Return the directory that holds `initdb` and `postgres`, the newest where there are several."""
    candidates = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    candidates += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _version(path.parent.name), reverse=True
    )
    for directory in candidates:
        if (directory / "initdb").exists() and (directory / "postgres").exists():
            return directory
    return None


def _version(name: str) -> float:
    try:
        return float(name)
    except ValueError:
        return 0.0


def _unprivileged() -> dict[str, object]:
    """Return who runs the server: ourselves, or another user where we are root (initdb refuses root)."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise SystemExit("PostgreSQL cannot run as root, and there is neither a user postgres nor nobody")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def own_server() -> Iterator[str]:
    """Start a server in a fresh directory, yield its URL, stop it and remove the directory.

    Raises SystemExit with what is missing where it cannot be started.
    """
    directory = binaries()
    if directory is None:
        raise SystemExit("no PostgreSQL server binaries (initdb, postgres) found")
    identity = _unprivileged()
    home = Path(tempfile.mkdtemp(prefix="navcleo-postgres-"))
    try:
        if "user" in identity:
            os.chown(home, int(str(identity["user"])), int(str(identity["group"])))
        _initialise(directory, home, identity)
        with _running(directory, home, identity) as url:
            yield url
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _initialise(directory: Path, home: Path, identity: dict[str, object]) -> None:
    command = [directory / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    done = subprocess.run(
        [*map(str, command), "--locale=C", "--no-sync"],
        capture_output=True,
        text=True,
        cwd=home,
        check=False,
        **identity,  # type: ignore[call-overload]
    )
    if done.returncode:
        raise SystemExit(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")


@contextlib.contextmanager
def _running(directory: Path, home: Path, identity: dict[str, object]) -> Iterator[str]:
    port = _free_port()
    options = [word for option in THROW_AWAY for word in ("-c", option)]
    command = [
        directory / "postgres",
        "-D",
        home / "data",
        "-h",
        "127.0.0.1",
        "-p",
        port,
        "-k",
        home,
        *options,
    ]
    log = home / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            list(map(str, command)),
            stdout=output,
            stderr=output,
            cwd=home,
            **identity,  # type: ignore[call-overload]
        )
    try:
        url = f"postgres://postgres@127.0.0.1:{port}/postgres"
        _wait_for(url, server, log)
        yield url
    finally:
        # SIGINT is PostgreSQL's fast shutdown: sessions are ended, nothing is waited for
        server.send_signal(signal.SIGINT)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _may_create_databases(url):
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"our PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.1)


@contextlib.contextmanager
def any_server() -> Iterator[tuple[str, str] | None]:
    """Yield (URL, where it comes from) of a server that answers, else of one of our own; None where neither can be had."""
    url = answering()
    if url is not None:
        yield url, "the server that answers"
    elif binaries() is not None:
        with own_server() as own:
            yield own, "a server of our own"
    else:
        yield None


if __name__ == "__main__":
    # for .ci/run: is there anything to work with, or must a server be installed first?
    if answering() is None and binaries() is None:
        sys.stderr.write("no PostgreSQL answers and no server binaries are installed\n")
        raise SystemExit(1)
