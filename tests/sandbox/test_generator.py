"""The documents the sandbox's generator makes are well-formed: judged by x12-doctor, shapes by their HL tree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from x12doctor.diagnose import diagnose

from sandbox import generate_856, x12
from tests.sandbox.cleo_world import World, order_850


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


def errors(text: str, overridden: set[str] | None = None) -> list[str]:
    """What x12-doctor holds against a document, without its known wrong judgements (x12 reference 3.1)."""
    return [f"{finding.code} {finding.message}" for finding in diagnose(text.encode()).findings
            if finding.severity == "error" and finding.code not in (overridden or set())]  # fmt: skip


def only_set(text: str) -> x12.TransactionSet:
    (interchange,) = x12.read(text)
    (group,) = interchange.groups
    (entry,) = group.sets
    return entry


def tree(entry: x12.TransactionSet) -> list[str]:
    """Each HL as its path of level codes from the shipment down."""
    paths: dict[str, str] = {}
    for segment in entry.all("HL"):
        parent = x12.element(segment, 2)
        paths[segment[1]] = f"{paths[parent]}-{segment[3]}" if parent else segment[3]
    return list(paths.values())


@pytest.mark.parametrize("shape", generate_856.SHAPES)
def test_every_shape_of_a_ship_notice_is_a_well_formed_tree(world: World, shape: str) -> None:
    document = world.generate(kind="856", order_number="106001", shape=shape)
    assert errors(document["text"], {"B04"}) == []
    entry = only_set(document["text"])
    paths = tree(entry)
    # the deepest path of 0002 ends in the pack below the item
    assert max(paths, key=len) == shape
    assert [x12.element(segment, 3) for segment in entry.all("LIN")] == ["AC-1000", "AC-1001"]
    assert [(segment[2], segment[3]) for segment in entry.all("SN1")] == [("10", "CA"), ("4", "CA")]
    assert entry.first("PRF")[1] == "106001"
    assert entry.first("CTT")[1] == str(len(paths))


def test_lots_expiry_catch_weight_and_several_orders_stand_in_one_notice(world: World) -> None:
    lots = [{"number": "L1", "quantity": 6, "expires_on": "2026-09-01"}, {"number": "L2", "quantity": 4}]
    document = world.generate(kind="856", vendor_number="V10000", shape="S-O-P-I", sscc_digits=18, packs_per_line=2, orders=[
        {"order_number": "106001", "lines": [{"line_number": "10000", "lots": lots}]},
        {"order_number": "106002", "lines": [{"line_number": "1", "quantity": "3", "unit": "CA", "weight": "412.5",
                                              "product_ids": [["VN", "AC-1001"]]}]}])  # fmt: skip
    assert errors(document["text"], {"B04"}) == []
    entry = only_set(document["text"])
    assert [segment[1] for segment in entry.all("PRF")] == ["106001", "106002"]
    assert [segment[2] for segment in entry.all("SN1")] == ["6", "4", "1", "2"]
    assert ["REF", "LT", "L1"] in entry.segments
    assert ["DTM", "036", "20260901"] in entry.segments
    assert ["MEA", "PD", "G", "412.5", "LB"] in entry.segments


def test_an_sscc_has_a_right_check_digit_in_both_lengths() -> None:
    assert generate_856.sscc(5, "0614141", extension="0") == "006141410000000050"
    assert generate_856.sscc(5, digits=20) == "00" + generate_856.sscc(5)


@pytest.mark.parametrize("extra", [
    {}, {"currency": "EUR", "terms": {"percent": "2", "discount_days": "10", "net_days": "30"}, "iss": True, "ctt_total": True},
    {"type": "CR"}, {"version": "005010"}, {"delimiters": {"element": "|", "segment": "'", "component": ":"}},
])  # fmt: skip
def test_an_invoice_without_allowances_passes_the_doctor(world: World, extra: dict[str, Any]) -> None:
    document = world.generate(kind="810", order_number="106001", **extra)
    assert errors(document["text"]) == []
    # 10 x 12.50 + 4 x 3.335
    assert only_set(document["text"]).first("TDS")[1] == "13834"


def test_allowances_charges_and_taxes_of_both_levels_enter_the_total_once(world: World) -> None:
    document = world.generate(
        kind="810", order_number="106001", sac=[{"indicator": "A", "amount": "5.00"}, {"indicator": "C", "amount": "7.25"},
                                                {"indicator": "A", "amount": "99", "handling": "01"}],
        taxes=[{"amount": "1.10"}],
        lines=[{"line_number": "10000", "sac": [{"indicator": "A", "amount": "2"}], "taxes": [{"amount": "0.40"}]}])  # fmt: skip
    entry = only_set(document["text"])
    assert entry.first("TDS")[1] == str(12500 - 500 + 725 + 110 - 200 + 40)
    assert [segment[5] for segment in entry.all("SAC")] == ["200", "500", "725", "9900"]
    assert errors(document["text"], {"B04"}) == []


def test_a_credit_memo_with_negative_amounts_and_a_catch_weight_price(world: World) -> None:
    document = world.generate(kind="810", order_number="106001", type="CR", negative=True, lines=[
        {"line_number": "10000", "quantity": 3, "unit": "CA", "price": "2.15", "price_basis": "PP", "weight": "40.5"}])  # fmt: skip
    entry = only_set(document["text"])
    assert entry.first("BIG")[7] == "CR"
    assert entry.first("TDS")[1] == "-8708"
    assert entry.first("IT1")[2] == "-3"


def test_a_remittance_is_our_payment_and_balances(world: World) -> None:
    document = world.generate(kind="820", vendor_number="V10001", currency="USD", entities=[
        {"payments": [{"number": "INV-1", "invoice_amount": "100.00", "discount": "2", "order_number": "106001"},
                      {"number": "CM-1", "qualifier": "CM", "amount": "-10.50"}],
         "adjustments": [{"amount": "-5", "reason": "04", "reference": "DM-1"}]},
        {"code": "V10001", "payments": [{"number": "INV-2", "invoice_amount": "50",
                                         "adjustments": [{"amount": "-1.25", "reason": "01"}]}]}])  # fmt: skip
    entry = only_set(document["text"])
    parties = {segment[1]: segment[2:] for segment in entry.all("N1")}
    assert parties == {"PR": ["CRONUS Foods", "ZZ", "CRONUSFOODS"], "PE": ["Vendor V10001", "92", "V10001"]}
    paid = sum((Decimal(segment[4]) for segment in entry.all("RMR")), Decimal(0))
    assert paid == Decimal(98) - Decimal("10.5") + Decimal("48.75")
    assert Decimal(entry.first("BPR")[2]) == paid - 5
    assert errors(document["text"]) == []
    turned = only_set(
        world.generate(kind="820", vendor_number="V10001", payer="partner", payments=[])["text"]
    )
    assert turned.first("N1")[1:3] == ["PR", "Vendor V10001"]


@pytest.mark.parametrize(("status", "group_status"), [("A", "A"), ("E", "E"), ("R", "R")])
def test_an_acknowledgment_of_an_upload_names_its_group_and_sets(
    world: World, status: str, group_status: str
) -> None:
    world.upload("order.edi", order_850("ZZ:ACMEFOODS", control=77))
    fault = {
        "segment": "PO1",
        "position": "6",
        "elements": [{"position": "4", "number": "212", "code": "6", "value": "12,50"}],
    }
    document = world.generate(kind="997", upload="order.edi", status=status, errors=[fault])
    entry = only_set(document["text"])
    assert entry.first("AK1")[1:] == ["PO", "77"]
    assert entry.first("AK2")[1:] == ["850", "0001"]
    assert entry.first("AK5")[1] == status
    assert entry.first("AK9")[1] == group_status
    assert bool(entry.first("AK3")) == (status != "A")
    assert (document["sender"], document["receiver"]) == ("ZZ:ACMEFOODS", "ZZ:CRONUSFOODS")
    # the doctor's C findings retell what the acknowledgment says
    assert [error for error in errors(document["text"]) if not error.startswith("C")] == []


def test_a_bare_and_a_partly_rejecting_acknowledgment(world: World) -> None:
    bare = only_set(
        world.generate(kind="997", vendor_number="V10000", group="IN", acknowledged_group="9", bare=True)[
            "text"
        ]
    )
    assert [segment[0] for segment in bare.segments] == ["AK1", "AK9"]
    sets = [{"set": "850", "control": "0001"}, {"set": "850", "control": "0002", "status": "R"}]
    partly = only_set(
        world.generate(kind="997", vendor_number="V10000", acknowledged_group="9", sets=sets)["text"]
    )
    assert partly.first("AK9")[1:] == ["P", "2", "2", "1"]


def test_the_example_of_the_readme_is_a_test_interchange(world: World) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    [body] = re.findall(r"/_sandbox/generate .* -d '(.*?)'", readme)
    answer = world.control("/generate", json.loads(body))
    assert answer.status_code == 201
    assert x12.read(answer.json()["text"])[0].usage == "T"


@pytest.mark.parametrize("name", ["envelope", "810"])
def test_a_heading_of_the_options_is_refused_not_ignored(world: World, name: str) -> None:
    options = {"kind": "810", "order_number": "106001"}
    for body in ({**options, name: {"usage": "T"}}, {**options, "documents": [{name: {"usage": "T"}}]}):
        answer = world.control("/generate", body)
        assert answer.status_code == 400
        assert f"option {name}: it cannot be used" in answer.json()["message"]
