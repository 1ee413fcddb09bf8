"""The registry names each set once, with group, reader, table and, where we send it, writer."""

from __future__ import annotations

from edi.x12.envelope import GROUP_OF_SET
from edi.x12.sets import SETS
from edi.x12.tables import codes
from edi.x12.writer import SET_OF_GROUP


def test_every_table_has_its_reader() -> None:
    assert set(SETS) == set(codes())


def test_groups_are_the_same_everywhere() -> None:
    for code, kind in SETS.items():
        assert kind.code == code
        assert SET_OF_GROUP[kind.group_code] == code
        assert kind.group_code in GROUP_OF_SET[code]
        assert kind.table("004010VICS").code == code
        assert kind.table("005010").version == "005010"
        assert kind.name


def test_what_we_send_has_a_writer() -> None:
    assert {code for code, kind in SETS.items() if kind.writer is not None} == {
        "850",
        "810",
        "860",
        "824",
        "997",
    }
