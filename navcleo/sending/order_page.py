"""Header fields of a purchase order that only the published page 50 has, and the posting date (nav reference 4.18)."""

from __future__ import annotations

import time
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from audit import recording
from audit.models import SendAttempt
from connectors.nav.client import NavClient
from edi.nav_records import Abilities, Order, OrderHeader
from navcleo.sending.effects import Parked

ABILITIES_SECONDS = 600
_abilities: WeakKeyDictionary[NavClient, tuple[float, Abilities]] = WeakKeyDictionary()


def abilities_of(nav: NavClient) -> Abilities:
    """What this NAV can do, asked at most every ten minutes per process."""
    known = _abilities.get(nav)
    if known is None or time.monotonic() - known[0] > ABILITIES_SECONDS:
        known = (time.monotonic(), nav.abilities())
        _abilities[nav] = known
    return known[1]


def can_stamp(nav: NavClient) -> bool:
    """Page 50 is published: vendor shipment and invoice numbers can be written."""
    return abilities_of(nav).order_page


def can_probe(nav: NavClient) -> bool:
    """Pages 50 and 136 are published: a receipt is found by the reference that we stamped."""
    abilities = abilities_of(nav)
    return abilities.order_page and abilities.receipt_page


def write_header(
    nav: NavClient, order: Order, attempt: SendAttempt, *, post_on: date, **numbers: str
) -> None:
    """Write posting date and vendor numbers before posting, and read them back. Without the page only the posting date is
    written, through API v2.0. What was there before goes into the attempt, so that it can be put back."""
    if can_stamp(nav):
        header = nav.order_header(order.number)
        if header is None:
            raise Parked("order_closed", f"Order {order.number} is complete or deleted in NAV.")
        _remember(
            attempt, {name: getattr(header, name) for name in numbers}, header.posting_on, numbers, post_on
        )
        written = nav.stamp_order(order.number, header.etag, posting_on=post_on, **numbers)
        _check_date(written.posting_on, post_on, order)
        _check_numbers(written, numbers, order)
    elif order.posting_on != post_on:
        fresh = nav.order(order.number)
        if fresh is None:
            raise Parked("order_closed", f"Order {order.number} is complete or deleted in NAV.")
        _remember(attempt, {}, fresh.posting_on, {}, post_on)
        _check_date(nav.set_posting_date(fresh, post_on).posting_on, post_on, order)


def _remember(
    attempt: SendAttempt,
    before: dict[str, Any],
    posted_on: date | None,
    numbers: dict[str, str],
    post_on: date,
) -> None:
    found = before | {"posting_on": posted_on.isoformat() if posted_on else None}
    ours = numbers | {"posting_on": post_on.isoformat()}
    recording.step(attempt, "header", seen=attempt.seen | {"header": found, "header_ours": ours})


def _check_date(written: date | None, wanted: date, order: Order) -> None:
    if written != wanted:
        raise Parked(
            "period_closed", f"NAV keeps posting date {written} on order {order.number} instead of {wanted}."
        )


def _check_numbers(written: OrderHeader, wanted: dict[str, str], order: Order) -> None:
    for name, value in wanted.items():
        kept = getattr(written, name)
        if not same_code(kept, value):
            raise Parked(
                "nav_refused", f"NAV keeps {name} {kept!r} on order {order.number} instead of {value!r}."
            )


def same_code(one: str, other: str) -> bool:
    """NAV's code fields are trimmed and in capitals, whatever was written."""
    return one.strip().upper() == other.strip().upper()


def restore_header(nav: NavClient, order: Order, attempt: SendAttempt) -> None:
    """Put the header fields back that are still as we wrote them; what someone changed since stays."""
    before, ours = dict(attempt.seen.get("header") or {}), dict(attempt.seen.get("header_ours") or {})
    if not before:
        return
    found_on = date.fromisoformat(before["posting_on"]) if before["posting_on"] else None
    del before["posting_on"]
    our_date = date.fromisoformat(ours.pop("posting_on"))
    if not before:
        if found_on and order.posting_on == our_date != found_on:
            nav.set_posting_date(nav.order(order.number) or order, found_on)
        return
    header = nav.order_header(order.number)
    if header is None:
        return
    back = {
        name: value
        for name, value in before.items()
        if _is_to_put_back(getattr(header, name), ours[name], value)
    }
    posting_on = found_on if header.posting_on == our_date != found_on else None
    if back or posting_on:
        nav.stamp_order(order.number, header.etag, posting_on=posting_on, **back)


def _is_to_put_back(now: str, ours: str, before: str) -> bool:
    return same_code(now, ours) and not same_code(before, ours)
