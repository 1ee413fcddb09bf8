"""Who is pressing, and may they: asked by every view, not only where buttons are drawn."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from audit.models import Document
from navcleo import groups


def actor(request: HttpRequest) -> str:
    """The name that goes into the audit trail."""
    return str(request.user.get_username())


def require(request: HttpRequest, permission: str) -> None:
    """Raise PermissionDenied, naming what is missing."""
    if not request.user.has_perm(permission):
        _, text = groups.CUSTOM.get(permission, ("", permission))
        raise PermissionDenied(
            f"You have no permission for this: {text.removeprefix('Can ')}. A manager or owner may have it."
        )


def within_limit(user: Any, document: Document | None, *, unknown_is_within: bool) -> bool:
    """True where the document's amount is one this person may decide alone: up to the connection's clerk limit, any amount
    for managers. A document without an amount counts as `unknown_is_within`."""
    if user.has_perm(groups.ANSWER_ANY):
        return True
    if document is None or document.amount is None:
        return unknown_is_within
    return abs(document.amount) <= document.connection.clerk_limit


def may_discard(user: Any, document: Document | None) -> bool:
    """Clerks discard up to the limit, and what has no amount."""
    return user.has_perm(groups.DISCARD) and within_limit(user, document, unknown_is_within=True)


def may_answer(user: Any, document: Document) -> bool:
    """Clerks answer up to the limit; an unknown amount is for a manager, since goods may be worth anything."""
    return user.has_perm(groups.ANSWER) and within_limit(user, document, unknown_is_within=False)
