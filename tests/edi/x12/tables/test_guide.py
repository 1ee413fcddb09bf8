"""The guide of a partner tells what its overlay demands, from the table that checks are made from."""

from __future__ import annotations

import pytest

from edi.x12.tables import VERSIONS, codes, table
from edi.x12.tables.guide import guide
from edi.x12.tables.overlay import narrow

OVERLAY = {
    "require": ["REF.DP", "N1.ST/N4", "PO107", "PO1/DTM"],
    "forbid": ["SAC", "PO105"],
    "codes": {"BEG02": ["SA"]},
    "lengths": {"BEG03": [1, 10]},
    "at_most": {"N9": 1},
}


def test_what_the_overlay_says_is_in_the_guide() -> None:
    lines = guide(narrow(table("850", "004010"), OVERLAY))
    by_name = {line.segment: line for line in lines}
    assert (by_name["REF DP"].use, by_name["REF DP"].by_profile, by_name["REF DP"].depth) == ("must", True, 0)
    assert (by_name["N4"].use, by_name["N4"].depth) == ("must", 1)
    assert (by_name["DTM"].use, by_name["DTM"].depth) == ("must", 1)
    assert by_name["N9"].most == "1"
    assert (by_name["SAC"].use, by_name["SAC"].by_profile) == ("may not", True)
    elements = {element.place: element for line in lines for element in line.elements}
    assert (elements["PO107"].use, elements["PO107"].by_profile) == ("must", True)
    assert elements["PO105"].use == "may not"
    assert (elements["BEG02"].codes, elements["BEG03"].lengths) == ("SA", "1 to 10")
    assert elements["BEG05"].by_profile is False


def test_without_overlay_only_what_the_standard_demands_is_told() -> None:
    lines = guide(table("850", "004010"))
    assert [line.segment for line in lines] == ["ST", "BEG", "PO1", "SE"]
    assert not any(line.by_profile for line in lines)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("code", codes())
def test_the_whole_guide_has_every_segment_of_the_set(code: str, version: str) -> None:
    one = table(code, version)
    assert {line.segment for line in guide(one, whole=True)} == one.segments | {"ST", "SE"}


def test_long_lists_of_codes_are_cut_with_their_number() -> None:
    (beg,) = [line for line in guide(table("850", "004010")) if line.segment == "BEG"]
    (kind,) = [element for element in beg.elements if element.place == "BEG02"]
    assert kind.codes.endswith("in all")
