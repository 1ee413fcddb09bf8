"""Both balances of a remittance advice, with amounts after and before deductions."""

from __future__ import annotations

import pytest

from edi.documents import Adjustment
from edi.mapping.remittance_balance import balance
from tests.edi.mapping.records import d
from tests.edi.mapping.test_remittance_advice import advice, paid


def test_the_payment_is_its_documents_and_its_adjustments() -> None:
    document = advice(paid("A", "60"), paid("B", "-10"), total=d(55), adjustments=(Adjustment(d(5)),))
    whole = balance(document, gross=False)
    assert (whole.total, whole.net, whole.adjustments, whole.difference) == (d(55), d(50), d(5), d(0))
    assert balance(advice(paid("A", "60"), total=d("59.99")), gross=False).difference == d("-0.01")


@pytest.mark.parametrize(
    ("fields", "gross", "net", "difference"),
    [
        ({"paid": "98", "invoiced": d(100), "discount": d(2)}, False, "98", "0"),
        ({"paid": "95", "invoiced": d(100), "discount": d(2)}, False, "95", "-3"),
        ({"paid": "90", "invoiced": d(100), "adjustments": (Adjustment(d(-10)),)}, False, "90", "0"),
        ({"paid": "100", "invoiced": d(100), "adjustments": (Adjustment(d(-10)),)}, False, "100", "10"),
        ({"paid": "100", "invoiced": d(100), "adjustments": (Adjustment(d(-10)),)}, True, "90", "0"),
        ({"paid": "92", "invoiced": d(100), "adjusted": d(-8)}, False, "92", "0"),
        ({"paid": "92", "invoiced": d(100), "adjusted": d(8)}, False, "92", "0"),
        ({"paid": "92"}, False, "92", None),
    ],
)
def test_an_invoice_is_paid_less_discount_and_deductions(
    fields: dict, gross: bool, net: str, difference: str | None
) -> None:
    amount = fields.pop("paid")
    [line] = balance(advice(paid("A", amount, **fields)), gross=gross).lines
    fields["paid"] = amount
    assert (line.net, line.difference) == (d(net), None if difference is None else d(difference))
