"""Scans, recognised for real: no wrong value is accepted, and at 200 dpi and better, straight, all values are read."""

from __future__ import annotations

from typing import Any

import pytest

from edi.pdf import invoice, judging, reading, recognition
from edi.pdf.rendering import Renderer
from edi.pdf.words import Page
from tests.edi.pdf.printed import COLUMNS, HEAD, INVOICE, LINES, SUMS, Look, page, pdf, scan

pytestmark = pytest.mark.skipif(
    not recognition.is_installed(),
    reason="the packages of requirements-ocr.txt are not installed (make setup OCR=yes)",
)
TRUTH = {field.path: field.value for field in invoice.extract([page(*INVOICE)]).fields}
STRAIGHT = [Look(200), Look(300)]
OTHERS = [
    Look(150),
    Look(200, angle=1.2, noise=10),
    Look(150, angle=-2.5, noise=18, blur=0.8, quality=35),
    Look(90, noise=25, blur=0.9, quality=25),
]


@pytest.fixture(scope="module")
def recognizer() -> recognition.Recognizer:
    return recognition.Recognizer()


def recognised(recognizer: recognition.Recognizer, look: Look, *rows: Any) -> Page:
    return recognizer.page(Renderer(scan(pdf(*(rows or INVOICE)), look)), 1)


def accepted(page: Page) -> dict[str, str | None]:
    """The values that would be booked without a person, the order vouching for what it holds."""
    found = invoice.extract([page])
    prior = judging.Prior("USD", *_of_order())
    waiting = {problem.place for problem in judging.unconfirmed(found.fields, prior)}
    return {field.path: field.value for field in found.fields if field.path not in waiting}


def _of_order() -> tuple[dict[str, Any], dict[str, Any]]:
    from decimal import Decimal

    prices = {"A100": frozenset({Decimal("12.50")}), "B200": frozenset({Decimal("20.25")})}
    return prices, dict.fromkeys(prices, frozenset({"CA"}))


@pytest.mark.parametrize("look", STRAIGHT, ids=str)
def test_a_straight_scan_is_read_whole(look: Look, recognizer: recognition.Recognizer) -> None:
    page = recognised(recognizer, look)
    assert {field.path: field.value for field in invoice.extract([page]).fields} == TRUTH
    by_itself = accepted(page)
    assert set(TRUTH) - set(by_itself) == {
        "$.number",
        "$.invoiced_on",
        "$.order_number",
        "$.terms.net_due_on",
    }


@pytest.mark.parametrize("look", OTHERS, ids=str)
def test_no_wrong_value_is_accepted_from_a_bad_scan(look: Look, recognizer: recognition.Recognizer) -> None:
    wrong = {
        path: value
        for path, value in accepted(recognised(recognizer, look)).items()
        if TRUTH.get(path) != value
    }
    assert wrong == {}


def test_a_turned_scan_is_set_straight_and_says_so(recognizer: recognition.Recognizer) -> None:
    found = recognised(recognizer, Look(120, angle=2.0), *HEAD, COLUMNS, *LINES[:1], SUMS[-1])
    assert found.source == "ocr"
    assert found.angle == pytest.approx(-2.0, abs=0.3)
    assert all(0 <= word.confidence <= 1 for word in found.words)


def test_a_scan_goes_through_the_front_door() -> None:
    part = reading.read_pdf(scan(pdf(*HEAD, COLUMNS, *LINES[:1], SUMS[-1]), Look(150))).sets[0]
    assert part.code == "810"
    assert part.problems[0].code == "fields_unconfirmed"
    assert part.field_places
    assert {field["source"] for field in part.field_places["fields"]} == {"ocr"}
