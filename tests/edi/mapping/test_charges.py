"""An invoice parted by the rules: what is compared with the order, and what has lines of its own; no cent is lost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from edi.documents import Charge, Invoice, Tax
from edi.mapping.charge_rules import ACCOUNT, COUNTED, ITEM_CHARGE, REFUSED, ChargeRule, ChargeRules
from edi.mapping.charges import ChargeLine, Named, less_navs_tax, name_unruled, part
from edi.mapping.invoice import map_invoice
from edi.problems import Problem
from tests.edi.mapping.records import d, invoice, invoice_line, lookups, order, received_line

FREIGHT = Charge(d("12"), "D240", "FREIGHT", "06")
PROMOTION = Charge(d("-5"), "F800", "", "02")
TAX = Tax(d("6.50"), "ST", d("6.5"))


def rules(*rows: ChargeRule) -> ChargeRules:
    return ChargeRules(rows)


def with_charges(*charges: Charge, taxes: tuple[Tax, ...] = (), line: tuple[Charge, ...] = ()) -> Invoice:
    whole = invoice(replace(invoice_line("10"), charges=line))
    extra = sum((row.amount for row in (*charges, *taxes, *line) if row.in_total), Decimal(0))
    return replace(whole, charges=charges, taxes=taxes, total=whole.total + extra)


def test_without_rules_nothing_changes_and_everything_is_named() -> None:
    whole = with_charges(FREIGHT, taxes=(TAX,), line=(PROMOTION,))
    parted = part(whole, rules())
    assert (parted.goods, parted.lines, parted.total) == (whole, (), 0)
    assert parted.unruled == (
        Named("A", "F800", d("-5")),
        Named("C", "D240", d("12"), "FREIGHT"),
        Named("T", "ST", d("6.50")),
    )
    assert str(parted.unruled[1]) == "charge D240 12.00 FREIGHT"


def test_an_account_takes_its_part_out_of_what_is_compared_at_line_and_end() -> None:
    whole = with_charges(FREIGHT, line=(PROMOTION,))
    parted = part(
        whole, rules(ChargeRule(ACCOUNT, "C", "D240", "61300"), ChargeRule(ACCOUNT, "A", "", "61400"))
    )
    assert parted.lines == (
        ChargeLine(ACCOUNT, "61400", d("-5"), "Allowance F800"),
        ChargeLine(ACCOUNT, "61300", d("12"), "FREIGHT"),
    )
    assert parted.goods.charges == ()
    assert parted.goods.lines[0].charges == ()
    assert parted.goods.total == whole.total - 7
    assert [row.kind for row in parted.used] == ["charge", "charge"]


def test_counted_stays_in_what_is_compared_and_asks_nothing() -> None:
    whole = with_charges(taxes=(TAX,))
    parted = part(whole, rules(ChargeRule(COUNTED, "T")))
    assert (parted.goods, parted.unruled, parted.lines) == (whole, (), ())


def test_refused_is_a_problem_about_money() -> None:
    parted = part(with_charges(FREIGHT), rules(ChargeRule(REFUSED, "C")))
    [problem] = parted.problems
    assert problem.code == "amount_differs"
    assert "charge D240 12.00 FREIGHT, which a rule stops" in problem.text


def test_what_does_not_count_in_the_total_is_left_alone() -> None:
    bill_back = Charge(d("-5"), "F800", "", "01", in_total=False)
    whole = with_charges(bill_back, taxes=(Tax(d("1"), "ST", in_total=False),))
    parted = part(whole, rules(ChargeRule(ACCOUNT, "", "", "61300"), ChargeRule(ACCOUNT, "T", "", "65300")))
    assert (parted.goods, parted.lines, parted.unruled) == (whole, (), ())


def test_an_item_charge_keeps_its_number() -> None:
    [line] = part(with_charges(FREIGHT), rules(ChargeRule(ITEM_CHARGE, "C", "D240", "FREIGHT"))).lines
    assert (line.treatment, line.number) == (ITEM_CHARGE, "FREIGHT")


def test_a_charge_of_nothing_has_no_line() -> None:
    parted = part(with_charges(Charge(d("0"), "D240")), rules(ChargeRule(ACCOUNT, "C", "", "61300")))
    assert (parted.lines, parted.unruled) == ((), ())


def test_the_first_problem_about_money_names_what_no_rule_speaks_of() -> None:
    parted = part(with_charges(FREIGHT), rules())
    problems = [Problem("item_unknown", "No item."), Problem("amount_differs", "12.00 more.")]
    named = name_unruled(problems, parted)
    assert named[0] == problems[0]
    assert named[1].text.endswith("No rule says what becomes of charge D240 12.00 FREIGHT.")
    assert name_unruled([], parted) == []


def test_a_tax_that_nav_counts_itself_needs_no_rule_whatever_the_price() -> None:
    taxed = order(received_line(10000, quantity="10", unit_cost=d("2"), tax_percent=d("6.5")))
    whole = replace(with_charges(FREIGHT), taxes=(Tax(d("1.63"), "ST", d("6.5")),))
    parted = part(whole, rules())
    proposal = map_invoice(parted.goods, taxed, lookups(), "USD")
    facts = {"own_tax": proposal.expected_tax, "tolerance": d("0.05")}
    counted = less_navs_tax(parted, taxed, proposal.rows, **facts)
    assert [named.code for named in counted.unruled] == ["D240"]
    [problem] = name_unruled([Problem("amount_differs", "More.")], counted)
    assert problem.text.endswith("Tax is not the cause: NAV counts 1.30 itself.")
    higher = part(replace(whole, taxes=(Tax(d("2.50"), "ST", d("10")),)), rules())
    assert less_navs_tax(higher, taxed, proposal.rows, **facts) == higher
    untaxed = order(received_line(10000))
    assert less_navs_tax(parted, untaxed, proposal.rows, **facts) == parted


amounts = st.decimals(Decimal(-500), Decimal(500), places=2)
charges = st.builds(Charge, amounts, st.sampled_from(["D240", "F800", "C310"]), in_total=st.booleans())
all_rules = st.lists(
    st.builds(
        ChargeRule,
        st.sampled_from([ACCOUNT, ITEM_CHARGE, COUNTED, REFUSED]),
        st.sampled_from(["", "A", "C", "T"]),
        st.sampled_from(["", "D240", "F800"]),
        st.just("61300"),
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda rule: (rule.is_own, rule.sign, rule.code),
)


@given(st.lists(charges, max_size=4), st.lists(charges, max_size=3), all_rules)
def test_goods_and_lines_always_make_the_total(
    ends: list[Charge], line: list[Charge], rows: list[ChargeRule]
) -> None:
    whole = with_charges(*ends, line=tuple(line))
    parted = part(whole, rules(*rows))
    assert parted.goods.total + parted.total == whole.total
