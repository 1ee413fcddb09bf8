"""The tables are whole: every word of the structures, segments and elements leads somewhere, in both versions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from edi.x12.tables import VERSIONS, codes, family, rules, table
from edi.x12.tables.code_lists import CODE_LISTS
from edi.x12.tables.data_elements import DATA_ELEMENTS, DATA_ELEMENTS_5010
from edi.x12.tables.grammar import UNLIMITED, Loop, Use
from edi.x12.tables.structures import CHANGES_5010, NAMES, STRUCTURES

COVERS = [
    "edi.x12.tables.segments",
    "edi.x12.tables.data_elements",
    "edi.x12.tables.code_lists",
    "edi.x12.tables.structures",
]

_TABLES = [(code, version) for code in codes() for version in VERSIONS]


def _loops(loop: Loop) -> Iterator[Loop]:
    yield loop
    for child in loop.children:
        if isinstance(child, Loop):
            yield from _loops(child)


def _loop(code: str, version: str, *path: str) -> Loop:
    loop = table(code, version).root
    for name in path:
        loop = next(child for child in loop.children if isinstance(child, Loop) and child.id == name)
    return loop


def _use(loop: Loop, segment_id: str) -> Use:
    return next(child for child in loop.children if isinstance(child, Use) and child.rule.id == segment_id)


@pytest.mark.parametrize(("code", "version"), _TABLES)
def test_each_loop_begins_with_its_own_mandatory_segment(code: str, version: str) -> None:
    for loop in _loops(table(code, version).root):
        first = loop.children[0]
        assert isinstance(first, Use)
        assert first.mandatory
        assert first.rule.id == loop.id
        assert loop.starter == loop.id


@pytest.mark.parametrize(("code", "version"), _TABLES)
def test_order_rises_through_the_whole_set(code: str, version: str) -> None:
    orders = []
    for loop in _loops(table(code, version).root):
        orders.append(loop.order)
        orders += [child.order for child in loop.children if isinstance(child, Use)]
    assert len(set(orders)) == len(orders)
    root = table(code, version).root
    assert [child.starter for child in (root.children[0], root.children[-1])] == ["ST", "SE"]
    assert table(code, version).name == NAMES[code]


@pytest.mark.parametrize("version", VERSIONS)
def test_conditions_name_elements_that_exist(version: str) -> None:
    for rule in rules(version).values():
        for condition in rule.conditions:
            assert condition.kind in "PRECL"
            assert len(condition.positions) >= 2
            assert max(condition.positions) <= len(rule.elements), rule.id


def test_elements_have_types_and_lengths() -> None:
    for elements in (DATA_ELEMENTS, DATA_ELEMENTS_5010):
        for number, (kind, least, most, name) in elements.items():
            assert kind in {"AN", "ID", "R", "N0", "N2", "DT", "TM"}, number
            assert 1 <= least <= most
            assert name


def test_codes_fit_their_elements() -> None:
    for place, listed in CODE_LISTS.items():
        number = place
        if place not in DATA_ELEMENTS:
            number = rules("004010")[place[:-2]].elements[int(place[-2:]) - 1].number
        kind, least, most, _ = DATA_ELEMENTS[number]
        assert kind == "ID", place
        assert all(least <= len(code) <= most for code in listed), place


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("98", "BY ST SF BT SU VN SE RE RI II PR PE SO WH Z7 CN OB"),
        ("66", "1 9 91 92 93 UL ZZ"),
        ("235", "UP UI UA UK EN IN BP SK VN VP VC VA MG LT UN"),
        ("128", "DP IA VR VN PO IV BM CN SI 2I CO CR CT PD MR ST LO AO LT EF CK DB CM ZZ"),
        ("374", "001 002 010 011 017 035 036 037 038 063 064 067 068 003 004 097 405 007"),
        ("355", "EA PC CA CS CT BX BG PL PF LB OZ CW KG GR LT ML GA MR FT DZ PK PR UN"),
        ("639", "PE PP UM HP TP"),
        ("353", "00 01 04 05 06 07"),
        ("92", "SA NE DS RL BK KN RO"),
        ("1005", "0001 0002 0003 0004"),
        ("331", "01 02 04 06"),
        ("305", "I C D U X P"),
        ("591", "ACH CHK FWT BOP NON"),
        ("426", "01 02 04 16 19 22 CM CS"),
        ("88", "GM AA CP UC SM"),
        ("146", "CC PP PC PB DF"),
        ("BIG07", "DI CR CN DR PR"),
        ("963", "ST GS CP"),
        ("I05", "01 08 09 12 14 16 20 27 30 ZZ"),
    ],
)
def test_everyday_codes_are_known(place: str, expected: str) -> None:
    assert set(expected.split()) <= CODE_LISTS[place]


def test_repetition_and_usage_are_as_the_standard_says() -> None:
    order = table("850", "004010").root
    assert _use(order, "BEG").mandatory
    assert _use(order, "DTM").most == 10
    assert _loop("850", "004010", "PO1").most == 100_000
    assert _loop("850", "004010", "N9").most == 1000
    assert _use(table("810", "004010").root, "TDS").mandatory
    assert _loop("856", "004010", "HL").mandatory
    assert _loop("820", "004010", "ENT", "RMR").most == UNLIMITED
    assert _use(_loop("997", "004010", "AK2", "AK3"), "AK4").most == 99


def test_5010_changes_what_it_changed() -> None:
    assert set(CHANGES_5010) == set(STRUCTURES)
    assert "MSG" not in table("850", "005010").segments
    assert "MTX" in table("850", "005010").segments
    assert _use(_loop("850", "005010", "N1"), "IN2").most == UNLIMITED
    assert len(rules("005010")["ST"].elements) == 3
    assert [rules(version)["REF"].elements[1].most for version in VERSIONS] == [30, 50]
    assert [rules(version)["IT1"].elements[1].most for version in VERSIONS] == [10, 15]
    assert [rules(version)["PER"].elements[3].most for version in VERSIONS] == [80, 256]


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("004010", "004010"),
        ("004010VICS", "004010"),
        ("003010", "004010"),
        ("004060", "004010"),
        ("005010", "005010"),
        ("005010X218", "005010"),
        ("001010", ""),
        ("006010", ""),
        ("", ""),
        ("D96A", ""),
    ],
)
def test_versions_are_read_by_their_family(version: str, expected: str) -> None:
    assert family(version) == expected


def test_a_set_without_table_is_refused() -> None:
    with pytest.raises(KeyError):
        table("940", "004010")
