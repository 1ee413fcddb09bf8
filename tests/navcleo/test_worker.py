"""The worker with real clusters: jobs run, ended clusters come back, stuck ones are restarted, working ones and orphans not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task

from audit import claims
from audit.models import Heartbeat
from navcleo import children, jobs, worker
from navcleo.worker import Cluster, Timing, Watchdog
from tests.factories import DocumentFactory, HeartbeatFactory, LaneFactory
from tests.navcleo.database import ROOT, environment

COVERS = ["navcleo.children", "navcleo.cluster"]
MOST_SECONDS = 60
SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


def until(true: Callable[[], Any], what: str) -> Any:
    """Wait for something; fails with its name when it does not come."""
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end:
        found = true()
        if found:
            return found
        time.sleep(0.05)
    pytest.fail(f"waited in vain for: {what}")


def children_of(pid: int) -> list[int]:
    """All processes below one, from /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents[int(entry.parent.name)] = int(fields[1])
    found, fresh = [], [pid]
    while fresh:
        fresh = [child for child, parent in parents.items() if parent in fresh]
        found += fresh
    return found


def alive(pids: list[int]) -> list[int]:
    """Those that still run."""
    return [
        pid
        for pid in pids
        if Path(f"/proc/{pid}").exists() and "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    ]


@pytest.fixture
def running(transactional_db: None, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`manage.py worker` on the test's database."""
    command = [sys.executable, "manage.py", "worker", "--grace", "20"]
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(WORK_WORKERS="2"),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        below = children_of(process.pid)
        process.kill()
        process.wait()
        until(lambda: not alive(below), "the end of all children")


def test_the_worker_beats_works_survives_a_kill_and_stops_cleanly(running: subprocess.Popen[bytes]) -> None:
    until(lambda: Heartbeat.objects.filter(name="clock").exists(), "the clock's heartbeat")
    until(lambda: Heartbeat.objects.filter(name="work").exists(), "the work cluster's heartbeat")
    assert Schedule.objects.get().func == "navcleo.tasks.clock"

    clusters = children_of(running.pid)
    leader = next(pid for pid in clusters if b"work" in Path(f"/proc/{pid}/cmdline").read_bytes())
    orphans = children_of(leader)
    assert orphans
    os.kill(leader, signal.SIGKILL)
    until(lambda: not alive(orphans), "the end of the orphans of a killed cluster")
    Heartbeat.objects.filter(name="work").delete()
    jobs.enqueue("process")
    until(lambda: Heartbeat.objects.filter(name="work").exists(), "a heartbeat of the new cluster")

    below = children_of(running.pid)
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=MOST_SECONDS) == 0
    until(lambda: not alive(below), "the end of all children")


def test_a_planted_callable_is_not_run_and_a_killed_worker_leaves_nobody(
    running: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    from django_q.tasks import async_task

    until(lambda: Heartbeat.objects.filter(name="work").exists(), "the work cluster's heartbeat")
    planted = tmp_path / "planted"
    async_task("os.system", f"touch {planted}", cluster="work", ack_failure=True, hook="os.system")
    async_task("navcleo.tasks.process", str(planted), cluster="work", ack_failure=True)
    until(lambda: Task.objects.filter(success=False).count() == 2, "two refusals")
    assert "none of our jobs" in Task.objects.get(func="os.system").result
    assert "ids only" in Task.objects.get(func="navcleo.tasks.process").result
    assert not planted.exists()
    assert not OrmQ.objects.filter(key="work").exists()

    below = children_of(running.pid)
    running.kill()
    until(lambda: not alive(below), "the end of every process of a killed worker")


# -- when a cluster is stuck


@pytest.fixture
def watched(transactional_db: None) -> Iterator[Watchdog]:
    """A watchdog whose work cluster is a process that sleeps, started ten minutes ago."""
    dog = Watchdog(Timing(quiet=300, stuck_grace=0, check=0), say=lambda text: None)
    work = dog.clusters[0]
    work.process = children.start(SLEEPER, cluster=True)
    work.started_at = timezone.now() - timedelta(minutes=10)
    dog.clusters[1].start_after = time.monotonic() + 3600
    yield dog
    for one in dog.clusters:
        if one.process:
            children.end(one.process, 0)


def test_a_cluster_without_heartbeat_and_lease_is_stuck(watched: Watchdog) -> None:
    assert watched.is_stuck(watched.clusters[0])
    HeartbeatFactory(name="work", at=timezone.now() - timedelta(minutes=6))
    assert watched.is_stuck(watched.clusters[0])


def test_a_heartbeat_keeps_it(watched: Watchdog) -> None:
    HeartbeatFactory(name="work", at=timezone.now() - timedelta(minutes=4))
    assert not watched.is_stuck(watched.clusters[0])


def test_a_young_cluster_is_given_its_time(watched: Watchdog) -> None:
    watched.clusters[0].started_at = timezone.now() - timedelta(minutes=4)
    assert not watched.is_stuck(watched.clusters[0])


def test_a_running_claim_or_lane_keeps_it_and_a_dead_owner_does_not(watched: Watchdog) -> None:
    assert watched.clusters[0].process is not None
    later = timezone.now() + timedelta(minutes=10)
    host = claims.me().partition("/")[0]
    document = DocumentFactory(claimed_by=f"{host}/999999999/1", claimed_until=later)
    assert watched.is_stuck(watched.clusters[0])
    document.claimed_by = f"{host}/{watched.clusters[0].process.pid}/"
    document.save()
    assert not watched.is_stuck(watched.clusters[0])
    document.claimed_by = ""
    document.save()
    watched.clusters[0].lease_seen_at = None
    LaneFactory(owner="another-host/1/1", until=later)
    assert not watched.is_stuck(watched.clusters[0])


def test_a_lease_of_the_other_cluster_does_not_keep_it(watched: Watchdog) -> None:
    watched.clusters[1].process = children.start(SLEEPER, cluster=True)
    owner = f"{claims.me().partition('/')[0]}/{watched.clusters[1].process.pid}/"
    LaneFactory(owner=owner, until=timezone.now() + timedelta(minutes=10))
    assert watched.is_stuck(watched.clusters[0])


def test_it_is_stuck_only_when_the_last_lease_ended_five_minutes_ago(watched: Watchdog) -> None:
    watched.clusters[0].lease_seen_at = timezone.now() - timedelta(minutes=4)
    assert not watched.is_stuck(watched.clusters[0])
    watched.clusters[0].lease_seen_at = timezone.now() - timedelta(minutes=6)
    assert watched.is_stuck(watched.clusters[0])


def test_a_stuck_cluster_is_ended_with_its_group_and_an_ended_one_waits_longer_each_time(
    watched: Watchdog, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = watched.clusters[0]
    assert work.process is not None
    stuck = work.process
    monkeypatch.setattr(
        Cluster, "start", lambda self: setattr(self, "process", children.start(["true"], cluster=True))
    )
    watched.look()
    assert stuck.poll() is not None
    assert work.process is None
    waits = []
    for _ in range(3):
        work.start_after = 0
        watched.timing = Timing(check=3600)
        watched.look()
        assert work.process is not None
        work.started_at = timezone.now()
        work.process.wait(timeout=MOST_SECONDS)
        watched.look()
        waits.append(round(work.start_after - time.monotonic()))
    assert waits == [1, 2, 4]


# -- children


def test_a_child_ends_with_its_parent() -> None:
    code = (
        "import os, sys\n"
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'navcleo.settings')\n"
        "from navcleo import children\n"
        f"print(children.start({SLEEPER!r}).pid, flush=True)\n"
        "sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    until(lambda: b"sleep" in Path(f"/proc/{child}/cmdline").read_bytes(), "the child's own command")
    parent.kill()
    parent.communicate()
    until(lambda: not alive([child]), "the end of the child")


def test_end_kills_what_does_not_listen() -> None:
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(600)"
    deaf = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True)
    assert deaf.stdout is not None
    deaf.stdout.readline()
    assert children.end(deaf, 0.05) is False
    assert deaf.returncode == -signal.SIGKILL
    deaf.stdout.close()


@pytest.mark.django_db
def test_prepare_forgets_old_failures_and_lets_the_clock_tick() -> None:
    now = timezone.now()
    for days in (1, 40):
        at = now - timedelta(days=days)
        Task.objects.create(id=str(days), name=str(days), func="x", started=at, stopped=at, success=False)
    worker.prepare()
    assert list(Task.objects.values_list("name", flat=True)) == ["1"]
    assert [row.func() for row in OrmQ.objects.filter(key="clock")] == ["navcleo.tasks.clock"]
