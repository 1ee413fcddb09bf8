"""Rows that are history: inserted once, never changed or deleted."""

from __future__ import annotations

from typing import Any

from django.db import models

REFUSED = "these rows are history: append-only"


class AppendOnly(models.QuerySet[Any]):
    """Refuses changes in bulk."""

    def update(self, **kwargs: Any) -> int:
        """Refused: these rows are history."""
        raise TypeError(REFUSED)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused: these rows are history."""
        raise TypeError(REFUSED)


class HistoryRow(models.Model):
    """A row that can only be inserted."""

    objects = AppendOnly.as_manager()

    class Meta:
        """Options."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; a second save is refused."""
        if self.pk:
            raise TypeError(REFUSED)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: these rows are history."""
        raise TypeError(REFUSED)
