"""What an 824 says of a refused document: the person's reason, and nothing of ours."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from edi.advices import ApplicationAdvice, ApplicationError
from edi.mapping.application_advice import advise, is_told


def advice(**fields: Any) -> ApplicationAdvice:
    given: dict[str, Any] = {
        "kind": "810",
        "refused": "INV-1",
        "control": ("101", "0001"),
        "cause": "amount_differs",
        "reason": "NOT THE AGREED PRICE",
    }
    return advise("ADV1", date(2026, 3, 11), **{**given, **fields})


def test_the_document_is_named_as_it_came() -> None:
    [one] = advice().sets
    assert (one.status, one.qualifier, one.number) == ("TR", "IV", "INV-1")
    assert (one.group_number, one.set_number, one.set_code) == ("101", "0001", "810")
    [notice] = advice(kind="856", refused="S-1").sets
    assert notice.qualifier == "SI"


@pytest.mark.parametrize(
    ("cause", "code"),
    [("amount_differs", "011"), ("totals_differ", "010"), ("number_reused", "DUP"), ("period_closed", "024")],
)
def test_our_cause_has_a_code_of_theirs(cause: str, code: str) -> None:
    assert advice(cause=cause).sets[0].errors == (ApplicationError(code, "NOT THE AGREED PRICE"),)


def test_control_numbers_that_no_824_can_carry_are_left_out() -> None:
    [one] = advice(control=("A1", "1")).sets
    assert (one.group_number, one.set_number) == ("", "")


def test_only_invoices_and_notices_are_refused_by_824() -> None:
    assert [kind for kind in ("810", "856", "820", "855", "997") if is_told(kind)] == ["810", "856"]
