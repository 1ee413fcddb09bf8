"""The app of what people maintain: partners, mappings, control numbers."""

from __future__ import annotations

from django.apps import AppConfig


class EdiConfig(AppConfig):
    """Partners and mappings."""

    name = "edi"
    verbose_name = "Partners and mappings"
