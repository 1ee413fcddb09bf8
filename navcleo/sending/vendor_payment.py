"""Remittance → payment journal lines, left for a person to post unless the Connection says otherwise (booking 4.4, nav 9.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from audit import claims, recording
from audit.models import Document, SendAttempt
from audit.statuses import Verdict
from connectors.errors import Rejected
from connectors.nav.client import NavClient
from edi.nav_records import Batch, JournalLine, LedgerEntry, PaymentLine
from edi.send_keys import send_key
from navcleo.sending.effects import (
    CALLED,
    Effect,
    Evidence,
    Intent,
    LinkFact,
    Look,
    Parked,
    Pending,
    Shown,
)
from navcleo.sending.order_page import same_code
from navcleo.sending.receipt_on_order import ledger_facts

EXTERNAL_LENGTH = 35
DOCUMENT_LENGTH = 20


def ensure_batch(nav: NavClient, code: str) -> Batch:
    """Our own payment batch; made when it is not there. A second maker meets 'same key' and finds the first one's."""
    batch = nav.payment_batch(code)
    if batch:
        return batch
    try:
        return nav.create_payment_batch(code, "EDI payments")
    except Rejected:
        batch = nav.payment_batch(code)
        if batch is None:
            raise
        return batch


def paid_elsewhere(document: Document, invoice: str) -> Decimal:
    """What other advices pay of an invoice (its number in NAV), posted by now or not, in doubt or not."""
    return intended(_others(document).filter(intent__applies_to=invoice))


def paid_under(document: Document, description: str, invoices: list[str]) -> Decimal:
    """What other advices pay of these invoices in lines of this description, which names the supplier's number."""
    return intended(
        _others(document).filter(intent__description__iexact=description, intent__applies_to__in=invoices)
    )


def _others(document: Document) -> QuerySet[SendAttempt]:
    lines = SendAttempt.objects.filter(connection_id=document.connection_id, kind=PaymentLineEffect.kind)
    return lines.exclude(verdict=Verdict.REFUSED).exclude(document=document)


def intended(lines: QuerySet[SendAttempt]) -> Decimal:
    """What payment lines pay together. A key read alone out of a JSON column is a binary float on SQLite."""
    return sum((Decimal(intent["amount"]) for intent in lines.values_list("intent", flat=True)), Decimal(0))


class PaymentLineEffect(Effect):
    """One payment line for one paid invoice. `elsewhere` is what other advices paid of it when this one was mapped."""

    kind = "payment_line"

    def __init__(
        self,
        nav: NavClient,
        document: Document,
        payment: PaymentLine,
        *,
        target: str,
        batch_code: str,
        elsewhere: Decimal | None = None,
    ) -> None:
        self.nav = nav
        self.document = document
        self.target = target
        self.elsewhere = elsewhere
        self.batch_code = batch_code
        self.send_key = send_key(document.business_key, target, length=EXTERNAL_LENGTH)
        self.hold_key = f"batch:{batch_code}"
        number = send_key(document.business_key, target, length=DOCUMENT_LENGTH)
        self.payment = replace(payment, external_number=self.send_key, document_number=number)

    @classmethod
    def resume(cls, nav: NavClient, document: Document, attempt: SendAttempt) -> PaymentLineEffect:
        """The effect of an attempt that exists, with the line as it intended."""
        intent = attempt.intent
        payment = PaymentLine(
            vendor_number=intent["vendor"],
            amount=Decimal(intent["amount"]),
            posting_on=date.fromisoformat(intent["posting_on"]),
            document_number="",
            external_number="",
            applies_to=intent["applies_to"],
            description=intent["description"],
        )
        return cls(nav, document, payment, target=attempt.target, batch_code=intent["batch"])

    def look(self) -> Look:
        """A line or a posted payment under our own reference is ours from an earlier life."""
        batch = ensure_batch(self.nav, self.batch_code)
        there = self._find(batch)
        if there.shown is Shown.MOVED:
            raise Parked(
                "outcome_unknown",
                f"{there.text}. Compare the journal with the remittance, then correct it in NAV.",
            )
        if there.shown is Shown.ABSENT:
            self._refuse_if_paid_meanwhile()
        return Look({"batch_id": batch.nav_id}, there if there.shown is Shown.DONE else None)

    def _refuse_if_paid_meanwhile(self) -> None:
        """The batch is free for a moment after each line: what was mapped before counts only while no other advice began
        to pay this invoice. Raises Pending; the advice is then mapped anew."""
        invoice = self.payment.applies_to
        if self.elsewhere is not None and paid_elsewhere(self.document, invoice) != self.elsewhere:
            raise Pending(claims.soon(), "retry", f"another advice began to pay {invoice} meanwhile")

    def intend(self, look: Look, previous: SendAttempt | None) -> Intent:
        """The line as it will stand in the journal."""
        line = self.payment
        return Intent(
            {
                "batch": self.batch_code,
                "vendor": line.vendor_number,
                "amount": str(line.amount),
                "applies_to": line.applies_to,
                "description": line.description,
                "posting_on": line.posting_on.isoformat(),
                "external_number": line.external_number,
            }
        )

    def act(self, attempt: SendAttempt) -> None:
        """Create the line."""
        recording.step(attempt, CALLED, called_at=timezone.now())
        self.nav.create_payment_line(attempt.seen["batch_id"], self.payment)

    def verify(self, attempt: SendAttempt) -> Evidence:
        """Done: exactly one line with our reference, vendor, invoice and amount, or its posted entry."""
        batch = self.nav.payment_batch(self.batch_code)
        return self._find(batch) if batch else Evidence(Shown.ABSENT, f"no batch {self.batch_code} in NAV")

    def _find(self, batch: Batch) -> Evidence:
        waiting = [
            line
            for line in self.nav.payment_lines(batch.nav_id)
            if same_code(line.external_number, self.send_key)
        ]
        posted = self.nav.ledger_entries(self.payment.document_number)
        if not waiting and not posted:
            return Evidence(Shown.ABSENT, f"no line {self.send_key} in batch {self.batch_code}")
        if len(waiting) == 1 and not posted and _facts(waiting[0]) == _facts(self.payment):
            return self._done("waiting in the journal", waiting[0].nav_id, "waiting")
        if not waiting and is_paid(posted, self.payment.amount):
            return self._done("posted", "", "posted")
        return Evidence(
            Shown.MOVED,
            f"{self.send_key} has {len(waiting)} lines in batch {self.batch_code} and {len(posted)} G/L entries, not as sent",
        )

    def _done(self, how: str, nav_id: str, state: str) -> Evidence:
        line = self.payment
        facts = {
            "nav_id": nav_id,
            "amount": line.amount,
            "posted_on": line.posting_on if state == "posted" else None,
            "state": state,
            "details": {
                "batch": self.batch_code,
                "applies_to": line.applies_to,
                "vendor": line.vendor_number,
            },
        }
        link = LinkFact("payment_line", line.document_number, facts)
        return Evidence(Shown.DONE, how, (link,), {"payment": line.document_number, "how": how})


