"""Payment terms of an invoice beside NAV's: in words, as dates, compared; and NAV's as X12 says them (x12 reference 4.6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from edi.documents import Invoice, Terms
from edi.mapping.amounts import money, plain
from edi.nav_records import PaymentTerms
from edi.problems import Problem

# ITD02: 3 counts from the invoice date, 1 from the shipping date; other dates are not in the document
_INVOICE_DATE, _SHIPPING_DATE = "3", "1"
_DAYS_IN = {"D": 1, "W": 7}


def from_nav(terms: PaymentTerms | None) -> Terms | None:
    """Return NAV's payment terms as X12 says them, counted from the invoice date. A date formula that is no number of days or
    weeks (CM+15D) leaves the words only; None where nothing is said."""
    if terms is None:
        return None
    net, discount = _days(terms.due_formula), _days(terms.discount_formula)
    percent = terms.discount_percent or None
    has_discount = percent is not None and discount is not None
    if net is None and not has_discount and not terms.name:
        return None
    return Terms(
        type_code="01",
        basis_code=_INVOICE_DATE,
        discount_percent=percent if has_discount else None,
        discount_days=discount if has_discount else None,
        net_days=net,
        text=terms.name.strip(),
    )


def _days(formula: str) -> int | None:
    match = re.fullmatch(r"\s*(\d{1,3})\s*([DW])\s*", formula, re.IGNORECASE)
    return int(match[1]) * _DAYS_IN[match[2].upper()] if match else None


def in_words(all_terms: Sequence[Terms]) -> str:
    """Return terms for people: '2 % within 10 days, net 30 days'; several with 'and then' between them."""
    return "; and then ".join(text for terms in all_terms if (text := _in_words(terms)))


def _in_words(terms: Terms) -> str:
    parts = []
    saved = f"{plain(terms.discount_percent)} %" if terms.discount_percent else ""
    saved = saved or (money(terms.discount_amount) if terms.discount_amount else "")
    if saved:
        parts.append(f"{saved} {_until(terms.discount_due_on, terms.discount_days, 'within')}".strip())
    if terms.net_due_on or terms.net_days is not None:
        parts.append(f"net {_until(terms.net_due_on, terms.net_days, '')}".strip())
    if terms.deferred_due_on:
        share = (
            money(terms.deferred_amount)
            if terms.deferred_amount is not None
            else f"{plain(terms.deferred_percent or Decimal(0))} %"
        )
        parts.append(f"{share} by {terms.deferred_due_on.isoformat()}")
    if terms.day_of_month:
        parts.append(f"on day {terms.day_of_month} of the month")
    return ", ".join(parts) or terms.text


def _until(day: date | None, days: int | None, word: str) -> str:
    if day:
        return f"by {day.isoformat()}"
    return f"{word} {days} days".strip() if days is not None else ""


def due_on(invoice: Invoice) -> date | None:
    """Return the due date that the invoice names, or its net days from a date it holds; None where it names none or, in
    instalments, several: NAV then computes it."""
    if invoice.terms is None:
        return None
    named = {terms.net_due_on or _counted(invoice, terms, terms.net_days) for terms in _all(invoice)}
    return named.pop() if len(named) == 1 else None


def _all(invoice: Invoice) -> tuple[Terms, ...]:
    return (*((invoice.terms,) if invoice.terms else ()), *invoice.more_terms)


def discount_until(invoice: Invoice) -> date | None:
    """Return the last day on which the invoice grants its discount, None where it grants none or counts from a date that it
    does not hold."""
    terms = invoice.terms
    if terms is None or not (terms.discount_percent or terms.discount_amount):
        return None
    return terms.discount_due_on or _counted(invoice, terms, terms.discount_days)


def _counted(invoice: Invoice, terms: Terms, days: int | None) -> date | None:
    start = {"": invoice.invoiced_on, _INVOICE_DATE: invoice.invoiced_on, _SHIPPING_DATE: invoice.shipped_on}
    begun = start.get(terms.basis_code)
    return begun + timedelta(days=days) if begun and days is not None else None


def compare_terms(invoice: Invoice, ours: Terms | None) -> list[Problem]:
    """Return a finding where the invoice grants other terms than NAV's: nothing is booked by them, people should know."""
    said = invoice.terms
    if said is None or ours is None:
        return []
    net = _counted(invoice, ours, ours.net_days)
    theirs = due_on(invoice)
    differing = bool(net and theirs and net != theirs)
    until = _counted(invoice, ours, ours.discount_days)
    if said.discount_percent is not None:
        differing |= said.discount_percent != (ours.discount_percent or Decimal(0))
        differing |= bool(until and discount_until(invoice) and until != discount_until(invoice))
    if not differing:
        return []
    text = f"The invoice says {in_words(_all(invoice))}, NAV's payment terms are {_in_words(ours)}."
    return [Problem("content_invalid", text, f"invoice {invoice.number}, ITD", "finding")]
