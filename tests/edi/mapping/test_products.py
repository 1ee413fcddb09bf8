"""Booking rule 3.4: what a product code means."""

from __future__ import annotations

import pytest

from edi.documents import ProductId
from edi.mapping.lookups import Lookups, gtin14, normalise_code
from edi.mapping.products import resolve
from tests.edi.mapping.records import code, vn

UPC = "012345678905"
CASE_GTIN = "10012345678902"


def means(codes: dict[str, tuple], *ids: ProductId, on_order: tuple[str, ...] = ()):
    return resolve(ids, on_order, Lookups(codes=codes))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (UPC, "00012345678905"),
        ("4006381333931", "04006381333931"),
        (CASE_GTIN, CASE_GTIN),
        ("012345678904", None),
        ("12345678905", None),
        ("000000000000", None),
        ("01234567890x", None),
        ("٠١٢٣٤٥٦٧٨٩٠٥", None),
    ],
)
def test_a_gtin_is_twelve_to_fourteen_digits_with_the_right_check_digit(
    written: str, expected: str | None
) -> None:
    assert gtin14(written) == expected


@pytest.mark.parametrize(
    ("qualifier", "written", "key"),
    [
        ("UP", "0 12345 67890 5", "00012345678905"),
        ("UI", "01234567890", "00012345678905"),
        ("EN", "0012345678905", "00012345678905"),
        ("VN", " ab-1  x ", "AB-1 X"),
        ("VN", UPC, "00012345678905"),
        ("UP", "012345678904", "012345678904"),
    ],
)
def test_codes_are_compared_in_one_form(qualifier: str, written: str, key: str) -> None:
    assert normalise_code(qualifier, written) == key


@pytest.mark.parametrize("qualifier", ["UP", "UK", "EN", "UA", "VN"])
@pytest.mark.parametrize("written", [UPC, "0" + UPC, "00" + UPC])
def test_a_gtin_matches_at_every_length_and_under_every_key_it_is_kept_by(
    qualifier: str, written: str
) -> None:
    for key in ("00012345678905", "0012345678905", UPC):
        resolution = means({key: (code("1000", "gtin"),)}, ProductId(qualifier, written))
        assert resolution.item_number == "1000"


def test_two_suppliers_sharing_a_code_are_told_apart_by_the_order() -> None:
    shared = {"77": (code("1000"), code("2000"))}
    assert means(shared, ProductId("VN", "77"), on_order=("1000",)).item_number == "1000"
    assert means(shared, ProductId("VN", "77"), on_order=("2000", "3000")).item_number == "2000"


def test_a_code_of_two_items_outside_the_order_is_ambiguous_and_names_both() -> None:
    shared = {"77": (code("1000", item_name="Apples"), code("2000", item_name="Pears"))}
    for on_order in ((), ("1000", "2000"), ("3000",)):
        resolution = means(shared, ProductId("VN", "77"), on_order=on_order)
        assert resolution.item_number == ""
        assert resolution.candidates == ("1000", "2000")
        assert resolution.problem is not None
        assert resolution.problem.code == "item_ambiguous"
        assert "1000 (Apples)" in resolution.problem.text
        assert "2000 (Pears)" in resolution.problem.text


def test_one_item_with_two_codes_is_found_by_each() -> None:
    codes = {"A1": (code("1000"),), "A2": (code("1000", "local", is_local=True),)}
    assert means(codes, ProductId("VN", "A1")).item_number == "1000"
    assert means(codes, ProductId("VP", "a2")).item_number == "1000"


def test_a_local_mapping_of_this_partner_comes_before_the_order() -> None:
    codes = {"A1": (code("1000"), code("2000", "local", is_local=True, row="ItemMapping 9"))}
    resolution = means(codes, ProductId("VN", "A1"), on_order=("1000",))
    assert resolution.item_number == "2000"
    assert resolution.used is not None
    assert (resolution.used.source, resolution.used.row, resolution.used.value) == (
        "local",
        "ItemMapping 9",
        "VN A1",
    )


