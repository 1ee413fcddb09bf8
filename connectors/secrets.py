"""Secrets at rest: a text column encrypted with the FERNET_KEYS, sealed in memory until it is used.

The first key encrypts, all keys decrypt (rotation). Nothing that copies rows (dumpdata, forms, history, pickles, repr)
ever holds the clear text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django import forms
from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from fernet_fields import EncryptedTextField
from fernet_fields.hkdf import derive_fernet_key


class UnreadableSecret(Exception):
    """A stored secret that none of the configured keys opens. The text names no part of it."""

    def __init__(self, where: str = "a stored secret") -> None:
        super().__init__(
            f"{where} cannot be opened with the FERNET_KEYS of this process: put the key it was stored with back into "
            "FERNET_KEYS (after the newer ones), or set the secret anew"
        )


@lru_cache(maxsize=8)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(derive_fernet_key(key)) for key in keys])


def cipher(*keys: str) -> MultiFernet:
    """Return the cipher of these keys, without any: of settings.FERNET_KEYS. Raises UnreadableSecret where there are none
    (SECRET_KEY is never used instead)."""
    chosen = keys or tuple(settings.FERNET_KEYS)
    if not chosen:
        raise UnreadableSecret(
            "nothing can be encrypted, FERNET_KEYS is empty (manage.py make_key makes one): a secret"
        )
    return _fernet(chosen)


@dataclass(frozen=True, repr=False)
class Sealed:
    """An encrypted value as it lies in the column; b'' for an empty one."""

    token: bytes

    def __repr__(self) -> str:
        return "<sealed>"

    def __str__(self) -> str:
        return "<sealed>"

    def __bool__(self) -> bool:
        return bool(self.token)

    def open(self) -> str:
        """Return the clear text. Raises UnreadableSecret."""
        if not self.token:
            return ""
        try:
            return cipher().decrypt(self.token).decode()
        except InvalidToken:
            raise UnreadableSecret from None

    @classmethod
    def seal(cls, clear: str) -> Sealed:
        """Encrypt `clear` with the first key."""
        return cls(cipher().encrypt(clear.encode()) if clear else b"")


class SecretAttribute(DeferredAttribute):
    """Gives the clear text on access and keeps only the sealed value in the instance."""

    field: SecretField

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        return value.open() if isinstance(value, Sealed) else value

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = Sealed.seal(value) if isinstance(value, str) else value


class SecretField(EncryptedTextField):
    """An encrypted text column that bulk_update cannot destroy and that forms and dumps cannot read."""

    descriptor_class = SecretAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def get_default(self) -> str:
        """Return the empty text: a secret has no other default."""
        return ""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Hand the sealed value on as it is: saving another field must not need the key."""
        if self.attname in model_instance.__dict__:
            return model_instance.__dict__[self.attname]
        return super().pre_save(model_instance, add)

    def to_python(self, value: Any) -> Any:
        """Leave sealed values sealed."""
        return value if isinstance(value, Sealed) else super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        """Leave sealed values and expressions alone."""
        return value if isinstance(value, Sealed) else super().get_prep_value(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Encrypt text; an SQL expression (bulk_update, F) is returned untouched instead of being encrypted as text."""
        if value is None or hasattr(value, "as_sql"):
            return value
        sealed = value if isinstance(value, Sealed) else Sealed.seal(str(value))
        return connection.Database.Binary(sealed.token)

    def from_db_value(self, value: Any, expression: Any, connection: Any, *args: Any) -> Sealed | None:
        """Return the sealed value; it is opened when it is used."""
        return None if value is None else Sealed(bytes(value))

    def value_from_object(self, obj: models.Model) -> str:
        """Return '': forms and serializers never see a secret."""
        return ""

    def value_to_string(self, obj: models.Model) -> str:
        """Return '': dumpdata holds no secret."""
        return ""

    def save_form_data(self, instance: models.Model, data: Any) -> None:
        """Set the secret where one was typed; an empty input keeps the stored one."""
        if data:
            setattr(instance, self.attname, data)

    def formfield(self, **kwargs: Any) -> Any:
        """Return a password input that never renders a value."""
        widget = forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"})
        options: dict[str, Any] = {"label": self.verbose_name, "help_text": "empty = keep what is set"}
        options.update({name: kwargs[name] for name in ("label", "help_text") if name in kwargs})
        return forms.CharField(required=False, widget=widget, **options)


def secret_columns() -> list[tuple[type[models.Model], str]]:
    """Return every (model, field name) of the project that is encrypted."""
    from django.apps import apps

    return [
        (model, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SecretField)
    ]
