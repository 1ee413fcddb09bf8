"""NAV's payment terms, read once in a while: they change rarely, and nothing is booked by them."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any
from weakref import WeakKeyDictionary

from connectors.errors import Rejected
from connectors.nav.client import NavClient
from edi.documents import Invoice, Terms
from edi.mapping.payment_terms import discount_until, due_on, from_nav, in_words
from edi.nav_records import VendorInvoice
from navcleo.sending.effects import Parked
from navcleo.workflows.work import Work

KEPT_SECONDS = 600
_NONE = "00000000-0000-0000-0000-000000000000"
_known: WeakKeyDictionary[NavClient, dict[str, tuple[float, Terms | None]]] = WeakKeyDictionary()

# NAV counts what is due when from the document's date. Suppliers send before the date printed, and other time zones are a day
# ahead; an invoice of more than a year ago is a year typed wrong far more often than one that was forgotten.
DAYS_AHEAD = timedelta(days=7)
DAYS_BEHIND = timedelta(days=366)


def check_date(work: Work, value: Invoice) -> None:
    """Raise Parked (content_invalid) for a date that nobody meant: it would decide the due date in NAV."""
    today, day = work.today(), value.invoiced_on
    if today - DAYS_BEHIND <= day <= today + DAYS_AHEAD:
        return
    far = f"{DAYS_AHEAD.days} days after" if day > today else f"{DAYS_BEHIND.days} days before"
    raise Parked(
        "content_invalid",
        f"{value.number} is dated {day}, more than {far} today ({today}), and NAV counts the due date from that. Correct the date"
        " here; if it is right, enter the document in NAV by hand and discard it here.",
    )


def of(nav: NavClient, nav_id: str) -> Terms | None:
    """The payment terms with this id as X12 says them; None without any, and where NAV does not show them to us."""
    if not nav_id or nav_id == _NONE:
        return None
    kept = _known.setdefault(nav, {})
    read_at, terms = kept.get(nav_id, (0.0, None))
    if not read_at or time.monotonic() - read_at > KEPT_SECONDS:
        try:
            terms = from_nav(nav.payment_terms(nav_id))
        except Rejected:
            terms = None
        kept[nav_id] = (time.monotonic(), terms)
    return terms


def of_invoice(nav: NavClient, invoice: VendorInvoice) -> Terms | None:
    """The terms of a posted invoice, which NAV shows without its payment terms: those of its order, else of its vendor, where
    they lead to the due date that NAV gave it; else the due date alone."""
    if invoice.due_on is None:
        return None
    order = nav.order(invoice.order_number) if invoice.order_number else None
    nav_id = order.payment_terms_id if order else ""
    if not order:
        vendor = nav.vendor(invoice.vendor_number)
        nav_id = vendor.payment_terms_id if vendor else ""
    terms, dated = of(nav, nav_id), invoice.invoiced_on or invoice.posting_on
    if (
        terms
        and dated
        and terms.net_days is not None
        and dated + timedelta(days=terms.net_days) == invoice.due_on
    ):
        return replace(terms, net_due_on=invoice.due_on)
    return Terms(type_code="01", basis_code="3", net_due_on=invoice.due_on)


def shown(invoice: Invoice, ours: Terms | None) -> dict[str, Any]:
    """What people see of an invoice's terms beside NAV's."""
    facts: dict[str, Any] = {}
    if invoice.terms:
        facts["terms"] = in_words([invoice.terms, *invoice.more_terms])
    if ours:
        facts["terms_in_nav"] = in_words([ours])
    for name, day in (("due_on", due_on(invoice)), ("discount_until", discount_until(invoice))):
        if day:
            facts[name] = day.isoformat()
    return facts
