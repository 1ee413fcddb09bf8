"""On a machine without a fitting Python, make says plainly what it needs."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

from tests.architecture.source_tree import ROOT


def _find(python: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "tools/find_python.sh"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHON": python},
        capture_output=True,
        text=True,
        check=False,
    )


def _interpreter(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_an_unfit_python_is_refused_with_the_versions_that_fit(tmp_path: Path) -> None:
    old = _interpreter(tmp_path / "old", 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac')
    done = _find(old)
    assert done.returncode == 1
    assert "needs Python 3.11 to 3.13" in done.stderr
    assert "Python 3.9.2" in done.stderr


def test_a_fit_python_without_venv_is_told_apart(tmp_path: Path) -> None:
    bare = _interpreter(tmp_path / "bare", 'case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac')
    done = _find(bare)
    assert done.returncode == 1
    assert "python3-venv" in done.stderr


def test_a_fit_python_is_named(tmp_path: Path) -> None:
    good = _interpreter(tmp_path / "good", "exit 0")
    assert _find(good).stdout.strip() == good
