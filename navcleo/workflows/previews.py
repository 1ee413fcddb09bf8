"""What a poll of NAV would do with each record now, for people; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audit.models import NavRecord
from connectors.models import Connection
from connectors.nav.client import NavClient
from navcleo import clients
from navcleo.workflows import candidates, change_drafts, order_changes, taking
from navcleo.workflows.candidates import INVOICES, ORDERS, State


def preview(connection: Connection, nav: NavClient | None = None) -> list[dict[str, Any]]:
    """One row a record: would_send, undecided, changed, or what the record is."""
    nav = nav or clients.nav_client(connection)
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    for entity, listing in ((ORDERS, nav.orders()), (INVOICES, nav.invoices())):
        baseline = candidates.is_baseline(connection, entity)
        for record in listing:
            known = candidates.record_of(connection, entity, record.nav_id)
            judgement = candidates.judge(connection, record, known, baseline=baseline)
            row = taking.shown(entity, record, known, judgement)
            if (
                known
                and judgement.action == "changed"
                and order_changes.takes(connection, record.vendor_number)
            ):
                row |= {"kind": "860", "reason": change_drafts.told(connection, nav, known, record)}
            rows.append(row)
            seen.add(record.nav_id)
    return [*rows, *_taken_back(connection, nav, seen)]


def _taken_back(connection: Connection, nav: NavClient, seen: set[str]) -> Iterator[dict[str, Any]]:
    """Sent orders that NAV has no more and that a sweep would take back at the supplier."""
    gone = (State.GONE, State.DRAFT, State.BASELINE)
    known = NavRecord.objects.filter(connection=connection, entity=ORDERS).exclude(state__in=gone)
    for row in known.exclude(sent_digest="").exclude(nav_id__in=seen):
        if nav.order_by_id(row.nav_id) is None and order_changes.is_taken_back(connection, nav, row):
            reason = f"no longer in NAV: {change_drafts.told(connection, nav, row, None)}"
            facts = {"kind": "860", "number": row.number, "vendor": row.vendor_number, "record": None}
            yield facts | {"state": "changed", "reason": reason}
