"""Journal lines through NAV's journals endpoint → G/L postings: goods received not invoiced, for sites without stock in NAV
(booking rule 4.5). Not a purchase receipt."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils import timezone

from audit import recording
from audit.models import Document, SendAttempt
from connectors.errors import Rejected
from connectors.nav.client import NavClient
from edi.nav_records import Batch, JournalLine, LedgerEntry
from edi.send_keys import send_key
from navcleo.sending.effects import CALLED, INTENDED, Effect, Evidence, Intent, LinkFact, Look, Parked, Shown
from navcleo.sending.order_page import same_code
from navcleo.sending.receipt_on_order import Traced, ledger_facts

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

    def __init__(
        self,
        nav: NavClient,
        document: Document,
        lines: list[JournalLine],
        *,
        target: str,
        location: str,
        post_on: date,
        dimensions: dict[str, str],
        order_number: str = "",
        traced: Traced = (),
    ) -> None:
        self.nav = nav
        self.document = document
        self.target = target
        self.batch_code = batch_code(location)
        self.location = location
        self.post_on = post_on
        self.dimensions = dimensions
        self.order_number = order_number
        self.traced = traced
        self.send_key = send_key(document.business_key, target, length=EXTERNAL_LENGTH)
        self.number = send_key(document.business_key, target, length=DOCUMENT_LENGTH)
        self.hold_key = f"batch:{self.batch_code}"
        self.lines = [
            replace(
                line,
                posting_on=post_on,
                document_number=self.number,
                external_number=self.send_key,
                line_number=n * 10000,
            )
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
            order_number=intent.get("order", ""),
            traced=intent.get("traced", ()),
        )

    def look(self) -> Look:
        """The batch must be empty or hold only this document's lines. Entries under our own number are ours from an earlier
        life."""
        there = self._posted()
        if there.shown is Shown.MOVED:
            raise Parked(
                "outcome_unknown", f"{there.text}. Compare them with the notice and correct them in NAV."
            )
        batch = self._batch()
        if there.shown is Shown.DONE:
            return Look({"batch_id": batch.nav_id}, there)
        self._refuse([line for line in self.nav.journal_lines(batch.nav_id) if not self._is_ours(line)])
        return Look({"batch_id": batch.nav_id})

    def intend(self, look: Look, previous: SendAttempt | None) -> Intent:
        """The lines as they will be posted."""
        rows = [
            {
                "account": line.account_number,
                "amount": str(line.amount),
                "text": line.description,
                "line": line.line_number,
            }
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
                "order": self.order_number,
                "traced": list(self.traced),
            }
        )

    def act(self, attempt: SendAttempt) -> None:
        """Lines with their dimensions, then the posting of the batch, which must hold exactly these lines."""
        batch_id = attempt.seen["batch_id"]
        recording.step(attempt, "lines")
        self._refuse(self._clear(batch_id))
        for line in self.lines:
            made = self.nav.create_journal_line(batch_id, line)
            if self.dimensions:
                self.nav.set_journal_line_dimensions(made.nav_id, self.dimensions)
        self._check(self.nav.journal_lines(batch_id))
        recording.step(attempt, CALLED, called_at=timezone.now())
        self.nav.post_batch(batch_id)

    def verify(self, attempt: SendAttempt) -> Evidence:
        """Done when the G/L entries under our document number are, account by account, what was sent."""
        return self._posted()

    def restore(self, attempt: SendAttempt) -> None:
        """Take our unposted lines out of the batch."""
        if attempt.step != INTENDED and attempt.seen.get("batch_id"):
            self._clear(attempt.seen["batch_id"])

    def _clear(self, batch_id: str) -> list[JournalLine]:
        """Take our lines out of the batch; returns those of others."""
        lines = self.nav.journal_lines(batch_id)
        for line in lines:
            if self._is_ours(line):
                self.nav.delete_journal_line(line)
        return [line for line in lines if not self._is_ours(line)]

    def _refuse(self, foreign: list[JournalLine]) -> None:
        if foreign:
            raise Parked(
                "batch_not_empty",
                f"Batch {self.batch_code} holds {len(foreign)} other lines, the first is {foreign[0].document_number}. "
                "Post or clear them in NAV, then replay.",
            )

    def _is_ours(self, line: JournalLine) -> bool:
        return same_code(line.external_number, self.send_key)

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
        there = [(line.document_number, line.line_number, line.account_number, line.amount) for line in lines]
        ours = [
            (line.document_number, line.line_number, line.account_number, line.amount) for line in self.lines
        ]
        if sorted(there) != sorted(ours):
            raise Parked(
                "batch_not_empty",
                f"Batch {self.batch_code} does not hold exactly our lines; look at it in NAV.",
            )

    def _posted(self) -> Evidence:
        entries = self.nav.ledger_entries(self.number)
        if not entries:
            return Evidence(Shown.ABSENT, f"no G/L entries under {self.number}")
        expected, found = _by_account(self.lines), _by_account(entries)
        if found != expected:
            shown = ", ".join(f"{account} {amount}" for account, amount in sorted(found.items()))
            return Evidence(Shown.MOVED, f"G/L entries under {self.number} are not what was sent: {shown}")
        debit = sum((amount for amount in expected.values() if amount > 0), Decimal(0))
        link = LinkFact(
            "batch", self.batch_code, {"amount": debit, "details": {"document_number": self.number}}
        )
        return Evidence(
            Shown.DONE, "posted", (link,), {"document_number": self.number, "batch": self.batch_code}
        )


def _by_account(rows: Iterable[JournalLine | LedgerEntry]) -> dict[str, Decimal]:
    """The sum per account; entries of nought do not count."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row.account_number] = sums.get(row.account_number, Decimal(0)) + row.amount
    return {account: amount for account, amount in sums.items() if amount}
