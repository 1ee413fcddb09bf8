"""A receipt by the journal route: every call with every fault ends in one set of G/L entries (booking rules 1.6, 4.5)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit.models import Document
from tests.stories.faults.world import (
    FAULTS,
    Fault,
    FaultWorld,
    assert_linked_without_help,
    cases,
)
from tests.stories.world import JsonObject, quarantined

GOODS, ACCRUAL = "50100", "20300"
CALLS: dict[str, JsonObject] = {
    "batch": {"system": "nav", "method": "POST", "path": "/journals$"},
    "line": {"system": "nav", "method": "POST", "path": "journalLines$"},
    "dimension": {"system": "nav", "method": "POST", "path": "journalLines.*dimensionSetLines$"},
    "post": {"system": "nav", "method": "POST", "path": "journals.*post$"},
}


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def connection_fields() -> JsonObject:
    return {"receipt_route": "journal", "goods_account": GOODS, "accrual_account": ACCRUAL}


def notice_of(world: FaultWorld, order: str) -> Document:
    """A ship notice of four of an order's first line, not yet processed; the batch of its location is not there yet."""
    for batch in world.sandbox.books("journals", code="EDIWH01"):
        world.sandbox.control("DELETE", f"books/journals/{batch['id']}")
    return world.deliver(
        "856", work=False, order_number=order, lines=[{"line_number": "10000", "quantity": 4}]
    )


def entries_of(world: FaultWorld, order: str) -> list[tuple[str, Decimal]]:
    """Account and amount of the G/L entries whose text names the order."""
    rows = world.sandbox.books("generalLedgerEntries")
    found = [
        (row["accountNumber"], Decimal(str(row["amount"]))) for row in rows if order in row["description"]
    ]
    return sorted(found)


def assert_booked_once(world: FaultWorld, order: str, notice: Document) -> None:
    assert_linked_without_help(world, notice)
    assert entries_of(world, order) == [(ACCRUAL, Decimal(-40)), (GOODS, Decimal(40))]
    assert world.receipts(order) == []
    assert world.sandbox.books("journalLines", journalDisplayName="EDIWH01") == []
    assert notice.links.get(kind="batch").number == "EDIWH01"
    assert notice.links.filter(kind="entry").count() == 2


@pytest.mark.parametrize(("match", "fault"), cases(CALLS))
def test_a_notice_is_booked_exactly_once(world: FaultWorld, match: JsonObject, fault: Fault) -> None:
    order = world.order(10, 5)
    notice = notice_of(world, order)
    world.run(notice, fault, match)
    assert_booked_once(world, order, notice)


def test_a_stray_line_of_somebody_else_stops_the_posting_and_leaves_nothing_of_ours(
    world: FaultWorld,
) -> None:
    order = world.order(10, 5)
    notice = notice_of(world, order)
    world.pause(notice, FAULTS["cut before"], CALLS["post"])
    world.add_journal_line_by_hand("EDIWH01")
    world.finish(notice)
    assert quarantined(notice) == "batch_not_empty"
    assert entries_of(world, order) == []
    [left] = world.sandbox.books("journalLines", journalDisplayName="EDIWH01")
    assert left["description"] == "by hand"
    world.sandbox.control("DELETE", f"books/journalLines/{left['id']}")
