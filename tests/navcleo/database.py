"""The test database as child processes of a test reach it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent


def url() -> str:
    """DATABASE_URL of the database that the running test uses."""
    row = connection.settings_dict
    if row["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{row['NAME']}"
    user = ":".join(quote(str(row[name]), safe="") for name in ("USER", "PASSWORD") if row[name])
    return f"postgres://{user}@{row['HOST'] or '127.0.0.1'}:{row['PORT'] or 5432}/{row['NAME']}"


def environment(**changes: str) -> dict[str, str]:
    """The environment of a child that works on the test's database."""
    return {**os.environ, "DATABASE_URL": url(), **changes}


def manage(*words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a command as scripts do, to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
