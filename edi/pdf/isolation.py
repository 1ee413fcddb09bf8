"""Opening a PDF in a process of its own: what hangs, crashes or eats memory there is a refusal here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from edi.errors import EdiError, Unreadable
from edi.pdf.limits import Limits
from edi.pdf.recognition import RecognitionMissing

_ROOT = Path(__file__).resolve().parents[2]
_KINDS: dict[str, type[EdiError]] = {"RecognitionMissing": RecognitionMissing, "Unreadable": Unreadable}
_ADVICE = "Ask the sender for another PDF, or enter the invoice by hand."


def words(content: bytes, limits: Limits | None = None, *, only_pages: bool = False) -> dict[str, Any]:
    """`edi.pdf.reader.words` in a process of its own. Raises EdiError."""
    return _answer(_run(["pages" if only_pages else "words"], content, limits or Limits()))


def picture(content: bytes, number: int, *, dots_per_inch: int = 110, angle: float = 0.0) -> bytes:
    """Page `number` (from 1) as PNG, made in a process of its own. Raises EdiError."""
    answer = _run(["picture", str(number), str(dots_per_inch), str(angle)], content, Limits(seconds=30))
    if answer[:1] == b"{":
        _answer(answer)
    return answer


def _run(arguments: list[str], content: bytes, limits: Limits) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "edi.pdf.reader", *arguments],
            input=content,
            capture_output=True,
            timeout=limits.seconds,
            cwd=_ROOT,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(
            f"Reading the PDF took more than {limits.seconds} seconds and was stopped. {_ADVICE}"
        ) from error
    if done.returncode != 0:
        last = done.stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1][:200]
        why = (
            "more memory than it may"
            if "MemoryError" in last or "alloc" in last
            else f"code {done.returncode}, {last or 'no word why'}"
        )
        raise Unreadable(f"Reading the PDF ended early ({why}). {_ADVICE}")
    return done.stdout


def _environment() -> dict[str, str]:
    """Nothing of ours but the way to Python: no keys, no database; one thread."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in {"PATH", "LANG", "LC_ALL"} or name.startswith("OPENBLAS_")
    }
    return kept | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _answer(answer: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer)
    if error := found.get("error"):
        raise _KINDS.get(error["kind"], EdiError)(error["text"], code=error["code"])
    return found
