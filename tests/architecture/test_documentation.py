"""What the documentation names exists, and what exists is named: commands, make targets, links."""

from __future__ import annotations

import re

from tests.architecture.source_tree import ROOT, project_files

DOCUMENTS = [path for path in project_files() if path.suffix == ".md"]


def test_every_command_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = {path.stem for path in (ROOT / "navcleo/management/commands").glob("[a-z]*.py")}
    assert commands, "there are no management commands"
    assert [
        name for name in sorted(commands) if f"`{name}" not in text and f"manage.py {name}" not in text
    ] == []


def test_every_command_that_the_documents_tell_exists() -> None:
    commands = {path.stem for path in (ROOT / "navcleo/management/commands").glob("[a-z]*.py")}
    django = {
        "migrate",
        "createsuperuser",
        "check",
        "changepassword",
        "collectstatic",
        "shell",
        "help",
        "makemigrations",
    }
    told = {
        (path.name, name)
        for path in DOCUMENTS
        for name in re.findall(r"manage\.py ([a-z_]+)", path.read_text(encoding="utf-8"))
    }
    assert {pair for pair in told if pair[1] not in commands | django} == set()


def test_every_make_target_has_a_line_of_help() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split())  # type: ignore[index]
    assert set(re.findall(r"^([a-z]+):.*## ", text, re.MULTILINE)) == targets


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in DOCUMENTS
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists()
    ]
    assert broken == []


def test_every_decision_follows_the_form() -> None:
    decisions = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [path.name[:4] for path in decisions] == [
        f"{number:04}" for number in range(1, len(decisions) + 1)
    ]
    parts = ("## Context", "## Decision", "## Consequences")
    assert [
        path.name for path in decisions if not all(part in path.read_text(encoding="utf-8") for part in parts)
    ] == []
