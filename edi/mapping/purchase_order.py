"""NAV purchase order to X12 850, and the digest of what the supplier agreed to (booking rules 2.7, 3.5, 3.6)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from edi.documents import Party, ProductId, PurchaseOrder, PurchaseOrderLine, Terms
from edi.mapping.amounts import ZERO, line_amount, money, net_price, plain, round_money
from edi.mapping.lookups import Lookups, MappingUsed
from edi.mapping.order_lines import COMMENT_TYPES, ITEM_TYPE
from edi.mapping.outcomes import Outcome
from edi.mapping.products import find_source
from edi.mapping.store_split import split_by_store
from edi.mapping.units import unmapped_nav_unit
from edi.nav_records import Order, OrderLine
from edi.problems import Problem, has_errors
from edi.profiles import Profile

MAX_PRODUCT_IDS = 10  # PO106 to PO125


def order_digest(order: Order) -> str:
    """Return the hash of what the supplier agreed to: item, variant, description, quantity, unit, price, discount, dates of
    delivery, location, ship-to, currency, terms. Receipts, invoices and NAV's own fields change nothing in it; the order's
    date is one of these: NAV moves it with the posting date of every receipt (decision 0019)."""
    content = {
        "currency": order.currency,
        "terms": order.payment_terms_id,
        "requested": _day(order.requested_on),
        "ship_to": [
            order.ship_to_name,
            *order.ship_to_address,
            order.ship_to_city,
            order.ship_to_state,
            order.ship_to_postal_code,
            order.ship_to_country,
        ],
        "lines": [_line_content(line) for line in sorted(order.lines, key=lambda line: line.sequence)],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def map_order(
    order: Order,
    lookups: Lookups,
    *,
    own: Party,
    vendor_party: Party,
    terms: Terms | None,
    profile: Profile,
    local_currency: str,
) -> tuple[PurchaseOrder | None, list[Problem], list[MappingUsed]]:
    """Map a released order to the document to send: (document or None, problems, mappings used).

    Item lines become PO1 with PO101 = NAV's line number, comments become notes; other line types stop it unless the
    profile leaves them out. Lines for several locations stop it too, unless the profile splits orders by store: then each
    article is one line with the quantity of each store, and no ST. Problems carry content_invalid, unit_unmapped, location_unmapped; findings do not stop it."""
    outcome = Outcome()
    place = f"order {order.number}"
    items = [line for line in order.lines if _is_item(line, profile, outcome, place)]
    _check_order(order, items, outcome, place)
    pairs = [(line, _order_line(line, lookups, profile, outcome, place)) for line in items]
    lines, ship_to = tuple(line for _, line in pairs), None
    is_split = profile.splits_stores and len({line.location_id for line in items}) > 1
    if is_split:
        lines = split_by_store(pairs, lookups, outcome, place)
    elif items:
        ship_to = _ship_to(order, items, lookups, outcome, place)
    if has_errors(outcome.problems) or order.ordered_on is None or not (is_split or ship_to):
        return None, outcome.problems, outcome.used
    document = PurchaseOrder(
        number=order.number,
        ordered_on=order.ordered_on,
        lines=lines,
        currency="" if order.currency == local_currency else order.currency,
        requested_on=order.requested_on,
        parties=(
            replace(own, role=own.role or "BY"),
            replace(vendor_party, role=vendor_party.role or "VN"),
            *([ship_to] if ship_to else []),
        ),
        terms=terms,
        notes=comments_of(order.lines),
    )
    return document, outcome.problems, outcome.used


def _check_order(order: Order, items: Sequence[OrderLine], outcome: Outcome, place: str) -> None:
    if not items:
        text = "The order has no item line with a quantity. Complete it in NAV, then replay."
        outcome.stop("content_invalid", text, place)
    if order.prices_include_tax:
        text = "The order's prices include tax, which an 850 cannot say. Clear Prices Including VAT in NAV, then replay."
        outcome.stop("content_invalid", text, place)
    if order.ordered_on is None:
        text = "The order has no order date. Enter it in NAV, then replay."
        outcome.stop("content_invalid", text, place)


def comments_of(lines: Sequence[OrderLine]) -> tuple[str, ...]:
    """Return the texts of the comment lines, in order, without empty ones."""
    return tuple(
        line.description.strip()
        for line in lines
        if line.line_type in COMMENT_TYPES and line.description.strip()
    )


def own_product_ids(item_number: str, lookups: Lookups, profile: Profile) -> tuple[ProductId, ...]:
    """Return the codes to write for an item: those of the lookups, at least its own number."""
    own = ProductId(profile.own_item_qualifier, item_number)
    known = tuple(dict.fromkeys(lookups.own_codes.get(item_number, ())))
    if any(product_id.code == item_number for product_id in known):
        return known[:MAX_PRODUCT_IDS]
    return (*known[: MAX_PRODUCT_IDS - 1], own)


def x12_unit(nav_unit: str, lookups: Lookups, profile: Profile) -> str:
    """Return the X12 code of a NAV unit: the partner's own wish first; '' when unmapped."""
    return profile.units.get(nav_unit) or lookups.x12_units.get(nav_unit, "")


