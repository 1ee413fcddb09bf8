"""Confirming the fields of an invoice that came as PDF: the picture of the page beside them (decision 0016)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from audit import recording, replay
from audit.models import Document
from audit.statuses import Verdict
from edi import reading
from edi.errors import EdiError
from edi.pdf import isolation
from edi.pdf.confirming import HEAD, LINE, Unclear, confirm, pages_of, values_of
from edi.pdf.fields import Field
from edi.pdf.judging import CODE, fields_of, name_of
from edi.read_sets import Ids
from navcleo import groups, jobs
from navcleo.admin import missing_senders
from navcleo.admin.access import actor
from navcleo.admin.document_page import newest
from navcleo.admin.read_only import tell_and_go

# the part of the page shown beside a field reaches so many points around it
_AROUND = 6


@dataclass(frozen=True)
class Asked:
    """One field as the page shows it: its value to edit, what was read where, and whether it waits for a word."""

    path: str
    name: str
    value: str
    waits: bool
    why: str = ""
    field: Field | None = None
    fault: str = ""
    size: tuple[float, float] = (0.0, 0.0)

    @property
    def short(self) -> str:
        """Its name within its line."""
        return self.name.rpartition(", ")[2].capitalize()

    @property
    def hint(self) -> str:
        """How a date is written: every browser would show it in another order."""
        return "year-month-day" if self.path.endswith("_on") else ""

    @property
    def spelled(self) -> str:
        """A date with the name of its month, against mistaking day and month."""
        try:
            return f"{date.fromisoformat(self.value):%-d %B %Y}" if self.hint and self.value else ""
        except ValueError:
            return ""

    @property
    def is_number(self) -> bool:
        """True where a phone should offer digits."""
        return self.path.endswith(("quantity", "price", "amount", "total"))

    @property
    def place(self) -> str:
        """The part of the page around what was read, as an SVG viewBox; '' where nothing was."""
        if self.field is None or not self.field.text:
            return ""
        left, top, right, bottom = self.field.box
        return f"{left - _AROUND} {top - _AROUND} {right - left + 2 * _AROUND} {bottom - top + 2 * _AROUND}"

    @property
    def box(self) -> dict[str, float]:
        """Left, top, width and height on the page."""
        left, top, right, bottom = self.field.box if self.field else (0.0, 0.0, 0.0, 0.0)
        return {"x": left - 2, "y": top - 2, "width": right - left + 4, "height": bottom - top + 4}


def view(model_admin: Any, request: HttpRequest, document: Document) -> HttpResponse:
    """GET: page and fields. POST: the fields are the person's word; saved as a revision, and the document goes on."""
    content = newest(document)
    shown_pages = pages_of(content)
    if not shown_pages or document.direction != "inbound":
        raise Http404
    url = reverse("admin:audit_document_change", args=[document.pk])
    plain = json.loads(content)
    ids = reading.read(content).sets[0].sender_ids
    values, faults, error = values_of(plain), {}, ""
    if request.method == "POST":
        values = {path: request.POST.get(path, "") for path in values}
        try:
            with transaction.atomic():
                _learn_sender(request, document, ids)
                told = _save(request, document, values)
            return tell_and_go(request, told, url)
        except Unclear as unclear:
            faults = unclear.faults
        except (missing_senders.NotChosen, replay.Refused) as refusal:
            error = str(refusal)
    waiting = {row["place"]: row["text"] for row in document.problems if row.get("code") == CODE}
    fields = {one.path: one for one in fields_of(plain["reading"])}
    sizes = {page["number"]: (page["width"], page["height"]) for page in shown_pages}
    asked = {}
    for path, value in values.items():
        field = fields.get(path)
        size = sizes.get(field.page, (0.0, 0.0)) if field else (0.0, 0.0)
        why = waiting.get(path, "").partition(": ")[2]
        asked[path] = Asked(
            path, name_of(path), value, path in waiting, why, field, faults.get(path, ""), size
        )
    context = model_admin.page_context(
        request,
        f"Confirm {document}",
        document=document,
        head=[asked[path] for path in (*HEAD, "$.total")],
        lines=_rows(asked, plain),
        sums=[one for path, one in asked.items() if path.startswith(("$.charges", "$.taxes"))],
        pages=[_shown(page, asked) for page in shown_pages],
        waiting=[one for one in asked.values() if one.waits],
        faults=[text for path, text in faults.items() if path not in asked],
        error=error,
        may_name=_may_name(request, document),
        known_by=missing_senders.deciding(document, ids),
        **missing_senders.choices(document, ids),
        may_replay=request.user.has_perm(groups.REPLAY),
    )
    return TemplateResponse(
        request, "admin/audit/confirm.html", context, status=422 if faults or error else 200
    )


def picture(document: Document, number: int) -> HttpResponse:
    """One page as PNG, turned as it was read. Raises Http404 for a page that there is not."""
    pages = {page["number"]: page for page in pages_of(newest(document))}
    if number not in pages:
        raise Http404
    try:
        image = isolation.picture(
            bytes(document.payload.content or b""), number, angle=float(pages[number]["angle"])
        )
    except EdiError as error:
        raise Http404(str(error)) from error
    return HttpResponse(image, content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


def _may_name(request: HttpRequest, document: Document) -> bool:
    """Who maps says whose a document is, until some of it may be booked."""
    is_booked = document.attempts.exclude(verdict=Verdict.REFUSED).exists()
    return not is_booked and request.user.has_perm(groups.MAP)


def _learn_sender(request: HttpRequest, document: Document, ids: Ids) -> None:
    """One of the ids on the page may be said to be the supplier's, also where another was known by it. Raises NotChosen."""
    said = request.POST.get("partner")
    if said and said != str(document.partner_id) and _may_name(request, document):
        learn = missing_senders.save if document.partner_id is None else missing_senders.change
        saved = learn(request, document, ids)
        recording.note(actor=actor(request), action="mapped", text="; ".join(saved), document=document)


def _save(request: HttpRequest, document: Document, values: dict[str, str]) -> str:
    content = confirm(newest(document), values, actor(request))
    named = ", ".join(name_of(row["place"]) for row in document.problems if row.get("code") == CODE)
    reason = f"fields confirmed: {named or 'all'}"[:500]
    revision = replay.revise(document, content=content, actor=actor(request), reason=reason)
    if not request.user.has_perm(groups.REPLAY):
        return f"Confirmed, as revision {revision.number}. Somebody who may replay lets it go on."
    replay.replay(document, actor=actor(request), reason=reason)
    jobs.wake()
    return "Confirmed. The invoice goes through all steps again."


def _rows(asked: dict[str, Asked], plain: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines, the last one empty for one that was overlooked."""
    count = sum(1 for path in asked if path.endswith("].quantity"))
    said = [str(line.get("description") or "") for line in plain.get("lines") or ()]
    return [
        {
            "number": at + 1,
            "is_new": at + 1 == count,
            "description": said[at] if at < len(said) else "",
            "fields": [asked[f"$.lines[{at}].{name}"] for name in LINE]
            + [one for path, one in asked.items() if path.startswith(f"$.lines[{at}].charges")],
        }
        for at in range(count)
    ]


def _shown(page: dict[str, Any], asked: dict[str, Asked]) -> dict[str, Any]:
    fields = [
        one for one in asked.values() if one.field and one.field.text and one.field.page == page["number"]
    ]
    return {**page, "fields": fields}
