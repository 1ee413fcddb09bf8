"""Lookups kept in NAV dimensions: sync, write-back, decisions on vendors, healing (booking rules 3.2, 3.4, 5.6)."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit import recording, replay
from audit.models import PollRun, Quarantine
from audit.quarantine_codes import CODES
from connectors.models import Connection
from edi.models import ItemMapping, Source, TradingPartner, VendorMapping
from navcleo import clients, mapping_rows
from navcleo.workflows import addressees, curing, writing_back

log = logging.getLogger(__name__)
State = VendorMapping.State
HEALING_DAYS = 14


def collect(
    connection: Connection, run: PollRun, counts: Counter[str], progress: Callable[[str], None]
) -> None:
    """Read vendors, items, units, locations and dimensions; then let go what waited for them."""
    nav = clients.nav_client(connection)
    now = timezone.now()
    found = {dimension.code.upper(): dimension for dimension in nav.dimensions()}
    counts["dimensions"] += len(found)

    def blocked(dimension: str) -> set[str]:
        code = dimension.upper()
        return (
            {value.upper() for value in nav.blocked_dimension_values(found[code].code)}
            if code in found
            else set()
        )

    progress("vendors")
    vendors = list(nav.vendors_with_dimensions())
    mapping_rows.write_vendors(connection, vendors, blocked(connection.partner_dimension), now, counts)
    progress("items")
    items = list(nav.items_with_dimensions())
    mapping_rows.write_items(connection, items, blocked(connection.item_dimension), now, counts)
    progress("item units")
    mapping_rows.write_item_units(connection, nav.item_units(), now, counts)
    progress("units")
    mapping_rows.write_units(connection, list(nav.units()), now, counts)
    progress("locations")
    places = found.get(connection.location_dimension.upper())
    named = (
        {value.name.upper(): value.code for value in nav.dimension_values(places.nav_id)} if places else {}
    )
    gone = blocked(connection.location_dimension)
    sites = list(nav.locations_with_dimensions())
    mapping_rows.write_locations(connection, sites, named, blocked_values=gone, now=now, counts=counts)
    counts["released"] += addressees.release_waiting(connection)
    counts["healed"] += heal(connection, progress)


def sync(connection: Connection, actor: str) -> dict[str, int]:
    """One whole mapping sync in the foreground. Raises polls.Busy, ConnectorError."""
    from navcleo import polls

    run, failure = polls.run(connection, "sync", actor=actor)
    if failure:
        raise failure
    return dict(run.counts)


@transaction.atomic
def decide_vendor(
    vendor: VendorMapping, state: str, *, partner: TradingPartner | None = None, actor: str = recording.SYSTEM
) -> int:
    """A person settles a vendor once: on EDI with a partner, not on EDI, or undecided again (the next sync then follows
    NAV). Returns how many waiting documents that moved. Raises replay.Refused."""
    chosen = (partner or vendor.partner) if state == State.ON_EDI else None
    if state == State.ON_EDI and chosen is None:
        raise replay.Refused(f"Choose the trading partner of {vendor}.")
    if chosen and chosen.connection_id != vendor.connection_id:
        raise replay.Refused(f"{chosen} belongs to another connection than {vendor}.")
    vendor.state, vendor.partner = State(state), chosen
    vendor.source = Source.NAV_DIMENSION if state == State.UNDECIDED else Source.LOCAL
    vendor.save()
    text = f"vendor {vendor}: {vendor.get_state_display()} {vendor.partner or ''}".strip()
    recording.note(actor=actor, action="decided", text=text, connection_id=vendor.connection_id)
    return addressees.release_waiting(Connection.objects.get(pk=vendor.connection_id), actor=actor)


def healable(connection: Connection) -> QuerySet[Quarantine]:
    """Open causes that a mapping may cure."""
    codes = [code for code, cause in CODES.items() if cause.healed_by]
    return Quarantine.objects.filter(
        connection=connection, closed_at__isnull=True, code__in=codes, document__isnull=False
    ).select_related("document")


def heal(connection: Connection, progress: Callable[[str], None] = lambda name: None) -> int:
    """Replay what the sync cured: a cause that a mapping cures, found cured, younger than 14 days, below the Connection's
    amount, not edited. The rest is offered as a list."""
    young = timezone.now() - timedelta(days=HEALING_DAYS)
    small = Q(document__amount__isnull=True) | Q(document__amount__lt=connection.healing_limit)
    rows = healable(connection).filter(small, document__received_at__gte=young, document__is_edited=False)
    healed = 0
    for row in rows:
        assert row.document is not None
        progress(str(row.document))
        if not curing.is_cured(row.document):
            continue
        try:
            replay.replay(
                row.document,
                actor=recording.SYSTEM,
                reason=f"{row.code} was cured by a sync",
                resolution="healed",
            )
        except replay.Refused as refused:
            log.info("%s is not healed: %s", row.document, refused)
        else:
            healed += 1
    return healed


def write_back(mapping: ItemMapping | VendorMapping, actor: str) -> str:
    """Write a local mapping into NAV as a default dimension, where its value exists. Returns a sentence for people."""
    connection = Connection.objects.get(pk=mapping.connection_id)
    text = writing_back.write(clients.nav_client(connection), connection, mapping)
    recording.note(actor=actor, action="write back", text=text, connection_id=connection.pk)
    return text
