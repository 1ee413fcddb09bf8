"""Which rule holds for an allowance, charge or tax: exactly one wins, whatever the order of the rows."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.mapping.charge_rules import ACCOUNT, COUNTED, ITEM_CHARGE, ChargeRule, ChargeRules

LADDER = [
    ChargeRule(COUNTED, "C", "D240", row="own code sign", is_own=True),
    ChargeRule(COUNTED, "", "D240", row="own code", is_own=True),
    ChargeRule(COUNTED, "C", "", row="own sign", is_own=True),
    ChargeRule(COUNTED, "", "", row="own", is_own=True),
    ChargeRule(COUNTED, "C", "D240", row="general code sign"),
    ChargeRule(COUNTED, "", "D240", row="general code"),
    ChargeRule(COUNTED, "C", "", row="general sign"),
    ChargeRule(COUNTED, "", "", row="general"),
]


def test_the_partners_own_then_the_code_then_the_sign_decide() -> None:
    for place, rule in enumerate(LADDER):
        found = ChargeRules(tuple(reversed(LADDER[place:]))).rule_for("C", "d240 ")
        assert found is rule


@given(st.sets(st.sampled_from(range(len(LADDER))), min_size=1))
def test_the_order_of_the_rows_never_matters(places: set[int]) -> None:
    rules = [LADDER[place] for place in sorted(places)]
    winners = {ChargeRules(order).rule_for("C", "D240") for order in list(permutations(rules))[:24]}
    assert winners == {rules[0]}


@pytest.mark.parametrize(
    ("sign", "code", "row"),
    [
        ("C", "D500", "general sign"),
        ("A", "D240", "general code"),
        ("A", "F800", "general"),
        ("T", "ST", None),
    ],
)
def test_other_signs_and_codes_find_their_own(sign: str, code: str, row: str | None) -> None:
    found = ChargeRules(tuple(LADDER[4:])).rule_for(sign, code)
    assert (found and found.row) == row


def test_any_sign_never_means_taxes() -> None:
    rules = ChargeRules((ChargeRule(ACCOUNT, "", "", "61300"), ChargeRule(COUNTED, "T", "")))
    found = rules.rule_for("T", "ST")
    assert found is not None
    assert found.treatment == COUNTED


def test_a_credit_memo_has_an_account_only_by_its_own_code() -> None:
    anything = ChargeRule(ACCOUNT, "A", "", "61400")
    named = ChargeRule(ACCOUNT, "A", "CR", "61500")
    assert ChargeRules((anything,)).account_of_credit("CR") is None
    assert ChargeRules((anything, named)).account_of_credit("CR") == named
    assert ChargeRules((ChargeRule(COUNTED, "A", "CR"),)).account_of_credit("CR") is None


def test_read_backwards_a_rule_names_the_code_of_an_account() -> None:
    freight = ChargeRule(ACCOUNT, "C", "D240", "61300")
    pallet = ChargeRule(ITEM_CHARGE, "", "D500", "PALLET")
    rules = ChargeRules((freight, pallet, ChargeRule(ACCOUNT, "A", "F800", "61300")))
    assert rules.named_by(ACCOUNT, "61300", Decimal(12)) == freight
    assert rules.named_by(ITEM_CHARGE, "pallet", Decimal(-2)) == pallet
    found = rules.named_by(ACCOUNT, "61300", Decimal(-5))
    assert found is not None
    assert found.code == "F800"
    assert rules.named_by(ACCOUNT, "65300", Decimal(1)) is None


def test_read_backwards_the_partners_own_wins_and_two_codes_name_none() -> None:
    one, two = ChargeRule(ACCOUNT, "C", "D240", "61300"), ChargeRule(ACCOUNT, "C", "D500", "61300")
    assert ChargeRules((one, two)).named_by(ACCOUNT, "61300", Decimal(1)) is None
    own = ChargeRule(ACCOUNT, "C", "G830", "61300", is_own=True)
    assert ChargeRules((one, two, own)).named_by(ACCOUNT, "61300", Decimal(1)) == own
    blank = ChargeRule(ACCOUNT, "C", "", "61300")
    assert ChargeRules((blank,)).named_by(ACCOUNT, "61300", Decimal(1)) is None
