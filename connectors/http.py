"""The one wire to NAV, Entra and Cleo: sessions, time-outs, repeats of reads, what an answer means, redaction (booking rule 1.4).

Reads (GET, HEAD) are repeated by the transport; calls with an effect go over a fresh connection, once, and end in a trusted
answer, in an error that says nothing was done, or in OutcomeUnknown.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NoReturn
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError
from urllib3.util import Retry

from connectors import json_text
from connectors.addresses import check_address
from connectors.answers import CallFacts, classify, correlation_id
from connectors.errors import OutcomeUnknown, UnexpectedAnswer, Unreachable
from connectors.redaction import header_secrets

log = logging.getLogger(__name__)

READ_METHODS = frozenset({"GET", "HEAD"})
RETRIED_STATUSES = (429, 500, 502, 503, 504)
# a body that breaks off is outside of what urllib3 repeats
BODY_ATTEMPTS = 3

Guard = Callable[[], None]


class Transport:
    """Sends requests and turns what comes back into a response or a ConnectorError. One per process and Connection.

    `guard` is called before every request (it raises when a database transaction is open), `on_call` after every one with
    the count so far; `calls` counts requests, repeats included. Time-outs are in seconds.
    """

    def __init__(
        self,
        *,
        connect_timeout: float = 5,
        read_timeout: float = 60,
        change_timeout: float = 660,
        retries: int = 4,
        backoff: float = 0.5,
        retry_after_max: int = 60,
        guard: Guard | None = None,
        on_call: Callable[[int], None] | None = None,
    ) -> None:
        self.connect_timeout = connect_timeout
        self.read_timeout = read_timeout
        self.change_timeout = change_timeout
        self.guard = guard
        self.on_call = on_call
        self.calls = 0
        self._hidden: set[str] = set()
        retry = Retry(
            total=retries,
            connect=min(3, retries),
            read=min(2, retries),
            backoff_factor=backoff,
            backoff_jitter=backoff,
            backoff_max=30,
            retry_after_max=retry_after_max,
            status_forcelist=RETRIED_STATUSES,
            allowed_methods=READ_METHODS,
            raise_on_status=False,
        )
        self.session = new_session(retry)

    def close(self) -> None:
        """Close the kept connections."""
        self.session.close()

    def hide(self, *secrets: str) -> None:
        """Keep these values out of every text this transport makes."""
        self._hidden.update(secret for secret in secrets if secret)

    @property
    def hidden(self) -> frozenset[str]:
        """The values that are kept out of texts."""
        return frozenset(self._hidden)

    def __repr__(self) -> str:
        return f"<Transport {self.calls} calls>"

    def before(self, guard: Guard | None = None) -> None:
        """Ask the guards whether calling out is allowed right now."""
        for ask in (self.guard, guard):
            if ask is not None:
                ask()

    def count(self, calls: int = 1) -> None:
        """Count requests made."""
        self.calls += calls
        if self.on_call is not None:
            self.on_call(self.calls)

    def request(
        self,
        method: str,
        url: str,
        *,
        system: str,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        data: bytes | str | Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        timeout: float | tuple[float, float] | None = None,
        effect: bool = False,
        stream: bool = False,
        guard: Guard | None = None,
    ) -> requests.Response:
        """Send one request and return its 2xx answer.

        `effect=True` for whatever changes the other side: a fresh connection, never repeated. `stream=True` leaves the body
        to the caller. Raises Unreachable (nothing done), Throttled, Unauthorized, Stale, Rejected, UnexpectedAnswer, and
        OutcomeUnknown for an effect without a trustworthy answer.
        """
        method = method.upper()
        endpoint = f"{method} {urlsplit(url).path}"
        sent = {"Accept-Encoding": "gzip, deflate", **(headers or {})}
        if json is not None:
            data = json_text.dumps(json).encode()
            sent["Content-Type"] = "application/json"
        if effect:
            sent["Connection"] = "close"
        call = CallFacts(
            self.hidden | header_secrets(sent.get("Authorization")),
            system,
            endpoint,
            effect or method not in READ_METHODS,
        )
        try:
            check_address(url.partition("?")[0])
        except ValueError as cause:
            raise call.error(Unreachable, str(cause)) from None
        self.before(guard)
        change = effect or method not in READ_METHODS
        limits = timeout or (self.connect_timeout, self.change_timeout if change else self.read_timeout)
        session = new_session(Retry(0, read=False)) if change else self.session
        options = {
            "headers": sent,
            "params": params,
            "data": data,
            "files": files,
            "timeout": limits,
            "stream": stream,
        }
        try:
            response = self._send(session, method, url, options, call)
        finally:
            if change:
                session.close()
        classify(response, call)
        return response

    def _send(
        self, session: requests.Session, method: str, url: str, options: dict[str, Any], call: CallFacts
    ) -> requests.Response:
        attempts = 1 if call.effect else BODY_ATTEMPTS
        started = time.monotonic()
        for attempt in range(1, attempts + 1):
            try:
                response = session.request(method, url, allow_redirects=False, **options)
            except (
                requests.exceptions.ChunkedEncodingError,
                requests.exceptions.ContentDecodingError,
            ) as cause:
                self.count()
                if attempt == attempts:
                    fail(call, cause)
            except (requests.RequestException, HTTPError, OSError, UnicodeError, ValueError) as cause:
                self.count()
                fail(call, cause)
            else:
                history = getattr(getattr(response.raw, "retries", None), "history", ())
                self.count(1 + len(history))
                log.debug(
                    "%s %s %s in %.0f ms %s",
                    call.system,
                    call.endpoint,
                    response.status_code,
                    (time.monotonic() - started) * 1000,
                    correlation_id(response),
                )
                return response
        raise AssertionError("every attempt returns or raises")


def fail(call: CallFacts, cause: Exception) -> NoReturn:
    """Raise what an exception of the HTTP library means for this call."""
    reason = plain_reason(cause)
    if nothing_was_sent(cause):
        raise call.error(Unreachable, f"no connection: {reason}; nothing was sent") from None
    if isinstance(cause, ValueError) and not isinstance(cause, (OSError, HTTPError)):
        # the library refuses to send: an address, header or login with characters that HTTP does not carry
        raise call.error(
            UnexpectedAnswer, f"the request cannot be written ({type(cause).__name__})"
        ) from None
    if isinstance(cause, requests.exceptions.InvalidHeader | requests.exceptions.InvalidURL):
        raise call.error(
            UnexpectedAnswer, f"the request cannot be written ({type(cause).__name__})"
        ) from None
    if call.effect:
        raise call.error(OutcomeUnknown, f"sent, but the answer was lost: {reason}") from None
    raise call.error(Unreachable, f"no whole answer: {reason}") from None


def new_session(retry: Retry) -> requests.Session:
    """Return a session that reads neither environment nor .netrc, keeps no cookies and repeats as told."""
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers["User-Agent"] = "navcleo"
    adapter = HTTPAdapter(max_retries=retry)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def nothing_was_sent(cause: BaseException) -> bool:
    """Tell whether the failure came before the first byte of the request: refused, no such host, time-out of connecting,
    certificate not trusted."""
    before = (
        ConnectTimeoutError,
        NewConnectionError,
        ssl.SSLCertVerificationError,
        requests.exceptions.ConnectTimeout,
    )
    return any(isinstance(link, before) for link in _chain(cause))


def plain_reason(cause: BaseException) -> str:
    """Return the innermost cause in words, without addresses, headers or bodies."""
    chain = list(_chain(cause))
    for link in chain:
        if isinstance(link, ssl.SSLCertVerificationError):
            return f"the certificate is not trusted ({link.verify_message})"
    for link in chain:
        if isinstance(link, OSError) and link.strerror and not isinstance(link, requests.RequestException):
            return link.strerror.lower()
    names = [type(link).__name__ for link in chain]
    for kind, words in _WORDS.items():
        if kind in names:
            return words
    return names[-1]


_WORDS = {
    "NameResolutionError": "no such host",
    "ConnectTimeoutError": "nobody answered in time",
    "ConnectTimeout": "nobody answered in time",
    "NewConnectionError": "connection refused",
    "ReadTimeoutError": "no answer in time",
    "ReadTimeout": "no answer in time",
    "RemoteDisconnected": "the other side closed the connection",
    "IncompleteRead": "the answer broke off",
    "SSLError": "the encrypted connection broke",
}


def _chain(cause: BaseException) -> Iterator[BaseException]:
    """Walk from an exception to what is inside it."""
    seen: set[int] = set()
    waiting: list[BaseException] = [cause]
    while waiting:
        link = waiting.pop(0)
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        inner: list[object] = [link.reason] if isinstance(link, MaxRetryError) else []
        inner += [arg for arg in link.args if isinstance(arg, BaseException)]
        inner += [other for other in (link.__cause__, link.__context__) if other is not None]
        waiting += [other for other in inner if isinstance(other, BaseException)]
