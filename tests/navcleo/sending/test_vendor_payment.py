"""Payment lines and the posting of their batch: nothing of NAV prevents a second payment, so the looks must (nav 8.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from audit.models import Document
from connectors.nav.client import NavClient
from edi.nav_records import JournalLine, LedgerEntry, PaymentLine
from navcleo.sending import series, vendor_payment
from navcleo.sending.effects import Parked, Shown
from navcleo.sending.vendor_payment import PaymentLineEffect, PaymentPosting
from tests.navcleo.sending.conftest import begin
from tests.sandbox_process import SandboxProcess

D = Decimal
DAY = date(2026, 2, 3)


@pytest.fixture
def invoice(sandbox: SandboxProcess, order: str) -> str:
    """The number of a posted invoice over 100."""
    lines = [{"account_number": "61300", "quantity": 1, "unit_cost": 100, "tax_percent": 0}]
    made = sandbox.create_invoice(vendor_number="V10000", vendor_invoice_number=f"P-{order}", lines=lines)
    return str(made["number"])


@pytest.fixture
def batch(order: str) -> str:
    """A batch that no other test uses."""
    return f"EDI{order}"


def line_of(
    nav: NavClient, document: Document, batch: str, invoice: str, amount: int = 100
) -> PaymentLineEffect:
    target = f"line:{amount}"
    payment = PaymentLine("V10000", D(amount), DAY, "", "", applies_to=invoice, description="remittance")
    return PaymentLineEffect(nav, document, payment, target=target, batch_code=batch)


def waiting(sandbox: SandboxProcess, batch: str) -> list[dict[str, Any]]:
    [row] = sandbox.books("journals", code=batch)
    return sandbox.books("journalLines", journalId=row["id"])


def test_a_line_is_made_under_our_references_and_found(
    nav: NavClient, document: Document, sandbox: SandboxProcess, batch: str, invoice: str
) -> None:
    effect = line_of(nav, document, batch, invoice)
    attempt = begin(document, effect)
    assert effect.verify(attempt).shown is Shown.ABSENT
    effect.act(attempt)
    [row] = waiting(sandbox, batch)
    assert (row["externalDocumentNumber"], row["appliesToInvoiceNumber"], row["amount"]) == (
        effect.send_key,
        invoice,
        100,
    )
    evidence = effect.verify(attempt)
    [link] = evidence.links
    assert (evidence.shown, link.kind, link.number, link.facts["state"]) == (
        Shown.DONE,
        "payment_line",
        effect.payment.document_number,
        "waiting",
    )
    look = effect.look()
    assert look.done is not None


def test_a_line_that_a_person_posted_is_done(
    nav: NavClient, document: Document, sandbox: SandboxProcess, batch: str, invoice: str
) -> None:
    effect = line_of(nav, document, batch, invoice)
    attempt = begin(document, effect)
    effect.act(attempt)
    nav.post_batch(attempt.seen["batch_id"])
    evidence = effect.verify(attempt)
    assert (evidence.shown, evidence.links[0].facts["state"]) == (Shown.DONE, "posted")
    assert effect.entries(attempt) == ()


def test_lines_under_our_reference_that_are_not_as_sent_are_for_a_person(
    nav: NavClient, document: Document, sandbox: SandboxProcess, batch: str, invoice: str
) -> None:
    effect = line_of(nav, document, batch, invoice)
    attempt = begin(document, effect)
    nav.create_payment_line(attempt.seen["batch_id"], replace(effect.payment, amount=D(90)))
    assert effect.verify(attempt).shown is Shown.MOVED
    with pytest.raises(Parked) as parked:
        effect.look()
    assert parked.value.code == "outcome_unknown"


def test_a_second_line_or_a_posted_one_beside_it_is_for_a_person(
    nav: NavClient, document: Document, sandbox: SandboxProcess, batch: str, invoice: str
) -> None:
    effect = line_of(nav, document, batch, invoice)
    attempt = begin(document, effect)
    effect.act(attempt)
    effect.act(attempt)
    assert effect.verify(attempt).shown is Shown.MOVED
    nav.post_batch(attempt.seen["batch_id"])
    assert effect.verify(attempt).shown is Shown.MOVED  # paid twice
    effect.act(attempt)
    assert effect.verify(attempt).shown is Shown.MOVED


def test_resume_is_the_effect_that_was_intended(
    nav: NavClient, document: Document, batch: str, invoice: str
) -> None:
    effect = line_of(nav, document, batch, invoice)
    again = PaymentLineEffect.resume(nav, document, begin(document, effect))
    for name in ("target", "send_key", "hold_key", "payment", "batch_code"):
        assert getattr(again, name) == getattr(effect, name)
    other = line_of(nav, document, batch, invoice, 99)
    assert other.payment.document_number != effect.payment.document_number
    assert len(effect.payment.document_number) <= 20


def test_a_batch_that_another_process_made_is_taken(nav: NavClient, batch: str, monkeypatch: Any) -> None:
    made = vendor_payment.ensure_batch(nav, batch)
    found, answers = nav.payment_batch, [None]
    monkeypatch.setattr(nav, "payment_batch", lambda code: answers.pop() if answers else found(code))
    assert vendor_payment.ensure_batch(nav, batch).nav_id == made.nav_id


@pytest.mark.parametrize(
    ("amounts", "paid"),
    [
        ([100, -100], True),
        ([100, -98, -2], True),
        ([], False),
        ([90, -90], False),
        ([100, -100, 100, -100], False),
    ],
)
def test_what_counts_as_paid_once(amounts: list[int], paid: bool) -> None:
    entries = [LedgerEntry(n, DAY, "D", "20100", D(amount)) for n, amount in enumerate(amounts)]
    assert vendor_payment.is_paid(entries, D(100)) is paid


@pytest.fixture
def lines(nav: NavClient, document: Document, batch: str, invoice: str) -> list[PaymentLineEffect]:
    """Two lines of one document, both in the batch."""
    effects = [line_of(nav, document, batch, invoice, amount) for amount in (60, 40)]
    for effect in effects:
        series.send(document, effect)
    return effects


def posting_of(
    nav: NavClient, document: Document, batch: str, lines: list[PaymentLineEffect]
) -> PaymentPosting:
    return PaymentPosting(nav, document, lines, batch_code=batch)


def test_the_batch_is_posted_and_every_line_is_found(
    nav: NavClient, document: Document, sandbox: SandboxProcess, batch: str, lines: list[PaymentLineEffect]
) -> None:
    effect = posting_of(nav, document, batch, lines)
    attempt = begin(document, effect)
    assert effect.verify(attempt).shown is Shown.ABSENT
    effect.act(attempt)
    evidence = effect.verify(attempt)
    assert evidence.shown is Shown.DONE
    assert {link.facts["state"] for link in evidence.links} == {"posted"}
    assert len(effect.entries(attempt)) == 4
    assert waiting(sandbox, batch) == []
    assert effect.look().done is not None


def test_a_batch_that_holds_anything_else_is_never_posted(
    nav: NavClient, document: Document, sandbox: SandboxProcess, batch: str, lines: list[PaymentLineEffect]
) -> None:
    effect = posting_of(nav, document, batch, lines)
    attempt = begin(document, effect)
    batch_id = attempt.seen["batch_id"]
    foreign = JournalLine("G/L Account", "65300", D(5), DAY, "HAND-1", "BY-HAND", "by hand")
    nav.create_journal_line(batch_id, foreign)
    for step in (effect.look, lambda: effect.act(attempt)):
        with pytest.raises(Parked) as parked:
            step()
        assert parked.value.code == "batch_not_empty"
    assert len(waiting(sandbox, batch)) == 3


def test_lines_that_are_missing_are_for_a_person_and_not_done(
    nav: NavClient, document: Document, batch: str, lines: list[PaymentLineEffect]
) -> None:
    """A batch that somebody has emptied is no proof that it was posted."""
    effect = posting_of(nav, document, batch, lines)
    row = nav.payment_batch(batch)
    assert row is not None
    for line in nav.payment_lines(row.nav_id):
        nav.delete_payment_line(line)
    with pytest.raises(Parked, match="does not hold exactly") as parked:
        effect.look()
    assert parked.value.code == "batch_not_empty"


def test_after_a_person_posted_one_line_the_other_is_posted(
    nav: NavClient, document: Document, batch: str, invoice: str
) -> None:
    first, second = (line_of(nav, document, batch, invoice, amount) for amount in (60, 40))
    series.send(document, first)
    row = nav.payment_batch(batch)
    assert row is not None
    nav.post_batch(row.nav_id)
    series.send(document, second)
    effect = posting_of(nav, document, batch, [first, second])
    attempt = begin(document, effect)
    effect.act(attempt)
    assert effect.verify(attempt).shown is Shown.DONE
