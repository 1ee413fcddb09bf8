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
arguments: those are seen by every user of the host. Only those that this login needs are taken, and only where none is
stored: a stored secret stays, whatever happens to be exported, unless --replace-secrets says otherwise.

--send-from counts at the first outbound poll only; afterwards another date is refused.

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
        "YYYY-MM-DD: orders and invoices dated from here on leave at the first poll; not changed after it",
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
        parser.add_argument(
            "--replace-secrets",
            action="store_true",
            help="take the exported secrets also where others are stored (after a new secret or password)",
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
        wrong = _assign(row, named)
        try:
            row.full_clean(exclude=[*wrong, *SECRETS])
        except ValidationError as error:
            wrong = {**error.message_dict, **wrong}
        # nobody is asked for a secret that would be thrown away
        given, missing = self._secrets(
            row, replace=options["replace_secrets"], ask=not (wrong or options["no_input"])
        )
        if wrong or missing:
            return self._invalid(name, {**wrong, **missing})
        row.save()
        changed = [*sorted(named), *given]
        text = f"{'added' if is_new else 'changed'}: {', '.join(changed) or 'nothing'}"
        recording.note(actor=actor(), action="connection", text=text, connection_id=row.pk)
        unused = [VARIABLES[field] for field in _needed(row) if field not in given and _exported(field)]
        if self.as_json:
            self.give(
                {
                    "ok": True,
                    "id": row.pk,
                    "name": row.name,
                    "created": is_new,
                    "set": changed,
                    "not_used": unused,
                }
            )
        if unused:
            self.say(
                f"{', '.join(unused)}: exported but not used, the stored one stays (--replace-secrets takes it)."
            )
        self.say(f"Connection {name!r} {text}. Next: manage.py check_connections {name!r}")
        return DONE

    def _secrets(
        self, row: Connection, *, replace: bool, ask: bool
    ) -> tuple[list[str], dict[str, list[str]]]:
        """Set the secrets that this login needs: exported ones where none is stored or `replace` says so, else asked for.
        Returns those set, and why others are missing."""
        given: list[str] = []
        missing: dict[str, list[str]] = {}
        for field in _needed(row):
            stored = row.has_secret(field)
            if stored and not replace:
                continue
            value = _exported(field) or ("" if stored else self._asked(field, row, ask=ask))
            if value:
                row.set_secret(field, value, actor())
                given.append(field)
            elif not stored:
                label = _label(field)
                missing[field] = [
                    f"set it in the environment, or run this at a terminal to be asked ({label} of {row.name})"
                ]
        if replace and not given and not missing:
            names = [VARIABLES[field] for field in _needed(row)]
            missing[""] = [f"--replace-secrets: neither {' nor '.join(names)} is exported"]
        return given, missing

    def _asked(self, field: str, row: Connection, *, ask: bool) -> str:
        """What a person types at the terminal, '' where nobody can be asked."""
        if not ask or not sys.stdin.isatty() or self.as_json:
            return ""
        return getpass.getpass(f"{_label(field)} of {row.name} (not shown): ")

    def _invalid(self, name: str, wrong: dict[str, list[str]]) -> int:
        """Everything that is wrong or missing, at once."""
        if self.as_json:
            self.give({"ok": False, "error": f"Connection {name!r} was not saved.", "fields": wrong})
            return NOT_DONE
        self.stderr.write(self.style.ERROR(f"Connection {name!r} was not saved:"))
        options = {field: option for option, (field, _) in OPTIONS.items()}
        for field, texts in wrong.items():
            label = (
                options.get(field)
                or VARIABLES.get(field)
                or (f"--set {field}" if field in settable() else "")
            )
            self.stderr.write(f"  {label}: {' '.join(texts)}".replace("  : ", "  "))
        return NOT_DONE


def _needed(row: Connection) -> tuple[str, str]:
    """The secrets that the logins of this Connection use."""
    nav = "nav_web_service_key" if row.nav_auth == Connection.NavAuth.BASIC else "nav_client_secret"
    return nav, "cleo_password"


def _exported(field: str) -> str:
    return os.environ.get(VARIABLES[field], "")


def _label(field: str) -> str:
    return VARIABLES[field].replace("_", " ").lower()


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


def _assign(row: Connection, named: dict[str, str]) -> dict[str, list[str]]:
    """Turn texts into values and set them; the login follows from which user is named. Returns what is wrong, by field."""
    wrong: dict[str, list[str]] = {}
    fields = settable()
    for name, text in named.items():
        field = fields[name]
        try:
            empty = text == "" and field.null
            setattr(row, name, None if empty else field.to_python(text))
        except ValidationError as error:
            wrong[name] = list(error.messages)
    if "nav_auth" not in named:
        if named.get("nav_username"):
            row.nav_auth = Connection.NavAuth.BASIC
        elif named.get("nav_client_id") or named.get("nav_token_url"):
            row.nav_auth = Connection.NavAuth.CLIENT_CREDENTIALS
    return wrong
