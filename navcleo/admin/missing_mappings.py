"""Adding the mapping that a document waits for: its product codes, units, vendor or location, from the document's own page
(booking rules 3.2 to 3.6). What is written here is local and survives a sync."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from audit import recording, replay
from audit.models import Document
from audit.quarantine_codes import CODES
from edi.mapping.units import UNECE
from edi.models import (
    ItemMapping,
    LocationMapping,
    NavItem,
    Source,
    TradingPartner,
    UnitMapping,
    VendorMapping,
)
from navcleo import groups, jobs
from navcleo.admin import missing_senders
from navcleo.admin.access import actor
from navcleo.admin.actions import open_code
from navcleo.admin.product_lines import missing_codes, quoted_orders, search_items
from navcleo.admin.read_only import tell_and_go

Saved = list[str]
_UNIT = re.compile(r"^Unit (\S+) ")


class Incomplete(Exception):
    """What was chosen does not make a mapping, in a sentence."""


def view(model_admin: Any, request: HttpRequest, document: Document) -> HttpResponse:
    """GET: what is missing and what may be chosen. POST: the mappings; with replay=on the document goes on at once."""
    url = reverse("admin:audit_document_change", args=[document.pk])
    code = open_code(document)
    wanted = CODES[code].healed_by if code in CODES else ""
    if wanted not in SAVERS:
        return tell_and_go(request, f"{document} does not wait for a mapping.", url, bad=True)
    error = ""
    if request.method == "POST":
        try:
            with transaction.atomic():
                saved = SAVERS[wanted](request, document)
                recording.note(
                    actor=actor(request), action="mapped", text="; ".join(saved), document=document
                )
            return tell_and_go(request, _go_on(request, document, saved), url)
        except (Incomplete, missing_senders.NotChosen, replay.Refused) as problem:
            error = str(problem)
    context = model_admin.page_context(
        request,
        f"Add what is missing: {document}",
        document=document,
        wanted=wanted,
        error=error,
        question=request.GET.get("q", ""),
        quarantine=document.quarantines.filter(closed_at__isnull=True).first(),
        may_replay=request.user.has_perm(groups.REPLAY),
        **CHOICES[wanted](request, document),
    )
    return TemplateResponse(request, "admin/audit/map_missing.html", context, status=422 if error else 200)


def _go_on(request: HttpRequest, document: Document, saved: Saved) -> str:
    text = "Mapped " + "; ".join(saved) + "."
    if not (request.POST.get("replay") and request.user.has_perm(groups.REPLAY)):
        return text
    replay.replay(document, actor=actor(request), reason=f"mapping added: {'; '.join(saved)}")
    jobs.wake()
    return f"{text} The document goes through all steps again."


# -- items


def _item_choices(request: HttpRequest, document: Document) -> dict[str, Any]:
    rows = missing_codes(document)
    return {
        "rows": rows,
        "orders": quoted_orders(document),
        "found": search_items(document, request.GET.get("q", "")),
        "connection": document.connection,
    }


def _save_items(request: HttpRequest, document: Document) -> Saved:
    if document.partner is None:
        raise Incomplete("This document has no partner yet, so no code can be mapped for it.")
    saved: Saved = []
    for name, code in request.POST.items():
        number = request.POST.get(f"item-{name.removeprefix('code-')}", "").strip()
        if not name.startswith("code-") or not number:
            continue
        item = NavItem.objects.filter(connection=document.connection, item_number=number).first()
        if item is None:
            raise Incomplete(f"NAV has no item {number} (as of the last sync). Search for it below.")
        if item.is_blocked or item.vanished_at:
            raise Incomplete(
                f"Item {item} is {'blocked in' if item.is_blocked else 'gone from'} NAV; choose another one."
            )
        saved.append(_save_item(document, str(code), item))
    if not saved:
        raise Incomplete("Choose an item for at least one code.")
    return saved


def _save_item(document: Document, code: str, item: NavItem) -> str:
    row = ItemMapping.objects.filter(
        connection=document.connection, partner=document.partner, code=code
    ).first()
    row = row or ItemMapping(connection=document.connection, partner=document.partner, code=code)
    row.item, row.source, row.vanished_at = item, Source.LOCAL, None
    row.note = f"for {document}"[:200]
    row.save()
    return f"{code} → {item.item_number} for {document.partner}"


# -- vendors


def _vendor_choices(request: HttpRequest, document: Document) -> dict[str, Any]:
    if missing_senders.ids_of(document):
        return missing_senders.choices(document)
    sender = _sender(document)
    vendors = VendorMapping.objects.filter(connection=document.connection, vanished_at__isnull=True)
    return {
        "sender": sender,
        "partner": _partner(document),
        "vendors": vendors.order_by("name"),
        "add_partner_url": _add_partner_url(document, sender),
        "may_add_partner": request.user.has_perm("edi.add_tradingpartner"),
    }


def _sender(document: Document) -> str:
    row = document.quarantines.filter(closed_at__isnull=True).first()
    return str(row.details.get("sender", "")) if row and isinstance(row.details, dict) else ""


def _partner(document: Document) -> TradingPartner | None:
    if document.partner:
        return document.partner
    qualifier, _, code = _sender(document).partition(":")
    rows = TradingPartner.objects.filter(connection=document.connection, is_active=True)
    return rows.filter(qualifier=qualifier, interchange_id=code).first() if code else None


def _add_partner_url(document: Document, sender: str) -> str:
    qualifier, _, code = sender.partition(":")
    query = f"connection={document.connection_id}&qualifier={qualifier}&interchange_id={code}"
    return f"{reverse('admin:edi_tradingpartner_add')}?{query}"


def _save_vendor(request: HttpRequest, document: Document) -> Saved:
    from navcleo.workflows import lookups

    if missing_senders.ids_of(document):
        return missing_senders.save(request, document)
    partner = _partner(document)
    if partner is None:
        raise Incomplete(
            f"Sender {_sender(document)} is no trading partner yet. The integration owner adds it first."
        )
    number = request.POST.get("vendor", "").strip()
    vendor = VendorMapping.objects.filter(connection=document.connection, vendor_number=number).first()
    if vendor is None:
        raise Incomplete(f"NAV has no vendor {number or '(none chosen)'} (as of the last sync).")
    lookups.decide_vendor(vendor, VendorMapping.State.ON_EDI, partner=partner, actor=actor(request))
    return [f"vendor {vendor} is reached through {partner}"]


# -- units


def _unit_choices(request: HttpRequest, document: Document) -> dict[str, Any]:
    named = [_UNIT.match(str(problem.get("text", ""))) for problem in document.problems]
    units = list(dict.fromkeys(match.group(1) for match in named if match))
    rows = UnitMapping.objects.filter(connection=document.connection, vanished_at__isnull=True, partner=None)
    return {"units": units, "nav_units": rows, "is_outbound": document.direction == "outbound"}


def _save_unit(request: HttpRequest, document: Document) -> Saved:
    nav_unit = request.POST.get("nav_unit", "").strip()
    said = request.POST.get("x12_code", "").strip().upper()
    if not re.fullmatch(rf"[A-Z0-9]{{2}}|{UNECE}[A-Z0-9]{{2,3}}", said):
        raise Incomplete(
            f"{said or '(nothing)'} is no X12 unit: two letters or digits, such as CA or EA; nor UN/ECE, as UNECE:MTQ."
        )
    known = UnitMapping.objects.filter(connection=document.connection, unit_code=nav_unit)
    if not known.exists():
        raise Incomplete(f"NAV has no unit {nav_unit or '(none chosen)'} (as of the last sync).")
    row = known.filter(partner=document.partner).first() or UnitMapping(
        connection=document.connection, unit_code=nav_unit, partner=document.partner
    )
    if said.startswith(UNECE):
        row.international_code = said.removeprefix(UNECE)
    else:
        row.x12_code = said
    row.source = Source.LOCAL
    row.save()
    return [f"unit {said} = {nav_unit} for {document.partner or 'all partners'}"]


# -- locations


def _location_choices(request: HttpRequest, document: Document) -> dict[str, Any]:
    rows = LocationMapping.objects.filter(connection=document.connection, vanished_at__isnull=True)
    return {"locations": rows.order_by("code", "location_code")}


def _save_location(request: HttpRequest, document: Document) -> Saved:
    row = LocationMapping.objects.filter(
        connection=document.connection, location_code=request.POST.get("location", "").strip()
    ).first()
    code = request.POST.get("code", "").strip()
    if row is None or not code:
        raise Incomplete("Choose the NAV location and give the code that the partners know it by.")
    row.code, row.source = code, Source.LOCAL
    row.qualifier = request.POST.get("qualifier", "").strip()[:2] or "92"
    row.updated_at = timezone.now()
    row.save()
    return [f"location {row.location_code} = {code}"]


SAVERS: dict[str, Callable[[HttpRequest, Document], Saved]] = {
    "item": _save_items,
    "vendor": _save_vendor,
    "unit": _save_unit,
    "location": _save_location,
}
CHOICES: dict[str, Callable[[HttpRequest, Document], dict[str, Any]]] = {
    "item": _item_choices,
    "vendor": _vendor_choices,
    "unit": _unit_choices,
    "location": _location_choices,
}
