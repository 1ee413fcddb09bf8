"""The invoices that evaluated receipts of an order booked: which stand, which of them an 810 means, which were undone in NAV."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from audit.models import Document, SendAttempt
from audit.statuses import Status, Verdict
from edi.mapping import evaluated
from edi.mapping.evaluated_match import Posted
from edi.mapping.invoice import InvoiceProposal
from edi.models import TradingPartner
from edi.nav_records import Order
from edi.problems import Problem
from navcleo.sending.effects import LinkFact
from navcleo.sending.evaluated_receipt import EvaluatedReceipt
from navcleo.sending.vendor_invoice import found
from navcleo.workflows.work import Work

COMPARED = "compared"


def booked(work: Work, partner: TradingPartner, number: str) -> list[SendAttempt]:
    """The evaluated receipts of an order that stand; of one that was booked again the last counts."""
    rows = SendAttempt.objects.filter(
        kind=EvaluatedReceipt.kind,
        verdict=Verdict.DONE,
        document__connection=work.connection,
        document__partner=partner,
        intent__order=number,
    ).order_by("pk")
    return list({(row.document_id, row.target.partition("#")[0]): row for row in rows}.values())


@dataclass(frozen=True)
class Standing:
    """An evaluated receipt that stands, and what of it no other 810 claims: order line → quantity."""

    attempt: SendAttempt
    unclaimed: dict[int, Decimal]

    @property
    def booked(self) -> dict[int, Decimal]:
        """Order line → quantity that it received and invoiced."""
        return {int(row["sequence"]): Decimal(row["booked"]) for row in self.attempt.intent["kept"]["lines"]}

    @property
    def order(self) -> Order:
        """The order at the prices of this receipt."""
        order = evaluated.booked_order([self.attempt.intent["kept"]], {}, None)
        assert order is not None, "a receipt has lines"
        return order

    @property
    def total(self) -> Decimal:
        """What NAV posted, with tax."""
        return Decimal(self.attempt.answer.get("posted_total") or self.attempt.intent["expected_total"])

    @property
    def unclaimed_total(self) -> Decimal:
        """What of the total is not claimed, with tax."""
        if self.unclaimed == self.booked:
            return self.total
        return evaluated.expected_total(self.order, self.unclaimed)


def standing(work: Work, number: str, attempts: list[SendAttempt]) -> list[Standing]:
    """The evaluated receipts of an order, less what the other 810s that were compared with them claim."""
    rows = [Standing(attempt, {}) for attempt in attempts]
    for row in rows:
        row.unclaimed.update(row.booked)
    others = Document.objects.filter(links__kind=COMPARED, links__order_number=number, status=Status.LINKED)
    others = others.filter(connection=work.connection, partner=work.document.partner)
    for other in others.exclude(pk=work.document.pk).distinct().order_by("pk"):
        named = set(other.links.filter(kind=COMPARED).values_list("number", flat=True))
        own_first = sorted(rows, key=lambda row: fact(row.attempt).number not in named)
        for match in other.proposal["targets"][0]["match"]:
            _claim(own_first, match["line"], Decimal(match["bookable"]))
    return rows


def _claim(rows: list[Standing], line: int, quantity: Decimal) -> None:
    for row in rows:
        taken = min(quantity, row.unclaimed.get(line, Decimal(0)))
        if taken:
            row.unclaimed[line] -= taken
            quantity -= taken


def meant(rows: list[Standing], proposal: InvoiceProposal) -> list[Standing]:
    """The evaluated receipt that this 810 bills: of those that have all of it unclaimed the one that leaves least; where none
    has, all with something of it."""
    billed = {line.sequence: line.quantity for line in proposal.lines}
    covering = [
        row
        for row in rows
        if billed and all(row.unclaimed.get(line, Decimal(0)) >= billed[line] for line in billed)
    ]
    if covering:
        return [min(covering, key=lambda row: sum(row.unclaimed.values()))]
    return [row for row in rows if any(row.unclaimed.get(line) for line in billed)] or rows


def posted(rows: list[Standing]) -> Posted:
    """What these evaluated receipts posted, and what of it is unclaimed."""
    quantities: dict[int, Decimal] = {}
    nets: dict[int, Decimal] = {}
    for row in rows:
        for line, net in evaluated.nets(row.order, row.unclaimed).items():
            quantities[line] = quantities.get(line, Decimal(0)) + row.unclaimed[line]
            nets[line] = nets.get(line, Decimal(0)) + net
    return Posted(
        ", ".join(fact(row.attempt).number for row in rows),
        sum((row.total for row in rows), Decimal(0)),
        sum((row.unclaimed_total for row in rows), Decimal(0)),
        quantities,
        nets,
    )


def undone(work: Work, attempts: list[SendAttempt]) -> list[Problem]:
    """What this 810 is compared with must still be owed: an evaluated invoice that somebody canceled in NAV pays nobody."""
    problems = []
    for attempt in attempts:
        vendor, number = attempt.intent["vendor"], attempt.intent["vendor_invoice_number"]
        if not found(work.nav, vendor, number):
            text = (
                f"Evaluated invoice {fact(attempt).number} ({number}) is canceled or gone in NAV, so nothing there pays this one."
                " Enter it in NAV and discard it here, or book the notice again and replay."
            )
            problems.append(Problem("amount_differs", text, f"order {attempt.intent['order']}"))
    return problems


def fact(attempt: SendAttempt) -> LinkFact:
    """An evaluated invoice as the link of the 810 that was compared with it."""
    intent = attempt.intent
    facts = {
        "order_number": intent["order"],
        "details": {"vendor_invoice_number": intent["vendor_invoice_number"]},
    }
    return LinkFact(COMPARED, attempt.answer.get("invoice") or intent["vendor_invoice_number"], facts)
