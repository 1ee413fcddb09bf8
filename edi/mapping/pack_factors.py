"""How a quantity in one unit of an item becomes one in another: NAV's Item Units of Measure (a case of 12), exactly or not."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

from edi.mapping.amounts import plain
from edi.mapping.lookups import Lookups
from edi.mapping.units import nav_units, same_unit
from edi.problems import Problem

QUANTITY_DECIMALS = 5  # NAV keeps quantities, and factors, with five decimals
_STEP = Decimal(1).scaleb(-QUANTITY_DECIMALS)
# above this 1/n and 1/(n+1) no longer differ in five decimals
_MOST_PER_BASE = 300

Factors = Mapping[str, Decimal]
"""NAV unit code → base units in one of it, for one item; the base unit itself is 1."""


def ratio(x12_code: str, line_unit: str, item_number: str, lookups: Lookups) -> Fraction | None:
    """Return how many of an order line's unit one of a document's unit is: 12 for CA on a line in EACH, 1 for the same unit;
    None where nothing says so, or where the code may mean units of different size."""
    if same_unit(x12_code, line_unit, lookups):
        return Fraction(1)
    factors = lookups.factors.get(item_number, {})
    if line_unit not in factors:
        return None
    sizes = {_exact(factors[unit]) for unit in nav_units(x12_code, lookups) if unit in factors}
    return sizes.pop() / _exact(factors[line_unit]) if len(sizes) == 1 else None


def in_nav_decimals(quantity: Fraction) -> Decimal | None:
    """Return a quantity as NAV can hold it, None where five decimals do not hold it exactly."""
    steps = quantity * 10**QUANTITY_DECIMALS
    return nearest(quantity) if steps.denominator == 1 else None


def nearest(quantity: Fraction) -> Decimal:
    """Return a quantity rounded half up to five decimals."""
    steps = floor(quantity * 10**QUANTITY_DECIMALS + Fraction(1, 2))
    return Decimal(plain(Decimal(f"{steps}E-{QUANTITY_DECIMALS}")))


def inexact(quantity: str, converted: Fraction, line_unit: str, item_number: str, place: str) -> Problem:
    """Return unit_unmapped for a quantity that has no exact counterpart in the order line's unit."""
    text = (
        f"{quantity} of item {item_number} are about {plain(nearest(converted))} {line_unit}, which NAV's"
        f" {QUANTITY_DECIMALS} decimals do not hold exactly. Correct quantity and unit in the document, or change the order's"
        " unit, then replay."
    )
    return Problem("unit_unmapped", text, place)


def _exact(factor: Decimal) -> Fraction:
    """Return what a factor means: NAV's 0.08333 of a case is one in twelve, rounded to its five decimals."""
    if 0 < factor < 1:
        whole = round(1 / factor)
        if whole <= _MOST_PER_BASE and (1 / Decimal(whole)).quantize(_STEP, ROUND_HALF_UP) == factor:
            return Fraction(1, whole)
    return Fraction(factor)
