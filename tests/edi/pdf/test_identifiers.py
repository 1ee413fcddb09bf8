"""By what a page names companies."""

from __future__ import annotations

from edi.pdf.identifiers import identifiers
from edi.pdf.words import rows_of
from tests.edi.pdf.printed import page


def test_numbers_of_companies_are_found_with_their_schemes() -> None:
    rows = rows_of(
        page(
            [(20, "Northwind Cans Ltd"), (300, "VAT ID: GB 123 4567 89")],
            [(20, "IBAN: DE02 1203 0000 0000 2020 51"), (300, "INVOICE")],
            [(20, "Steuernummer: 201/113/40209"), (300, "GLN: 4000001123452")],
        )
    )
    found = identifiers(rows, rows[:2])
    assert ("VAT", "GB123456789") in found
    assert ("IBAN", "DE02120300000000202051") in found
    assert ("TAX", "201/113/40209") in found
    assert ("GLN", "4000001123452") in found
    assert [name for scheme, name in found if scheme == "pdf"] == ["Northwind Cans Ltd"]


def test_an_iban_with_a_wrong_digit_is_none() -> None:
    found = identifiers(rows_of(page([(20, "IBAN: DE02 1203 0000 0000 2020 52")])), ())
    assert [scheme for scheme, _ in found if scheme == "IBAN"] == []
