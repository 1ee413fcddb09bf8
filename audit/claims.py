"""Who works on what: claims of documents, holds of keys, lanes of NAV users; dead owners are taken over (booking rule 6.3)."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from audit.models import Document, Hold, Lane
from audit.statuses import OPEN, Verdict

POLL_LANE = "poll"


def _started(pid: int) -> str:
    """The start time of a process in clock ticks, '' where /proc does not tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


@cache
def _me(pid: int) -> str:
    return f"{socket.gethostname()}/{pid}/{_started(pid)}"


def me() -> str:
    """This process as an owner: host, process id, start time."""
    return _me(os.getpid())


def lives(owner: str) -> bool:
    """False only when the owner was a process of this host that no longer runs."""
    host, _, rest = owner.partition("/")
    pid, _, started = rest.partition("/")
    if host != socket.gethostname() or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not started or _started(int(pid)) == started


def nav_user(connection: Any) -> str:
    """The NAV user of a connection: what NAV counts simultaneous requests by."""
    return f"{connection.nav_client_id or connection.nav_username}@{urlsplit(connection.nav_api_url).netloc}"


def take_lane(connection: Any, lanes: tuple[str, ...] | None = None) -> Lane | None:
    """A free lane of the connection's NAV user, or None. Documents have lanes 1 to 4, polls and syncs share one."""
    user = nav_user(connection)
    names = lanes or tuple(str(number) for number in range(1, settings.LANES_PER_NAV_USER + 1))
    for name in names:
        row, _ = Lane.objects.get_or_create(nav_user=user, lane=name)
        if row.owner and row.until and row.until > timezone.now() and lives(row.owner):
            continue
        taken = Lane.objects.filter(pk=row.pk, owner=row.owner, until=row.until).update(owner=_ticket(), until=_until())
        if taken:
            row.refresh_from_db()
            return row
    return None


def _ticket() -> str:
    return me()


def _until() -> Any:
    return timezone.now() + timedelta(seconds=settings.CLAIM_SECONDS)


def free_lane(lane: Lane) -> None:
    """Give a lane back; a lane that was taken over is left alone."""
    Lane.objects.filter(pk=lane.pk, owner=lane.owner).update(owner="", until=None)


def due(connection_id: int | None = None, *, include_retries: bool = False) -> Any:
    """Documents that may be worked on now, oldest first; `include_retries` also those that wait for a retry."""
    now = timezone.now()
    ready = Q(not_before__isnull=True) | Q(not_before__lte=now)
    if include_retries:
        ready |= Q(waiting_for="retry")
    rows = Document.objects.filter(ready, status__in=OPEN, connection__is_active=True).exclude(waiting_for="vendor")
    if connection_id:
        rows = rows.filter(connection_id=connection_id)
    return rows.order_by("id")


def claim(document: Document) -> bool:
    """Take a document for this process, by conditional update; False when another live process has it."""
    held = document.claimed_by
    if held and document.claimed_until and document.claimed_until > timezone.now() and lives(held) and held != me():
        return False
    until = _until()
    taken = Document.objects.filter(pk=document.pk, claimed_by=held, claimed_until=document.claimed_until).update(
        claimed_by=me(), claimed_until=until
    )
    if taken:
        document.refresh_from_db()
    return bool(taken) and document.status in OPEN


def renew(document: Document, lane: Lane | None = None) -> None:
    """Keep a claim and its lane for another lease; called at each step."""
    Document.objects.filter(pk=document.pk, claimed_by=document.claimed_by).update(claimed_until=_until())
    if lane:
        renew_lane(lane)


def renew_lane(lane: Lane) -> None:
    """Keep a lane for another lease; polls call it with every record."""
    Lane.objects.filter(pk=lane.pk, owner=lane.owner).update(until=_until())


def release(document: Document) -> None:
    """Give a document back."""
    Document.objects.filter(pk=document.pk, claimed_by=me()).update(claimed_by="", claimed_until=None)
    document.claimed_by, document.claimed_until = "", None


@contextmanager
def claim_next(
    connection_id: int | None = None, *, include_retries: bool = False, skip: frozenset[int] = frozenset()
) -> Iterator[tuple[Document, Lane] | None]:
    """Claim the next due document together with a lane of its NAV user; None when nothing is due or all lanes are busy."""
    taken = _claim_one(connection_id, include_retries, skip)
    try:
        yield taken
    finally:
        if taken:
            release(taken[0])
            free_lane(taken[1])


def _claim_one(connection_id: int | None, include_retries: bool, skip: frozenset[int]) -> tuple[Document, Lane] | None:
    full: set[int] = set()
    for document in due(connection_id, include_retries=include_retries).select_related("connection")[:50]:
        if document.pk in skip or document.connection_id in full or _busy(document):
            continue
        lane = take_lane(document.connection)
        if lane is None:
            full.add(document.connection_id)
            continue
        if claim(document):
            return document, lane
        free_lane(lane)
    return None


def _busy(document: Document) -> bool:
    held, until = document.claimed_by, document.claimed_until
    return bool(held and until and until > timezone.now() and lives(held))


def take_hold(document: Document, key: str) -> bool:
    """Hold a key (a purchase order, a batch) for a document. A hold whose document is neither claimed by a live process
    nor has an open or unknown attempt under the key is taken over."""
    try:
        with transaction.atomic():
            Hold.objects.create(connection_id=document.connection_id, key=key, document=document)
        return True
    except IntegrityError:
        pass
    row = Hold.objects.select_related("document").filter(connection_id=document.connection_id, key=key).first()
    if row is None:
        return False
    if row.document_id == document.pk:
        return True
    if _busy(row.document) or in_doubt(row.document, key):
        return False
    return bool(Hold.objects.filter(pk=row.pk, document=row.document).update(document=document))


def in_doubt(document: Document, key: str) -> bool:
    """True while the document has an attempt under the key that is open or unknown."""
    return document.attempts.filter(hold_key=key, verdict__in=[Verdict.OPEN, Verdict.UNKNOWN]).exists()


def free_hold(document: Document, key: str) -> None:
    """Let go of a key, unless an attempt under it is in doubt."""
    if not in_doubt(document, key):
        Hold.objects.filter(connection_id=document.connection_id, key=key, document=document).delete()


def sweep() -> int:
    """Clear claims whose process has died or whose lease ended; the documents are due again at once."""
    cleared = 0
    for document in Document.objects.exclude(claimed_by="").filter(status__in=OPEN):
        if not _busy(document):
            cleared += Document.objects.filter(
                pk=document.pk, claimed_by=document.claimed_by, claimed_until=document.claimed_until
            ).update(claimed_by="", claimed_until=None)
    return cleared


def soon() -> Any:
    """A moment a few seconds from now, spread so that waiting documents do not come back together."""
    return timezone.now() + timedelta(seconds=random.uniform(0.5, 2))  # noqa: S311 - no secret
