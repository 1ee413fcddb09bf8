"""The form of a Connection: secrets go in and never come out; a new address asks for its secret again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from connectors.login_state import SECRETS
from connectors.models import Connection

# secret -> the addresses it is sent to
SENT_TO = {
    "nav_client_secret": ("nav_token_url",),
    "nav_web_service_key": ("nav_api_url", "nav_pages_url"),
    "cleo_password": ("cleo_url",),
}
LABELS = {
    "nav_client_secret": "Client secret",
    "nav_web_service_key": "Web service key",
    "cleo_password": "Cleo password",
}


def secret_input(name: str) -> forms.CharField:
    """A password input that is empty on every page."""
    widget = forms.PasswordInput(
        render_value=False, attrs={"autocomplete": "new-password", "class": "vTextField"}
    )
    return forms.CharField(label=LABELS[name], required=False, strip=True, widget=widget)


class ConnectionForm(forms.ModelForm):
    """All fields of a Connection; leaving a secret empty keeps it."""

    nav_client_secret = secret_input("nav_client_secret")
    nav_web_service_key = secret_input("nav_web_service_key")
    cleo_password = secret_input("cleo_password")

    class Meta:
        """Options."""

        model = Connection
        # the secrets are inputs of this form and no model fields of it; the page's fieldsets name all others
        exclude = ("nav_client_secret", "nav_web_service_key", "cleo_password")  # noqa: DJ006

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SECRETS:
            if name in self.fields:
                self.fields[name].help_text = secret_note(self.instance, name)

    def clean(self) -> dict[str, Any]:
        """A stored secret is never sent to an address that was not there when it was set."""
        data = super().clean() or {}
        if self.instance.pk is None:
            return data
        before = Connection.objects.defer(*SECRETS).get(pk=self.instance.pk)
        for name, addresses in SENT_TO.items():
            moved = [
                a
                for a in addresses
                if a in data and _place(data[a]) != _place(getattr(before, a)) and getattr(before, a)
            ]
            if moved and name in before.secrets_set and not data.get(name):
                self.add_error(
                    name, "The address changed: enter this secret again, so that it goes nowhere by mistake."
                )
        return data

    def typed_secrets(self) -> dict[str, str]:
        """The secrets that were typed in."""
        return {name: self.cleaned_data[name] for name in SECRETS if self.cleaned_data.get(name)}


def _place(url: str | None) -> tuple[str, str]:
    parts = urlsplit(url or "")
    return parts.scheme.lower(), parts.netloc.lower()


def secret_note(connection: Connection, name: str) -> str:
    """'set on 3 November 2025 by anna; leave empty to keep it', or that it is not set."""
    entry = (connection.secrets_set or {}).get(name)
    if not entry:
        return "Not set."
    try:
        at = timezone.localtime(datetime.fromisoformat(entry["at"]))
        day = date_format(at, "j F Y, H:i")
    except (KeyError, ValueError):
        day = "an unknown day"
    return f"Set on {day} by {entry.get('by') or 'an unknown person'}. Leave empty to keep it."
