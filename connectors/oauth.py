"""OAuth 2.0 token requests through requests-oauthlib, with our transport's rules: guard, time-out, no redirect, no secret in
any text (RFC 6749; nav reference 2.1, cleo reference 9.2)."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from oauthlib.oauth2 import OAuth2Error
from oauthlib.oauth2.rfc6749.clients import Client
from requests.adapters import HTTPAdapter
from requests_oauthlib import OAuth2Session
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from connectors.addresses import check_address, is_loopback
from connectors.answers import CallFacts, classify, correlation_id, remote_error
from connectors.errors import ConnectorError, Rejected, Unauthorized, UnexpectedAnswer, Unreachable
from connectors.http import Transport, fail
from connectors.redaction import excerpt

# two requests (refresh, then log in) must fit into the lease of 30 s
TIMEOUT = (4.0, 10.0)
# without expires_in: cleo reference 9.2
ASSUMED_SECONDS = 3600
_INSECURE = "OAUTHLIB_INSECURE_TRANSPORT"
_insecure_lock = threading.Lock()


@dataclass(frozen=True, repr=False)
class Token:
    """A bearer token; times are aware UTC. Its text forms show nothing of it."""

    access_token: str
    expires_at: datetime
    obtained_at: datetime
    refresh_token: str = ""

    def __repr__(self) -> str:
        return f"<Token until {self.expires_at:%Y-%m-%d %H:%M:%S}Z>"

    __str__ = __repr__


class _NoSecrets(logging.Filter):
    """requests-oauthlib writes request bodies and tokens to its log at DEBUG."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno > logging.DEBUG


for _name in ("requests_oauthlib.oauth2_session", "oauthlib.oauth2.rfc6749.clients.base", "oauthlib.common"):
    logging.getLogger(_name).addFilter(_NoSecrets())


def fetch_token(
    transport: Transport,
    client: Client,
    *,
    system: str,
    token_url: str,
    secrets: tuple[str, ...],
    form: dict[str, Any] | None = None,
    refresh_token: str = "",
) -> Token:
    """Ask the token endpoint once, by the client's grant or by refresh token, and return the token.

    `form` are the grant's fields as requests-oauthlib takes them; `secrets` are kept out of every text. Raises Unauthorized
    for a refused login, Throttled, Unreachable, UnexpectedAnswer, Rejected (no such address).
    """
    transport.hide(*secrets)
    call = CallFacts(transport.hidden, system, f"POST {urlsplit(token_url).path}", effect=False)
    try:
        check_address(token_url)
    except ValueError as cause:
        raise call.error(Unreachable, f"token address: {cause}") from None
    transport.before()

    def judge(response: requests.Response) -> requests.Response:
        _judge(response, call)
        return response

    with _session(client) as session, _plain_http_on_loopback(token_url):
        session.register_compliance_hook("access_token_response", judge)
        session.register_compliance_hook("refresh_token_response", judge)
        transport.count()
        try:
            if refresh_token:
                fields = session.refresh_token(token_url, refresh_token=refresh_token, timeout=TIMEOUT)
            else:
                fields = session.fetch_token(token_url, timeout=TIMEOUT, **(form or {}))
        except ConnectorError:
            raise
        except Warning as changed:
            # oauthlib's word for "another scope than asked for": the token is there
            fields = getattr(changed, "token", {})
        except requests.TooManyRedirects:
            raise call.error(
                UnexpectedAnswer, "the token address leads elsewhere; redirects are not followed"
            ) from None
        except OAuth2Error as cause:
            raise call.error(UnexpectedAnswer, f"the token answer cannot be used: {cause.error}") from None
        except (requests.RequestException, HTTPError, OSError) as cause:
            fail(call, cause)
        except ValueError as cause:
            # its text may quote the form or the answer
            raise call.error(
                UnexpectedAnswer, f"the token answer cannot be read ({type(cause).__name__})"
            ) from None
    return _token(fields, transport, call)


def _session(client: Client) -> OAuth2Session:
    session = OAuth2Session(client=client)
    session.trust_env = False
    # a redirect would carry the secret elsewhere
    session.max_redirects = 0
    adapter = HTTPAdapter(max_retries=Retry(0, read=False))
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.headers["User-Agent"] = "navcleo"
    return session


def _judge(response: requests.Response, call: CallFacts) -> None:
    """Raise for what is no token answer."""
    status = response.status_code
    remote = remote_error(response)
    refused = status in {401, 403} or (status == 400 and not remote.is_html)
    if refused and remote.code != "temporarily_unavailable":
        reason = remote.message or remote.code or "no reason given"
        raise call.error(
            Unauthorized,
            f"the login was refused: {reason}",
            status=status,
            code=remote.code,
            excerpt=excerpt(response.text, call.secrets),
            correlation_id=correlation_id(response),
        )
    if refused:
        raise call.error(
            Unreachable, f"the login service is busy: {remote.message}", status=status, code=remote.code
        )
    try:
        classify(response, call)
    except Rejected as error:
        error.text = f"the token address does not work: {error.text}"
        raise
    if remote.is_html:
        raise call.error(
            UnexpectedAnswer,
            "a web page came back instead of a token (a proxy or a login page?)",
            status=status,
            excerpt=excerpt(response.text, call.secrets),
        )


def _token(fields: Any, transport: Transport, call: CallFacts) -> Token:
    access = fields.get("access_token")
    if not isinstance(access, str) or not access.isascii() or any(c.isspace() for c in access):
        raise call.error(UnexpectedAnswer, "the token answer holds no usable access_token")
    if str(fields.get("token_type", "bearer")).lower() != "bearer":
        raise call.error(UnexpectedAnswer, "the token is no bearer token")
    refresh = fields.get("refresh_token")
    refresh = refresh if isinstance(refresh, str) else ""
    transport.hide(access, refresh)
    now = datetime.now(UTC)
    return Token(access, now + timedelta(seconds=_seconds(fields.get("expires_in"))), now, refresh)


def _seconds(value: object) -> float:
    try:
        seconds = float(str(value))
    except ValueError:
        return ASSUMED_SECONDS
    return min(max(seconds, 0.0), 86_400.0 * 365) if seconds == seconds else ASSUMED_SECONDS  # noqa: PLR0124 - NaN


@contextlib.contextmanager
def _plain_http_on_loopback(url: str) -> Iterator[None]:
    """Oauthlib refuses http by a switch of the whole process: set it for this call only, and only towards this machine."""
    if urlsplit(url).scheme != "http" or not is_loopback(url):
        yield
        return
    with _insecure_lock:
        before = os.environ.get(_INSECURE)
        os.environ[_INSECURE] = "1"
        try:
            yield
        finally:
            if before is None:
                del os.environ[_INSECURE]
            else:
                os.environ[_INSECURE] = before
