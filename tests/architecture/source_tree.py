"""The project's own files and modules, as the architecture tests see them."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("navcleo", "audit", "connectors", "edi")
WITH_GATES = (*PACKAGES, "sandbox", "tools", "benchmarks")
SKIPPED = {
    ".git",
    ".venv",
    "var",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
}


@dataclass(frozen=True)
class Module:
    """One Python file of ours."""

    path: Path

    @property
    def relative(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def name(self) -> str:
        return self.relative.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def source(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.path)


@dataclass(frozen=True)
class Function:
    """One function or method, decorators and docstring counted."""

    where: str
    lines: int


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def modules(*packages: str) -> list[Module]:
    """Return all modules of these top-level directories except migrations, sorted by name."""
    found = [
        Module(path)
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts and "__pycache__" not in path.parts
    ]
    return sorted(found, key=lambda module: module.relative)


def functions(module: Module) -> Iterator[Function]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            lines = (node.end_lineno or node.lineno) - first + 1
            yield Function(f"{module.relative}:{node.lineno} {node.name}", lines)


def assigned_strings(module: Module, variable: str) -> list[str]:
    """Return the strings of a module-level list or tuple, [] where there is none of that name."""
    for node in module.tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == variable for target in targets):
            return [str(entry) for entry in ast.literal_eval(node.value)]
    return []


def project_files() -> list[Path]:
    """Return every file that is or would be tracked; without git, everything outside the usual litter."""
    if shutil.which("git") and (ROOT / ".git").exists():
        done = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        if done.returncode == 0:
            names = {name for name in done.stdout.decode().split("\0") if name}
            return sorted(ROOT / name for name in names if (ROOT / name).is_file())
    return sorted(
        path for path in ROOT.rglob("*") if path.is_file() and not SKIPPED & set(path.relative_to(ROOT).parts)
    )
