"""Write docs/samples.md: how each public sample beside the checkout ends, read with so many lines or refused by name."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from edi.errors import EdiError
from edi.problems import Problem
from edi.reading import ReadSet, read

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "samples"
PAGE = ROOT / "docs" / "samples.md"
# what is wrong with the file, not with the business in it
REFUSALS = frozenset({"envelope_mismatch", "unsupported_set", "unreadable"})
HEAD = """# What was read of public samples

Files that others published, not part of this repository; their names tell whose they are. *Valid* is what their own counts and
control numbers say. Made by `.venv/bin/python -m tools.sample_table` where the samples lie beside the checkout; a test holds this
page against it.

| Sample | Valid | Outcome |
|---|---|---|
"""


def rows() -> list[dict[str, str]]:
    """The rows of the index; [] where there are no samples."""
    index = SAMPLES / "INDEX.tsv"
    if not index.is_file():
        return []
    with index.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def outcome(content: bytes) -> str:
    """Every set as read, or the refusal by its code."""
    try:
        reading = read(content)
    except EdiError as error:
        return f"refused: `{error.code}`, {_cell(error.text)}"
    return "; ".join(dict.fromkeys(_of_set(one) for one in reading.sets)) or "nothing in it"


def _of_set(one: ReadSet) -> str:
    errors = [problem for problem in one.problems if problem.severity == "error"]
    if one.document is None or any(problem.code in REFUSALS for problem in errors):
        return _refused(one.code, errors)
    text = " ".join([one.code, "read:", ", ".join(_facts(one.document))])
    return f"{text}; stops before booking: `{errors[0].code}`, {_cell(errors[0].text)}" if errors else text


def _refused(code: str, errors: list[Problem]) -> str:
    first = errors[0] if errors else Problem("unsupported_set", "not read")
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{code} refused: `{first.code}`, {_cell(first.text)}{more}"


def _facts(document: Any) -> Iterator[str]:
    # any kind of document: what it has of lines, orders, sets and total
    lines = getattr(document, "lines", None)
    if lines is None and hasattr(document, "orders"):
        lines = [line for order in document.orders for line in order.lines]
    if lines is None and hasattr(document, "sets"):
        yield f"{len(document.sets)} sets, {document.status}"
    if lines is not None:
        yield f"{len(lines)} line{'' if len(lines) == 1 else 's'}"
    total = getattr(document, "total", None)
    if total is not None:
        yield f"total {total:.2f}"


def _cell(text: str) -> str:
    """Words of one table cell: the first sentence, without what would end the cell."""
    return " ".join(text.replace("|", "/").split()).split(". ")[0].rstrip(".")[:140]


def page() -> str:
    """The whole page."""
    lines = [
        f"| {row['file']} | {row['valid']} | {outcome((SAMPLES / row['file']).read_bytes())} |"
        for row in rows()
    ]
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    """Command line: exit 0 written, 1 no samples."""
    argparse.ArgumentParser(prog="python -m tools.sample_table", description=__doc__).parse_args()
    if not rows():
        sys.stderr.write(f"no samples at {SAMPLES}\n")
        return 1
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE} written, {len(rows())} samples\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
