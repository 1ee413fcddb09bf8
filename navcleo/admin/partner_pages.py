"""Pages of a partner's profile: try a file, the guide of a set, export, import and copy with a look at what changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from connectors.models import Connection
from edi.models import TradingPartner
from edi.x12.sets import SETS
from edi.x12.tables import family
from edi.x12.tables.guide import guide
from navcleo import lookup_tables, profile_files
from navcleo.admin import trying
from navcleo.admin.access import actor, require
from navcleo.admin.read_only import WithViews, must_see, only_post, row_id, tell_and_go
from navcleo.profile_files import Refused

CHANGE = "edi.change_tradingpartner"
ADD = "edi.add_tradingpartner"
MOST_BYTES = 1_000_000


class ProfilePages(WithViews):
    """The views that a partner's page leads to."""

    def own_views(self) -> list[tuple[str, Callable[..., HttpResponse], str]]:
        return [
            ("import/", self.import_view, "import"),
            ("<int:pk>/try/", self.try_view, "try"),
            ("<int:pk>/guide/<str:code>/", self.guide_view, "guide"),
            ("<int:pk>/export/", self.export_view, "export"),
            ("<int:pk>/copy/", self.copy_view, "copy"),
        ]

    def try_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show how a pasted or uploaded file reads by this profile. Nothing of it is kept."""
        must_see(self, request)
        partner = _partner(pk)
        content, fault = _given(request, trying.MOST_BYTES) if request.method == "POST" else (b"", "")
        tried = trying.try_out(partner, content) if content and not fault else None
        context = self.page_context(
            request,
            "Try a file",
            partner=partner,
            tried=tried,
            fault=fault,
            text=request.POST.get("text", "")[: trying.MOST_BYTES],
        )
        return TemplateResponse(request, "admin/edi/try_profile.html", context)

    def guide_view(self, request: HttpRequest, pk: int, code: str) -> HttpResponse:
        """What this partner's documents of one set must hold, from the table that they are checked by."""
        must_see(self, request)
        partner = _partner(pk)
        if code not in SETS:
            raise Http404
        profile = lookup_tables.reading_profile(partner.connection, partner).writing(code)
        whole = request.GET.get("whole") == "1"
        context = self.page_context(
            request,
            f"{code} {SETS[code].name}: guide",
            partner=partner,
            code=code,
            version=profile.version,
            is_enabled=profile.for_set(code).is_enabled,
            whole=whole,
            lines=guide(
                SETS[code].table(family(profile.version), profile.for_set(code).overlay), whole=whole
            ),
            sends=profile.for_set(code).sends,
            codes=sorted(SETS),
        )
        return TemplateResponse(request, "admin/edi/partner_guide.html", context)

    def export_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The whole profile as a JSON file."""
        must_see(self, request)
        partner = _partner(pk)
        text = profile_files.as_text(profile_files.export(partner))
        name = "".join(letter for letter in partner.interchange_id if letter.isalnum()) or "partner"
        headers = {"Content-Disposition": f'attachment; filename="profile-{name}.json"'}
        return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """A profile's file: first what it changes, then, at the press of a second button, the change."""
        require(request, CHANGE)
        connections = Connection.objects.active()
        chosen = request.POST.get("connection", "")
        connection = connections.filter(pk=row_id(chosen)).first()
        content, fault = _given(request, MOST_BYTES) if request.method == "POST" else (b"", "")
        if content and connection is None:
            fault = "Choose the connection that the partner belongs to."
        made = None
        if content and connection and not fault:
            try:
                made = _planned(request, connection, profile_files.read(content.decode("utf-8-sig")))
            except (Refused, UnicodeDecodeError) as error:
                fault = str(error)
        if made and "apply" in request.POST:
            return self._applied(request, made)
        title = "Import a profile"
        context = self.page_context(
            request,
            title,
            connections=connections,
            connection=connection,
            fault=fault,
            made=made,
            text=content.decode("utf-8", "replace"),
        )
        return TemplateResponse(request, "admin/edi/import_profile.html", context)

    def copy_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Copy this profile to another partner, which keeps its identity and its other names."""
        if answer := only_post(request):
            return answer
        require(request, CHANGE)
        source = _partner(pk)
        chosen = request.POST.get("target", "")
        others = TradingPartner.objects.filter(connection=source.connection).exclude(pk=pk)
        target = others.filter(pk=row_id(chosen)).first()
        page = reverse("admin:edi_tradingpartner_change", args=[pk])
        if target is None:
            return tell_and_go(request, "Choose the partner that gets this profile.", page, bad=True)
        made = _planned(request, source.connection, profile_files.copy_of(source, target))
        if "apply" in request.POST:
            return self._applied(request, made)
        context = self.page_context(request, f"Copy to {target}", source=source, target=target, made=made)
        return TemplateResponse(request, "admin/edi/import_profile.html", context)

    def _applied(self, request: HttpRequest, made: profile_files.Import) -> HttpResponse:
        if made.is_new:
            require(request, ADD)
        try:
            partner = profile_files.apply(made, actor(request))
        except Refused as refused:
            listing = reverse("admin:edi_tradingpartner_changelist")
            return tell_and_go(request, f"Nothing was changed: {refused}", listing, bad=True)
        page = reverse("admin:edi_tradingpartner_change", args=[partner.pk])
        return tell_and_go(request, f"{len(made.changes)} changes to {partner} are made.", page)

    def form_context(self, request: HttpRequest, partner: TradingPartner | None) -> Mapping[str, Any]:
        """What the buttons on a partner's page need."""
        may_change = request.user.has_perm(CHANGE)
        others = (
            TradingPartner.objects.filter(connection_id=partner.connection_id).exclude(pk=partner.pk)
            if partner and may_change
            else ()
        )
        return {"others": others, "codes": sorted(SETS), "may_change": may_change}


def _partner(pk: int) -> TradingPartner:
    return get_object_or_404(TradingPartner.objects.select_related("connection"), pk=pk)


def _planned(request: HttpRequest, connection: Connection, data: Mapping[str, Any]) -> profile_files.Import:
    """What a file would do; a list that this person may not change by hand is not changed by a file either."""
    made = profile_files.plan(connection, data)
    lacking = sorted(need for need in made.needs if not request.user.has_perm(need))
    if lacking:
        made.faults.append(
            f"You have no permission for all of it: {', '.join(lacking)}. Leave these lists as they are, or let somebody import it"
            " who may change them."
        )
    return made


def _given(request: HttpRequest, most: int) -> tuple[bytes, str]:
    """The uploaded file or the pasted text, and what is wrong with it."""
    upload = request.FILES.get("file")
    if upload is not None and (upload.size or 0) > most:
        return b"", f"The file has {upload.size} bytes; at most {most} are read here."
    content: bytes = upload.read() if upload is not None else request.POST.get("text", "").encode()
    if not content.strip():
        return b"", "Choose a file or paste its text."
    return (content, "") if len(content) <= most else (b"", f"The text is longer than {most} bytes.")
