"""The rules by which people say what becomes of an allowance, charge or tax in NAV, and which of them holds for one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from edi.invoice_types import CREDITS

ALLOWANCE, CHARGE, TAX = "A", "C", "T"
ACCOUNT, ITEM_CHARGE, COUNTED, REFUSED = "account", "item_charge", "counted", "refused"
# BIG07: a rule with such a code names the account of whole credit memos
CREDIT_CODES = CREDITS


@dataclass(frozen=True)
class ChargeRule:
    """One rule. `sign` '' = allowances and charges, `code` '' = any; `number` is NAV's G/L account or item charge. `is_own` =
    the partner's own, not the general one; `row` names the row for the audit trail."""

    treatment: str
    sign: str = ""
    code: str = ""
    number: str = ""
    is_own: bool = False
    row: str = ""

    def holds_for(self, sign: str, code: str) -> bool:
        """True where sign and code are this rule's, or it holds for any. '' never stands for taxes."""
        return self.code in ("", code) and (self.sign == sign or (not self.sign and sign != TAX))

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """The partner's own wins over the general, a code over a blank, a sign over a blank; no two have the same rank."""
        return self.is_own, bool(self.code), bool(self.sign)


@dataclass(frozen=True)
class ChargeRules:
    """The rules of one connection and partner."""

    rules: tuple[ChargeRule, ...] = ()

    def rule_for(self, sign: str, code: str) -> ChargeRule | None:
        """The one rule that holds for an allowance (A), charge (C) or tax (T) with this code, None without a rule."""
        holding = [rule for rule in self.rules if rule.holds_for(sign, code.strip().upper())]
        return max(holding, key=lambda rule: rule.rank, default=None)

    def account_of_credit(self, code: str) -> ChargeRule | None:
        """The rule that names the account of a credit memo: only one with its code (CR, CN), never one for any code."""
        rule = self.rule_for(ALLOWANCE, code)
        return rule if rule and rule.code in CREDIT_CODES and rule.treatment == ACCOUNT else None

    def named_by(self, treatment: str, number: str, amount: Decimal) -> ChargeRule | None:
        """The rule that brought a line on this account or item charge about, read backwards: of those with a code and the
        sign of the amount the partner's own, else the general one; None where none or several would do."""
        sign = ALLOWANCE if amount < 0 else CHARGE
        found = [
            rule
            for rule in self.rules
            if (rule.treatment, rule.number.upper()) == (treatment, number.upper())
            and rule.code
            and rule.code not in CREDIT_CODES
            and rule.holds_for(sign, rule.code)
        ]
        best = [rule for rule in found if rule.is_own] or found
        return best[0] if len({rule.code for rule in best}) == 1 else None
