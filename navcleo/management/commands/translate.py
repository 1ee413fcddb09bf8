"""`manage.py translate`: what a file reads as, offline."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from edi import json_schemas, reading
from edi.errors import EdiError
from edi.pdf.judging import CODE, fields_of, name_of
from edi.plain import to_plain
from edi.problems import Problem
from edi.read_sets import Reading, ReadSet
from navcleo.management import tables
from navcleo.management.answering import DONE, NOT_DONE, WRONG_USAGE, Answering

HELP = """\
Shows what a file reads as (X12, our JSON, XML or PDF, told apart by content), with everything found wrong in it. Needs no
database, no Connection and no network.

  manage.py translate FILE              for people; - reads standard input
  manage.py translate FILE --json       {"documents": [{"kind", "number", ...}], "problems": [{"code", "severity", "place", "text"}]}
  manage.py translate --schema [KIND]   the JSON Schema of our JSON documents, of one kind (810, 850, 856 ...) or of all

What --json says of a file can be read again as our JSON. Of a PDF that waits for a person it has "read" too: each value
with what is printed, and whether it is in doubt.

Exit code: 0 read (problems that do not stop it are shown), 1 refused with a named problem, 2 wrong usage.
"""


class Command(Answering):
    """Translation."""

    help = HELP
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, or the kind of document."""
        parser.add_argument("file", metavar="FILE", nargs="?", help="- = standard input")
        parser.add_argument("--schema", metavar="KIND", nargs="?", const="", help="print the JSON Schema")

    def work(self, **options: Any) -> int:
        """Read and show."""
        if options["schema"] is not None:
            return self._show_schema(options["schema"])
        if not options["file"]:
            return self._wrong_usage("Name a file, or - for standard input.")
        try:
            content = (
                sys.stdin.buffer.read() if options["file"] == "-" else Path(options["file"]).read_bytes()
            )
        except OSError as error:
            return self._wrong_usage(f"{options['file']}: {error.strerror or error}")
        documents, problems, read = translate(content)
        if self.as_json:
            self.give({"documents": documents, "problems": problems} | ({"read": read} if read else {}))
        page = [{name: value for name, value in row.items() if name != "path"} for row in read]
        for document in [*documents, *([{"read from the page": page}] if page else [])]:
            self.say("\n".join(tables.lines_of(document)))
            self.say()
        for problem in problems:
            self.say(
                f"{problem['severity']}: {problem['code']} at {problem['place'] or 'the file'}: {problem['text']}"
            )
        self.say(f"{len(documents)} documents, {len(problems)} problems")
        refused = not documents or any(problem["severity"] == "error" for problem in problems)
        return NOT_DONE if refused else DONE

    def _show_schema(self, kind: str) -> int:
        if kind and kind not in json_schemas.KINDS:
            return self._wrong_usage(f"There is no kind {kind!r}. Known: {', '.join(json_schemas.KINDS)}.")
        self.give(json_schemas.schema(kind))
        return DONE

    def _wrong_usage(self, text: str) -> int:
        if self.as_json:
            self.give({"documents": [], "problems": [], "error": text})
        else:
            self.stderr.write(text)
        return WRONG_USAGE


def translate(content: bytes) -> tuple[list[dict[str, Any]], list[dict[str, str]], list[dict[str, Any]]]:
    """Documents and problems of a file as plain data, and what was read of pages that wait for a person; a file that cannot
    be read gives its one named problem."""
    try:
        result = reading.read(content)
    except EdiError as error:
        return [], [_plain(Problem(error.code, error.text, error.place))], []
    documents = [to_plain(part.document) for part in result.sets if part.document is not None]
    return documents, _problems(result), [row for part in result.sets for row in _read(part)]


def _read(part: ReadSet) -> list[dict[str, Any]]:
    """The values that were read of a page, where one of them waits."""
    doubts = {problem.place for problem in part.problems if problem.code == CODE}
    fields = fields_of(part.field_places) if doubts else ()
    return [
        {
            "field": name_of(one.path),
            "path": one.path,
            "value": one.value,
            "printed": one.text,
            "in_doubt": one.path in doubts,
        }
        for one in fields
    ]


def _problems(result: Reading) -> list[dict[str, str]]:
    """What reading forgave in the file, then the problems of the file and of its sets, each with the set's position where
    there are several."""
    many = len(result.sets) > 1
    found = [_plain(Problem("forgiven", text, severity="finding")) for text in result.findings]
    found += [_plain(problem) for problem in result.problems]
    for part in result.sets:
        found += [_plain(problem, f"set {part.position}: " if many else "") for problem in part.problems]
    return found


def _plain(problem: Problem, before: str = "") -> dict[str, str]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "place": f"{before}{problem.place}",
        "text": problem.text,
    }
