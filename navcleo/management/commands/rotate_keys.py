"""`manage.py rotate_keys`: re-encrypts every stored secret with the first key."""

from __future__ import annotations

from typing import Any

from connectors import keys
from navcleo.management.answering import DONE, Answering

HELP = """\
Re-encrypts every stored secret with the first key of FERNET_KEYS, then proves that this key alone opens all of them.
All or nothing: where no configured key opens a secret, nothing is changed and the row is named.

  1  manage.py make_key
  2  FERNET_KEYS=NEW,OLD for every process; restart
  3  manage.py rotate_keys
  4  FERNET_KEYS=NEW; restart. Keep OLD as long as backups from before are kept

Exit code: 0 done, 1 not done.
"""


class Command(Answering):
    """Key rotation."""

    help = HELP

    def work(self, **options: Any) -> int:
        """Rotate and report."""
        done = keys.rotate()
        if self.as_json:
            self.give(
                {"ok": True, "fingerprint": done.fingerprint, "secrets": done.count, "columns": done.columns}
            )
        for column, number in done.columns.items():
            self.say(f"{column}: {number}")
        self.say(
            f"{done.count} secrets are encrypted with key {done.fingerprint} now; it opens all of them by itself"
        )
        return DONE
