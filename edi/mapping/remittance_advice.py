"""Remittance advice (X12 820) to payment lines for a vendor's posted invoices (booking rule 4.4, x12 reference 4.7)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents import Adjustment, RemittanceAdvice, RemittanceLine
from edi.mapping.amounts import ZERO, money, round_money
from edi.mapping.paid_invoices import (
    PaidInvoice,
    candidates,
    credit_warning,
    forbidden,
    normalise_invoice_number,
    over_paid,
    share,
)
from edi.mapping.payment_sides import Side, is_party, party_text, vendors_of
from edi.mapping.remittance_balance import Balance, LineBalance, balance
from edi.mapping.remittance_credits import Credit, Payable, net, taken_warning
from edi.nav_records import PaymentLine, VendorInvoice
from edi.problems import Problem

INVOICE_QUALIFIERS = frozenset({"IV", "OI", ""})
NAMES_INVOICE = frozenset({"IV", "OI", "I5"})


@dataclass(frozen=True)
class PaymentTarget:
    """One paid invoice: `target` is line:N with N counted from 1 over the advice's lines (edi.mapping.paid_invoices)."""

    target: str
    payment: PaymentLine


@dataclass(frozen=True)
class PaymentProposal:
    """The payment lines that an advice asks for. With an error among the problems none may be booked. `difference` is what is
    paid beyond what is open, else what the parts leave of the payment."""

    lines: tuple[PaymentTarget, ...]
    problems: tuple[Problem, ...] = ()
    difference: Decimal = ZERO


@dataclass(frozen=True)
class _Booking:
    """What every payment line of one advice needs."""

    posted: Mapping[str, Sequence[PaidInvoice]]
    vendor_numbers: Collection[str]
    reasons: Mapping[str, str]
    remaining: Mapping[str, Decimal]
    local_currency: str
    posting_on: date
    gross: bool
    spread: bool
    partner: Side
    vendor_names: Mapping[str, str]
    document_number: Callable[[str], str]
    external_number: Callable[[str], str]


