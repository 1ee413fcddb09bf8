"""A draft invoice, where the order page is not published: every fault ends in exactly one draft (booking rules 1.6, 4.2)."""

from __future__ import annotations

import time

import pytest

from audit.models import Document
from tests.stories.faults.world import (
    Fault,
    FaultWorld,
    assert_linked_without_help,
    cases,
    times_of,
)
from tests.stories.world import JsonObject, days_ago

CREATE = {"system": "nav", "method": "POST", "path": "purchaseInvoices$"}
CALLS = {"deep insert": CREATE, "date": {"system": "nav", "method": "PATCH", "path": "purchaseInvoices"}}
DATED = days_ago(300)


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def connection_fields() -> JsonObject:
    return {"nav_pages_url": ""}


def invoice_of(world: FaultWorld, order: str) -> Document:
    """An 810 of an order, not yet processed."""
    return world.deliver("810", work=False, order_number=order, invoice_on=DATED)


@pytest.mark.parametrize(("match", "fault"), cases(CALLS))
def test_an_invoice_is_drafted_exactly_once(world: FaultWorld, match: JsonObject, fault: Fault) -> None:
    world.sandbox.switch(pages_published=False)
    order = world.order(10, 5)
    invoice = invoice_of(world, order)
    world.run(invoice, fault, match)
    assert_linked_without_help(world, invoice)
    [draft] = world.invoices(invoice.number)
    assert (draft["status"], draft["invoiceDate"]) == ("Draft", DATED)
    assert draft["postingDate"] > DATED
    link = invoice.links.get(kind="draft")
    assert (link.number, link.state) == (draft["number"], "waiting")
    lines = world.sandbox.books("purchaseInvoiceLines", documentId=draft["id"])
    assert {line["lineType"] for line in lines} == {"Comment"}


def test_a_draft_whose_date_nav_refuses_stays_and_says_what_to_correct(world: FaultWorld) -> None:
    world.sandbox.switch(pages_published=False)
    invoice = invoice_of(world, world.order(10))
    world.strike(
        Fault("status_before", {"status": 400, "code": "Application_DialogException"}), CALLS["date"]
    )
    world.finish(invoice)
    [draft] = world.invoices(invoice.number)
    assert (invoice.status, draft["invoiceDate"]) == ("linked", draft["postingDate"])
    [told] = [row for row in invoice.problems if "NAV keeps date" in row["text"]]
    assert told["severity"] == "warning"
    assert f"on draft {draft['number']} instead of {DATED}. Correct it there." in told["text"]


def test_a_draft_that_landed_after_all_is_found_by_the_next_look(world: FaultWorld) -> None:
    """Later than any settle time: what bears our own comments is ours."""
    world.sandbox.switch(pages_published=False)
    order = world.order(10)
    invoice = invoice_of(world, order)
    very_late = Fault("late", {"seconds": 0.6}, settle=0.01)
    with times_of(very_late):
        world.strike(very_late, CREATE)
        world.strike(Fault("throttle"), CREATE)
        world.process()
        time.sleep(0.02)
        world.process()
        world.finish_late_effects()
        world.finish(invoice)
    assert_linked_without_help(world, invoice)
    assert len(world.invoices(invoice.number)) == 1
