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

from audit.models import Document, Hold, Lane, PollRun
from audit.statuses import OPEN, Verdict

POLL_LANE = "poll"
LOOKED_AT_ONCE = 20
ENDED = frozenset("ZX")  # a zombie has ended, only nobody has asked for its exit code yet


class ClaimLost(Exception):
    """Someone else took the document over or changed it since we claimed it: stop, write nothing, send nothing."""


def _stat(pid: int) -> list[str]:
    """State, parent and so on of a process (proc(5), from field 3 on); empty where /proc does not tell."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _started(pid: int) -> str:
    """The start time of a process in clock ticks, '' where /proc does not tell."""
    stat = _stat(pid)
    return stat[19] if stat else ""


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
    stat = _stat(int(pid))
    if not stat:
        return True
    return stat[0] not in ENDED and started in ("", stat[19])


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
        taken = Lane.objects.filter(pk=row.pk, owner=row.owner, until=row.until).update(
            owner=me(), until=_until()
        )
        if taken:
            row.refresh_from_db()
            return row
    return None


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
    rows = Document.objects.filter(ready, status__in=OPEN, connection__is_active=True).exclude(
        waiting_for="vendor"
    )
    if connection_id:
        rows = rows.filter(connection_id=connection_id)
    return rows.order_by("id")


def claim(document: Document) -> bool:
    """Take a document for this process, by conditional update on all that made it due; False when another live process has
    it, or when it was worked on since it was read."""
    held = document.claimed_by
    if (
        held
        and document.claimed_until
        and document.claimed_until > timezone.now()
        and lives(held)
        and held != me()
    ):
        return False
    taken = Document.objects.filter(
        pk=document.pk,
        claimed_by=held,
        claimed_until=document.claimed_until,
        status=document.status,
        not_before=document.not_before,
        waiting_for=document.waiting_for,
        status__in=OPEN,
    ).update(claimed_by=me(), claimed_until=_until())
    if taken:
        document.refresh_from_db()
    return bool(taken)


def renew(document: Document, lane: Lane | None = None) -> None:
    """Keep a claim and its lane for another lease; called at each step, before each call that has an effect.

    Raises ClaimLost when the document was taken over meanwhile: whoever has it now decides."""
    if document.claimed_by:
        kept = Document.objects.filter(pk=document.pk, claimed_by=document.claimed_by).update(
            claimed_until=_until()
        )
        if not kept:
            raise ClaimLost(f"document {document.pk} was taken over by another process")
    if lane:
        renew_lane(lane)
    elif document.claimed_by == me():
        Lane.objects.filter(owner=me()).update(until=_until())


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


def _claim_one(
    connection_id: int | None, include_retries: bool, skip: frozenset[int]
) -> tuple[Document, Lane] | None:
    full: set[int] = set()
    passed = set(skip)
    while True:
        rows = (
            due(connection_id, include_retries=include_retries)
            .exclude(pk__in=passed)
            .exclude(connection_id__in=full)
        )
        found = list(rows.select_related("connection")[:LOOKED_AT_ONCE])
        if not found:
            return None
        for document in found:
            if document.connection_id in full:
                continue
            passed.add(document.pk)
            if is_busy(document):
                continue
            lane = take_lane(document.connection)
            if lane is None:
                full.add(document.connection_id)
            elif claim(document):
                return document, lane
            else:
                free_lane(lane)


def is_busy(document: Document) -> bool:
    """True while a live process has the document."""
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
    row = (
        Hold.objects.select_related("document").filter(connection_id=document.connection_id, key=key).first()
    )
    if row is None:
        return False
    if row.document_id == document.pk:
        return True
    if is_busy(row.document) or in_doubt(row.document, key):
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
    """Clear claims whose process has died or whose lease ended; the documents are due again at once. Runs of polls whose
    process has died end as failed. Returns how many claims were cleared."""
    cleared = 0
    for document in Document.objects.exclude(claimed_by=""):
        if not is_busy(document):
            cleared += Document.objects.filter(
                pk=document.pk, claimed_by=document.claimed_by, claimed_until=document.claimed_until
            ).update(claimed_by="", claimed_until=None)
    for run in PollRun.objects.filter(state=PollRun.State.RUNNING).exclude(owner=""):
        if not lives(run.owner):
            PollRun.objects.filter(pk=run.pk, state=PollRun.State.RUNNING).update(
                state=PollRun.State.FAILED,
                finished_at=timezone.now(),
                error="its process ended; the next poll reads the same again",
            )
    return cleared


def soon() -> Any:
    """A moment a few seconds from now, spread so that waiting documents do not come back together."""
    return timezone.now() + timedelta(seconds=random.uniform(0.5, 2))  # noqa: S311 - no secret
