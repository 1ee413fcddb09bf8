"""Dates as people print them."""

from __future__ import annotations

from datetime import date

import pytest

from edi.pdf.dates import days, is_date
from edi.pdf.labels import folded


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-14",
        "14.03.2026",
        "14/03/2026",
        "03/14/2026",
        "14. März 2026",
        "March 14, 2026",
        "14 mars 2026",
        "14-Mar-2026",
    ],
)
def test_a_date_that_means_one_day_is_read(text: str) -> None:
    assert days(folded(text)) == (date(2026, 3, 14),)


def test_a_date_that_means_two_days_is_not_guessed() -> None:
    assert days("03/04/2026") == (date(2026, 4, 3), date(2026, 3, 4))
    assert days("05/05/2026") == (date(2026, 5, 5),)


@pytest.mark.parametrize(
    "text", ["", "2026-13-01", "31.02.2026", "associee : 01/01/2022", "106018", "14 smarch 2026"]
)
def test_what_is_no_date_alone_is_none(text: str) -> None:
    assert days(text) == ()


def test_a_short_year_is_seen_as_a_date_and_not_read() -> None:
    assert is_date("14.03.26")
    assert days("14.03.26") == ()
    assert not is_date("inv-20417")
