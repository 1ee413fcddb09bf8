"""What all commands share: an exit code, one JSON object on demand, sentences instead of tracebacks (architecture, section 9)."""

from __future__ import annotations

import getpass
import json
import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, DjangoHelpFormatter
from django.db import DatabaseError
from tqdm import tqdm

from connectors.errors import ConnectorError
from connectors.models import Connection
from connectors.secrets import UnreadableSecret

DONE, NOT_DONE, WRONG_USAGE, BUSY = 0, 1, 2, 3


class _Help(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Django's own options last, and the line breaks of the text kept: it holds examples."""


class Answering(BaseCommand):
    """A command whose `work` returns an exit code. With `--json` it says one JSON object and nothing else, also when it
    fails: {"ok": false, "error": sentence}."""

    json_option = True

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Add `--json`, and show the help text as it is written."""
        kwargs.setdefault("formatter_class", _Help)
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if self.json_option:
            parser.add_argument(
                "--json", action="store_true", help="one JSON object on standard output, nothing else"
            )
        return parser

    def handle(self, *args: Any, **options: Any) -> None:
        """Run `work` and leave with its exit code."""
        self.as_json = bool(options.get("json"))
        try:
            code = self.work(**options)
        except ConnectorError as error:
            code = self._refuse(str(error))
        except UnreadableSecret as error:
            code = self._refuse(f"{error} Set FERNET_KEYS to the keys that the secrets were stored with.")
        except DatabaseError as error:
            code = self._refuse(
                f"The database refuses: {str(error).strip()}. Is it up, and has `make setup` been run?"
            )
        except BrokenPipeError:
            # whoever read our output has enough (| head); nothing more can be said there
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = NOT_DONE
        except CommandError as error:
            if not self.as_json:
                raise
            code = self._refuse(str(error), error.returncode)
        if code:
            sys.exit(code)

    def work(self, **options: Any) -> int:
        """Do it; return the exit code."""
        raise NotImplementedError

    def _refuse(self, text: str, code: int = NOT_DONE) -> int:
        if self.as_json:
            self.give({"ok": False, "error": text})
        else:
            self.stderr.write(self.style.ERROR(text))
        return code

    def give(self, value: dict[str, Any]) -> None:
        """Print the one JSON object."""
        self.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, default=str))

    def say(self, text: str = "") -> None:
        """Print a line for people; silent with `--json`."""
        if not self.as_json:
            self.stdout.write(text)

    @contextmanager
    def bar(self, title: str, unit: str) -> Iterator[tqdm[Any]]:
        """A progress bar on standard error; silent where nobody watches and with `--json`."""
        hidden = self.as_json or not sys.stderr.isatty()
        with tqdm(desc=title, unit=f" {unit}", disable=hidden, file=sys.stderr, leave=False) as shown:
            yield shown


def stepping(bar: tqdm[Any]) -> Callable[[object], None]:
    """What a poll or processing calls with each thing that it takes: one step of the bar."""

    def step(what: object) -> None:
        bar.set_postfix_str(str(what)[:40], refresh=False)
        bar.update()

    return step


def add_name(parser: ArgumentParser) -> None:
    """The optional NAME of a Connection."""
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="of the Connection; all active ones when left out"
    )


def chosen(name: str | None, *, inactive: bool = False) -> list[Connection]:
    """The Connection of that name, or all active ones. Raises CommandError where there is none."""
    rows = Connection.objects.all() if inactive else Connection.objects.active()
    found = list(rows.filter(name=name) if name else rows)
    if found:
        return found
    if name and Connection.objects.filter(name=name).exists():
        raise CommandError(f"Connection {name!r} is not active.")
    known = (
        ", ".join(repr(row.name) for row in Connection.objects.active())
        or "none; `manage.py add_connection` makes one"
    )
    raise CommandError(
        f"There is no Connection {name!r}. Active: {known}." if name else f"No active Connection: {known}."
    )


def actor() -> str:
    """Who runs this command, for the audit trail."""
    try:
        return f"command line ({getpass.getuser()})"
    except (KeyError, OSError):
        return "command line"


def counted(counts: Iterable[tuple[str, int]]) -> str:
    """Counts in one line: '12 taken, 3 draft'; '' where all are zero."""
    return ", ".join(f"{number} {str(word).replace('_', ' ')}" for word, number in counts if number)
