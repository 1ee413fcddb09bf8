"""What may be booked as read, and what waits for a person."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from edi.pdf.fields import Field, confirmed
from edi.pdf.judging import Prior, fields_of, name_of, unconfirmed

CODE = Field("$.lines[0].product_ids[0].code", "A100", "A100", confidence=0.99, source="ocr")
PRICE = Field("$.lines[0].price", "12.50", "12.50", confidence=0.99, source="ocr", proven=True)
UNIT = Field("$.lines[0].unit", "CA", "CA", confidence=0.99, source="ocr")
ORDER = Field("$.order_number", "PO-1", "PO-1", confidence=0.99, source="ocr")
CURRENCY = Field("$.currency", "USD", "USD", confidence=0.99, source="ocr")
LINE = [CODE, PRICE, UNIT]
PRIOR = Prior("USD", {"A100": frozenset({Decimal("12.5")})}, {"A100": frozenset({"CA"})})


def waiting(fields: list[Field], prior: Prior | None = None) -> list[str]:
    return [problem.place for problem in unconfirmed(fields, prior)]


def test_the_order_vouches_for_item_codes_units_and_currency() -> None:
    assert waiting([*LINE, CURRENCY]) == [CODE.path, UNIT.path, CURRENCY.path]
    assert waiting([*LINE, CURRENCY], PRIOR) == []


def test_nothing_vouches_for_the_order_number_of_a_scan() -> None:
    # the order of another week holds the same items at the same prices
    assert waiting([*LINE, ORDER], PRIOR) == [ORDER.path]


@pytest.mark.parametrize("other", ["A10O", "A180", "A1000", "A10"])
def test_a_code_that_may_be_a_misread_other_one_of_the_order_waits(other: str) -> None:
    same_price = replace(PRIOR, prices={**PRIOR.prices, other: PRIOR.prices["A100"]})
    assert waiting(LINE, same_price) == [CODE.path, UNIT.path]
    other_price = replace(PRIOR, prices={**PRIOR.prices, other: frozenset({Decimal("9.00")})})
    assert waiting(LINE, other_price) == []


def test_a_misread_code_is_not_vouched_for() -> None:
    misread = replace(CODE, value="A10O")
    assert waiting([misread, PRICE, UNIT], PRIOR) == [CODE.path, UNIT.path]


def test_another_items_code_is_refuted_by_its_price() -> None:
    both = replace(PRIOR, prices={"A100": frozenset({Decimal("9.00")})})
    assert CODE.path in waiting(LINE, both)


def test_invoice_number_and_dates_of_a_scan_are_a_persons_to_confirm() -> None:
    number = Field("$.number", "INV-7", "INV-7", confidence=1.0, source="ocr")
    assert waiting([number], PRIOR) == ["$.number"]
    assert waiting([confirmed(number, "INV-7")]) == []
    assert waiting([replace(number, source="text")]) == []


def test_amounts_want_proof_whatever_they_were_read_from() -> None:
    assert waiting([replace(PRICE, source="text", proven=False)]) == [PRICE.path]
    assert waiting([replace(PRICE, confidence=0.7)]) == [PRICE.path]


def test_a_unit_waits_with_its_quantity_until_the_order_or_a_person_says_it() -> None:
    unit = Field("$.lines[0].unit", "CA", "CA", confidence=1.0)
    unread = Field("$.lines[0].quantity")
    assert waiting([unread, unit]) == [unread.path, unit.path]
    assert waiting([replace(unread, text="10", value="10", confidence=1.0, proven=True), unit]) == []
    assert waiting([unread, CODE, PRICE, unit], PRIOR) == [unread.path]
    assert waiting([unread, confirmed(unit, "CA")]) == [unread.path]


def test_a_dollar_sign_means_our_currency_only_where_that_is_a_dollar() -> None:
    sign = Field("$.currency", "$", None, confidence=1.0)
    assert waiting([sign], Prior("CAD")) == []
    assert waiting([sign], Prior("EUR")) == waiting([sign]) == ["$.currency"]


@pytest.mark.parametrize(
    ("field", "why"),
    [
        (Field("$.number"), "Invoice number: not found on the page."),
        (
            Field("$.invoiced_on", "03/04/2026", None, confidence=1.0),
            "'03/04/2026' does not say one value for certain",
        ),
        (Field("$.total", "12.00", "12.00", confidence=1.0), "the sums of the invoice do not prove it"),
        (Field("$.order_number", "PO-1", "PO-1", confidence=0.5), "with doubt (50%)"),
        (CODE, "Line 1, item code: 'A100' was recognised on a scan"),
    ],
)
def test_each_says_what_was_read_and_why_that_is_not_enough(field: Field, why: str) -> None:
    (problem,) = unconfirmed([field])
    assert problem.code == "fields_unconfirmed"
    assert why in problem.text


def test_fields_are_named_as_people_call_them() -> None:
    assert [name_of(path) for path in ("$.lines[2].price", "$.taxes[0].amount", "$.terms.net_due_on")] == [
        "line 3, price",
        "tax 1",
        "due date",
    ]


def test_fields_come_from_what_json_kept() -> None:
    assert fields_of({"source": "pdf", "fields": [CODE.plain()]}) == (CODE,)
    assert fields_of(None) == ()
