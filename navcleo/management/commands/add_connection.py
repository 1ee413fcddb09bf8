"""`manage.py add_connection`: creates or updates a Connection; secrets never come from arguments."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import models

from audit import recording
from connectors.login_state import SECRETS
from connectors.models import Connection
from navcleo.management.answering import DONE, NOT_DONE, WRONG_USAGE, Answering, actor

HELP = """\
Creates the Connection NAME, or updates it: what is not named keeps its value.

  export NAV_CLIENT_SECRET=... CLEO_PASSWORD=...      # or you are asked for them
  manage.py add_connection "Main company" \\
      --nav-url https://api.businesscentral.dynamics.com/v2.0/TENANT/ENVIRONMENT/api/v2.0 --nav-company "CRONUS USA, Inc." \\
      --nav-token-url https://login.microsoftonline.com/TENANT/oauth2/v2.0/token --nav-client-id CLIENT_ID \\
      --cleo-url https://YOURTENANT.cleointegration.com --cleo-username USER --interchange-id ZZ:YOURID

On-premises NAV: --nav-username USER instead of the two token options, with NAV_WEB_SERVICE_KEY.
Secrets come from NAV_CLIENT_SECRET, NAV_WEB_SERVICE_KEY and CLEO_PASSWORD in the environment or from a prompt, never from
arguments: those are seen by every user of the host. An update asks for a secret only where none is stored.

Then: manage.py check_connections NAME, manage.py sync_mappings NAME, manage.py poll outbound NAME --dry-run.
Exit code: 0 saved, 1 refused with the reason per field, 2 wrong usage.
"""
# option -> (field, what it is)
OPTIONS = {
    "--nav-url": ("nav_api_url", "NAV's API base, ends in /api/v2.0, without the company"),
    "--nav-company": ("nav_company", "the company's name as in NAV, case-sensitive"),
    "--nav-token-url": ("nav_token_url", "Entra's token address (login by client id and secret)"),
    "--nav-client-id": ("nav_client_id", "of the Entra app registration"),
    "--nav-username": ("nav_username", "user with a web service key (login on-premises)"),
    "--nav-pages-url": (
        "nav_pages_url",
        "base of the page services, ends in /ODataV4; left out = not published",
    ),
    "--cleo-url": ("cleo_url", "https://YOURTENANT.cleointegration.com"),
    "--cleo-username": ("cleo_username", "of the mailbox"),
    "--cleo-files-root": ("cleo_files_root", "path of the files, default /api/files"),
    "--interchange-id": ("interchange_id", "our own, QUALIFIER:ID, e.g. ZZ:CRONUSFOODS"),
    "--receipt-route": ("receipt_route", "what a ship notice becomes: purchase_order (default) or journal"),
    "--environment": ("environment", "test (default) or production; must agree with ISA15 of what comes"),
    "--send-from": (
        "send_from",
        "YYYY-MM-DD: orders and invoices dated from here on leave at the first poll",
    ),
}
CHOICES = {"receipt_route": Connection.Route.values, "environment": Connection.Environment.values}
VARIABLES = {
    "nav_client_secret": "NAV_CLIENT_SECRET",
    "nav_web_service_key": "NAV_WEB_SERVICE_KEY",
    "cleo_password": "CLEO_PASSWORD",
}
ELSEWHERE = {"id", "name", "retired_at", "secrets_set", "created_at", "updated_at"}


def settable() -> dict[str, models.Field[Any, Any]]:
    """The fields that `--set` reaches."""
    fields = Connection._meta.concrete_fields
    return {
        field.name: field
        for field in fields
        if field.name not in ELSEWHERE
        and field.name not in SECRETS
        and (field.editable or field.name == "is_active")
    }


class Command(Answering):
    """Connections from the command line."""

    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option per field that a new Connection needs, and --set for the rest."""
        parser.add_argument("name", metavar="NAME")
        for option, (field, text) in OPTIONS.items():
            parser.add_argument(option, dest=field, help=text, choices=CHOICES.get(field))
        parser.add_argument(
            "--set",
            dest="more",
            action="append",
            default=[],
            metavar="FIELD=VALUE",
            help=f"any other field, may be repeated: {', '.join(sorted(settable()))}",
        )
        parser.add_argument("--no-input", action="store_true", help="never ask; a missing secret is an error")

    def work(self, **options: Any) -> int:
        """Set what is named, check everything, save."""
        name = options["name"].strip()
        row = Connection.objects.filter(name=name).first()
        is_new = row is None
        row = row or Connection(name=name)
        named = {field: options[field] for field, _ in OPTIONS.values() if options.get(field) is not None}
        named |= _pairs(options["more"])
        try:
            _assign(row, named)
            given = self._secrets(row, ask=not options["no_input"])
            row.full_clean()
        except ValidationError as error:
            return self._invalid(name, error)
        row.save()
        changed = [*sorted(named), *given]
        text = f"{'added' if is_new else 'changed'}: {', '.join(changed) or 'nothing'}"
        recording.note(actor=actor(), action="connection", text=text, connection_id=row.pk)
        if self.as_json:
            self.give({"ok": True, "id": row.pk, "name": row.name, "created": is_new, "set": changed})
        self.say(f"Connection {name!r} {text}. Next: manage.py check_connections {name!r}")
        return DONE

    def _secrets(self, row: Connection, *, ask: bool) -> list[str]:
        """Secrets from the environment; where none is stored and none given, ask."""
        nav = "nav_web_service_key" if row.nav_auth == Connection.NavAuth.BASIC else "nav_client_secret"
        given = []
        for field in SECRETS:
            value = os.environ.get(VARIABLES[field], "")
            needed = field in (nav, "cleo_password") and not row.has_secret(field)
            if not value and needed:
                value = self._asked(field, row, ask=ask)
            if value:
                row.set_secret(field, value, actor())
                given.append(field)
        return given

    def _asked(self, field: str, row: Connection, *, ask: bool) -> str:
        label = VARIABLES[field].replace("_", " ").lower()
        if not ask or not sys.stdin.isatty() or self.as_json:
            raise ValidationError(
                {field: f"set {VARIABLES[field]} in the environment ({label} of {row.name})"}
            )
        value = getpass.getpass(f"{label} of {row.name} (not shown): ")
        if not value:
            raise ValidationError({field: f"no {label} given"})
        return value

    def _invalid(self, name: str, error: ValidationError) -> int:
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        if self.as_json:
            self.give({"ok": False, "error": f"Connection {name!r} was not saved.", "fields": found})
            return NOT_DONE
        self.stderr.write(self.style.ERROR(f"Connection {name!r} was not saved:"))
        options = {field: option for option, (field, _) in OPTIONS.items()}
        for field, texts in found.items():
            label = options.get(field) or VARIABLES.get(field) or field.replace("__all__", "")
            self.stderr.write(f"  {label}: {' '.join(texts)}".replace("  : ", "  "))
        return NOT_DONE


