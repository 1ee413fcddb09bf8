"""`manage.py sync_mappings`: vendors, items, units, locations and dimensions of NAV into the mappings."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from navcleo import polls
from navcleo.management.answering import (
    BUSY,
    DONE,
    NOT_DONE,
    Answering,
    actor,
    add_name,
    chosen,
    counted,
    stepping,
)

HELP = """\
Reads vendors, items, units, locations, dimensions and their values from NAV into the mappings. What people mapped by hand
stays; what vanished or was blocked in NAV is marked; documents that waited for a mapping go on.

Exit code: 0 done, 1 not done, 3 another poll or sync of the same NAV user is running already.
"""


class Command(Answering):
    """Mapping sync."""

    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which Connection."""
        add_name(parser)

    def work(self, **options: Any) -> int:
        """Sync one Connection after the other."""
        code, answers = DONE, []
        for connection in chosen(options["name"]):
            answer: dict[str, Any] = {
                "connection": connection.name,
                "state": "done",
                "counts": {},
                "error": "",
            }
            try:
                with self.bar(f"{connection.name}: sync", "lists") as bar:
                    run, failure = polls.run(connection, "sync", actor=actor(), progress=stepping(bar))
                answer["counts"] = run.counts
                if failure:
                    answer |= {"state": "failed", "error": str(failure)}
                    code = NOT_DONE
            except polls.Busy as busy:
                answer |= {"state": "busy", "error": str(busy)}
                code = code or BUSY
            said = answer["error"] or counted(answer["counts"].items()) or "nothing found"
            self.say(f"{connection.name}: sync {answer['state']}: {said}")
            answers.append(answer)
        if self.as_json:
            self.give({"ok": code == DONE, "connections": answers})
        return code
