"""Processing in the foreground: works off what is due, and waits the moment that documents of one order wait for each other."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from audit.models import Document
from audit.statuses import OPEN, Status
from navcleo.workflows import processing

PATIENCE_SECONDS = 3.0
SLICE_SECONDS = 20.0
STEP_SECONDS = 0.2
FINISHED = (Status.LINKED, Status.QUARANTINED, Status.DISCARDED)


def work_off(
    connection_id: int | None = None,
    *,
    include_retries: bool = False,
    patience: float = PATIENCE_SECONDS,
    progress: Callable[[Document], None] = lambda document: None,
) -> Counter[str]:
    """Process until nothing is due, nor will be within `patience` seconds. Gives up when nothing gets finished for that
    long, by us or by others: a key is held by a document in doubt, or another process is in a long call.

    Returns counts by resulting status."""
    counts = processing.work_off(
        connection_id, seconds=SLICE_SECONDS, include_retries=include_retries, progress=progress
    )
    until, left = time.monotonic() + patience, soon_due(connection_id, patience)
    while left and time.monotonic() < until:
        more = processing.work_off(connection_id, seconds=SLICE_SECONDS, progress=progress)
        counts.update(more)
        before, left = left, soon_due(connection_id, patience)
        if left < before or any(more[status] for status in FINISHED):
            until = time.monotonic() + patience
        if not more:
            time.sleep(STEP_SECONDS)
    return counts


def soon_due(connection_id: int | None, seconds: float) -> int:
    """How many documents are due now or within so many seconds, those that other processes have in hand included."""
    soon = timezone.now() + timedelta(seconds=seconds)
    ready = (
        Q(not_before__isnull=True)
        | Q(not_before__lte=timezone.now())
        | Q(not_before__lte=soon, waiting_for="retry")
    )
    rows = Document.objects.filter(ready, status__in=OPEN, connection__is_active=True).exclude(
        waiting_for="vendor"
    )
    return (rows.filter(connection_id=connection_id) if connection_id else rows).count()


def unfinished(connection_id: int | None = None) -> dict[str, int]:
    """Documents that still go on by themselves, by what they wait for: work, a retry, the settle time, a decision."""
    rows = Document.objects.filter(status__in=OPEN, connection__is_active=True)
    if connection_id:
        rows = rows.filter(connection_id=connection_id)
    words = {
        "": "due",
        "retry": "waiting for a retry",
        "settle": "waiting for NAV to settle",
        "vendor": "waiting for a vendor decision",
    }
    counts = Counter(words.get(waiting, waiting) for waiting in rows.values_list("waiting_for", flat=True))
    return dict(counts)
