"""Questions to the audit trail: exports, counts, what waits for people."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from audit.models import Document, Quarantine


def facts(document: Document) -> dict[str, Any]:
    """One row of the audit export (architecture, section 9)."""
    open_row = document.quarantines.filter(closed_at__isnull=True).first()
    return {
        "id": document.pk,
        "direction": document.direction,
        "kind": document.kind,
        "number": document.number,
        "partner": str(document.partner or ""),
        "status": document.status,
        "quarantine_code": open_row.code if open_row else "",
        "cleo_transmission_id": document.cleo_transmission_id,
        "nav_source": document.nav_source,
        "nav_links": [
            {
                "kind": link.kind,
                "number": link.number,
                "nav_id": link.nav_id,
                "amount": "" if link.amount is None else str(link.amount),
            }
            for link in document.links.all()
        ],
        "mappings": document.mappings,
        "problems": document.problems,
        "attempts": [
            {
                "kind": a.kind,
                "target": a.target,
                "number": a.number,
                "verdict": a.verdict,
                "send_key": a.send_key,
            }
            for a in document.attempts.all()
        ],
        "received_at": document.received_at.isoformat(),
        "finished_at": document.finished_at.isoformat() if document.finished_at else "",
    }


def open_quarantine(connection_id: int | None = None) -> QuerySet[Quarantine]:
    """What waits for a person, oldest first."""
    rows = Quarantine.objects.filter(closed_at__isnull=True).select_related(
        "document", "payload", "connection"
    )
    return rows.filter(connection_id=connection_id) if connection_id else rows


def quarantine_by_cause(connection_id: int | None = None) -> dict[str, int]:
    """Open quarantine counted by code, most frequent first."""
    rows = open_quarantine(connection_id).values("code").annotate(n=Count("id")).order_by("-n", "code")
    return {row["code"]: row["n"] for row in rows}


def circle(connection_id: int) -> dict[str, int]:
    """The demo's line of counts: sent, acknowledged, received, invoiced, paid, in quarantine, duplicates."""
    rows = Document.objects.filter(connection_id=connection_id)
    sent = rows.filter(direction="outbound", status="linked")
    booked = rows.filter(direction="inbound", status="linked")
    return {
        "orders_sent": sent.filter(kind="850").count(),
        "invoices_sent": sent.filter(kind="810").count(),
        "acknowledged": sent.filter(kind="850", acknowledgment__in=["accepted", "with_errors"]).count(),
        "rejected": sent.filter(acknowledgment="rejected").count(),
        "received": booked.filter(kind="856").count(),
        "invoiced": booked.filter(kind="810").count(),
        "payments": booked.filter(kind="820").count(),
        "duplicates": rows.filter(status="discarded", twin__isnull=False).count(),
        "quarantined": open_quarantine(connection_id).count(),
    }
