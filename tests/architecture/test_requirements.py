"""Every direct dependency has its reason, and the lock holds each of them with hashes and no address."""

from __future__ import annotations

import re

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source_tree import ROOT


def _direct() -> dict[str, Requirement]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line.split("#")[0]) for line in lines if line.strip() and not line.startswith("#")]
    return {canonicalize_name(requirement.name): requirement for requirement in wanted}


def _locked() -> dict[str, tuple[str, int]]:
    """Return name -> (version, number of hashes)."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)(.*?)(?=^[A-Za-z0-9]|\Z)",
        text,
        re.MULTILINE | re.DOTALL,
    )
    return {
        canonicalize_name(name): (version, rest.count("--hash=sha256:")) for name, version, rest in entries
    }


def test_every_requirement_has_a_reason() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line.strip() and not line.startswith("#")]
    assert [line for line in wanted if not re.search(r"#\s*\S.{4,}", line)] == []


def test_the_lock_holds_every_requirement_in_a_version_it_allows() -> None:
    locked = _locked()
    direct = _direct()
    assert set(direct) - set(locked) == set()
    assert [name for name, wanted in direct.items() if locked[name][0] not in wanted.specifier] == []


def test_every_entry_of_the_lock_is_pinned_by_hash() -> None:
    assert [name for name, (_, hashes) in _locked().items() if not hashes] == []


def test_the_lock_names_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
