"""Supplier's credit memo (X12 810 with BIG07 CR or CN, or a total below zero) to what NAV is asked to draft (booking rule 4.2)."""

from __future__ import annotations

from decimal import Decimal

from edi.documents import Invoice
from edi.mapping.charge_rules import CREDIT_CODES, ChargeRules
from edi.mapping.invoice import COMMENT_LENGTH, content_comments


def credit_code(invoice: Invoice) -> str:
    """Return the code by which a rule names the account of a credit memo: BIG07, CR where only the total says it."""
    return invoice.type_code if invoice.type_code in CREDIT_CODES else "CR"


def credit_total(invoice: Invoice) -> Decimal:
    """Return what the vendor owes us, positive: some partners write the amounts of a credit memo negative, some do not."""
    return abs(invoice.total)


def credit_account(invoice: Invoice, rules: ChargeRules) -> str:
    """Return the G/L account that a rule names for the whole of it, '' without one: a person then says what it is for."""
    rule = rules.account_of_credit(credit_code(invoice))
    return rule.number if rule else ""


def credit_comments(invoice: Invoice, account: str = "") -> tuple[str, ...]:
    """Return the comment lines of a draft credit memo: what the 810 says, and what is left to do."""
    last = "Enter what it credits (item lines only for goods that go back), compare the total, then post."
    if account:
        last = f"The line on {account} credits the whole. Compare, then post."
    return (*content_comments(invoice, "CREDIT MEMO"), last[:COMMENT_LENGTH])
