"""Each module of the four packages has its test: tests/<package>/.../test_<module>.py."""

from __future__ import annotations

from tests.architecture.source_tree import PACKAGES, ROOT, Module, assigned_strings, modules

# modules without a test of their own, each with the reason
WITHOUT_OWN_TEST = {
    "navcleo.settings": "read by every test; tests/architecture/test_settings.py holds its names against the README",
    "navcleo.urls": "each address is opened in tests/navcleo/test_views.py and the admin tests",
    "navcleo.wsgi": "two lines that Django prescribes",
    "navcleo.asgi": "two lines that Django prescribes",
}


def _expected(module: Module) -> str:
    *folders, name = module.relative.removesuffix(".py").split("/")
    return "/".join(["tests", *folders, f"test_{name}.py"])


def _tested_elsewhere() -> dict[str, str]:
    """Return module -> the test file that says `COVERS = ["package.module", ...]`."""
    return {name: test.relative for test in modules("tests") for name in assigned_strings(test, "COVERS")}


def _needs_a_test(module: Module) -> bool:
    return module.path.name not in {"__init__.py", "apps.py"} and module.name not in WITHOUT_OWN_TEST


def test_every_module_has_its_test() -> None:
    elsewhere = _tested_elsewhere()
    missing = [
        f"{module.name} wants {_expected(module)}"
        for module in modules(*PACKAGES)
        if _needs_a_test(module) and module.name not in elsewhere and not (ROOT / _expected(module)).exists()
    ]
    assert missing == []


def test_a_test_covers_only_modules_that_exist() -> None:
    existing = {module.name for module in modules(*PACKAGES, "sandbox", "tools", "benchmarks")}
    assert {name: test for name, test in _tested_elsewhere().items() if name not in existing} == {}


def test_no_test_mirrors_a_module_that_is_gone() -> None:
    expected = {_expected(module) for module in modules(*PACKAGES)}
    orphans = [
        test.relative
        for package in PACKAGES
        for test in modules(f"tests/{package}")
        if test.path.name.startswith("test_")
        and test.relative not in expected
        and not assigned_strings(test, "COVERS")
    ]
    assert orphans == []
