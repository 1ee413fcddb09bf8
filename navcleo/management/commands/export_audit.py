"""`manage.py export_audit`: one row per document, for auditors and spreadsheets."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from audit import queries
from audit.models import Document
from navcleo.management.answering import DONE, Answering

HELP = """\
Writes one row per document to standard output, oldest first, with the keys
id, direction, kind, number, partner, status, quarantine_code, cleo_transmission_id, nav_source, nav_links, mappings, problems,
attempts, received_at, finished_at. `kind` is the set's code (850, 856 ...).

  manage.py export_audit --since 2026-01-01 > audit.jsonl
  manage.py export_audit --format csv > audit.csv          lists as JSON texts; texts that a spreadsheet would run are quoted

Exit code 0.
"""
KEYS = (
    "id", "direction", "kind", "number", "partner", "status", "quarantine_code", "cleo_transmission_id", "nav_source",
    "nav_links", "mappings", "problems", "attempts", "received_at", "finished_at",
)  # fmt: skip
# what spreadsheets take for the beginning of a formula, also behind white space
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BATCH = 500


class Command(Answering):
    """Audit export."""

    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        """From when on, and how."""
        parser.add_argument(
            "--since", type=_date, metavar="DATE", help="YYYY-MM-DD: received on or after that day (UTC)"
        )
        parser.add_argument("--format", choices=["jsonl", "csv"], default="jsonl")

    def work(self, **options: Any) -> int:
        """Write the rows; with --json one object that holds them."""
        rows = _rows(options["since"])
        if self.as_json:
            self.give({"documents": list(rows)})
        elif options["format"] == "csv":
            writer = csv.DictWriter(self.stdout, KEYS, lineterminator="\n")
            writer.writeheader()
            for row in rows:
                writer.writerow({key: _cell(value) for key, value in row.items()})
        else:
            for row in rows:
                self.stdout.write(json.dumps(row, ensure_ascii=False, default=str))
        return DONE


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date: write YYYY-MM-DD") from None


def _rows(since: date | None) -> Iterator[dict[str, Any]]:
    rows = Document.objects.select_related("partner").prefetch_related("links", "attempts").order_by("id")
    if since:
        rows = rows.filter(received_at__gte=datetime.combine(since, time.min, UTC))
    for document in rows.iterator(chunk_size=BATCH):
        facts = queries.facts(document)
        yield {key: facts[key] for key in KEYS}


def _cell(value: object) -> str:
    """A cell: lists and objects as JSON, and a quote before what a spreadsheet would calculate."""
    text = (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)
    )
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
