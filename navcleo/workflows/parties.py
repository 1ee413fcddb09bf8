"""Who sent it, to whom, as test or for real: checked before anything is booked (booking rules 3.1 and 3.3)."""

from __future__ import annotations

from connectors.models import Connection
from edi import reading
from edi.models import TradingPartner, VendorMapping
from edi.profiles import Profile
from edi.read_sets import Ids
from edi.reading import Reading, ReadSet
from navcleo import lookup_tables
from navcleo.sending.effects import Parked


def find_partner(connection: Connection, sender: tuple[str, str]) -> TradingPartner | None:
    """The active partner with exactly this pair of qualifier and id, compared without blanks at the ends."""
    return TradingPartner.objects.filter(
        connection=connection, qualifier=sender[0].strip(), interchange_id=sender[1].strip(), is_active=True
    ).first()


def read_by_profiles(connection: Connection, content: bytes) -> Reading:
    """A file as the profiles of its senders say: what they demand, forgive, and do not exchange. Raises as `reading.read`."""

    def profile_of(sender: Ids) -> Profile | None:
        partner = next(filter(None, (find_partner(connection, one) for one in sender)), None)
        return lookup_tables.reading_profile(connection, partner) if partner else None

    return reading.read(content, profile_of)


def check_envelope(connection: Connection, part: ReadSet) -> TradingPartner:
    """The partner of a read set. Raises Parked: unknown_sender, wrong_receiver, test_data."""
    sender = ":".join(value.strip() for value in part.sender)
    partner = find_partner(connection, part.sender)
    if partner is None:
        raise Parked(
            "unknown_sender",
            f"Sender {sender} is no active trading partner of {connection.name}. Give its vendor the value {sender} under "
            f"dimension {connection.partner_dimension} in NAV, or add the partner here.",
            {"sender": sender},
        )
    own = (connection.own_qualifier, connection.own_id)
    if tuple(value.strip() for value in part.receiver) != own:
        receiver = ":".join(value.strip() for value in part.receiver)
        raise Parked(
            "wrong_receiver",
            f"Addressed to {receiver}; {connection.name} is {connection.interchange_id}.",
            {"to": receiver},
        )
    if part.is_test != connection.is_test or (partner.environment == "test") != connection.is_test:
        said = "test" if part.is_test else "production"
        raise Parked(
            "test_data",
            f"The interchange says {said} (ISA15), partner {partner.name} is {partner.environment}, connection "
            f"{connection.name} is {connection.environment}: all three must agree.",
        )
    return partner


def vendor_numbers(partner: TradingPartner) -> list[str]:
    """The vendors of a partner. Raises Parked: vendor_unknown, vendor_blocked (every one of them blocked or gone)."""
    vendors = lookup_tables.vendors_of(partner)
    if not vendors:
        raise Parked(
            "vendor_unknown",
            f"No NAV vendor is mapped to {partner}. Map one, or give it its value in NAV and sync.",
            {"vendor_for": partner.pk},
        )
    usable = [vendor for vendor in vendors if not vendor.is_blocked and vendor.vanished_at is None]
    if not usable:
        names = ", ".join(str(vendor) for vendor in vendors)
        raise Parked(
            "vendor_blocked",
            f"Blocked or gone in NAV: {names}.",
            {"vendors": [v.vendor_number for v in vendors]},
        )
    return [vendor.vendor_number for vendor in usable]


def check_order_vendor(partner: TradingPartner, order_vendor: str, order_number: str) -> None:
    """The sender must be the vendor of the order it quotes. Raises Parked: not_your_order, vendor_blocked."""
    rows = VendorMapping.objects.filter(connection_id=partner.connection_id, vendor_number=order_vendor)
    vendor = rows.filter(partner=partner, state=VendorMapping.State.ON_EDI).first()
    if vendor is None:
        vendor_numbers(partner)
        raise Parked(
            "not_your_order",
            f"Order {order_number} belongs to vendor {order_vendor}, which is not reached through {partner}.",
            {"order": order_number, "vendor": order_vendor},
        )
    if vendor.is_blocked:
        raise Parked(
            "vendor_blocked", f"Vendor {vendor} is blocked in NAV.", {"vendors": [vendor.vendor_number]}
        )
