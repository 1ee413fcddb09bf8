"""Terms of an invoice and of NAV: in words, as dates, compared, and NAV's formulas as X12 says them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from edi.documents import Invoice, Terms
from edi.mapping.payment_terms import compare_terms, discount_until, due_on, from_nav, in_words
from edi.nav_records import PaymentTerms
from tests.edi.mapping.records import invoice, invoice_line

D = Decimal
TWO_TEN_NET_THIRTY = Terms("01", "3", D(2), 10, None, 30)


def with_terms(*terms: Terms) -> Invoice:
    return replace(
        invoice(invoice_line("10"), shipped_on=date(2026, 5, 9)), terms=terms[0], more_terms=terms[1:]
    )


def nav(due: str = "30D", discount: str = "10D", percent: str = "2", name: str = "2 % 10") -> PaymentTerms:
    return PaymentTerms("id", "T", name, due, discount, D(percent))


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (nav(), replace(TWO_TEN_NET_THIRTY, text="2 % 10")),
        (nav(percent="0"), Terms("01", "3", net_days=30, text="2 % 10")),
        (nav("2W", ""), Terms("01", "3", net_days=14, text="2 % 10")),
        (nav("CM+15D", "CM"), Terms("01", "3", text="2 % 10")),
        (nav("CM", "", "0", ""), None),
        (None, None),
    ],
)
def test_navs_formulas_are_days_or_only_words(theirs: PaymentTerms | None, expected: Terms | None) -> None:
    assert from_nav(theirs) == expected


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (TWO_TEN_NET_THIRTY, "2 % within 10 days, net 30 days"),
        (Terms(discount_amount=D("4.25"), discount_due_on=date(2026, 6, 1)), "4.25 by 2026-06-01"),
        (Terms(net_due_on=date(2026, 6, 1)), "net by 2026-06-01"),
        (Terms(deferred_due_on=date(2026, 7, 1), deferred_percent=D(50)), "50 % by 2026-07-01"),
        (Terms(deferred_due_on=date(2026, 7, 1), deferred_amount=D(12)), "12.00 by 2026-07-01"),
        (Terms(day_of_month=15), "on day 15 of the month"),
        (Terms(text="AS AGREED"), "AS AGREED"),
    ],
)
def test_terms_in_words(terms: Terms, words: str) -> None:
    assert in_words([terms]) == words


def test_instalments_in_words_and_without_one_due_date() -> None:
    two = with_terms(Terms(net_due_on=date(2026, 6, 1)), Terms(net_due_on=date(2026, 7, 1)))
    assert in_words([two.terms, *two.more_terms]) == "net by 2026-06-01; and then net by 2026-07-01"  # type: ignore[list-item]
    assert due_on(two) is None
    assert due_on(with_terms(TWO_TEN_NET_THIRTY, TWO_TEN_NET_THIRTY)) == date(2026, 6, 10)


@pytest.mark.parametrize(
    ("terms", "until"),
    [
        (TWO_TEN_NET_THIRTY, date(2026, 5, 21)),
        (replace(TWO_TEN_NET_THIRTY, basis_code="1"), date(2026, 5, 19)),
        (replace(TWO_TEN_NET_THIRTY, basis_code="15"), None),
        (replace(TWO_TEN_NET_THIRTY, discount_due_on=date(2026, 6, 1)), date(2026, 6, 1)),
        (Terms(net_days=30), None),
    ],
)
def test_the_last_day_of_a_discount(terms: Terms, until: date | None) -> None:
    assert discount_until(with_terms(terms)) == until


@pytest.mark.parametrize(
    ("said", "ours", "differs"),
    [
        (TWO_TEN_NET_THIRTY, from_nav(nav()), False),
        (replace(TWO_TEN_NET_THIRTY, discount_due_on=date(2026, 5, 21)), from_nav(nav()), False),
        (replace(TWO_TEN_NET_THIRTY, net_days=14), from_nav(nav()), True),
        (replace(TWO_TEN_NET_THIRTY, discount_percent=D(3)), from_nav(nav()), True),
        (replace(TWO_TEN_NET_THIRTY, discount_days=5), from_nav(nav()), True),
        (TWO_TEN_NET_THIRTY, from_nav(nav(percent="0")), True),
        (Terms(text="AS AGREED"), from_nav(nav()), False),
        (TWO_TEN_NET_THIRTY, None, False),
    ],
)
def test_other_terms_than_navs_are_a_finding_and_stop_nothing(
    said: Terms, ours: Terms | None, differs: bool
) -> None:
    problems = compare_terms(with_terms(said), ours)
    assert [problem.severity for problem in problems] == ["finding"] * differs
    if differs:
        assert "NAV's payment terms are" in problems[0].text
