"""The dependency rule holds (docs/architecture.md), and the contracts cover every module they speak of."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from typing import Any

from tests.architecture.source_tree import ROOT, modules

# what people maintain and the number allocator are rows: the only modules of edi that may know Django
EDI_WITH_DJANGO = ("edi.models", "edi.apps", "edi.control_numbers", "edi.migrations")


def _contract(number: str) -> dict[str, Any]:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = configuration["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if contract["name"].startswith(number))


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [f"{sys.prefix}/bin/lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_module_of_edi_is_under_the_contract_of_purity() -> None:
    under = _contract("2 ")["source_modules"]
    free = [
        module.name
        for module in modules("edi")
        if module.name != "edi"
        and not any(
            module.name == name or module.name.startswith(f"{name}.") for name in (*under, *EDI_WITH_DJANGO)
        )
    ]
    assert free == []


def test_every_client_is_under_the_contract_of_no_django() -> None:
    under = _contract("3 ")["source_modules"]
    clients = {module.name for module in modules("connectors/nav", "connectors/cleo")}
    assert clients
    assert [name for name in clients if not any(name == u or name.startswith(f"{u}.") for u in under)] == []


def test_the_sandbox_is_kept_apart_in_both_directions() -> None:
    assert _contract("5a")["source_modules"] == ["sandbox"]
    assert _contract("5b")["forbidden_modules"] == ["sandbox"]
