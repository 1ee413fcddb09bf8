"""Telling who sent a document without an X12 envelope: one of its ids becomes an alias of a partner (booking rule 3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from audit.models import Document
from edi.models import PartnerAlias, TradingPartner
from navcleo.admin.partner_aliases import taken_by
from navcleo.admin.read_only import row_id
from navcleo.workflows import names


class NotChosen(Exception):
    """What was chosen makes no alias, in a sentence."""


def ids_of(document: Document) -> list[tuple[str, str]]:
    """The ids by which a quarantined document names its sender; none for X12, whose sender is the interchange's."""
    row = document.quarantines.filter(closed_at__isnull=True).first()
    listed = row.details.get("ids", []) if row and isinstance(row.details, dict) else []
    return [(str(pair[0]), str(pair[1])) for pair in listed]


def choices(document: Document, ids: Sequence[names.Name] | None = None) -> dict[str, Any]:
    """The ids found (those of the quarantine row, or the given ones), and the partners that one of them may mean."""
    partners = TradingPartner.objects.filter(connection=document.connection, is_active=True)
    found = ids_of(document) if ids is None else ids
    return {"ids": [names.shown(pair) for pair in found], "partners": partners}


def save(request: HttpRequest, document: Document, ids: Sequence[names.Name] | None = None) -> list[str]:
    """Make the alias that was chosen. Raises NotChosen."""
    found = ids_of(document) if ids is None else ids
    chosen = next((pair for pair in found if names.shown(pair) == request.POST.get("alias")), None)
    number = request.POST.get("partner", "")
    partners = TradingPartner.objects.filter(connection=document.connection, is_active=True)
    partner = partners.filter(pk=row_id(number)).first()
    if chosen is None or partner is None:
        raise NotChosen("Choose the id and the partner that it means.")
    alias = PartnerAlias(partner=partner, scheme=chosen[0][:40], value=chosen[1][:100])
    other = taken_by(alias)
    if other:
        raise NotChosen(f"{other} is {other.partner} already.")
    alias.save()
    return [f"{alias} is {partner}"]
