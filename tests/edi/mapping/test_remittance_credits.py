"""Credits, deductions, several payees: what is booked is what was paid, to the cent, or a person decides."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.documents import Adjustment, Party, Reference, RemittanceLine
from edi.mapping.remittance_advice import PaymentProposal
from edi.mapping.remittance_credits import Credit, Payable, net
from edi.problems import has_errors
from tests.edi.mapping.records import codes_of, d
from tests.edi.mapping.test_remittance_advice import advice, mapped, paid, posted

COVERS = ["edi.mapping.payment_sides"]
TWO = (posted("PI-1", "A1"), posted("PI-2", "B2"))


def credit(number: str, amount: str, *invoices: str, **fields: Any) -> RemittanceLine:
    references = tuple(Reference("IV", number) for number in invoices)
    return RemittanceLine("CM", number, d(amount), references=references, **fields)


def booked(proposal: PaymentProposal) -> dict[str, Any]:
    """Posted number → amount; fails where an error stops the advice."""
    assert not has_errors(proposal.problems), proposal.problems
    return {line.payment.applies_to: line.payment.amount for line in proposal.lines}


def test_a_credit_comes_off_the_invoice_that_it_names() -> None:
    document = advice(paid("A1", "60"), paid("B2", "40"), credit("C1", "-15", "00-A1"))
    proposal = mapped(document, *TWO)
    assert booked(proposal) == {"PI-1": d(45), "PI-2": d(40)}
    assert [(p.severity, p.code) for p in proposal.problems] == [("warning", "amount_differs")]
    assert "15.00 of credit C1 came off this payment, 45.00 are booked" in proposal.problems[0].text


def test_a_deduction_of_no_invoice_comes_off_the_only_one_of_its_entity() -> None:
    document = advice(
        paid("A1", "60", entity="1"),
        paid("B2", "40", entity="2"),
        total=d(90),
        adjustments=(Adjustment(d(-10), "16", "DB", "D1", entity="2"),),
    )
    assert booked(mapped(document, *TWO)) == {"PI-1": d(60), "PI-2": d(30)}


def test_an_invoice_that_a_credit_settles_wholly_is_not_paid() -> None:
    document = advice(paid("A1", "60"), paid("B2", "40"), credit("C1", "-40", "B2"))
    proposal = mapped(document, *TWO)
    assert booked(proposal) == {"PI-1": d(60)}
    assert "0.00 are booked" in proposal.problems[0].text


def test_a_credit_that_may_belong_to_several_invoices_is_for_a_person_and_then_comes_off_the_last() -> None:
    document = advice(paid("A1", "60"), paid("B2", "40"), credit("C1", "-50"))
    stopped = mapped(document, *TWO)
    assert codes_of(stopped.problems) == ["amount_differs"]
    assert "50.00 are taken by credit C1, and it is not clear from which invoice" in stopped.problems[0].text
    assert booked(mapped(document, *TWO, spread=True)) == {"PI-1": d(50)}


def test_a_credit_larger_than_the_invoice_it_names_is_for_a_person() -> None:
    document = advice(paid("A1", "60"), paid("B2", "40"), credit("C1", "-45", "B2"))
    assert codes_of(mapped(document, *TWO).problems) == ["amount_differs"]
    assert booked(mapped(document, *TWO, spread=True)) == {"PI-1": d(55)}


@pytest.mark.parametrize("spread", [False, True])
@pytest.mark.parametrize("case", ["several vendors", "no invoice beside it", "more than all invoices"])
def test_a_credit_that_nothing_can_bear_is_never_booked(case: str, spread: bool) -> None:
    other = posted("PI-2", "B2", vendor_number="V200")
    lines = {
        "several vendors": (paid("A1", "60"), paid("B2", "40"), credit("C1", "-50")),
        "no invoice beside it": (paid("A1", "60", entity="1"), credit("C1", "-50", entity="2")),
        "more than all invoices": (
            paid("A1", "60", entity="1"),
            paid("B2", "40", entity="2"),
            credit("C1", "-70", entity="1"),
        ),
    }[case]
    proposal = mapped(advice(*lines), posted("PI-1", "A1"), other, spread=spread)
    assert codes_of(proposal.problems) == ["content_invalid"]


def test_what_is_paid_for_no_invoice_is_for_a_person_and_never_booked() -> None:
    document = advice(paid("A1", "60"), total=d(80), adjustments=(Adjustment(d(20), "CS"),))
    stopped = mapped(document, *TWO)
    assert codes_of(stopped.problems) == ["amount_differs"]
    assert "20.00 are paid for no invoice" in stopped.problems[0].text
    approved = mapped(document, *TWO, spread=True)
    assert booked(approved) == {"PI-1": d(60)}
    assert "enter them by hand" in approved.problems[0].text


def test_what_is_still_open_is_compared_with_what_is_left_to_pay() -> None:
    document = advice(paid("A1", "100"), credit("C1", "-30"))
    assert booked(mapped(document, TWO[0], remaining={"PI-1": d(70)})) == {"PI-1": d(70)}


# -- gross amounts


def test_a_payer_who_states_amounts_before_deductions_is_told_so_at_the_partner() -> None:
    line = paid("A1", "100", invoiced=d(100), adjustments=(Adjustment(d(-8), "04"),))
    document = advice(line, total=d(92))
    stopped = mapped(document, *TWO)
    assert codes_of(stopped.problems)[0] == "totals_differ"
    assert "stated before the deductions" in stopped.problems[0].text
    assert mapped(document, *TWO, gross=True).problems == ()
    assert booked(mapped(document, *TWO, gross=True)) == {"PI-1": d(92)}


def test_amounts_after_deductions_do_not_fit_a_payer_set_as_gross() -> None:
    line = paid("A1", "92", invoiced=d(100), adjustments=(Adjustment(d(-8), "04"),))
    assert booked(mapped(advice(line), *TWO)) == {"PI-1": d(92)}
    stopped = mapped(advice(line), *TWO, gross=True)
    assert codes_of(stopped.problems)[0] == "totals_differ"
    assert "stated after the deductions" in stopped.problems[0].text


# -- several payees


def entity(code: str, qualifier: str = "92", name: str = "", role: str = "PE") -> dict[str, Any]:
    return {"entity": code or name, "payee": Party(role, name, qualifier, code)}


BOTH = (posted("PI-1", "A1", vendor_number="V100"), posted("PI-2", "A1", vendor_number="V200"))
VENDORS = {"vendor_numbers": ("V100", "V200"), "vendor_names": {"V100": "Acme East", "V200": "Acme West"}}


@pytest.mark.parametrize(
    ("payee", "invoice"),
    [
        (entity("V100"), "PI-1"),
        (entity("v200"), "PI-2"),
        (entity("", "", "ACME WEST"), "PI-2"),
        (entity("V100", "ZZ"), "PI-1"),
    ],
)
def test_an_entity_says_which_vendor_of_the_partner_is_paid(payee: dict[str, Any], invoice: str) -> None:
    assert booked(mapped(advice(paid("A1", "60", **payee)), *BOTH, **VENDORS)) == {invoice: d(60)}


@pytest.mark.parametrize("payee", [entity("OTHER", "91"), entity("ACME"), entity("OURS", role="PR")])
def test_an_entity_that_names_no_vendor_leaves_the_invoice_number_to_decide(payee: dict[str, Any]) -> None:
    proposal = mapped(advice(paid("A1", "60", **payee)), *BOTH, **VENDORS)
    assert "may be PI-1, PI-2" in proposal.problems[0].text
    assert booked(mapped(advice(paid("A1", "60", **payee)), BOTH[0], **VENDORS)) == {"PI-1": d(60)}


def test_a_vendor_number_of_ours_that_is_not_the_partners_is_somebody_elses_payment() -> None:
    proposal = mapped(advice(paid("A1", "60", **entity("V999"))), *BOTH, **VENDORS)
    assert codes_of(proposal.problems) == ["not_our_payment"]
    assert "V999" in proposal.problems[0].text


def test_several_payees_are_paid_each_on_its_own_invoice() -> None:
    document = advice(paid("A1", "60", **entity("V100")), paid("A1", "40", **entity("V200")))
    proposal = mapped(document, *BOTH, **VENDORS)
    assert booked(proposal) == {"PI-1": d(60), "PI-2": d(40)}
    assert [line.payment.vendor_number for line in proposal.lines] == ["V100", "V200"]


CENTS = st.integers(1, 10_000).map(lambda cents: d(cents) / 100)


@given(st.lists(CENTS, min_size=1, max_size=5), st.lists(CENTS, max_size=4), st.booleans())
def test_nothing_is_lost_or_made_by_netting(amounts: list[Any], taken: list[Any], spread: bool) -> None:
    payables = [Payable(f"line:{n}", str(n), "V1", "", amount, "") for n, amount in enumerate(amounts)]
    given = [Credit(amount, "c", "", frozenset({"0"}), "") for amount in taken]
    left, problems = net(payables, given, spread=spread)
    assert all(payable.amount >= 0 for payable in left)
    if not has_errors(problems):
        assert sum(payable.amount for payable in left) == sum(amounts) - sum(taken)
