"""What a document is, whether it was seen before, and what a second sighting means (booking rule 2.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q

from audit import recording
from audit.models import Document
from audit.statuses import Status, Verdict
from edi.documents import Document as Value
from edi.documents import Invoice, RemittanceAdvice, ShipNotice
from edi.models import TradingPartner
from edi.plain import business_number, digest
from navcleo.sending.effects import Parked


def business_key(document: Document, partner: TradingPartner, value: Value) -> str:
    """Connection, partner, kind and number; for an 820 payer, trace number and total. No lines, no envelope numbers."""
    number = business_number(value).upper()
    if isinstance(value, RemittanceAdvice):
        number = f"{number}|{value.total}"
    if document.kind == "997":
        number = f"{number}|{document.interchange_number}"
    return f"{document.connection_id}|{partner.qualifier}:{partner.interchange_id}|{document.kind}|{number}"[:200]


def facts(value: Value) -> dict[str, Any]:
    """What lists and searches show of a document: number, order numbers, amount, currency."""
    orders: list[str] = []
    amount: Decimal | None = None
    if isinstance(value, ShipNotice):
        orders = [order.order_number for order in value.orders]
    if isinstance(value, Invoice):
        orders = [value.order_number] + [line.order_number for line in value.lines]
        amount = value.total
    if isinstance(value, RemittanceAdvice):
        amount = value.total
    named = list(dict.fromkeys(order for order in orders if order))
    return {
        "number": business_number(value)[:60],
        "order_numbers": ", ".join(named)[:300],
        "amount": amount,
        "currency": getattr(value, "currency", "")[:10],
    }


def identify(document: Document, partner: TradingPartner, value: Value) -> Document | None:
    """Write key and digest into the document. Returns the twin when the same document was seen before; raises Parked
    (number_reused) when the number was used with other content."""
    key = business_key(document, partner, value)
    content = digest(value)
    if document.attempts.exclude(verdict=Verdict.REFUSED).exists() and document.business_key not in ("", key):
        raise Parked("number_reused", f"{document} was booked in part as {document.business_key}; its number cannot change.")
    recording.change(document, business_key=key, content_digest=content, partner=partner, **facts(value))
    other = _seen_before(document, key)
    if other is None:
        return None
    if other.content_digest == content:
        return other
    raise Parked(
        "number_reused",
        f"{document} has the number of document no. {other.pk} ({other.get_status_display()}) and other content. Compare both; "
        "if this one is right, ask the sender for a new number or correct it.",
        {"twin": other.pk},
    )


def _seen_before(document: Document, key: str) -> Document | None:
    """The first document with this key: an earlier one, or a later one that already has an attempt."""
    live = Q(attempts__verdict__in=[Verdict.OPEN, Verdict.DONE, Verdict.UNKNOWN])
    rows = Document.objects.filter(connection_id=document.connection_id, business_key=key, twin__isnull=True)
    rows = rows.exclude(pk=document.pk).filter(Q(pk__lt=document.pk) | live)
    if document.attempts.exclude(verdict=Verdict.REFUSED).exists():
        return None
    return rows.exclude(status=Status.DISCARDED, content_digest="").order_by("pk").first()
