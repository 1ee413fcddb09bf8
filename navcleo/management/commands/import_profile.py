"""`manage.py import_profile`: a partner's profile from JSON, shown as changes, then applied."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from connectors.models import Connection
from navcleo import profile_files
from navcleo.management.answering import DONE, NOT_DONE, WRONG_USAGE, Answering, actor, chosen

HELP = """\
Reads a profile that export_profile or the admin has written, says what it changes, and applies it. The partner of the same
interchange id is changed, or a new one is made; sets, names, units and charges that are not in the file's lists end.

  manage.py import_profile acme.json --dry-run       what would change; changes nothing
  manage.py import_profile acme.json --connection "Main company"

Exit code: 0 applied (dry run: could be), 1 refused with every fault named, 2 wrong usage.
"""


class Command(Answering):
    """Import."""

    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, for which Connection."""
        parser.add_argument("file", metavar="FILE", help="- reads standard input")
        parser.add_argument(
            "--connection", default="", help="name of the Connection, where there are several"
        )
        parser.add_argument("--dry-run", action="store_true", help="show what would change; change nothing")

    def work(self, **options: Any) -> int:
        """Read, plan, say, apply."""
        connection = _connection(options["connection"])
        try:
            made = profile_files.plan(connection, profile_files.read(_text(options["file"])))
        except profile_files.Refused as refused:
            return self._refuse(str(refused))
        for change in made.changes:
            self.say(f"{change.where} {change.field}: {change.before or '-'} → {change.after or '-'}")
        if not made.faults and not options["dry_run"]:
            profile_files.apply(made, actor())
        for fault in made.faults:
            self.say(f"error: {fault}")
        done = not made.faults and not options["dry_run"]
        self.say(f"{made.partner}: {len(made.changes)} changes{'' if done else ', nothing was changed'}")
        if self.as_json:
            self.give(
                {
                    "ok": not made.faults,
                    "dry_run": options["dry_run"],
                    "partner": str(made.partner),
                    "changes": [asdict(change) for change in made.changes],
                    "faults": made.faults,
                }
            )
        return NOT_DONE if made.faults else DONE


def _connection(name: str) -> Connection:
    rows = chosen(name or None)
    if len(rows) > 1:
        raise CommandError(
            "There are several Connections: name one with --connection.", returncode=WRONG_USAGE
        )
    return rows[0]


def _text(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name}: {error}", returncode=WRONG_USAGE) from error
