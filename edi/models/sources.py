"""Where a mapping or a partner came from."""

from __future__ import annotations

from django.db import models


class Source(models.TextChoices):
    """Where a mapping came from. Local ones are made by people and survive a sync."""

    NAV_DIMENSION = "nav_dimension", "NAV dimension"
    GTIN = "gtin", "GTIN"
    ITEM_NUMBER = "item_number", "NAV item number"
    NAV_CODE = "nav_code", "NAV code"
    STANDARD = "standard", "standard table"
    LOCAL = "local", "made here"
