"""Correcting a document: text box, then the difference, then a revision beside the original (booking rule 2.2)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from audit import replay
from audit.models import Document
from navcleo import groups, jobs
from navcleo.admin.access import actor
from navcleo.admin.content import as_text, differences, from_text, lines_of
from navcleo.admin.document_page import newest
from navcleo.admin.read_only import tell_and_go
from navcleo.templatetags.words import title_of


def view(model_admin: Any, request: HttpRequest, document: Document) -> HttpResponse:
    """GET: the text. POST with step=compare: the difference. POST with step=save or replay: the revision."""
    original = newest(document)
    form = as_text(original)
    url = reverse("admin:audit_document_change", args=[document.pk])
    if form is None:
        text = "This content is no text (PDF or picture) and cannot be corrected here. Ask the sender, or discard it."
        return tell_and_go(request, text, url, bad=True)
    text = request.POST.get("text", form.text)
    reason = " ".join(request.POST.get("reason", "").split())
    step = request.POST.get("step", "") if request.method == "POST" else ""
    content = from_text(text, original)
    error = _error(step, content, original, reason)
    if step in {"save", "replay"} and not error:
        try:
            return tell_and_go(request, _save(request, document, content, reason, step), url)
        except replay.Refused as refusal:
            error = str(refusal)
    context = model_admin.page_context(
        request,
        f"Correct {title_of(document)}",
        document=document,
        lines=[line for line in lines_of(original, document.problems) if line.problems],
        problems=document.problems,
        text=text if not step else (as_text(content) or form).text,
        text_rows=min(40, form.text.count("\n") + 3),
        is_x12=bool(form.terminator),
        reason=reason,
        error=error,
        is_comparison=bool(step) and not error,
        differences=differences(original, content) if step else [],
        may_replay=request.user.has_perm(groups.REPLAY),
    )
    return TemplateResponse(request, "admin/audit/correct.html", context, status=200 if not error else 422)


def _error(step: str, content: bytes, original: bytes, reason: str) -> str:
    if not step:
        return ""
    if content == original:
        return "Nothing was changed."
    return "" if reason else "A reason is needed: it is kept with the correction."


def _save(request: HttpRequest, document: Document, content: bytes, reason: str, step: str) -> str:
    revision = replay.revise(document, content=content, actor=actor(request), reason=reason)
    saved = f"Saved as revision {revision.number}; the original is kept."
    if step != "replay" or not request.user.has_perm(groups.REPLAY):
        return f"{saved} Replay it when you are ready."
    replay.replay(document, actor=actor(request), reason=reason)
    jobs.wake()
    return f"{saved} It goes through all steps again."
