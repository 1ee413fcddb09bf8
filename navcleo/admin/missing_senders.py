"""Telling who sent a document without an X12 envelope: one of its ids becomes an alias of a partner (booking rule 3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from audit.models import Document
from edi.models import PartnerAlias, TradingPartner
from navcleo.admin.partner_aliases import taken_by
from navcleo.workflows import names


class NotChosen(Exception):
    """What was chosen makes no alias, in a sentence."""


def ids_of(document: Document) -> list[tuple[str, str]]:
    """The ids by which a quarantined document names its sender; none for X12, whose sender is the interchange's."""
    row = document.quarantines.filter(closed_at__isnull=True).first()
    listed = row.details.get("ids", []) if row and isinstance(row.details, dict) else []
    return [(str(pair[0]), str(pair[1])) for pair in listed]


def choices(document: Document, ids: Sequence[names.Name] | None = None) -> dict[str, Any]:
    """The ids found (those of the quarantine row, or the given ones) but our own, the partners that one of them may mean,
    and the partner whose name is among them, to be confirmed."""
    partners = TradingPartner.objects.filter(connection=document.connection, is_active=True)
    found = _offered(document, ids)
    guess = names.like(document.connection, tuple(found)) if document.partner_id is None else None
    return {
        "ids": [names.shown(pair) for pair in found],
        "partners": partners,
        "likely_partner": guess[0].pk if guess else None,
        "likely_id": names.shown(guess[1]) if guess else "",
    }


def deciding(document: Document, ids: Sequence[names.Name]) -> list[str]:
    """The aliases by which the partner of a document is known."""
    rows = names.aliases_named(document.connection, tuple(ids))
    return [str(row) for row in rows if row.partner_id == document.partner_id]


def save(request: HttpRequest, document: Document, ids: Sequence[names.Name] | None = None) -> list[str]:
    """Make the alias that was chosen. Raises NotChosen."""
    alias = _chosen(request, document, ids)
    other = taken_by(alias)
    if other:
        raise NotChosen(f"{other} is {other.partner} already.")
    alias.save()
    return [f"{alias} is {alias.partner}"]


def change(request: HttpRequest, document: Document, ids: Sequence[names.Name]) -> list[str]:
    """Say that a document is another partner's: every alias that makes it somebody else's is taken away, and the chosen id
    becomes his. To be called within a transaction. Raises NotChosen."""
    alias = _chosen(request, document, ids)
    rows = names.aliases_named(document.connection, tuple(ids))
    wrong = [row for row in rows if row.partner_id != alias.partner_id]
    told = [f"{row} is {row.partner} no more" for row in wrong]
    for row in wrong:
        row.delete()
    other = taken_by(alias)
    if other and other.partner_id != alias.partner_id:
        raise NotChosen(f"{other} is {other.partner} already.")
    if other is None:
        alias.save()
    return [*told, f"{alias} is {alias.partner}"]


def _chosen(request: HttpRequest, document: Document, ids: Sequence[names.Name] | None) -> PartnerAlias:
    found = _offered(document, ids)
    chosen = next((pair for pair in found if names.shown(pair) == request.POST.get("alias")), None)
    number = request.POST.get("partner", "")
    partners = TradingPartner.objects.filter(connection=document.connection, is_active=True)
    partner = partners.filter(pk=int(number) if number.isdigit() else 0).first()
    if chosen is None or partner is None:
        raise NotChosen("Choose the id and the partner that it means.")
    return PartnerAlias(partner=partner, scheme=chosen[0][:40], value=chosen[1][:100])


def _offered(document: Document, ids: Sequence[names.Name] | None) -> list[names.Name]:
    found = ids_of(document) if ids is None else ids
    return [pair for pair in found if not names.is_ours(document.connection, (pair,))]
