"""A ship notice that replaces (05) or cancels (01) an earlier one: what is not booked ends, what is booked is for a person."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from audit import claims, replay
from audit.models import Document
from tests.stories.world import OTHER_ITEM, World, quarantined, status, why

COVERS = [
    "navcleo.workflows.comparing",
    "navcleo.workflows.notice_versions",
    "navcleo.workflows.superseding",
]
REPLACE, CANCEL = "05", "01"


def line(quantity: int, **more: Any) -> dict[str, Any]:
    return {"line_number": "10000", "quantity": quantity, **more}


def notice(world: World, order: str, quantity: int, **options: Any) -> Document:
    return world.deliver("856", order_number=order, lines=[line(quantity)], **options)


def again(world: World, first: Document, order: str, quantity: int, purpose: str, **options: Any) -> Document:
    """A later notice with the number of the first."""
    return notice(world, order, quantity, number=first.number, purpose=purpose, **options)


def test_a_replacement_is_booked_in_place_of_a_notice_that_is_not_booked_yet(world: World) -> None:
    order = world.order(10)
    first = notice(world, order, 7, work=False)
    second = again(world, first, order, 6, REPLACE, work=False)
    world.process()
    assert (status(first), status(second)) == ("discarded", "linked"), why(second)
    assert second.answers == first
    assert f"no. {second.pk} has taken its place" in first.events.last().text
    assert world.received(order) == [Decimal(6)]
    assert world.booked()["receipts"] == 1


def test_a_replacement_ends_a_notice_that_waits_in_quarantine(world: World) -> None:
    order = world.order(10)
    first = notice(world, order, 12)
    assert quarantined(first) == "over_shipped"
    second = again(world, first, order, 9, REPLACE)
    assert (status(first), quarantined(first), status(second)) == ("discarded", "", "linked"), why(second)
    assert world.received(order) == [Decimal(9)]


def test_a_cancellation_ends_a_notice_that_is_not_booked_and_books_nothing(world: World) -> None:
    order = world.order(10)
    first = notice(world, order, 7, work=False)
    second = again(world, first, order, 7, CANCEL)
    assert (status(first), status(second)) == ("discarded", "linked"), why(second)
    assert world.booked() == {}


def test_several_versions_in_one_poll_book_the_last_one_only(world: World) -> None:
    order = world.order(10)
    first = notice(world, order, 7, work=False)
    second = again(world, first, order, 6, REPLACE, work=False)
    third = again(world, first, order, 5, REPLACE, work=False)
    world.process()
    assert [status(row) for row in (first, second, third)] == ["discarded", "discarded", "linked"], why(third)
    assert world.received(order) == [Decimal(5)]
    assert world.booked()["receipts"] == 1


@pytest.mark.parametrize(("purpose", "received"), [(CANCEL, 0), (REPLACE, 6)])
def test_a_notice_that_is_overtaken_by_what_takes_its_place_is_set_aside(
    world: World, purpose: str, received: int
) -> None:
    order = world.order(10)
    early = notice(world, order, 6, number="SH-OVERTAKEN", purpose=purpose, time="1500")
    assert status(early) == "linked", why(early)
    assert "No earlier notice SH-OVERTAKEN is known" in str(early.problems)
    late = notice(world, order, 7, number="SH-OVERTAKEN", time="1100")
    assert status(late) == "discarded", why(late)
    assert f"no. {early.pk} has taken its place" in late.events.last().text
    assert world.received(order) == [Decimal(received)]


def test_a_number_used_anew_after_its_cancellation_is_for_a_person(world: World) -> None:
    order = world.order(10)
    notice(world, order, 6, number="SH-ANEW", purpose=CANCEL, time="1100")
    anew = notice(world, order, 7, number="SH-ANEW", time="1500")
    assert quarantined(anew) == "number_reused"
    assert world.booked() == {}


def test_the_same_replacement_again_is_a_duplicate(world: World) -> None:
    order = world.order(10)
    first = notice(world, order, 7, work=False)
    second = again(world, first, order, 6, REPLACE)
    third = again(world, first, order, 6, REPLACE)
    assert (status(second), status(third), third.twin) == ("linked", "discarded", second), why(third)
    assert world.booked()["receipts"] == 1


# -- what is booked


def shown(document: Document) -> list[tuple[str, str, str]]:
    """What the page compares: received, now, difference of each line."""
    return [
        (row["received"], row["now"], row["difference"])
        for target in document.proposal["targets"]
        if target["kind"] == "received before"
        for row in target["lines"]
    ]


@pytest.mark.parametrize(("purpose", "difference"), [(REPLACE, ("7", "6", "-1")), (CANCEL, ("7", "0", "-7"))])
def test_what_is_received_is_never_undone_but_shown_with_the_difference(
    world: World, purpose: str, difference: tuple[str, str, str]
) -> None:
    order = world.order(10)
    first = notice(world, order, 7)
    second = again(world, first, order, 6, purpose)
    assert quarantined(second) == "already_received", why(second)
    assert shown(second) == [difference]
    assert f"line 10000: {difference[0]} received, now {difference[1]}" in second.last_error
    assert (status(first), second.answers) == ("linked", first)
    assert world.received(order) == [Decimal(7)]

    replay.approve(second, code="already_received", actor="manager", reason="returned one in NAV")
    world.process()
    assert status(second) == "linked", why(second)
    assert world.received(order) == [Decimal(7)]
    assert world.booked()["receipts"] == 1


def test_a_replacement_speaks_of_the_last_notice_however_old_it_is(world: World) -> None:
    partner = world.partner()
    partner.duplicate_days = 30
    partner.save()
    order = world.order(10)
    first = notice(world, order, 4)
    Document.objects.filter(pk=first.pk).update(received_at=first.received_at - timedelta(days=60))
    second = again(world, first, order, 3, REPLACE)
    assert quarantined(second) == "already_received", why(second)
    assert world.received(order) == [Decimal(4)]


def test_a_replacement_that_says_what_was_received_leaves_nothing_to_do(world: World) -> None:
    order = world.order(10)
    first = notice(world, order, 7)
    second = again(world, first, order, 7, REPLACE)
    assert (status(first), status(second)) == ("linked", "linked"), why(second)
    assert world.booked()["receipts"] == 1


def test_a_replacement_with_other_lots_is_for_a_person_though_the_quantities_are_the_same(
    world: World,
) -> None:
    order = world.order(10)
    lot = {"number": "L1", "quantity": 7}
    first = world.deliver("856", order_number=order, lines=[line(7, lots=[lot])])
    lines = [line(7, lots=[lot | {"number": "L2"}])]
    second = world.deliver("856", order_number=order, lines=lines, number=first.number, purpose=REPLACE)
    assert quarantined(second) == "already_received", why(second)
    assert "lots or packages are not" in second.last_error
    assert [part.lot for part in first.traced_goods.all()] == ["L1"]


def partly_booked(world: World) -> tuple[str, str, Document]:
    """A notice over two orders: the first is received, the second waits for a person."""
    first, second = world.order(10), world.order(6, item=OTHER_ITEM)
    world.sandbox.post_by_hand(second, {"10000": 6})
    world.sandbox.change_order(second, lines=[{"sequence": 10000, "quantity": 12}])
    document = world.deliver("856", vendor_number="V10000", orders=orders_of((first, 7), (second, 6)))
    assert quarantined(document) == "maybe_received_by_hand", why(document)
    return first, second, document


def orders_of(*shipped: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"order_number": order, "lines": [line(quantity)]} for order, quantity in shipped]


def test_what_a_partly_booked_notice_has_booked_stays_and_the_rest_is_booked_as_replaced(
    world: World,
) -> None:
    first, second, document = partly_booked(world)
    later = world.deliver(
        "856",
        vendor_number="V10000",
        number=document.number,
        purpose=REPLACE,
        orders=orders_of((first, 7), (second, 4)),
    )
    assert (status(document), status(later)) == ("discarded", "linked"), why(later)
    assert f"order:{first}" in document.events.last().text
    assert (world.received(first), world.received(second)) == ([Decimal(7)], [Decimal(10)])
    assert len(world.receipts(first)) == 1


def test_the_rest_of_a_partly_booked_notice_waits_until_a_person_has_decided_on_the_difference(
    world: World,
) -> None:
    first, second, document = partly_booked(world)
    later = world.deliver(
        "856",
        vendor_number="V10000",
        number=document.number,
        purpose=REPLACE,
        orders=orders_of((first, 8), (second, 4)),
    )
    assert quarantined(later) == "already_received", why(later)
    assert world.received(second) == [Decimal(6)]
    replay.approve(later, code="already_received", actor="manager", reason="one was added in NAV")
    world.process()
    assert status(later) == "linked", why(later)
    assert (world.received(first), world.received(second)) == ([Decimal(7)], [Decimal(10)])


def test_a_replacement_waits_while_a_process_has_the_earlier_notice(world: World) -> None:
    order = world.order(10)
    first = notice(world, order, 7, work=False)
    assert claims.claim(first)
    second = again(world, first, order, 6, REPLACE)
    assert (status(second), second.waiting_for) == ("parsed", "retry"), why(second)
    assert world.booked() == {}
    claims.release(first)
    world.process()
    world.process()
    assert (status(first), status(second)) == ("discarded", "linked"), why(second)
    assert world.received(order) == [Decimal(6)]


def test_a_person_who_discards_the_replacement_may_book_the_first_one(world: World) -> None:
    order = world.order(10)
    first = notice(world, order, 7, work=False)
    second = again(world, first, order, 12, REPLACE)
    assert (status(first), quarantined(second)) == ("discarded", "over_shipped"), why(second)
    replay.replay(first, actor="clerk", reason="tried at once")
    world.process()
    assert status(first) == "discarded"
    replay.discard(second, actor="clerk", reason="a mistake of the supplier")
    replay.replay(first, actor="clerk", reason="this one is right")
    world.process()
    assert status(first) == "linked", why(first)
    assert world.received(order) == [Decimal(7)]


def test_the_journal_route_compares_what_it_has_booked(world: World) -> None:
    world.change(receipt_route="journal", goods_account="50100", accrual_account="20300")
    order = world.order(10)
    first = notice(world, order, 7)
    second = again(world, first, order, 6, REPLACE)
    assert quarantined(second) == "already_received", why(second)
    assert shown(second) == [("7", "6", "-1")]
    assert world.booked() == {"gl_entries": 2}
