"""The tokens that all processes share: one request among them, stored encrypted, renewed ahead of expiry (booking rule 6.2)."""

from __future__ import annotations

import os
import socket
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from connectors.errors import ConnectorError, Unauthorized, Unreachable
from connectors.models import AccessToken, Connection
from connectors.oauth import Token

Fetch = Callable[[Token | None], Token]

LEASE = timedelta(seconds=30)
AHEAD = timedelta(minutes=5)
# a token of short life is renewed when a tenth of it is left
AHEAD_SHARE = 10
WAIT_STEP_SECONDS = 0.05
WAIT_SECONDS = LEASE.total_seconds() + 5


class LoginGate:
    """The flag on a Connection that stops a refused login in all processes."""

    def __init__(self, connection_id: int, system: str) -> None:
        self.connection_id = connection_id
        self.system = system

    def check(self) -> None:
        """Raise Unauthorized where the login is stopped; nothing is sent then."""
        connection = Connection.objects.get(pk=self.connection_id)
        refusal = connection.login_refusal(self.system)
        if refusal:
            raise Unauthorized(
                f"the login is stopped since it was refused ({refusal}): set the secret anew or test the connection",
                system=self.system,
                code="login_stopped",
            )

    def refused(self, error: Unauthorized) -> None:
        """Stop the login until a new secret or a person's test."""
        Connection.objects.get(pk=self.connection_id).record_login_refusal(self.system, error.text)


class TokenStore(LoginGate):
    """The token of one Connection and system ('nav' or 'cleo'); `fetch` gets a new one, given the one before or None.

    Call it outside of any database transaction: it writes, and it calls out.
    """

    def __init__(self, connection_id: int, system: str, fetch: Fetch) -> None:
        super().__init__(connection_id, system)
        self._fetch = fetch
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:12]}"

    def __repr__(self) -> str:
        return f"<TokenStore {self.connection_id} {self.system}>"

    def get(self) -> Token:
        """Return a token with enough life left, fetching one if need be: among all processes only one asks.

        Raises Unauthorized (and flags the Connection) for a refused login, else what the fetch raised.
        """
        token = _usable(self._row())
        return token or self._renewed(None)

    def renew(self, stale: Token) -> Token:
        """Return another token than `stale`, which the other side refused: the one that a process fetched since, or new."""
        return self._renewed(stale.access_token)

    # -- among processes

    def _row(self) -> AccessToken:
        row, _ = AccessToken.objects.get_or_create(connection_id=self.connection_id, system=self.system)
        return row

    def _renewed(self, stale: str | None) -> Token:
        self.check()
        waiting_since = timezone.now()
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            row = self._row()
            token = _usable(row)
            if token is not None and token.access_token != stale:
                return token
            if row.failed_at is not None and row.failed_at >= waiting_since:
                # who held the lease while we waited has just tried: one failure is enough
                self.check()
                raise Unreachable(
                    f"another process could not log in just now: {row.failure}", system=self.system
                )
            if self._take_lease(row):
                return self._fetch_and_store(stale)
            if time.monotonic() > deadline:
                raise Unreachable(
                    "the login is being renewed by another process for too long", system=self.system
                )
            time.sleep(WAIT_STEP_SECONDS)

    def _take_lease(self, row: AccessToken) -> bool:
        now = timezone.now()
        free = models.Q(lease_until__isnull=True) | models.Q(lease_until__lt=now)
        if row.lease_owner and not _lives(row.lease_owner):
            free |= models.Q(lease_owner=row.lease_owner)
        mine = AccessToken.objects.filter(free, pk=row.pk)
        return bool(mine.update(lease_owner=self._owner, lease_until=now + LEASE))

    def _fetch_and_store(self, stale: str | None) -> Token:
        try:
            # look again: between our look and the lease another process may have finished
            row = self._row()
            token = _usable(row)
            if token is not None and token.access_token != stale:
                return token
            self.check()
            token = self._fetch(_stored(row))
        except Unauthorized as error:
            if error.code != "login_stopped":
                # the flag first: who waits for this login must find it when the failure is seen
                self.refused(error)
                self._failed(error)
            raise
        except ConnectorError as error:
            self._failed(error)
            raise
        else:
            self._store(token)
            return token
        finally:
            self._mine().update(lease_owner="", lease_until=None)

    def _mine(self) -> models.QuerySet[AccessToken]:
        return AccessToken.objects.filter(
            connection_id=self.connection_id, system=self.system, lease_owner=self._owner
        )

    def _store(self, token: Token) -> None:
        self._mine().update(
            token=token.access_token,
            refresh_token=token.refresh_token,
            expires_at=token.expires_at,
            obtained_at=token.obtained_at,
            failed_at=None,
            failure="",
        )

    def _failed(self, error: ConnectorError) -> None:
        self._mine().update(failed_at=timezone.now(), failure=error.text[:1000])


class Bearer:
    """Puts the shared token on every call; after a 401 it is renewed once."""

    def __init__(self, store: TokenStore) -> None:
        self._store = store
        self._token: Token | None = None

    def header(self) -> str:
        """Return the header's value."""
        if self._token is None or not _fresh(self._token.expires_at, self._token.obtained_at):
            self._token = self._store.get()
        return f"Bearer {self._token.access_token}"

    def renew(self) -> bool:
        """Get another token than the one just refused."""
        if self._token is None:
            return False
        stale, self._token = self._token, None
        self._token = self._store.renew(stale)
        return True

    def refused(self, error: Unauthorized) -> None:
        """Forget the token: a fresh one was refused by the API, which is no refused login and no reason to stop others."""
        self._token = None

    def __repr__(self) -> str:
        return f"<Bearer {self._store!r}>"


def _usable(row: AccessToken) -> Token | None:
    """Return the stored token if it has enough life left."""
    if row.expires_at is None or row.obtained_at is None or not _fresh(row.expires_at, row.obtained_at):
        return None
    return _stored(row)


def _stored(row: AccessToken) -> Token | None:
    if row.expires_at is None or row.obtained_at is None or not row.token:
        return None
    return Token(row.token, row.expires_at, row.obtained_at, row.refresh_token)


def _fresh(expires_at: datetime, obtained_at: datetime) -> bool:
    ahead = min(AHEAD, (expires_at - obtained_at) / AHEAD_SHARE)
    return timezone.now() + ahead < expires_at


def _lives(owner: str) -> bool:
    """Tell whether the process that owns a lease may still live: on another host nobody knows."""
    host, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname() or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
