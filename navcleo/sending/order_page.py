"""Header fields of a purchase order that only the published page 50 has, and its dates (nav reference 4.9 and 4.18)."""

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
    nav: NavClient,
    order: Order,
    attempt: SendAttempt,
    *,
    post_on: date,
    document_on: date | None = None,
    **numbers: str,
) -> None:
    """Write posting date and vendor numbers before posting, then the document date where one is wanted, and read them back.
    Without the page the numbers are left out. What was there before goes into the attempt, so that it can be put back."""
    fresh = _fresh(nav, order)
    ours = {**numbers, "posting_on": post_on, "document_on": document_on}
    if can_stamp(nav):
        header = nav.order_header(order.number)
        if header is None:
            raise _gone(order)
        found = {name: getattr(header, name) for name in (*numbers, "posting_on", "due_on")}
        _remember(attempt, fresh, found, ours)
        # written again it would move the document date
        day = post_on if header.posting_on != post_on else None
        written = nav.stamp_order(order.number, header.etag, posting_on=day, **numbers)
        _check_date(written.posting_on, post_on, order)
        _check_numbers(written, numbers, order)
    elif fresh.posting_on != post_on:
        _remember(attempt, fresh, {"posting_on": fresh.posting_on}, {"posting_on": post_on})
        _check_date(nav.set_posting_date(fresh, post_on).posting_on, post_on, order)
    elif document_on is None:
        return  # nothing written
    moved = _fresh(nav, order)
    if document_on:
        _write_document_date(nav, moved, document_on)
    _remember_after(nav, attempt, moved)


def _write_document_date(nav: NavClient, order: Order, document_on: date) -> None:
    """In a call of its own: written with the posting date, NAV would let it follow that."""
    if order.ordered_on != document_on:
        kept = nav.set_document_date(order, document_on).ordered_on
        if kept != document_on:
            raise Parked(
                "nav_refused",
                f"NAV keeps document date {kept} on order {order.number} instead of {document_on}.",
            )


def _fresh(nav: NavClient, order: Order) -> Order:
    """The order with the ETag that our own changes have moved."""
    fresh = nav.order(order.number)
    if fresh is None:
        raise _gone(order)
    return fresh


def _gone(order: Order) -> Parked:
    return Parked("order_closed", f"Order {order.number} is complete or deleted in NAV.")


def _remember(attempt: SendAttempt, order: Order, found: dict[str, Any], ours: dict[str, Any]) -> None:
    before = _written({**found, "document_on": order.ordered_on})
    recording.step(attempt, "header", seen=attempt.seen | {"header": before, "header_ours": _written(ours)})


def _remember_after(nav: NavClient, attempt: SendAttempt, moved: Order) -> None:
    """Where our posting date moved the document date, and the due date that NAV counted: by these a day that somebody types
    later is told from ours."""
    header = nav.order_header(moved.number) if can_stamp(nav) else None
    after = {"document_on": moved.ordered_on, "due_on": header.due_on if header else None}
    recording.step(attempt, "header", seen=attempt.seen | {"header_after": _written(after)})


def _written(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}


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
    before, ours, after = (
        dict(attempt.seen.get(name) or {}) for name in ("header", "header_ours", "header_after")
    )
    found, written, moved = _take_dates(before), _take_dates(ours), _take_dates(after)
    header = nav.order_header(order.number) if before or "due_on" in found else None
    if header and before:
        _restore_numbers(nav, order, header, before, ours)
    if not found or not _restore_dates(nav, order.number, found, written, moved) or header is None:
        return
    due_on, now = _due_date_to_keep(header, found, written, moved), nav.order_header(order.number)
    if now is not None and due_on and now.due_on != due_on:
        nav.set_due_date(order.number, now.etag, due_on)


def _due_date_to_keep(
    header: OrderHeader, found: dict[str, date], ours: dict[str, date], after: dict[str, date]
) -> date | None:
    """What NAV counted from our dates, or in a restore that was cut, gives way to what was found. A day that somebody typed
    since stays."""
    is_cut = header.posting_on == found.get("posting_on") != ours.get("posting_on")
    is_counted = is_cut or header.due_on == after.get("due_on", header.due_on)
    return found.get("due_on") if is_counted else header.due_on


def _take_dates(fields: dict[str, Any]) -> dict[str, date]:
    """Take the dates out of remembered fields; an empty one, or one that an earlier version did not keep, is left out."""
    taken = {name: fields.pop(name, None) for name in ("posting_on", "document_on", "due_on")}
    return {name: date.fromisoformat(day) for name, day in taken.items() if day}


def _restore_numbers(
    nav: NavClient, order: Order, header: OrderHeader, before: dict[str, str], ours: dict[str, str]
) -> None:
    back: dict[str, Any] = {
        name: value
        for name, value in before.items()
        if _is_to_put_back(getattr(header, name), ours[name], value)
    }
    if back:
        nav.stamp_order(order.number, header.etag, **back)


def _restore_dates(
    nav: NavClient, number: str, found: dict[str, date], ours: dict[str, date], after: dict[str, date]
) -> bool:
    """The posting date first, since NAV moves the document date with it. A document date that neither we wrote nor NAV moved
    there is somebody's, and stays. True when a date was put back."""
    seen = nav.order(number)
    if seen is None:
        return False
    now, posted_on, documented_on = seen, found.get("posting_on"), found.get("document_on")
    if posted_on and seen.posting_on == ours["posting_on"] != posted_on:
        now = nav.set_posting_date(now, posted_on)
    if documented_on and seen.ordered_on:
        # not read back before a crash: NAV may have followed
        ways = {ours.get("document_on"), after.get("document_on", ours["posting_on"])}
        if ours["posting_on"] in ways:
            ways.add(posted_on)
        keeps_on = documented_on if seen.ordered_on in ways else seen.ordered_on
        if now.ordered_on != keeps_on:
            now = nav.set_document_date(now, keeps_on)
    return now is not seen


def _is_to_put_back(now: str, ours: str, before: str) -> bool:
    return same_code(now, ours) and not same_code(before, ours)
