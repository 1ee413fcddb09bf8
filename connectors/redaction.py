"""Keeps secrets out of texts: errors, excerpts and logs hold neither passwords nor keys nor tokens."""

from __future__ import annotations

import base64
import binascii
import contextlib
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

HIDDEN = "[hidden]"
EXCERPT = 500
# shorter values would blank out ordinary words; a secret that short hides nothing
SHORTEST = 4

_PATTERNS = (
    re.compile(r"(?i)\b(bearer|basic)(\s+)(?=\S*[\d=])[A-Za-z0-9._~+/=-]{8,}"),
    re.compile(r"\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)?"),
    re.compile(
        r"(?i)(\"?(?:access_token|refresh_token|id_token|client_secret|client_assertion|password|web_?service_?key)\"?\s*[:=]\s*)"
        r"(\"(?:[^\"\\]|\\.)*\"|[^\s&,;}\"]+)"
    ),
)


def spellings(secret: str) -> set[str]:
    """Return the ways in which a secret shows up in texts: plain, percent-encoded, base64."""
    if len(secret) < SHORTEST:
        return set()
    plain = {secret, quote(secret, safe=""), quote_plus(secret)}
    plain |= {base64.b64encode(secret.encode()).decode(), secret.encode("unicode_escape").decode()}
    return plain


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return `text` without the given secrets (in any spelling) and without what looks like one."""
    known: set[str] = set()
    for secret in secrets:
        known |= spellings(secret)
    for spelling in sorted(known, key=len, reverse=True):
        text = text.replace(spelling, HIDDEN)
    text = _PATTERNS[0].sub(rf"\1\2{HIDDEN}", text)
    text = _PATTERNS[1].sub(HIDDEN, text)
    return _PATTERNS[2].sub(rf"\1{HIDDEN}", text)


def excerpt(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the redacted beginning of an answer, at most 500 characters, on one line."""
    # cut generously first: redaction works on whole words, and an answer may be megabytes of HTML
    clean = redact(text[: EXCERPT * 20], secrets)
    return " ".join(clean.split())[:EXCERPT]


def header_secrets(authorization: str | None) -> set[str]:
    """Return what must be hidden of an Authorization header: the token, or the password of a Basic login."""
    if not authorization:
        return set()
    scheme, _, value = authorization.partition(" ")
    found = {value.strip()}
    if scheme.lower() == "basic":
        with contextlib.suppress(binascii.Error, UnicodeDecodeError):
            found.add(base64.b64decode(value, validate=True).decode().partition(":")[2])
    return {secret for secret in found if secret}
