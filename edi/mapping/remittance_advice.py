"""Remittance advice (X12 820) to payment lines for a vendor's posted invoices (booking rule 4.4, x12 reference 4.7)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents import Party, RemittanceAdvice, RemittanceLine
from edi.mapping.amounts import ZERO, money, round_money
from edi.nav_records import PaymentLine, VendorInvoice
from edi.problems import Problem

INVOICE_QUALIFIERS = frozenset({"IV", "OI", ""})
# N103 of a party against ISA05 of an interchange: the same numbering under two codes
_SAME_NUMBERING = {"1": "01", "9": "16"}
# numbers given by one side or by agreement: N103 says nothing about the numbering
_FREE_QUALIFIERS = frozenset({"", "91", "92", "93", "94", "ZZ"})


@dataclass(frozen=True)
class PaymentTarget:
    """One paid invoice: `target` is line:N with N counted from 1 over the advice's lines."""

    target: str
    payment: PaymentLine


@dataclass(frozen=True)
class PaymentProposal:
    """The payment lines that an advice asks for. With an error among the problems none may be booked."""

    lines: tuple[PaymentTarget, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Side:
    """How one company is known: (qualifier, id) pairs of its interchanges, and its names."""

    ids: Collection[tuple[str, str]] = ()
    names: Collection[str] = ()


@dataclass(frozen=True)
class _Booking:
    """What every payment line of one advice needs."""

    posted: Mapping[str, Sequence[VendorInvoice]]
    vendor_numbers: Collection[str]
    remaining: Mapping[str, Decimal]
    local_currency: str
    posting_on: date
    document_number: Callable[[str], str]
    external_number: Callable[[str], str]


def normalise_invoice_number(number: str) -> str:
    """Return an invoice number without case, blanks, hyphens and leading zeros: ' 00-123a' is '123A'."""
    text = "".join(number.upper().split()).replace("-", "")
    return text.lstrip("0") or text[:1]


def map_remittance(
    advice: RemittanceAdvice,
    *,
    own_ids: Collection[tuple[str, str]],
    own_names: Collection[str],
    partner_ids: Collection[tuple[str, str]],
    partner_names: Collection[str],
    posted: Mapping[str, Sequence[VendorInvoice]],
    local_currency: str,
    today: date,
    document_number: str | Callable[[str], str],
    external_number: str | Callable[[str], str],
    vendor_numbers: Collection[str] = (),
    remaining: Mapping[str, Decimal] | None = None,
    posting_on: date | None = None,
) -> PaymentProposal:
    """Map an advice of ours to the vendor onto the vendor's posted invoices, one target per RMR.

    `posted` is keyed by `normalise_invoice_number` of the vendor invoice number; `vendor_numbers` (when given) are the
    partner's vendors; `remaining` is what is open by posted number (default: the total, nothing for a paid one).
    `document_number` and `external_number` may be functions of the target ('line:1'). Problems: not_our_payment,
    content_invalid, currency_differs, totals_differ, amount_differs."""
    place = f"remittance {advice.number}"
    own, partner = Side(own_ids, own_names), Side(partner_ids, partner_names)
    problems = _foreign(advice, own, partner, place)
    if problems:
        return PaymentProposal((), tuple(problems))
    problems = _content_problems(advice, local_currency, today, place)
    booking = _Booking(
        posted=posted,
        vendor_numbers=vendor_numbers,
        remaining=remaining or {},
        local_currency=local_currency,
        posting_on=_posting_day(advice, posting_on or today, today),
        document_number=_by_target(document_number),
        external_number=_by_target(external_number),
    )
    lines, line_problems = _payments(advice, booking, place)
    return PaymentProposal(tuple(lines), (*problems, *line_problems))


def is_party(party: Party | None, side: Side) -> bool:
    """Tell whether a party of a document is this company: by its number, else by its name."""
    if party is None:
        return False
    return _has_id(party, side) or _has_name(party, side)


def _foreign(advice: RemittanceAdvice, own: Side, partner: Side, place: str) -> list[Problem]:
    """Return not_our_payment for everything but our own payment to this partner."""
    reasons: list[str] = []
    if advice.handling not in {"I", "C"}:
        reasons.append(
            f"BPR01 is {advice.handling or 'empty'}: an instruction to a bank, not a remittance advice"
        )
    if advice.direction not in {"C", ""}:
        reasons.append(f"BPR03 is {advice.direction}: a reversal or a debit")
    if advice.total < 0:
        reasons.append(f"its total is negative ({money(advice.total)})")
    if not is_party(advice.payer, own) or is_party(advice.payer, partner):
        reasons.append(f"the payer (N1 PR) is {_party_text(advice.payer)}, not our company")
    if not is_party(advice.payee, partner) or is_party(advice.payee, own):
        reasons.append(f"the payee (N1 PE) is {_party_text(advice.payee)}, not this partner")
    if not reasons:
        return []
    text = (
        f"This payment from {_party_text(advice.payer)} to {_party_text(advice.payee)} is not booked:"
        f" {'; '.join(reasons)}. Enter it by hand where it belongs, then discard it."
    )
    return [Problem("not_our_payment", text, place)]


def _content_problems(
    advice: RemittanceAdvice, local_currency: str, today: date, place: str
) -> list[Problem]:
    problems: list[Problem] = []
    currency = advice.currency or local_currency
    if currency.upper() != local_currency.upper():
        text = f"The payment is in {currency}; payment lines are in {local_currency} only. Enter it by hand in NAV."
        problems.append(Problem("currency_differs", text, place))
    if not advice.lines:
        problems.append(
            Problem("content_invalid", "The advice names no invoice. Enter it by hand in NAV.", place)
        )
    paid = sum((line.paid or ZERO for line in advice.lines), ZERO)
    if advice.lines and paid != advice.total:
        extra = sum((adjustment.amount for adjustment in advice.adjustments), ZERO)
        cause = (
            f", with adjustments of {money(extra)} that belong to no invoice" if advice.adjustments else ""
        )
        text = (
            f"The invoices come to {money(paid)}, the payment to {money(advice.total)}{cause}. Correct the document or"
            " enter it by hand in NAV."
        )
        problems.append(Problem("totals_differ", text, place))
    if advice.paid_on and advice.paid_on > today:
        text = f"The payment takes effect on {advice.paid_on.isoformat()}; its lines are dated so."
        problems.append(Problem("content_invalid", text, place, "warning"))
    return problems


def _posting_day(advice: RemittanceAdvice, posting_on: date, today: date) -> date:
    """Return the posting date: money that moves later is not posted before it moves."""
    if advice.paid_on and advice.paid_on > today:
        return max(advice.paid_on, posting_on)
    return posting_on


def _payments(
    advice: RemittanceAdvice, booking: _Booking, place: str
) -> tuple[list[PaymentTarget], list[Problem]]:
    targets: list[PaymentTarget] = []
    problems: list[Problem] = []
    left: dict[str, Decimal] = {}
    for number, line in enumerate(advice.lines, start=1):
        target, where = f"line:{number}", f"{place}, line {number} (invoice {line.number})"
        invoice, problem = _find_invoice(line, booking, where)
        if invoice and line.paid is not None:
            problem = _invoice_problem(invoice, line.paid, left, booking, where)
        if problem:
            problems.append(problem)
        elif invoice and line.paid is not None:
            problems += _balance_warning(line, where)
            targets.append(PaymentTarget(target, _payment(invoice, line.paid, target, booking)))
    return targets, problems


def _find_invoice(
    line: RemittanceLine, booking: _Booking, where: str
) -> tuple[VendorInvoice | None, Problem | None]:
    if line.qualifier not in INVOICE_QUALIFIERS:
        text = f"RMR01 {line.qualifier} {line.number} is no invoice; only invoices are paid here. Enter it by hand in NAV."
        return None, Problem("content_invalid", text, where)
    if line.paid is None or line.paid <= 0 or line.paid != round_money(line.paid):
        paid = "missing" if line.paid is None else str(line.paid)
        text = f"The amount paid (RMR04) is {paid}; it must be money above zero. Enter it by hand in NAV."
        return None, Problem("content_invalid", text, where)
    invoices = _candidates(line.number, booking)
    if len(invoices) == 1:
        return invoices[0], None
    if invoices:
        numbers = ", ".join(invoice.number for invoice in invoices)
        text = f"Invoice {line.number} may be {numbers} in NAV. Enter the payment by hand, or correct the number."
    else:
        text = f"No posted invoice {line.number} of this vendor is in NAV. Post it there or correct the number, then replay."
    return None, Problem("content_invalid", text, where)


def _candidates(number: str, booking: _Booking) -> list[VendorInvoice]:
    """Return the posted invoices of this number: equal ones first, else those that differ in zeros, blanks, hyphens."""
    found = [
        invoice
        for invoice in booking.posted.get(normalise_invoice_number(number), ())
        if invoice.is_posted
        and (not booking.vendor_numbers or invoice.vendor_number in booking.vendor_numbers)
    ]
    exact = [invoice for invoice in found if invoice.vendor_invoice_number.strip() == number.strip()]
    found = exact or found
    payable = [invoice for invoice in found if invoice.status == "Open"]
    return list({invoice.number: invoice for invoice in payable or found}.values())


def _invoice_problem(
    invoice: VendorInvoice, paid: Decimal, left: dict[str, Decimal], booking: _Booking, where: str
) -> Problem | None:
    currency = invoice.currency or booking.local_currency
    if currency.upper() != booking.local_currency.upper():
        text = (
            f"Invoice {invoice.number} is in {currency}; payment lines are in {booking.local_currency} only. Enter the"
            " payment by hand in NAV."
        )
        return Problem("currency_differs", text, where)
    if invoice.status not in {"Open", "Paid"}:
        text = (
            f"Invoice {invoice.number} is {invoice.status.lower()} in NAV; it cannot be paid. Ask the sender."
        )
        return Problem("content_invalid", text, where)
    is_open = left.get(invoice.number, _remaining(invoice, booking))
    if paid > is_open:
        text = (
            f"{money(paid)} are paid on invoice {invoice.number}, of which {money(is_open)} are open: {money(paid - is_open)}"
            " too much. Check whether it was paid already; enter the rest by hand."
        )
        return Problem("amount_differs", text, where)
    left[invoice.number] = is_open - paid
    return None


def _remaining(invoice: VendorInvoice, booking: _Booking) -> Decimal:
    return booking.remaining.get(invoice.number, ZERO if invoice.status == "Paid" else invoice.total)


def _payment(invoice: VendorInvoice, paid: Decimal, target: str, booking: _Booking) -> PaymentLine:
    return PaymentLine(
        vendor_number=invoice.vendor_number,
        amount=paid,
        posting_on=booking.posting_on,
        document_number=booking.document_number(target),
        external_number=booking.external_number(target),
        applies_to=invoice.number,
        description=f"Invoice {invoice.vendor_invoice_number}"[:100],
    )


def _balance_warning(line: RemittanceLine, where: str) -> list[Problem]:
    """Return a warning when RMR05 - RMR06 + ADX is not RMR04: some payers leave RMR04 gross."""
    if line.invoiced is None or line.paid is None:
        return []
    adjusted = sum((adjustment.amount for adjustment in line.adjustments), ZERO)
    due = line.invoiced - (line.discount or ZERO) + adjusted
    if due == line.paid:
        return []
    text = f"Invoiced less discount and adjustments is {money(due)}, paid is {money(line.paid)}; the amount paid is booked."
    return [Problem("totals_differ", text, where, "warning")]


def _has_id(party: Party, side: Side) -> bool:
    code, qualifier = _letters(party.code), _SAME_NUMBERING.get(party.qualifier, party.qualifier)
    if not code:
        return False
    return any(
        code == _letters(own_code) and (qualifier in _FREE_QUALIFIERS or qualifier == own_qualifier)
        for own_qualifier, own_code in side.ids
    )


def _has_name(party: Party, side: Side) -> bool:
    name = _letters(party.name)
    return bool(name) and any(name == _letters(each) for each in side.names)


def _letters(text: str) -> str:
    """Return only letters and digits, upper case: 'Fresh Foods, Inc.' is FRESHFOODSINC."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def _party_text(party: Party | None) -> str:
    if party is None:
        return "nobody named"
    code = f" ({party.qualifier} {party.code})" if party.code else ""
    return f"{party.name}{code}".strip() or "nobody named"


def _by_target(value: str | Callable[[str], str]) -> Callable[[str], str]:
    if callable(value):
        return value
    return lambda _: value
