"""Values the document generators share: order lines, lots, parties and dates as they arrive in JSON options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from sandbox.x12 import Segment

Options = dict[str, Any]


class OptionError(ValueError):
    """An option of the generator that cannot be used; the text names it."""


@dataclass(frozen=True)
class Lot:
    """Part of a line that comes from one lot (REF LT) with its expiry (DTM 036)."""

    number: str
    quantity: Decimal
    expires_on: date | None = None


@dataclass(frozen=True)
class Line:
    """One line of an order as supplier and buyer see it; quantity in `unit`, price per `price_basis` or per unit."""

    line_number: str
    quantity: Decimal
    unit: str
    product_ids: tuple[tuple[str, str], ...]
    price: Decimal = Decimal(0)
    description: str = ""
    price_basis: str = ""
    ordered_quantity: Decimal | None = None
    ordered_unit: str = ""
    weight: Decimal | None = None
    weight_unit: str = "LB"
    lots: tuple[Lot, ...] = ()
    allowances: tuple[Options, ...] = ()
    taxes: tuple[Options, ...] = ()


@dataclass(frozen=True)
class Order:
    """A purchase order as an answer quotes it."""

    number: str
    ordered_on: date
    lines: tuple[Line, ...]
    ship_to: Options = field(default_factory=dict)
    store: Options = field(default_factory=dict)
    currency: str = ""


def decimal_of(value: object, what: str) -> Decimal:
    """A Decimal from a JSON number or text; OptionError names the option otherwise."""
    try:
        return Decimal(str(value))
    except ArithmeticError:
        raise OptionError(f"option {what}: {value!r} is not a number") from None


def date_of(value: object, default: date) -> date:
    """A date from "YYYY-MM-DD", the default when nothing was given."""
    if not value:
        return default
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise OptionError(f"{value!r} is not a date YYYY-MM-DD") from None


def x12_date(value: date) -> str:
    """Data type DT: CCYYMMDD."""
    return value.strftime("%Y%m%d")


def line_from(option: Options, position: int = 1) -> Line:
    """A Line from JSON; `product_ids` are [[qualifier, code], ...]; missing parts get plain defaults."""
    quantity = decimal_of(option.get("quantity", 1), "quantity")
    ordered = option.get("ordered_quantity")
    return Line(
        line_number=str(option.get("line_number", position)), quantity=quantity, unit=str(option.get("unit", "EA")),
        product_ids=tuple((str(pair[0]), str(pair[1])) for pair in option.get("product_ids", [])),
        price=decimal_of(option.get("price", 0), "price"), description=str(option.get("description", "")),
        price_basis=str(option.get("price_basis", "")),
        ordered_quantity=None if ordered is None else decimal_of(ordered, "ordered_quantity"),
        ordered_unit=str(option.get("ordered_unit", "")),
        weight=None if option.get("weight") is None else decimal_of(option["weight"], "weight"),
        weight_unit=str(option.get("weight_unit", "LB")), lots=_lots(option, quantity),
        allowances=tuple(option.get("sac", [])), taxes=tuple(option.get("taxes", [])),
    )  # fmt: skip


def _lots(option: Options, quantity: Decimal) -> tuple[Lot, ...]:
    return tuple(
        Lot(str(lot.get("number", f"LOT{index:03d}")), decimal_of(lot.get("quantity", quantity), "lots.quantity"),
            date.fromisoformat(lot["expires_on"]) if lot.get("expires_on") else None)
        for index, lot in enumerate(option.get("lots", []), start=1)
    )  # fmt: skip


def order_from(option: Options, today: date) -> Order:
    """An Order from JSON with `order_number`, `order_date`, `lines`, `ship_to`, `store`, `currency`."""
    lines = tuple(
        line_from(line, position) for position, line in enumerate(option.get("lines") or [], start=1)
    )
    return Order(str(option.get("order_number", "")), date_of(option.get("order_date"), today), lines,
                 option.get("ship_to") or {}, option.get("store") or {}, str(option.get("currency") or ""))  # fmt: skip


def product_pairs(product_ids: Sequence[tuple[str, str]]) -> Segment:
    """Product ids as the flat run of qualifier and code of PO1/IT1/LIN."""
    return [part for pair in product_ids for part in pair]


def party(entity: str, details: Options) -> list[Segment]:
    """N1 loop of a party: `name`, `qualifier`, `code`, `address`, `city`, `state`, `postal_code`, `country`."""
    if not details:
        return []
    code = str(details.get("code", ""))
    qualifier = str(details.get("qualifier", "92")) if code else ""
    result = [["N1", entity, str(details.get("name", "")), qualifier, code]]
    if details.get("address"):
        result.append(["N3", str(details["address"])])
    if details.get("city"):
        result.append(["N4", str(details["city"]), str(details.get("state", "")), str(details.get("postal_code", "")),
                       str(details.get("country", ""))])  # fmt: skip
    return result


def spread(quantity: Decimal, parts: int) -> list[Decimal]:
    """A quantity cut into up to `parts` shares that add up exactly; whole numbers stay whole."""
    if parts <= 1 or quantity < parts:
        return [quantity]
    share = (quantity / parts).quantize(Decimal(1), ROUND_FLOOR)
    return [share] * (parts - 1) + [quantity - share * (parts - 1)]
