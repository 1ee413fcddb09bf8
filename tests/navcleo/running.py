"""Runs a command inside the test and gives back exit code and output."""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.core.management import call_command


@dataclass(frozen=True)
class Answer:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON object that it must be."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


def run(name: str, *words: str) -> Answer:
    """Call a command; a CommandError is raised as it is."""
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command(name, *words, stdout=out, stderr=err)
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    return Answer(code, out.getvalue(), err.getvalue())