def _facts(line: PaymentLine) -> tuple[str, Decimal, str]:
    return line.vendor_number, line.amount, line.applies_to


def is_paid(entries: list[LedgerEntry], amount: Decimal) -> bool:
    """One payment was posted, once: one entry carries its amount, and one the contrary; discounts make further ones."""
    sides = [sum(1 for entry in entries if entry.amount == side) for side in (amount, -amount)]
    return max(sides) == 1


class PaymentPosting(Effect):
    """Posts our payment batch, where the Connection says so: only while it holds nothing but this document's lines."""

    kind = "payment_posting"

    def __init__(
        self,
        nav: NavClient,
        document: Document,
        payments: list[PaymentLineEffect],
        *,
        batch_code: str,
        target: str = "posting",
    ) -> None:
        self.nav = nav
        self.document = document
        self.batch_code = batch_code
        self.target = target
        self.send_key = send_key(document.business_key, self.target, length=EXTERNAL_LENGTH)
        self.hold_key = f"batch:{batch_code}"
        self.numbers = {effect.payment.document_number: effect for effect in payments}

    def look(self) -> Look:
        """Refuses a batch with other lines, or without some of ours: posting takes every line of it."""
        batch = ensure_batch(self.nav, self.batch_code)
        there = self._evidence()
        if there.shown is Shown.DONE:
            return Look({"batch_id": batch.nav_id}, there)
        self._check(batch.nav_id)
        return Look({"batch_id": batch.nav_id})

    def _check(self, batch_id: str) -> None:
        """The batch holds this document's lines that are not posted yet, each once, and nothing else. Lines that are no
        payments are seen through the general view of the batch only (nav reference 4.13, 4.14)."""
        lines = self.nav.payment_lines(batch_id)
        whole: list[PaymentLine | JournalLine] = [*lines, *self.nav.journal_lines(batch_id)]
        foreign = [line for line in whole if line.document_number not in self.numbers]
        if foreign:
            raise Parked(
                "batch_not_empty",
                f"Batch {self.batch_code} holds {len(foreign)} lines that are not this document's, the first is "
                f"{foreign[0].document_number or foreign[0].external_number}. Post or move them, then replay.",
            )
        expected = sorted(set(self.numbers) - set(self._posted()))
        if sorted(line.document_number for line in lines) != expected:
            raise Parked(
                "batch_not_empty",
                f"Batch {self.batch_code} does not hold exactly the lines {', '.join(expected)}. Look at it in NAV, then replay.",
            )

    def intend(self, look: Look, previous: SendAttempt | None) -> Intent:
        """The lines that will be posted."""
        return Intent({"batch": self.batch_code, "lines": sorted(self.numbers)})

    def act(self, attempt: SendAttempt) -> None:
        """Post the batch by its id through the general action, if it still holds exactly our lines."""
        self._check(attempt.seen["batch_id"])
        recording.step(attempt, CALLED, called_at=timezone.now())
        self.nav.post_batch(attempt.seen["batch_id"])

    def verify(self, attempt: SendAttempt) -> Evidence:
        """Done when every line has left the batch and has its ledger entries."""
        return self._evidence()

    def entries(self, attempt: SendAttempt) -> tuple[LinkFact, ...]:
        """The G/L entries of all posted lines."""
        return tuple(fact for number in sorted(self.numbers) for fact in ledger_facts(self.nav, number))

    def _posted(self) -> list[str]:
        """The numbers of our lines that have left the batch into the ledger."""
        return [
            number
            for number, effect in self.numbers.items()
            if is_paid(self.nav.ledger_entries(number), effect.payment.amount)
        ]

    def _evidence(self) -> Evidence:
        posted = self._posted()
        if len(posted) < len(self.numbers):
            return Evidence(
                Shown.ABSENT,
                f"{len(posted)} of {len(self.numbers)} lines of batch {self.batch_code} are posted",
            )
        links = tuple(
            LinkFact(
                "payment_line",
                number,
                {"amount": effect.payment.amount, "posted_on": effect.payment.posting_on, "state": "posted"},
            )
            for number, effect in self.numbers.items()
        )
        return Evidence(Shown.DONE, "posted", links, {"posted": sorted(posted)})
