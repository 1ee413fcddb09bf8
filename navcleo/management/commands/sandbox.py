"""`manage.py sandbox`: NAV, Entra and Cleo played on loopback, with suppliers that answer."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from navcleo.management.answering import Answering

HELP = """\
Starts the sandbox in the foreground and prints its addresses and credentials as one JSON line when it listens. Ctrl-C or
SIGTERM ends it.

  manage.py sandbox                             on any free port, books in memory
  manage.py sandbox --port 8070 --state FILE    books that survive
"""
# option -> help; those with a value, and flags
VALUES = {
    "--state": "file that keeps the books; without it they live in memory",
    "--seed": "small or full (default): how much there is in empty books",
    "--orders": "how many released orders to begin with",
    "--nav-version": "below 24: a receipt without an invoice answers the phantom 400",
    "--speed": "suppliers answer this many times faster",
}
FLAGS = {
    "--reset": "begin with empty books",
    "--no-suppliers": "nobody answers an order",
    "--exit-with-parent": "end when standard input closes",
}


class Command(Answering):
    """The sandbox."""

    help = HELP
    json_option = False
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The port, and what the sandbox takes."""
        parser.add_argument("--port", type=int, default=0, help="0 = any free one")
        for option, text in VALUES.items():
            parser.add_argument(option, help=text)
        for option, text in FLAGS.items():
            parser.add_argument(option, action="store_true", help=text)

    def work(self, **options: Any) -> int:
        """Become the sandbox: a process of its own that shares nothing with this program."""
        if options["state"]:
            options["state"] = str(Path(options["state"]).resolve())
        command = [sys.executable, "-m", "sandbox", "--port", str(options["port"])]
        for option in VALUES:
            value = options[option[2:].replace("-", "_")]
            command += [option, value] if value else []
        command += [option for option in FLAGS if options[option[2:].replace("-", "_")]]
        os.chdir(settings.BASE_DIR)
        os.execv(command[0], command)  # noqa: S606 - our own interpreter
