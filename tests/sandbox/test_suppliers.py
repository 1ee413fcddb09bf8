"""Suppliers answer uploaded orders over the mailbox: 997, 856 and 810 by their behaviour, once, across restarts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from x12doctor.diagnose import diagnose

from sandbox import x12
from sandbox.generate_856 import SHAPES
from sandbox.store import Store
from tests.sandbox.cleo_world import OWN, VENDORS, World, order_850


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


def answers(world: World, vendor: str, **order: object) -> dict[str, list[x12.TransactionSet]]:
    """Upload an 850 to this vendor, let the suppliers act; what came back by set code."""
    world.upload("order.edi", order_850(VENDORS[vendor], **order))  # type: ignore[arg-type]
    world.suppliers.tick()
    found: dict[str, list[x12.TransactionSet]] = {}
    for interchange in world.downloads().values():
        assert (interchange.sender, interchange.receiver) == (VENDORS[vendor], OWN)
        for entry in interchange.groups[0].sets:
            found.setdefault(entry.code, []).append(entry)
    return found


def test_a_good_supplier_acknowledges_ships_and_invoices_what_was_ordered(world: World) -> None:
    found = answers(world, "V10000", usage="T")
    assert {code: len(sets) for code, sets in found.items()} == {"997": 1, "856": 1, "810": 1}
    assert found["997"][0].first("AK9") == ["AK9", "A", "1", "1", "1"]
    notice, invoice = found["856"][0], found["810"][0]
    assert notice.first("PRF")[1] == "106001"
    assert [(segment[1], segment[3]) for segment in notice.all("LIN")] == [
        ("10000", "AC-1000"),
        ("20000", "AC-1001"),
    ]
    assert [segment[2:4] for segment in notice.all("SN1")] == [["10", "CA"], ["20", "CA"]]
    assert invoice.first("BIG")[4] == "106001"
    assert [segment[1:5] for segment in invoice.all("IT1")] == [
        ["10000", "10", "CA", "12.50"],
        ["20000", "20", "CA", "12.50"],
    ]
    assert invoice.first("TDS")[1] == "37500"
    assert invoice.first("CTT")[1] == "2"
    assert invoice.first("CUR")[2] == "USD"
    assert {interchange.usage for interchange in world.downloads().values()} == {"T"}


def test_files_are_named_by_partner_kind_and_control_number_and_pass_the_doctor(world: World) -> None:
    for number, (vendor, edi) in enumerate(VENDORS.items(), start=1):
        world.control("/suppliers", {vendor: "good"}, "PUT")
        world.upload(f"order{number}.edi", order_850(edi, f"2000{number}", number))
    assert world.control("/suppliers/tick").json()["delivered"] == 3 * len(VENDORS)
    assert sorted(name.split("_")[1] for name in world.names() if name.startswith("ACMEFOODS_")) == [
        "810",
        "856",
        "997",
    ]
    for entry in world.call("GET", "/api/files/download").json()["resources"]:
        content = world.call("GET", entry["_links"]["content"]["href"]).content
        overridden = {"B04"} if "_856_" in entry["name"] else set()
        assert [f"{finding.code} {finding.message}" for finding in diagnose(content).findings
                if finding.severity == "error" and finding.code not in overridden] == []  # fmt: skip


def test_a_short_shipper_invoices_what_it_ships(world: World) -> None:
    found = answers(world, "V10003")
    assert [segment[2] for segment in found["856"][0].all("SN1")] == ["6", "20"]
    assert [segment[2] for segment in found["810"][0].all("IT1")] == ["6", "20"]
    assert found["810"][0].first("TDS")[1] == "32500"


def test_an_unknown_code_comes_without_our_line_number(world: World) -> None:
    found = answers(world, "V10005")
    assert found["856"][0].all("LIN")[0] == ["LIN", "", "VN", "NEW-AC-1000"]
    assert found["856"][0].all("LIN")[1][1] == "20000"


def test_a_duplicate_invoice_has_its_content_again_under_new_control_numbers(world: World) -> None:
    found = answers(world, "V10007")
    first, second = found["810"]
    assert first.segments == second.segments
    controls = [interchange.control for name, interchange in world.downloads().items() if "_810_" in name]
    assert len(set(controls)) == 2


def test_a_dearer_price_is_invoiced_with_a_total_that_fits_it(world: World) -> None:
    invoice = answers(world, "V10009")["810"][0]
    prices = [Decimal(segment[4]) for segment in invoice.all("IT1")]
    assert prices == [Decimal("13.12"), Decimal("13.12")]
    assert invoice.first("TDS")[1] == str(1312 * 30)


def test_a_rejecting_supplier_ships_nothing(world: World) -> None:
    found = answers(world, "V10013")
    assert list(found) == ["997"]
    assert found["997"][0].first("AK5")[1] == "R"
    assert found["997"][0].first("AK9")[1] == "R"
    assert found["997"][0].first("AK3")[1] == "PO1"


def test_behaviours_can_be_changed_for_one_and_for_all(world: World) -> None:
    assert world.control(
        "/suppliers", {"*": "silent", "V10001": {"behaviour": "no_invoice", "shape": "S-T-P-O-I"}}, "PUT"
    ).ok
    assert answers(world, "V10000") == {}
    world.upload("other.edi", order_850(VENDORS["V10001"], "106002", 2))
    world.suppliers.tick()
    assert sorted(name.split("_")[1] for name in world.names()) == ["856", "997"]
    assert world.control("/suppliers", {"V10001": "sulks"}, "PUT").status_code == 400
    assert world.control("/suppliers", {"V10001": {"mood": 1}}, "PUT").status_code == 400


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_ships_the_whole_order(world: World, shape: str) -> None:
    world.control("/suppliers", {"V10000": {"shape": shape}}, "PUT")
    notice = answers(world, "V10000")["856"][0]
    assert sum(Decimal(segment[2]) for segment in notice.all("SN1")) == 30
    assert {segment[3] for segment in notice.all("HL")} == set(shape.split("-"))


def test_the_same_order_again_is_acknowledged_but_not_shipped_twice(world: World) -> None:
    answers(world, "V10000")
    world.upload("again.edi", order_850(VENDORS["V10000"], control=2))
    world.suppliers.tick()
    kinds = sorted(name.split("_")[1] for name in world.names())
    assert kinds == ["810", "856", "997", "997"]


def test_our_invoices_are_acknowledged_and_our_acknowledgments_are_not(world: World) -> None:
    envelope = x12.Envelope(sender=OWN, receiver="ZZ:ACMEFOODS")
    invoice = [
        ["BIG", "20260102", "108001", "", "106001"],
        ["IT1", "1", "1", "EA", "1"],
        ["TDS", "100"],
        ["CTT", "1"],
    ]
    world.upload("invoice.edi", x12.write(envelope, [("IN", [("810", invoice)])]))
    world.upload(
        "ack.edi", x12.write(envelope, [("FA", [("997", [["AK1", "IN", "1"], ["AK9", "A", "1", "1", "1"]])])])
    )
    world.suppliers.tick()
    (interchange,) = world.downloads().values()
    assert interchange.groups[0].sets[0].first("AK1")[1:] == ["IN", "1"]


def test_what_nobody_can_read_is_noted_and_holds_up_nobody(world: World) -> None:
    world.upload("garbage.edi", b"\x00\x01")
    world.upload("stranger.edi", order_850("ZZ:STRANGER"))
    world.upload("letters.edi", order_850("ZZ:ACMEFOODS", "106009").replace("*10*CA*", "*TEN*CA*"))
    world.upload("good.edi", order_850("ZZ:ACMEFOODS", "106010", 2))
    world.suppliers.tick()
    outcomes = {entry["name"]: entry["outcome"] for entry in world.control("/uploads", method="GET").json()}
    assert outcomes["garbage.edi"].startswith("unreadable")
    assert "STRANGER" in outcomes["stranger.edi"]
    assert outcomes["good.edi"].startswith("order 106010 taken by V10000")
    assert sum("_856_" in name for name in world.names()) == 1
    assert len(world.store.table("supplier_pending")) == 0


def test_the_goods_follow_the_delay_and_the_invoice_follows_the_goods(world: World) -> None:
    world.switches["supplier_delay_seconds"] = 60
    assert answers(world, "V10000") == {}
    world.store.table("clock").put("offset", {"seconds": 61})
    world.suppliers.tick()
    assert sorted(name.split("_")[1] for name in world.names()) == ["856", "997"]
    world.store.table("clock").put("offset", {"seconds": 121})
    world.suppliers.tick()
    assert sorted(name.split("_")[1] for name in world.names()) == ["810", "856", "997"]


def test_a_restart_neither_repeats_nor_forgets_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite3"
    first = World(Store(path))
    first.switches["supplier_delay_seconds"] = 60
    assert answers(first, "V10000") == {}
    first.close()
    first.store.close()
    second = World(Store(path))
    second.store.table("clock").put("offset", {"seconds": 300})
    assert second.suppliers.tick() == 3
    assert second.suppliers.tick() == 0
    second.close()
    second.store.close()
    third = World(Store(path))
    assert third.suppliers.tick() == 0
    assert len(third.names()) == 3
    third.close()
    third.store.close()


def test_two_vendors_sharing_an_id_answer_for_their_own_orders(world: World) -> None:
    world.store.table("defaultDimensions").put("d-V10001", {
        "parentId": "v-V10001", "dimensionCode": "EDIPARTNER", "dimensionValueCode": "ACMEFOODS"})  # fmt: skip
    world.store.table("purchaseOrders").put(
        "o-2", {"id": "o-2", "number": "106002", "vendorNumber": "V10001"}
    )
    world.upload("order.edi", order_850("ZZ:ACMEFOODS", "106002"))
    world.suppliers.tick()
    assert {record["vendor_number"] for record in world.store.table("supplier_answers").values()} == {
        "V10001"
    }


def test_the_thread_answers_by_itself(world: World) -> None:
    world.suppliers.start()
    world.upload("order.edi", order_850("ZZ:ACMEFOODS"))
    for _ in range(500):
        if len(world.names()) == 3:
            break
        world.suppliers._stopped.wait(0.02)
    world.suppliers.stop()
    assert len(world.names()) == 3