@pytest.mark.parametrize("qualifier", ["VN", "IN", "UP"])
def test_a_local_mapping_of_the_whole_connection_counts_as_any_other_code(qualifier: str) -> None:
    codes = {"A1": (code("1000", "local"), code("2000"))}
    assert means(codes, ProductId(qualifier, "A1"), on_order=("1000",)).item_number == "1000"
    on_other = means(codes, ProductId("VN", "A1"), on_order=("2000",))
    assert on_other.item_number == "2000"


def test_the_order_comes_before_all_of_nav() -> None:
    codes = {"A1": (code("1000", "item_number"), code("2000"))}
    assert means(codes, ProductId("VN", "A1"), on_order=("1000",)).item_number == "1000"


def test_an_item_outside_the_order_is_found_when_nothing_on_it_matches() -> None:
    assert means({"A1": (code("2000"),)}, ProductId("VN", "A1"), on_order=("1000",)).item_number == "2000"


@pytest.mark.parametrize("qualifier", ["IN", "BP", "SK"])
def test_our_own_number_is_no_suppliers_code(qualifier: str) -> None:
    codes = {"1000": (code("2000", "nav_dimension"), code("1000", "item_number"))}
    assert means(codes, ProductId(qualifier, "1000")).item_number == "1000"


def test_a_short_upc_matches_no_item_number() -> None:
    codes = {"1000": (code("1000", "item_number"),)}
    resolution = means(codes, ProductId("UP", "1000"))
    assert resolution.problem is not None
    assert resolution.problem.code == "item_unknown"
    assert "UP 1000 is no GTIN" in resolution.problem.text


def test_several_codes_of_a_line_narrow_each_other() -> None:
    codes = {"77": (code("1000"), code("2000")), "00012345678905": (code("2000", "gtin"),)}
    resolution = means(codes, ProductId("VN", "77"), ProductId("UP", UPC))
    assert resolution.item_number == "2000"


def test_codes_that_contradict_each_other_are_ambiguous() -> None:
    codes = {"A1": (code("1000"),), "00012345678905": (code("2000", "gtin"),)}
    resolution = means(codes, ProductId("VN", "A1"), ProductId("UP", UPC))
    assert resolution.problem is not None
    assert resolution.problem.code == "item_ambiguous"
    assert resolution.candidates == ("1000", "2000")


def test_unknown_names_every_code_that_was_tried() -> None:
    resolution = means({}, ProductId("VN", "X9"), ProductId("UP", UPC), ProductId("LT", "LOT5"))
    assert resolution.problem is not None
    assert resolution.problem.code == "item_unknown"
    assert "VN X9, UP 012345678905" in resolution.problem.text
    assert "LOT5" not in resolution.problem.text


def test_a_lot_number_is_no_product_code() -> None:
    codes = {"A1": (code("1000"),)}
    resolution = means(codes, ProductId("LT", "A1"))
    assert resolution.problem is not None
    assert resolution.problem.code == "item_unknown"


def test_a_blocked_item_is_named_and_not_booked() -> None:
    resolution = resolve(
        vn("A1"), (), Lookups(codes={"A1": (code("1000", is_blocked=True),)}), place="line 3"
    )
    assert resolution.item_number == ""
    assert resolution.problem is not None
    assert (resolution.problem.code, resolution.problem.place) == ("item_blocked", "line 3")
    assert "1000" in resolution.problem.text


def test_an_item_known_by_code_and_by_gtin_counts_once() -> None:
    codes = {"00012345678905": (code("1000", "gtin"), code("1000", "nav_dimension"))}
    resolution = means(codes, ProductId("UP", UPC))
    assert resolution.item_number == "1000"
    assert resolution.used is not None
    assert resolution.used.source == "nav_dimension"
