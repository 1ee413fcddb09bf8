"""Every defect on request damages what it names and nothing else; layouts and envelopes are as asked for."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox import defects, x12
from tests.sandbox.cleo_world import World


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


def damaged(world: World, kind: str, *asked: object, **options: Any) -> str:
    extra = (
        {"payments": [{"number": "INV-1", "amount": "10"}], "vendor_number": "V10000"}
        if kind == "820"
        else {}
    )
    return str(world.generate(kind=kind, order_number="106001", interchange_control=41, set_control=7, number="N-1", sscc_serial=5,
                              defects=list(asked), **extra, **options)["text"])  # fmt: skip


def segments(text: str) -> list[list[str]]:
    return [part.strip().split("*") for part in text.split("~") if part.strip()]


def one(text: str, tag: str) -> list[str]:
    return next(segment for segment in segments(text) if segment[0] == tag)


@pytest.mark.parametrize("name", defects.NAMES)
def test_every_defect_changes_the_document(world: World, name: str) -> None:
    kinds = {"tds_wrong": "810", "tds_with_point": "810", "price_not_numeric": "810", "bpr_wrong": "820", "hl_parent": "856",
             "hl_start": "856", "hl_unknown_level": "856", "sscc_check_digit": "856"}  # fmt: skip
    options = {"kind": kinds.get(name, "856"), "order_number": "106001", "number": "N-1", "interchange_control": 41,
               "shape": "S-O-P-I", "vendor_number": "V10000", "payments": [{"number": "I", "amount": "1"}], "sscc_serial": 5}  # fmt: skip
    sound = world.generate(**options)["content_base64"]
    parameters = {
        "element": {"segment": "BSN", "position": 2, "value": "OTHER"},
        "group_mismatch": {"value": "IN"},
    }
    asked = {
        "name": name,
        **parameters.get(name, {}),
        **({"value": "0009"} if name == "duplicate_set_control" else {}),
    }
    assert world.generate(**options, defects=[asked])["content_base64"] != sound


def test_a_sound_document_and_its_options_repeat_byte_by_byte(world: World) -> None:
    options = {"number": "SH-1", "interchange_control": 9, "sscc_serial": 3}
    first = world.generate(kind="856", order_number="106001", **options)["text"]
    again = world.generate(kind="856", order_number="106001", **options)["text"]
    assert segments(first)[2:] == segments(again)[2:]


@pytest.mark.parametrize(("name", "tag", "position", "wrong"), [
    ("st_control", "SE", 2, "0008"), ("ge_count", "GE", 1, "2"), ("gs_control", "GE", 2, "42"), ("iea_count", "IEA", 1, "2"),
    ("isa_control", "IEA", 2, "000000042"), ("unknown_version", "GS", 8, "009999"), ("unknown_set", "ST", 1, "846"),
    ("test", "ISA", 15, "T"), ("unknown_sender", "ISA", 6, "NOBODYKNOWS    "), ("unknown_receiver", "ISA", 8, "SOMEBODYELSE   "),
    ("quantity_not_numeric", "SN1", 2, "TEN"),
])  # fmt: skip
def test_an_envelope_defect_hits_its_element(
    world: World, name: str, tag: str, position: int, wrong: str
) -> None:
    found = next(
        part.strip("\n").split("*")
        for part in damaged(world, "856", name).split("~")
        if part.strip().startswith(f"{tag}*")
    )
    assert found[position] == wrong


def test_a_wrong_segment_count_is_one_too_many_and_a_value_can_be_given(world: World) -> None:
    body = segments(damaged(world, "856"))
    inside = [segment[0] for segment in body].index("SE") - [segment[0] for segment in body].index("ST") + 1
    assert one(damaged(world, "856"), "SE")[1] == str(inside)
    assert one(damaged(world, "856", "se_count"), "SE")[1] == str(inside + 1)
    assert one(damaged(world, "856", {"name": "test", "value": "I"}), "ISA")[15] == "I"


def test_money_defects(world: World) -> None:
    sound = int(one(damaged(world, "810"), "TDS")[1])
    assert int(one(damaged(world, "810", "tds_wrong"), "TDS")[1]) == sound + 100
    assert one(damaged(world, "810", "tds_with_point"), "TDS")[1] == f"{sound / 100:.2f}"
    assert one(damaged(world, "820", {"name": "bpr_wrong", "cents": -1}), "BPR")[2] == "9.99"
    assert one(damaged(world, "810", {"name": "price_not_numeric", "nth": 2}), "TDS")[1] == str(sound)


def test_file_defects(world: World) -> None:
    sound = damaged(world, "856")
    assert sound.startswith("ISA")
    assert damaged(world, "856", "bom").startswith("\ufeffISA")
    assert max(len(line) for line in damaged(world, "856", "wrapped").splitlines()) == 80
    assert "IEA" not in damaged(world, "856", "truncated")
    assert "SE*" not in damaged(world, "856", "missing_se")
    assert "BSN" not in damaged(world, "856", "missing_segment")
    assert damaged(world, "856", "empty") == ""
    assert damaged(world, "856", "blank_segment").count("~~") == 1
    assert "~\r\n" in damaged(world, "856", "crlf")
    assert not damaged(world, "856", "text_after_iea").rstrip().endswith("~")
    padded = damaged(world, "856", {"name": "padded", "bytes": 5000})
    assert (len(padded), padded.strip()) == (5000, sound.strip())
    binary = world.generate(kind="856", order_number="106001", defects=["binary"])
    assert base64.b64decode(binary["content_base64"])[:3] == b"\x00\x01\x02"
    assert "Café" in damaged(world, "856", "non_ascii")


def test_several_interchanges_with_delimiters_of_their_own(world: World) -> None:
    answer = world.generate(order_number="106001", documents=[
        {"kind": "856"}, {"kind": "810", "delimiters": {"element": "|", "segment": "'", "component": ":"}}, {"kind": "810"}])  # fmt: skip
    found = x12.read(answer["text"])
    assert [interchange.groups[0].functional_id for interchange in found] == ["SH", "IN", "IN"]
    assert [interchange.delimiters.element for interchange in found] == ["*", "|", "*"]
    assert len({interchange.control for interchange in found}) == 3
    assert len(set(answer["numbers"])) == 3


def test_several_groups_and_several_sets_in_one_interchange(world: World) -> None:
    (groups,) = x12.read(
        world.generate(order_number="106001", layout="groups", documents=[{"kind": "856"}, {"kind": "810"}])[
            "text"
        ]
    )
    assert [group.functional_id for group in groups.groups] == ["SH", "IN"]
    (sets,) = x12.read(
        world.generate(kind="810", order_number="106001", layout="sets", documents=[{}, {}, {}])["text"]
    )
    assert [[entry.control for entry in group.sets] for group in sets.groups] == [["0001", "0002", "0003"]]


def test_the_envelope_is_as_asked_for(world: World) -> None:
    text = world.generate(kind="810", order_number="106001", sender="01:999", receiver="ZZ:OTHER", usage="T", version="005010",
                          interchange_control=123, group_control=7, set_control=5)["text"]  # fmt: skip
    (interchange,) = x12.read(text)
    assert (interchange.sender, interchange.receiver, interchange.usage) == ("01:999", "ZZ:OTHER", "T")
    assert (interchange.control, interchange.groups[0].control, interchange.groups[0].sets[0].control) == (
        "000000123",
        "7",
        "0005",
    )
    isa = text.split("~", maxsplit=1)[0]
    assert len(isa) == 105
    assert (isa.split("*")[11], isa.split("*")[12]) == ("^", "00501")


def test_lines_default_to_the_order_and_can_be_narrowed(world: World) -> None:
    def quantities(**options: Any) -> list[tuple[str, str]]:
        text = str(world.generate(kind="856", order_number="106001", **options)["text"])
        return [(lin[1], sn1[2]) for lin, sn1 in zip(
            (part for part in segments(text) if part[0] == "LIN"), (part for part in segments(text) if part[0] == "SN1"), strict=True)]  # fmt: skip

    assert quantities() == [("10000", "10"), ("20000", "4")]
    assert quantities(fraction="0.5") == [("10000", "5"), ("20000", "2")]
    assert quantities(only_lines=["20000"]) == [("20000", "4")]
    assert quantities(lines=[{"line_number": "10000", "quantity": 3}]) == [("10000", "3")]


@pytest.mark.parametrize("options", [
    {"kind": "999"}, {"kind": "856", "order_number": "nope"}, {"kind": "856", "order_number": "106001", "shape": "O-S"},
    {"kind": "856", "order_number": "106001", "defects": ["se_cuont"]}, {"kind": "810", "vendor_number": "V99999"},
    {"kind": "997"}, {"kind": "997", "upload": "never.edi"}, {"kind": "856", "order_number": "106001", "layout": "pile"},
    {"kind": "810", "order_number": "106001", "invoice_on": "01.02.2026"}, {"kind": "820", "payments": [{"amount": "ten"}]},
])  # fmt: skip
def test_an_option_that_cannot_be_used_is_named(world: World, options: dict[str, Any]) -> None:
    answer = world.control("/generate", options)
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_a_generated_file_is_delivered_under_its_name(world: World) -> None:
    answer = world.generate(kind="810", order_number="106001", deliver=True, name="größe 1.edi")
    assert answer["delivered"]
    assert world.names() == ["größe 1.edi"]
    named = world.generate(kind="810", order_number="106001", deliver=True)["name"]
    assert named.startswith("ACMEFOODS_810_")
    assert named in world.names()
    assert "se_count" in world.control("/generate", method="GET").json()["defects"]
