"""The NAV document that carries what a supplier's invoice has beside its order: a purchase invoice of account and item charge
lines, or a credit memo where allowances outweigh charges (decision 0015)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from connectors.nav.client import NavClient
from edi.mapping.amounts import ZERO, money
from edi.mapping.charge_rules import ITEM_CHARGE
from edi.mapping.charges import ChargeLine
from edi.nav_records import InvoiceRecordLine, VendorCreditMemo, VendorInvoice
from navcleo.sending.draft_dates import dated, kept_date
from navcleo.sending.effects import LinkFact, Parked

NUMBER_LENGTH = 35
LINE_TYPES = {ITEM_CHARGE: "Charge"}
UNDONE = frozenset({"Canceled", "Corrective"})


def charge_number(vendor_invoice_number: str) -> str:
    """The vendor's number with -C: NAV refuses the same number for two invoices. Too long a number keeps its beginning and
    gets characters of a hash."""
    number = f"{vendor_invoice_number.strip().upper()}-C"
    if len(number) <= NUMBER_LENGTH:
        return number
    mark = hashlib.sha256(number.encode()).hexdigest()[:6].upper()
    return f"{number[: NUMBER_LENGTH - 9]}-{mark}-C"


def charge_record_lines(lines: Iterable[ChargeLine], sign: int = 1) -> tuple[InvoiceRecordLine, ...]:
    """Lines as NAV takes them: one each, minus one where the sign is the other way round (-1 for a credit memo)."""
    return tuple(
        InvoiceRecordLine(
            0,
            LINE_TYPES.get(line.treatment, "Account"),
            line.number,
            line.description,
            quantity=Decimal(1 if line.amount * sign > 0 else -1),
            unit_cost=abs(line.amount),
        )
        for line in lines
    )


def written_lines(lines: Iterable[ChargeLine]) -> list[list[str]]:
    """Lines as JSON, for an attempt."""
    return [[line.treatment, line.number, str(line.amount), line.description] for line in lines]


def read_lines(rows: Iterable[Sequence[str]]) -> tuple[ChargeLine, ...]:
    """The lines that an attempt intended."""
    return tuple(ChargeLine(kind, number, Decimal(amount), text) for kind, number, amount, text in rows)


REFUSED = (
    "NAV refused the lines of the charges, not the goods: look at the number in their rules (Charge rules) and in NAV, correct the"
    " rule, then replay."
)


@dataclass(frozen=True)
class ChargeBill:
    """What the document says. `number` is its own vendor number, `invoice_number` the supplier's; amounts of `lines` signed."""

    vendor_number: str
    number: str
    invoice_number: str
    order_number: str
    lines: tuple[ChargeLine, ...]
    invoiced_on: date
    post_on: date
    currency: str = ""

    @property
    def total(self) -> Decimal:
        """What the lines come to; negative = a credit memo."""
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def is_credit(self) -> bool:
        """Allowances outweigh charges: NAV posts no invoice below zero."""
        return self.total < 0

    @property
    def stays_draft(self) -> bool:
        """Item charges want to be assigned to receipts, which no standard API can do: a person finishes the draft."""
        return any(line.treatment == ITEM_CHARGE for line in self.lines)

    def comments(self) -> tuple[str, ...]:
        """What the document says of itself in comment lines."""
        whole = f"EDI: charges and allowances of invoice {self.invoice_number}, order {self.order_number}"
        if not self.stays_draft:
            return (whole[:100],)
        return whole[:100], "Assign the item charges to the receipts of the order, compare, then post."

    def as_intent(self) -> dict[str, Any]:
        """The bill as JSON, for an attempt."""
        return {
            "vendor": self.vendor_number,
            "vendor_invoice_number": self.number,
            "invoice": self.invoice_number,
            "order": self.order_number,
            "invoiced_on": self.invoiced_on.isoformat(),
            "posting_on": self.post_on.isoformat(),
            "currency": self.currency,
            "total": str(self.total),
            "lines": written_lines(self.lines),
        }

    @classmethod
    def read(cls, intent: dict[str, Any]) -> ChargeBill:
        """The bill that an attempt intended."""
        return cls(
            vendor_number=intent["vendor"],
            number=intent["vendor_invoice_number"],
            invoice_number=intent["invoice"],
            order_number=intent["order"],
            lines=read_lines(intent["lines"]),
            invoiced_on=date.fromisoformat(intent["invoiced_on"]),
            post_on=date.fromisoformat(intent["posting_on"]),
            currency=intent["currency"],
        )


