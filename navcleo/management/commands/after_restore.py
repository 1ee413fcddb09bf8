"""`manage.py after_restore`: what must be done once when a backup was restored, before the worker starts."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from navcleo import polls, restoring
from navcleo.management.answering import BUSY, DONE, Answering, actor, add_name, chosen, counted, stepping

HELP = """\
After a backup was restored, with the worker still off: sets every control number forward, and records all orders and posted
invoices that NAV has now and that would leave as known, without sending them (some of them may have left after the backup
was made). Release those that have not from the Connection's preview. docs/runbook.md, "Restoring a backup", has the whole order.

Exit code: 0 done, 1 not done, 3 a poll or sync of the same NAV user is running.
"""


class Command(Answering):
    """Make a restored database safe to start."""

    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which Connection, why, and how far."""
        add_name(parser)
        parser.add_argument("--reason", required=True, help="goes into the audit trail")
        parser.add_argument(
            "--advance",
            type=int,
            default=1000,
            metavar="N",
            help="set control numbers forward by N (default 1000)",
        )

    def work(self, **options: Any) -> int:
        """Control numbers first, then each Connection."""
        moved = restoring.advance(options["advance"], actor=actor())
        self.say(f"{moved} control numbers set forward by {options['advance']}")
        answers: list[dict[str, Any]] = []
        for connection in chosen(options["name"]):
            try:
                with self.bar(f"{connection.name}: NAV", "records") as bar, polls.visit(connection):
                    counts = restoring.remember(
                        connection, actor=actor(), reason=options["reason"], progress=stepping(bar)
                    )
            except polls.Busy as busy:
                return self._refuse(str(busy), BUSY)
            said = counted(counts.items()) or "nothing that would leave"
            self.say(f"{connection.name}: known and not sent: {said}")
            answers.append({"connection": connection.name, "known": dict(counts)})
        if self.as_json:
            self.give({"ok": True, "control_numbers": moved, "connections": answers})
        return DONE
