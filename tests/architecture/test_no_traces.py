"""Nothing of the machine it was written on, of package registries or of secrets gets into the project."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.source_tree import ROOT, project_files

# put together from pieces, so that this file does not find itself
FORBIDDEN = [
    "/" + "work/(main|shared|brief)",
    "/" + "tmp/brief",
    "/" + "root/",
    "py" + r"pi\.",
    "python" + "hosted",
    "index" + r"[-_]url\s*[=:]",
    "sub" + "agent",
    "anthro" + "pic",
    "cla" + "ude",
    r"\bTO" + r"DO\b",
    r"\bFIX" + r"ME\b",
    "BEGIN (RSA |EC |OPENSSH )?PRIVATE" + " KEY",
]
PATTERN = re.compile("|".join(FORBIDDEN), re.IGNORECASE)


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def test_no_file_holds_what_must_not_leave_the_workplace() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in project_files()
        for number, line in enumerate((_text(path) or "").splitlines(), start=1)
        if PATTERN.search(line)
    ]
    assert found == []


def test_no_local_settings_or_databases_are_in_the_project() -> None:
    names = [path.relative_to(ROOT).as_posix() for path in project_files()]
    assert [name for name in names if name == ".env" or ".sqlite3" in name or name.startswith(".venv")] == []
