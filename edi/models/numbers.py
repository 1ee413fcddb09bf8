"""The last control number used (X12.5)."""

from __future__ import annotations

from django.db import models


class ControlNumber(models.Model):
    """The last control number used per (own id, partner id, direction, level)."""

    own_id = models.CharField(max_length=20)
    partner_id = models.CharField(max_length=20)
    level = models.CharField(max_length=12, choices=[("interchange", "ISA13"), ("group", "GS06")])
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["own_id", "partner_id", "level"], name="control_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.own_id} → {self.partner_id} {self.level}: {self.last}"
