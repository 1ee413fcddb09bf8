"""What the trading partners know from the books of NAV's side: vendors by interchange id, orders, product codes, units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sandbox.generator_values import Line, Order, date_of
from sandbox.store import Store
from sandbox.x12 import UNIT_OF_UNECE, normal_id, split_id

Record = dict[str, Any]
OWN_INTERCHANGE_ID = "ZZ:CRONUSFOODS"
OWN_NAME = "CRONUS Foods"


def now(store: Store) -> datetime:
    """The suppliers' clock: the machine's, moved by what /_sandbox/clock added."""
    offset = store.table("clock").get("offset") or {}
    return datetime.now(UTC) + timedelta(seconds=float(offset.get("seconds", 0)))


def default_dimension(store: Store, parent_id: object, dimension: str) -> str:
    """The dimension value code a vendor or item has under a dimension, empty when it has none."""
    record = store.table("defaultDimensions").first(parentId=parent_id, dimensionCode=dimension)
    return str(record["dimensionValueCode"]) if record else ""


def vendor_by_number(store: Store, number: str) -> Record | None:
    """The vendor with that NAV number."""
    return store.table("vendors").first(number=number)


def interchange_id(store: Store, vendor: Record | None) -> str:
    """The vendor's EDIPARTNER value as "QUALIFIER:ID", empty for a vendor not on EDI."""
    value = default_dimension(store, vendor.get("id"), "EDIPARTNER") if vendor else ""
    return normal_id(value) if value else ""


def vendors_of(store: Store, qualified_id: str) -> list[Record]:
    """Every vendor whose EDIPARTNER value names this interchange id."""
    wanted = normal_id(qualified_id)
    dimensions = store.table("defaultDimensions").find(dimensionCode="EDIPARTNER")
    parents = [
        record["parentId"] for record in dimensions if normal_id(str(record["dimensionValueCode"])) == wanted
    ]
    vendors = (
        store.table("vendors").get(str(parent)) or store.table("vendors").first(id=parent)
        for parent in parents
    )
    return [vendor for vendor in vendors if vendor]


def addressee(store: Store, qualified_id: str, order_number: str) -> Record | None:
    """The vendor an order is meant for: of those sharing the id, the one whose order it is."""
    vendors = vendors_of(store, qualified_id)
    order = store.table("purchaseOrders").first(number=order_number)
    if order:
        for vendor in vendors:
            if vendor.get("number") == order.get("vendorNumber"):
                return vendor
    return vendors[0] if vendors else None


def unit_code(store: Store, code: str) -> str:
    """The X12 unit (element 355) of a NAV unit of measure."""
    record = store.table("unitsOfMeasure").first(code=code) or {}
    standard = str(record.get("internationalStandardCode") or code)
    return UNIT_OF_UNECE.get(standard, standard)


def product_ids(store: Store, item_number: str) -> tuple[tuple[str, str], ...]:
    """Product ids of an item as a supplier quotes them: its EDIITEM code (VN) and its GTIN as 14 digits (UK)."""
    item = store.table("items").first(number=item_number)
    if not item:
        return (("IN", item_number),)
    code = default_dimension(store, item.get("id"), "EDIITEM")
    gtin = str(item.get("gtin") or "")
    found = [("VN", code)] if code else []
    found += [("UK", gtin.zfill(14))] if gtin else []
    return tuple(found) or (("IN", item_number),)


def order_lines(store: Store, order: Record) -> tuple[Line, ...]:
    """The item lines of a purchase order in the sandbox's books."""
    records = store.table("purchaseOrderLines").find(documentId=order["id"])
    return tuple(_order_line(store, record) for record in sorted(records, key=lambda record: int(record["sequence"]))
                 if record.get("lineType", "Item") == "Item")  # fmt: skip


def _order_line(store: Store, record: Record) -> Line:
    return Line(
        line_number=str(record["sequence"]), quantity=Decimal(str(record["quantity"])),
        unit=unit_code(store, str(record.get("unitOfMeasureCode") or "")),
        product_ids=product_ids(store, str(record.get("lineObjectNumber") or "")),
        price=Decimal(str(record.get("directUnitCost") or 0)), description=str(record.get("description") or ""),
    )  # fmt: skip


def order_by_number(store: Store, number: str, today: date) -> Order | None:
    """A purchase order of the sandbox's books by its NAV number."""
    record = store.table("purchaseOrders").first(number=number)
    if record is None:
        return None
    return Order(number, date_of(record.get("orderDate"), today), order_lines(store, record),
                 currency=str(record.get("currencyCode") or ""))  # fmt: skip


def file_prefix(qualified_id: str) -> str:
    """The partner's part of a file name: letters and digits of its id."""
    _, code = split_id(qualified_id)
    return "".join(sign for sign in code if sign.isalnum()) or "PARTNER"


def next_control(store: Store, own: str, other: str) -> int:
    """The next interchange control number one partner uses towards another; it wraps after 999999999."""
    return (store.next_number(f"control {normal_id(own)} {normal_id(other)}") - 1) % 999_999_999 + 1


def document_number(store: Store, prefix: str, owner: str) -> str:
    """The next number in a partner's own series, such as INV-10000-0007."""
    digits = "".join(sign for sign in owner if sign.isalnum()).lstrip("V") or "0"
    return f"{prefix}-{digits[:10]}-{store.next_number(f'{prefix} {owner}'):04d}"


def quoted(lines: Iterable[Line], allowed: list[str] | None) -> tuple[Line, ...]:
    """Only the lines with the given line numbers; all of them when none are given."""
    return tuple(line for line in lines if not allowed or line.line_number in allowed)
