"""Supplier's invoice (X12 810) to what NAV is asked to post on its order, compared first (booking rules 4.1 to 4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial

from edi.documents import Charge, Invoice, InvoiceLine, Tax
from edi.mapping.amounts import (
    ZERO,
    difference_text,
    line_amount,
    money,
    net_price,
    plain,
    round_money,
    tax_total,
)
from edi.mapping.document_lines import mappings_of, want_lines
from edi.mapping.lookups import Lookups, MappingUsed
from edi.mapping.match import MatchRow, match_rows
from edi.mapping.order_lines import Assigned, Assignment, Over, assign
from edi.mapping.pack_factors import nearest
from edi.mapping.payment_terms import due_on
from edi.mapping.products import code_text, product_codes
from edi.mapping.tolerances import Tolerances
from edi.nav_records import Order, OrderLine
from edi.problems import Problem
from edi.x12.invoice_totals import is_tax_code

COMMENT_LENGTH = 100  # a NAV line description
NUMBER_LENGTH = 35  # Vendor Invoice No.


@dataclass(frozen=True)
class BillLine:
    """Invoice `quantity` (NAV unit `unit`) of one order line. `amount` is the 810's for it with its line allowances and
    charges, `expected` NAV's net for this quantity, `expected_tax` the tax on that."""

    line_id: str
    sequence: int
    item_number: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Decimal
    expected: Decimal
    expected_tax: Decimal


