"""Order, receipts and invoices of one line: units convert by NAV's factors, tolerances are the partner's, money is shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from audit import replay
from audit.models import Document
from edi.models import ItemUnit, NavItem
from navcleo.workflows import lookups
from tests.stories.world import VENDOR, World, quarantined, status, why

COVERS = ["navcleo.workflows.matching"]
BREAD, CHICKEN = "F1008", "F1002"


def order_of(world: World, item: str, quantity: int, cost: str, **fields: Any) -> str:
    """A released order of one item in its base unit (or the `unit` given)."""
    line = {
        "item_number": item,
        "quantity": quantity,
        "unit_cost": cost,
        "location": "WH01",
        "tax_percent": 0,
    }
    return str(world.sandbox.create_order(VENDOR, [{**line, **fields}])["number"])


def line(quantity: str, unit: str, price: str = "0", number: str = "10000") -> dict[str, Any]:
    return {"line_number": number, "quantity": quantity, "unit": unit, "price": price}


def tolerances(world: World, **fields: str) -> None:
    """What the partner may differ."""
    partner = world.partner()
    for name, value in fields.items():
        setattr(partner, name, Decimal(value))
    partner.save()


def match_of(document: Document) -> list[dict[str, Any]]:
    document.refresh_from_db()
    return list(document.proposal["targets"][0]["match"])


def test_cases_of_an_item_ordered_in_pieces_are_received_and_billed_by_navs_factor(world: World) -> None:
    order = order_of(world, BREAD, 60, "0.50")
    notice = world.deliver("856", order_number=order, lines=[line("4", "CA")])
    assert status(notice) == "linked", why(notice)
    assert world.received(order) == [Decimal(48)]
    invoice = world.deliver("810", order_number=order, lines=[line("4", "CS", "6.00")])
    assert status(invoice) == "linked", why(invoice)
    [posted] = world.invoices(invoice.number)
    assert Decimal(str(posted["totalAmountIncludingTax"])) == Decimal(24)
    [row] = match_of(invoice)
    assert (row["ordered"], row["received"], row["quantity"], row["unit"]) == ("60", "48", "48", "EA")
    assert {
        "kind": "unit",
        "value": "CA",
        "result": "EA",
        "source": "item_unit",
        "row": "1 CA = 12 EA",
    } in notice.mappings


def test_a_quantity_that_nav_cannot_hold_stops_and_says_so(world: World) -> None:
    order = order_of(world, BREAD, 10, "6.00", unit="CASE")
    whole = world.deliver("856", order_number=order, lines=[line("36", "EA")])
    assert status(whole) == "linked", why(whole)
    assert world.received(order) == [Decimal(3)]
    broken = world.deliver("856", order_number=order, lines=[line("25", "EA")])
    assert quarantined(broken) == "unit_unmapped"
    assert "2.08333 CASE" in broken.quarantines.get().reason
    assert world.booked()["receipts"] == 1


def test_without_a_factor_the_document_waits_until_somebody_adds_one(world: World) -> None:
    ItemUnit.objects.all().delete()
    order = order_of(world, BREAD, 60, "0.50")
    notice = world.deliver("856", order_number=order, lines=[line("2", "CA")])
    assert quarantined(notice) == "unit_unmapped"
    reason = notice.quarantines.get().reason
    for word in ("CA", BREAD, "EA", "Item units"):
        assert word in reason
    item = NavItem.objects.get(connection=world.connection, item_number=BREAD)
    ItemUnit.objects.create(item=item, unit_code="CASE", base_quantity=12, source="local")
    assert lookups.heal(world.connection) == 1
    world.process()
    assert status(notice) == "linked", why(notice)
    assert world.received(order) == [Decimal(24)]


def test_a_sync_without_the_page_leaves_local_factors_alone(world: World) -> None:
    ItemUnit.objects.all().delete()
    item = NavItem.objects.get(connection=world.connection, item_number=BREAD)
    ItemUnit.objects.create(item=item, unit_code="CASE", base_quantity=10, source="local")
    world.change(nav_item_unit_page="NotPublished")
    world.poll("sync")
    assert list(ItemUnit.objects.values_list("base_quantity", "source")) == [(10, "local")]
    world.change(nav_item_unit_page="ItemUnitsOfMeasure")
    assert world.poll("sync")["item units"] > 30
    assert ItemUnit.objects.get(item=item, unit_code="CASE").source == "nav_code"


def test_more_than_ordered_stops_with_its_worth_in_money(world: World) -> None:
    order = world.order(10, 5, cost="3.00")
    notice = world.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": 12}])
    assert quarantined(notice) == "over_shipped"
    details = notice.quarantines.get().details
    assert (Decimal(details["difference"]), details["lines"][0]["line"]) == (Decimal(6), 10000)
    [row] = match_of(notice)
    assert (row["quantity"], row["is_outside"]) == ("12", True)
    assert world.booked() == {}


def test_catch_weight_within_the_tolerance_is_received_up_to_the_order_and_noted(world: World) -> None:
    tolerances(world, weight_tolerance_percent="2")
    order = order_of(world, CHICKEN, 100, "2.89")
    notice = world.deliver("856", order_number=order, lines=[line("101.3", "LB")])
    assert status(notice) == "linked", why(notice)
    assert world.received(order) == [Decimal(100)]
    [problem] = [row for row in notice.problems if row["code"] == "over_shipped"]
    assert problem["severity"] == "warning"
    assert "1.3 LB" in problem["text"]


def test_the_money_for_a_tolerated_weight_is_still_judged(world: World) -> None:
    tolerances(world, weight_tolerance_percent="2", line_tolerance="3.75", total_tolerance="5")
    order = order_of(world, CHICKEN, 100, "2.89")
    world.deliver("856", order_number=order, lines=[line("101.3", "LB")])
    lines = [line("101.3", "LB", "2.89")]
    invoice = world.deliver("810", order_number=order, lines=lines)
    assert quarantined(invoice) == "amount_differs"
    details = invoice.quarantines.get().details
    assert Decimal(details["difference"]) == Decimal("3.76")
    assert [(row["line"], Decimal(row["difference"])) for row in details["lines"]] == [
        (10000, Decimal("3.76"))
    ]
    tolerances(world, line_tolerance="3.76")
    replay.replay(invoice, actor="manager", reason="the profile says so now")
    world.process()
    assert status(invoice) == "linked", why(invoice)
    [posted] = world.invoices(invoice.number)
    assert Decimal(str(posted["totalAmountIncludingTax"])) == Decimal(289)


@pytest.mark.parametrize(
    ("fields", "ending"),
    [
        ({}, "amount_differs"),
        ({"line_tolerance": "5.00", "total_tolerance": "5.00"}, ""),
        ({"line_tolerance": "5.00"}, "amount_differs"),
        ({"line_tolerance_percent": "5", "total_tolerance_percent": "5"}, ""),
        ({"line_tolerance_percent": "4.9", "total_tolerance_percent": "5"}, "amount_differs"),
    ],
)
def test_the_partners_tolerances_decide_what_is_posted(
    world: World, fields: dict[str, str], ending: str
) -> None:
    tolerances(world, **fields)
    order = world.order(10)
    world.deliver("856", order_number=order)
    invoice = world.deliver("810", order_number=order, lines=[{"line_number": "10000", "price": "10.50"}])
    assert quarantined(invoice) == ending, why(invoice)


def test_several_receipts_and_invoices_of_one_line_over_time(world: World) -> None:
    order = world.order(20, cost="2.50")
    for quantity in (6, 4):
        world.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": quantity}])
    first = world.deliver("810", order_number=order, lines=[{"line_number": "10000", "quantity": 7}])
    assert status(first) == "linked", why(first)
    twice = [{"line_number": "10000", "quantity": 2}, {"line_number": "10000", "quantity": 1}]
    second = world.deliver("810", order_number=order, lines=twice)
    assert status(second) == "linked", why(second)
    [row] = match_of(second)
    assert [Decimal(row[name]) for name in ("ordered", "received", "invoiced", "quantity")] == [20, 10, 7, 3]
    assert row["from_lines"] == [1, 2]
    assert world.booked()["posted_invoices"] == 2


def test_catch_weight_shipped_by_the_case_is_received_and_billed_by_the_pound(world: World) -> None:
    order = order_of(world, CHICKEN, 300, "2.89")
    weighed = {**line("7", "CA"), "weight": "281.37", "weight_unit": "LB"}
    notice = world.deliver("856", order_number=order, lines=[weighed])
    assert status(notice) == "linked", why(notice)
    assert world.received(order) == [Decimal("281.37")]
    priced = {**line("7", "CA", "2.89"), "price_basis": "PP", "weight": "280", "weight_unit": "LB"}
    invoice = world.deliver("810", order_number=order, lines=[priced])
    assert status(invoice) == "linked", why(invoice)
    [posted] = world.invoices(invoice.number)
    assert Decimal(str(posted["totalAmountIncludingTax"])) == Decimal("809.20")
    [row] = match_of(invoice)
    assert (row["unit"], Decimal(row["their_price"]), row["difference"]) == ("LB", Decimal("2.89"), "0.00")
