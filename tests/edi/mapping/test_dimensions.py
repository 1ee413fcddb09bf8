"""Values of the partner dimension."""

from __future__ import annotations

import pytest

from edi.mapping.dimensions import format_partner_value, parse_partner_value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ACME", ("ZZ", "ACME")),
        ("zz:ACME", ("ZZ", "ACME")),
        ("01:123456789", ("01", "123456789")),
        (" 14 : 123456789 ", ("14", "123456789")),
        ("ZZ:AB:C", ("ZZ", "AB:C")),
        ("123456789012345", ("ZZ", "123456789012345")),
    ],
)
def test_a_value_names_an_interchange_id(value: str, expected: tuple[str, str]) -> None:
    assert parse_partner_value(value) == expected


def test_a_profile_may_override_the_qualifier_of_an_id_alone() -> None:
    assert parse_partner_value("123456789", "01") == ("01", "123456789")
    assert format_partner_value("01", "123456789", "01") == "123456789"
    assert format_partner_value("ZZ", "123456789", "01") == "ZZ:123456789"


@pytest.mark.parametrize(
    "value", ["", "  ", "ZZ:", "1234567890123456", "ZZ:1234567890123456", "ACME:EAST", ":ACME", "Z-:A"]
)
def test_what_cannot_be_an_interchange_id_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="partner id"):
        parse_partner_value(value)


@pytest.mark.parametrize("pair", [("ZZ", "ACME"), ("01", "123456789"), ("ZZ", "AB:C")])
def test_a_value_survives_writing_and_reading(pair: tuple[str, str]) -> None:
    assert parse_partner_value(format_partner_value(*pair)) == pair
