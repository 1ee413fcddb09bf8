"""`manage.py sync_schedules`: writes the poll plans into django-q2."""

from __future__ import annotations

from typing import Any

from navcleo import schedules
from navcleo.management.answering import DONE, Answering

HELP = """\
Writes the queue's schedule and shows when each poll plan is due. Plans are rows of ours (Polls in the admin): an edit
counts within a minute by itself. The worker does this when it starts; run it after editing plans by hand or a restore.
"""


class Command(Answering):
    """Schedules."""

    help = HELP

    def work(self, **options: Any) -> int:
        """Write and show."""
        lines = schedules.sync()
        if self.as_json:
            self.give({"ok": True, "plans": lines})
        for line in lines:
            self.say(line)
        self.say(f"{len(lines)} plans; the clock looks at them every minute")
        return DONE
