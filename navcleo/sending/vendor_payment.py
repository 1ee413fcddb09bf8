"""Remittance → payment journal lines, left for a person to post unless the Connection says otherwise (booking 4.4, nav 9.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils import timezone

from audit import recording
from audit.models import Document, SendAttempt
from connectors.errors import Rejected
from connectors.nav.client import NavClient
from edi.nav_records import Batch, PaymentLine
from edi.send_keys import send_key
from navcleo.sending.effects import Effect, Evidence, Intent, LinkFact, Look, Parked, Shown
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


class PaymentLineEffect(Effect):
    """One payment line for one paid invoice."""

    kind = "payment_line"

    def __init__(self, nav: NavClient, document: Document, payment: PaymentLine, *, target: str, batch_code: str) -> None:
        self.nav = nav
        self.document = document
        self.target = target
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
        done = self._find(batch)
        return Look({"batch_id": batch.nav_id}, done if done.shown is Shown.DONE else None)

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
        recording.step(attempt, "called", called_at=timezone.now())
        self.nav.create_payment_line(attempt.seen["batch_id"], self.payment)

    def verify(self, attempt: SendAttempt) -> Evidence:
        """Done: exactly one line with our reference, vendor, invoice and amount, or its posted entry."""
        batch = self.nav.payment_batch(self.batch_code)
        return self._find(batch) if batch else Evidence(Shown.ABSENT, f"no batch {self.batch_code} in NAV")

    def _find(self, batch: Batch) -> Evidence:
        ours = [line for line in self.nav.payment_lines(batch.nav_id) if line.external_number == self.send_key]
        if len(ours) == 1 and (ours[0].amount, ours[0].applies_to) == (self.payment.amount, self.payment.applies_to):
            return self._done("waiting in the journal", ours[0].nav_id, "waiting")
        if ours:
            return Evidence(Shown.MOVED, f"batch {self.batch_code} has {len(ours)} lines under {self.send_key}, not as sent")
        if self.nav.ledger_entries(self.payment.document_number):
            return self._done("posted", "", "posted")
        return Evidence(Shown.ABSENT, f"no line {self.send_key} in batch {self.batch_code}")

    def _done(self, how: str, nav_id: str, state: str) -> Evidence:
        line = self.payment
        facts = {
            "nav_id": nav_id,
            "amount": line.amount,
            "posted_on": line.posting_on if state == "posted" else None,
            "state": state,
            "details": {"batch": self.batch_code, "applies_to": line.applies_to, "vendor": line.vendor_number},
        }
        link = LinkFact("payment_line", line.document_number, facts)
        return Evidence(Shown.DONE, how, (link,), {"payment": line.document_number, "how": how})


class PaymentPosting(Effect):
    """Posts our payment batch, where the Connection says so: only while it holds nothing but this document's lines."""

    kind = "payment_posting"

    def __init__(self, nav: NavClient, document: Document, payments: list[PaymentLineEffect], *, batch_code: str) -> None:
        self.nav = nav
        self.document = document
        self.batch_code = batch_code
        self.target = "posting"
        self.send_key = send_key(document.business_key, self.target, length=EXTERNAL_LENGTH)
        self.hold_key = f"batch:{batch_code}"
        self.numbers = {effect.payment.document_number: effect for effect in payments}

    def look(self) -> Look:
        """Refuses a batch with other lines: posting takes every line of it."""
        batch = ensure_batch(self.nav, self.batch_code)
        lines = self.nav.payment_lines(batch.nav_id)
        foreign = [line for line in lines if line.document_number not in self.numbers]
        if foreign:
            raise Parked(
                "batch_not_empty",
                f"Batch {self.batch_code} holds {len(foreign)} lines that are not this document's, the first is "
                f"{foreign[0].document_number or foreign[0].external_number}. Post or move them, then replay.",
            )
        seen = {"batch_id": batch.nav_id}
        return Look(seen, self._evidence() if not lines else None)

    def intend(self, look: Look, previous: SendAttempt | None) -> Intent:
        """The lines that will be posted."""
        return Intent({"batch": self.batch_code, "lines": sorted(self.numbers)})

    def act(self, attempt: SendAttempt) -> None:
        """Post the batch by its id through the general action."""
        recording.step(attempt, "called", called_at=timezone.now())
        self.nav.post_batch(attempt.seen["batch_id"])

    def verify(self, attempt: SendAttempt) -> Evidence:
        """Done when every line has left the batch and has its ledger entries."""
        return self._evidence()

    def entries(self, attempt: SendAttempt) -> tuple[LinkFact, ...]:
        """The G/L entries of all posted lines."""
        return tuple(fact for number in sorted(self.numbers) for fact in ledger_facts(self.nav, number))

    def _evidence(self) -> Evidence:
        posted = [number for number in self.numbers if self.nav.ledger_entries(number)]
        if len(posted) == len(self.numbers):
            today = date.today()  # noqa: DTZ011 - a link's date for people; the entries carry NAV's
            links = tuple(
                LinkFact(
                    "payment_line",
                    number,
                    {"amount": effect.payment.amount, "posted_on": effect.payment.posting_on or today, "state": "posted"},
                )
                for number, effect in self.numbers.items()
            )
            return Evidence(Shown.DONE, "posted", links, {"posted": sorted(posted)})
        if posted:
            return Evidence(Shown.MOVED, f"{len(posted)} of {len(self.numbers)} payment lines are posted")
        return Evidence(Shown.ABSENT, f"batch {self.batch_code} is not posted")
