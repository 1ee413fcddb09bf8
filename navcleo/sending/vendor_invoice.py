"""An 810 → posted purchase invoice against its order, or a draft where the order page is not published (booking 4.1, 4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from audit import recording
from audit.models import Document, SendAttempt
from connectors.nav.client import NavClient
from edi.documents import Invoice
from edi.mapping.amounts import money
from edi.mapping.charges import ChargeLine
from edi.mapping.invoice import draft_comments
from edi.mapping.payment_terms import due_on
from edi.nav_records import InvoiceRecordLine, Order, VendorInvoice
from edi.send_keys import send_key
from navcleo.sending import order_lines, order_page
from navcleo.sending.charge_paper import (
    REFUSED,
    ChargeBill,
    ChargePaper,
    charge_record_lines,
    read_lines,
    written_lines,
)
from navcleo.sending.draft_dates import dated, kept_date
from navcleo.sending.effects import CALLED, INTENDED, Effect, Evidence, Intent, LinkFact, Look, Parked, Shown
from navcleo.sending.receipt_on_order import ledger_facts

NUMBER_LENGTH = 35


def invoice_fact(invoice: VendorInvoice, kind: str) -> LinkFact:
    """A NAV purchase invoice as a link."""
    return LinkFact(
        kind,
        invoice.number,
        {
            "nav_id": invoice.nav_id,
            "order_number": invoice.order_number,
            "amount": invoice.total,
            "posted_on": invoice.posting_on if invoice.is_posted else None,
            "state": "posted" if invoice.is_posted else "waiting",
            "details": {
                "vendor_invoice_number": invoice.vendor_invoice_number,
                "status": invoice.status,
                "currency": invoice.currency,
                "due_on": invoice.due_on.isoformat() if invoice.due_on else "",
            },
        },
    )


def found(nav: NavClient, vendor_number: str, vendor_invoice_number: str) -> list[VendorInvoice]:
    """Drafts and posted invoices of the vendor under this number; canceled ones do not count."""
    rows = nav.invoices_by_vendor_number(vendor_number, vendor_invoice_number)
    return [row for row in rows if row.status not in {"Canceled", "Corrective"}]


@dataclass(frozen=True)
class Bill:
    """What is to be invoiced on one order: order line sequence → quantity; `total` is the 810's without `charges`, which have
    a document of their own beside the order's, `expected_total` NAV's. Terms count from `invoiced_on`."""

    order_number: str
    vendor_number: str
    number: str
    wanted: dict[int, Decimal]
    total: Decimal
    expected_total: Decimal
    post_on: date
    invoiced_on: date | None
    charges: ChargeBill | None = None


class InvoiceOnOrder(Effect):
    """One posted purchase invoice for what was received on one order."""

    kind = "invoice_on_order"

    def __init__(self, nav: NavClient, document: Document, bill: Bill, *, target: str) -> None:
        self.nav = nav
        self.document = document
        self.bill = bill
        self.target = target
        self.send_key = send_key(document.business_key, target, length=NUMBER_LENGTH)
        self.hold_key = f"order:{bill.order_number}"

    @classmethod
    def resume(cls, nav: NavClient, document: Document, attempt: SendAttempt) -> InvoiceOnOrder:
        """The effect of an attempt that exists: what it intended counts, not what the order looks like now."""
        intent = attempt.intent
        bill = Bill(
            order_number=intent["order"],
            vendor_number=intent["vendor"],
            number=intent["vendor_invoice_number"],
            wanted={int(sequence): Decimal(quantity) for sequence, quantity in intent["lines"].items()},
            total=Decimal(intent["total"]),
            expected_total=Decimal(intent["expected_total"]),
            post_on=date.fromisoformat(intent["posting_on"]),
            # attempts of earlier versions have none
            invoiced_on=date.fromisoformat(intent["invoiced_on"]) if intent.get("invoiced_on") else None,
            charges=ChargeBill.read(intent["charges"]) if intent.get("charges") else None,
        )
        return cls(nav, document, bill, target=attempt.target)

    def look(self) -> Look:
        """An invoice of this vendor under this number that we did not make ends here, for a person."""
        order = self._order()
        existing = found(self.nav, self.bill.vendor_number, self.bill.number)
        if existing:
            raise Parked(
                "invoice_exists",
                f"NAV has {existing[0].number} ({existing[0].status}) under vendor invoice number {self.bill.number} of vendor "
                f"{self.bill.vendor_number}, total {money(existing[0].total)}; the 810 says {money(self.bill.total)}.",
                {"invoice": existing[0].number, "difference": str(self.bill.total - existing[0].total)},
            )
        if self.bill.charges:
            paper = ChargePaper(self.nav, self.bill.charges)
            paper.refuse_others(paper.found())
        others = [row.nav_id for row in self.nav.invoices_of_order(order.number)]
        return Look(order_lines.snapshot(order) | {"invoices": others})

    def intend(self, look: Look, previous: SendAttempt | None) -> Intent:
        """Invoice quantities per line, our total and the one NAV will post."""
        return Intent(
            {
                "order": self.bill.order_number,
                "vendor": self.bill.vendor_number,
                "vendor_invoice_number": self.bill.number,
                "lines": {
                    str(sequence): str(quantity) for sequence, quantity in sorted(self.bill.wanted.items())
                },
                "total": str(self.bill.total),
                "expected_total": str(self.bill.expected_total),
                "posting_on": self.bill.post_on.isoformat(),
                "invoiced_on": self.bill.invoiced_on.isoformat() if self.bill.invoiced_on else "",
                "charges": self.bill.charges.as_intent() if self.bill.charges else None,
            }
        )

    def act(self, attempt: SendAttempt) -> None:
        """The charges as a draft (what NAV refuses of them must be known before the goods are posted), receive 0 and invoice n
        on the lines, header (the number is what finds it again, the supplier's date what it is due by), then post."""
        if self.bill.charges:
            recording.step(attempt, "charges")
            ChargePaper(self.nav, self.bill.charges).prepare()
        order = self._order()
        order_lines.check_unmoved(order, attempt.seen)
        order_lines.set_quantities(
            self.nav,
            order,
            receive={},
            invoice=self.bill.wanted,
            before=lambda: recording.step(attempt, "quantities"),
        )
        order_page.write_header(
            self.nav,
            order,
            attempt,
            post_on=self.bill.post_on,
            document_on=self.bill.invoiced_on,
            vendor_invoice_number=self.bill.number,
        )
        recording.step(attempt, CALLED, called_at=timezone.now())
        self.nav.receive_and_invoice(order.nav_id)

    def verify(self, attempt: SendAttempt) -> Evidence:
        """Done needs the posted invoice under the vendor's number, on our order, with our lines and quantities, exactly once
        (booking rule 1.2)."""
        invoices, others = self._invoices(attempt)
        if not invoices and not others:
            order = self.nav.order(self.bill.order_number)
            # looked at one after the other: what moved in between is read once more
            moved = order is None or order_lines.received_changed(order, attempt.seen)
            if moved:
                invoices, others = self._invoices(attempt)
            if moved and order is not None and not invoices and not others:
                return Evidence(
                    Shown.MOVED, f"quantities of order {order.number} moved, and no invoice is seen"
                )
        if not invoices and not others:
            return Evidence(Shown.ABSENT, f"no invoice {self.bill.number} in NAV")
        if len(invoices) == 1 and not others and self._is_ours(invoices[0]):
            answer = {
                "invoice": invoices[0].number,
                "posted_total": str(invoices[0].total),
                "expected_total": str(self.bill.expected_total),
            }
            return Evidence(Shown.DONE, "posted", (invoice_fact(invoices[0], "invoice"),), answer)
        names = ", ".join(row.number for row in (*invoices, *others))
        return Evidence(
            Shown.MOVED, f"NAV has {names} for invoice {self.bill.number}, not exactly what we sent"
        )

    def restore(self, attempt: SendAttempt) -> None:
        """Put the order's quantities and header fields back as they were found, and take the draft of the charges back."""
        if self.bill.charges and attempt.step != INTENDED:
            ChargePaper(self.nav, self.bill.charges).take_back()
        order = self.nav.order(self.bill.order_number)
        if order is not None and attempt.step != INTENDED:
            ours = {
                int(line): (Decimal(0), Decimal(quantity))
                for line, quantity in attempt.intent["lines"].items()
            }
            order_lines.restore(self.nav, order, attempt.seen, ours=ours)
            order_page.restore_header(self.nav, order, attempt)

    def advice(self, step: str) -> str:
        """Names the rules where it is the charges that NAV does not take."""
        return REFUSED if step == "charges" else ""

    def entries(self, attempt: SendAttempt) -> tuple[LinkFact, ...]:
        """The G/L entries under the posted invoice's number."""
        number = attempt.answer.get("invoice", "")
        return ledger_facts(self.nav, number) if number else ()

    def _invoices(self, attempt: SendAttempt) -> tuple[list[VendorInvoice], list[VendorInvoice]]:
        """Invoices under the vendor's number, and others of the order that were not there when we looked first."""
        ours = found(self.nav, self.bill.vendor_number, self.bill.number)
        known = {*attempt.seen.get("invoices", []), *(row.nav_id for row in ours)}
        return ours, [
            row for row in self.nav.invoices_of_order(self.bill.order_number) if row.nav_id not in known
        ]

    def _is_ours(self, invoice: VendorInvoice) -> bool:
        """An invoice line has its order line's sequence (inferred by nav reference 4.11), a quantity only where invoiced."""
        lines = {line.sequence: line.quantity for line in invoice.lines if line.quantity}
        wanted = {sequence: quantity for sequence, quantity in self.bill.wanted.items() if quantity}
        return invoice.is_posted and invoice.order_number == self.bill.order_number and lines == wanted

    def _order(self) -> Order:
        order = self.nav.order(self.bill.order_number)
        if order is None:
            raise Parked("order_closed", f"Order {self.bill.order_number} is complete or deleted in NAV.")
        return order


class InvoiceDraft(Effect):
    """A draft purchase invoice with header and comment lines: never item lines for goods received on an order. `charges` have
    lines by their rules. With `account` (the journal route) it has one line more, over the rest, on the account that the
    goods were accrued on."""

    kind = "invoice_draft"

    def __init__(
        self,
        nav: NavClient,
        document: Document,
        invoice: Invoice,
        *,
        vendor_number: str,
        target: str,
        post_on: date,
        currency: str,
        account: str = "",
        charges: tuple[ChargeLine, ...] = (),
    ) -> None:
        self.nav = nav
        self.document = document
        self.invoice = invoice
        self.account = account
        self.charges = charges
        self.vendor_number = vendor_number
        self.post_on = post_on
        self.target = target
        self.currency = currency
        self.send_key = send_key(document.business_key, target, length=NUMBER_LENGTH)
        self.hold_key = send_key("invoice", vendor_number, invoice.number, length=60)

    @classmethod
    def resume(
        cls, nav: NavClient, document: Document, invoice: Invoice, attempt: SendAttempt
    ) -> InvoiceDraft:
        """The effect of an attempt that exists: vendor and dates as it intended."""
        intent = attempt.intent
        post_on = date.fromisoformat(intent["posting_on"])
        return cls(
            nav,
            document,
            invoice,
            vendor_number=intent["vendor"],
            target=attempt.target,
            post_on=post_on,
            currency=intent["currency"],
            account=intent.get("account", ""),
            charges=read_lines(intent.get("charges", ())),
        )

    def look(self) -> Look:
        """A draft with exactly our comments is ours from an earlier life; any other invoice of this vendor under this number
        ends here, for a person."""
        existing = found(self.nav, self.vendor_number, self.invoice.number)
        if (
            len(existing) == 1
            and not existing[0].is_posted
            and self._is_ours(existing[0], draft_comments(self.invoice, self.account))
        ):
            return Look({}, self._drafted(self._dated(existing[0]), "found with our own comments"))
        if existing:
            raise Parked(
                "invoice_exists",
                f"NAV has {existing[0].number} ({existing[0].status}) under vendor invoice number {self.invoice.number} "
                f"of vendor {self.vendor_number}, total {money(existing[0].total)}; the 810 says {money(self.invoice.total)}.",
                {"invoice": existing[0].number},
            )
        return Look({})

    def intend(self, look: Look, previous: SendAttempt | None) -> Intent:
        """The header and the comment lines of the draft."""
        return Intent(
            {
                "vendor": self.vendor_number,
                "vendor_invoice_number": self.invoice.number,
                "invoiced_on": self.invoice.invoiced_on.isoformat(),
                "currency": self.currency,
                "posting_on": self.post_on.isoformat(),
                "account": self.account,
                "charges": written_lines(self.charges),
                "comments": list(draft_comments(self.invoice, self.account)),
            }
        )

    def act(self, attempt: SendAttempt) -> None:
        """One deep insert makes header and lines together."""
        recording.step(attempt, CALLED, called_at=timezone.now())
        self.nav.create_invoice_draft(
            vendor_number=self.vendor_number,
            vendor_invoice_number=self.invoice.number,
            invoiced_on=self.invoice.invoiced_on,
            due_on=due_on(self.invoice),
            currency=self.currency,
            posting_on=self.post_on,
            comments=attempt.intent["comments"],
            account_lines=self._account_lines(),
        )

    def _account_lines(self) -> tuple[InvoiceRecordLine, ...]:
        lines = charge_record_lines(self.charges)
        if not self.account:
            return lines
        text = f"EDI 810 {self.invoice.number}, goods accrued"
        goods = self.invoice.total - sum((line.amount for line in self.charges), Decimal(0))
        return (
            InvoiceRecordLine(0, "Account", self.account, text, quantity=Decimal(1), unit_cost=goods),
            *lines,
        )

    def verify(self, attempt: SendAttempt) -> Evidence:
        """Done needs exactly one invoice under the number, with all our comment lines. Its date is put right here, so that
        this happens after a crash as well."""
        rows = found(self.nav, self.vendor_number, self.invoice.number)
        if not rows:
            return Evidence(
                Shown.ABSENT, f"no invoice {self.invoice.number} of vendor {self.vendor_number} in NAV"
            )
        if len(rows) > 1 or not (rows[0].is_posted or self._is_ours(rows[0], attempt.intent["comments"])):
            return Evidence(
                Shown.MOVED, f"NAV has {len(rows)} invoices under {self.invoice.number}, not exactly ours"
            )
        return self._drafted(self._dated(rows[0]), "drafted")

    def _dated(self, draft: VendorInvoice) -> VendorInvoice:
        return dated(self.nav, draft, self.invoice.invoiced_on, due_on(self.invoice))

    def _is_ours(self, draft: VendorInvoice, comments: Sequence[str]) -> bool:
        return [line.description for line in draft.lines if line.line_type == "Comment"] == list(comments)

    def _drafted(self, draft: VendorInvoice, how: str) -> Evidence:
        answer = {"draft": draft.number, "how": how}
        warning = kept_date(draft, self.invoice.invoiced_on)
        return Evidence(Shown.DONE, how, (invoice_fact(draft, "draft"),), answer, warning)
