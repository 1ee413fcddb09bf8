"""The tree of a ship notice: damage in it is named, and no damage makes reading run for ever."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edi.x12.set_reader import SetReader
from edi.x12.ship_notice_856 import read_856
from edi.x12.shipment_tree import Level, build_tree
from tests.edi.x12.sets import DELIMITERS, make_set


def build(text: str) -> tuple[list[Level], SetReader]:
    reader = SetReader(make_set("856", text), DELIMITERS)
    _, levels = build_tree(reader)
    return levels, reader


def shape(levels: list[Level]) -> dict[str, str | None]:
    return {level.at.get(1): level.parent.at.get(1) if level.parent else None for level in levels}


def test_parents_are_told_by_number_not_by_place() -> None:
    levels, reader = build("HL*3*2*I\nHL*1**S\nHL*4*1*O\nHL*2*1*O")
    assert shape(levels) == {"3": "2", "1": None, "4": "1", "2": "1"}
    assert reader.problems == []
    assert [level.at.get(1) for level in levels[1].descendants()] == ["4", "2", "3"]
    assert [level.code for level in levels[0].ancestors()] == ["O", "S"]
    assert [level.at.get(1) for level in levels[1].orders_below()] == ["4", "2"]


def test_header_levels_and_ctt_are_kept_apart() -> None:
    reader = SetReader(make_set("856", "BSN*00*1\nDTM*011*20260101\nHL*1**S\nREF*BM*1\nCTT*1"), DELIMITERS)
    header, levels = build_tree(reader)
    assert [item.id for item in header] == ["BSN", "DTM", "CTT"]
    assert [item.id for item in levels[0].segments] == ["REF"]
    assert levels[0].of("REF", "MAN")[0].get(2) == "1"


def test_an_unknown_parent_is_an_error() -> None:
    _, reader = build("HL*1**S\nHL*2*9*O")
    assert [(item.severity, item.place) for item in reader.problems] == [
        ("error", "HL no. 2 (segment 5), HL02")
    ]


def test_a_number_used_twice_is_an_error() -> None:
    _, reader = build("HL*1**S\nHL*1*1*O")
    assert "error" in [item.severity for item in reader.problems]


def test_a_ring_is_cut_and_named() -> None:
    levels, reader = build("HL*1*3*S\nHL*2*1*O\nHL*3*2*I\nHL*4*4*I")
    assert [item.severity for item in reader.problems] == ["error", "error"]
    assert all(len(list(level.ancestors())) <= len(levels) for level in levels)


def test_a_level_without_parent_joins_the_last_of_an_earlier_kind() -> None:
    levels, reader = build("HL*1**S\nHL*2**O\nHL*3**I\nHL*4**O\nHL*5**I")
    assert shape(levels) == {"1": None, "2": "1", "3": "2", "4": "1", "5": "4"}
    assert {item.severity for item in reader.problems} == {"finding"}


def test_a_chain_of_thousands_of_levels_is_cut_and_named() -> None:
    text = "\n".join(f"HL*{n}*{n - 1 or ''}*{'S' if n == 1 else 'P'}\nMAN*GM*{n}" for n in range(1, 3001))
    levels, reader = build(text)
    assert max(len(list(level.ancestors())) for level in levels) < 100
    assert {item.severity for item in reader.problems} == {"error"}


_NUMBERS = st.sampled_from(["", "1", "2", "3", "4", "x"])
_LEVELS = st.tuples(_NUMBERS, _NUMBERS, st.sampled_from(["S", "O", "T", "P", "I", "", "Q"]))
_CONTENT = st.sampled_from(
    ["", "PRF*P1", "PRF*P2", "LIN*1*VN*A", "SN1**1*EA", "LIN*1*VN*A\nSN1**2*EA", "SN1**x*EA", "MAN*GM*1"]
)


@given(st.lists(st.tuples(_LEVELS, _CONTENT), max_size=8))
def test_any_hierarchy_is_read_and_each_quantity_is_used_at_most_once(parts) -> None:
    text = "BSN*00*1*20260101*0000\n" + "\n".join(
        f"HL*{'*'.join(level)}\n{content}" for level, content in parts
    )
    notice, problems = read_856(make_set("856", text), DELIMITERS)
    places = [line.place for order in notice.orders for line in order.lines]
    stated = sum("SN1**1*" in content or "SN1**2*" in content for _, content in parts)
    assert len(places) <= stated
    if len(places) < stated:
        assert problems
