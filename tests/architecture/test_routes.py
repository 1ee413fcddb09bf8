"""Each transaction set that the routes table names is complete: module, mapper, sample, tests, page (CONTRIBUTING.md)."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source_tree import ROOT, Module

ROUTES = ROOT / "navcleo" / "workflows" / "routes.py"
# what the standard calls each set; a new row of the routes table is added here first
NAMES = {
    "850": "purchase_order",
    "855": "order_answer",
    "860": "order_change",
    "865": "order_change_answer",
    "810": "invoice",
    "856": "ship_notice",
    "820": "remittance_advice",
    "824": "application_advice",
    "997": "acknowledgment",
}


def _codes() -> list[str]:
    strings = (node.value for node in ast.walk(Module(ROUTES).tree) if isinstance(node, ast.Constant))
    return sorted({text for text in strings if isinstance(text, str) and re.fullmatch(r"[0-9]{3}", text)})


def _x12_module(code: str) -> str:
    return f"{NAMES[code]}_{code}"


def test_the_table_names_exactly_the_sets_of_this_product() -> None:
    assert ROUTES.exists(), "navcleo/workflows/routes.py is missing"
    assert _codes() == sorted(NAMES)


@pytest.mark.parametrize("code", NAMES)
def test_a_set_has_its_x12_module_and_test(code: str) -> None:
    name = _x12_module(code)
    assert (ROOT / f"edi/x12/{name}.py").exists()
    assert (ROOT / f"tests/edi/x12/test_{name}.py").exists()


@pytest.mark.parametrize("code", [code for code in NAMES if code != "997"])
def test_a_set_has_its_mapper_and_test(code: str) -> None:
    assert (ROOT / f"edi/mapping/{NAMES[code]}.py").exists()
    assert (ROOT / f"tests/edi/mapping/test_{NAMES[code]}.py").exists()


@pytest.mark.parametrize("code", NAMES)
def test_a_set_has_a_sample_with_its_expected_result(code: str) -> None:
    directory = ROOT / "tests" / "samples" / f"{code}_{NAMES[code]}"
    assert directory.is_dir(), f"{directory.relative_to(ROOT)} is missing"
    kinds = {path.suffix for path in directory.iterdir()}
    assert ".json" in kinds, "no expected result"
    assert kinds & {".edi", ".x12", ".txt"}, "no sample"


@pytest.mark.parametrize("code", NAMES)
def test_a_set_has_its_page(code: str) -> None:
    page = ROOT / "docs" / "transaction-sets" / f"{code}-{NAMES[code].replace('_', '-')}.md"
    assert page.exists()
    assert page.name in (page.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", NAMES)
def test_a_set_has_a_story(code: str) -> None:
    stories = [path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "stories").glob("test_*.py")]
    assert any(code in story for story in stories), f"no story test speaks of the {code}"
