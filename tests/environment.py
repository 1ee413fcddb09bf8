"""Settings of a test run, put into the environment before Django reads them (loaded with `-p tests.environment`)."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

# fixed, worthless values: a developer's own .env must not decide how a test ends
FIXED = {
    "DJANGO_SETTINGS_MODULE": "navcleo.settings",
    "SECRET_KEY": "a-key-for-tests-only-and-not-a-secret-0123456789-abcdefgh",
    "FERNET_KEYS": "dGVzdHMtb25seS1rZXktb2YtMzItYnl0ZXMtMDAwMDE=",
    "DEBUG": "False",
    "ALLOWED_HOSTS": "*",
    "ENV_FILE": os.devnull,
    # booking rule 1.1: absence is proof after this; short, so that no test waits
    "NAV_SETTLE_SECONDS": "1",
}


def prepare() -> None:
    """Set the fixed values; without a named database, SQLite in a directory of its own that goes with this process.

    The test database is a file, not memory: workers, web and child processes of a test share it as they do in use.
    """
    os.environ.update(FIXED)
    on_sqlite = os.environ.setdefault("DATABASE_URL", "sqlite://").startswith("sqlite")
    if on_sqlite and "SQLITE_TEST_NAME" not in os.environ:
        directory = tempfile.mkdtemp(prefix="navcleo-tests-")
        atexit.register(shutil.rmtree, directory, ignore_errors=True)
        os.environ["DATABASE_URL"] = f"sqlite:///{directory}/navcleo.sqlite3"
        os.environ["SQLITE_TEST_NAME"] = f"{directory}/test.sqlite3"


prepare()
