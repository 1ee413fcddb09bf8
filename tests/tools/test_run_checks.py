"""One gate that fails makes the whole fail, and is named; what it said is shown."""

from __future__ import annotations

import sys

import pytest

from tests.conftest import LONGEST, ROOT
from tools import run_checks, run_tests


@pytest.mark.parametrize(("gate", "suite"), [(0, True), (1, True), (0, False)])
def test_all_gates_run_beside_the_tests_and_each_counts(
    gate: int, suite: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = f"print('the gate speaks'); raise SystemExit({gate})"
    monkeypatch.setattr(run_checks, "QUICK", {"fine": ["true"], "gate": [sys.executable, "-c", said]})
    monkeypatch.setattr(run_tests, "run", lambda demand, extra: (suite, f"on {demand}"))
    monkeypatch.setattr(run_checks.tests.environment, "prepare", lambda: None)
    passed, line = run_checks.run("never")
    assert passed == {"fine": True, "gate": gate == 0, "tests": suite}
    assert line == "on never"
    assert "the gate speaks" in capsys.readouterr().out


def test_the_modules_that_begin_first_are_there() -> None:
    assert [name for name in LONGEST if not (ROOT / "tests" / name).is_file()] == []
