"""How NAV lets us in: Entra client credentials (online) and user with web service key (on-premises) (nav reference 2)."""

from __future__ import annotations

from oauthlib.oauth2 import BackendApplicationClient

from connectors.caller import BasicAuth
from connectors.http import Transport
from connectors.oauth import Token, fetch_token

__all__ = ["BasicAuth", "EntraSource"]


class EntraSource:
    """Asks Entra for a token by client id and secret, both in the form body. This flow has no refresh token."""

    def __init__(
        self, transport: Transport, *, token_url: str, client_id: str, client_secret: str, scope: str
    ) -> None:
        self._transport = transport
        self._token_url = token_url
        self._client_id = client_id
        self._secret = client_secret
        self._scope = scope

    def fetch(self, previous: Token | None = None) -> Token:
        """Return a fresh token. Raises Unauthorized (system entra) for a refused secret, unknown app or scope."""
        return fetch_token(
            self._transport,
            BackendApplicationClient(client_id=self._client_id),
            system="entra",
            token_url=self._token_url,
            secrets=(self._secret,),
            form={"include_client_id": True, "client_secret": self._secret, "scope": self._scope},
        )

    def __repr__(self) -> str:
        return f"<EntraSource {self._client_id}>"
