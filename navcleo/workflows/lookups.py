"""Lookups kept in NAV dimensions: sync, write-back, decisions on vendors, healing (booking rules 3.2, 3.4, 5.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit import recording, replay
from audit.models import Document, NavRecord, PollRun, Quarantine
from audit.quarantine_codes import CODES
from audit.statuses import Status
from connectors.models import Connection
from connectors.nav.client import NavClient
from edi.models import ItemMapping, Source, TradingPartner, VendorMapping
from edi.nav_records import Dimension
from navcleo import clients, mapping_rows
from navcleo.workflows import curing

HEALING_DAYS = 14


def collect(connection: Connection, run: PollRun, counts: Counter[str], progress: Callable[[str], None]) -> None:
    """Read vendors, items, units, locations and dimensions; then let go what waited for them."""
    nav = clients.nav_client(connection)
    now = timezone.now()
    found = {dimension.code.upper(): dimension for dimension in nav.dimensions()}
    counts["dimensions"] += len(found)
    blocked = {code: nav.blocked_dimension_values(code) for code in _codes(connection) if code.upper() in found}
    progress("vendors")
    vendors = list(nav.vendors_with_dimensions())
    mapping_rows.write_vendors(connection, vendors, blocked.get(connection.partner_dimension, set()), now, counts)
    progress("items")
    items = list(nav.items_with_dimensions())
    mapping_rows.write_items(connection, items, blocked.get(connection.item_dimension, set()), now, counts)
    progress("units")
    mapping_rows.write_units(connection, list(nav.units()), now, counts)
    progress("locations")
    places = found.get(connection.location_dimension.upper())
    values = {value.name.upper(): value.code for value in nav.dimension_values(places.nav_id)} if places else {}
    mapping_rows.write_locations(connection, list(nav.locations_with_dimensions()), values, now, counts)
    counts["released"] += release_waiting(connection)
    counts["healed"] += heal(connection)


def _codes(connection: Connection) -> tuple[str, str]:
    return connection.partner_dimension, connection.item_dimension


def sync(connection: Connection, actor: str) -> dict[str, int]:
    """One whole mapping sync in the foreground. Raises polls.Busy, ConnectorError."""
    from navcleo import polls

    run, failure = polls.run(connection, "sync", actor=actor)
    if failure:
        raise failure
    return dict(run.counts)


def decide_vendor(
    vendor: VendorMapping, state: str, *, partner: TradingPartner | None = None, actor: str = recording.SYSTEM
) -> int:
    """A person settles a vendor once: on EDI with a partner, or not on EDI. Returns how many documents that moved."""
    if state == VendorMapping.State.ON_EDI and partner is None and vendor.partner is None:
        raise replay.Refused(f"Choose the trading partner of {vendor}.")
    vendor.state = VendorMapping.State(state)
    vendor.source = Source.LOCAL
    vendor.partner = (partner or vendor.partner) if state == VendorMapping.State.ON_EDI else None
    vendor.save()
    text = f"vendor {vendor}: {vendor.get_state_display()} {vendor.partner or ''}".strip()
    recording.note(actor=actor, action="decided", text=text, connection_id=vendor.connection_id)
    return release_waiting(Connection.objects.get(pk=vendor.connection_id), actor=actor)


@transaction.atomic
def release_waiting(connection: Connection, actor: str = recording.SYSTEM) -> int:
    """Documents that waited for a vendor decision go on, or end where the vendor turned out not to be on EDI."""
    moved = 0
    for document in Document.objects.filter(connection=connection, waiting_for="vendor", status__in=["received", "parsed"]):
        vendor = VendorMapping.objects.filter(connection=connection, vendor_number=document.vendor_number).first()
        if vendor is None or vendor.state == VendorMapping.State.UNDECIDED:
            continue
        moved += 1
        if vendor.state == VendorMapping.State.ON_EDI:
            recording.change(document, waiting_for="", not_before=None, partner=vendor.partner)
            continue
        recording.move(document, Status.DISCARDED, actor=actor, text=f"vendor {vendor} is not on EDI")
        NavRecord.objects.filter(connection=connection, nav_id=document.nav_source.get("id", "")).update(
            state=NavRecord.State.NOT_ON_EDI
        )
    return moved


def healable(connection: Connection) -> QuerySet[Quarantine]:
    """Open causes that a mapping may cure."""
    codes = [code for code, cause in CODES.items() if cause.healed_by]
    return Quarantine.objects.filter(
        connection=connection, closed_at__isnull=True, code__in=codes, document__isnull=False
    ).select_related("document")


def heal(connection: Connection) -> int:
    """Replay what the sync cured: same cause, younger than 14 days, below the Connection's amount, not edited."""
    young = timezone.now() - timedelta(days=HEALING_DAYS)
    small = Q(document__amount__isnull=True) | Q(document__amount__lt=connection.healing_limit)
    rows = healable(connection).filter(small, opened_at__gte=young, document__is_edited=False)
    healed = 0
    for row in rows:
        assert row.document is not None
        if curing.is_cured(row.document):
            replay.replay(row.document, actor=recording.SYSTEM, reason=f"{row.code} was cured by a sync", resolution="healed")
            healed += 1
    return healed


def write_back(mapping: ItemMapping | VendorMapping, actor: str) -> str:
    """Write a local mapping into NAV as a default dimension, where its value exists. Returns a sentence for people."""
    connection = Connection.objects.get(pk=mapping.connection_id)
    nav = clients.nav_client(connection)
    if isinstance(mapping, ItemMapping):
        parent, record, code = "items", mapping.item, mapping.code
        name = connection.item_dimension
    else:
        parent, record, code = "vendors", mapping, curing.partner_value(mapping)
        name = connection.partner_dimension
    dimension = next((row for row in nav.dimensions() if row.code.upper() == name.upper()), None)
    if dimension is None:
        return f"NAV has no dimension {name}; create it there first."
    text = _write(nav, parent, record.nav_id, dimension, code, str(record))
    recording.note(actor=actor, action="write back", text=text, connection_id=connection.pk)
    if isinstance(mapping, ItemMapping) and text.startswith("Written"):
        ItemMapping.objects.filter(pk=mapping.pk).update(written_back_at=timezone.now())
    return text


def _write(nav: NavClient, parent: str, nav_id: str, dimension: Dimension, code: str, whom: str) -> str:
    values = {value.code.upper(): value for value in nav.dimension_values(dimension.nav_id)}
    value = values.get(code.upper())
    if value is None:
        return f"Create value {code} under dimension {dimension.code} in NAV (values are read-only here); the next sync does the rest."
    there = next((row for row in nav.default_dimensions(parent, [nav_id]) if row.dimension_code == dimension.code), None)
    if there and there.value_code.upper() != code.upper():
        return f"{whom} has {there.value_code} under {dimension.code} in NAV already; it is not overwritten. Change it there."
    nav.write_default_dimension(parent, nav_id, dimension.nav_id, value.nav_id)
    return f"Written: {whom} has {code} under {dimension.code} in NAV."
