"""Works off due documents: claim one, work it, take no new one after a while; decides what each failure means."""

from __future__ import annotations

import logging
import time
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from audit import claims, recording
from audit.models import Document, Lane
from connectors.errors import Throttled
from edi.problems import printable
from navcleo.sending.effects import Parked, Pending
from navcleo.workflows import failures, inbound, outbound
from navcleo.workflows.failures import Decision
from navcleo.workflows.work import Found, Work

log = logging.getLogger(__name__)
LONGEST_WAIT = 3600
LONGEST_HELD = 120


def work_off(
    connection_id: int | None = None,
    *,
    seconds: float | None = None,
    include_retries: bool = False,
    progress: Callable[[Document], None] = lambda document: None,
) -> Counter[str]:
    """Process due documents until none is left or no new one may be begun. Returns counts by resulting status."""
    counts: Counter[str] = Counter()
    begun = time.monotonic()
    tried: set[int] = set()
    while seconds is None or time.monotonic() - begun < seconds:
        skip = frozenset(tried) if include_retries else frozenset()
        with claims.claim_next(connection_id, include_retries=include_retries, skip=skip) as taken:
            if taken is None:
                break
            document, lane = taken
            tried.add(document.pk)
            process(document, lane)
            counts[document.status] += 1
            progress(document)
    return counts


def process(document: Document, lane: Lane | None = None) -> None:
    """Work one claimed document as far as it goes; every way to fail ends in a row that says so."""
    try:
        _work(document, lane)
    except recording.ClaimLost as lost:
        log.info("%s", lost)


def _work(document: Document, lane: Lane | None) -> None:
    work = Work(document, lane)
    try:
        (inbound if document.direction == "inbound" else outbound).process(work)
    except recording.ClaimLost:
        raise
    except recording.KeyTaken as taken:
        recording.postpone(document, claims.soon(), waiting_for="retry", why=str(taken))
    except Pending as pending:
        recording.postpone(
            document, _stretched(document, pending), waiting_for=pending.waiting_for, why=pending.why
        )
    except Parked as parked:
        _park(document, parked)
    except Exception as error:  # noqa: BLE001 - the one place where every failure gets its row
        _failed(document, error)


def _park(document: Document, parked: Parked) -> None:
    problems = parked.problems if isinstance(parked, Found) else None
    if problems is not None:
        known = [problem for problem in document.problems if problem not in problems]
        problems = [*known, *problems]
    recording.quarantine(document, parked.code, parked.reason, details=parked.details, problems=problems)


def _failed(document: Document, error: Exception) -> None:
    rule = failures.rule_for(error)
    if rule is None:
        log.error("document %s", document.pk, exc_info=error)
        text = printable(f"{type(error).__name__}: {error}")
        recording.quarantine(document, "unexpected", text, traceback=printable(traceback.format_exc()))
    elif rule.decision is Decision.QUARANTINE:
        recording.quarantine(document, failures.code_for(error, rule), str(error))
    else:
        wait = back_off(document.failures, error)
        recording.postpone(document, timezone.now() + wait, waiting_for="retry", why=str(error))


def _stretched(document: Document, pending: Pending) -> datetime:
    """A key held by another document is asked for again soon, then ever less often: its answer may need a person."""
    if pending.waiting_for != "retry":
        return pending.until
    return max(
        pending.until,
        timezone.now() + timedelta(seconds=min(0.2 * 2 ** min(document.failures, 12), LONGEST_HELD)),
    )


def back_off(failed: int, error: Exception | None = None) -> timedelta:
    """The wait after so many failures in a row: what the remote asked for, else doubling, at most an hour."""
    asked = error.retry_after if isinstance(error, Throttled) else None
    seconds = min(settings.RETRY_BASE_SECONDS * 2 ** min(failed, 10), LONGEST_WAIT)
    return timedelta(seconds=seconds if asked is None else max(asked, 1))
