"""Every code has a step, a sentence and a next step; those that a mapping cures name it (booking rules, section 7)."""

from __future__ import annotations

import pytest

from audit.models import Quarantine
from audit.quarantine_codes import CODES


@pytest.mark.parametrize("name", CODES)
def test_a_code_tells_people_what_to_do(name: str) -> None:
    code = CODES[name]
    assert code.step in {"store", "parse", "map", "send", "link", "any"}
    assert code.sentence.endswith(".")
    assert code.next_step.endswith(".")
    assert len(name) <= Quarantine._meta.get_field("code").max_length
    assert len(code.step) <= Quarantine._meta.get_field("step").max_length


def test_what_a_mapping_cures() -> None:
    assert {name: code.healed_by for name, code in CODES.items() if code.healed_by} == {
        "unknown_sender": "vendor",
        "vendor_unknown": "vendor",
        "vendor_blocked": "vendor",
        "item_unknown": "item",
        "item_ambiguous": "item",
        "item_blocked": "item",
        "unit_unmapped": "unit",
        "location_unmapped": "location",
    }
