"""Empties the test database by deletion. Django's own flush truncates every table and makes permissions anew, which takes
PostgreSQL longer than most tests."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection, transaction

# made by migrations, not by tests
KEPT = {"auth.Group", "auth.Permission", "auth.Group_permissions", "contenttypes.ContentType"}


def empty() -> None:
    """Delete every row that a test made; foreign keys are checked at the commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.label not in KEPT and not model._meta.proxy and model._meta.managed:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def after_a_test(case: Any) -> None:
    """What a test without a transaction around leaves behind goes."""
    empty()
