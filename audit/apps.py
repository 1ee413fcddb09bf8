"""The app of what happened: documents, events, attempts, links, quarantine."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Documents and audit trail."""

    name = "audit"
    verbose_name = "Documents and audit trail"
