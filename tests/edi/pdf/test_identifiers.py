"""By what a page names companies."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    ("printed", "vat"),
    [("VAT ID: US123456789", "US123456789"), ("VAT Reg. No: AU 123 456 789", "AU123456789"), ("TVA: FR12345678901", "FR12345678901")],
)  # fmt: skip
def test_a_vat_number_behind_its_label_counts_whatever_the_country(printed: str, vat: str) -> None:
    found = identifiers(rows_of(page([(20, printed)])), ())
    assert found == (("VAT", vat),)


def test_what_is_another_on_each_document_names_nobody() -> None:
    rows = rows_of(
        page(
            [(20, "Evergreen Bakery"), (300, "INVOICE")],
            [(20, "Invoice date:"), (150, "28 November 2026")],
            [(20, "Invoice number"), (150, "Number INV-PDF-7")],
            [(20, "28 November 2026"), (200, "Erie, 28 November 2026")],
            [(20, "INVOICE-20417"), (200, "USD 563.40"), (300, "Total due USD 563.40")],
            [(20, "Port City Foods"), (300, "Page 1 of 2")],
            [(20, "128 Market Street, Erie, US"), (300, "Credit memo")],
        )
    )
    names = [name for _, name in identifiers(rows, rows)]
    assert names == ["Evergreen Bakery", "Port City Foods", "128 Market Street, Erie, US"]
