"""What a partner's documents may differ from NAV before a person is asked (booking rule 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from edi.mapping.amounts import HUNDRED, ZERO
from edi.mapping.lookups import Lookups
from edi.mapping.units import kind_of
from edi.nav_records import OrderLine


@dataclass(frozen=True)
class Tolerances:
    """Differences that pass. `line` and `total` are money, their percents of what NAV would post: a difference passes that is
    within either. The quantity percents are of the ordered quantity of a line: `weight_percent` where it is in a unit of
    weight (catch weight), `quantity_percent` otherwise."""

    line: Decimal = ZERO
    total: Decimal = ZERO
    line_percent: Decimal = ZERO
    total_percent: Decimal = ZERO
    quantity_percent: Decimal = ZERO
    weight_percent: Decimal = ZERO

    def of_line(self, expected: Decimal) -> Decimal:
        """Return the money that a line of this amount in NAV may differ."""
        return max(self.line, abs(expected) * self.line_percent / HUNDRED)

    def of_total(self, expected: Decimal) -> Decimal:
        """Return the money that a document of this total in NAV may differ."""
        return max(self.total, abs(expected) * self.total_percent / HUNDRED)

    def spare(self, line: OrderLine, lookups: Lookups) -> Decimal:
        """Return the quantity beyond the ordered one that is let pass, in the line's unit."""
        is_weight = kind_of(line.unit, lookups) == "weight"
        return line.quantity * (self.weight_percent if is_weight else self.quantity_percent) / HUNDRED
