"""The sandbox's answers to orders and changes: by switch, once each, sound to an independent judge."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from x12doctor.diagnose import diagnose

from sandbox import x12
from tests.sandbox.cleo_world import OWN, VENDORS, World, order_850

COVERS = ["sandbox.generate_855"]


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


def came(world: World) -> dict[str, list[x12.TransactionSet]]:
    found: dict[str, list[x12.TransactionSet]] = {}
    for interchange in world.downloads().values():
        for group in interchange.groups:
            for entry in group.sets:
                found.setdefault(entry.code, []).append(entry)
    return found


@pytest.mark.parametrize(("word", "kind"), [("accepted", "AD"), ("changed", "AC"), ("rejected", "RJ")])
def test_suppliers_answer_orders_as_the_switch_says(world: World, word: str, kind: str) -> None:
    world.switches["supplier_answers"] = word
    world.upload("order.edi", order_850(VENDORS["V10000"]))
    world.suppliers.tick()
    found = came(world)
    [answer] = found["855"]
    assert answer.first("BAK")[2:4] == [kind, "106001"]
    assert ("856" in found) is (word != "rejected")
    if word == "changed":
        assert answer.all("ACK")[0][1:4] == ["IQ", "6", "CA"]
        assert answer.all("PO1")[0][4] == "12.60"
    [entry] = [
        entry
        for entry in world.call("GET", "/api/files/download").json()["resources"]
        if "_855_" in entry["name"]
    ]
    findings = diagnose(world.call("GET", entry["_links"]["content"]["href"]).content).findings
    assert [found.code for found in findings if str(found.severity) == "error"] == []


def test_a_change_is_acknowledged_and_by_switch_answered(world: World) -> None:
    world.switches["supplier_answers"] = "accepted"
    envelope = x12.Envelope(OWN, VENDORS["V10000"], 9, 9)
    body = [
        ["BCH", "04", "SA", "106001", "", "2", "20260104", "", "", "", "", "20260106"],
        ["POC", "10000", "QD", "8", "8", "CA", "12.5", "", "VN", "AC-1000"],
        ["POC", "20000", "DI", "", "", "", "", "", "VN", "AC-1001"],
        ["CTT", "2"],
    ]
    world.upload("change.edi", x12.write(envelope, [("PC", [("860", body)])]).encode())
    world.suppliers.tick()
    found = came(world)
    assert found["997"][0].first("AK1")[1] == "PC"
    [answer] = found["865"]
    assert answer.first("BCA")[1:6] == ["00", "AD", "106001", "", "2"]
    assert [segment[1] for segment in answer.all("ACK")] == ["IA", "ID"]


def test_an_interchange_of_acknowledgments_alone_is_read(world: World) -> None:
    envelope = x12.Envelope(OWN, VENDORS["V10000"], 9, 9)
    segments = x12.interchange_segments(envelope, [], [["TA1", "000000007", "260101", "1200", "A", "000"]])
    [interchange] = x12.read(x12.serialize(segments, envelope.delimiters))
    assert interchange.groups == []
    assert interchange.acknowledgments[0][4] == "A"
