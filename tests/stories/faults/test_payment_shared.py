"""A payment of an invoice with charges is two lines: whatever fails, wherever the process dies, whoever else pays it, each is made
exactly once (booking rules 1.6, 4.4)."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

import pytest

from audit.models import Document
from navcleo.workflows import processing
from tests.stories.faults.killed_everywhere import assert_places, kill_everywhere
from tests.stories.faults.world import FAULTS, FaultWorld, assert_linked_without_help
from tests.stories.killing import Child, work_until
from tests.stories.world import quarantined, status, why

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("short_settle")]
LINE = {"system": "nav", "method": "POST", "path": "vendorPayments$"}
FREIGHT = {"indicator": "C", "code": "D240", "amount": "12.00"}
_numbers = count(1)


@pytest.fixture(scope="module")
def shared(shared: FaultWorld) -> FaultWorld:
    shared.rule("C", "", "account", "61300")
    return shared


@pytest.fixture
def world(world: FaultWorld) -> FaultWorld:
    world.change(payment_batch=f"EDI{next(_numbers):05d}")
    return world


def charged(world: FaultWorld) -> str:
    """An invoice of 100.00 with 12.00 freight, booked as two; returns the supplier's number."""
    order, number = world.order(10), f"BOTH{next(_numbers):05d}"
    world.sandbox.post_by_hand(order, {"10000": 10})
    invoice = world.deliver("810", order_number=order, vendor_number="V10000", number=number, sac=[FREIGHT])
    assert status(invoice) == "linked", why(invoice)
    return number


def advice_of(world: FaultWorld, number: str) -> Document:
    payments = [{"number": number, "amount": "112.00"}]
    return world.deliver("820", work=False, vendor_number="V10000", payments=payments)


def waiting(world: FaultWorld, *numbers: str) -> dict[str, list[Decimal]]:
    """The amounts that wait in any journal, by the supplier's number of what they are applied to."""
    rows = world.sandbox.books("purchaseInvoices")
    names = {row["number"]: row["vendorInvoiceNumber"] for row in rows}
    found: dict[str, list[Decimal]] = {}
    for line in world.sandbox.books("journalLines"):
        name = names[line["appliesToInvoiceNumber"]]
        if name.removesuffix("-C") in numbers:
            found.setdefault(name, []).append(Decimal(str(line["amount"])))
    return found


def both_of(*numbers: str) -> dict[str, list[Decimal]]:
    """One line for the goods and one for the freight of each."""
    goods = {number: [Decimal(100)] for number in numbers}
    return goods | {f"{number}-C": [Decimal(12)] for number in numbers}


@pytest.mark.parametrize("name", ["cut before", "cut after", "late", "throttled"])
def test_the_second_line_is_made_exactly_once(world: FaultWorld, name: str) -> None:
    number = charged(world)
    advice = advice_of(world, number)
    world.run(advice, FAULTS[name], LINE, skip=1)
    assert_linked_without_help(world, advice)
    assert waiting(world, number) == both_of(number)


def test_killed_anywhere_both_lines_are_made_once(world: FaultWorld) -> None:
    numbers: list[str] = []

    def make() -> Document:
        numbers.append(charged(world))
        return advice_of(world, numbers[-1])

    killed = kill_everywhere(world, make, one_by_one=True)
    for advice, _ in killed:
        assert_linked_without_help(world, advice)
    assert waiting(world, *numbers) == both_of(*numbers)
    assert_places(killed, "after step called", "vendorPayments", "after give_verdict", "after move linked")


@pytest.mark.parametrize("place", ["before step called", "after POST"])
def test_a_second_advice_in_another_process_waits_and_then_pays_nothing_twice(
    world: FaultWorld, place: str
) -> None:
    number = charged(world)
    first, second = advice_of(world, number), advice_of(world, number)
    with work_until(first, place) as child:
        assert place in child.heard()
        processing.work_off(world.connection.pk, include_retries=True)
        second.refresh_from_db()
        assert second.attempts.count() == 0
        child.go()
        assert child.end().code == 0
    world.finish(second)
    assert (status(first), quarantined(second)) == ("linked", "amount_differs"), (why(first), why(second))
    assert waiting(world, number) == both_of(number)


def test_two_processes_at_full_speed(world: FaultWorld) -> None:
    numbers = [charged(world), charged(world)]
    advices = [advice_of(world, number) for number in (*numbers, *numbers)]

    def work(child: Child) -> None:
        for _ in range(5):
            processing.work_off(world.connection.pk, include_retries=True)

    children = [Child(work), Child(work)]
    assert [child.end().code for child in children] == [0, 0]
    for advice in advices:
        world.finish(advice)
    codes = sorted(quarantined(advice) for advice in advices)
    assert codes == ["", "", "amount_differs", "amount_differs"], [why(advice) for advice in advices]
    assert waiting(world, *numbers) == both_of(*numbers)
