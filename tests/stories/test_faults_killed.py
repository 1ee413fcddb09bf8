"""The process is killed between any two steps of a send: another one finishes, with exactly one effect (booking rule 1.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.test import override_settings

from audit.models import Document
from tests.stories.fault_world import SETTLE_SECONDS, FaultWorld, assert_linked_without_help, module_world
from tests.stories.killing import work_until_killed
from tests.stories.world import JsonObject, quarantined, why

pytestmark = pytest.mark.django_db(transaction=True)
GOODS, ACCRUAL = "50100", "20300"
# a loop that never ends would be a mistake of the harness
MOST_BOUNDARIES = 150
_numbers = count(1)


@pytest.fixture
def _django_db_helper() -> None:
    """The world of the module keeps the database open and empties it at its end, not after every story."""


@pytest.fixture(scope="module")
def shared(django_db_setup: None, django_db_blocker: Any) -> Iterator[FaultWorld]:
    with module_world(django_db_blocker, goods_account=GOODS, accrual_account=ACCRUAL) as world:
        yield world


@pytest.fixture
def world(shared: FaultWorld) -> Iterator[FaultWorld]:
    shared.calm()
    with override_settings(NAV_SETTLE_SECONDS=SETTLE_SECONDS):
        yield shared
    shared.change(
        receipt_route="purchase_order",
        nav_pages_url=shared.sandbox.info["nav"]["pages_url"],
        post_payments=False,
    )


Killed = list[tuple[Document, str]]


def kill_everywhere(world: FaultWorld, make: Callable[[], Document], *, one_by_one: bool = False) -> Killed:
    """One document after the other, each killed one boundary later, until one ends by itself; then all are finished by this
    process (`one_by_one`: each before the next is begun). Returns the documents with the place of their death."""
    killed: Killed = []
    for boundary in range(1, MOST_BOUNDARIES):
        document = make()
        end = work_until_killed(document, boundary)
        if not end.was_killed:
            document.refresh_from_db()
            assert document.status == "linked", why(document)
            break
        killed.append((document, end.where))
        if one_by_one:
            world.finish(document)
    else:
        raise AssertionError("there is always another boundary")
    for document, _ in killed:
        world.finish(document)
    return killed


def assert_places(killed: Killed, *places: str) -> None:
    """The deaths were where they should have been: in the middle of everything."""
    named = [place for _, place in killed]
    assert [place for place in places if not any(place in name for name in named)] == []


def test_a_receipt_killed_anywhere_is_posted_once(world: FaultWorld) -> None:
    orders: dict[int, str] = {}

    def make() -> Document:
        order = world.order(10)
        lines = [{"line_number": "10000", "quantity": 4}]
        notice = world.deliver("856", work=False, order_number=order, lines=lines)
        orders[notice.pk] = order
        return notice

    killed = kill_everywhere(world, make)
    for notice, place in killed:
        assert_linked_without_help(world, notice)
        order = orders[notice.pk]
        assert (place, len(world.receipts(order)), world.received(order)) == (place, 1, [Decimal(4)])
        assert world.quantities(order) == [(Decimal(6), Decimal(10))]
    assert_places(
        killed, "after begin_attempt", "before step quantities", "after step quantities", "after PATCH"
    )
    assert_places(
        killed, "after step called", "before POST", "after POST", "before give_verdict", "before move linked"
    )


def test_an_invoice_with_a_charge_killed_anywhere_is_posted_once(world: FaultWorld) -> None:
    orders: dict[int, str] = {}
    world.rule("C", "D240", "account", "61300")
    freight = [{"indicator": "C", "code": "D240", "amount": "12.00"}]

    def make() -> Document:
        order = world.order(10)
        world.sandbox.post_by_hand(order, {"10000": 4})
        lines = [{"line_number": "10000", "quantity": 3}]
        invoice = world.deliver("810", work=False, order_number=order, lines=lines, sac=freight)
        orders[invoice.pk] = order
        return invoice

    killed = kill_everywhere(world, make)
    for invoice, place in killed:
        assert_linked_without_help(world, invoice)
        order = orders[invoice.pk]
        assert (place, len(world.invoices(invoice.number)), world.invoiced(order)) == (place, 1, [Decimal(3)])
        assert len(world.sandbox.books("purchaseInvoices", orderNumber=order)) == 1
        assert [row["status"] for row in world.invoices(f"{invoice.number}-C")] == ["Open"]
    assert_places(killed, "after step charges", "after step called", "before POST", "after POST")
    assert_places(killed, "after step drafted", "before give_verdict")


def test_a_draft_killed_anywhere_is_made_once(world: FaultWorld) -> None:
    world.change(nav_pages_url="")
    order = world.order(10)
    killed = kill_everywhere(world, lambda: world.deliver("810", work=False, order_number=order))
    for invoice, place in killed:
        assert_linked_without_help(world, invoice)
        assert (place, len(world.invoices(invoice.number))) == (place, 1)
    assert_places(killed, "after step called", "before POST", "after POST", "before give_verdict")


def test_a_payment_killed_anywhere_is_made_and_posted_once(world: FaultWorld) -> None:
    def make() -> Document:
        number = f"KILL-{next(_numbers):05d}"
        world.change(payment_batch=number.replace("-", ""), post_payments=True)
        lines = [{"account_number": "61300", "quantity": 1, "unit_cost": 70, "tax_percent": 0}]
        world.sandbox.create_invoice(vendor_number="V10000", vendor_invoice_number=number, lines=lines)
        payments = [{"number": number, "amount": "70"}]
        return world.deliver("820", work=False, vendor_number="V10000", payments=payments)

    killed = kill_everywhere(world, make)
    assert world.sandbox.books("journalLines") == []
    entries = world.sandbox.books("vendorLedgerEntries", documentType="Payment")
    for advice, place in killed:
        assert_linked_without_help(world, advice)
        number = advice.links.get(kind="payment_line").number
        paid = [Decimal(str(row["originalAmount"])) for row in entries if row["documentNumber"] == number]
        assert (place, paid) == (place, [Decimal(70)])
    assert_places(killed, "after step called", "vendorPayments", "post", "before give_verdict")


def test_a_journal_receipt_killed_anywhere_is_booked_once(world: FaultWorld) -> None:
    world.change(receipt_route="journal")
    orders: dict[int, str] = {}

    def make() -> Document:
        order = world.order(10)
        lines = [{"line_number": "10000", "quantity": 4}]
        notice = world.deliver("856", work=False, order_number=order, lines=lines)
        orders[notice.pk] = order
        return notice

    killed = kill_everywhere(world, make, one_by_one=True)
    assert world.sandbox.books("journalLines", journalDisplayName="EDIWH01") == []
    rows = world.sandbox.books("generalLedgerEntries")
    for notice, place in killed:
        assert_linked_without_help(world, notice)
        found = [Decimal(str(row["amount"])) for row in rows if orders[notice.pk] in row["description"]]
        assert (place, sorted(found)) == (place, [Decimal(-40), Decimal(40)])
    assert_places(
        killed, "after step lines", "journalLines", "after step called", "after POST", "before give_verdict"
    )


def _files(world: FaultWorld, document: Document) -> list[JsonObject]:
    return [row for row in world.sandbox.uploads() if document.number in row["name"]]


def test_an_upload_killed_anywhere_is_made_once_or_is_for_a_person(world: FaultWorld) -> None:
    """Between the commit that says "called" and the request nobody can tell; everywhere else one upload, without help."""
    killed = kill_everywhere(world, world.order_out)
    nobody_knows = 0
    for document, place in killed:
        if place == "after step called" or place.startswith("before PUT"):
            nobody_knows += 1
            assert (place, quarantined(document), _files(world, document)) == (place, "outcome_unknown", [])
        else:
            assert_linked_without_help(world, document)
            assert (place, len(_files(world, document))) == (place, 1)
    assert nobody_knows == 2
    assert_places(killed, "after PUT", "before step answered", "after step answered", "before give_verdict")


def test_an_upload_killed_after_the_request_whose_file_a_flow_took_is_for_a_person(world: FaultWorld) -> None:
    world.sandbox.switch(consume_after_seconds=0)
    killed = kill_everywhere(world, world.order_out)
    in_doubt = [(document, place) for document, place in killed if quarantined(document)]
    assert [place.split(" /")[0].split(" http")[0] for _, place in in_doubt] == [
        "after step called",
        "before PUT",
        "after PUT",
        "before step answered",
    ]
    assert {quarantined(document) for document, _ in in_doubt} == {"outcome_unknown"}
    assert [len(_files(world, document)) for document, _ in in_doubt] == [0, 0, 1, 1]
