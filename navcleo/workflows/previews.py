"""What a poll of NAV would do with each record now, for people; writes nothing."""

from __future__ import annotations

from typing import Any

from connectors.models import Connection
from connectors.nav.client import NavClient
from navcleo import clients
from navcleo.workflows import candidates, taking
from navcleo.workflows.candidates import INVOICES, ORDERS


def preview(connection: Connection, nav: NavClient | None = None) -> list[dict[str, Any]]:
    """One row a record: would_send, undecided, changed, or what the record is."""
    nav = nav or clients.nav_client(connection)
    rows: list[dict[str, Any]] = []
    for entity, listing in ((ORDERS, nav.orders()), (INVOICES, nav.invoices())):
        baseline = candidates.is_baseline(connection, entity)
        for record in listing:
            known = candidates.record_of(connection, entity, record.nav_id)
            judgement = candidates.judge(connection, record, known, baseline=baseline)
            rows.append(taking.shown(entity, record, known, judgement))
    return rows
