"""One action on many rows: a page that lists them and asks for the reason, then each row on its own, with the refusals named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from audit import replay
from audit.models import NavRecord, Quarantine
from navcleo import groups, jobs
from navcleo.admin.access import actor, may_discard, require

MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Bulk:
    """`name` is the admin action; `work` does one row and raises Refused or PermissionDenied where it must not."""

    name: str
    label: str
    explain: str
    permission: str
    work: Callable[[HttpRequest, Any, str], None]
    wakes: bool = True


def _replay(request: HttpRequest, row: Quarantine, reason: str) -> None:
    if row.document:
        replay.replay(row.document, actor=actor(request), reason=reason)
    elif row.payload:
        replay.reread_file(row.payload, actor=actor(request), reason=reason)


def _discard(request: HttpRequest, row: Quarantine, reason: str) -> None:
    if not may_discard(request.user, row.document):
        raise PermissionDenied(f"{row.document} is above your limit; ask a manager.")
    if row.document:
        replay.discard(row.document, actor=actor(request), reason=reason)
    elif row.payload:
        replay.discard_file(row.payload, actor=actor(request), reason=reason)


def _release(request: HttpRequest, record: NavRecord, reason: str) -> None:
    from navcleo.workflows import outbound

    outbound.release_from_baseline(record, actor=actor(request), reason=reason)


REPLAY = Bulk(
    "replay_selected",
    "Replay",
    "They go through all steps again. What was booked already is not booked twice.",
    groups.REPLAY,
    _replay,
)
DISCARD = Bulk(
    "discard_selected",
    "Discard",
    "They end without booking. They are kept, and can be replayed later.",
    groups.DISCARD,
    _discard,
    wakes=False,
)
RELEASE = Bulk(
    "release",
    "Send",
    "They were known before this connection went live and were not sent. Now they become documents and leave as EDI.",
    groups.RELEASE,
    _release,
)


def confirm(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Model], bulk: Bulk
) -> HttpResponse | None:
    """The admin action: first the page with the reason box; posted again from there, the work."""
    require(request, bulk.permission)
    reason = " ".join(request.POST.get("reason", "").split())
    rows = list(queryset[:MOST_AT_ONCE])
    if request.POST.get("confirmed") and reason:
        done = _work(request, rows, bulk, reason)
        if done:
            messages.success(request, f"{bulk.label}: {done} done.")
        return None
    if request.POST.get("confirmed"):
        messages.error(request, "A reason is needed: it is kept with each document.")
    context = model_admin.page_context(
        request,
        f"{bulk.label} {len(rows)}?",
        rows=rows,
        bulk=bulk,
        checkbox_name=ACTION_CHECKBOX_NAME,
    )
    return TemplateResponse(request, "admin/bulk_confirm.html", context)


def _work(request: HttpRequest, rows: list[Any], bulk: Bulk, reason: str) -> int:
    done, refused = 0, []
    for row in rows:
        try:
            bulk.work(request, row, reason)
            done += 1
        except (replay.Refused, PermissionDenied) as refusal:
            refused.append(str(refusal))
    if done and bulk.wakes:
        jobs.wake()
    for text in refused[:10]:
        messages.error(request, text)
    if len(refused) > 10:
        messages.error(request, f"and {len(refused) - 10} more were refused.")
    return done
