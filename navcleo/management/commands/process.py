"""`manage.py process`: works off every document that is due."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from audit import claims
from navcleo import foreground
from navcleo.management.answering import DONE, Answering, add_name, chosen, counted, stepping

HELP = """\
Works off every document that is due, in the foreground, and stops. The worker does the same by itself.

  manage.py process           what is due now
  manage.py process --now     also what waits for a retry (not what waits for NAV's settle time: that wait is the proof)

Several may run at once, beside the worker: documents are claimed, never shared. Exit code 0; quarantine is no failure.
"""


class Command(Answering):
    """Processing."""

    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which documents."""
        add_name(parser)
        parser.add_argument("--now", action="store_true", help="also what waits for a retry")

    def work(self, **options: Any) -> int:
        """Claim, work, repeat."""
        connection = chosen(options["name"])[0].pk if options["name"] else None
        swept = claims.sweep()
        with self.bar("processing", "documents") as bar:
            counts = foreground.work_off(connection, include_retries=options["now"], progress=stepping(bar))
        left = foreground.unfinished(connection)
        if self.as_json:
            self.give(
                {"ok": True, "documents": dict(counts), "unfinished": left, "stale_claims_cleared": swept}
            )
        self.say(f"processed: {counted(counts.items()) or 'nothing was due'}")
        if left:
            self.say(f"not finished: {counted(left.items())}")
        return DONE
