"""The trace packet of a receipt: written once, with its event, beside the record that proves it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from audit import tracing
from audit.models import TracedGoods
from tests.factories import DocumentFactory, JournalLinkFactory, SendAttemptFactory

pytestmark = pytest.mark.django_db

TRACE: dict[str, Any] = {
    "quantity": "6", "lot": "L1", "expires_on": "2027-01-01", "produced_on": None, "origin": "IT", "serials": ["S1", "S2"],
    "package_ids": ["106141412345678915", "106141412345678908", "T9"],
    "weight": {"amount": "240.123456", "unit": "LB", "kind": "N"},
}  # fmt: skip
NOTHING: dict[str, Any] = {
    "quantity": None, "lot": "", "expires_on": None, "produced_on": None, "origin": "", "serials": [], "package_ids": [], "weight": None,
}  # fmt: skip


def part(trace: dict[str, Any], *lines: int) -> dict[str, Any]:
    return {
        "order_lines": lines or [10000],
        "item_number": "1000",
        "description": "Oil",
        "unit": "CA",
        "trace": trace,
    }


def attempt_of(**intent: Any) -> Any:
    return SendAttemptFactory(document=DocumentFactory(), intent={"order": "PO1001", **intent})


def test_every_part_is_a_row_that_names_the_receipt_and_an_event_says_so() -> None:
    attempt = attempt_of(traced=[part(TRACE), part(NOTHING, 10000, 20000)])
    link = JournalLinkFactory(document=attempt.document, attempt=attempt, number="PR1")
    JournalLinkFactory(document=attempt.document, attempt=attempt, kind="entry", number="1")
    assert tracing.record(attempt) == 2
    first, second = TracedGoods.objects.all()
    assert (first.link, first.document, first.order_number, first.order_lines) == (
        link,
        attempt.document,
        "PO1001",
        "10000",
    )
    assert (first.quantity, first.unit, first.lot, first.expires_on) == (
        Decimal(6),
        "CA",
        "L1",
        date(2027, 1, 1),
    )
    assert (first.package, first.outer_packages) == ("106141412345678915", "106141412345678908, T9")
    assert (first.origin, first.serials, first.weight, first.weight_unit) == (
        "IT",
        "S1, S2",
        Decimal("240.12346"),
        "LB",
    )
    assert (second.quantity, second.order_lines, second.package) == (None, "10000, 20000", "")
    assert [event.text for event in attempt.document.events.filter(action="traced")] == [
        "2 parts of posted purchase receipt PR1"
    ]


def test_it_is_written_once_and_only_for_what_was_to_be_received() -> None:
    attempt = attempt_of(traced=[part(TRACE)])
    assert (tracing.record(attempt), tracing.record(attempt)) == (1, 0)
    assert TracedGoods.objects.get().link is None
    assert tracing.record(attempt_of()) == 0
    assert TracedGoods.objects.count() == 1
