"""Quantities on a purchase order → posted purchase receipt, through receiveAndInvoice (nav reference 6.1 and 9.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone

from audit import recording
from audit.models import Document, JournalLink, SendAttempt
from connectors.nav.client import NavClient
from edi.nav_records import Order, Receipt
from edi.send_keys import send_key
from navcleo.sending import order_lines, order_page
from navcleo.sending.effects import CALLED, INTENDED, Effect, Evidence, Intent, LinkFact, Look, Parked, Shown

SHIPMENT_NUMBER_LENGTH = 35
Wanted = dict[int, Decimal]
"""Order line sequence → quantity in the line's unit."""
Traced = Sequence[Mapping[str, Any]]
"""Lots and packages of what is received (edi.mapping.traced) as plain data: kept with the intent, recorded with the proof."""


class ReceiptOnOrder(Effect):
    """One posted purchase receipt for one order of a ship notice."""

    kind = "receipt_on_order"
    bills: ClassVar[bool] = False  # whether the same posting invoices what it receives

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
    ) -> None:
        self.nav = nav
        self.document = document
        self.order_number = order_number
        self.wanted = wanted
        self.post_on = post_on
        self.traced = traced
        self.target = target
        self.send_key = send_key(document.business_key, target, length=SHIPMENT_NUMBER_LENGTH)
        self.hold_key = f"order:{order_number}"

    @classmethod
    def resume(cls, nav: NavClient, document: Document, attempt: SendAttempt) -> ReceiptOnOrder:
        """The effect of an attempt that exists: what it intended counts, not what the order looks like now."""
        intent = attempt.intent
        wanted = {int(sequence): Decimal(quantity) for sequence, quantity in intent["lines"].items()}
        post_on = date.fromisoformat(intent["posting_on"])
        return cls(
            nav,
            document,
            target=attempt.target,
            order_number=intent["order"],
            wanted=wanted,
            post_on=post_on,
            traced=intent.get("traced", ()),
        )

    @property
    def stamps(self) -> dict[str, str]:
        """The references that page 50 takes before posting."""
        return {"vendor_shipment_number": self.send_key}

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
        return Intent(
            {
                "order": self.order_number,
                "lines": lines,
                "posting_on": self.post_on.isoformat(),
                "traced": list(self.traced),
            }
        )

    def act(self, attempt: SendAttempt) -> None:
        """Receive quantities, then invoice quantities in a second pass, header, and the posting call."""
        order = self._order()
        order_lines.check_unmoved(order, attempt.seen)
        order_lines.set_quantities(
            self.nav,
            order,
            receive=self.wanted,
            invoice=self.wanted if self.bills else {},
            before=lambda: recording.step(attempt, "quantities"),
        )
        # what is invoiced too is due by its document date, which NAV need not move with the posting date
        document_on = self.post_on if self.bills else None
        order_page.write_header(
            self.nav, order, attempt, post_on=self.post_on, document_on=document_on, **self.stamps
        )
        recording.step(attempt, CALLED, called_at=timezone.now())
        self.nav.receive_and_invoice(order.nav_id)

    def verify(self, attempt: SendAttempt) -> Evidence:
        """Done needs number and lines and quantities equal to ours and exactly one new receipt (booking rule 1.2)."""
        new = self._new_receipts(attempt)
        if not new:
            order = self.nav.order(self.order_number)
            # looked at one after the other: what moved in between is read once more
            moved = order is None or order_lines.received_changed(order, attempt.seen)
            new = self._new_receipts(attempt) if moved else []
            if not new and order is not None and moved:
                return Evidence(
                    Shown.MOVED, f"received quantities of order {order.number} moved, and no receipt is seen"
                )
        if not new:
            return Evidence(Shown.ABSENT, f"no new receipt on order {self.order_number}")
        if len(new) == 1 and _same_lines(new[0], self.wanted) and self._is_stamped(new[0]):
            return self._evidence(new[0], "posted")
        names = ", ".join(receipt.number for receipt in new)
        return Evidence(
            Shown.MOVED,
            f"order {self.order_number} has new receipts {names} that are not exactly what we sent",
        )

    def restore(self, attempt: SendAttempt) -> None:
        """Put the order's quantities and header fields back as they were found."""
        order = self.nav.order(self.order_number)
        if order is not None and attempt.step != INTENDED:
            ours = {
                int(line): (Decimal(quantity), Decimal(quantity) if self.bills else Decimal(0))
                for line, quantity in attempt.intent["lines"].items()
            }
            order_lines.restore(self.nav, order, attempt.seen, ours=ours)
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

    def _new_receipts(self, attempt: SendAttempt) -> list[Receipt]:
        """Receipts of the order that were not there when we looked first and are not another document's."""
        known = set(attempt.seen.get("receipts", []))
        elsewhere = set(
            self._linked_receipts().exclude(document=self.document).values_list("number", flat=True)
        )
        receipts = self.nav.receipts(self.order_number)
        return [row for row in receipts if row.nav_id not in known and row.number not in elsewhere]

    def _is_stamped(self, receipt: Receipt) -> bool:
        """The receipt carries our reference; without the page nobody can tell, and lines and quantities must do."""
        if not order_page.can_probe(self.nav):
            return True
        return receipt.number in {
            row.number for row in self.nav.receipts_by_shipment(self.order_number, self.send_key)
        }

    def _stamped(self, receipts: list[Receipt]) -> Receipt | None:
        if not receipts or not order_page.can_probe(self.nav):
            return None
        numbers = {row.number for row in self.nav.receipts_by_shipment(self.order_number, self.send_key)}
        found = [receipt for receipt in receipts if receipt.number in numbers]
        if len(found) > 1 or (found and not _same_lines(found[0], self.wanted)):
            names = ", ".join(receipt.number for receipt in found)
            raise Parked(
                "outcome_unknown",
                f"NAV has {names} under our reference {self.send_key}, not once with these quantities. Compare them in NAV.",
            )
        return found[0] if found else None

    def _linked_receipts(self) -> QuerySet[JournalLink]:
        return JournalLink.objects.filter(kind="receipt", document__connection_id=self.document.connection_id)

    def _refuse_by_hand(self, receipts: list[Receipt]) -> None:
        if any(entry.get("code") == "maybe_received_by_hand" for entry in self.document.approvals):
            return
        linked = set(self._linked_receipts().values_list("number", flat=True))
        for receipt in receipts:
            if receipt.number not in linked and _same_lines(receipt, self.wanted):
                raise Parked(
                    "maybe_received_by_hand",
                    f"Receipt {receipt.number} on order {self.order_number} has the same lines and was not made "
                    f"by us. If it is this delivery, discard; if not, a manager approves.",
                    {"receipt": receipt.number},
                )

    def _evidence(self, receipt: Receipt, how: str) -> Evidence:
        details = {
            "lines": [
                {"item": ln.item_number, "quantity": str(ln.quantity), "unit": ln.unit}
                for ln in receipt.lines
            ]
        }
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
                "details": {
                    "account": entry.account_number,
                    "document": entry.document_number,
                    "text": entry.description,
                },
            },
        )
        for entry in nav.ledger_entries(document_number)
    )


def _same_lines(receipt: Receipt, wanted: dict[int, Decimal]) -> bool:
    """A receipt line has its order line's sequence (inferred by nav reference 4.12) and a quantity only where received."""
    received = {line.sequence: line.quantity for line in receipt.lines if line.quantity}
    return received == {sequence: quantity for sequence, quantity in wanted.items() if quantity}
