"""Journal lines through NAV's journals endpoint → G/L postings: goods received not invoiced, for sites without stock in NAV
(booking rule 4.5). Not a purchase receipt."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils import timezone

from audit import recording
from audit.models import Document, SendAttempt
from connectors.errors import Rejected
from connectors.nav.client import NavClient
from edi.nav_records import Batch, JournalLine
from edi.send_keys import send_key
from navcleo.sending.effects import Effect, Evidence, Intent, LinkFact, Look, Parked, Shown
from navcleo.sending.receipt_on_order import ledger_facts

EXTERNAL_LENGTH = 35
DOCUMENT_LENGTH = 20
BATCH_LENGTH = 10


def batch_code(location: str) -> str:
    """The batch of our own for a location: EDI and its code; a longer or odd code is cut and marked, so that no two
    locations share a batch."""
    plain = re.sub("[^A-Z0-9]", "", location.upper())
    if plain == location and len(plain) <= BATCH_LENGTH - 3:
        return "EDI" + plain
    mark = hashlib.sha256(location.encode()).hexdigest()[:4].upper()
    return "EDI" + plain[: BATCH_LENGTH - 7] + mark


class ReceiptInJournal(Effect):
    """One balanced set of journal lines for one order of a ship notice, posted."""

    kind = "receipt_in_journal"

    def __init__(  # noqa: PLR0913 - what one journal booking is made of
        self,
        nav: NavClient,
        document: Document,
        lines: list[JournalLine],
        *,
        target: str,
        location: str,
        post_on: date,
        dimensions: dict[str, str],
    ) -> None:
        self.nav = nav
        self.document = document
        self.target = target
        self.batch_code = batch_code(location)
        self.location = location
        self.post_on = post_on
        self.dimensions = dimensions
        self.send_key = send_key(document.business_key, target, length=EXTERNAL_LENGTH)
        self.number = send_key(document.business_key, target, length=DOCUMENT_LENGTH)
        self.hold_key = f"batch:{self.batch_code}"
        self.lines = [
            replace(line, posting_on=post_on, document_number=self.number, external_number=self.send_key, line_number=n * 10000)
            for n, line in enumerate(lines, start=1)
        ]

    @classmethod
    def resume(cls, nav: NavClient, document: Document, attempt: SendAttempt) -> ReceiptInJournal:
        """The effect of an attempt that exists, with the lines as it intended."""
        intent = attempt.intent
        post_on = date.fromisoformat(intent["posting_on"])
        lines = [
            JournalLine("G/L Account", row["account"], Decimal(row["amount"]), post_on, "", "", row["text"])
            for row in intent["lines"]
        ]
        return cls(
            nav,
            document,
            lines,
            target=attempt.target,
            location=intent["location"],
            post_on=post_on,
            dimensions=intent["dimensions"],
        )

    def look(self) -> Look:
        """The batch must be empty or hold only this document's lines."""
        done = self._posted()
        batch = self._batch()
        if done.shown is Shown.DONE:
            return Look({"batch_id": batch.nav_id}, done)
        foreign = [line for line in self.nav.journal_lines(batch.nav_id) if line.external_number != self.send_key]
        if foreign:
            raise Parked(
                "batch_not_empty",
                f"Batch {self.batch_code} holds {len(foreign)} other lines, the first is {foreign[0].document_number}. "
                "Post or clear them in NAV, then replay.",
            )
        return Look({"batch_id": batch.nav_id})

    def intend(self, look: Look, previous: SendAttempt | None) -> Intent:
        """The lines as they will be posted."""
        rows = [
            {"account": line.account_number, "amount": str(line.amount), "text": line.description, "line": line.line_number}
            for line in self.lines
        ]
        return Intent(
            {
                "batch": self.batch_code,
                "location": self.location,
                "document_number": self.number,
                "posting_on": self.post_on.isoformat(),
                "dimensions": self.dimensions,
                "lines": rows,
            }
        )

    def act(self, attempt: SendAttempt) -> None:
        """Lines that are not there yet, dimensions, then the posting of the batch, which must hold exactly our lines."""
        batch_id = attempt.seen["batch_id"]
        recording.step(attempt, "lines")
        there = {line.line_number for line in self.nav.journal_lines(batch_id)}
        for line in self.lines:
            if line.line_number not in there:
                made = self.nav.create_journal_line(batch_id, line)
                if self.dimensions:
                    self.nav.set_journal_line_dimensions(made.nav_id, self.dimensions)
        self._check(self.nav.journal_lines(batch_id))
        recording.step(attempt, "called", called_at=timezone.now())
        self.nav.post_batch(batch_id)

    def verify(self, attempt: SendAttempt) -> Evidence:
        """Done when the G/L entries under our document number sum up to what was sent."""
        return self._posted()

    def restore(self, attempt: SendAttempt) -> None:
        """Take our unposted lines out of the batch."""
        batch_id = attempt.seen.get("batch_id", "")
        for line in self.nav.journal_lines(batch_id) if batch_id else []:
            if line.external_number == self.send_key:
                self.nav.delete_journal_line(line)

    def entries(self, attempt: SendAttempt) -> tuple[LinkFact, ...]:
        """The G/L entries under our document number."""
        return ledger_facts(self.nav, self.number)

    def _batch(self) -> Batch:
        batch = self.nav.batch(self.batch_code)
        if batch:
            return batch
        try:
            return self.nav.create_batch(self.batch_code, f"EDI receipts {self.batch_code}")
        except Rejected:
            batch = self.nav.batch(self.batch_code)
            if batch is None:
                raise
            return batch

    def _check(self, lines: list[JournalLine]) -> None:
        there = [(line.line_number, line.account_number, line.amount) for line in lines]
        ours = [(line.line_number, line.account_number, line.amount) for line in self.lines]
        if sorted(there) != sorted(ours):
            raise Parked("batch_not_empty", f"Batch {self.batch_code} does not hold exactly our lines; look at it in NAV.")

    def _posted(self) -> Evidence:
        entries = self.nav.ledger_entries(self.number)
        debit = sum((entry.amount for entry in entries if entry.amount > 0), Decimal(0))
        expected = sum((line.amount for line in self.lines if line.amount > 0), Decimal(0))
        if not entries:
            return Evidence(Shown.ABSENT, f"no G/L entries under {self.number}")
        if debit != expected:
            return Evidence(Shown.MOVED, f"G/L entries under {self.number} sum up to {debit} instead of {expected}")
        link = LinkFact("batch", self.batch_code, {"amount": debit, "details": {"document_number": self.number}})
        return Evidence(Shown.DONE, "posted", (link,), {"document_number": self.number, "batch": self.batch_code})
