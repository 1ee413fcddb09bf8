"""What the sandbox counts: requests, token requests, simultaneous requests per user, and breaches of the contract."""

from __future__ import annotations

import threading
from collections import Counter, deque
from typing import Any

from flask import current_app, has_request_context, request


class Counting:
    """Counters of one sandbox; safe to use from every thread. A breach is something a real site would punish."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Start all counters at nought; what is in flight stays counted as in flight."""
        with self._lock:
            self._requests: Counter[str] = Counter({"nav": 0, "entra": 0, "cleo": 0})
            self._tokens: Counter[str] = Counter({"nav": 0, "cleo": 0})
            self._maximum: Counter[str] = Counter()
            self._breaches: list[dict[str, str]] = []
            self._log: deque[dict[str, Any]] = deque(maxlen=5000)
            if not hasattr(self, "_flying"):
                self._flying: Counter[str] = Counter()

    def request(self, system: str, method: str, path: str, query: str) -> dict[str, Any]:
        """Count a request; the entry given back takes its status later."""
        entry: dict[str, Any] = {
            "system": system,
            "method": method,
            "path": path,
            "query": query,
            "status": None,
        }
        with self._lock:
            self._requests[system] += 1
            self._log.append(entry)
        return entry

    def token_request(self, system: str) -> None:
        with self._lock:
            self._tokens[system] += 1

    def enter(self, user: str) -> int:
        """Count one more request of this user in flight; return how many are."""
        with self._lock:
            self._flying[user] += 1
            self._maximum[user] = max(self._maximum[user], self._flying[user])
            return self._flying[user]

    def leave(self, user: str) -> None:
        with self._lock:
            self._flying[user] -= 1

    def breach(self, system: str, what: str, path: str) -> None:
        with self._lock:
            self._breaches.append({"system": system, "what": what, "path": path})

    def log(self) -> list[dict[str, Any]]:
        """Return the last requests, oldest first."""
        with self._lock:
            return [dict(entry) for entry in self._log]

    def as_dict(self) -> dict[str, Any]:
        with self._lock:
            return {
                "requests": dict(self._requests),
                "token_requests": dict(self._tokens),
                "max_simultaneous": dict(self._maximum),
                "breaches": [dict(breach) for breach in self._breaches],
            }


def breach(system: str, what: str, path: str | None = None) -> None:
    """Count a breach of the contract by the request being served (callable from every route)."""
    if path is None:
        path = request.path if has_request_context() else ""
    current_app.extensions["sandbox_counting"].breach(system, what, path)
