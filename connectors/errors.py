"""The connector error tree: what went wrong at NAV, Entra or Cleo, and whether anything was done there."""

from __future__ import annotations


class ConnectorError(Exception):
    """Something at the other side. `system` is nav, entra or cleo; `excerpt` is redacted and at most 500 characters;
    `code` is the remote's own error code ('' when it gave none)."""

    def __init__(
        self,
        text: str,
        *,
        system: str = "",
        endpoint: str = "",
        status: int | None = None,
        code: str = "",
        excerpt: str = "",
        correlation_id: str = "",
    ) -> None:
        super().__init__(text)
        self.text = text
        self.system = system
        self.endpoint = endpoint
        self.status = status
        self.code = code
        self.excerpt = excerpt
        self.correlation_id = correlation_id

    def __str__(self) -> str:
        where = " ".join(part for part in (self.system, self.endpoint) if part)
        status = f" [HTTP {self.status}]" if self.status else ""
        return f"{where}: {self.text}{status}" if where else f"{self.text}{status}"


class Unreachable(ConnectorError):
    """No connection could be made, or a reading call got no answer after its repeats: nothing was changed. Try later."""


class Throttled(ConnectorError):
    """429, or 503 with a wish to come later: nothing was done. `retry_after` in seconds, None when not told."""

    retry_after: float | None = None


class OutcomeUnknown(ConnectorError):
    """Sent, and no trustworthy answer came back: look at the other side before deciding."""


class Unauthorized(ConnectorError):
    """The login was refused. Never repeated automatically: lock-out rules exist."""


class Stale(ConnectorError):
    """409 or 412: the record was changed under us. Read again and start over."""


class Rejected(ConnectorError):
    """A 4xx with the remote's reason."""


class UnexpectedAnswer(ConnectorError):
    """An answer that cannot be read: HTML, broken JSON, a missing field."""
