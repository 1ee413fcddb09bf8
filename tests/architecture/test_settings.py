"""Every setting that navcleo/settings.py reads is in the README's table and in .env.example, and no other."""

from __future__ import annotations

import ast
import re
import tomllib

from tests.architecture.source_tree import ROOT, Module

SETTINGS = Module(ROOT / "navcleo" / "settings.py")
# names that the process reads outside settings.py: secrets for add_connection, what make and the tests take
READ_ELSEWHERE = {"NAV_CLIENT_SECRET", "NAV_WEB_SERVICE_KEY", "CLEO_PASSWORD", "DATABASE_URL_POSTGRES"}
# set by the test run only
FOR_TESTS_ONLY = {"SQLITE_TEST_NAME"}


def names_read() -> set[str]:
    """Return the first argument of every `env.something("NAME", ...)`."""
    calls = (node for node in ast.walk(SETTINGS.tree) if isinstance(node, ast.Call))
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def _readme_table() -> set[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.split(r"^## ", text.split("## Settings", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)`", section, flags=re.MULTILINE))


def test_every_setting_is_in_the_readme() -> None:
    assert names_read() - _readme_table() - FOR_TESTS_ONLY == set()


def test_the_readme_names_no_setting_that_is_gone() -> None:
    assert _readme_table() - names_read() - READ_ELSEWHERE == set()


def test_the_example_file_lists_the_same_settings_and_no_secret() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    assignments = dict(re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=(.*)$", "\n".join(lines), flags=re.MULTILINE))
    # ENV_FILE names the file itself and cannot stand in it
    assert names_read() - set(assignments) - FOR_TESTS_ONLY == {"ENV_FILE"}
    assert {assignments["SECRET_KEY"], assignments["FERNET_KEYS"]} == {""}


def test_the_version_is_said_once_and_the_same() -> None:
    stated = re.search(r'^VERSION = "([^"]+)"', SETTINGS.source, flags=re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert stated is not None
    assert stated[1] == project["version"]
