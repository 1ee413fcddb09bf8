"""Allowances, charges and taxes of a supplier's invoice parted by the rules: lines of NAV beside the order, what is compared
with the order, and what no rule speaks of (booking rule 4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from edi.documents import Charge, Invoice, Tax
from edi.mapping.amounts import ZERO, money
from edi.mapping.charge_rules import (
    ACCOUNT,
    ALLOWANCE,
    CHARGE,
    ITEM_CHARGE,
    REFUSED,
    TAX,
    ChargeRule,
    ChargeRules,
)
from edi.mapping.lookups import MappingUsed
from edi.mapping.match import MatchRow
from edi.nav_records import Order
from edi.problems import Problem

WORDS = {ALLOWANCE: "allowance", CHARGE: "charge", TAX: "tax"}
DESCRIPTION_LENGTH = 100


@dataclass(frozen=True)
class ChargeLine:
    """One line in NAV beside the order: on a G/L account, or an item charge. `amount` is signed, an allowance negative."""

    treatment: str
    number: str
    amount: Decimal
    description: str


@dataclass(frozen=True)
class Named:
    """An allowance, charge or tax that counts, for people: sign A, C or T, code, signed amount, what the supplier calls it."""

    sign: str
    code: str
    amount: Decimal
    description: str = ""

    def __str__(self) -> str:
        return " ".join(f"{WORDS[self.sign]} {self.code} {money(self.amount)} {self.description}".split())


@dataclass(frozen=True)
class Parted:
    """An invoice parted by the rules. `goods` is what is compared with the order, its total without `lines`; `unruled` has
    no rule and is compared too; `own_tax` is what NAV itself counts of its taxes, where that covers them; `problems` are those
    that a rule stops (amount_differs)."""

    goods: Invoice
    lines: tuple[ChargeLine, ...] = ()
    unruled: tuple[Named, ...] = ()
    used: tuple[MappingUsed, ...] = ()
    problems: tuple[Problem, ...] = ()
    own_tax: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """What the lines beside the order come to."""
        return sum((line.amount for line in self.lines), ZERO)


@dataclass
class _Parting:
    invoice: Invoice
    rules: ChargeRules
    lines: list[ChargeLine] = field(default_factory=list)
    unruled: list[Named] = field(default_factory=list)
    used: list[MappingUsed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def charges(self, charges: Sequence[Charge]) -> tuple[Charge, ...]:
        return tuple(charge for charge in charges if not charge.in_total or self._stays(_named(charge)))

    def taxes(self, taxes: Sequence[Tax]) -> tuple[Tax, ...]:
        return tuple(tax for tax in taxes if not tax.in_total or self._stays(_named_tax(tax)))

    def _stays(self, named: Named) -> bool:
        """True where it is part of what is compared with the order, False where it has a line of its own."""
        rule = self.rules.rule_for(named.sign, named.code)
        if rule is None:
            if named.amount:
                self.unruled.append(named)
            return True
        self.used.append(_used(named, rule))
        if rule.treatment == REFUSED:
            text = f"The invoice has {named}, which a rule stops. Settle it with the supplier, or change the rule, then replay."
            self.problems.append(Problem("amount_differs", text, f"invoice {self.invoice.number}"))
        if rule.treatment not in (ACCOUNT, ITEM_CHARGE):
            return True
        if named.amount:
            text = named.description or f"{WORDS[named.sign].capitalize()} {named.code}".strip()
            line = ChargeLine(rule.treatment, rule.number, named.amount, text[:DESCRIPTION_LENGTH])
            self.lines.append(line)
        return False


def part(invoice: Invoice, rules: ChargeRules) -> Parted:
    """Part an invoice by the rules. Only what counts in its total is looked at: bill-backs, informational ones and what is
    said a second time stay what they are."""
    parting = _Parting(invoice, rules)
    lines = tuple(
        replace(line, charges=parting.charges(line.charges), taxes=parting.taxes(line.taxes))
        for line in invoice.lines
    )
    charges, taxes = parting.charges(invoice.charges), parting.taxes(invoice.taxes)
    beside = sum((line.amount for line in parting.lines), ZERO)
    goods = replace(invoice, lines=lines, charges=charges, taxes=taxes, total=invoice.total - beside)
    return Parted(
        goods, tuple(parting.lines), tuple(parting.unruled), tuple(parting.used), tuple(parting.problems)
    )


def less_navs_tax(
    parted: Parted, order: Order, rows: Iterable[MatchRow], *, own_tax: Decimal, tolerance: Decimal
) -> Parted:
    """Take from `unruled` the taxes that NAV counts by itself: those that are no higher than the order's percents of the
    invoice's own money. `own_tax` is what NAV would post of tax."""
    percents = {line.sequence: line.tax_percent for line in order.lines}
    most = sum((row.theirs * percents.get(row.sequence, ZERO) / 100 for row in rows), ZERO)
    said = sum((named.amount for named in parted.unruled if named.sign == TAX), ZERO)
    if not said or not most or said > most + tolerance:
        return parted
    others = tuple(named for named in parted.unruled if named.sign != TAX)
    return replace(parted, unruled=others, own_tax=own_tax)


def name_unruled(problems: Iterable[Problem], parted: Parted) -> list[Problem]:
    """Say in the first problem about money which allowances, charges and taxes no rule speaks of, and which tax needs none."""
    named = list(problems)
    at = next((n for n, row in enumerate(named) if row.code == "amount_differs"), None)
    if at is not None:
        text = named[at].text
        if parted.unruled:
            text += f" No rule says what becomes of {'; '.join(map(str, parted.unruled))}."
        if parted.own_tax:
            text += f" Tax is not the cause: NAV counts {money(parted.own_tax)} itself."
        named[at] = replace(named[at], text=text)
    return named


def _named(charge: Charge) -> Named:
    sign = ALLOWANCE if charge.amount < 0 else CHARGE
    return Named(sign, charge.code.upper(), charge.amount, charge.description)


def _named_tax(tax: Tax) -> Named:
    return Named(TAX, tax.type_code.upper(), tax.amount)


def _used(named: Named, rule: ChargeRule) -> MappingUsed:
    result = f"{rule.treatment} {rule.number}".strip()
    return MappingUsed("charge", str(named), result, "partner" if rule.is_own else "general", rule.row)
