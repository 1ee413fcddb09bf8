"""What is not the admin: the front door, health for a watchdog, a dozen numbers for monitoring."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from audit import health
from audit.models import Document, Heartbeat, PollRun, Quarantine, SendAttempt
from audit.statuses import OPEN, Acknowledgment, Status, Verdict

log = logging.getLogger(__name__)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the admin."""
    return redirect("admin:index")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer {"ok": true}, or {"ok": false} with 503. What is wrong stands on the admin's first page, not here."""
    try:
        ok = bool(health.health()["ok"])
    except DatabaseError as error:
        log.error("health cannot be read: %s", error)
        ok = False
    return JsonResponse({"ok": ok}, status=200 if ok else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers in the Prometheus text format, for who brings METRICS_TOKEN as a bearer token; without a token set: 404."""
    token = settings.METRICS_TOKEN
    if not token:
        raise Http404
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not secrets.compare_digest(given.encode(), token.encode()):
        answer = HttpResponse(
            "a bearer token is needed\n", status=401, content_type="text/plain; charset=utf-8"
        )
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    text = "\n".join(_lines()) + "\n"
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _lines() -> Iterator[str]:
    now = timezone.now()
    counts = dict(Document.objects.order_by().values_list("status").annotate(n=Count("id")))
    for status in Status.values:
        yield f'navcleo_documents{{status="{status}"}} {counts.get(status, 0)}'
    waiting = Quarantine.objects.filter(closed_at__isnull=True)
    for code, number in waiting.order_by("code").values_list("code").annotate(n=Count("id")):
        yield f'navcleo_quarantine_open{{code="{code}"}} {number}'
    oldest = waiting.aggregate(at=Min("opened_at"))["at"]
    yield f"navcleo_quarantine_oldest_seconds {_seconds(now, oldest)}"
    due = Document.objects.filter(status__in=OPEN, not_before__isnull=True).aggregate(at=Min("received_at"))[
        "at"
    ]
    yield f"navcleo_due_oldest_seconds {_seconds(now, due)}"
    for verdict in (Verdict.OPEN, Verdict.UNKNOWN):
        yield f'navcleo_attempts{{verdict="{verdict}"}} {SendAttempt.objects.filter(verdict=verdict).count()}'
    overdue = Document.objects.filter(acknowledgment=Acknowledgment.OVERDUE).count()
    yield f"navcleo_acknowledgments_overdue {overdue}"
    yield f"navcleo_polls_running {PollRun.objects.filter(state=PollRun.State.RUNNING).count()}"
    for beat in Heartbeat.objects.order_by("name"):
        yield f'navcleo_heartbeat_age_seconds{{name="{beat.name}"}} {_seconds(now, beat.at)}'


def _seconds(now: datetime, at: datetime | None) -> int:
    return int((now - at).total_seconds()) if at else 0
