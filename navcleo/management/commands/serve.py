"""`manage.py serve`: what `make serve` runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from navcleo import demo
from navcleo.demo_sandbox import DidNotStart, InUse
from navcleo.management.answering import Answering
from navcleo.serving import PortTaken, Serving

HELP = """\
Runs the web process and the worker together, and the sandbox with them where `make demo` has made its Connection. Prints
the addresses; Ctrl-C stops everything. For a trial on one machine: in production gunicorn and `manage.py worker` are
services of their own.
"""


class Command(Answering):
    """Everything at once."""

    help = HELP
    json_option = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the web process listens."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--directory", type=Path, default=demo.directory(), help="the demo's books")

    def work(self, **options: Any) -> int:
        """Serve until told to stop."""
        home = options["directory"].resolve()
        try:
            return Serving(home, host=options["host"], port=options["port"], say=self._tell).run()
        except (InUse, DidNotStart, PortTaken, demo.NotHere) as error:
            raise CommandError(str(error)) from error

    def _tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
