"""After a backup was restored the rows are older than the world: nothing that may have left already leaves a second time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from django.db import transaction
from django.db.models import F

from audit import recording
from connectors.models import Connection
from edi.control_numbers import HIGHEST
from edi.models import ControlNumber
from navcleo import clients
from navcleo.workflows import candidates, snapshots
from navcleo.workflows.candidates import INVOICES, ORDERS, Judgement, State


def remember(
    connection: Connection, *, actor: str, reason: str, progress: Callable[[str], None] = lambda number: None
) -> Counter[str]:
    """Record every order and posted invoice of NAV that would leave now as known, without sending it. A person may release
    single ones from the preview. Returns how many per kind. Raises ConnectorError."""
    nav = clients.nav_client(connection)
    counts: Counter[str] = Counter()
    for entity, listing in ((ORDERS, nav.orders()), (INVOICES, nav.invoices())):
        for record in listing:
            progress(record.number)
            known = candidates.record_of(connection, entity, record.nav_id)
            judgement = candidates.judge(connection, record, known, baseline=False)
            if judgement.action in ("send", "wait"):
                snapshots.remember(
                    connection,
                    entity,
                    record,
                    known,
                    Judgement("none", State.BASELINE, f"restored: {reason}"),
                )
                counts["orders" if entity == ORDERS else "invoices"] += 1
    text = f"after a restore, known and not sent: {dict(counts)}: {reason}"
    recording.note(actor=actor, action="remembered", text=text, connection_id=connection.pk)
    return counts


@transaction.atomic
def advance(by: int, *, actor: str) -> int:
    """Set every control number forward, so that none is used twice. Returns how many counters there are."""
    rows = ControlNumber.objects.select_for_update()
    ControlNumber.objects.filter(last__gt=HIGHEST - by).update(last=0)
    moved = rows.update(last=F("last") + by)
    recording.note(actor=actor, action="advanced", text=f"{moved} control numbers set forward by {by}")
    return moved
