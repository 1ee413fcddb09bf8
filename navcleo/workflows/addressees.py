"""Whom a document goes to, and when it goes to nobody: vendors not on EDI, test partners, drafts, echoes (booking 3.1, 3.2)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from audit import recording
from audit.models import Document, NavRecord
from audit.statuses import Status
from connectors.models import Connection
from edi.documents import Party
from edi.models import TradingPartner, VendorMapping
from navcleo.sending.effects import Parked, Pending
from navcleo.workflows.candidates import vendor_of
from navcleo.workflows.work import Work

# what answers a partner goes back to it, whatever its vendors are
ANSWERS = ("997", "TA1", "824")
FAR = timedelta(days=3650)
State = NavRecord.State


class NotToSend(Exception):
    """The document ends here without a person: its order is a draft again, its vendor not on EDI, its invoice an echo, its
    set switched off. `state` is what the NAV record becomes."""

    def __init__(self, state: str, text: str) -> None:
        super().__init__(text)
        self.state = state


def end(work: Work, ended: NotToSend) -> None:
    """Discard the document; the NAV record says why."""
    NavRecord.objects.filter(
        connection=work.connection, nav_id=work.document.nav_source.get("id", "")
    ).update(state=ended.state, note=str(ended)[:300])
    recording.move(work.document, Status.DISCARDED, text=str(ended))


def partner_of(work: Work) -> TradingPartner:
    """The partner that the document goes to. Raises Parked: vendor_blocked, vendor_unknown, test_data; Pending while the
    vendor is undecided; NotToSend where it is not on EDI."""
    document = work.document
    if document.kind in ANSWERS:
        return _usable(work, TradingPartner.objects.get(pk=document.partner_id or 0))
    vendor = vendor_of(work.connection, document.vendor_number)
    if vendor.state == VendorMapping.State.NOT_ON_EDI:
        raise NotToSend(State.NOT_ON_EDI, f"vendor {vendor} is not on EDI")
    if vendor.state == VendorMapping.State.UNDECIDED or vendor.partner is None:
        raise Pending(timezone.now() + FAR, "vendor", f"vendor {vendor} is undecided: on EDI or not?")
    if vendor.is_blocked or vendor.vanished_at:
        raise Parked(
            "vendor_blocked",
            f"Vendor {vendor} is blocked or gone in NAV.",
            {"vendors": [vendor.vendor_number]},
        )
    return _usable(work, vendor.partner)


def _usable(work: Work, partner: TradingPartner) -> TradingPartner:
    """Test data never goes to a live partner, nor live data to a test one (booking rule 3.1); what the profile switches off
    goes to nobody."""
    if not partner.is_active:
        raise Parked(
            "vendor_unknown",
            f"Partner {partner} is switched off here; switch it on or map the vendor to another.",
        )
    if (partner.environment == "test") != work.connection.is_test:
        text = f"Partner {partner} is for {partner.environment}, connection {work.connection} for {work.connection.environment}."
        raise Parked("test_data", text)
    if reason := partner.switched_off(work.document.kind):
        raise NotToSend(State.SET_OFF, reason)
    return partner


@transaction.atomic
def release_waiting(connection: Connection, actor: str = recording.SYSTEM) -> int:
    """Documents that waited for a vendor decision go on, or end where the vendor turned out not to be on EDI."""
    moved = 0
    for document in Document.objects.filter(
        connection=connection, waiting_for="vendor", status__in=["received", "parsed", "mapped"]
    ):
        vendor = VendorMapping.objects.filter(
            connection=connection, vendor_number=document.vendor_number
        ).first()
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


def parties(connection: Connection, partner: TradingPartner, vendor: str, name: str) -> tuple[Party, Party]:
    """Buyer and vendor as N1 names them: ours by interchange id, the vendor by its number in NAV, by its name alone
    where that is not known."""
    own = Party("BY", connection.nav_company, "ZZ", connection.own_id)
    return own, Party("VN", name or partner.name, "92" if vendor else "", vendor)
