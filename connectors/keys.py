"""Keys of the encrypted columns: make one, name one without showing it, rotate, and find what no key opens."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import models, transaction

from connectors.secrets import Sealed, UnreadableSecret, cipher, secret_columns

BATCH = 200


@dataclass
class Rotation:
    """What a rotation did: rows re-encrypted per column, and the fingerprint of the key that now holds them."""

    fingerprint: str
    columns: dict[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Secrets re-encrypted in all."""
        return sum(self.columns.values())


def make_key() -> str:
    """Return a fresh key: 32 random bytes in URL-safe base64, for the front of FERNET_KEYS."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def fingerprint(key: str) -> str:
    """Return eight hex digits by which a key can be told from another without showing it."""
    return hashlib.sha256(b"navcleo key fingerprint " + key.encode()).hexdigest()[:8]


def unreadable() -> list[str]:
    """Return 'Model.field #pk' of every stored secret that the configured keys do not open: the banner 'wrong key'."""
    found = []
    for model, name in secret_columns():
        for pk, sealed in _rows(model).values_list("pk", name):
            try:
                if sealed:
                    sealed.open()
            except UnreadableSecret:
                found.append(_place(model, name, pk))
    return found


def rotate() -> Rotation:
    """Re-encrypt every secret with the first key, then prove that this key alone opens all of them.

    All or nothing: raises UnreadableSecret, naming the row, where no configured key opens one; nothing is changed then.
    """
    first = settings.FERNET_KEYS[0]
    done = Rotation(fingerprint(first))
    with transaction.atomic():
        for model, name in secret_columns():
            done.columns[f"{model.__name__}.{name}"] = _rotate_column(model, name)
        for model, name in secret_columns():
            _verify(model, name, first)
    return done


def _rotate_column(model: type[models.Model], name: str) -> int:
    count = 0
    keys = list(_rows(model).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        batch = _rows(model).filter(pk__in=keys[start : start + BATCH]).select_for_update()
        for pk, sealed in batch.values_list("pk", name):
            if not sealed:
                continue
            try:
                token = cipher().rotate(sealed.token)
            except InvalidToken:
                raise UnreadableSecret(_place(model, name, pk)) from None
            _rows(model).filter(pk=pk).update(**{name: Sealed(token)})
            count += 1
    return count


def _verify(model: type[models.Model], name: str, key: str) -> None:
    for pk, sealed in _rows(model).values_list("pk", name):
        try:
            if sealed:
                cipher(key).decrypt(sealed.token)
        except InvalidToken:
            raise UnreadableSecret(_place(model, name, pk)) from None


def _rows(model: type[models.Model]) -> models.Manager[Any]:
    return model._default_manager  # noqa: SLF001 - Django's documented name


def _place(model: type[models.Model], name: str, pk: object) -> str:
    return f"{model.__name__}.{name} #{pk}"
