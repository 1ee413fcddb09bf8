"""Credits and deductions of a remittance advice: from which of its invoices they come off, so that what is booked is what was
paid, to the cent (booking rule 4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from edi.mapping.amounts import ZERO, money
from edi.problems import Problem


@dataclass(frozen=True)
class Payable:
    """One paid invoice: `number` as the advice names it (normalised), `vendor` its vendor in NAV, `amount` what is left to pay
    of it; `taken` names the credits that came off."""

    target: str
    number: str
    vendor: str
    entity: str
    amount: Decimal
    where: str
    taken: tuple[str, ...] = ()


@dataclass(frozen=True)
class Credit:
    """What is taken from the payee: a credit memo, or a deduction tied to no invoice. `names` are the invoices (normalised)
    that it says it belongs to."""

    amount: Decimal
    label: str
    entity: str
    names: frozenset[str]
    where: str


def net(
    payables: Sequence[Payable], taken: Sequence[Credit], *, spread: bool
) -> tuple[list[Payable], list[Problem]]:
    """Take each credit off the invoice it names, else off the only invoice of its entity (ENT). Where that is not clear, or the
    invoice is too small, a person decides (amount_differs); with `spread` (a manager accepted it) it comes off the vendor's
    invoices of the entity, the last one first. An entity without invoices or with several vendors is content_invalid."""
    left = list(payables)
    problems: list[Problem] = []
    for credit in taken:
        own = [place for place, payable in enumerate(left) if payable.entity == credit.entity]
        named = [place for place in own if left[place].number in credit.names]
        clear = named if len(named) == 1 else own if len(own) == 1 else []
        if clear and left[clear[0]].amount >= credit.amount:
            _take(left, clear, credit)
        elif len({left[place].vendor for place in own}) != 1 or _sum(left, own) < credit.amount:
            problems.append(_impossible(credit))
        elif spread:
            _take(left, [*clear, *(place for place in reversed(own) if place not in clear)], credit)
        else:
            problems.append(_unclear(credit))
    return left, problems


def _sum(payables: Sequence[Payable], places: Sequence[int]) -> Decimal:
    return sum((payables[place].amount for place in places), ZERO)


def _take(left: list[Payable], places: Sequence[int], credit: Credit) -> None:
    rest = credit.amount
    for place in places:
        amount = min(rest, left[place].amount)
        if amount > 0:
            text = f"{money(amount)} of {credit.label}"
            left[place] = replace(
                left[place], amount=left[place].amount - amount, taken=(*left[place].taken, text)
            )
            rest -= amount


def _unclear(credit: Credit) -> Problem:
    text = (
        f"{money(credit.amount)} are taken by {credit.label}, and it is not clear from which invoice. Approve, and they come off "
        "the vendor's last invoices of this advice; or enter the payment by hand in NAV."
    )
    return Problem("amount_differs", text, credit.where)


def _impossible(credit: Credit) -> Problem:
    text = (
        f"{money(credit.amount)} are taken by {credit.label}, and no invoices of one vendor are paid beside it that could bear "
        "them. Enter the payment by hand in NAV, then discard it."
    )
    return Problem("content_invalid", text, credit.where)


def taken_warning(payable: Payable) -> Problem:
    """Say what came off the payment of an invoice: it stays open in NAV by as much."""
    text = (
        f"{'; '.join(payable.taken)} came off this payment, {money(payable.amount)} are booked. Apply the credit to the rest of "
        "the invoice in NAV."
    )
    return Problem("amount_differs", text, payable.where, "warning")
