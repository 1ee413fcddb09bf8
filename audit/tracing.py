"""Writes the trace packet of a receipt, once, when the receipt is proven; its Event comes with it in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from audit import recording
from audit.models import JournalLink, SendAttempt
from audit.traced_goods import TracedGoods

RECEIVED = ("receipt", "batch")


@transaction.atomic
def record(attempt: SendAttempt) -> int:
    """Keep what the attempt meant to receive (`traced` of its intent, by edi.mapping.traced) beside the record that proves
    it. Returns how many rows were written: none for what is no receipt, and none a second time."""
    parts = attempt.intent.get("traced") or []
    if not parts or attempt.traced_goods.exists():
        return 0
    link = attempt.links.filter(kind__in=RECEIVED).first()
    order = str(attempt.intent.get("order", ""))
    TracedGoods.objects.bulk_create([_row(attempt, link, order, part) for part in parts])
    text = f"{len(parts)} parts of {link or attempt.target}"
    recording.note(actor=recording.SYSTEM, action="traced", text=text, document=attempt.document)
    return len(parts)


def _row(attempt: SendAttempt, link: JournalLink | None, order: str, part: Mapping[str, Any]) -> TracedGoods:
    trace = part["trace"]
    weight = trace["weight"] or {}
    packages = trace["package_ids"]
    return TracedGoods(
        connection_id=attempt.connection_id,
        document=attempt.document,
        attempt=attempt,
        link=link,
        order_number=order[:20],
        order_lines=", ".join(str(line) for line in part["order_lines"]),
        item_number=part["item_number"][:20],
        description=part["description"][:100],
        quantity=_number(trace["quantity"]),
        unit=part["unit"][:10],
        lot=trace["lot"][:250],
        expires_on=_day(trace["expires_on"]),
        produced_on=_day(trace["produced_on"]),
        origin=trace["origin"][:80],
        package=packages[0][:60] if packages else "",
        outer_packages=", ".join(packages[1:]),
        serials=", ".join(trace["serials"]),
        weight=_number(weight.get("amount")),
        weight_unit=str(weight.get("unit", ""))[:10],
    )


def _number(text: str | None) -> Decimal | None:
    return round(Decimal(text), 5) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
