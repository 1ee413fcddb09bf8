"""The app of who we connect to: connections, poll plans, tokens."""

from __future__ import annotations

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    """Connections."""

    name = "connectors"
    verbose_name = "Connections"
