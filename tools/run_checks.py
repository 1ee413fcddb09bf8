"""Run every gate of the project, the quick ones beside the tests; end with 1 when any of them failed."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import tests.environment
from tools import run_tests

BIN = f"{sys.prefix}/bin"
QUICK = {
    "lint": [f"{BIN}/ruff", "check", "."],
    "format": [f"{BIN}/ruff", "format", "--check", "."],
    "import contracts": [f"{BIN}/lint-imports"],
    "types": [f"{BIN}/mypy"],
    "django checks": [sys.executable, "manage.py", "check"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
}


def run_quick() -> dict[str, subprocess.CompletedProcess[str]]:
    """Run each command to its end whatever the others did."""
    return {
        name: subprocess.run(
            command,
            cwd=run_tests.ROOT,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for name, command in QUICK.items()
    }


def run(demand: str) -> tuple[dict[str, bool], str]:
    """Run everything, the quick gates beside the tests: those wait for the sandbox half of the time. Returns what passed, and
    the line that says where the tests ran."""
    tests.environment.prepare()
    with ThreadPoolExecutor(max_workers=1) as beside:
        quick = beside.submit(run_quick)
        sys.stdout.write("== tests\n")
        passed, line = run_tests.run(demand, [])
    for name, done in quick.result().items():
        sys.stdout.write(f"== {name}\n{done.stdout}")
    return {name: done.returncode == 0 for name, done in quick.result().items()} | {"tests": passed}, line


def main() -> int:
    """Command line: `python -m tools.run_checks [--postgres optional|require|never]`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", choices=["optional", "require", "never"], default="optional")
    demand = parser.parse_args().postgres
    started = time.monotonic()
    results, line = run(demand)
    for name, passed in results.items():
        sys.stdout.write(f"{'passed' if passed else 'FAILED':8}{name}\n")
    all_passed = all(results.values())
    minutes = (time.monotonic() - started) / 60
    sys.stdout.write(f"{'passed' if all_passed else 'FAILED'} in {minutes:.1f} min; {line}\n")
    return 0 if all_passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
