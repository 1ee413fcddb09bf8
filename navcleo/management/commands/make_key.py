"""`manage.py make_key`: a fresh key for FERNET_KEYS."""

from __future__ import annotations

from typing import Any

from connectors import keys
from navcleo.management.answering import DONE, Answering

HELP = """\
Prints a fresh key: 32 random bytes. Nothing is stored and nothing is changed.

  FERNET_KEYS=NEW,OLD        newest first; restart every process, then manage.py rotate_keys, then FERNET_KEYS=NEW

Keep a copy away from the database's backups: without it no stored secret can be read.
"""


class Command(Answering):
    """Keys."""

    help = HELP
    requires_system_checks = ()

    def work(self, **options: Any) -> int:
        """Print one."""
        key = keys.make_key()
        if self.as_json:
            self.give({"ok": True, "key": key, "fingerprint": keys.fingerprint(key)})
        self.say(key)
        return DONE
