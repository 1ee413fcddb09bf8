"""What the reports count, from the audit tables only: orders, the month, suppliers. Each returns plain rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from audit.models import Document, JournalLink, Quarantine
from audit.statuses import Acknowledgment, Answer, Direction, Status
from navcleo.admin import report_money, report_month
from navcleo.admin.refusals import acknowledged, refused_by
from navcleo.admin.report_money import Billed
from navcleo.admin.report_tables import Table


@dataclass(frozen=True)
class Period:
    """Whole days, both included, in the site's time zone."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """Midnight at the beginning."""
        return timezone.make_aware(datetime(self.first.year, self.first.month, self.first.day))  # noqa: DTZ001

    @property
    def end(self) -> datetime:
        """Midnight after the end."""
        after = self.last + timedelta(days=1)
        return timezone.make_aware(datetime(after.year, after.month, after.day))  # noqa: DTZ001

    @classmethod
    def month(cls, day: date) -> Period:
        """The calendar month of a day."""
        first = day.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        return cls(first, following - timedelta(days=1))


def orders(period: Period, connection_id: int | None) -> list[Table]:
    """One row per purchase order sent in the period: how far it came."""
    sent = _of(Document.objects.all(), connection_id).filter(
        direction=Direction.OUTBOUND, kind="850", received_at__gte=period.start, received_at__lt=period.end
    )
    sent = sent.exclude(status=Status.DISCARDED).select_related("partner").order_by("number", "id")
    books = _Books(
        notices=_by_order(connection_id, "856"),
        invoices=_by_order(connection_id, "810"),
        receipts=_receipts(connection_id),
        billed=report_money.by_order(connection_id),
        changed=report_money.changed_amounts(connection_id),
        refused=refused_by(sent),
    )
    columns = [
        *(
            "Order",
            "Partner",
            "Sent",
            "Acknowledged",
            "Answer (855)",
            "Ordered",
            "Ship notices",
            "Receipts in NAV",
            "Invoices",
        ),
        *("Invoiced", "Draft", "Compared", "In quarantine", "State"),
    ]
    note = (
        "Acknowledged: by 997; what refused an order (997, 824, TA1) stands behind it. Ordered: as sent, with the last change (860). Invoiced and Draft: what NAV has, credit memos taken off. Compared: invoices"
        " of goods that their ship notice had invoiced. In quarantine: claimed, and not in NAV."
    )
    return [
        Table(
            "Orders",
            columns,
            [_order_row(row, books) for row in sent],
            frozenset({5, 9, 10, 11, 12}),
            note=note,
        )
    ]


@dataclass(frozen=True)
class _Books:
    """What belongs to each order, by connection and number."""

    notices: dict[tuple[int, str], list[Document]]
    invoices: dict[tuple[int, str], list[Document]]
    receipts: dict[tuple[int, str], list[str]]
    billed: dict[tuple[int, str], Billed]
    changed: dict[tuple[int, str], Decimal | None]
    refused: dict[int, str]


def _order_row(document: Document, books: _Books) -> list[Any]:
    key = (document.connection_id, document.number)
    notices, invoices = books.notices.get(key, []), books.invoices.get(key, [])
    receipts, billed = books.receipts.get(key, []), books.billed.get(key, Billed())
    stopped = [row for row in invoices if row.status == Status.QUARANTINED]
    held = [row for row in invoices if row.status == Status.LINKED and row.pk in billed.compared]
    is_taken_back = key in books.changed and books.changed[key] is None
    waits = stopped or any(row.status == Status.QUARANTINED for row in [document, *notices])
    state = "in quarantine" if waits else _state(document, notices, receipts, billed, books.refused)
    return [
        document.number,
        document.partner.name if document.partner else "",
        day_of(document.finished_at) if document.status == Status.LINKED else "not yet",
        acknowledged(document, books.refused),
        document.get_answer_display(),
        books.changed.get(key) or document.amount,
        ", ".join(notice.number for notice in notices),
        ", ".join(receipts),
        ", ".join(billed.numbers) or ", ".join(invoice.number for invoice in invoices),
        billed.posted,
        billed.drafted,
        report_money.claimed(held),
        report_money.claimed(stopped),
        "taken back" if is_taken_back and state in ("sent", "shipped") else state,
    ]


