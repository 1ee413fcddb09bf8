"""`manage.py serve`: sandbox, worker and web come up together and end together."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from audit.models import Heartbeat
from tests.navcleo.database import ROOT, environment, manage
from tests.navcleo.test_worker import alive, children_of, until

COVERS = ["navcleo.management.commands.serve", "navcleo.management.commands.worker"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.own_database]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with build_opener(ProxyHandler({})).open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_everything_comes_up_and_ends_together(tmp_path: Path) -> None:
    home, port = tmp_path / "demo", _free_port()
    assert manage("demo", "--directory", str(home), "--seed", "small").returncode == 0
    log = tmp_path / "serve.log"
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--directory", str(home)]
    with log.open("wb") as output:
        parent = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(WORK_WORKERS="1"),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    below: list[int] = []
    try:
        until(lambda: _answers(f"http://127.0.0.1:{port}/admin/login/"), "the login page")
        until(lambda: "Ctrl-C stops everything" in log.read_text(), "the addresses")
        sandbox = next(
            line.split()[1] for line in log.read_text().splitlines() if line.startswith("sandbox ")
        )
        assert _answers(f"{sandbox}/_sandbox/books")
        until(lambda: Heartbeat.objects.filter(name="work").exists(), "a heartbeat")
        taken = manage("demo", "--directory", str(home))
        assert taken.returncode == 1
        assert "in use" in taken.stderr
        below = children_of(parent.pid)
        parent.send_signal(signal.SIGINT)
        assert parent.wait(timeout=60) == 0
    finally:
        below = below or children_of(parent.pid)
        parent.kill()
        parent.wait()
        until(lambda: not alive(below), "the end of every part")


def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        done = manage("serve", "--port", str(listener.getsockname()[1]), "--directory", str(tmp_path))
    assert done.returncode == 1
    assert "--port" in done.stderr
