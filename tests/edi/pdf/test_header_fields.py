"""Fields in the head of an invoice."""

from __future__ import annotations

from edi.pdf.header_fields import currency_of, header_fields
from edi.pdf.words import rows_of
from tests.edi.pdf.printed import HEAD, page


def read(*rows: list[tuple[float, str]]) -> dict[str, tuple[str | None, float]]:
    return {
        field.path: (field.value, field.confidence) for field in header_fields(rows_of(page(*rows)), "text")
    }


def test_each_field_stands_beside_its_label() -> None:
    assert {path: value for path, (value, _) in read(*map(list, HEAD)).items()} == {
        "number": "INV-20417",
        "invoiced_on": "2026-03-14",
        "order_number": "PO-106018",
        "due_on": "2026-04-13",
        "currency": "USD",
    }


def test_german_and_french_labels() -> None:
    german = read(
        [(20, "Rechnungsnummer: R-770")],
        [(20, "Rechnungsdatum"), (200, "14. März 2026")],
        [(20, "Ihre Bestellung: B-90")],
    )
    assert {path: value for path, (value, _) in german.items()} == {
        "number": "R-770",
        "invoiced_on": "2026-03-14",
        "order_number": "B-90",
    }
    french = read(
        [(20, "Facture n° 2022089083")], [(20, "Date : 28/11/2022")], [(20, "N° bon de commande : PO19")]
    )
    assert [value for value, _ in french.values()] == ["2022089083", "2022-11-28", "PO19"]


def test_a_value_may_stand_below_its_label() -> None:
    found = read([(20, "Invoice No"), (200, "Invoice Date")], [(20, "INV-7"), (200, "2026-03-14")])
    assert found["number"] == ("INV-7", 1.0)
    assert found["invoiced_on"] == ("2026-03-14", 1.0)


def test_two_numbers_under_labels_of_the_same_rank_are_in_doubt() -> None:
    found = read([(20, "Invoice No: INV-7")], [(20, "Invoice No: INV-8")])
    assert found["number"][1] < 0.9


def test_a_label_of_its_own_wins_over_a_general_one() -> None:
    found = read([(20, "Date: 2026-03-20")], [(20, "Invoice Date: 2026-03-14")])
    assert found["invoiced_on"] == ("2026-03-14", 1.0)


def test_another_invoice_and_its_date_are_not_this_one() -> None:
    found = read([(20, "Date de facture associée : 01/01/2022")], [(20, "Facture associée : F-3")])
    assert "invoiced_on" not in found
    assert "number" not in found


def test_what_stands_near_a_title_is_not_its_number() -> None:
    assert "number" not in read([(20, "INVOICE"), (200, "GB123456789")], [(20, "4711 Harbour Road")])
    assert read([(20, "Invoice 2 of 3")])["number"][0] is None
    assert read([(20, "Invoice 20417")])["number"] == ("20417", 1.0)
    assert read([(20, "Invoice:"), (200, "20417")])["number"] == ("20417", 1.0)


def test_another_date_is_not_the_invoices() -> None:
    for other in ("Delivery date: 2026-03-01", "Date of order: 2026-03-01", "Order date 2026-03-01"):
        assert "invoiced_on" not in read([(20, other)])
    assert "invoiced_on" not in read([(20, "Date of order:"), (200, "2026-03-01")])


def test_a_number_that_may_go_on_has_no_value() -> None:
    for text in ("2026 0417", "INV-7 B", "7", "X" * 31 + "1"):
        assert read([(20, f"Invoice No: {text}")])["number"][0] is None, text
    for text in ("471102 vom 05.06.2018", "471102 - Page 1/1", "471102, 14 March 2026"):
        assert read([(20, f"Rechnung Nr. {text}")])["number"][0] == "471102", text


def test_an_ambiguous_date_is_seen_and_has_no_value() -> None:
    (field,) = header_fields(rows_of(page([(20, "Invoice Date: 03/04/2026")])), "text")
    assert (field.text, field.value) == ("03/04/2026", None)


def test_a_dollar_sign_says_that_there_is_a_currency_not_which() -> None:
    (row,) = rows_of(page([(20, "Total $12.00")]))
    field = currency_of(row.words, "text")
    assert field is not None
    assert field.value is None
    (row,) = rows_of(page([(20, "Total 12.00 €")]))
    field = currency_of(row.words, "text")
    assert field is not None
    assert field.value == "EUR"