def map_remittance(
    advice: RemittanceAdvice,
    *,
    own_ids: Collection[tuple[str, str]],
    own_names: Collection[str],
    partner_ids: Collection[tuple[str, str]],
    partner_names: Collection[str],
    posted: Mapping[str, Sequence[PaidInvoice]],
    local_currency: str,
    today: date,
    document_number: str | Callable[[str], str],
    external_number: str | Callable[[str], str],
    vendor_numbers: Collection[str] = (),
    vendor_names: Mapping[str, str] | None = None,
    reasons: Mapping[str, str] | None = None,
    remaining: Mapping[str, Decimal] | None = None,
    posting_on: date | None = None,
    gross: bool = False,
    spread: bool = False,
) -> PaymentProposal:
    """Map an advice of ours to the vendor onto the vendor's posted invoices, one target per paid RMR and posted invoice that
    NAV holds for it. Credits and deductions come off invoices (edi.mapping.remittance_credits), so that the lines make the total of the payment, to the cent.

    `posted` is keyed by `normalise_invoice_number` of the supplier's number; `vendor_numbers` (when given) are the
    partner's vendors; `remaining` is what is open by posted number (default: the total, nothing for a paid one).
    `reasons` say by the number in the advice why nothing can be paid on it.
    `vendor_names` gives their names by number, for the entities (ENT) that name one. `gross`: RMR04 is before the ADX under
    it. `spread`: a manager accepted that credits come off invoices they do not name, and that what is paid for no invoice is
    left to be entered by hand. `document_number` and `external_number` may be functions of the target ('line:1'). Problems: not_our_payment,
    content_invalid, currency_differs, totals_differ, amount_differs."""
    place = f"remittance {advice.number}"
    own, partner = Side(own_ids, own_names), Side(partner_ids, partner_names)
    problems = _foreign(advice, own, partner, place)
    if problems:
        return PaymentProposal((), tuple(problems))
    problems = _content_problems(advice, local_currency, today, place)
    whole = balance(advice, gross=gross)
    problems += _total_problems(whole, gross, place)
    booking = _Booking(
        posted=posted,
        vendor_numbers=vendor_numbers,
        reasons=reasons or {},
        remaining=remaining or {},
        local_currency=local_currency,
        posting_on=_posting_day(advice, posting_on or today, today),
        gross=gross,
        spread=spread,
        partner=partner,
        vendor_names=vendor_names or {},
        document_number=_by_target(document_number),
        external_number=_by_target(external_number),
    )
    lines, line_problems, too_much = _payments(advice, booking, place)
    return PaymentProposal(tuple(lines), (*problems, *line_problems), too_much or whole.difference)


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
        reasons.append(f"the payer (N1 PR) is {party_text(advice.payer)}, not our company")
    if not is_party(advice.payee, partner) or is_party(advice.payee, own):
        reasons.append(f"the payee (N1 PE) is {party_text(advice.payee)}, not this partner")
    if not reasons:
        return []
    text = (
        f"This payment from {party_text(advice.payer)} to {party_text(advice.payee)} is not booked:"
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
    if advice.paid_on and advice.paid_on > today:
        text = f"The payment takes effect on {advice.paid_on.isoformat()}; its lines are dated so."
        problems.append(Problem("content_invalid", text, place, "warning"))
    return problems


def _total_problems(whole: Balance, gross: bool, place: str) -> list[Problem]:
    """Return totals_differ where the parts do not make the payment, with the difference."""
    if not whole.lines or not whole.difference:
        return []
    text = (
        f"The invoices come to {money(whole.net)}, adjustments of no invoice to {money(whole.adjustments)}, the payment to "
        f"{money(whole.total)}: {money(whole.difference)} are left. Correct the document or enter it by hand in NAV."
    )
    below = sum((line.adjusted for line in whole.lines), ZERO)
    if below and whole.difference == (-below if gross else below):
        said = "after" if gross else "before"
        text += (
            f" It fits where RMR04 is taken as stated {said} the deductions under it: set so at the partner."
        )
    return [Problem("totals_differ", text, place)]


def _posting_day(advice: RemittanceAdvice, posting_on: date, today: date) -> date:
    """Return the posting date: money that moves later is not posted before it moves."""
    if advice.paid_on and advice.paid_on > today:
        return max(advice.paid_on, posting_on)
    return posting_on


def _payments(
    advice: RemittanceAdvice, booking: _Booking, place: str
) -> tuple[list[PaymentTarget], list[Problem], Decimal]:
    found, problems = _payables(advice, booking, place)
    taken, extra = _taken(advice, [paid for _, paid in found], booking, place)
    problems += extra
    payables, unclear = net([payable for payable, _ in found], taken, spread=booking.spread)
    problems += unclear
    targets: list[PaymentTarget] = []
    left: dict[str, Decimal] = {}
    too_much = ZERO
    for payable, (_, paid) in zip(payables, found, strict=True):
        if payable.taken:
            problems.append(taken_warning(payable))
        problem = _no_money(payable) or forbidden(paid, booking.local_currency, payable.where)
        shares: list[tuple[VendorInvoice, Decimal]] = []
        if not problem:
            shares, over = share(paid, payable.amount, left, booking.remaining)
            problem = over_paid(paid, payable.amount, over, payable.where) if over > 0 else None
            too_much += max(over, ZERO)
        if problem:
            problems.append(problem)
            continue
        problems += credit_warning(paid, payable.where)
        targets += [_target(payable, paid, invoice, part, booking) for invoice, part in shares]
    return targets, problems, too_much


def _no_money(payable: Payable) -> Problem | None:
    if payable.amount == round_money(payable.amount):
        return None
    text = f"The amount paid is {payable.amount}; it must be money. Enter it by hand in NAV."
    return Problem("content_invalid", text, payable.where)


def _payables(
    advice: RemittanceAdvice, booking: _Booking, place: str
) -> tuple[list[tuple[Payable, PaidInvoice]], list[Problem]]:
    """Each RMR that pays an invoice, with that invoice."""
    found: list[tuple[Payable, PaidInvoice]] = []
    problems: list[Problem] = []
    for number, row in enumerate(balance(advice, gross=booking.gross).lines, start=1):
        line, where = row.line, f"{place}, line {number} (invoice {row.line.number})"
        if row.net < 0 and line.paid is not None:
            continue
        if row.net == 0 and line.paid is not None:
            problems.append(Problem("content_invalid", "Nothing is paid on it.", where, "warning"))
            continue
        problems += _balance_warning(row, where)
        paid, problem = _find_invoice(line, booking, where)
        if problem or paid is None:
            problems += [problem] if problem else []
            continue
        name = normalise_invoice_number(line.number)
        payable = Payable(f"line:{number}", name, paid.vendor_number, line.entity, row.net, where)
        found.append((payable, paid))
    return found, problems


def _taken(
    advice: RemittanceAdvice, paid: Sequence[PaidInvoice], booking: _Booking, place: str
) -> tuple[list[Credit], list[Problem]]:
    """What is taken from the payee: negative RMR and negative ADX of no invoice. What is paid for no invoice is a problem: a
    line that is applied to nothing cannot be found again in NAV (nav reference 4.14)."""
    taken: list[Credit] = []
    problems: list[Problem] = []
    for number, row in enumerate(balance(advice, gross=booking.gross).lines, start=1):
        if row.net < 0:
            where = f"{place}, line {number} ({row.line.qualifier} {row.line.number})"
            names = [ref.number for ref in row.line.references if ref.qualifier in NAMES_INVOICE]
            names += [each.number for each in paid if _is_credit_of(each, row.line.number)]
            taken.append(_credit(-row.net, f"credit {row.line.number}", row.line.entity, names, where))
    for number, item in enumerate(advice.adjustments, start=1):
        where = f"{place}, adjustment {number}"
        label = f"adjustment {item.reason} {item.reference}".strip()
        if item.amount < 0:
            names = [item.reference] if item.qualifier in NAMES_INVOICE else []
            taken.append(_credit(-item.amount, label, item.entity, names, where))
        elif item.amount > 0:
            problems.append(_paid_for_nothing(item, label, booking, where))
    return taken, problems


def _credit(amount: Decimal, label: str, entity: str, names: list[str], where: str) -> Credit:
    return Credit(amount, label, entity, frozenset(normalise_invoice_number(name) for name in names), where)


def _is_credit_of(paid: PaidInvoice, number: str) -> bool:
    """A credit memo that we booked beside an invoice belongs to it, whether the advice says so or not."""
    name = normalise_invoice_number(number)
    return bool(name) and normalise_invoice_number(paid.credit_number) == name


def _paid_for_nothing(item: Adjustment, label: str, booking: _Booking, where: str) -> Problem:
    if booking.spread:
        text = f"{money(item.amount)} are paid for no invoice ({label}) and not booked: enter them by hand in NAV."
        return Problem("amount_differs", text, where, "warning")
    text = (
        f"{money(item.amount)} are paid for no invoice ({label}). Approve, and the invoices are booked and this is yours to "
        "enter by hand in NAV."
    )
    return Problem("amount_differs", text, where)


def _find_invoice(
    line: RemittanceLine, booking: _Booking, where: str
) -> tuple[PaidInvoice | None, Problem | None]:
    if line.qualifier not in INVOICE_QUALIFIERS:
        text = f"RMR01 {line.qualifier} {line.number} is no invoice; only invoices are paid here. Enter it by hand in NAV."
        return None, Problem("content_invalid", text, where)
    if line.paid is None:
        text = "The amount paid (RMR04) is missing. Enter it by hand in NAV."
        return None, Problem("content_invalid", text, where)
    if line.number in booking.reasons:
        return None, Problem("content_invalid", booking.reasons[line.number], where)
    vendors, problem = vendors_of(line.payee, booking.vendor_numbers, booking.vendor_names, booking.partner)
    if problem:
        return None, Problem("not_our_payment", problem, where)
    found = candidates(line.number, vendors, booking.posted)
    if len(found) == 1:
        return found[0], None
    if found:
        numbers = ", ".join(invoice.number for paid in found for invoice in paid.invoices)
        text = f"Invoice {line.number} may be {numbers} in NAV. Enter the payment by hand, or correct the number."
    else:
        text = f"No posted invoice {line.number} of this vendor is in NAV. Post it there or correct the number, then replay."
    return None, Problem("content_invalid", text, where)


def _target(
    payable: Payable, paid: PaidInvoice, invoice: VendorInvoice, amount: Decimal, booking: _Booking
) -> PaymentTarget:
    target = paid.target(payable.target, invoice)
    payment = PaymentLine(
        vendor_number=invoice.vendor_number,
        amount=amount,
        posting_on=booking.posting_on,
        document_number=booking.document_number(target),
        external_number=booking.external_number(target),
        applies_to=invoice.number,
        description=paid.description,
    )
    return PaymentTarget(target, payment)


def _balance_warning(row: LineBalance, where: str) -> list[Problem]:
    """Return a warning when RMR05 - RMR06 + ADX is not what is paid."""
    if not row.difference or row.due is None:
        return []
    text = f"Invoiced less discount and adjustments is {money(row.due)}, paid is {money(row.net)}; the amount paid is booked."
    return [Problem("totals_differ", text, where, "warning")]


def _by_target(value: str | Callable[[str], str]) -> Callable[[str], str]:
    if callable(value):
        return value
    return lambda _: value