def _state(
    document: Document, notices: list[Document], receipts: list[str], billed: Billed, refused: dict[int, str]
) -> str:
    if billed.is_invoiced:
        return "invoiced"
    if billed.drafted and billed.drafted > 0:
        return "invoice drafted"
    if receipts:
        return "received"
    if notices:
        return "shipped"
    if document.acknowledgment == Acknowledgment.REJECTED:
        return f"refused ({refused[document.pk]})" if document.pk in refused else "refused"
    if document.answer == Answer.REJECTED:
        return "refused (855)"
    return "sent" if document.status == Status.LINKED else "to be sent"


def _by_order(connection_id: int | None, kind: str) -> dict[tuple[int, str], list[Document]]:
    found: dict[tuple[int, str], list[Document]] = defaultdict(list)
    rows = _of(Document.objects.all(), connection_id).filter(
        direction=Direction.INBOUND, kind=kind, twin__isnull=True
    )
    fields = ("id", "connection_id", "number", "order_numbers", "status", "amount")
    for document in rows.exclude(status=Status.DISCARDED).only(*fields):
        for order in document.order_numbers.split(","):
            if order.strip():
                found[document.connection_id, order.strip()].append(document)
    return found


def _receipts(connection_id: int | None) -> dict[tuple[int, str], list[str]]:
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    rows = JournalLink.objects.filter(kind="receipt").exclude(order_number="")
    if connection_id:
        rows = rows.filter(document__connection_id=connection_id)
    for connection, order, number in rows.values_list("document__connection_id", "order_number", "number"):
        if number not in found[connection, order]:
            found[connection, order].append(number)
    return found


def month(period: Period, connection_id: int | None) -> list[Table]:
    """Month-end reconciliation: everything that came or went, what became of it, and what is still open."""
    return [
        report_month.documents(_in(period, connection_id)),
        _differences(period, connection_id),
        _drafts(connection_id),
    ]


def _in(period: Period, connection_id: int | None) -> QuerySet[Document]:
    rows = _of(Document.objects.all(), connection_id)
    return rows.filter(received_at__gte=period.start, received_at__lt=period.end).exclude(kind="997")


def _differences(period: Period, connection_id: int | None) -> Table:
    """What waits because of money, with the difference."""
    rows = Quarantine.objects.filter(
        closed_at__isnull=True,
        code__in=["amount_differs", "totals_differ", "currency_differs"],
        opened_at__lt=period.end,
    )
    rows = _of(rows, connection_id).select_related("document__partner").order_by("opened_at")
    shown = [
        [
            row.document.partner.name if row.document.partner else "",
            str(row.document),
            row.document.order_numbers,
            row.document.amount,
            _decimal(row.details.get("difference")) if isinstance(row.details, dict) else None,
            day_of(row.opened_at),
            row.reason,
        ]
        for row in rows
        if row.document
    ]
    columns = ["Partner", "Document", "Orders", "Amount", "Difference", "Since", "Why"]
    return Table("Differences that wait for a decision", columns, shown, frozenset({3, 4}))


def _drafts(connection_id: int | None) -> Table:
    """Draft invoices and credit memos in NAV that nobody has posted yet."""
    links = JournalLink.objects.filter(kind__in=["draft", "credit_memo"], state="waiting").select_related(
        "document__partner"
    )
    if connection_id:
        links = links.filter(document__connection_id=connection_id)
    shown = [
        [
            link.document.partner.name if link.document.partner else "",
            str(link.document),
            f"{link.number}{' (credit memo)' if link.kind == 'credit_memo' else ''}",
            link.order_number,
            report_money.drafted(link),
            day_of(link.linked_at),
        ]
        for link in links.order_by("linked_at")
    ]
    columns = ["Partner", "Document", "Draft in NAV", "Order", "Amount", "Since"]
    return Table("Drafts waiting in NAV", columns, shown, frozenset({4}))


