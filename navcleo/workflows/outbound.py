"""NAV → Cleo: collect() polls and stores, sweep() compares everything open, process() maps, sends and links one document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import recording, replay
from audit.models import Cursor, NavRecord, PollRun
from audit.statuses import Status
from connectors.models import Connection
from connectors.nav.client import NavClient
from navcleo import clients
from navcleo.workflows import (
    acknowledgments,
    addressees,
    candidates,
    change_plans,
    drafts,
    freezing,
    interchange_acknowledgments,
    order_answers,
    order_changes,
    steps,
    taking,
)
from navcleo.workflows.candidates import INVOICES, ORDERS, State
from navcleo.workflows.routes import route_for
from navcleo.workflows.work import Work

Progress = Callable[[str], None]
INVOICE_SWEEP = timedelta(days=14)


def collect(connection: Connection, run: PollRun, counts: Counter[str], progress: Progress) -> None:
    """What changed in NAV since the cursor becomes documents; the cursor moves once, after the last page."""
    nav = clients.nav_client(connection)
    listings: dict[str, Callable[[datetime | None], Any]] = {
        ORDERS: lambda since: nav.orders(changed_since=since),
        INVOICES: lambda since: nav.invoices(changed_since=since),
    }
    for entity, listing in listings.items():
        _read(connection, entity, run, counts=counts, progress=progress, listing=listing)
    _take_released(connection, nav, run, counts, progress)
    if connection.baseline_at is None:
        Connection.objects.filter(pk=connection.pk).update(baseline_at=timezone.now())


def _read(
    connection: Connection,
    entity: str,
    run: PollRun,
    *,
    counts: Counter[str],
    progress: Progress,
    listing: Callable[[datetime | None], Any],
) -> None:
    cursor = Cursor.objects.filter(connection=connection, entity=entity).first()
    newest = cursor.value if cursor else None
    since = newest - timedelta(minutes=connection.overlap_minutes) if newest else None
    for record in listing(since):
        progress(record.number)
        counts[taking.take(connection, entity, record, run, baseline=cursor is None)] += 1
        if record.modified_at and (newest is None or record.modified_at > newest):
            newest = record.modified_at
    Cursor.objects.update_or_create(connection=connection, entity=entity, defaults={"value": newest})


def _take_released(
    connection: Connection, nav: NavClient, run: PollRun, counts: Counter[str], progress: Progress
) -> None:
    """Old records that a person let go leave now, though NAV calls them unchanged."""
    for row in NavRecord.objects.filter(connection=connection, state=State.RELEASED):
        progress(row.number)
        record = nav.order_by_id(row.nav_id) if row.entity == ORDERS else nav.invoice(row.nav_id)
        if record is None:
            counts["changed"] += order_changes.take_gone(connection, nav, row, run)
            counts["gone"] += taking.gone(row)
        else:
            counts[taking.take(connection, row.entity, record, run, baseline=False)] += 1


def sweep(connection: Connection, run: PollRun, counts: Counter[str], progress: Progress) -> None:
    """Compare every open order with what was sent (NAV's change time misses some line changes), posted invoices 14 days
    back, and what became of our drafts. What NAV has no more is gone: completed or deleted."""
    nav = clients.nav_client(connection)
    seen: set[str] = set()
    if not candidates.is_baseline(connection, ORDERS):
        for order in nav.orders(status="Open"):
            progress(order.number)
            seen.add(order.nav_id)
            counts[taking.take(connection, ORDERS, order, run, baseline=False)] += 1
    known = NavRecord.objects.filter(connection=connection, entity=ORDERS).exclude(
        state__in=[State.GONE, State.DRAFT]
    )
    for row in [row for row in known if row.nav_id not in seen]:
        progress(row.number)
        # it may only be a draft again: NAV itself must say that there is none
        if nav.order_by_id(row.nav_id) is None:
            counts["changed"] += order_changes.take_gone(connection, nav, row, run)
            counts["gone"] += taking.gone(row)
    if not candidates.is_baseline(connection, INVOICES):
        for invoice in nav.invoices(posted_since=(timezone.now() - INVOICE_SWEEP).date()):
            progress(invoice.number)
            counts[taking.take(connection, INVOICES, invoice, run, baseline=False)] += 1
    counts["drafts"] += drafts.follow_drafts(connection, nav)


def process(work: Work) -> None:
    """Map, send, link. With an attempt on the way, what that froze is sent and nothing is mapped again."""
    route = route_for(work.document)
    assert route is not None
    assert route.plan is not None
    try:
        plan = freezing.resumed(work) or route.plan(work)
    except addressees.NotToSend as ended:
        addressees.end(work, ended)
        return
    steps.advance(work.document, Status.PARSED)
    steps.mapped(work, plan)
    steps.send(work, plan)
    freezing.note_sent(work)
    if work.document.partner:
        acknowledgments.expect(work.document, work.document.partner)
        order_answers.expect(work.document, work.document.partner)
        interchange_acknowledgments.expect(work.document, work.document.partner)
    steps.link(work, plan)
    if work.document.kind == "860":
        change_plans.settle_rejected(work)


@transaction.atomic
def release_from_baseline(record: NavRecord, actor: str, reason: str) -> None:
    """A person lets one old order or invoice leave after all: the next poll takes it. Raises replay.Refused."""
    if not NavRecord.objects.filter(pk=record.pk, state__in=taking.RELEASABLE).update(
        state=State.RELEASED, note=f"released by {actor}: {reason}"[:300]
    ):
        raise replay.Refused(
            f"{record} is {record.get_state_display()}; only what was set aside as old is released."
        )
    text = f"{record} released from the baseline: {reason}"
    recording.note(actor=actor, action="released", text=text, connection_id=record.connection_id)
    record.refresh_from_db()
