"""A credit memo for NAV: its amount whatever sign the partner writes, its account by a rule of its own, its comments."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from edi.mapping.charge_rules import ACCOUNT, ChargeRule, ChargeRules
from edi.mapping.credit_memo import credit_account, credit_code, credit_comments, credit_total
from tests.edi.mapping.records import invoice, invoice_line

CREDIT = invoice(invoice_line("10", description="x" * 200), type_code="CR")


@pytest.mark.parametrize("sign", [1, -1])
def test_the_amount_is_what_the_vendor_owes_us_whatever_the_sign(sign: int) -> None:
    assert credit_total(replace(CREDIT, total=sign * Decimal(25))) == 25


@pytest.mark.parametrize(("type_code", "code"), [("CR", "CR"), ("CN", "CN"), ("DI", "CR"), ("", "CR")])
def test_what_only_its_total_says_is_ruled_as_cr(type_code: str, code: str) -> None:
    assert credit_code(replace(CREDIT, type_code=type_code)) == code


def test_only_a_rule_for_credit_memos_names_the_account() -> None:
    rules = ChargeRules((ChargeRule(ACCOUNT, "A", "", "61400"), ChargeRule(ACCOUNT, "A", "CN", "61500")))
    assert credit_account(CREDIT, rules) == ""
    assert credit_account(replace(CREDIT, type_code="CN"), rules) == "61500"


def test_comments_fit_a_nav_line_and_say_what_is_left_to_do() -> None:
    texts = credit_comments(CREDIT)
    assert max(len(text) for text in texts) <= 100
    assert texts[0].startswith("EDI 810: CREDIT MEMO INV-1 of 2026-05-11 for order PO-1")
    assert "only for goods that go back" in texts[-1]
    assert credit_comments(CREDIT, "61500")[-1] == "The line on 61500 credits the whole. Compare, then post."