def suppliers(period: Period, connection_id: int | None) -> list[Table]:
    """How each supplier behaves: answers to our orders, and how much of what they send stops."""
    causes, answered = _causes(period, connection_id), _answered(period, connection_id)
    rows = [
        _supplier_row(row, causes, answered[row["partner__name"]])
        for row in _supplier_counts(period, connection_id)
    ]
    rows.sort(key=lambda row: (-row[6], -row[2], row[0]))
    columns = [
        *("Partner", "Sent with 997 asked", "Late or none", "Rejected", "Hours to 997"),
        *("Documents from them", "Stopped", "Share", "Duplicates", "Most frequent cause"),
    ]
    note = (
        "Late or none: no 997 within the hours of the partner's profile, one that came later included. Stopped: documents that were"
        " in quarantine at least once, settled ones included."
    )
    return [Table("Suppliers", columns, rows, note=note)]


def _supplier_counts(period: Period, connection_id: int | None) -> Any:
    ours = Q(direction=Direction.OUTBOUND) & ~Q(acknowledgment=Acknowledgment.NOT_ASKED)
    theirs = Q(direction=Direction.INBOUND) & ~Q(kind="997")
    return (
        _of(Document.objects.all(), connection_id)
        .filter(received_at__gte=period.start, received_at__lt=period.end, partner__isnull=False)
        .order_by()
        .values("partner__name")
        .annotate(
            asked=Count("id", filter=ours, distinct=True),
            rejected=Count("id", filter=Q(acknowledgment=Acknowledgment.REJECTED), distinct=True),
            none=Count("id", filter=Q(acknowledgment=Acknowledgment.OVERDUE), distinct=True),
            came=Count("id", filter=theirs, distinct=True),
            stopped=Count("id", filter=theirs & Q(quarantines__isnull=False), distinct=True),
            duplicates=Count("id", filter=theirs & Q(twin__isnull=False), distinct=True),
        )
        .order_by("partner__name")
    )


@dataclass
class _Answered:
    """How long the 997s of one supplier took, and how many came after its hours."""

    spans: list[timedelta] = field(default_factory=list)
    late: int = 0


def _answered(period: Period, connection_id: int | None) -> dict[str, _Answered]:
    """By partner, of what was sent in the period. The answer ends the date it was due by: that is counted anew here."""
    found: dict[str, _Answered] = defaultdict(_Answered)
    rows = _of(Document.objects.all(), connection_id).filter(
        direction=Direction.OUTBOUND,
        received_at__gte=period.start,
        received_at__lt=period.end,
        partner__isnull=False,
        finished_at__isnull=False,
        answered_by__kind="997",
        answered_by__direction=Direction.INBOUND,
    )
    first = rows.order_by().values("id").annotate(at=Min("answered_by__received_at"))
    for name, hours, sent, at in first.values_list(
        "partner__name", "partner__acknowledgment_hours", "finished_at", "at"
    ):
        span = max(at - sent, timedelta(0))  # read before the end of our upload was written down
        found[name].spans.append(span)
        found[name].late += span > timedelta(hours=hours)
    return found


def _supplier_row(row: dict[str, Any], causes: dict[str, str], answered: _Answered) -> list[Any]:
    return [
        row["partner__name"],
        row["asked"],
        row["none"] + answered.late,
        row["rejected"],
        _hours(answered.spans),
        row["came"],
        row["stopped"],
        f"{100 * row['stopped'] / row['came']:.0f} %" if row["came"] else "",
        row["duplicates"],
        causes.get(row["partner__name"], ""),
    ]


def _causes(period: Period, connection_id: int | None) -> dict[str, str]:
    rows = _of(Quarantine.objects.all(), connection_id).filter(
        opened_at__gte=period.start, opened_at__lt=period.end, document__direction=Direction.INBOUND
    )
    counted = (
        rows.order_by().values_list("document__partner__name", "code").annotate(n=Count("id")).order_by("n")
    )
    return {name: f"{code.replace('_', ' ')} ({number})" for name, code, number in counted}


def _of(rows: QuerySet[Any], connection_id: int | None) -> QuerySet[Any]:
    return rows.filter(connection_id=connection_id) if connection_id else rows


def day_of(at: datetime | None) -> str:
    """The day in the site's time zone, '' for none."""
    return timezone.localtime(at).date().isoformat() if at else ""


def _hours(spans: list[timedelta]) -> str:
    """Their mean in hours, '' of none."""
    return f"{sum(spans, timedelta(0)).total_seconds() / 3600 / len(spans):.1f}" if spans else ""


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)) if value not in (None, "") else None
    except ArithmeticError:
        return None