def _pairs(texts: list[str]) -> dict[str, str]:
    """FIELD=VALUE texts as a dictionary. Raises CommandError for unknown fields and for secrets."""
    found: dict[str, str] = {}
    for text in texts:
        field, sign, value = text.partition("=")
        field = field.strip()
        if field in SECRETS:
            raise CommandError(
                f"{field} is a secret: set {VARIABLES[field]} in the environment.", returncode=WRONG_USAGE
            )
        if not sign or field not in settable():
            raise CommandError(
                f"--set {text!r}: FIELD=VALUE with one of {', '.join(sorted(settable()))}.",
                returncode=WRONG_USAGE,
            )
        found[field] = value
    return found


def _assign(row: Connection, named: dict[str, str]) -> None:
    """Turn texts into values and set them; the login follows from which user is named. Raises ValidationError per field."""
    wrong: dict[str, list[str]] = {}
    fields = settable()
    for name, text in named.items():
        field = fields[name]
        try:
            empty = text == "" and field.null
            setattr(row, name, None if empty else field.to_python(text))
        except ValidationError as error:
            wrong[name] = list(error.messages)
    if wrong:
        raise ValidationError(wrong)
    if "nav_auth" not in named:
        if named.get("nav_username"):
            row.nav_auth = Connection.NavAuth.BASIC
        elif named.get("nav_client_id") or named.get("nav_token_url"):
            row.nav_auth = Connection.NavAuth.CLIENT_CREDENTIALS
