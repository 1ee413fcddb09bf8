"""Faults on demand, in one place for every route of NAV, Entra and Cleo: which request is hit, and how it goes wrong.

Kinds: refuse, cut_before, cut_during, cut_after, status_before, status_after, late, late_status, delay, html, garbage,
throttle, unauthorized, phantom_400 (nav reference 6.3). ``gate.py`` carries them out.
"""

from __future__ import annotations

import json
import re
import threading
import uuid
from dataclasses import dataclass, field
from typing import Any

KINDS = frozenset(
    [
        "refuse",
        "cut_before",
        "cut_during",
        "cut_after",
        "status_before",
        "status_after",
        "late",
        "late_status",
        "delay",
        "html",
        "garbage",
        "throttle",
        "unauthorized",
        "phantom_400",
    ]
)
SYSTEMS = frozenset({"nav", "entra", "cleo"})
_COMMON = frozenset({"match", "kind", "times", "skip"})

PHANTOM_CODE = "Internal_DataNotFoundFilter"


@dataclass
class Fault:
    """One fault: what it matches, its kind, how often it still strikes and its parameters (status, seconds ...)."""

    kind: str
    match: dict[str, str]
    times: int  # 0 = always
    skip: int
    parameters: dict[str, Any]
    hits: int = 0
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    def fits(self, system: str, method: str, path: str, query: str, body: bytes) -> bool:
        """Tell whether a request is meant; ``path``, ``query`` and ``body`` are searched as regular expressions."""
        match = self.match
        if match.get("system", system) != system or match.get("method", method).upper() != method:
            return False
        text = body.decode("latin-1") if "body" in match else ""
        searched = (("path", path), ("query", query), ("body", text))
        return all(re.search(match[name], value) for name, value in searched if name in match)

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "match": self.match,
            "times": self.times,
            "skip": self.skip,
            "hits": self.hits,
            **self.parameters,
        }


class Faults:
    """The faults that are set, oldest first; the first that fits a request strikes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._late = 0

    def add(self, wish: dict[str, Any]) -> Fault:
        """Set a fault from its JSON; ValueError says what is wrong with it."""
        kind = wish.get("kind")
        if kind not in KINDS:
            raise ValueError(f"unknown kind {kind!r}; kinds: {', '.join(sorted(KINDS))}")
        match = dict(wish.get("match") or {})
        unknown = set(match) - {"system", "method", "path", "query", "body"}
        if unknown or match.get("system", "nav") not in SYSTEMS:
            raise ValueError(f"match takes system ({', '.join(sorted(SYSTEMS))}), method, path, query, body")
        for name in ("path", "query", "body"):
            re.compile(match.get(name, ""))
        parameters = {name: value for name, value in wish.items() if name not in _COMMON}
        fault = Fault(kind, match, int(wish.get("times", 1) or 0), int(wish.get("skip", 0)), parameters)
        with self._lock:
            self._faults.append(fault)
        return fault

    def strike(self, system: str, method: str, path: str, query: str, body: bytes) -> Fault | None:
        """Return the fault that hits this request and count it down; None when there is none."""
        with self._lock:
            for fault in self._faults:
                if not fault.fits(system, method, path, query, body):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.hits += 1
                if fault.times:
                    fault.times -= 1
                    if not fault.times:
                        self._faults.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def late(self, change: int) -> None:
        """Count effects that have yet to land (a late effect starts: +1, has landed: -1)."""
        with self._lock:
            self._late += change

    def as_dict(self) -> dict[str, Any]:
        with self._lock:
            return {"faults": [fault.as_dict() for fault in self._faults], "late_effects_waiting": self._late}


def error_body(system: str, status: int, code: str, message: str) -> bytes:
    """Return an error answer in the shape of the system that is played."""
    correlation = str(uuid.uuid4())
    if system == "nav":
        shape: Any = {"error": {"code": code, "message": f"{message}  CorrelationId:  {correlation}."}}
    elif system == "entra":
        shape = {
            "error": code,
            "error_description": message,
            "error_codes": [],
            "correlation_id": correlation,
        }
    else:
        shape = {"message": message}
    return json.dumps(shape).encode()


DEFAULT_CODES = {
    401: "Authentication_InvalidCredentials",
    408: "Internal_RequestTimeout",
    409: "Request_EntityChanged",
    429: "Application_TooManyRequests",
    500: "Internal_ServerError",
    503: "Internal_TenantUnavailable",
    504: "Internal_GatewayTimeout",
}


def status_answer(fault: Fault, system: str) -> tuple[int, dict[str, str], bytes]:
    """Return (status, headers, body) of a fault that answers with a status of its own."""
    wish = fault.parameters
    if fault.kind == "throttle":
        headers = {"Retry-After": str(wish["retry_after"])} if wish.get("retry_after") is not None else {}
        text = "Too many requests reached. Actual (101). Maximum (100)."
        return 429, headers, error_body(system, 429, "Application_TooManyRequests", text)
    if fault.kind == "unauthorized":
        text = "The server has rejected the client credentials."
        return 401, {}, error_body(system, 401, "Authentication_InvalidCredentials", text)
    if fault.kind == "phantom_400":
        return (
            400,
            {},
            error_body(system, 400, PHANTOM_CODE, phantom_text(str(wish.get("order_number", "106024")))),
        )
    status = int(wish.get("status", 504 if fault.kind in {"status_after", "late_status"} else 503))
    code = str(
        wish.get("code", DEFAULT_CODES.get(status, "Internal_ServerError" if status >= 500 else "BadRequest"))
    )
    message = str(wish.get("message", "The operation could not be completed."))
    headers = {str(name): str(value) for name, value in (wish.get("headers") or {}).items()}
    body = str(wish["body"]).encode() if "body" in wish else error_body(system, status, code, message)
    return status, headers, body


def phantom_text(order_number: str) -> str:
    """Return the text of the failure that is none (nav reference 6.3)."""
    return (
        "There is no Purch. Inv. Header within the filter.\r\n\r\n"
        f"Filters: Order No.: {order_number}, Order No. Series: P-ORD, Pre-Assigned No.: ''"
    )
