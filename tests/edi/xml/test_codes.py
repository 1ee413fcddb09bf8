"""Codes of others in the words of X12: what is not known is never read as something else."""

from __future__ import annotations

import pytest

from edi.documents import ProductId
from edi.mapping.units import unit_of_international
from edi.xml import codes


@pytest.mark.parametrize(
    ("said", "unit"),
    [("CS", "CA"), ("C62", "EA"), ("LBR", "LB"), ("", ""), ("MTQ", "UNECE:MTQ"), ("kgm", "KG")],
)
def test_units_are_said_as_in_x12_or_kept_apart(said: str, unit: str) -> None:
    assert unit_of_international(said) == unit


def test_no_unit_of_un_ece_is_read_as_the_x12_unit_of_the_same_letters() -> None:
    for said in ("CA", "PL", "KG", "CR", "GM", "ME"):
        assert unit_of_international(said) != said


@pytest.mark.parametrize(
    ("code", "scheme", "found"),
    [
        ("4012345001235", "0160", ProductId("EN", "4012345001235")),
        ("012345678905", "", ProductId("UP", "012345678905")),
        ("00012345678905", "GTIN", ProductId("UK", "00012345678905")),
        ("12345", "0160", ProductId("ZZ", "12345")),
        ("4012345001235", "0112", ProductId("ZZ", "4012345001235")),
    ],
)
def test_standard_codes_are_told_by_scheme_and_length(code: str, scheme: str, found: ProductId) -> None:
    assert codes.standard_id(code, scheme) == found


def test_schemes_charges_and_taxes_have_names() -> None:
    assert [codes.scheme(code) for code in ("0088", "0060", "VA", "EM", "")] == [
        "GLN",
        "DUNS",
        "VAT",
        "EM",
        "",
    ]
    assert codes.party_code((("EM", "a@b"), ("GLN", "40"), ("DUNS", "1"))) == ("UL", "40")
    assert codes.party_code((("EM", "a@b"),)) == ("", "")
    assert [codes.charge_code(code) for code in ("FC", "95", "ABL")] == ["D240", "C310", "ABL"]
    assert [codes.tax_code(name) for name in ("VAT", "vat", "CA")] == ["VA", "VA", ""]
