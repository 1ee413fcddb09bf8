"""Which receipts contain this lot: the trace packets of all receipts, searched, and exported as CSV, XLSX or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from audit.models import TracedGoods
from navcleo.admin.read_only import ReadOnlyAdmin
from navcleo.admin.report_tables import Table
from navcleo.admin.reports import WRITERS

COLUMNS = (
    "receipt", "received_on", "order", "order_lines", "item", "description", "quantity", "unit", "lot", "expires_on",
    "produced_on", "origin", "package", "outer_packages", "serials", "weight", "weight_unit", "partner", "vendor", "ship_notice",
)  # fmt: skip
FORMS = ("csv", "xlsx", "json")


def row_of(part: TracedGoods) -> dict[str, Any]:
    """One part of a receipt by its column names; days and numbers as such."""
    link, notice = part.link, part.document
    return {
        "receipt": link.number if link else "",
        "received_on": (link.posted_on if link else None) or part.recorded_at.date(),
        "order": part.order_number,
        "order_lines": part.order_lines,
        "item": part.item_number,
        "description": part.description,
        "quantity": _plain(part.quantity),
        "unit": part.unit,
        "lot": part.lot,
        "expires_on": part.expires_on,
        "produced_on": part.produced_on,
        "origin": part.origin,
        "package": part.package,
        "outer_packages": part.outer_packages,
        "serials": part.serials,
        "weight": _plain(part.weight),
        "weight_unit": part.weight_unit,
        "partner": notice.partner.name if notice.partner else "",
        "vendor": notice.vendor_number,
        "ship_notice": notice.number,
    }


def _plain(number: Decimal | None) -> Decimal | None:
    """6.00000 as 6, 20 as 20."""
    if number is None:
        return None
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def download(parts: Iterable[TracedGoods], form: str, name: str) -> HttpResponse:
    """The parts as a file; texts that a spreadsheet would run are quoted. Raises Http404 for another form."""
    rows = [row_of(part) for part in parts]
    if form == "json":
        content = json.dumps(rows, ensure_ascii=False, indent=1, default=_json).encode()
        content_type = "application/json"
    elif form in WRITERS:
        write, content_type = WRITERS[form]
        columns = [column.replace("_", " ") for column in COLUMNS]
        content = write([Table("Trace packet", columns, [[row[name] for name in COLUMNS] for row in rows])])
    else:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _json(value: object) -> str:
    return (
        value.isoformat() if isinstance(value, date) else f"{value:f}" if isinstance(value, Decimal) else ""
    )


def parts_of(queryset: QuerySet[TracedGoods]) -> QuerySet[TracedGoods]:
    """The rows with what their columns name."""
    return queryset.select_related("link", "document__partner")


def _with(first: str, *facts: str) -> SafeString:
    """A value with what belongs to it below, so that the list fits a screen."""
    below = format_html_join("", '<span class="quiet block">{}</span>', ((fact,) for fact in facts if fact))
    return format_html("{}{}", first, below)


class TracedGoodsAdmin(ReadOnlyAdmin):
    """The recall question: search a lot, a package or an item; export what was found."""

    list_display = ("lot_shown", "item_shown", "package_shown", "order_shown", "notice")
    list_display_links = None
    list_filter = (
        ("document__partner", admin.RelatedOnlyFieldListFilter),
        "connection",
        "expires_on",
        "document__is_test",
    )
    search_fields = (
        "lot",
        "package",
        "outer_packages",
        "serials",
        "item_number",
        "description",
        "order_number",
        "link__number",
        "document__number",
    )
    search_help_text = "lot, package (SSCC), serial number, item, order, receipt or ship notice"
    date_hierarchy = "recorded_at"
    ordering = ("-id",)
    actions = ("export_csv", "export_xlsx", "export_json")

    def get_queryset(self, request: HttpRequest) -> QuerySet[TracedGoods]:
        return parts_of(super().get_queryset(request))

    @admin.display(description="lot", ordering="lot")
    def lot_shown(self, part: TracedGoods) -> SafeString:
        """The lot with its days and its origin."""
        days = (("expires", part.expires_on), ("produced", part.produced_on))
        facts = [f"{name} {day.day} {day:%b %Y}" for name, day in days if day]
        facts += [f"from {part.origin}"] if part.origin else []
        return _with(part.lot or "–", *facts)

    @admin.display(description="item", ordering="item_number")
    def item_shown(self, part: TracedGoods) -> SafeString:
        quantity = "not said" if part.quantity is None else f"{_plain(part.quantity):f} {part.unit}"
        return _with(part.item_number, quantity, part.description)

    @admin.display(description="package", ordering="package")
    def package_shown(self, part: TracedGoods) -> SafeString:
        return _with(part.package or "–", f"in {part.outer_packages}" if part.outer_packages else "")

    @admin.display(description="order, receipt", ordering="order_number")
    def order_shown(self, part: TracedGoods) -> SafeString:
        receipt = f"receipt {part.link.number}" if part.link else "receipt not found in NAV"
        return _with(part.order_number, receipt)

    @admin.display(description="ship notice", ordering="document__number")
    def notice(self, part: TracedGoods) -> SafeString:
        url = reverse("admin:audit_document_change", args=[part.document_id])
        at = timezone.localtime(part.recorded_at)
        text = '<a href="{}">{}</a><span class="quiet block">received {}</span>'
        return format_html(text, url, part.document.number or "(no number)", f"{at.day} {at:%b %Y}")

    @admin.action(description="Export as CSV", permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet[TracedGoods]) -> HttpResponse:
        return download(queryset, "csv", "traced-goods")

    @admin.action(description="Export as XLSX", permissions=["view"])
    def export_xlsx(self, request: HttpRequest, queryset: QuerySet[TracedGoods]) -> HttpResponse:
        return download(queryset, "xlsx", "traced-goods")

    @admin.action(description="Export as JSON", permissions=["view"])
    def export_json(self, request: HttpRequest, queryset: QuerySet[TracedGoods]) -> HttpResponse:
        return download(queryset, "json", "traced-goods")
