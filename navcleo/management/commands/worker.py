"""`manage.py worker`: the two queue clusters under their watchdog."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from navcleo.management.answering import Answering
from navcleo.worker import Timing, Watchdog

HELP = """\
Runs the two queue clusters, `work` (documents) and `clock` (polls, syncs, sweeps, heartbeat), under a watchdog that starts
an ended cluster again and restarts a stuck one: no heartbeat and no lease for five minutes.

Run it as a service with "restart always", on one or several hosts. SIGTERM or Ctrl-C lets the documents in hand finish;
a second one does not wait. Being killed loses nothing: claims of dead processes are taken over.
"""


class Command(Answering):
    """The worker."""

    help = HELP
    json_option = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Times of the watchdog."""
        times = Timing()
        parser.add_argument(
            "--quiet", type=float, default=times.quiet, help="seconds without a sign of life = stuck"
        )
        parser.add_argument(
            "--grace", type=float, default=times.grace, help="seconds for the work in hand when stopping"
        )

    def work(self, **options: Any) -> int:
        """Watch until told to stop."""
        check = min(Timing().check, options["quiet"] / 4)
        return Watchdog(Timing(quiet=options["quiet"], grace=options["grace"], check=check), self._tell).run()

    def _tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
