"""The apps of the meeting point: our admin site and the app with commands, templates and start-up checks."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate


class AdminConfig(admin_apps.AdminConfig):
    """The admin with our index page."""

    default = False
    default_site = "navcleo.admin.site.Site"


class NavcleoConfig(AppConfig):
    """Settings, workflows, jobs and admin."""

    name = "navcleo"
    default = True

    def ready(self) -> None:
        """Register the system checks and our admin classes, keep the groups after each migrate, guard the queue."""
        from django.contrib import admin

        from navcleo import checks, groups, queue_guard  # noqa: F401

        admin.site.take_over()  # type: ignore[attr-defined]
        post_migrate.connect(groups.keep_groups, sender=self)
        queue_guard.connect()
