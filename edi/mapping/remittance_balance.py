"""The two balances of a remittance advice: of the whole payment, and of each paid document (x12 reference 4.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from edi.documents import Adjustment, RemittanceAdvice, RemittanceLine
from edi.mapping.amounts import ZERO


@dataclass(frozen=True)
class LineBalance:
    """One RMR: `due` is RMR05 - RMR06 + the ADX under it, `net` what of the payment is for it. `difference` is net - due, None
    where the invoice amount is not said."""

    line: RemittanceLine
    adjusted: Decimal
    due: Decimal | None
    net: Decimal
    difference: Decimal | None


@dataclass(frozen=True)
class Balance:
    """The whole payment: `total` (BPR02) against the sum of what the documents and the ADX of no document make."""

    total: Decimal
    net: Decimal
    adjustments: Decimal
    lines: tuple[LineBalance, ...]

    @property
    def difference(self) -> Decimal:
        """What of the total is accounted for by nothing; negative where the parts are more."""
        return self.total - self.net - self.adjustments


def balance(advice: RemittanceAdvice, *, gross: bool) -> Balance:
    """Both balances of an advice. `gross`: this payer's RMR04 is before the ADX under it, which still come off."""
    lines = tuple(_line(line, gross=gross) for line in advice.lines)
    return Balance(
        total=advice.total,
        net=sum((line.net for line in lines), ZERO),
        adjustments=_sum(advice.adjustments),
        lines=lines,
    )


def _line(line: RemittanceLine, *, gross: bool) -> LineBalance:
    adjusted = _sum(line.adjustments)
    net = (line.paid or ZERO) + (adjusted if gross else ZERO)
    if line.invoiced is None or line.paid is None:
        return LineBalance(line, adjusted, None, net, None)
    due = line.invoiced - (line.discount or ZERO) + adjusted
    within = line.adjusted or ZERO
    # RMR08 is signed either way by those who use it
    for fitting in (due, due + within, due - within):
        if net == fitting:
            return LineBalance(line, adjusted, fitting, net, ZERO)
    return LineBalance(line, adjusted, due, net, net - due)


def _sum(adjustments: Sequence[Adjustment]) -> Decimal:
    return sum((item.amount for item in adjustments), ZERO)
