"""Empties the test database by deletion, and fills it again with what was there before. Django's own flush truncates every table
and makes permissions anew, which takes PostgreSQL longer than most tests."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection, transaction

# made by migrations, not by tests
KEPT = {"auth.Group", "auth.Permission", "auth.Group_permissions", "contenttypes.ContentType"}


Rows = dict[str, list[tuple[Any, ...]]]


def _tables() -> list[str]:
    """The quoted names of the tables that tests fill."""
    return [
        connection.ops.quote_name(model._meta.db_table)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in KEPT and not model._meta.proxy and model._meta.managed
    ]


def empty() -> None:
    """Delete every row that a test made; foreign keys are checked at the commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"DELETE FROM {table}")


def rows() -> Rows:
    """Every row that is there, by table, as the database gives it."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT * FROM {table}")
            if there := cursor.fetchall():
                found[table] = there
    return found


def fill(found: Rows) -> None:
    """Put rows back as they were, keys included; foreign keys are checked at the commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, there in found.items():
            marks = ", ".join(["%s"] * len(there[0]))
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", there)


def after_a_test(case: Any) -> None:
    """What a test without a transaction around leaves behind goes."""
    empty()
