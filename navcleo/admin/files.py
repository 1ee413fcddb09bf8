"""Files as they came, and the NAV records that polls have seen: read-only, with the few buttons they have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from audit import replay
from audit.models import NavRecord, Payload
from navcleo import groups, jobs
from navcleo.admin import bulk
from navcleo.admin.access import actor, may_discard, require
from navcleo.admin.content import lines_of
from navcleo.admin.read_only import ReadOnlyAdmin, must_see, only_post, row_id, tell_and_go


def download(content: bytes, name: str) -> HttpResponse:
    """Bytes as an attachment; the file name keeps plain characters only."""
    safe = (
        "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "_" for char in name)
        or "file"
    )
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{safe}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


class PayloadAdmin(ReadOnlyAdmin):
    """Files and snapshots as they came."""

    list_display = ("name", "direction", "connection", "size", "documents_shown", "waits", "received_at")
    list_filter = ("direction", "connection")
    search_fields = ("name", "sha256", "cleo_id", "documents__number")
    search_help_text = "file name, hash, document number"
    date_hierarchy = "received_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payload]:
        return super().get_queryset(request).defer("content").prefetch_related("documents", "quarantines")

    @admin.display(description="documents")
    def documents_shown(self, payload: Payload) -> str:
        return ", ".join(str(document) for document in payload.documents.all()) or "none"

    @admin.display(description="waits")
    def waits(self, payload: Payload) -> str:
        return ", ".join(row.code for row in payload.quarantines.all() if row.closed_at is None)

    def own_views(self) -> list[tuple[str, Callable[..., HttpResponse], str]]:
        return [("<int:pk>/act/<slug:name>/", self.act, "act"), ("<int:pk>/raw/", self.raw, "raw")]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        must_see(self, request)
        payload = get_object_or_404(Payload, pk=row_id(object_id))
        content = bytes(payload.content or b"")
        waiting = payload.quarantines.filter(closed_at__isnull=True, document__isnull=True).first()
        context = self.page_context(
            request,
            f"File {payload.name}",
            payload=payload,
            quarantine=waiting,
            content_lines=lines_of(content),
            events=payload.events.order_by("id"),
            can_discard=bool(waiting) and may_discard(request.user, None),
            can_reread=bool(waiting) and payload.content is not None and request.user.has_perm(groups.REPLAY),
        )
        return TemplateResponse(request, "admin/audit/payload_page.html", context)

    def act(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Discard the file, or read it again."""
        if answer := only_post(request):
            return answer
        must_see(self, request)
        payload = get_object_or_404(Payload, pk=pk)
        url = reverse("admin:audit_payload_change", args=[pk])
        try:
            return tell_and_go(request, run_on_file(request, payload, name), url)
        except replay.Refused as refusal:
            return tell_and_go(request, str(refusal), url, bad=True)

    def raw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The bytes as they came."""
        must_see(self, request)
        payload = get_object_or_404(Payload, pk=pk)
        if payload.content is None:
            raise Http404
        return download(bytes(payload.content), payload.name)


def run_on_file(request: HttpRequest, payload: Payload, name: str) -> str:
    """Do one action on a file that gave no document; returns the sentence to show."""
    reason = " ".join(request.POST.get("reason", "").split())
    if name == "discard":
        require(request, groups.DISCARD)
        replay.discard_file(payload, actor=actor(request), reason=reason)
        return f"{payload} is ended. The bytes are kept."
    if name == "reread":
        require(request, groups.REPLAY)
        replay.reread_file(payload, actor=actor(request), reason=reason)
        jobs.wake()
        return f"{payload} is read again."
    raise Http404


class NavRecordAdmin(ReadOnlyAdmin):
    """Orders and invoices of NAV that polls have seen and did not send."""

    list_display = ("number", "entity", "vendor_number", "state", "note", "connection", "last_seen_at")
    list_filter = ("state", "entity", "connection")
    search_fields = ("number", "vendor_number")
    search_help_text = "number of the order or invoice, vendor"
    actions = ("release",)

    def has_release_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(groups.RELEASE))

    @admin.action(description="Send although it is old (release from the baseline)", permissions=["release"])
    def release(self, request: HttpRequest, queryset: QuerySet[NavRecord]) -> HttpResponse | None:
        return bulk.confirm(self, request, queryset, bulk.RELEASE)
