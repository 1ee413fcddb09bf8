"""Sizes, names and docstrings: what keeps a module readable in one sitting."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source_tree import PACKAGES, WITH_GATES, functions, modules

MOST_LINES_OF_A_FUNCTION = 60
LONG_FUNCTION = 40
SHARE_OF_LONG_FUNCTIONS = 0.03
MOST_LINES_OF_A_MODULE = 400
MOST_LINES_OF_A_WORKFLOW = 150
NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "common", "misc", "base", "util", "helper"}


def test_no_function_is_longer_than_sixty_lines() -> None:
    too_long = [
        f"{function.where}: {function.lines} lines"
        for module in modules(*WITH_GATES, "tests")
        for function in functions(module)
        if function.lines > MOST_LINES_OF_A_FUNCTION
    ]
    assert too_long == []


def test_few_functions_are_longer_than_forty_lines() -> None:
    found = [function for module in modules(*WITH_GATES) for function in functions(module)]
    long = [function.where for function in found if function.lines > LONG_FUNCTION]
    assert len(long) <= SHARE_OF_LONG_FUNCTIONS * len(found), (
        f"{len(long)} of {len(found)} functions: {sorted(long)}"
    )


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    lengths = {module.relative: len(module.source.splitlines()) for module in modules(*WITH_GATES, "tests")}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_MODULE} == {}


def test_a_workflow_reads_on_one_page() -> None:
    lengths = {module.relative: len(module.source.splitlines()) for module in modules("navcleo/workflows")}
    assert lengths, "navcleo/workflows holds no modules"
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_WORKFLOW} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = {module.relative for module in modules(*WITH_GATES, "tests")}
    parts = {name: set(name.removesuffix(".py").split("/")) for name in named}
    assert [name for name, words in parts.items() if words & NAMES_THAT_SAY_NOTHING] == []


@pytest.mark.parametrize("package", [*WITH_GATES, "tests"])
def test_every_module_says_what_it_is_for(package: str) -> None:
    found = modules(package)
    assert found, f"{package} holds no modules"
    silent = [
        module.relative for module in found if module.source.strip() and not ast.get_docstring(module.tree)
    ]
    assert silent == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_module_docstring_is_short(package: str) -> None:
    docstrings = {module.relative: ast.get_docstring(module.tree) or "" for module in modules(package)}
    # one to three lines; a few more where a table of the standard is explained
    assert {name: text for name, text in docstrings.items() if len(text.splitlines()) > 8} == {}
