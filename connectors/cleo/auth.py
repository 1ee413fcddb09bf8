"""How Cleo lets us in: password grant, refresh token where one is issued (cleo reference 9.2, 9.3)."""

from __future__ import annotations

import contextlib
from typing import Any

from oauthlib.oauth2 import LegacyApplicationClient

from connectors.addresses import normalised
from connectors.errors import Rejected, Unauthorized
from connectors.http import Transport
from connectors.oauth import Token, fetch_token


class PasswordGrant:
    """Logs a mailbox user in; asks for a new token by refresh token first, where there is one."""

    def __init__(
        self,
        transport: Transport,
        *,
        url: str,
        username: str,
        password: str,
        path: str = "/api/authentication",
    ) -> None:
        self._transport = transport
        self._token_url = normalised(url) + "/" + path.lstrip("/")
        self._username = username
        self._password = password

    def fetch(self, previous: Token | None = None) -> Token:
        """Return a fresh token. Raises Unauthorized for a refused user or password: never to be repeated by itself."""
        if previous is not None and previous.refresh_token:
            # a refused refresh token says nothing about the password
            with contextlib.suppress(Unauthorized, Rejected):
                return self._ask(previous.refresh_token, refresh_token=previous.refresh_token)
        return self._ask(self._password, form={"username": self._username, "password": self._password})

    def _ask(self, secret: str, *, form: dict[str, Any] | None = None, refresh_token: str = "") -> Token:
        return fetch_token(
            self._transport,
            LegacyApplicationClient(client_id=""),
            system="cleo",
            token_url=self._token_url,
            secrets=(self._password, secret),
            form=form,
            refresh_token=refresh_token,
        )

    def __repr__(self) -> str:
        return f"<PasswordGrant {self._username}>"
