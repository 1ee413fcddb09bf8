"""Header fields of a purchase order that only the published page 50 has, and the posting date (nav reference 4.18)."""

from __future__ import annotations

import time
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from audit import recording
from audit.models import SendAttempt
from connectors.nav.client import NavClient
from edi.nav_records import Abilities, Order
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


def write_header(nav: NavClient, order: Order, attempt: SendAttempt, *, post_on: date, **numbers: str) -> None:
    """Write posting date and vendor numbers before posting, and read them back. Without the page only the posting date is
    written, through API v2.0. What was there before goes into the attempt, so that it can be put back."""
    if can_stamp(nav):
        header = nav.order_header(order.number)
        if header is None:
            raise Parked("order_closed", f"Order {order.number} is complete or deleted in NAV.")
        before: dict[str, Any] = {name: getattr(header, name) for name in numbers}
        before["posting_on"] = header.posting_on.isoformat() if header.posting_on else None
        recording.step(attempt, "header", seen=attempt.seen | {"header": before, "header_ours": numbers})
        written = nav.stamp_order(order.number, header.etag, posting_on=post_on, **numbers)
        _check(written.posting_on, post_on, order)
    elif order.posting_on != post_on:
        fresh = nav.order(order.number) or order
        before = {"posting_on": fresh.posting_on.isoformat() if fresh.posting_on else None}
        recording.step(attempt, "header", seen=attempt.seen | {"header": before})
        _check(nav.set_posting_date(fresh, post_on).posting_on, post_on, order)


def _check(written: date | None, wanted: date, order: Order) -> None:
    if written != wanted:
        raise Parked("period_closed", f"NAV keeps posting date {written} on order {order.number} instead of {wanted}.")


def restore_header(nav: NavClient, order: Order, attempt: SendAttempt) -> None:
    """Put the header fields back that are still as we wrote them."""
    before = dict(attempt.seen.get("header") or {})
    if not before:
        return
    posting_on = date.fromisoformat(before.pop("posting_on")) if before.get("posting_on") else None
    before.pop("posting_on", None)
    if not before:
        if posting_on and order.posting_on != posting_on:
            nav.set_posting_date(order, posting_on)
        return
    header = nav.order_header(order.number)
    if header is None:
        return
    ours = attempt.seen.get("header_ours", {})
    back = {name: value for name, value in before.items() if getattr(header, name) == ours.get(name)}
    if back or header.posting_on != posting_on:
        nav.stamp_order(order.number, header.etag, posting_on=posting_on, **back)
