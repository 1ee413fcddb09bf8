"""Order lines of one article for several locations as one line with a quantity for each store (X12 SDQ), where a partner asks
for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from edi.documents import PurchaseOrderLine, StoreQuantity
from edi.mapping.amounts import ZERO
from edi.mapping.lookups import Lookups, MappingUsed
from edi.mapping.outcomes import Outcome
from edi.nav_records import OrderLine


def split_by_store(
    lines: Sequence[tuple[OrderLine, PurchaseOrderLine]], lookups: Lookups, outcome: Outcome, place: str
) -> tuple[PurchaseOrderLine, ...]:
    """One line for what is the same but for location and quantity, under the first of NAV's line numbers. A line without a
    location, or with one that the partner has no code for, is location_unmapped."""
    merged: dict[tuple[str, PurchaseOrderLine], tuple[PurchaseOrderLine, list[StoreQuantity]]] = {}
    for row, line in lines:
        store = _store(row, lookups, outcome, place)
        if store is None:
            continue
        same = (row.variant, replace(line, line_number="", quantity=ZERO))
        first, stores = merged.setdefault(same, (line, []))
        stores.append(replace(store, quantity=line.quantity))
        total = sum((each.quantity for each in stores), ZERO)
        merged[same] = (replace(first, quantity=total), stores)
    return tuple(replace(line, stores=_by_store(stores)) for line, stores in merged.values())


def _store(row: OrderLine, lookups: Lookups, outcome: Outcome, place: str) -> StoreQuantity | None:
    where = f"{place}, line {row.sequence}"
    code = lookups.location_ids.get(row.location_id, row.location_id)
    identity = lookups.locations.get(code) or lookups.locations.get(row.location_id)
    if not row.location_id or identity is None:
        named = f"Location {code} has no code for this partner" if code else "The line has no location"
        text = f"{named}; an order split by stores needs one for each line. Map it, or enter it in NAV; then replay."
        outcome.stop("location_unmapped", text, where)
        return None
    outcome.used.append(MappingUsed("location", ":".join(identity), code, "location", ""))
    return StoreQuantity(store=identity[1], quantity=row.quantity, qualifier=identity[0])


def _by_store(stores: Sequence[StoreQuantity]) -> tuple[StoreQuantity, ...]:
    """Each store once, in the order of NAV's lines."""
    sums: dict[tuple[str, str], StoreQuantity] = {}
    for each in stores:
        key = (each.qualifier, each.store)
        before = sums.get(key)
        sums[key] = replace(each, quantity=before.quantity + each.quantity) if before else each
    return tuple(sums.values())