class ChargePaper:
    """Finds, makes, posts and takes back the document of one bill."""

    def __init__(self, nav: NavClient, bill: ChargeBill) -> None:
        self.nav = nav
        self.bill = bill
        self.sign = -1 if bill.is_credit else 1

    @property
    def name(self) -> str:
        """What NAV calls such a document."""
        return "purchase credit memo" if self.bill.is_credit else "purchase invoice"

    def found(self) -> list[VendorInvoice]:
        """Drafts and posted documents under the number; canceled ones do not count."""
        vendor, number = self.bill.vendor_number, self.bill.number
        rows: Sequence[VendorInvoice] = (
            self.nav.credit_memos_by_vendor_number(vendor, number)
            if self.bill.is_credit
            else self.nav.invoices_by_vendor_number(vendor, number)
        )
        return [row for row in rows if row.status not in UNDONE]

    def is_ours(self, document: VendorInvoice) -> bool:
        """Exactly our lines: type, number and amount of each, in their order, and no goods."""
        told = [
            (line.line_type, line.object_number.upper(), line.quantity * line.unit_cost)
            for line in document.lines
            if line.line_type != "Comment" and line.quantity
        ]
        return told == [
            (line.line_type, line.object_number.upper(), line.quantity * line.unit_cost)
            for line in self.record_lines()
        ]

    def check(self, document: VendorInvoice) -> None:
        """Raise Parked (amount_differs) where NAV's total with its taxes is not ours."""
        ours = abs(self.bill.total)
        if document.total != ours:
            raise Parked(
                "amount_differs",
                f"The charges of invoice {self.bill.invoice_number} come to {money(ours)}, on a {self.name} NAV makes "
                f"{money(document.total)} of them ({money(document.total_tax)} is tax). Choose an account without tax in the "
                "rule, or a rule for the tax, then replay.",
                {"difference": str(document.total - ours)},
            )

    def record_lines(self) -> tuple[InvoiceRecordLine, ...]:
        """The lines as this document takes them."""
        return charge_record_lines(self.bill.lines, self.sign)

    def create(self) -> VendorInvoice:
        """Make the draft."""
        bill = self.bill
        if bill.is_credit:
            return self.nav.create_credit_memo_draft(
                vendor_number=bill.vendor_number,
                vendor_credit_memo_number=bill.number,
                credited_on=bill.invoiced_on,
                posting_on=bill.post_on,
                currency=bill.currency,
                comments=bill.comments(),
                account_lines=self.record_lines(),
            )
        return self.nav.create_invoice_draft(
            vendor_number=bill.vendor_number,
            vendor_invoice_number=bill.number,
            invoiced_on=bill.invoiced_on,
            due_on=None,
            posting_on=bill.post_on,
            currency=bill.currency,
            comments=bill.comments(),
            account_lines=self.record_lines(),
        )

    def prepare(self) -> VendorInvoice:
        """The one draft of ours, made where there is none, with its total checked and its date put right. Raises Parked:
        invoice_exists for a document of somebody else under the number, amount_differs, nav_refused where NAV keeps another
        date on what is posted next."""
        rows = self.found()
        self.refuse_others(rows)
        if not rows:
            self.create()
            rows = self.found()  # with the totals that NAV works out
            self.refuse_others(rows)
        if not rows[0].is_posted:
            self.check(rows[0])
        draft = self.dated(rows[0])
        kept = kept_date(draft, self.bill.invoiced_on)
        if kept and not self.bill.stays_draft:
            raise Parked("nav_refused", kept)
        return draft

    def dated(self, document: VendorInvoice) -> VendorInvoice:
        """The draft with the date of the supplier's invoice."""
        return dated(self.nav, document, self.bill.invoiced_on)

    def refuse_others(self, rows: Sequence[VendorInvoice]) -> None:
        """Raise Parked (invoice_exists) unless there is at most one document under the number, and that is ours."""
        if len(rows) > 1 or any(not self.is_ours(row) for row in rows):
            names = ", ".join(f"{row.number} ({row.status})" for row in rows)
            raise Parked(
                "invoice_exists",
                f"NAV has {names} under vendor number {self.bill.number} of vendor {self.bill.vendor_number}, which is kept for "
                f"the charges of invoice {self.bill.invoice_number}. Look at it, delete it if it is wrong, then replay.",
            )

    def post(self, nav_id: str) -> None:
        """Post the draft."""
        if self.bill.is_credit:
            self.nav.post_credit_memo(nav_id)
        else:
            self.nav.post_invoice(nav_id)

    def take_back(self) -> None:
        """Delete drafts of ours that were not posted."""
        for row in self.found():
            if row.is_posted or not self.is_ours(row):
                continue
            if isinstance(row, VendorCreditMemo):
                self.nav.delete_credit_memo_draft(row)
            else:
                self.nav.delete_invoice_draft(row)

    def fact(self, document: VendorInvoice) -> LinkFact:
        """The document as a link."""
        kind = "credit_memo" if self.bill.is_credit else "invoice" if document.is_posted else "draft"
        return LinkFact(
            kind,
            document.number,
            {
                "nav_id": document.nav_id,
                "order_number": self.bill.order_number,
                "amount": document.total,
                "posted_on": document.posting_on if document.is_posted else None,
                "state": "posted" if document.is_posted else "waiting",
                "details": {"vendor_invoice_number": self.bill.number, "status": document.status},
            },
        )
