"""Write `.env` with fresh random keys where there is none; never touches one that exists."""

from __future__ import annotations

import argparse
import base64
import os
import secrets
import sys
from pathlib import Path

TEMPLATE = """\
# Written by `make setup`. Keep this file secret and keep a copy of FERNET_KEYS: without it no stored credential can be read.
# Every setting there is stands in .env.example and in the README; the real environment wins over this file.
SECRET_KEY={secret_key}
FERNET_KEYS={fernet_key}
ALLOWED_HOSTS=localhost,127.0.0.1,[::1]
"""


def fresh_secret_key() -> str:
    """Return a random signing key; letters, digits, `-` and `_` only, since a leading `$` would be read as a reference."""
    return secrets.token_urlsafe(48)


def fresh_fernet_key() -> str:
    """Return 32 random bytes, url-safe base64: one entry of FERNET_KEYS."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")


def write(path: Path) -> bool:
    """Create `path` for its owner's eyes only; return False where it exists already."""
    text = TEMPLATE.format(secret_key=fresh_secret_key(), fernet_key=fresh_fernet_key())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(text)
    return True


def main() -> int:
    """Command line: `python tools/setup_env.py [--path .env]`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--path", type=Path, default=Path(".env"))
    path = parser.parse_args().path
    made = write(path)
    sys.stdout.write(f"{path}: {'written with fresh keys' if made else 'exists, left as it is'}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
