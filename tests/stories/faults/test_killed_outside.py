"""The same for journals and files: killed between any two steps of a send, another process finishes (booking rule 1.6)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit.models import Document
from tests.stories.faults.killed_everywhere import assert_places, kill_everywhere
from tests.stories.faults.world import FaultWorld, assert_linked_without_help
from tests.stories.world import JsonObject, quarantined

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("short_settle")]
GOODS, ACCRUAL = "50100", "20300"


@pytest.fixture(scope="module")
def connection_fields() -> JsonObject:
    return {"goods_account": GOODS, "accrual_account": ACCRUAL}


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
        killed, "after step lines", "journalLines", "after step called", "after POST", "after give_verdict"
    )


def _files(world: FaultWorld, document: Document) -> list[JsonObject]:
    return [row for row in world.sandbox.uploads() if document.number in row["name"]]


def test_an_upload_killed_anywhere_is_made_once_or_is_for_a_person(world: FaultWorld) -> None:
    """Between the commit that says "called" and the request nobody can tell; everywhere else one upload, without help."""
    killed = kill_everywhere(world, world.order_out)
    nobody_knows: list[str] = []
    for document, place in killed:
        if place == "after step called":
            nobody_knows.append(place)
            assert (place, quarantined(document), _files(world, document)) == (place, "outcome_unknown", [])
        else:
            assert_linked_without_help(world, document)
            assert (place, len(_files(world, document))) == (place, 1)
    assert len(nobody_knows) == 1
    assert_places(killed, "after PUT", "after step answered", "after give_verdict")


def test_an_upload_killed_after_the_request_whose_file_a_flow_took_is_for_a_person(world: FaultWorld) -> None:
    world.sandbox.switch(consume_after_seconds=0)
    killed = kill_everywhere(world, world.order_out)
    in_doubt = [(document, place) for document, place in killed if quarantined(document)]
    assert [place.split(" /")[0].split(" http")[0] for _, place in in_doubt] == [
        "after step called",
        "after PUT",
    ]
    assert {quarantined(document) for document, _ in in_doubt} == {"outcome_unknown"}
    assert [len(_files(world, document)) for document, _ in in_doubt] == [0, 1]
