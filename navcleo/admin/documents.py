"""Documents: the list, and the page of one document with everything that happened to it and every button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from audit.models import Document
from audit.replay import Refused
from navcleo import groups
from navcleo.admin import (
    actions,
    correcting,
    document_page,
    dry_run,
    missing_mappings,
    page_fields,
    traced_goods,
)
from navcleo.admin.access import require
from navcleo.admin.files import download
from navcleo.admin.read_only import ReadOnlyAdmin, badge, must_see, only_post, row_id, tell_and_go
from navcleo.admin.refusals import refused_by
from navcleo.templatetags.words import KINDS, money, title_of


class KindFilter(admin.SimpleListFilter):
    """By kind, in words."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code, f"{name} {code}") for code, name in KINDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> QuerySet[Document]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class DocumentAdmin(ReadOnlyAdmin):
    """Read-only, except for the actions of its page."""

    list_display = (
        "shown",
        "way",
        "partner_shown",
        "orders",
        "amount_shown",
        "status_shown",
        "came",
    )
    list_display_links = ("shown",)
    list_filter = (
        "status",
        KindFilter,
        "direction",
        "acknowledgment",
        "answer",
        "interchange_acknowledgment",
        "connection",
        "is_test",
        "is_edited",
    )
    list_select_related = ("partner",)
    search_fields = (
        "number",
        "order_numbers",
        "vendor_number",
        "partner__name",
        "payload__name",
        "cleo_transmission_id",
        "links__number",
    )
    search_help_text = "document or order number, vendor, partner, file name, NAV number"
    date_hierarchy = "received_at"
    empty_value_display = ""
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return super().get_queryset(request).defer("proposal", "mappings", "problems", "nav_source")

    @admin.display(description="document", ordering="number")
    def shown(self, document: Document) -> str:
        return title_of(document)

    @admin.display(description="to", ordering="direction")
    def way(self, document: Document) -> str:
        return "NAV" if document.direction == "inbound" else "Cleo"

    @admin.display(description="partner", ordering="partner__name")
    def partner_shown(self, document: Document) -> str:
        return document.partner.name if document.partner else ""

    @admin.display(description="received", ordering="received_at")
    def came(self, document: Document) -> SafeString:
        at = timezone.localtime(document.received_at)
        text = f"{at:%d %b %H:%M}" if at.year == timezone.localdate().year else f"{at:%d %b %Y}"
        return format_html('<span class="nowrap">{}</span>', text)

    @admin.display(description="orders", ordering="order_numbers")
    def orders(self, document: Document) -> str:
        text = document.order_numbers
        return text if len(text) <= 30 else f"{text[:28]} …"

    @admin.display(description="amount", ordering="amount")
    def amount_shown(self, document: Document) -> SafeString | str:
        text = money(document.amount, document.currency)
        return format_html('<span class="money">{}</span>', text) if text else ""

    @admin.display(description="status", ordering="status")
    def status_shown(self, document: Document) -> SafeString:
        look = document_page.LOOKS.get(document.status, "busy")
        text = badge(document.get_status_display(), look)
        wait = f" waits for {document.get_waiting_for_display()}" if document.waiting_for else ""
        return format_html('{}<span class="quiet">{}</span>{}', text, wait, self._answer(document))

    def _answer(self, document: Document) -> SafeString | str:
        """What the partner's 997 says, where one is asked for; its 824 or TA1 where that refused the document."""
        if document.acknowledgment == "not_asked":
            return ""
        look = document_page.LOOKS.get(document.acknowledgment, "plain")
        return format_html(
            '<span class="quiet block">{} {}</span>',
            refused_by([document]).get(document.pk, "997")
            if document.acknowledgment == "rejected"
            else "997",
            badge(document.get_acknowledgment_display(), look),
        )

    def own_views(self) -> list[tuple[str, Callable[..., HttpResponse], str]]:
        return [
            ("<int:pk>/act/<slug:name>/", self.act, "act"),
            ("<int:pk>/raw/<int:number>/", self.raw, "raw"),
            ("<int:pk>/correct/", self.correct, "correct"),
            ("<int:pk>/confirm/", self.confirm, "confirm"),
            ("<int:pk>/page/<int:number>.png", self.page, "page"),
            ("<int:pk>/dry-run/", self.dry_run, "dry_run"),
            ("<int:pk>/map/", self.map, "map"),
            ("<int:pk>/traced/<slug:form>/", self.traced, "traced"),
        ]

    def _get(self, request: HttpRequest, pk: Any) -> Document:
        must_see(self, request)
        return get_object_or_404(
            Document.objects.select_related("connection", "partner", "payload", "twin"), pk=pk
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not row_id(object_id):
            raise Http404
        document = self._get(request, object_id)
        context = self.page_context(request, title_of(document), **document_page.context(request, document))
        return TemplateResponse(request, "admin/audit/document_page.html", context)

    def act(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """One button of the page: POST, then back to the page with a sentence."""
        if answer := only_post(request):
            return answer
        document = self._get(request, pk)
        if name not in actions.ACTIONS:
            raise Http404
        url = reverse("admin:audit_document_change", args=[pk])
        try:
            return tell_and_go(request, actions.run(request, document, name), url)
        except Refused as refusal:
            return tell_and_go(request, str(refusal), url, bad=True)

    def raw(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """The bytes of one revision, as a download that no browser shows."""
        document = self._get(request, pk)
        revision = get_object_or_404(document.revisions, number=number)
        return download(bytes(revision.content), document.payload.name)

    def correct(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Edit the content, see the difference, save it as a revision."""
        document = self._get(request, pk)
        require(request, groups.CORRECT)
        return correcting.view(self, request, document)

    def confirm(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Confirm the fields of an invoice that came as PDF, beside the picture of its page."""
        document = self._get(request, pk)
        require(request, groups.CORRECT)
        return page_fields.view(self, request, document)

    def page(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """The picture of one page of a PDF."""
        return page_fields.picture(self._get(request, pk), number)

    def dry_run(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What would be sent to NAV now; reads NAV, changes nothing."""
        if answer := only_post(request):
            return answer
        return dry_run.view(self, request, self._get(request, pk))

    def map(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add the mapping that the document waits for."""
        document = self._get(request, pk)
        require(request, groups.MAP)
        return missing_mappings.view(self, request, document)

    def traced(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        """The trace packet of this notice's receipts as a file."""
        document = self._get(request, pk)
        require(request, "audit.view_tracedgoods")
        parts = traced_goods.parts_of(document.traced_goods.order_by("id"))
        return traced_goods.download(parts, form, f"trace-packet-{pk}")
