"""Credit memos: one draft in NAV for a person, whatever fails; never item lines, never sent back out (booking rule 4.2)."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from audit import replay
from audit.models import Document
from navcleo import clients
from navcleo.sending import order_page
from tests.stories.faults.world import (
    FAULTS,
    Fault,
    FaultWorld,
    assert_linked_without_help,
    cases,
    times_of,
)
from tests.stories.world import JsonObject, quarantined, status, why

COVERS = ["navcleo.workflows.credit_memos"]
CREATE = {"system": "nav", "method": "POST", "path": "purchaseCreditMemos$"}
TRIED = ("refuse", "cut before", "cut during", "cut after", "504 after", "late", "garbage", "throttled")
SOME = {name: FAULTS[name] for name in TRIED}
SIGNS = [{"type": "CR"}, {"type": "CN", "negative": True}, {"negative": True}]

pytestmark = pytest.mark.django_db(transaction=True)


def credit_of(world: FaultWorld, *, work: bool = True, **options: Any) -> Document:
    """A credit memo for an order of ten."""
    order = options.pop("order", None) or world.order(10)
    return world.deliver("810", work=work, order_number=order, **{"type": "CR"} | options)


def line_types(world: FaultWorld, memo: JsonObject) -> set[str]:
    rows = world.sandbox.books("purchaseCreditMemoLines", documentId=memo["id"])
    return {row["lineType"] for row in rows}


@pytest.mark.parametrize("options", SIGNS)
def test_a_credit_memo_is_drafted_for_a_person_whatever_its_sign(
    world: FaultWorld, options: dict[str, object]
) -> None:
    before = world.booked()
    memo = credit_of(world, **options)
    assert status(memo) == "linked", why(memo)
    [draft] = world.credit_memos(memo.number)
    assert (draft["status"], draft["vendorNumber"], line_types(world, draft)) == (
        "Draft",
        "V10000",
        {"Comment"},
    )
    link = memo.links.get(kind="credit_memo")
    assert (link.number, link.state, link.amount) == (draft["number"], "waiting", Decimal(100))
    assert world.invoices(memo.number) == []
    assert world.booked()["draft_credit_memos"] == before.get("draft_credit_memos", 0) + 1
    assert {name: count for name, count in world.booked().items() if name != "draft_credit_memos"} == {
        name: count for name, count in before.items() if name != "draft_credit_memos"
    }


@pytest.mark.parametrize(("match", "fault"), cases({"deep insert": CREATE}, SOME))
def test_a_credit_memo_is_drafted_exactly_once(world: FaultWorld, match: JsonObject, fault: Fault) -> None:
    memo = credit_of(world, work=False)
    world.run(memo, fault, match)
    assert_linked_without_help(world, memo)
    [draft] = world.credit_memos(memo.number)
    assert draft["status"] == "Draft"
    assert memo.links.get(kind="credit_memo").number == draft["number"]


def test_a_second_sighting_makes_no_second_draft(world: FaultWorld) -> None:
    order = world.order(10)
    first = credit_of(world, order=order, number="CM-TWICE")
    second = credit_of(world, order=order, number="CM-TWICE", invoice_on=None)
    assert (status(first), status(second)) == ("linked", "discarded")
    assert len(world.credit_memos("CM-TWICE")) == 1


def test_a_number_that_nav_has_already_is_never_drafted_again(world: FaultWorld) -> None:
    clients.nav_client(world.connection).create_credit_memo_draft(
        vendor_number="V10000",
        vendor_credit_memo_number="CM-HAND",
        credited_on=date(2026, 5, 4),
        currency="",
        posting_on=None,
        comments=["typed by hand"],
    )
    memo = credit_of(world, number="CM-HAND")
    assert quarantined(memo) == "invoice_exists"
    assert len(world.credit_memos("CM-HAND")) == 1


def test_a_rule_for_credit_memos_gives_the_whole_an_account_and_the_sweep_finds_it_posted(
    world: FaultWorld,
) -> None:
    rule = world.rule("A", "CR", "account", "61400")
    world.poll("outbound")
    memo, deleted = credit_of(world), credit_of(world)
    rule.delete()
    [draft] = world.credit_memos(memo.number)
    assert line_types(world, draft) == {"Account", "Comment"}
    assert Decimal(str(draft["totalAmountIncludingTax"])) == Decimal(100)
    clients.nav_client(world.connection).post_credit_memo(draft["id"])
    [gone] = world.credit_memos(deleted.number)
    world.sandbox.control("DELETE", f"books/purchaseCreditMemos/{gone['id']}")
    world.poll("sweep")
    [posted] = world.credit_memos(memo.number)
    links = {link.number: (link.state, link.amount) for link in memo.links.filter(kind="credit_memo")}
    assert links == {
        draft["number"]: ("posted", Decimal(100)),
        posted["number"]: ("posted", Decimal(100)),
    }
    assert deleted.links.get(kind="credit_memo").state == "deleted"
    # a credit memo is no news from NAV that would be sent back out
    world.poll("outbound")
    assert not Document.objects.filter(direction="outbound", kind="810").exists()


def test_the_vendor_is_that_of_the_order_also_when_it_is_complete(world: FaultWorld) -> None:
    order = world.order(4)
    world.sandbox.post_by_hand(order, {"10000": 4}, invoice={"10000": 4}, vendorInvoiceNo=f"DONE-{order}")
    assert world.sandbox.books("purchaseOrders", number=order) == []
    lines = [
        {"line_number": "1", "quantity": 1, "unit": "CA", "price": "5", "product_ids": [["VN", "00-F1000"]]}
    ]
    memo = world.deliver("810", vendor_number="V10000", type="CR", order_number=order, lines=lines)
    assert status(memo) == "linked", why(memo)
    assert memo.links.get(kind="credit_memo").order_number == order


def test_a_credit_memo_for_another_vendors_order_is_refused(world: FaultWorld) -> None:
    order = world.order(10, vendor="V10001")
    memo = world.deliver("810", order_number=order, vendor_number="V10000", type="CR")
    assert quarantined(memo) == "not_your_order"


def test_without_credit_memos_in_navs_api_it_waits_for_a_person(world: FaultWorld) -> None:
    world.sandbox.switch(credit_memo_numbers=False)
    order_page._abilities.clear()
    memo = credit_of(world)
    order_page._abilities.clear()
    assert quarantined(memo) == "content_invalid"
    assert "needs a person" in memo.quarantines.get().reason
    assert world.credit_memos(memo.number) == []
    world.sandbox.control("DELETE", "switches")
    replay.replay(memo, actor="clerk", reason="NAV was updated")
    world.process()
    assert status(memo) == "linked", why(memo)


def test_a_draft_that_landed_after_all_is_found_by_the_next_look(world: FaultWorld) -> None:
    memo = credit_of(world, work=False)
    very_late = Fault("late", {"seconds": 0.6}, settle=0.01)
    with times_of(very_late):
        world.strike(very_late, CREATE)
        world.strike(FAULTS["throttled"], CREATE)
        world.process()
        time.sleep(0.02)
        world.process()
        world.finish_late_effects()
        world.finish(memo)
    assert_linked_without_help(world, memo)
    assert len(world.credit_memos(memo.number)) == 1
