"""Every direct dependency has its reason, and the locks hold each of them with hashes and no address."""

from __future__ import annotations

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source_tree import ROOT

both = pytest.mark.parametrize("name", ["requirements", "requirements-ocr"])


def _lines(name: str) -> list[str]:
    """Return the lines of NAME.txt that name a package."""
    lines = (ROOT / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith(("#", "-c "))]


def _direct(name: str) -> dict[str, Requirement]:
    wanted = [Requirement(line.split("#")[0]) for line in _lines(name)]
    return {canonicalize_name(requirement.name): requirement for requirement in wanted}


def _locked(name: str) -> dict[str, tuple[str, int]]:
    """Return name -> (version, number of hashes)."""
    text = (ROOT / f"{name}.lock").read_text(encoding="utf-8")
    entries = re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)(.*?)(?=^[A-Za-z0-9]|\Z)",
        text,
        re.MULTILINE | re.DOTALL,
    )
    return {
        canonicalize_name(entry): (version, rest.count("--hash=sha256:")) for entry, version, rest in entries
    }


@both
def test_every_requirement_has_a_reason(name: str) -> None:
    assert [line for line in _lines(name) if not re.search(r"#\s*\S.{4,}", line)] == []


@both
def test_the_lock_holds_every_requirement_in_a_version_it_allows(name: str) -> None:
    locked, direct = _locked(name), _direct(name)
    assert set(direct) - set(locked) == set()
    assert [one for one, wanted in direct.items() if locked[one][0] not in wanted.specifier] == []


def test_both_locks_agree_on_what_they_share() -> None:
    first, second = _locked("requirements"), _locked("requirements-ocr")
    assert {one for one in first.keys() & second.keys() if first[one][0] != second[one][0]} == set()


@both
def test_every_entry_of_the_lock_is_pinned_by_hash(name: str) -> None:
    assert [one for one, (_, hashes) in _locked(name).items() if not hashes] == []


@both
def test_the_lock_names_no_address(name: str) -> None:
    text = (ROOT / f"{name}.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
