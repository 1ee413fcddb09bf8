"""Is everything running: database, heartbeats, oldest waiting work; what waits for people is told, and no fault."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from audit import claims
from audit.models import Heartbeat, Quarantine, SendAttempt
from audit.statuses import Verdict

HEARTBEAT = timedelta(minutes=5)
WAITING = timedelta(minutes=15)


def health() -> dict[str, Any]:
    """`ok` False means that an operator should look now; `items` say why, each with a sentence. Quarantine is people's
    work, not a fault, and never makes it unhealthy."""
    try:
        items = [_heartbeats(), _backlog(), _doubts(), _quarantine()]
    except DatabaseError as error:
        items = [{"name": "database", "ok": False, "text": f"does not answer: {type(error).__name__}"}]
    return {"ok": all(item["ok"] for item in items), "items": items}


def _item(name: str, text: str, *, ok: bool) -> dict[str, Any]:
    return {"name": name, "ok": ok, "text": text}


def _heartbeats() -> dict[str, Any]:
    beats = {row.name: row.at for row in Heartbeat.objects.all()}
    if not beats:
        return _item("worker", "no worker has run yet; start `manage.py worker`", ok=False)
    late = "clock" not in beats or timezone.now() - beats["clock"] > HEARTBEAT
    text = ", ".join(
        f"{name} {int((timezone.now() - at).total_seconds())} s ago" for name, at in sorted(beats.items())
    )
    return _item("worker", f"heartbeats: {text}", ok=not late)


def _backlog() -> dict[str, Any]:
    oldest = claims.due().first()
    if oldest is None:
        return _item("backlog", "nothing is due", ok=True)
    since = max(filter(None, (oldest.received_at, oldest.not_before)))
    age = timezone.now() - since
    text = f"{claims.due().count()} due, the oldest for {int(age.total_seconds())} s"
    return _item("backlog", text, ok=age < WAITING)


def _doubts() -> dict[str, Any]:
    count = SendAttempt.objects.filter(verdict=Verdict.UNKNOWN).count()
    return _item("unknown outcomes", f"{count} attempts wait for a person's answer", ok=True)


def _quarantine() -> dict[str, Any]:
    count = Quarantine.objects.filter(closed_at__isnull=True).count()
    return _item("quarantine", f"{count} open", ok=True)