@dataclass(frozen=True)
class InvoiceProposal:
    """What an 810 asks of one order. `difference` is its total less what NAV would post, `rows` the match behind it; `charges` and `taxes` are those
    of head and lines that count in its total. With an error among the problems nothing may be booked."""

    order_number: str
    order_id: str
    vendor_number: str
    vendor_invoice_number: str
    invoiced_on: date
    due_on: date | None
    total: Decimal
    lines: tuple[BillLine, ...]
    expected_total: Decimal
    charges: tuple[Charge, ...] = ()
    taxes: tuple[Tax, ...] = ()
    difference: Decimal = ZERO
    rows: tuple[MatchRow, ...] = ()
    mappings: tuple[MappingUsed, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def expected_tax(self) -> Decimal:
        """What NAV would post of tax."""
        return self.expected_total - sum((line.expected for line in self.lines), ZERO)


def map_invoice(
    invoice: Invoice,
    order: Order,
    lookups: Lookups,
    local_currency: str,
    tolerances: Tolerances | None = None,
    *,
    is_posted: bool = False,
) -> InvoiceProposal:
    """Map an invoice onto what its order has received and not yet invoiced.

    More than was received stops, unless the quantity tolerance covers it: then NAV bills what was received, and the money
    for the rest is part of the difference. `is_posted`: the order is booked by evaluated receipts. Raises nothing: problems carry content_invalid, currency_differs, item_*,
    unit_unmapped and amount_differs (more invoiced than received). `compare` judges the money."""
    allowed = tolerances or Tolerances()
    problems = _header_problems(invoice, order, local_currency)
    assignment = Assignment((), (), ())
    used: tuple[MappingUsed, ...] = ()
    if not invoice.is_credit:
        wanted = want_lines(invoice.lines, order, lookups, verb="invoiced")
        assignment = assign(
            wanted.lines,
            order,
            _uninvoiced,
            lookups,
            over=partial(_over_invoiced, is_posted=is_posted),
            spare=lambda line: allowed.spare(line, lookups),
        )
        problems += [*wanted.problems, *assignment.problems]
        used = mappings_of(wanted.used, assignment.parts, invoice.lines, order)
    shares, over_amounts = _amount_shares(assignment, invoice)
    lines = _bill_lines(assignment.parts, shares, invoice, order)
    expected = {line.sequence: line.expected for line in lines}
    expected_total = _expected_total(lines, order)
    charges = (*invoice.charges, *(charge for line in invoice.lines for charge in line.charges))
    taxes = (*invoice.taxes, *(tax for line in invoice.lines for tax in line.taxes))
    return InvoiceProposal(
        order_number=order.number,
        order_id=order.nav_id,
        vendor_number=order.vendor_number,
        vendor_invoice_number=invoice.number.strip(),
        invoiced_on=invoice.invoiced_on,
        due_on=due_on(invoice),
        total=invoice.total,
        lines=lines,
        expected_total=expected_total,
        charges=tuple(charge for charge in charges if charge.in_total),
        taxes=tuple(tax for tax in taxes if tax.in_total),
        difference=invoice.total - expected_total,
        rows=match_rows(
            order,
            assignment,
            part_amounts=shares,
            over_amounts=over_amounts,
            ours=expected,
            tolerance=lambda line: allowed.of_line(expected.get(line.sequence, ZERO)),
        ),
        mappings=used,
        problems=tuple(problems),
    )


def compare(proposal: InvoiceProposal, tolerances: Tolerances) -> list[Problem]:
    """Return amount_differs for every line, and for the total, that is further from NAV's than the tolerance; a difference
    equal to the tolerance passes (booking rule 4.1)."""
    problems = [
        _amount_problem(line, proposal)
        for line in proposal.lines
        if abs(line.amount - line.expected) > tolerances.of_line(line.expected)
    ]
    if abs(proposal.difference) > tolerances.of_total(proposal.expected_total):
        text = (
            f"Invoice {proposal.vendor_invoice_number} is for {money(proposal.total)}, NAV would post"
            f" {money(proposal.expected_total)}: {difference_text(proposal.total, proposal.expected_total)}"
            f"{extras(proposal)}. Correct the order in NAV or settle it with the supplier, then replay."
        )
        problems.append(Problem("amount_differs", text, f"order {proposal.order_number}, total"))
    return problems


def draft_comments(invoice: Invoice, account: str = "") -> tuple[str, ...]:
    """Return the comment lines of a draft purchase invoice: the 810's lines, charges, taxes and total as text and where to
    get the receipt lines (booking rule 4.2); with `account`, that the goods were accrued there by the journal route (4.5).
    Each has at most 100 characters."""
    order = f" for order {invoice.order_number}" if invoice.order_number else ""
    last = f"Take the lines with Get Receipt Lines{order}, compare the total, then post."
    if account:
        last = f"The goods were booked by journal: the line on {account} clears them. Compare, then post."
    return (*content_comments(invoice, "Invoice"), last[:COMMENT_LENGTH].rstrip())


def content_comments(invoice: Invoice, kind: str) -> tuple[str, ...]:
    """Return what an 810 says as comment lines of at most 100 characters each; `kind` is what it is called."""
    order = f" for order {invoice.order_number}" if invoice.order_number else ""
    texts = [f"EDI 810: {kind} {invoice.number} of {invoice.invoiced_on.isoformat()}{order}"]
    for line in invoice.lines:
        texts.append(_line_comment(line))
        texts += [_charge_comment(charge) for charge in line.charges]
        texts += [_tax_comment(tax) for tax in line.taxes]
    texts += [_charge_comment(charge) for charge in invoice.charges]
    texts += [_tax_comment(tax) for tax in invoice.taxes]
    texts.append(f"Total of the 810: {money(invoice.total)} {invoice.currency}".rstrip())
    return tuple(text[:COMMENT_LENGTH].rstrip() for text in texts)


def _uninvoiced(line: OrderLine) -> Decimal:
    return line.uninvoiced


def _over_invoiced(over: Over, order: Order, *, is_posted: bool) -> Problem:
    wanted = over.wanted
    item = wanted.item_number or f"line {wanted.line_number}"
    cause = f"(item {item})" if over.line else f"(item {item} is not on the order)"
    head = f"The invoice is for {plain(over.rest)} {wanted.unit} more than was received on order {order.number} {cause}"
    if over.is_tolerated:
        text = f"{head}, within the partner's tolerance for quantities. NAV bills what was received."
        return Problem("amount_differs", text, wanted.place, "warning")
    advice = "Receive the goods first or settle it with the supplier, then replay."
    if is_posted:
        advice = (
            "It goes on by itself with a further ship notice of the order; else settle it with the supplier."
        )
    text = f"{head}. {advice}"
    return Problem("amount_differs", text, wanted.place)


def _header_problems(invoice: Invoice, order: Order, local_currency: str) -> list[Problem]:
    place = f"invoice {invoice.number}"
    problems: list[Problem] = []
    if invoice.is_credit:
        text = (
            f"{invoice.number} is a credit memo; a credit memo needs a person. Enter it in NAV against order"
            f" {order.number}, then discard it here."
        )
        problems.append(Problem("content_invalid", text, place))
    if not 0 < len(invoice.number.strip()) <= NUMBER_LENGTH:
        text = f"The invoice number has {len(invoice.number.strip())} characters; NAV takes 1 to {NUMBER_LENGTH}."
        problems.append(Problem("content_invalid", text, place))
    if not invoice.lines:
        problems.append(
            Problem("content_invalid", "The invoice has no lines. Ask the supplier for a new one.", place)
        )
    theirs, ours = invoice.currency or local_currency, order.currency or local_currency
    if theirs.upper() != ours.upper():
        text = (
            f"The invoice is in {theirs}, order {order.number} in {ours}. Settle it with the supplier or change the order,"
            " then replay."
        )
        problems.append(Problem("currency_differs", text, place))
    own = {"", order.number.upper(), invoice.order_number.strip().upper()}
    others = sorted({line.order_number.strip().upper() for line in invoice.lines} - own)
    if others:
        text = (
            f"The invoice also bills order {', '.join(others)} beside order {order.number}; NAV posts one invoice on one"
            " order. Book it by hand, or ask for an invoice per order."
        )
        problems.append(Problem("content_invalid", text, place))
    return problems


def _bill_lines(
    parts: Sequence[Assigned], amounts: Sequence[Decimal], invoice: Invoice, order: Order
) -> tuple[BillLine, ...]:
    by_line: dict[int, list[int]] = {}
    for position, part in enumerate(parts):
        by_line.setdefault(part.line.sequence, []).append(position)
    return tuple(
        _bill_line(
            [parts[at] for at in positions], sum((amounts[at] for at in positions), ZERO), invoice, order
        )
        for _, positions in sorted(by_line.items())
    )


def _bill_line(parts: Sequence[Assigned], amount: Decimal, invoice: Invoice, order: Order) -> BillLine:
    line = parts[0].line
    quantity = sum((part.quantity for part in parts), ZERO)
    # what one of the order line's unit costs: a case of 12 at 24.00, for a line in pieces, is 2.00
    prices = {
        _unit_price(invoice.lines[part.index]) * part.share / Fraction(part.quantity)
        for part in parts
        if part.quantity
    }
    price = nearest(prices.pop()) if len(prices) == 1 else amount / quantity
    expected = line_amount(line, quantity, prices_include_tax=order.prices_include_tax)
    return BillLine(
        line_id=line.nav_id,
        sequence=line.sequence,
        item_number=line.item_number,
        quantity=quantity,
        unit=line.unit,
        # several prices for one order line: their average, for people; the amount is what counts
        price=net_price(price, ZERO)[0],
        amount=amount,
        expected=expected.net,
        expected_tax=expected.tax,
    )


def _unit_price(line: InvoiceLine) -> Fraction:
    """Return what one of the line's own unit costs; a price per pound counts for as many as the line weighs."""
    price = Fraction(line.price)
    return (
        price
        if line.priced_quantity is None
        else price * Fraction(line.priced_quantity) / Fraction(line.quantity)
    )


def _amount_shares(assignment: Assignment, invoice: Invoice) -> tuple[list[Decimal], list[Decimal]]:
    """Return the share that each part, and each excess, has of its document line's amount; the last part of a fully
    assigned line takes the cents. A tolerated excess has none: its amount is with its line."""
    quantity_left = {part.index: Fraction(invoice.lines[part.index].quantity) for part in assignment.parts}
    amount_left = {index: _own_amount(line) for index, line in enumerate(invoice.lines)}
    shares = []
    for part in assignment.parts:
        share = amount_left[part.index]
        if part.share != quantity_left[part.index]:
            ratio = part.share / quantity_left[part.index]
            share = round_money(share * ratio.numerator / ratio.denominator)
        amount_left[part.index] -= share
        quantity_left[part.index] -= part.share
        shares.append(share)
    overs = [ZERO if over.is_tolerated else amount_left[over.wanted.index] for over in assignment.overs]
    return shares, overs


def _own_amount(line: InvoiceLine) -> Decimal:
    """Return an 810 line's amount with its allowances and charges; a tax said in SAC is no part of the net."""
    charges = (charge.amount for charge in line.charges if charge.in_total and not is_tax_code(charge.code))
    return line.amount + sum(charges, ZERO)


def _expected_total(lines: Iterable[BillLine], order: Order) -> Decimal:
    """Return what NAV would post with tax: the net amounts and the tax rounded once per tax group."""
    rows = {row.sequence: row for row in order.lines}
    nets = [(rows[line.sequence], line.expected) for line in lines]
    return sum((net for _, net in nets), ZERO) + tax_total(nets)


def _amount_problem(line: BillLine, proposal: InvoiceProposal) -> Problem:
    text = (
        f"Line {line.sequence} (item {line.item_number}, {plain(line.quantity)} {line.unit}): invoice {money(line.amount)},"
        f" NAV {money(line.expected)}: {difference_text(line.amount, line.expected)}. Correct the price in NAV or"
        " settle it with the supplier, then replay."
    )
    return Problem("amount_differs", text, f"order {proposal.order_number}, line {line.sequence}")


def extras(proposal: InvoiceProposal) -> str:
    """Return what the invoice has beside its goods, in brackets; '' where it has nothing."""
    charges = sum((charge.amount for charge in proposal.charges), ZERO)
    taxes = sum((tax.amount for tax in proposal.taxes), ZERO)
    named = [f"charges and allowances {money(charges)}"] if charges else []
    named += [f"taxes {money(taxes)}"] if taxes else []
    return f" (the invoice has {' and '.join(named)})" if named else ""


def _line_comment(line: InvoiceLine) -> str:
    codes = code_text(product_codes(line.product_ids))
    order = f"order {line.order_number} " if line.order_number else ""
    head = f"{order}{line.line_number}: {plain(line.quantity)} {line.unit} x {plain(line.price)} = {money(line.amount)}"
    return " ".join(part for part in (head, codes, line.description) if part)


def _charge_comment(charge: Charge) -> str:
    kind = "Allowance" if charge.amount < 0 else "Charge"
    note = "" if charge.in_total else " (not in the total)"
    return " ".join(f"{kind} {charge.code} {money(charge.amount)}{note} {charge.description}".split())


def _tax_comment(tax: Tax) -> str:
    percent = f" {plain(tax.percent)} %" if tax.percent is not None else ""
    note = "" if tax.in_total else " (not in the total)"
    return " ".join(f"Tax {tax.type_code}{percent} {money(tax.amount)}{note}".split())
