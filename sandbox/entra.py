"""Microsoft Entra's token endpoint for the client-credentials grant, with its errors (nav reference 2.1)."""

from __future__ import annotations

import base64
import secrets
import time
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import unquote_plus

from flask import Blueprint, Response, jsonify, request

from sandbox.store import Store
from sandbox.switches import Switches

SCOPE = "https://api.businesscentral.dynamics.com/.default"
_ERROR_URI = "https://login.microsoftonline.com/error?code="


def _refuse(status: int, error: str, code: int, text: str) -> tuple[Response, int]:
    trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
    stamp = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    body = {
        "error": error,
        "error_description": f"AADSTS{code}: {text}\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {stamp}",
        "error_codes": [code],
        "timestamp": stamp,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": f"{_ERROR_URI}{code}",
    }
    return jsonify(body), status


def _client() -> tuple[str, str]:
    """Return id and secret from the body or from a Basic header."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        with suppress(ValueError):
            name, _, secret = base64.b64decode(value).decode("utf-8").partition(":")
            return unquote_plus(name), unquote_plus(secret)
    return request.form.get("client_id", ""), request.form.get("client_secret", "")


def blueprint(store: Store, switches: Switches) -> Blueprint:
    """Return the token route."""
    routes = Blueprint("entra", __name__)

    @routes.post("/<tenant>/oauth2/v2.0/token")
    def token(tenant: str) -> Response | tuple[Response, int]:
        client_id, secret = _client()
        known = store.table("credentials").get("nav") or {}
        grant = request.form.get("grant_type", "")
        if grant != "client_credentials":
            return _refuse(
                400, "unsupported_grant_type", 70003, f"The grant type '{grant}' is not supported."
            )
        if client_id != known.get("client_id"):
            text = f"Application with identifier '{client_id}' was not found in the directory '{tenant}'."
            return _refuse(400, "unauthorized_client", 700016, text)
        if switches["client_secret_expired"]:
            text = f"The provided client secret keys for app '{client_id}' are expired."
            return _refuse(401, "invalid_client", 7000222, text)
        if secret != known.get("client_secret"):
            text = (
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret "
                f"value, not the client secret ID, for a secret added to app '{client_id}'."
            )
            return _refuse(401, "invalid_client", 7000215, text)
        scope = request.form.get("scope", "")
        if scope != SCOPE:
            return _refuse(
                400,
                "invalid_scope",
                70011,
                f"The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid.",
            )
        return jsonify(_issue(store, client_id, int(switches["token_seconds"])))

    return routes


def _issue(store: Store, client_id: str, seconds: int) -> dict[str, object]:
    value = ".".join(secrets.token_urlsafe(size) for size in (12, 96, 32))
    now = time.time()
    with store.lock:
        tokens = store.table("navTokens")
        for old in tokens.keys():  # noqa: SIM118 - a list is taken: the loop deletes
            record = tokens.get(old)
            if record is not None and record["expires_at"] < now:
                tokens.delete(old)
        tokens.put(value, {"client_id": client_id, "expires_at": now + seconds})
    lifetime = max(seconds - 1, 0) if seconds > 60 else seconds
    return {"token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime, "access_token": value}
