"""The map directory is one that pyx12 itself accepts, and says what the tables say."""

from __future__ import annotations

from pathlib import Path

import pytest
from defusedxml.ElementTree import parse
from pyx12.map_if import load_map_file
from pyx12.map_index import map_index
from pyx12.params import ParamsBase

from edi.x12.pyx12_maps import map_name, write_maps
from edi.x12.tables import VERSIONS, codes, rules


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("maps")
    write_maps(directory)
    return directory


def test_every_map_loads_and_is_found_by_version_and_group(maps: Path) -> None:
    for version, isa_version in zip(VERSIONS, ("00401", "00501"), strict=True):
        directory = str(maps / version)
        index = map_index(directory)
        for code, group in (("850", "PO"), ("810", "IN"), ("856", "SH"), ("820", "RA"), ("997", "FA")):
            assert index.get_filename(isa_version, version, group) == map_name(code)
            loaded = load_map_file(map_name(code), ParamsBase(), directory)
            assert loaded.icvn == isa_version
            assert loaded.getnodebypath("/ISA_LOOP/GS_LOOP/ST_LOOP/SE").usage == "R"
        load_map_file(f"x12.control.{isa_version}.xml", ParamsBase(), directory)


def test_maps_carry_every_element_and_condition(maps: Path) -> None:
    root = parse(maps / "004010" / "850.xml").getroot()
    for segment in root.iter("segment"):
        rule = rules("004010")[segment.get("xid")]
        children = [child for child in segment if child.tag in {"element", "composite"}]
        assert [child.get("data_ele") for child in children] == [element.number for element in rule.elements]
        assert [text.text for text in segment.iter("syntax")] == [str(one) for one in rule.conditions]


def test_positions_are_unique_within_a_map(maps: Path) -> None:
    for version in VERSIONS:
        for code in codes():
            nodes = list(parse(maps / version / map_name(code)).getroot().iter())
            positions = [node.get("pos") for node in nodes if node.tag in {"loop", "segment"}]
            assert len(set(positions)) == len(positions)
