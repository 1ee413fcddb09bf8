"""Columns under header words."""

from __future__ import annotations

from edi.pdf.columns import assigned, columns_of
from edi.pdf.words import rows_of
from tests.edi.pdf.printed import COLUMNS, page


def test_a_header_is_known_by_its_words_in_four_languages() -> None:
    for header in (
        COLUMNS,
        [
            (20, "Artikel-Nr"),
            (100, "Bezeichnung"),
            (300, "Menge"),
            (340, "Einheit"),
            (400, "Einzelpreis"),
            (500, "Betrag"),
        ],
        [
            (20, "Référence"),
            (100, "Désignation"),
            (300, "Quantité"),
            (340, "Unité"),
            (400, "P.U. HT"),
            (500, "Montant HT"),
        ],
        [
            (20, "Artikel"),
            (100, "Omschrijving"),
            (300, "Aantal"),
            (340, "Eenheid"),
            (400, "Prijs"),
            (500, "Bedrag"),
        ],
    ):
        (row,) = rows_of(page(header))
        kinds = [column.kind for column in columns_of(row)]
        assert kinds == ["code", "description", "quantity", "unit", "price", "amount"], header


def test_a_header_of_two_rows_is_read_from_top_to_bottom() -> None:
    first, second = rows_of(
        page([(300, "Qty"), (400, "Unit"), (500, "Line")], [(20, "Item"), (400, "Price"), (500, "Total")])
    )
    assert columns_of(first) == ()
    assert [column.kind for column in columns_of(first, second)] == ["code", "quantity", "price", "amount"]


def test_other_rows_are_no_header() -> None:
    for row in rows_of(
        page([(20, "Total amount"), (300, "Price list")], [(20, "A100"), (300, "10"), (500, "12.50")])
    ):
        assert columns_of(row) == ()


def test_a_cell_belongs_to_the_column_it_stands_under_or_whose_edge_is_nearest() -> None:
    header, row = rows_of(
        page(
            COLUMNS,
            [
                (20, "A100"),
                (90, "A very long description of peeled tomatoes"),
                (310, "10"),
                (470, "1,125.00"),
            ],
        )
    )
    found = {kind: cells[0].text for kind, cells in assigned(row, columns_of(header)).items()}
    assert found["code"] == "A100"
    assert found["description"].startswith("A very long")
    assert found["amount"] == "1,125.00"


def test_values_of_two_narrow_columns_are_told_apart_by_their_places() -> None:
    header, row = rows_of(
        page(
            [(20, "Item"), (100, "Description"), (300, "Quantity"), (345, "Unit"), (400, "Price"), (500, "Amount")],
            [(20, "A100"), (100, "Tomatoes 10 kg"), (330, "10 CA"), (400, "2.50"), (500, "25.00")],
        )
    )  # fmt: skip
    assert "10 CA" in [cell.text for cell in row.cells]
    found = assigned(row, columns_of(header))
    assert {kind: [cell.text for cell in cells] for kind, cells in found.items()} == {
        "code": ["A100"],
        "description": ["Tomatoes 10 kg"],
        "quantity": ["10"],
        "unit": ["CA"],
        "price": ["2.50"],
        "amount": ["25.00"],
    }
