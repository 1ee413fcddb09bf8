"""The logins of a Connection: its secrets, who set them when, and the flag that stops all processes (booking rule 6.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

SECRETS = {"nav_client_secret": "nav", "nav_web_service_key": "nav", "cleo_password": "cleo"}


class LoginState:
    """What Connection can do with its secrets and refusal flags; the columns are Connection's."""

    pk: Any
    tokens: Any
    secrets_set: Any

    def set_secret(self, field: str, value: str, by: str) -> None:
        """Set one secret and note who set it when; the refusal flag of that side falls. `save` writes it and drops the
        old tokens. Raises ValueError for a field that is no secret and for an empty value."""
        system = _system(field)
        if not value:
            raise ValueError(f"no value for {field}: leave it out to keep what is set")
        setattr(self, field, value)
        self.secrets_set = {
            **self.secrets_set,
            field: {"at": timezone.now().isoformat(timespec="seconds"), "by": by},
        }
        setattr(self, f"{system}_login_refused_at", None)
        setattr(self, f"{system}_login_refusal", "")
        self.__dict__["_renewed_systems"] = {*self.__dict__.get("_renewed_systems", ()), system}

    def has_secret(self, field: str) -> bool:
        """Tell whether a secret is stored, without opening it."""
        _system(field)
        return bool(self.__dict__[field]) if field in self.__dict__ else bool(getattr(self, field))

    def drop_old_tokens(self) -> None:
        """Forget the tokens that belong to a secret replaced since the row was loaded."""
        for system in self.__dict__.pop("_renewed_systems", ()):
            self.tokens.filter(system=system).update(
                token="", refresh_token="", expires_at=None, obtained_at=None, failed_at=None, failure=""
            )

    def login_refusal(self, system: str) -> str:
        """Return why the login of 'nav' or 'cleo' is stopped, '' where it is not."""
        if getattr(self, f"{system}_login_refused_at") is None:
            return ""
        return getattr(self, f"{system}_login_refusal") or "the login was refused"

    def record_login_refusal(self, system: str, text: str) -> None:
        """Stop all processes from using this login until a new secret or a person's test."""
        self._set_flag(system, timezone.now(), text[:1000])

    def clear_login_refusal(self, system: str) -> None:
        """Let processes log in again: a person tests the login, or has tested it."""
        self._set_flag(system, None, "")
        self.tokens.filter(system=system).update(failed_at=None, failure="")

    def _set_flag(self, system: str, at: datetime | None, text: str) -> None:
        values = {f"{system}_login_refused_at": at, f"{system}_login_refusal": text}
        for name, value in values.items():
            setattr(self, name, value)
        type(self).objects.filter(pk=self.pk).update(**values)  # type: ignore[attr-defined]


def _system(field: str) -> str:
    if field not in SECRETS:
        raise ValueError(f"{field} is no secret of a Connection: {', '.join(SECRETS)}")
    return SECRETS[field]
