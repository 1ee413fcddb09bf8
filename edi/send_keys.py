"""The computed reference by which a second try finds the first (booking rule 2.2)."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata

_PLAIN = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_HASH_LENGTH = 8


def send_key(*parts: str, length: int) -> str:
    """One key of A-Z, 0-9 and hyphen from the parts of a business key and its target, at most `length` characters.

    Characters of a hash over the exact parts are appended whenever anything had to be changed, cut or could be read two
    ways, so that different parts give different keys. Deterministic. Raises ValueError for a length below 12."""
    if length < _HASH_LENGTH + 4:
        raise ValueError(f"a send key needs at least {_HASH_LENGTH + 4} characters, not {length}")
    plain = "-".join(parts)
    alone = len(parts) == 1 and _PLAIN.fullmatch(plain) is not None
    unmistakable = len(parts) > 1 and all(_PLAIN.fullmatch(part) and "-" not in part for part in parts)
    if (alone or unmistakable) and len(plain) <= length:
        return plain
    digest = hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass"))
    mark = base64.b32encode(digest.digest()).decode("ascii")[:_HASH_LENGTH]
    room = length - _HASH_LENGTH - 1
    readable = _normalised(plain)[:room].strip("-")
    return f"{readable}-{mark}" if readable else mark


def _normalised(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").upper()
    return re.sub("[^A-Z0-9]+", "-", letters).strip("-")
