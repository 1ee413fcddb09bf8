"""The two queue clusters under a watchdog: ended ones come back, stuck ones are restarted, working ones never (booking rule 6.3).

django-q2's own guard does not notice a cluster whose queue lock died with a worker, and orphans go on working: both are
handled here, by heartbeats, by leases, and by killing whole process groups.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django_q.models import Task

from audit import claims
from audit.models import Document, Heartbeat, Lane
from navcleo import children, cluster, jobs, schedules

log = logging.getLogger(__name__)
KEEP_FAILURES = timedelta(days=30)
LONGEST_BACK_OFF = 60.0


@dataclass(frozen=True)
class Timing:
    """Seconds: `quiet` without heartbeat and lease means stuck; `grace` for the work in hand when stopping; `look` between
    two looks at the processes, `check` between two at the database."""

    quiet: float = 300
    grace: float = 120
    stuck_grace: float = 20
    look: float = 0.5
    check: float = 10
    first_back_off: float = 1


@dataclass
class Cluster:
    """One qcluster process with its group."""

    name: str
    process: subprocess.Popen[bytes] | None = None
    started_at: datetime = field(default_factory=timezone.now)
    lease_seen_at: datetime | None = None
    failures: int = 0
    start_after: float = 0.0

    def start(self) -> None:
        """Start it in a process group of its own."""
        command = [sys.executable, "-m", "navcleo.cluster", self.name, str(os.getpid())]
        self.process = children.start(command, cluster=True)
        self.started_at, self.lease_seen_at = timezone.now(), None

    @property
    def group(self) -> int | None:
        """The id of its process group."""
        return self.process.pid if self.process else None


class Watchdog:
    """Starts the clusters and looks after them until told to stop."""

    def __init__(self, timing: Timing | None = None, say: Callable[[str], Any] = log.warning) -> None:
        self.timing = timing or Timing()
        self.clusters = [Cluster(name) for name in cluster.NAMES]
        self._say = say
        self._stops = 0
        self._checked = 0.0

    def run(self) -> int:
        """Watch until SIGTERM or SIGINT; returns the exit code. A second signal does not wait for the work in hand."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        prepare()
        try:
            while not self._stops:
                self.look()
                time.sleep(self.timing.look)
        finally:
            self.end()
        return 0

    def _stop(self, *_: Any) -> None:
        self._stops += 1

    def look(self) -> None:
        """One look: start what is to be started, replace what ended, restart what is stuck."""
        for one in self.clusters:
            if one.process is None:
                if time.monotonic() >= one.start_after:
                    one.start()
                    self._say(f"cluster {one.name} started, process {one.group}")
            elif one.process.poll() is not None:
                self._replace(one)
        if time.monotonic() - self._checked < self.timing.check:
            return
        self._checked = time.monotonic()
        for one in self.clusters:
            if one.process is not None and self.is_stuck(one):
                self._say(
                    f"cluster {one.name}: no heartbeat and no lease for {self.timing.quiet:g} s; restarting it"
                )
                children.end(one.process, self.timing.stuck_grace)
                one.process = None

    def _replace(self, one: Cluster) -> None:
        """An ended cluster: what is left of its group goes, and it is started again after a while that grows."""
        assert one.process is not None
        children.kill_group(one.process)
        ran = (timezone.now() - one.started_at).total_seconds()
        one.failures = 0 if ran > LONGEST_BACK_OFF else one.failures + 1
        wait = min(self.timing.first_back_off * 2 ** min(max(one.failures - 1, 0), 10), LONGEST_BACK_OFF)
        one.start_after = time.monotonic() + wait
        self._say(f"cluster {one.name} ended with {one.process.returncode}; starts again in {wait:g} s")
        one.process = None

    def is_stuck(self, one: Cluster) -> bool:
        """True when heartbeat and leases have both stopped for the quiet time. Without the database nobody can tell."""
        now = timezone.now()
        quiet = timedelta(seconds=self.timing.quiet)
        try:
            close_old_connections()
            beat = Heartbeat.objects.filter(name=one.name).values_list("at", flat=True).first()
            if lease_held(
                {other.process.pid for other in self.clusters if other is not one and other.process}
            ):
                one.lease_seen_at = now
        except DatabaseError as error:
            log.warning("the database does not answer: %s: %s", type(error).__name__, error)
            return False
        signs = [one.started_at, *(sign for sign in (beat, one.lease_seen_at) if sign)]
        return now - max(signs) >= quiet

    def end(self) -> None:
        """Ask all clusters to end, give the work in hand its time, then kill what is left."""
        running = [one.process for one in self.clusters if one.process is not None]
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        until = time.monotonic() + self.timing.grace
        while (
            any(process.poll() is None for process in running)
            and time.monotonic() < until
            and self._stops < 2
        ):
            time.sleep(0.1)
        for process in running:
            children.kill_group(process)
            process.wait()
        self._say("both clusters ended")


def prepare() -> None:
    """Write the schedule, forget old failures of the queue, and let the clock tick at once."""
    schedules.sync()
    Task.objects.filter(success=False, stopped__lt=timezone.now() - KEEP_FAILURES).delete()
    jobs.enqueue("clock")


def lease_held(others: set[int]) -> bool:
    """True while a claim or lane runs that is not held by a dead process, nor by one of the `others` (process groups)."""
    now = timezone.now()
    owners = [
        *Document.objects.filter(claimed_until__gt=now)
        .exclude(claimed_by="")
        .values_list("claimed_by", flat=True),
        *Lane.objects.filter(until__gt=now).exclude(owner="").values_list("owner", flat=True),
    ]
    return any(claims.lives(owner) and group_of(owner) not in others for owner in owners)


def group_of(owner: str) -> int | None:
    """The process group of an owner on this host; None elsewhere or where it has ended."""
    host, _, rest = owner.partition("/")
    pid = rest.partition("/")[0]
    if host != claims.me().partition("/")[0] or not pid.isdigit():
        return None
    try:
        return os.getpgid(int(pid))
    except (ProcessLookupError, PermissionError):
        return None


def manage(*words: str) -> list[str]:
    """The command line of one of our commands."""
    return [sys.executable, str(Path(__file__).resolve().parent.parent / "manage.py"), *words]
