"""Remittance advice to payment lines: whose payment it is, and which invoices it pays (booking rule 4.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from edi.documents import Adjustment, Party, RemittanceAdvice, RemittanceLine
from edi.mapping.paid_invoices import PaidInvoice, normalise_invoice_number
from edi.mapping.remittance_advice import PaymentProposal, map_remittance
from edi.nav_records import VendorInvoice
from tests.edi.mapping.records import codes_of, d

US = Party("PR", "Our Stores, Inc.", "92", "OURS")
ACME = Party("PE", "Acme Foods", "92", "ACME")
TODAY = date(2026, 5, 20)


def posted(number: str, theirs: str, total: str = "100", **fields: Any) -> VendorInvoice:
    defaults: dict[str, Any] = {"vendor_number": "V100", "status": "Open", "total": d(total)}
    return VendorInvoice(f"id-{number}", number, vendor_invoice_number=theirs, **{**defaults, **fields})


def paid(number: str, amount: str | None, **fields: Any) -> RemittanceLine:
    return RemittanceLine("IV", number, d(amount) if amount is not None else None, **fields)


def advice(*lines: RemittanceLine, **fields: Any) -> RemittanceAdvice:
    defaults: dict[str, Any] = {
        "total": sum((line.paid or d(0) for line in lines), d(0)),
        "handling": "I",
        "direction": "C",
        "payer": US,
        "payee": ACME,
    }
    return RemittanceAdvice("T-1", lines=lines, **{**defaults, **fields})


def mapped(
    document: RemittanceAdvice, *invoices: VendorInvoice | PaidInvoice, **fields: Any
) -> PaymentProposal:
    by_number: dict[str, list[PaidInvoice]] = {}
    for each in invoices:
        paid = each if isinstance(each, PaidInvoice) else PaidInvoice(each.vendor_invoice_number, (each,))
        by_number.setdefault(normalise_invoice_number(paid.number), []).append(paid)
    defaults: dict[str, Any] = {
        "own_ids": {("ZZ", "OURS"), ("01", "111222333")},
        "own_names": ("Our Stores Inc",),
        "partner_ids": {("ZZ", "ACME")},
        "partner_names": ("Acme Foods",),
        "posted": by_number,
        "local_currency": "USD",
        "today": TODAY,
        "document_number": "EDI1",
        "external_number": "T-1",
    }
    return map_remittance(document, **{**defaults, **fields})


def test_each_paid_invoice_is_a_target_of_its_own() -> None:
    proposal = mapped(
        advice(paid("A1", "60"), paid("B2", "40.50")),
        posted("PI-1", "A1"),
        posted("PI-2", "B2", vendor_number="V200"),
    )
    assert proposal.problems == ()
    assert [line.target for line in proposal.lines] == ["line:1", "line:2"]
    first, second = (line.payment for line in proposal.lines)
    assert (first.applies_to, first.amount, first.vendor_number) == ("PI-1", d(60), "V100")
    assert (first.document_number, first.external_number, first.posting_on) == ("EDI1", "T-1", TODAY)
    assert (second.applies_to, second.amount, second.vendor_number) == ("PI-2", d("40.50"), "V200")


def test_numbers_may_be_made_per_target() -> None:
    proposal = mapped(
        advice(paid("A1", "60")),
        posted("PI-1", "A1"),
        document_number=lambda target: f"D-{target}",
        external_number=lambda target: f"E-{target}",
    )
    payment = proposal.lines[0].payment
    assert (payment.document_number, payment.external_number) == ("D-line:1", "E-line:1")


NOBODY = Party("PR", "Somebody Else", "92", "ELSE")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"payer": replace(ACME, role="PR"), "payee": replace(US, role="PE")}, "Acme Foods"),
        ({"payer": replace(ACME, role="PR")}, "not our company"),
        ({"payee": replace(US, role="PE")}, "not this partner"),
        ({"payer": NOBODY}, "Somebody Else (92 ELSE)"),
        ({"payer": Party("PR", "Our Stores Inc", "92", "ACME")}, "not our company"),
        ({"payee": Party("PE", "Our Stores Inc", "92", "ACME")}, "not this partner"),
        ({"payee": NOBODY}, "Somebody Else (92 ELSE)"),
        ({"payer": None}, "nobody named"),
        ({"payee": None}, "nobody named"),
        ({"handling": "D"}, "BPR01 is D"),
        ({"handling": "U"}, "BPR01 is U"),
        ({"handling": ""}, "BPR01 is empty"),
        ({"direction": "D"}, "BPR03 is D"),
        ({"total": d(-60)}, "negative"),
    ],
)
def test_what_is_not_our_payment_is_never_booked(changes: dict[str, Any], named: str) -> None:
    proposal = mapped(advice(paid("A1", "60"), **changes), posted("PI-1", "A1"))
    assert proposal.lines == ()
    assert codes_of(proposal.problems) == ["not_our_payment"]
    assert named in proposal.problems[0].text


@pytest.mark.parametrize(
    "payer",
    [
        Party("PR", "", "92", "ours"),
        Party("PR", "", "ZZ", "OURS"),
        Party("PR", "", "1", "111222333"),
        Party("PR", "OUR STORES INC"),
        Party("PR", "Our Stores, Inc.", "91", "CUSTOMER-5"),
    ],
)
def test_we_are_known_by_number_or_by_name(payer: Party) -> None:
    assert codes_of(mapped(advice(paid("A1", "60"), payer=payer), posted("PI-1", "A1")).problems) == []


def test_the_same_digits_under_another_numbering_are_somebody_else() -> None:
    payer = Party("PR", "", "UL", "111222333")
    assert codes_of(mapped(advice(paid("A1", "60"), payer=payer), posted("PI-1", "A1")).problems) == [
        "not_our_payment"
    ]


def test_handling_c_is_booked_as_well() -> None:
    assert mapped(advice(paid("A1", "60"), handling="C"), posted("PI-1", "A1")).problems == ()


@pytest.mark.parametrize("written", ["123", "00123", "1-23", " 12 3", "0-123"])
def test_an_invoice_is_found_without_zeros_blanks_and_hyphens(written: str) -> None:
    proposal = mapped(advice(paid(written, "60")), posted("PI-1", "000123"))
    assert [line.payment.applies_to for line in proposal.lines] == ["PI-1"]


def test_an_equal_number_comes_before_a_similar_one() -> None:
    invoices = (posted("PI-1", "000123"), posted("PI-2", "123"))
    assert mapped(advice(paid("000123", "60")), *invoices).lines[0].payment.applies_to == "PI-1"
    assert mapped(advice(paid("123", "60")), *invoices).lines[0].payment.applies_to == "PI-2"
    unclear = mapped(advice(paid("0123", "60")), *invoices)
    assert codes_of(unclear.problems) == ["content_invalid"]
    assert "PI-1, PI-2" in unclear.problems[0].text


def test_of_two_equal_numbers_the_open_one_is_paid() -> None:
    invoices = (
        posted("PI-1", "A1", status="Paid"),
        posted("PI-2", "A1"),
        posted("PI-3", "A1", status="Canceled"),
    )
    assert [line.payment.applies_to for line in mapped(advice(paid("A1", "60")), *invoices).lines] == ["PI-2"]


def test_an_invoice_read_twice_is_one_invoice() -> None:
    twice = (posted("PI-1", "A1"), posted("PI-1", "A1"))
    assert mapped(advice(paid("A1", "60")), *twice).problems == ()


def test_normalised_numbers() -> None:
    assert [normalise_invoice_number(text) for text in (" 00-12a", "000", "", "-")] == ["12A", "0", "", ""]


def test_an_invoice_that_nav_does_not_have_is_named() -> None:
    proposal = mapped(advice(paid("A1", "60"), paid("X9", "40")), posted("PI-1", "A1"))
    assert codes_of(proposal.problems) == ["content_invalid"]
    assert "No posted invoice X9 of this vendor" in proposal.problems[0].text
    assert [line.target for line in proposal.lines] == ["line:1"]


@pytest.mark.parametrize(
    "invoice",
    [posted("PI-1", "A1", status="Draft"), posted("PI-1", "A1", vendor_number="V999")],
)
def test_drafts_and_other_vendors_invoices_are_not_paid(invoice: VendorInvoice) -> None:
    proposal = mapped(advice(paid("A1", "60")), invoice, vendor_numbers=("V100",))
    assert (proposal.lines, codes_of(proposal.problems)) == ((), ["content_invalid"])


@pytest.mark.parametrize("status", ["Canceled", "Corrective"])
def test_canceled_and_corrective_invoices_are_not_paid(status: str) -> None:
    proposal = mapped(advice(paid("A1", "60")), posted("PI-1", "A1", status=status))
    assert codes_of(proposal.problems) == ["content_invalid"]
    assert status.lower() in proposal.problems[0].text


@pytest.mark.parametrize(
    ("invoice", "remaining", "amount"),
    [
        (posted("PI-1", "A1"), None, "100.01"),
        (posted("PI-1", "A1", status="Paid"), None, "1"),
        (posted("PI-1", "A1"), {"PI-1": d(30)}, "30.01"),
    ],
)
def test_more_than_is_open_is_not_paid(invoice: VendorInvoice, remaining: dict | None, amount: str) -> None:
    proposal = mapped(advice(paid("A1", amount)), invoice, remaining=remaining)
    assert (proposal.lines, codes_of(proposal.problems)) == ((), ["amount_differs"])
    assert "PI-1" in proposal.problems[0].text
    assert proposal.difference > 0


def test_what_is_too_much_is_told_in_cents() -> None:
    leaked = {"PI-1": d("-0.0000000000000113686837722")}
    proposal = mapped(advice(paid("A1", "190")), posted("PI-1", "A1"), remaining=leaked)
    assert proposal.difference == d(190)
    assert "of which 0.00 are open: 190.00 too much" in proposal.problems[0].text


def test_two_lines_on_one_invoice_share_what_is_open() -> None:
    proposal = mapped(advice(paid("A1", "60"), paid("A1", "40"), paid("A1", "0.01")), posted("PI-1", "A1"))
    assert [line.target for line in proposal.lines] == ["line:1", "line:2"]
    assert codes_of(proposal.problems) == ["amount_differs"]


@pytest.mark.parametrize("amount", [None, "1.005", "-1.005"])
def test_an_amount_that_is_no_payment_needs_a_person(amount: str | None) -> None:
    proposal = mapped(
        advice(paid("A1", "60"), paid("B2", amount)), posted("PI-1", "A1"), posted("PI-2", "B2")
    )
    assert "content_invalid" in codes_of(proposal.problems)
    assert [line.target for line in proposal.lines] == ([] if amount == "-1.005" else ["line:1"])


def test_a_line_of_nought_is_said_and_left_out() -> None:
    proposal = mapped(advice(paid("A1", "60"), paid("B2", "0")), posted("PI-1", "A1"), posted("PI-2", "B2"))
    assert [(problem.severity, problem.text) for problem in proposal.problems] == [
        ("warning", "Nothing is paid on it.")
    ]
    assert [line.target for line in proposal.lines] == ["line:1"]


def test_a_credit_memo_line_needs_a_person() -> None:
    line = RemittanceLine("CM", "C1", d(60))
    proposal = mapped(advice(line), posted("PI-1", "C1"))
    assert codes_of(proposal.problems) == ["content_invalid"]
    assert "CM C1" in proposal.problems[0].text


def test_only_local_currency_is_paid() -> None:
    assert codes_of(mapped(advice(paid("A1", "60"), currency="EUR"), posted("PI-1", "A1")).problems) == [
        "currency_differs"
    ]
    assert (
        mapped(advice(paid("A1", "60"), currency="usd"), posted("PI-1", "A1", currency="USD")).problems == ()
    )
    foreign = mapped(advice(paid("A1", "60")), posted("PI-1", "A1", currency="EUR"))
    assert (foreign.lines, codes_of(foreign.problems)) == ((), ["currency_differs"])


def test_an_invoice_left_gross_is_reported_and_the_amount_paid_is_booked() -> None:
    line = paid("A1", "100", invoiced=d(100), discount=d(2))
    proposal = mapped(advice(line), posted("PI-1", "A1"))
    assert [(problem.code, problem.severity) for problem in proposal.problems] == [
        ("totals_differ", "warning")
    ]
    assert proposal.lines[0].payment.amount == d(100)
    net = paid("A1", "93", invoiced=d(100), discount=d(2), adjustments=(Adjustment(d(-5)),))
    assert mapped(advice(net), posted("PI-1", "A1")).problems == ()


def test_an_advice_without_invoices_stops() -> None:
    assert codes_of(mapped(advice(total=d(60))).problems) == ["content_invalid"]


def test_money_that_moves_later_is_dated_later_and_said() -> None:
    later = date(2026, 5, 25)
    proposal = mapped(advice(paid("A1", "60"), paid_on=later), posted("PI-1", "A1"))
    assert [problem.severity for problem in proposal.problems] == ["warning"]
    assert proposal.lines[0].payment.posting_on == later
    past = mapped(
        advice(paid("A1", "60"), paid_on=date(2026, 5, 1)), posted("PI-1", "A1"), posting_on=date(2026, 5, 2)
    )
    assert past.problems == ()
    assert past.lines[0].payment.posting_on == date(2026, 5, 2)
