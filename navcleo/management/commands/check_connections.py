"""`manage.py check_connections`: logs in to both sides and says what works and what to mend."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from navcleo import connection_test
from navcleo.management.answering import DONE, NOT_DONE, Answering, add_name, chosen

HELP = """\
Logs in to NAV and Cleo, names the company, counts vendors, items and dimensions, finds the folders, says which optional
abilities this NAV offers, and for each failure what to mend. Changes nothing at either side.

ok = works; NOT = must be mended; opt = works without it: a page service that the Connection names and NAV does not have.

A login that was refused before is tried again: this is how a stopped Connection is set going after a new secret.

Exit code: 0 everything works ("opt" is no failure), 1 something does not.
"""


class Command(Answering):
    """Test connection."""

    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which Connection."""
        add_name(parser)

    def work(self, **options: Any) -> int:
        """Test one Connection after the other."""
        answers = []
        for connection in chosen(options["name"], inactive=bool(options["name"])):
            self.say(f"{connection.name} ({connection.get_environment_display()}):")
            found = connection_test.test(connection)
            for finding in found:
                self.say(f"  {_mark(finding)} {finding.side}: {finding.text}")
                if finding.mend:
                    self.say(f"      to mend: {finding.mend}")
            works = all(finding.ok for finding in found)
            answers.append(
                {"connection": connection.name, "ok": works, "findings": [asdict(one) for one in found]}
            )
        fine = all(answer["ok"] for answer in answers)
        if self.as_json:
            self.give({"ok": fine, "connections": answers})
        return DONE if fine else NOT_DONE


def _mark(finding: connection_test.Finding) -> str:
    if finding.is_optional:
        return "opt"
    return "ok " if finding.ok else "NOT"
