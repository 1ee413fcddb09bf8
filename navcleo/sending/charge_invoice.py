"""Charges and allowances of an 810 → a posted purchase invoice or credit memo beside the order's (booking 4.1, decision 0015)."""

from __future__ import annotations

from django.utils import timezone

from audit import recording
from audit.models import Document, SendAttempt
from connectors.nav.client import NavClient
from edi.nav_records import VendorInvoice
from edi.send_keys import send_key
from navcleo.sending.charge_paper import NUMBER_LENGTH, REFUSED, ChargeBill, ChargePaper
from navcleo.sending.draft_dates import kept_date
from navcleo.sending.effects import CALLED, INTENDED, Effect, Evidence, Intent, LinkFact, Look, Shown
from navcleo.sending.receipt_on_order import ledger_facts


class ChargeInvoice(Effect):
    """One document in NAV with the charges of one invoice, posted; with item charges a draft for a person."""

    kind = "charge_invoice"

    def __init__(self, nav: NavClient, document: Document, bill: ChargeBill, *, target: str) -> None:
        self.nav = nav
        self.document = document
        self.bill = bill
        self.target = target
        self.paper = ChargePaper(nav, bill)
        self.send_key = send_key(document.business_key, target, length=NUMBER_LENGTH)
        self.hold_key = send_key("invoice", bill.vendor_number, bill.number, length=60)

    @classmethod
    def resume(cls, nav: NavClient, document: Document, attempt: SendAttempt) -> ChargeInvoice:
        """The effect of an attempt that exists."""
        return cls(nav, document, ChargeBill.read(attempt.intent), target=attempt.target)

    def look(self) -> Look:
        """What bears our number and exactly our lines is ours: posted, or the draft that the order's invoice prepared."""
        rows = self.paper.found()
        self.paper.refuse_others(rows)
        if rows and self._is_there(rows[0]):
            return Look({}, self._done(rows[0], "found"))
        return Look({})

    def intend(self, look: Look, previous: SendAttempt | None) -> Intent:
        """The whole bill."""
        return Intent(self.bill.as_intent())

    def act(self, attempt: SendAttempt) -> None:
        """A draft of account lines, its total compared, then posted; a draft with item charges is all there is to make."""
        if self.bill.stays_draft:
            recording.step(attempt, CALLED, called_at=timezone.now())
            self.paper.prepare()
            return
        recording.step(attempt, "drafted")
        draft = self.paper.prepare()
        recording.step(attempt, CALLED, called_at=timezone.now())
        self.paper.post(draft.nav_id)

    def verify(self, attempt: SendAttempt) -> Evidence:
        """Done needs exactly one document under the number, with our lines and our total, posted unless it is for a person."""
        rows = self.paper.found()
        if not rows:
            return Evidence(Shown.ABSENT, f"no {self.paper.name} {self.bill.number} in NAV")
        if len(rows) > 1 or not self.paper.is_ours(rows[0]) or rows[0].total != abs(self.bill.total):
            names = ", ".join(row.number for row in rows)
            return Evidence(Shown.MOVED, f"NAV has {names} under {self.bill.number}, not exactly ours")
        if not self._is_there(rows[0]):
            return Evidence(Shown.ABSENT, f"{self.paper.name} {rows[0].number} is drafted, not posted")
        return self._done(self.paper.dated(rows[0]), "posted" if rows[0].is_posted else "drafted")

    def restore(self, attempt: SendAttempt) -> None:
        """Delete the draft that was not posted."""
        if attempt.step != INTENDED:
            self.paper.take_back()

    def advice(self, step: str) -> str:
        """All of it comes from the rules."""
        return REFUSED

    def entries(self, attempt: SendAttempt) -> tuple[LinkFact, ...]:
        """The G/L entries under the posted document's number."""
        number = attempt.answer.get("posted", "")
        return ledger_facts(self.nav, number) if number else ()

    def _is_there(self, row: VendorInvoice) -> bool:
        return row.is_posted or self.bill.stays_draft

    def _done(self, row: VendorInvoice, how: str) -> Evidence:
        answer = {"how": how, "document": row.number, "total": str(row.total)}
        if row.is_posted:
            answer["posted"] = row.number
        return Evidence(
            Shown.DONE, how, (self.paper.fact(row),), answer, kept_date(row, self.bill.invoiced_on)
        )
