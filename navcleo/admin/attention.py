"""The first page: what waits for a person, what is late, and what today brought. Counts from our own tables only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, Model, Q
from django.urls import reverse
from django.utils import timezone

from audit import health
from audit.models import Document, NavRecord, PollRun, Quarantine, SendAttempt
from audit.quarantine_codes import CODES
from audit.statuses import OPEN, Acknowledgment, Status, Verdict
from connectors.models import Connection, PollPlan
from edi.models import VendorMapping
from navcleo.templatetags.words import KINDS

MOST_ROWS = 8
COLUMNS = ("before", "came", "done", "quarantined", "discarded", "working")
# so many tries in a row and so long after it came, a document that only waits for the other side is shown
TRIES = 4
TRIED_FOR = timedelta(minutes=10)
TEST_IT = "Open the connection and press Test connection: it says what to mend."
# the clock looks once a minute, and a poll waits for the lane of the one before it: within this nothing is late
CLOCK = timedelta(minutes=2)


@dataclass(frozen=True)
class Row:
    """One line of a card."""

    text: str
    url: str = ""
    since: datetime | None = None
    count: int | None = None


@dataclass(frozen=True)
class Card:
    """One thing that needs attention; without rows it is not shown. `more` counts the rows left out."""

    title: str
    advice: str
    rows: list[Row] = field(default_factory=list)
    url: str = ""
    more: int = 0
    is_urgent: bool = False


def overview(user: Any) -> dict[str, Any]:
    """What the first page shows to this person."""
    if not user.has_perm("audit.view_document"):
        return {"cards": [], "today": [], "may_see_work": False}
    makers = (
        _unknown_outcomes,
        _refused_logins,
        _quarantine,
        _undecided_vendors,
        _late_polls,
        _tried_in_vain,
        _overdue_acknowledgments,
        _overdue_answers,
        _held_records,
        _unhealthy,
    )
    cards = [card for maker in makers if (card := maker()).rows]
    rows = today()
    return {"cards": cards, "today": rows, "total": totals(rows), "may_see_work": True}


def _listing(model: type[Model], **filters: Any) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    return f"{reverse(name)}?{urlencode(filters)}" if filters else reverse(name)


def _quarantine() -> Card:
    rows = (
        Quarantine.objects.filter(closed_at__isnull=True)
        .order_by()
        .values("code")
        .annotate(n=Count("id"), oldest=Min("opened_at"))
        .order_by("oldest")
    )
    shown = [
        Row(
            text=CODES[row["code"]].sentence if row["code"] in CODES else row["code"],
            url=_listing(Quarantine, code=row["code"]),
            since=row["oldest"],
            count=row["n"],
        )
        for row in rows
    ]
    return Card("In quarantine", "Each stops one document until somebody acts.", shown, _listing(Quarantine))


def _unknown_outcomes() -> Card:
    attempts = SendAttempt.objects.filter(verdict=Verdict.UNKNOWN).select_related("document")
    rows = [
        Row(
            f"{a.document}: {a.kind.replace('_', ' ')} {a.target}",
            reverse("admin:audit_document_change", args=[a.document_id]),
            a.started_at,
        )
        for a in attempts[:MOST_ROWS]
    ]
    advice = "Nobody can prove whether these were done. Look at the other side, then answer."
    return Card("Unknown outcomes", advice, rows, more=max(0, attempts.count() - len(rows)), is_urgent=True)


def _refused_logins() -> Card:
    refused = Q(nav_login_refused_at__isnull=False) | Q(cleo_login_refused_at__isnull=False)
    rows = []
    for connection in Connection.objects.active().filter(refused):
        for system, name in (("nav", "NAV"), ("cleo", "Cleo")):
            if reason := connection.login_refusal(system):
                url = reverse("admin:connectors_connection_change", args=[connection.pk])
                since = getattr(connection, f"{system}_login_refused_at")
                rows.append(Row(f"{connection}: {name} refused the login ({reason[:120]})", url, since))
    advice = "All polls of this connection stand still until a new secret is set or the connection is tested."
    return Card("Refused logins", advice, rows, is_urgent=True)


def _undecided_vendors() -> Card:
    vendors = VendorMapping.objects.filter(
        state=VendorMapping.State.UNDECIDED, connection__is_active=True, vanished_at__isnull=True
    )
    waiting = waiting_by_vendor()
    tasks = [(waiting.get((v.connection_id, v.vendor_number), 0), v) for v in vendors]
    urgent = sorted((task for task in tasks if task[0]), key=lambda task: -task[0])
    rows = [
        Row(f"{vendor}: documents waiting", _listing(VendorMapping, q=vendor.vendor_number), None, number)
        for number, vendor in urgent[:MOST_ROWS]
    ]
    rest = len(tasks) - len(rows)
    if rest:
        rows.append(
            Row("more vendors to decide", _listing(VendorMapping, state__exact="undecided"), None, rest)
        )
    return Card(
        "Vendors to decide", "On EDI or not? Their orders wait until it is said, once per vendor.", rows
    )


def waiting_by_vendor() -> dict[tuple[int, str], int]:
    """How many documents wait for the decision on a vendor, by (connection id, vendor number)."""
    rows = (
        Document.objects.filter(waiting_for="vendor", status__in=OPEN)
        .order_by()
        .values_list("connection_id", "vendor_number")
        .annotate(n=Count("id"))
    )
    return {(connection, vendor): number for connection, vendor, number in rows}


def is_late(plan: PollPlan, now: datetime) -> bool:
    """Late by more than a quarter of its period (booking rule 5.4), and by more than the clock can help."""
    if not plan.enabled or plan.due_at is None or plan.due_at >= now:
        return False
    return now - plan.due_at > max(plan.period / 4, CLOCK)


def _late_polls() -> Card:
    now = timezone.now()
    rows = []
    plans = PollPlan.objects.filter(enabled=True, connection__is_active=True).select_related("connection")
    for plan in plans:
        url = reverse("admin:connectors_pollplan_change", args=[plan.pk])
        if plan.last_error:
            rows.append(Row(f"{plan} failed: {plan.last_error[:160]}", url, plan.last_finished_at))
        elif is_late(plan, now):
            rows.append(Row(f"{plan} is late; is the worker running?", url, plan.due_at))
    advice = f"They are tried again by themselves, at growing intervals. If it stays: {TEST_IT.lower()}"
    return Card("Polls that failed or are late", advice, rows)


def _tried_in_vain() -> Card:
    """Documents that wait for the other side and failed again and again, by connection and what it answered. No outage ends
    them: they go on by themselves when it is over, but somebody has to know."""
    failing = Document.objects.filter(
        status__in=OPEN,
        waiting_for="retry",
        failures__gte=TRIES,
        received_at__lt=timezone.now() - TRIED_FOR,
        connection__is_active=True,
    )
    found = (
        failing.order_by()
        .values("connection_id", "connection__name", "last_error")
        .annotate(n=Count("id"), oldest=Min("received_at"))
        .order_by("oldest")
    )
    rows = [
        Row(
            f"{row['connection__name']}: {row['last_error'][:160]}",
            reverse("admin:connectors_connection_change", args=[row["connection_id"]]),
            row["oldest"],
            row["n"],
        )
        for row in found[:MOST_ROWS]
    ]
    advice = (
        f"Each is tried again by itself, at the latest an hour apart, and nothing is lost. {TEST_IT} A web page as answer means "
        "a wrong address, a login page or a proxy in between."
    )
    url = _listing(Document, waiting_for="retry")
    return Card("Tried again and again", advice, rows, url, max(0, found.count() - len(rows)))


def _overdue_acknowledgments() -> Card:
    advice = "The partner has not confirmed receipt (997). Ask whether it arrived."
    return _overdue("Overdue acknowledgments", advice, "acknowledgment")


def _overdue_answers() -> Card:
    advice = "The supplier has not answered the order (855). Ask whether it can be delivered."
    return _overdue("Orders without an answer", advice, "answer")


def _overdue(title: str, advice: str, what: str) -> Card:
    """Documents whose `what` (acknowledgment, answer) is overdue, longest first."""
    documents = Document.objects.filter(**{what: Acknowledgment.OVERDUE}).order_by(f"{what}_due_at")
    rows = [
        Row(
            f"{document} to {document.partner or 'unknown partner'}",
            reverse("admin:audit_document_change", args=[document.pk]),
            getattr(document, f"{what}_due_at"),
        )
        for document in documents.select_related("partner")[:MOST_ROWS]
    ]
    url = _listing(Document, **{f"{what}__exact": Acknowledgment.OVERDUE})
    return Card(title, advice, rows, url, max(0, documents.count() - len(rows)))


def _held_records() -> Card:
    records = NavRecord.objects.filter(state=NavRecord.State.HELD, connection__is_active=True)
    rows = [
        Row(f"{record}: {record.note or 'held'}", _listing(NavRecord, q=record.number), record.last_seen_at)
        for record in records[:MOST_ROWS]
    ]
    url = _listing(NavRecord, state__exact=NavRecord.State.HELD)
    return Card("Held back in NAV", "Changed or unusual records that a person has to look at.", rows, url)


def _unhealthy() -> Card:
    items = [item for item in health.health()["items"] if not item["ok"]]
    return Card(
        "Health", "What the operator should look at.", [Row(f"{i['name']}: {i['text']}") for i in items]
    )


def today() -> list[dict[str, Any]]:
    """What today's work was and where it stands, by direction and kind: documents that came today and those from before that
    were still to do. Each is counted in one column of the right side, so that before + came = the sum of the others; one
    that was booked or sent and then came back into quarantine (a rejection) is in quarantine."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    stopped = Quarantine.objects.filter(closed_at__isnull=True, document__isnull=False).values("document_id")
    came = Q(received_at__gte=start)
    rows = (
        Document.objects.annotate(is_stopped=Q(status=Status.QUARANTINED) | Q(pk__in=stopped))
        .filter(came | Q(finished_at__gte=start) | Q(status__in=OPEN) | Q(is_stopped=True))
        .order_by()
        .values("direction", "kind")
        .annotate(
            before=Count("id", filter=~came),
            came=Count("id", filter=came),
            done=Count("id", filter=Q(status=Status.LINKED, is_stopped=False)),
            quarantined=Count("id", filter=Q(is_stopped=True)),
            discarded=Count("id", filter=Q(status=Status.DISCARDED, is_stopped=False)),
            working=Count("id", filter=Q(status__in=OPEN, is_stopped=False)),
        )
        .order_by("direction", "kind")
    )
    return [{**row, "name": KINDS.get(row["kind"], row["kind"])} for row in rows]


def totals(rows: list[dict[str, Any]]) -> dict[str, int]:
    """The sum line under today's table, with the files in quarantine that gave no document."""
    files = Quarantine.objects.filter(closed_at__isnull=True, document__isnull=True).count()
    return {name: sum(row[name] for row in rows) for name in COLUMNS} | {"files": files}


def last_run(plan: PollPlan) -> PollRun | None:
    """The newest run of a plan."""
    return PollRun.objects.filter(connection_id=plan.connection_id, poll=plan.poll).first()
