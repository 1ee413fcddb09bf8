"""Calls with a login: the Authorization header, one renewal and one repeat on a 401, JSON in and out (nav reference 9.1)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests

from connectors.answers import CallFacts, json_of
from connectors.errors import Unauthorized
from connectors.http import Guard, Transport
from connectors.redaction import header_secrets


class Authenticator(Protocol):
    """How a client shows who it is."""

    def header(self) -> str:
        """Return the value of the Authorization header. Raises Unauthorized where the login is known to be refused."""

    def renew(self) -> bool:
        """Get a new login after a 401; False when there is nothing to renew."""

    def refused(self, error: Unauthorized) -> None:
        """Take note that the login, renewed where possible, was refused."""


class Gate(Protocol):
    """Remembers that a login was refused, for all processes."""

    def check(self) -> None:
        """Raise Unauthorized where the login is stopped."""

    def refused(self, error: Unauthorized) -> None:
        """Stop the login."""


class BasicAuth:
    """User and web service key (or password) on every call; the first refusal stops it (nav reference 2.2)."""

    def __init__(self, username: str, key: str, gate: Gate | None = None) -> None:
        self._value = "Basic " + base64.b64encode(f"{username}:{key}".encode()).decode()
        self._gate = gate

    def header(self) -> str:
        """Return the header's value."""
        if self._gate is not None:
            self._gate.check()
        return self._value

    def renew(self) -> bool:
        """There is nothing to renew."""
        return False

    def refused(self, error: Unauthorized) -> None:
        """Stop this login in all processes."""
        if self._gate is not None:
            self._gate.refused(error)

    def __repr__(self) -> str:
        return "<BasicAuth>"


class Caller:
    """A transport with a login and a guard: what the NAV and Cleo clients send through."""

    def __init__(
        self, transport: Transport, auth: Authenticator, system: str, guard: Guard | None = None
    ) -> None:
        self.transport = transport
        self.auth = auth
        self.system = system
        self.guard = guard

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, **options: Any
    ) -> requests.Response:
        """Send with the login; on a 401 renew and repeat once, effects too: a 401 was not processed."""
        try:
            return self._send(method, url, headers, options)
        except Unauthorized as first:
            if not self.auth.renew():
                self.auth.refused(first)
                raise
        try:
            return self._send(method, url, headers, options)
        except Unauthorized as second:
            self.auth.refused(second)
            raise

    def json(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        """Send and return the JSON object that comes back. Raises UnexpectedAnswer or, for effects, OutcomeUnknown."""
        response = self.request(method, url, **options)
        return self.read_json(response, effect=bool(options.get("effect")))

    def read_json(self, response: requests.Response, *, effect: bool = False) -> dict[str, Any]:
        """Return the JSON object of an answer. Raises UnexpectedAnswer or, for effects, OutcomeUnknown."""
        sent = response.request
        secrets = self.transport.hidden | header_secrets(sent.headers.get("Authorization"))
        endpoint = f"{sent.method} {urlsplit(sent.url or '').path}"
        return json_of(response, CallFacts(secrets, self.system, endpoint, effect))

    def _send(
        self, method: str, url: str, headers: Mapping[str, str] | None, options: Mapping[str, Any]
    ) -> requests.Response:
        # a token may have to be fetched: that calls out as well
        self.transport.before(self.guard)
        sent = {**(headers or {}), "Authorization": self.auth.header()}
        return self.transport.request(
            method, url, system=self.system, headers=sent, guard=self.guard, **options
        )
