"""Numbered system checks with hints: one per known mistake of set-up."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.conf import settings
from django.core import checks as django_checks
from django.core.checks import CheckMessage, Error, Tags, register

KEY_BYTES = 32


@register(Tags.security)
def check_keys(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """E001 to E004: secrets need keys of their own, random and long enough."""
    found: list[CheckMessage] = []
    if not settings.SECRET_KEY:
        found.append(
            _error("SECRET_KEY is not set.", "Set it in the environment, or run `make setup`.", "E001")
        )
    if not settings.FERNET_KEYS:
        hint = "Run `manage.py make_key` and set FERNET_KEYS; without it secrets would depend on SECRET_KEY."
        found.append(_error("FERNET_KEYS is not set.", hint, "E002"))
    for number, key in enumerate(settings.FERNET_KEYS, start=1):
        if key == settings.SECRET_KEY:
            found.append(
                _error(f"FERNET_KEYS no. {number} is SECRET_KEY.", "One leak must not give both.", "E003")
            )
        elif _randomness(key) < KEY_BYTES:
            hint = "Use `manage.py make_key`: a pass phrase is not stretched."
            found.append(_error(f"FERNET_KEYS no. {number} is shorter than 32 random bytes.", hint, "E004"))
    return found


def _randomness(key: str) -> int:
    try:
        return len(base64.urlsafe_b64decode(key))
    except (binascii.Error, ValueError):
        return len(key.encode())


@register(Tags.security, deploy=True)
def check_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """W010 to W012: what a real installation should not run with."""
    found: list[CheckMessage] = []
    if settings.NAV_SETTLE_SECONDS < 960:
        text = f"NAV_SETTLE_SECONDS is {settings.NAV_SETTLE_SECONDS}; NAV may take 960 seconds to finish a lost call."
        found.append(django_checks.Warning(text, hint="Keep the default of 1200.", id="navcleo.W010"))
    if not settings.SECURE_COOKIES:
        text = "SECURE_COOKIES is off: session cookies may travel without TLS."
        found.append(django_checks.Warning(text, hint="Set SECURE_COOKIES=on behind TLS.", id="navcleo.W011"))
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        text = "The database is SQLite: fine for one host, no more."
        found.append(django_checks.Warning(text, hint="Set DATABASE_URL to PostgreSQL.", id="navcleo.W012"))
    return found


@register(Tags.database)
def check_queue(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """E020: a queue whose retry comes before its time-out runs tasks twice."""
    cluster = settings.Q_CLUSTER
    waves = 1 + -(-(cluster["queue_limit"] + 1) // cluster["workers"])
    if cluster["retry"] > cluster["timeout"] * waves:
        return []
    text = f"Q_CLUSTER retry must exceed timeout x {waves} = {cluster['timeout'] * waves} seconds."
    return [_error(text, "Raise retry or the number of workers.", "E020")]


def _error(text: str, hint: str, code: str) -> Error:
    return Error(text, hint=hint, id=f"navcleo.{code}")
