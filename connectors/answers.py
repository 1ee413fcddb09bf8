"""What an HTTP answer means: the table from status and body to the connector error tree (nav reference 5.8, cleo reference 9.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from connectors import json_text
from connectors.errors import (
    ConnectorError,
    OutcomeUnknown,
    Rejected,
    Stale,
    Throttled,
    Unauthorized,
    UnexpectedAnswer,
    Unreachable,
)
from connectors.redaction import excerpt, redact

CORRELATION_HEADERS = ("request-id", "ms-correlation-x", "x-ms-correlation-id")
# the server gave up or broke: on a read nothing happened, on an effect nobody knows (nav reference 9.3)
BROKEN = frozenset({408, 500, 502, 503, 504})


@dataclass(frozen=True, repr=False)
class CallFacts:
    """One call: what must be kept out of its texts, where it goes, whether it changes the other side."""

    secrets: frozenset[str]
    system: str
    endpoint: str
    effect: bool

    def error(self, kind: type[ConnectorError], text: str, **facts: Any) -> ConnectorError:
        """Make an error of this call, free of secrets."""
        return kind(
            redact(text, self.secrets),
            system=self.system,
            endpoint=redact(self.endpoint, self.secrets),
            **facts,
        )


@dataclass(frozen=True)
class RemoteError:
    """What the other side says of a failure: its code, its text, and whether the body was an error of its API at all."""

    code: str = ""
    message: str = ""
    is_html: bool = False


def classify(response: requests.Response, call: CallFacts) -> None:
    """Return for a 2xx; else raise what the status means for this call."""
    status = response.status_code
    if 200 <= status < 300:
        return
    remote = remote_error(response)
    facts: dict[str, Any] = {
        "status": status,
        "code": remote.code,
        "excerpt": excerpt(body_text(response), call.secrets),
        "correlation_id": correlation_id(response),
    }
    kind = _kind(status, remote, call, response)
    error = call.error(kind, _text(kind, status, remote), **facts)
    if isinstance(error, Throttled):
        error.retry_after = retry_after(response)
    response.close()
    raise error


def _kind(
    status: int, remote: RemoteError, call: CallFacts, response: requests.Response
) -> type[ConnectorError]:
    if status == 401:
        return Unauthorized
    if status == 429:
        return Throttled
    if status in BROKEN:
        if call.effect:
            return OutcomeUnknown
        return Throttled if status == 503 and "Retry-After" in response.headers else Unreachable
    if status < 400 or (remote.is_html and call.system != "cleo"):
        # a redirect or a proxy's page instead of the API's answer: nobody knows how far the call got
        return OutcomeUnknown if call.effect else UnexpectedAnswer
    if status in {409, 412}:
        return Stale
    if status >= 500 and status != 501:
        return OutcomeUnknown if call.effect else Unreachable
    return Rejected


def _text(kind: type[ConnectorError], status: int, remote: RemoteError) -> str:
    if remote.is_html:
        said = "a web page came back instead of an answer (a proxy or a login page?)"
    else:
        said = remote.message or "no reason given"
    words = {
        Unauthorized: "the login was refused",
        Throttled: "too many requests, come back later",
        OutcomeUnknown: "sent, but the answer does not say whether it was done",
        Unreachable: "the server is not able to answer",
        UnexpectedAnswer: "not an answer of the API",
        Stale: "changed by someone else in the meantime",
        Rejected: "refused" if status != 404 else "not found",
    }[kind]
    return f"{words}: {said}"


def remote_error(response: requests.Response) -> RemoteError:
    """Read the error envelope of NAV ({"error": {"code", "message"}}), OAuth ({"error", "error_description"}) or Cleo
    ({"message"})."""
    text = body_text(response)
    content_type = response.headers.get("Content-Type", "").lower()
    if "html" in content_type or text.lstrip()[:15].lower().startswith(("<html", "<!doctype html")):
        return RemoteError(is_html=True)
    try:
        body = json_text.loads(text)
    except ValueError:
        return RemoteError(message=" ".join(text.split())[:200])
    if not isinstance(body, Mapping):
        return RemoteError()
    error = body.get("error")
    if isinstance(error, Mapping):
        message = error.get("message")
        if isinstance(message, Mapping):  # OData V3 wrote {"lang", "value"}
            message = message.get("value")
        return RemoteError(str(error.get("code") or ""), _one_line(message))
    if isinstance(error, str):
        return RemoteError(error, _one_line(body.get("error_description") or body.get("message")))
    return RemoteError(message=_one_line(body.get("message")))


def json_of(response: requests.Response, call: CallFacts) -> dict[str, Any]:
    """Return the JSON object of a 2xx answer. Raises UnexpectedAnswer, for an effect OutcomeUnknown, when it is none."""
    try:
        body = json_text.loads(response.content)
    except (ValueError, UnicodeDecodeError):
        body = None
    if isinstance(body, dict):
        return body
    kind: type[ConnectorError] = OutcomeUnknown if call.effect else UnexpectedAnswer
    page = "html" in response.headers.get("Content-Type", "").lower()
    raise call.error(
        kind,
        "a web page came back instead of JSON (a proxy or a login page?)"
        if page
        else "the answer is no JSON object",
        status=response.status_code,
        excerpt=excerpt(body_text(response), call.secrets),
        correlation_id=correlation_id(response),
    )


def body_text(response: requests.Response) -> str:
    """Return the beginning of the body as text, whatever it is; '' when it cannot be read."""
    try:
        return response.content[:20_000].decode("utf-8", errors="replace")
    except (requests.RequestException, OSError):
        return ""


def correlation_id(response: requests.Response) -> str:
    """Return the ids by which the other side finds this call in its own logs."""
    return " ".join(response.headers[name][:80] for name in CORRELATION_HEADERS if name in response.headers)


def retry_after(response: requests.Response) -> float | None:
    """Return the Retry-After header (seconds or an HTTP date) in seconds, None when there is none that can be read."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _one_line(value: object) -> str:
    return " ".join(str(value).split())[:1000] if isinstance(value, str) else ""
