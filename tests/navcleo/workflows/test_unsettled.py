"""Open attempts are decided before anything else is: each kind finds its own effect again, whatever became of the mapping."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Document
from audit.statuses import Verdict
from edi.documents import Invoice
from navcleo.sending import series
from navcleo.sending.effects import Effect, Pending
from navcleo.sending.receipt_in_journal import ReceiptInJournal
from navcleo.sending.receipt_on_order import ReceiptOnOrder
from navcleo.sending.vendor_invoice import InvoiceDraft, InvoiceOnOrder
from navcleo.sending.vendor_payment import PaymentLineEffect, PaymentPosting
from navcleo.workflows import unsettled
from navcleo.workflows.work import Work
from tests.factories import DocumentFactory, SendAttemptFactory

pytestmark = pytest.mark.django_db
DAY = "2026-02-03"
LINE = {
    "batch": "EDIPAY", "vendor": "V1", "amount": "5", "applies_to": "INV1", "description": "", "posting_on": DAY,
    "external_number": "X",
}  # fmt: skip
INTENTS: dict[type[Effect], dict[str, Any]] = {
    ReceiptOnOrder: {"order": "106001", "lines": {"10000": "4"}, "posting_on": DAY},
    InvoiceOnOrder: {
        "order": "106001", "vendor": "V1", "vendor_invoice_number": "I1", "lines": {"10000": "3"}, "total": "30",
        "expected_total": "30", "posting_on": DAY,
    },
    InvoiceDraft: {"vendor": "V1", "posting_on": DAY, "currency": "", "comments": []},
    ReceiptInJournal: {"location": "WH01", "posting_on": DAY, "dimensions": {}, "lines": []},
    PaymentLineEffect: LINE,
}  # fmt: skip


@pytest.fixture
def document(db: None) -> Document:
    row: Document = DocumentFactory()
    return row


@pytest.fixture
def settled(monkeypatch: Any) -> list[tuple[Effect, int]]:
    """What is settled, instead of asking the other side."""
    seen: list[tuple[Effect, int]] = []
    monkeypatch.setattr(series, "settle", lambda effect, attempt: seen.append((effect, attempt.pk)))
    monkeypatch.setattr(unsettled, "_invoice", lambda work: Invoice("I1", date(2026, 2, 1), (), Decimal(30)))
    return seen


@pytest.mark.parametrize("kind", INTENTS, ids=lambda kind: kind.kind)
def test_an_open_attempt_is_settled_by_the_effect_that_it_intended(
    document: Document, settled: list[tuple[Effect, int]], kind: type[Effect]
) -> None:
    attempt = SendAttemptFactory(
        document=document, kind=kind.kind, target="t", verdict=Verdict.OPEN, intent=INTENTS[kind]
    )
    unsettled.settle_first(Work(document))
    [(effect, settled_attempt)] = settled
    assert settled_attempt == attempt.pk
    assert type(effect) is kind
    assert effect.target == "t"


def test_a_posting_in_doubt_is_looked_for_with_exactly_its_lines(
    document: Document, settled: list[tuple[Effect, int]]
) -> None:
    numbers = []
    for target in ("line:1", "line:2", "line:3"):
        SendAttemptFactory(document=document, kind="payment_line", target=target, intent=LINE)
        done = document.attempts.get(target=target)
        numbers.append(PaymentLineEffect.resume(Work(document).nav, document, done).payment.document_number)
    intent = {"batch": "EDIPAY", "lines": sorted(numbers[:2])}
    SendAttemptFactory(
        document=document, kind="payment_posting", target="posting", verdict=Verdict.OPEN, intent=intent
    )
    unsettled.settle_first(Work(document))
    [(effect, _)] = settled
    assert isinstance(effect, PaymentPosting)
    assert sorted(effect.numbers) == intent["lines"]


@pytest.mark.parametrize("verdict", [Verdict.DONE, Verdict.REFUSED, Verdict.UNKNOWN])
def test_what_has_a_verdict_is_left_alone(
    document: Document, settled: list[tuple[Effect, int]], verdict: str
) -> None:
    at = timezone.now() if verdict == Verdict.REFUSED else None
    SendAttemptFactory(document=document, verdict=verdict, intent=INTENTS[ReceiptOnOrder], restored_at=at)
    unsettled.settle_first(Work(document))
    assert settled == []


def test_what_a_person_answered_as_not_done_is_put_back_first(
    document: Document, settled: list[tuple[Effect, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    back: list[tuple[Effect, int]] = []
    monkeypatch.setattr(series, "put_back", lambda effect, attempt: back.append((effect, attempt.pk)))
    denied = SendAttemptFactory(
        document=document, verdict=Verdict.REFUSED, intent=INTENTS[ReceiptOnOrder], restored_at=None
    )
    unsettled.settle_first(Work(document))
    [(effect, pk)] = back
    assert isinstance(effect, ReceiptOnOrder)
    assert (pk, settled) == (denied.pk, [])


def test_what_cannot_be_decided_yet_stops_everything_else(document: Document, monkeypatch: Any) -> None:
    SendAttemptFactory(document=document, verdict=Verdict.OPEN, intent=INTENTS[ReceiptOnOrder])

    def not_yet(effect: Effect, attempt: Any) -> bool:
        raise Pending(attempt.started_at, "settle", "not yet")

    monkeypatch.setattr(series, "settle", not_yet)
    with pytest.raises(Pending):
        unsettled.settle_first(Work(document))
