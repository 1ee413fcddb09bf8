"""`manage.py demo`: what `make demo` runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from navcleo import demo, demo_counts, polls
from navcleo.demo_sandbox import DidNotStart, InUse, Played
from navcleo.management.answering import DONE, NOT_DONE, Answering

HELP = """\
One whole circle against the sandbox: syncs mappings, sends released orders and posted invoices, lets the suppliers answer,
books ship notices and invoices, and compares what we counted with the sandbox's own books. A second run on the same state
books nothing twice and says so. Needs no network. Keeps its state in var/demo; the Connection is called "demo".

Exit code: 0 both sides agree and nothing was booked twice, 1 otherwise.
"""


class Command(Answering):
    """The demo."""

    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where, and how much."""
        parser.add_argument("--directory", type=Path, default=demo.directory(), help="the sandbox's books")
        parser.add_argument(
            "--seed", choices=["small", "full"], default="full", help="how much there is in new books"
        )
        parser.add_argument(
            "--fresh", action="store_true", help="begin with new books; the old Connection is retired"
        )

    def work(self, **options: Any) -> int:
        """Start the sandbox, run the circle, compare."""
        home = options["directory"].resolve()
        try:
            demo.refuse_real_data()
            demo.hurry()
            row = None if options["fresh"] else demo.known(home)
            sandbox = Played(home, seed=options["seed"], port=demo.last_port(row))
            sandbox.take()
            if row is None:
                demo.begin_anew(sandbox)
            with sandbox:
                return self._run(sandbox, row, home)
        except (demo.NotHere, demo.Failed, InUse, DidNotStart, polls.Busy) as error:
            raise CommandError(str(error)) from error

    def _run(self, sandbox: Played, row: Any, home: Path) -> int:
        self.say(f"sandbox: NAV, Entra and Cleo are played on {sandbox.info['url']}")
        before = demo_counts.read_books(sandbox) if row else None
        known = demo.documents(row) if row else 0
        connection = demo.connect(sandbox, row)
        password = demo.ensure_user(home)
        demo.circle(connection, sandbox, self.say)
        after = demo_counts.read_books(sandbox)
        lines = demo_counts.compare(connection, after)
        repeated = demo.second_run(before, after)
        agree = all(line.agrees for line in lines) and not after.twice
        self._show(lines)
        for text in after.twice:
            self.say(f"BOOKED TWICE: {text}")
        self.say(
            "Both sides agree; nothing stands twice in the books." if agree else "The two sides do NOT agree."
        )
        for text in repeated:
            self.say(f"{text} {known} documents were known before, {demo.documents(connection)} are now.")
        self._show_open(connection, home, password)
        if self.as_json:
            self.give(
                {
                    "ok": agree,
                    "second_run": before is not None,
                    "lines": [{"name": one.name, "here": one.ours, "sandbox": one.theirs} for one in lines],
                    "booked_twice": after.twice,
                    "known_before": known,
                    "known_now": demo.documents(connection),
                    "quarantine": demo.causes(connection),
                }
            )
        return DONE if agree else NOT_DONE

    def _show(self, lines: list[demo_counts.Line]) -> None:
        self.say()
        self.say(f"{'':<15}{'here':>6}{'sandbox':>9}")
        for line in lines:
            mark = "" if line.agrees else "  <-- differs"
            self.say(f"{line.name:<15}{line.ours:>6}{line.theirs:>9}   {line.what}{mark}")
        self.say()

    def _show_open(self, connection: Any, home: Path, password: str | None) -> None:
        causes = demo.causes(connection)
        if causes:
            self.say("In quarantine, and what to do:")
        for text in causes:
            self.say(f"  {text}")
        for vendor in demo_counts.waiting_vendors(connection):
            self.say(f"Waits for a decision: is vendor {vendor} on EDI?")
        self.say()
        self.say("Open it: make serve, then http://127.0.0.1:8000/")
        where = demo.login_file(home)
        if password:
            self.say(f"  user {demo.USER}, password {password} (shown once; kept in {where})")
        elif where.exists():
            self.say(f"  user {demo.USER}; the password stands in {where}")
        else:
            self.say(f"  user {demo.USER}; for a new password: manage.py changepassword {demo.USER}")
