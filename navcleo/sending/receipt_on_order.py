"""Quantities on a purchase order → posted purchase receipt, through receiveAndInvoice (nav reference 6.1 and 9.3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone

from audit import recording
from audit.models import Document, JournalLink, SendAttempt
from connectors.nav.client import NavClient
from edi.nav_records import Order, Receipt
from edi.send_keys import send_key
from navcleo.sending import order_lines, order_page
from navcleo.sending.effects import Effect, Evidence, Intent, LinkFact, Look, Parked, Shown

SHIPMENT_NUMBER_LENGTH = 35
Wanted = dict[int, Decimal]
"""Order line sequence → quantity in the line's unit."""


class ReceiptOnOrder(Effect):
    """One posted purchase receipt for one order of a ship notice."""

    kind = "receipt_on_order"

    def __init__(
        self, nav: NavClient, document: Document, *, target: str, order_number: str, wanted: Wanted, post_on: date
    ) -> None:
        self.nav = nav
        self.document = document
        self.order_number = order_number
        self.wanted = wanted
        self.post_on = post_on
        self.target = target
        self.send_key = send_key(document.business_key, target, length=SHIPMENT_NUMBER_LENGTH)
        self.hold_key = f"order:{order_number}"

    @classmethod
    def resume(cls, nav: NavClient, document: Document, attempt: SendAttempt) -> ReceiptOnOrder:
        """The effect of an attempt that exists: what it intended counts, not what the order looks like now."""
        intent = attempt.intent
        wanted = {int(sequence): Decimal(quantity) for sequence, quantity in intent["lines"].items()}
        post_on = date.fromisoformat(intent["posting_on"])
        return cls(nav, document, target=attempt.target, order_number=intent["order"], wanted=wanted, post_on=post_on)

    def look(self) -> Look:
        """Snapshot of the order and its receipts. A receipt under our own key is ours from an earlier life."""
        order = self._order()
        receipts = self.nav.receipts(order.number)
        ours = self._stamped(receipts)
        seen = order_lines.snapshot(order) | {"receipts": [receipt.nav_id for receipt in receipts]}
        if ours:
            return Look(seen, self._evidence(ours, "found under our own reference"))
        self._refuse_by_hand(receipts)
        return Look(seen)

    def intend(self, look: Look, previous: SendAttempt | None) -> Intent:
        """The quantity per line; every other line is set to zero, or NAV would receive it in full."""
        lines = {str(sequence): str(quantity) for sequence, quantity in sorted(self.wanted.items())}
        return Intent({"order": self.order_number, "lines": lines, "posting_on": self.post_on.isoformat()})

    def act(self, attempt: SendAttempt) -> None:
        """Receive quantities, then invoice quantities in a second pass, header, and the posting call."""
        order = self._order()
        order_lines.set_quantities(
            self.nav, order, receive=self.wanted, invoice={}, before=lambda: recording.step(attempt, "quantities")
        )
        order_page.write_header(
            self.nav, order, attempt, post_on=self.post_on, vendor_shipment_number=self.send_key
        )
        recording.step(attempt, "called", called_at=timezone.now())
        self.nav.receive_and_invoice(order.nav_id)

    def verify(self, attempt: SendAttempt) -> Evidence:
        """Done needs number and lines and quantities equal to ours and exactly one new receipt (booking rule 1.2)."""
        receipts = self.nav.receipts(self.order_number)
        before = set(attempt.seen.get("receipts", []))
        linked = _linked_elsewhere(self.document, self.order_number)
        new = [receipt for receipt in receipts if receipt.nav_id not in before and receipt.number not in linked]
        matching = [receipt for receipt in new if _same_lines(receipt, self.wanted)]
        if len(new) == 1 and matching:
            return self._evidence(matching[0], "posted")
        if not new:
            return self._without_receipt(attempt)
        return Evidence(
            Shown.MOVED,
            f"order {self.order_number} has new receipts {', '.join(r.number for r in new)} "
            "that are not exactly what we sent",
        )

    def restore(self, attempt: SendAttempt) -> None:
        """Put the order's quantities and header fields back as they were found."""
        order = self.nav.order(self.order_number)
        if order is not None and attempt.step != "intended":
            order_lines.restore(self.nav, order, attempt.seen, ours={s: (q, Decimal(0)) for s, q in self.wanted.items()})
            order_page.restore_header(self.nav, order, attempt)

    def entries(self, attempt: SendAttempt) -> tuple[LinkFact, ...]:
        """The interim G/L entries under the receipt's number; none where expected costs are not posted."""
        number = attempt.answer.get("receipt", "")
        return ledger_facts(self.nav, number) if number else ()

    def _order(self) -> Order:
        order = self.nav.order(self.order_number)
        if order is None:
            raise Parked("order_closed", f"Order {self.order_number} is complete or deleted in NAV.")
        return order

    def _stamped(self, receipts: list[Receipt]) -> Receipt | None:
        if not order_page.can_probe(self.nav):
            return None
        numbers = {r.number for r in self.nav.receipts_by_shipment(self.order_number, self.send_key)}
        found = [receipt for receipt in receipts if receipt.number in numbers]
        if found and not _same_lines(found[0], self.wanted):
            raise Parked(
                "outcome_unknown",
                f"Receipt {found[0].number} in NAV bears our reference {self.send_key} with other quantities.",
            )
        return found[0] if found else None

    def _refuse_by_hand(self, receipts: list[Receipt]) -> None:
        if any(entry.get("code") == "maybe_received_by_hand" for entry in self.document.approvals):
            return
        linked = set(JournalLink.objects.filter(kind="receipt").values_list("number", flat=True))
        for receipt in receipts:
            if receipt.number not in linked and _same_lines(receipt, self.wanted):
                raise Parked(
                    "maybe_received_by_hand",
                    f"Receipt {receipt.number} on order {self.order_number} has the same lines and was not made "
                    f"by us. If it is this delivery, discard; if not, a manager approves.",
                    {"receipt": receipt.number},
                )

    def _without_receipt(self, attempt: SendAttempt) -> Evidence:
        order = self.nav.order(self.order_number)
        if order is None:
            return Evidence(Shown.MOVED, f"order {self.order_number} disappeared while we worked on it")
        if order_lines.received_changed(order, attempt.seen):
            return Evidence(Shown.MOVED, f"received quantities of order {order.number} moved, and no receipt is seen")
        return Evidence(Shown.ABSENT, f"no new receipt on order {order.number}")

    def _evidence(self, receipt: Receipt, how: str) -> Evidence:
        details = {"lines": [{"item": ln.item_number, "quantity": str(ln.quantity), "unit": ln.unit} for ln in receipt.lines]}
        fact = LinkFact(
            "receipt",
            receipt.number,
            {
                "nav_id": receipt.nav_id,
                "order_number": receipt.order_number,
                "posted_on": receipt.posting_on,
                "details": details,
            },
        )
        return Evidence(Shown.DONE, how, (fact,), {"receipt": receipt.number, "how": how})


def ledger_facts(nav: NavClient, document_number: str) -> tuple[LinkFact, ...]:
    """The G/L entries of one posted document as links."""
    return tuple(
        LinkFact(
            "entry",
            str(entry.entry_number),
            {
                "nav_id": entry.nav_id,
                "amount": entry.amount,
                "posted_on": entry.posting_on,
                "details": {"account": entry.account_number, "document": entry.document_number, "text": entry.description},
            },
        )
        for entry in nav.ledger_entries(document_number)
    )


def _linked_elsewhere(document: Document, order_number: str) -> set[str]:
    rows = JournalLink.objects.filter(kind="receipt", order_number=order_number).exclude(document=document)
    return set(rows.values_list("number", flat=True))


def _same_lines(receipt: Receipt, wanted: dict[int, Decimal]) -> bool:
    """A receipt line has its order line's sequence (inferred by nav reference 4.12) and a quantity only where received."""
    received = {line.sequence: line.quantity for line in receipt.lines if line.quantity}
    return received == {sequence: quantity for sequence, quantity in wanted.items() if quantity}

