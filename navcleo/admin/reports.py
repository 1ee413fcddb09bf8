"""Reports for managers: on the page, as CSV or XLSX (formulas escaped), and for print."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from connectors.models import Connection
from navcleo import groups
from navcleo.admin import leniency_report, report_queries
from navcleo.admin.access import require
from navcleo.admin.read_only import row_id
from navcleo.admin.report_queries import Period
from navcleo.admin.report_tables import Table
from navcleo.templatetags.words import money

SHORT = 16


@dataclass(frozen=True)
class Report:
    """One page. `days` is the usual length of its period; None = the calendar month."""

    title: str
    question: str
    tables: Callable[[Period, int | None], list[Table]]
    days: int | None = None


REPORTS: dict[str, Report] = {
    "orders": Report(
        "Orders",
        "What was ordered, shipped, received, invoiced, and what is still open?",
        report_queries.orders,
        31,
    ),
    "month": Report("Month-end", "Is everything of the month in NAV, and what is not?", report_queries.month),
    "suppliers": Report(
        "Suppliers", "Who answers late, and whose documents stop?", report_queries.suppliers, 90
    ),
    "leniency": Report(
        "Leniency", "What did reading forgive, and whom to ask to mend it?", leniency_report.leniency, 90
    ),
}


def may_see(request: HttpRequest) -> bool:
    """Managers and superusers."""
    return bool(request.user.has_perm(groups.SEE_REPORTS))


def overview(request: HttpRequest, site: Any) -> HttpResponse:
    """The list of reports is the side bar; this address goes to the first."""
    require(request, groups.SEE_REPORTS)
    return redirect("admin:report", name=next(iter(REPORTS)))


def page(request: HttpRequest, name: str, site: Any) -> HttpResponse:
    """One report; ?format=csv or xlsx for the file."""
    require(request, groups.SEE_REPORTS)
    if name not in REPORTS:
        raise Http404
    report = REPORTS[name]
    period, error = _period(request, report)
    chosen = request.GET.get("connection", "")
    connection = Connection.objects.filter(pk=row_id(chosen)).first()
    tables = report.tables(period, connection.pk if connection else None)
    form = request.GET.get("format", "")
    if form in WRITERS:
        return _file(name, period, tables, form)
    context = {
        **site.each_context(request),
        "title": report.title,
        "report": report,
        "period": period,
        "error": error,
        "tables": [_shown(table) for table in tables],
        "connections": Connection.objects.order_by("name"),
        "connection": connection,
        "printed_at": timezone.localtime(),
        "query": f"from={period.first}&to={period.last}&connection={connection.pk if connection else ''}",
    }
    return TemplateResponse(request, "admin/report.html", context)


def _period(request: HttpRequest, report: Report) -> tuple[Period, str]:
    today = timezone.localdate()
    usual = (
        Period.month(today)
        if report.days is None
        else Period(date.fromordinal(today.toordinal() - report.days + 1), today)
    )
    try:
        first = date.fromisoformat(request.GET["from"]) if request.GET.get("from") else usual.first
        last = date.fromisoformat(request.GET["to"]) if request.GET.get("to") else usual.last
    except ValueError:
        return usual, "A date was not understood; write it as 2025-11-30."
    if first > last or last.year > 9000 or first.year < 1900:
        return usual, "The period ends before it begins."
    return Period(first, last), ""


def _shown(table: Table) -> dict[str, Any]:
    """Cells as (text, class): numbers to the right, short texts unbroken."""

    def cell(place: int, value: Any) -> tuple[str, str]:
        if place in table.money:
            return money(value), "number"
        text = "" if value is None else str(value)
        if isinstance(value, int | Decimal):
            return text, "number"
        return text, "nowrap" if len(text) <= SHORT else ""

    return {
        "title": table.title,
        "note": table.note,
        "columns": [(name, place in table.money) for place, name in enumerate(table.columns)],
        "rows": [[cell(place, value) for place, value in enumerate(row)] for row in table.rows],
        "total": [cell(place, value) for place, value in enumerate(table.total)],
    }


def escaped(value: Any) -> Any:
    """A cell that a spreadsheet does not run: text that begins like a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    if isinstance(value, str) and value.lstrip(" \t\r\n\x00")[:1] in {"=", "+", "-", "@"}:
        return f"'{value}"
    return value


def _csv(tables: list[Table]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    for number, table in enumerate(tables):
        if number:
            writer.writerow([])
        if len(tables) > 1:
            writer.writerow([table.title])
        for row in [table.columns, *table.rows, *([table.total] if table.total else [])]:
            writer.writerow([escaped(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _xlsx(tables: list[Table]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(table.title[:31])
        sheet.append(table.columns)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for row in [*table.rows, *([table.total] if table.total else [])]:
            sheet.append([escaped(value) for value in row])
        sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WRITERS: dict[str, tuple[Callable[[list[Table]], bytes], str]] = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "xlsx": (_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def _file(name: str, period: Period, tables: list[Table], form: str) -> HttpResponse:
    write, content_type = WRITERS[form]
    file_name = f"{name}_{period.first}_{period.last}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return HttpResponse(write(tables), content_type=content_type, headers=headers)
