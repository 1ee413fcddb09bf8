"""The GS1 check digit and the forms in which an SSCC arrives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.x12.sscc import check_digit, normalise_sscc


@pytest.mark.parametrize(
    ("digits", "digit"), [("10614141234567890", "8"), ("629104150021", "3"), ("0061414100041", "8")]
)
def test_known_check_digits(digits: str, digit: str) -> None:
    assert check_digit(digits) == digit


@given(st.text("0123456789", min_size=17, max_size=17))
def test_an_sscc_reads_the_same_in_every_form(digits: str) -> None:
    number = digits + check_digit(digits)
    for form in (number, f"00{number}", f"(00){number}", f"00 {number[:9]} {number[9:]}"):
        assert normalise_sscc(form) == (number, "")


@pytest.mark.parametrize("text", ["1234", "A06141412345678908", "99106141412345678908", "10614141234567890"])
def test_what_is_no_sscc_is_kept_and_named(text: str) -> None:
    number, fault = normalise_sscc(text)
    assert number == text
    assert text in fault
