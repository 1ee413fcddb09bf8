"""The posted invoices that a supplier's invoice number stands for, and how a payment of it is shared among them (booking rule 4.4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from edi.mapping.amounts import ZERO, money, round_money
from edi.nav_records import VendorInvoice
from edi.problems import Problem


@dataclass(frozen=True)
class PaidInvoice:
    """An invoice of a supplier as NAV owes it. `number` is what the supplier calls it. `invoices` are posted, and paid in this
    order: usually one; that of the order and that of its charges; those of several evaluated receipts. `credit_number` and
    `credited` are the credit memo beside them and its amount; `missing` says which part of it NAV does not owe yet. `limit` is what can still be paid on it where its
    invoices are another one's too."""

    number: str
    invoices: tuple[VendorInvoice, ...]
    credit_number: str = ""
    credited: Decimal = ZERO
    missing: str = ""
    limit: Decimal | None = None

    @property
    def vendor_number(self) -> str:
        """The vendor in NAV."""
        return self.invoices[0].vendor_number

    @property
    def description(self) -> str:
        """What the payment lines for it say."""
        return f"Invoice {self.number}"[:100]

    @property
    def is_open(self) -> bool:
        """Something of it can still be paid."""
        return any(invoice.status == "Open" for invoice in self.invoices)

    def target(self, line: str, invoice: VendorInvoice) -> str:
        """The name of the payment line for one of its invoices: that of the RMR ('line:1'), with NAV's number behind it for
        all but the first. What comes behind # in a target counts how often it is booked."""
        return line if invoice == self.invoices[0] else f"{line}:{invoice.number.replace('#', '-')}"


def normalise_invoice_number(number: str) -> str:
    """Return an invoice number without case, blanks, hyphens and leading zeros: ' 00-123a' is '123A'."""
    text = "".join(number.upper().split()).replace("-", "")
    return text.lstrip("0") or text[:1]


def candidates(
    number: str, vendors: Collection[str], posted: Mapping[str, Sequence[PaidInvoice]]
) -> list[PaidInvoice]:
    """Return the invoices of this number: equal ones first, else those that differ in zeros, blanks, hyphens."""
    found = [
        paid
        for paid in posted.get(normalise_invoice_number(number), ())
        if (not vendors or paid.vendor_number in vendors) and all(each.is_posted for each in paid.invoices)
    ]
    exact = [paid for paid in found if paid.number.strip() == number.strip()]
    found = exact or found
    payable = [paid for paid in found if paid.is_open]
    return list({paid.invoices[0].number: paid for paid in payable or found}.values())


def share(
    paid: PaidInvoice, amount: Decimal, left: dict[str, Decimal], remaining: Mapping[str, Decimal]
) -> tuple[list[tuple[VendorInvoice, Decimal]], Decimal]:
    """Share a payment among the invoices, each up to what is open of it, and return what none of them can take. `left` is what
    earlier lines of the advice left open and is changed; `remaining` what is open by posted number (default: the total less a
    credit memo beside it, nothing for a paid one)."""
    shares: list[tuple[VendorInvoice, Decimal]] = []
    name = f"limit {normalise_invoice_number(paid.number)}"
    room = amount if paid.limit is None else min(amount, left.get(name, paid.limit))
    over = amount - room
    rest = room
    for place, invoice in enumerate(paid.invoices):
        owed = ZERO if invoice.status == "Paid" else invoice.total - (ZERO if place else paid.credited)
        open_amount = left.get(invoice.number, max(round_money(remaining.get(invoice.number, owed)), ZERO))
        part = min(rest, open_amount)
        rest -= part
        left[invoice.number] = open_amount - part
        if part:
            shares.append((invoice, part))
    if paid.limit is not None:
        left[name] = left.get(name, paid.limit) - (room - rest)
    return shares, rest + over


def forbidden(paid: PaidInvoice, local_currency: str, where: str) -> Problem | None:
    """Say what forbids paying it: another currency, or one of its invoices canceled."""
    for invoice in paid.invoices:
        currency = invoice.currency or local_currency
        if currency.upper() != local_currency.upper():
            text = (
                f"Invoice {invoice.number} is in {currency}; payment lines are in {local_currency} only. Enter the payment by"
                " hand in NAV."
            )
            return Problem("currency_differs", text, where)
        if invoice.status not in {"Open", "Paid"}:
            text = f"Invoice {invoice.number} is {invoice.status.lower()} in NAV; it cannot be paid. Ask the sender."
            return Problem("content_invalid", text, where)
    return None


def over_paid(paid: PaidInvoice, amount: Decimal, over: Decimal, where: str) -> Problem:
    """Say that more is paid than is open: because NAV does not owe all of it yet, or because it is too much."""
    numbers = " and ".join(invoice.number for invoice in paid.invoices)
    text = f"{money(amount)} are paid on invoice {numbers}, of which {money(amount - over)} are open"
    if paid.missing:
        return Problem("content_invalid", f"{text}. {paid.missing}", where)
    less = f" (less {money(paid.credited)} of credit memo {paid.credit_number})" if paid.credited else ""
    if paid.limit is not None:
        less += " for it, since they are another invoice's too"
    text += f"{less}: {money(over)} too much. Check whether it was paid already; enter the rest by hand."
    return Problem("amount_differs", text, where)


def credit_warning(paid: PaidInvoice, where: str) -> list[Problem]:
    """Say that the credit memo beside an invoice is still to be applied to it, since what is paid is less by it."""
    if not paid.credited or not paid.is_open:
        return []
    text = (
        f"Invoice {paid.number} has credit memo {paid.credit_number} over {money(paid.credited)} beside it, which is taken off"
        f" what is paid. Apply it to the rest of invoice {paid.invoices[0].number} in NAV."
    )
    return [Problem("amount_differs", text, where, "warning")]