def _is_item(line: OrderLine, profile: Profile, outcome: Outcome, place: str) -> bool:
    if line.line_type in COMMENT_TYPES:
        return False
    where = f"{place}, line {line.sequence}"
    if line.line_type in profile.skipped_line_types:
        outcome.note(
            f"The {line.line_type} line '{line.description}' is left out, as the partner's profile says.",
            where,
        )
        return False
    if line.line_type != ITEM_TYPE:
        text = (
            f"A line of type {line.line_type} ('{line.description}') cannot be sent. Remove it from the order, or let the"
            " partner's profile leave such lines out; then replay."
        )
        outcome.stop("content_invalid", text, where)
        return False
    if line.quantity < 0:
        outcome.stop(
            "content_invalid",
            f"Quantity {plain(line.quantity)} of item {line.item_number} is a return.",
            where,
        )
        return False
    if line.quantity == 0:
        outcome.note(f"Item {line.item_number} has quantity 0 and is left out.", where)
    return line.quantity > 0


def _order_line(
    line: OrderLine, lookups: Lookups, profile: Profile, outcome: Outcome, place: str
) -> PurchaseOrderLine:
    where = f"{place}, line {line.sequence}"
    unit = x12_unit(line.unit, lookups, profile)
    if unit:
        source = "profile" if line.unit in profile.units else "unit"
        outcome.used.append(MappingUsed("unit", unit, line.unit, source, ""))
    else:
        outcome.problems.append(unmapped_nav_unit(line.unit, line.item_number, where))
    product_ids = own_product_ids(line.item_number, lookups, profile)
    outcome.used += [find_source(product_id, line.item_number, lookups) for product_id in product_ids]
    return PurchaseOrderLine(
        line_number=str(line.sequence),
        quantity=line.quantity,
        unit=unit,
        price=_price(line, outcome, where),
        product_ids=product_ids,
        description=line.description.strip(),
        requested_on=line.expected_on,
    )


def _price(line: OrderLine, outcome: Outcome, where: str) -> Decimal:
    """Return the price per unit after the line discount, and say so where it does not give NAV's amount."""
    if line.discount_percent or not line.discount_amount:
        price, exact = net_price(line.unit_cost, line.discount_percent)
    else:
        price, exact = net_price(line.unit_cost - line.discount_amount / line.quantity, ZERO)
    in_nav = line_amount(line, line.quantity).net
    sent = round_money(price * line.quantity)
    if sent != in_nav:
        text = f"{plain(line.quantity)} x {plain(price)} gives {money(sent)}; NAV has {money(in_nav)} after discount."
        outcome.note(text, where)
    elif not exact:
        outcome.note(f"The price after discount is rounded to {plain(price)}.", where)
    return price


def _ship_to(
    order: Order, items: Sequence[OrderLine], lookups: Lookups, outcome: Outcome, place: str
) -> Party | None:
    locations = {line.location_id for line in items}
    if len(locations) > 1:
        named = ", ".join(sorted(lookups.location_ids.get(each, each) or "no location" for each in locations))
        text = (
            f"The lines go to several locations ({named}). Make one order per location, or let the partner's profile split"
            " orders by store; then replay."
        )
        outcome.stop("content_invalid", text, place)
        return None
    nav_id = next(iter(locations), "")
    if not nav_id:
        return _ship_to_address(order, outcome, place)
    code = lookups.location_ids.get(nav_id, nav_id)
    identity = lookups.locations.get(code) or lookups.locations.get(nav_id)
    if identity is None:
        text = (
            f"Location {code} has no code for this partner. Map it, or give it a value of the location dimension"
            " (EDILOCATION) in NAV; then replay."
        )
        outcome.stop("location_unmapped", text, place)
        return None
    outcome.used.append(MappingUsed("location", ":".join(identity), code, "location", ""))
    party = lookups.places.get(code) or _address(order)
    return replace(party, role="ST", qualifier=identity[0], code=identity[1])


def _ship_to_address(order: Order, outcome: Outcome, place: str) -> Party | None:
    if not (order.ship_to_name.strip() or any(line.strip() for line in order.ship_to_address)):
        text = "The order has neither a location nor a ship-to address. Enter one in NAV, then replay."
        outcome.stop("location_unmapped", text, place)
        return None
    return _address(order)


def _address(order: Order) -> Party:
    return Party(
        role="ST",
        name=order.ship_to_name.strip(),
        address_lines=tuple(line.strip() for line in order.ship_to_address if line.strip()),
        city=order.ship_to_city,
        state=order.ship_to_state,
        postal_code=order.ship_to_postal_code,
        country=order.ship_to_country,
    )


def _line_content(line: OrderLine) -> list[str]:
    return [
        line.item_number,
        line.variant,
        line.description,
        plain(line.quantity),
        line.unit,
        plain(line.unit_cost),
        plain(line.discount_percent),
        plain(line.discount_amount),
        _day(line.expected_on),
        line.location_id,
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
