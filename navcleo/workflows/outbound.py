"""NAV → Cleo: collect() polls and stores, sweep() compares everything open, process() maps, sends and links one document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import recording
from audit.models import Cursor, NavRecord, PollRun
from audit.statuses import Status
from connectors.models import Connection
from connectors.nav.client import NavClient
from edi.nav_records import Order, VendorInvoice
from navcleo import clients
from navcleo.workflows import acknowledgments, candidates, drafts, freezing, orders_out, snapshots, steps
from navcleo.workflows.candidates import INVOICES, ORDERS, Judgement
from navcleo.workflows.routes import route_for
from navcleo.workflows.work import Work

Progress = Callable[[str], None]
INVOICE_SWEEP = timedelta(days=14)


def collect(connection: Connection, run: PollRun, counts: Counter[str], progress: Progress) -> None:
    """What changed in NAV since the cursor becomes documents; the cursor moves once, after the last page."""
    nav = clients.nav_client(connection)
    _read(connection, ORDERS, run, counts, progress, lambda since: nav.orders(changed_since=since))
    _read(connection, INVOICES, run, counts, progress, lambda since: nav.invoices(changed_since=since))
    if connection.baseline_at is None:
        Connection.objects.filter(pk=connection.pk).update(baseline_at=timezone.now())


def _read(
    connection: Connection,
    entity: str,
    run: PollRun,
    counts: Counter[str],
    progress: Progress,
    listing: Callable[[datetime | None], Any],
) -> None:
    cursor = Cursor.objects.filter(connection=connection, entity=entity).first()
    newest = cursor.value if cursor else None
    since = newest - timedelta(minutes=connection.overlap_minutes) if newest else None
    for record in listing(since):
        progress(record.number)
        counts[take(connection, entity, record, run, baseline=cursor is None)] += 1
        if record.modified_at and (newest is None or record.modified_at > newest):
            newest = record.modified_at
    Cursor.objects.update_or_create(connection=connection, entity=entity, defaults={"value": newest})


def sweep(connection: Connection, run: PollRun, counts: Counter[str], progress: Progress) -> None:
    """Compare every open order with what was sent (NAV's change time misses some line changes), posted invoices 14 days
    back, and what became of our drafts. What is absent now is gone: completed or deleted."""
    nav = clients.nav_client(connection)
    seen: set[str] = set()
    baseline = candidates.is_baseline(connection, ORDERS)
    for order in nav.orders(status="Open"):
        progress(order.number)
        seen.add(order.nav_id)
        if not baseline:
            counts[take(connection, ORDERS, order, run, baseline=False)] += 1
    known = NavRecord.objects.filter(connection=connection, entity=ORDERS).exclude(state=NavRecord.State.DRAFT)
    counts["gone"] += known.exclude(nav_id__in=seen).exclude(state=NavRecord.State.GONE).update(
        state=NavRecord.State.GONE, note="no longer among NAV's open orders"
    )
    if not candidates.is_baseline(connection, INVOICES):
        for invoice in nav.invoices(posted_since=(timezone.now() - INVOICE_SWEEP).date()):
            counts[take(connection, INVOICES, invoice, run, baseline=False)] += 1
    counts["drafts"] += drafts.follow_drafts(connection, nav)


def take(connection: Connection, entity: str, record: Order | VendorInvoice, run: PollRun, *, baseline: bool) -> str:
    """Judge one NAV record and store what follows from it, in one transaction. Returns the word it is counted under."""
    known = candidates.record_of(connection, entity, record.nav_id)
    if known and known.etag == record.etag and known.state in (NavRecord.State.BASELINE, NavRecord.State.NOT_ON_EDI):
        return "unchanged"
    judgement = judge(connection, record, known, baseline=baseline)
    with transaction.atomic():
        row = snapshots.remember(connection, entity, record, known, judgement)
        if judgement.action in ("send", "wait"):
            snapshots.store(connection, row, record, run, waits=judgement.action == "wait")
        if judgement.action == "changed":
            snapshots.hold_change(connection, row, record, run)
    return {"send": "taken", "wait": "undecided", "changed": "changed"}.get(judgement.action, str(judgement.state))


def judge(
    connection: Connection, record: Order | VendorInvoice, known: NavRecord | None, *, baseline: bool
) -> Judgement:
    """Whether a NAV record leaves now."""
    if isinstance(record, Order):
        return candidates.judge_order(connection, record, known, baseline=baseline)
    return candidates.judge_invoice(connection, record, known, baseline=baseline)


def process(work: Work) -> None:
    """Map, send, link. With an attempt on the way, what that froze is sent and nothing is mapped again."""
    route = route_for(work.document)
    assert route is not None and route.plan is not None
    plan = freezing.resumed(work) or route.plan(work)
    if work.document.status == Status.DISCARDED:
        return
    steps.advance(work.document, Status.PARSED)
    steps.mapped(work, plan)
    steps.send(work, plan)
    freezing.note_sent(work)
    acknowledgments.expect(work.document, orders_out.partner_of(work))
    steps.link(work, plan)


def preview(connection: Connection, nav: NavClient | None = None) -> list[dict[str, Any]]:
    """What a poll would do with each record now, for people; writes nothing but vendors that nobody has decided yet."""
    nav = nav or clients.nav_client(connection)
    rows: list[dict[str, Any]] = []
    for entity, listing in ((ORDERS, nav.orders()), (INVOICES, nav.invoices())):
        baseline = candidates.is_baseline(connection, entity)
        for record in listing:
            known = candidates.record_of(connection, entity, record.nav_id)
            judgement = judge(connection, record, known, baseline=baseline)
            word = {"send": "would_send", "wait": "undecided"}.get(judgement.action, judgement.action)
            rows.append(
                {
                    "kind": "850" if entity == ORDERS else "810",
                    "number": record.number,
                    "vendor": record.vendor_number,
                    "state": str(judgement.state) if word == "none" else word,
                    "reason": judgement.reason,
                    "record": known.pk if known else None,
                }
            )
    return rows


@transaction.atomic
def release_from_baseline(record: NavRecord, actor: str, reason: str) -> None:
    """A person lets one old order or invoice leave after all: the next poll or sweep takes it as new."""
    text = f"{record} released from the baseline: {reason}"
    recording.note(actor=actor, action="released", text=text, connection_id=record.connection_id)
    record.delete()
    if record.entity == INVOICES:
        return
    Cursor.objects.filter(connection_id=record.connection_id, entity=ORDERS).update(value=None)
