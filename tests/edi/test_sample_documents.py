"""Our own sample of every transaction set reads as its expected result, and comes to the amounts its text states."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import x12doctor

from edi.plain import to_plain
from edi.reading import read

COVERS = ["edi.plain"]

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
NAMES = sorted(path.parent.name for path in SAMPLES.glob("*/document.edi") if path.parent.name[:3].isdigit())


@pytest.mark.parametrize("name", NAMES)
def test_the_sample_reads_as_expected(name: str) -> None:
    folder = SAMPLES / name
    reading = read((folder / "document.edi").read_bytes())
    found = {
        "documents": [to_plain(one.document) for one in reading.sets if one.document is not None],
        "problems": [
            {"code": item.code, "severity": item.severity, "place": item.place, "text": item.text}
            for one in reading.sets
            for item in one.problems
        ],
    }
    assert found == json.loads((folder / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_the_sample_is_free_of_faults(name: str) -> None:
    assert json.loads((SAMPLES / name / "expected.json").read_text(encoding="utf-8"))["problems"] == []


# x12-doctor does not know the 820; on invoices with allowances and taxes its total check does not apply (B04), and it
# wants CTT01 of a ship notice to count items (B04) and an SSCC without its application id (D02)
@pytest.mark.parametrize("name", [name for name in NAMES if name[:3] != "820"])
def test_the_sample_is_sound_to_an_independent_judge(name: str) -> None:
    report = x12doctor.diagnose((SAMPLES / name / "document.edi").read_bytes())
    # C01 and C03 retell what a 997 says of the order it answers
    allowed = {"810": {"B04"}, "856": {"B04", "D02"}, "997": {"C01", "C03"}}.get(name[:3], set())
    assert [
        item.code for item in report.findings if item.code not in allowed and str(item.severity) != "warning"
    ] == []


def test_there_is_a_sample_of_every_set() -> None:
    assert {name[:3] for name in NAMES} >= {"810", "820", "850", "856", "997"}
