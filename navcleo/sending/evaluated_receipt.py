"""Evaluated receipt: a ship notice → posted receipt and posted invoice in one receiveAndInvoice (nav reference 6.1 and 6.5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from audit.models import Document, SendAttempt
from connectors.nav.client import NavClient
from edi.mapping import evaluated
from edi.nav_records import Order, VendorInvoice
from edi.send_keys import send_key
from navcleo.sending.effects import Evidence, Intent, LinkFact, Look, Parked, Shown
from navcleo.sending.receipt_on_order import ReceiptOnOrder, Traced, Wanted, ledger_facts
from navcleo.sending.vendor_invoice import NUMBER_LENGTH, found, invoice_fact


def invoice_number(notice_number: str, target: str) -> str:
    """The vendor invoice number of an evaluated receipt: ER, the notice's number, the order's (with #2 where it is booked
    again). Stable, at most 35 characters, and no number that a supplier would give."""
    return send_key("ER", notice_number, target.removeprefix("order:"), length=NUMBER_LENGTH)


class EvaluatedReceipt(ReceiptOnOrder):
    """One posted receipt and one posted invoice for one order of a notice, at the order's prices; no 810 is waited for."""

    kind = "evaluated_receipt"
    bills = True

    def __init__(
        self,
        nav: NavClient,
        document: Document,
        *,
        target: str,
        order_number: str,
        wanted: Wanted,
        post_on: date,
        traced: Traced = (),
        vendor_number: str,
        expected_total: Decimal,
        kept: Mapping[str, Any],
        number: str = "",
    ) -> None:
        super().__init__(
            nav,
            document,
            target=target,
            order_number=order_number,
            wanted=wanted,
            post_on=post_on,
            traced=traced,
        )
        self.vendor_number = vendor_number
        self.expected_total = expected_total
        self.kept = kept
        self.number = number or invoice_number(document.number, target)

    @classmethod
    def of_order(
        cls, nav: NavClient, document: Document, order: Order, wanted: Wanted, **options: Any
    ) -> EvaluatedReceipt:
        """The effect for an order as it is in NAV now; `options` as in a receipt: target, post_on, traced."""
        return cls(
            nav,
            document,
            order_number=order.number,
            wanted=wanted,
            vendor_number=order.vendor_number,
            expected_total=evaluated.expected_total(order, wanted),
            kept=evaluated.keep(order, wanted),
            **options,
        )

    @classmethod
    def resume(cls, nav: NavClient, document: Document, attempt: SendAttempt) -> EvaluatedReceipt:
        """The effect of an attempt that exists: what it intended counts, not what the order looks like now."""
        intent = attempt.intent
        return cls(
            nav,
            document,
            target=attempt.target,
            order_number=intent["order"],
            wanted={int(sequence): Decimal(quantity) for sequence, quantity in intent["lines"].items()},
            post_on=date.fromisoformat(intent["posting_on"]),
            traced=intent.get("traced", ()),
            vendor_number=intent["vendor"],
            expected_total=Decimal(intent["expected_total"]),
            kept=intent["kept"],
            number=intent["vendor_invoice_number"],
        )

    @property
    def stamps(self) -> dict[str, str]:
        """Both references are written before posting."""
        return {**super().stamps, "vendor_invoice_number": self.number}

    def look(self) -> Look:
        """As for a receipt; an invoice under our number that is not ours ends here, for a person."""
        look = super().look()
        invoices = found(self.nav, self.vendor_number, self.number)
        if look.done:
            done = self._together(look.done, invoices, [])
            if done.shown is not Shown.DONE:
                raise Parked(
                    "outcome_unknown",
                    f"NAV has receipt {look.done.answer['receipt']} under our reference {self.send_key} without an invoice of the "
                    f"same lines under {self.number}. Compare them in NAV.",
                )
            return Look(look.seen, done)
        if invoices:
            raise Parked(
                "invoice_exists",
                f"NAV has {invoices[0].number} ({invoices[0].status}) under vendor invoice number {self.number} of vendor "
                f"{self.vendor_number}, and no receipt of ours on order {self.order_number}. Compare them in NAV.",
                {"invoice": invoices[0].number},
            )
        others = [row.nav_id for row in self.nav.invoices_of_order(self.order_number)]
        return Look(look.seen | {"invoices": others})

    def intend(self, look: Look, previous: SendAttempt | None) -> Intent:
        """The receipt's intent, the invoice's number and total, and the prices that the later 810 is compared with."""
        more = {
            "vendor": self.vendor_number,
            "vendor_invoice_number": self.number,
            "expected_total": str(self.expected_total),
            "kept": dict(self.kept),
        }
        return Intent(super().intend(look, previous).intent | more)

    def verify(self, attempt: SendAttempt) -> Evidence:
        """Done needs exactly one new receipt and exactly one new invoice, both with our lines, quantities and numbers."""
        receipt, (invoices, others) = super().verify(attempt), self._invoices(attempt)
        if (receipt.shown is Shown.ABSENT) == bool(invoices or others):
            # one posting makes both; looked at one after the other, it may have landed in between
            receipt, (invoices, others) = super().verify(attempt), self._invoices(attempt)
        if receipt.shown is Shown.MOVED or not (receipt.shown is Shown.DONE or invoices or others):
            return receipt
        return self._together(receipt, invoices, others)

    def entries(self, attempt: SendAttempt) -> tuple[LinkFact, ...]:
        """The G/L entries under the receipt's and the invoice's number."""
        number = attempt.answer.get("invoice", "")
        return (*super().entries(attempt), *(ledger_facts(self.nav, number) if number else ()))

    def _invoices(self, attempt: SendAttempt) -> tuple[list[VendorInvoice], list[VendorInvoice]]:
        """Invoices under our number, and others of the order that were not there when we looked first."""
        ours = found(self.nav, self.vendor_number, self.number)
        known = {*attempt.seen.get("invoices", []), *(row.nav_id for row in ours)}
        return ours, [row for row in self.nav.invoices_of_order(self.order_number) if row.nav_id not in known]

    def _together(
        self, receipt: Evidence, invoices: list[VendorInvoice], others: list[VendorInvoice]
    ) -> Evidence:
        if (
            receipt.shown is Shown.DONE
            and len(invoices) == 1
            and not others
            and self._is_our_invoice(invoices[0])
        ):
            [invoice] = invoices
            answer = receipt.answer | {
                "invoice": invoice.number,
                "posted_total": str(invoice.total),
                "expected_total": str(self.expected_total),
            }
            return Evidence(
                Shown.DONE, receipt.text, (*receipt.links, invoice_fact(invoice, "invoice")), answer
            )
        names = ", ".join(row.number for row in (*invoices, *others)) or "no invoice"
        return Evidence(
            Shown.MOVED,
            f"order {self.order_number}: {receipt.text}; and {names} for {self.number}. That is not exactly what we sent",
        )

    def _is_our_invoice(self, invoice: VendorInvoice) -> bool:
        """An invoice line has its order line's sequence (inferred by nav reference 4.11), a quantity only where invoiced."""
        lines = {line.sequence: line.quantity for line in invoice.lines if line.quantity}
        wanted = {sequence: quantity for sequence, quantity in self.wanted.items() if quantity}
        return invoice.is_posted and invoice.order_number == self.order_number and lines == wanted
