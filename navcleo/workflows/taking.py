"""One NAV record of a poll or sweep: judged, remembered, and what follows from it stored, in one transaction."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from audit.models import NavRecord, PollRun
from connectors.models import Connection
from edi.nav_records import Order, VendorInvoice
from navcleo.workflows import candidates, order_changes, snapshots
from navcleo.workflows.candidates import ORDERS, Judgement, State

# what a person may let go although it was set aside
RELEASABLE = (State.BASELINE, State.NOT_ON_EDI, State.SET_OFF)
# what nobody is sent is counted at every sight (booking rule 3.2)
COUNTED_AGAIN = (State.NOT_ON_EDI, State.SET_OFF)


def gone(row: NavRecord) -> int:
    """Mark a record that NAV has no more. Returns how many were marked."""
    return NavRecord.objects.filter(pk=row.pk).update(
        state=State.GONE, note="no longer in NAV: completed or deleted"
    )


def take(
    connection: Connection, entity: str, record: Order | VendorInvoice, run: PollRun, *, baseline: bool
) -> str:
    """Judge one NAV record and store what follows from it, in one transaction. Returns the word it is counted under."""
    try:
        return _take(connection, entity, record, run, baseline=baseline)
    except IntegrityError:
        # another process has stored the record in the meantime; the database keeps it single
        if candidates.record_of(connection, entity, record.nav_id) is None:
            raise
        return "unchanged"


def _take(
    connection: Connection, entity: str, record: Order | VendorInvoice, run: PollRun, *, baseline: bool
) -> str:
    known = candidates.record_of(connection, entity, record.nav_id)
    judgement = candidates.judge(connection, record, known, baseline=baseline)
    with transaction.atomic():
        if known and NavRecord.objects.select_for_update().get(pk=known.pk).state != known.state:
            return "unchanged"  # another process was quicker
        same = known is not None and (known.etag, known.state) == (record.etag, judgement.state)
        row = snapshots.remember(connection, entity, record, known, judgement)
        if judgement.action in ("send", "wait"):
            snapshots.store(connection, row, record, run, waits=judgement.action == "wait")
        if judgement.action == "changed":
            order_changes.hold(connection, row, record, run)
        if judgement.action == "hold":
            snapshots.hold_invoice(connection, row, record, run)
    if judgement.action != "none":
        return {"send": "taken", "wait": "undecided", "changed": "changed"}.get(
            judgement.action, str(judgement.state)
        )
    # what was dealt with before is not news
    if judgement.state == State.TAKEN or (same and judgement.state not in COUNTED_AGAIN):
        return "unchanged"
    return str(judgement.state)


def shown(
    entity: str, record: Order | VendorInvoice, known: NavRecord | None, judgement: Judgement
) -> dict[str, Any]:
    """A row of the preview: would_send, undecided, changed, or what the record is; `record` where a person may release it."""
    word = {"send": "would_send", "wait": "undecided", "changed": "changed"}.get(judgement.action)
    return {
        "kind": "850" if entity == ORDERS else "810",
        "number": record.number,
        "vendor": record.vendor_number,
        "state": word or ("sent" if judgement.state == State.TAKEN else str(judgement.state)),
        "reason": judgement.reason,
        "record": known.pk if known and known.state in RELEASABLE else None,
    }
