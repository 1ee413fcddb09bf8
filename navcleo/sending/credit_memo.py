"""A credit memo → a draft purchase credit memo with header and comment lines: item lines would send goods back that nobody
returned. A rule may give it one line on an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from audit import recording
from audit.models import Document, SendAttempt
from connectors.nav.client import NavClient
from edi.mapping.amounts import money
from edi.nav_records import InvoiceRecordLine, VendorCreditMemo, VendorInvoice
from edi.send_keys import send_key
from navcleo.sending.draft_dates import dated, kept_date
from navcleo.sending.effects import CALLED, Effect, Evidence, Intent, LinkFact, Look, Parked, Shown

NUMBER_LENGTH = 35
UNDONE = frozenset({"Canceled", "Corrective"})


@dataclass(frozen=True)
class CreditBill:
    """What the draft says. `number` is the vendor's own, `total` positive, `account` '' = comment lines only."""

    vendor_number: str
    number: str
    total: Decimal
    credited_on: date
    post_on: date
    comments: tuple[str, ...]
    currency: str = ""
    account: str = ""
    order_number: str = ""

    def as_intent(self) -> dict[str, Any]:
        """The bill as JSON, for an attempt."""
        return {
            "vendor": self.vendor_number,
            "vendor_credit_memo_number": self.number,
            "total": str(self.total),
            "credited_on": self.credited_on.isoformat(),
            "posting_on": self.post_on.isoformat(),
            "comments": list(self.comments),
            "currency": self.currency,
            "account": self.account,
            "order": self.order_number,
        }

    @classmethod
    def read(cls, intent: dict[str, Any]) -> CreditBill:
        """The bill that an attempt intended."""
        return cls(
            vendor_number=intent["vendor"],
            number=intent["vendor_credit_memo_number"],
            total=Decimal(intent["total"]),
            credited_on=date.fromisoformat(intent["credited_on"]),
            post_on=date.fromisoformat(intent["posting_on"]),
            comments=tuple(intent["comments"]),
            currency=intent["currency"],
            account=intent["account"],
            order_number=intent["order"],
        )


class CreditMemoDraft(Effect):
    """One draft purchase credit memo, for a person to finish and post."""

    kind = "credit_memo_draft"

    def __init__(self, nav: NavClient, document: Document, bill: CreditBill, *, target: str) -> None:
        self.nav = nav
        self.document = document
        self.bill = bill
        self.target = target
        self.send_key = send_key(document.business_key, target, length=NUMBER_LENGTH)
        self.hold_key = send_key("credit memo", bill.vendor_number, bill.number, length=60)

    @classmethod
    def resume(cls, nav: NavClient, document: Document, attempt: SendAttempt) -> CreditMemoDraft:
        """The effect of an attempt that exists: what it intended counts."""
        return cls(nav, document, CreditBill.read(attempt.intent), target=attempt.target)

    def look(self) -> Look:
        """A draft with exactly our comments is ours from an earlier life; any other credit memo of this vendor under this
        number ends here, for a person."""
        existing = self._found()
        if len(existing) == 1 and not existing[0].is_posted and self._is_ours(existing[0]):
            return Look({}, self._drafted(self._dated(existing[0]), "found with our own comments"))
        if existing:
            raise Parked(
                "invoice_exists",
                f"NAV has credit memo {existing[0].number} ({existing[0].status}) under vendor number {self.bill.number} of "
                f"vendor {self.bill.vendor_number}, total {money(existing[0].total)}; the document says {money(self.bill.total)}.",
                {"credit_memo": existing[0].number},
            )
        return Look({})

    def intend(self, look: Look, previous: SendAttempt | None) -> Intent:
        """The whole bill."""
        return Intent(self.bill.as_intent())

    def act(self, attempt: SendAttempt) -> None:
        """One deep insert makes header and lines together."""
        bill = self.bill
        text = f"Credit memo {bill.number}"
        line = InvoiceRecordLine(0, "Account", bill.account, text, quantity=Decimal(1), unit_cost=bill.total)
        recording.step(attempt, CALLED, called_at=timezone.now())
        self.nav.create_credit_memo_draft(
            vendor_number=bill.vendor_number,
            vendor_credit_memo_number=bill.number,
            credited_on=bill.credited_on,
            posting_on=bill.post_on,
            currency=bill.currency,
            comments=bill.comments,
            account_lines=(line,) if bill.account else (),
        )

    def verify(self, attempt: SendAttempt) -> Evidence:
        """Done needs exactly one credit memo under the number, with all our comment lines. Its date is put right here, so
        that this happens after a crash as well."""
        rows = self._found()
        if not rows:
            return Evidence(
                Shown.ABSENT, f"no credit memo {self.bill.number} of vendor {self.bill.vendor_number} in NAV"
            )
        if len(rows) > 1 or not (rows[0].is_posted or self._is_ours(rows[0])):
            return Evidence(
                Shown.MOVED, f"NAV has {len(rows)} credit memos under {self.bill.number}, not exactly ours"
            )
        return self._drafted(self._dated(rows[0]), "drafted")

    def _dated(self, draft: VendorCreditMemo) -> VendorInvoice:
        return dated(self.nav, draft, self.bill.credited_on)

    def _found(self) -> Sequence[VendorCreditMemo]:
        rows = self.nav.credit_memos_by_vendor_number(self.bill.vendor_number, self.bill.number)
        return [row for row in rows if row.status not in UNDONE]

    def _is_ours(self, draft: VendorCreditMemo) -> bool:
        told = [line.description for line in draft.lines if line.line_type == "Comment"]
        return told == list(self.bill.comments)

    def _drafted(self, draft: VendorInvoice, how: str) -> Evidence:
        fact = LinkFact(
            "credit_memo",
            draft.number,
            {
                "nav_id": draft.nav_id,
                "order_number": self.bill.order_number,
                "amount": draft.total if draft.is_posted else self.bill.total,
                "posted_on": draft.posting_on if draft.is_posted else None,
                "state": "posted" if draft.is_posted else "waiting",
                "details": {"vendor_credit_memo_number": self.bill.number, "status": draft.status},
            },
        )
        answer = {"draft": draft.number, "how": how}
        return Evidence(Shown.DONE, how, (fact,), answer, kept_date(draft, self.bill.credited_on))
