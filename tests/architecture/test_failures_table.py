"""Every error class has its row in the one table error -> decision (navcleo/workflows/failures.py)."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import connectors.errors
import edi.errors


def _classes_in(value: Any) -> set[type[BaseException]]:
    """Return the exception classes anywhere inside a table, whatever its shape."""
    if inspect.isclass(value):
        return {value} if issubclass(value, BaseException) else set()
    if isinstance(value, dict):
        return {found for entry in value.items() for found in _classes_in(entry)}
    if isinstance(value, list | tuple | set | frozenset):
        return {found for entry in value for found in _classes_in(entry)}
    return set()


def _rows() -> set[type[BaseException]]:
    from navcleo.workflows import failures

    tables = (value for name, value in vars(failures).items() if name.isupper())
    return {found for table in tables for found in _classes_in(table)}


def _tree(module: ModuleType, root: type[Exception]) -> set[type[BaseException]]:
    found = {value for value in vars(module).values() if inspect.isclass(value) and issubclass(value, root)}
    return found - {root}


def test_every_connector_error_has_a_row_of_its_own() -> None:
    classes = _tree(connectors.errors, connectors.errors.ConnectorError)
    assert classes, "connectors.errors holds no error classes"
    assert {found.__name__ for found in classes - _rows()} == set()


def test_every_reading_error_has_a_row_of_its_own() -> None:
    classes = _tree(edi.errors, edi.errors.EdiError)
    assert classes, "edi.errors holds no error classes"
    assert {found.__name__ for found in classes - _rows()} == set()


def test_the_code_that_a_reading_error_carries_is_a_quarantine_code() -> None:
    from audit.quarantine_codes import CODES

    classes = _tree(edi.errors, edi.errors.EdiError)
    assert {found.__name__ for found in classes if found.code not in CODES} == set()  # type: ignore[attr-defined]
