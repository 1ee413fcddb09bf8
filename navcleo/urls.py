"""Addresses: the admin, its front door, health and metrics."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from navcleo import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.metrics, name="metrics"),
    path("admin/", admin.site.urls),
]
