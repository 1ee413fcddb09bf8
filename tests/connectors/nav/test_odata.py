"""OData literals, enum names and null values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.nav import odata


@pytest.mark.parametrize(
    ("caption", "wire"),
    [
        ("In Review", "In_x0020_Review"),
        ("", "_x0020_"),
        ("G/L Account", "G_x002F_L_x0020_Account"),
        ("Credit Memo", "Credit_x0020_Memo"),
        ("Non-Inventory", "Non_x002D_Inventory"),
        ("Positive Adjmt.", "Positive_x0020_Adjmt_x002E_"),
        ("Charge (Item)", "Charge_x0020__x0028_Item_x0029_"),
        ("Item", "Item"),
    ],
)
def test_enum_names_are_encoded_as_business_central_does(caption: str, wire: str) -> None:
    assert odata.encode_enum(caption) == wire
    assert odata.decode_enum(wire) == caption


def test_plain_captions_of_old_schema_versions_pass() -> None:
    assert odata.decode_enum("In Review") == "In Review"
    assert odata.decode_enum(" ") == odata.decode_enum(None) == ""


@given(
    st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=("Cs",)), min_size=1).filter(
        lambda s: "_" not in s
    )
)
def test_encoding_is_undone_by_decoding(caption: str) -> None:
    assert odata.decode_enum(odata.encode_enum(caption)) == caption.strip()


def test_quotes_are_doubled_in_literals_and_keys() -> None:
    assert odata.text("O'Neil's") == "'O''Neil''s'"
    assert odata.key_text("CRONUS USA, Inc. 'x'/y") == "'CRONUS%20USA%2C%20Inc.%20%27%27x%27%27%2Fy'"


@pytest.mark.parametrize("value", ["", "1", "x)/vendors(", "5587330e-995c-a6f3-b9e9-d35f17a7be3"])
def test_what_is_no_guid_never_gets_into_a_path(value: str) -> None:
    with pytest.raises(ValueError, match="no NAV id"):
        odata.guid(value)


def test_times_are_utc_with_milliseconds() -> None:
    moment = datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    assert odata.instant(moment) == "2026-01-31T10:00:00.123Z"
    with pytest.raises(ValueError, match="zone"):
        odata.instant(datetime(2026, 1, 31))  # noqa: DTZ001


@pytest.mark.parametrize("value", ["0001-01-01", "", None])
def test_navs_null_date_is_none(value: str | None) -> None:
    assert odata.to_date(value) is None
    assert odata.to_instant(f"{value}T00:00:00Z" if value else value) is None


def test_dates_and_times_are_read() -> None:
    assert odata.to_date("2026-01-31") == date(2026, 1, 31)
    assert odata.to_instant("2026-01-31T10:00:00.1234567Z") == datetime(
        2026, 1, 31, 10, 0, 0, 123456, tzinfo=UTC
    )
    with pytest.raises(ValueError):
        odata.to_date("31/01/2026")


@pytest.mark.parametrize(
    ("value", "number"),
    [(None, 0), ("", 0), (3, 3), (Decimal("1.50"), Decimal("1.5")), ("2.5", Decimal("2.5"))],
)
def test_numbers_are_decimals(value: Any, number: Decimal) -> None:
    assert odata.to_decimal(value) == number


@pytest.mark.parametrize("value", [True, 0.1, "x", [], {}, "NaN", Decimal("Infinity")])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="no number"):
        odata.to_decimal(value)


def test_the_blank_guid_is_no_id() -> None:
    assert odata.to_id(odata.NO_ID) == odata.to_id(None) == ""
