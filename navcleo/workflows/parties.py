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
from navcleo.workflows import names


def find_partner(connection: Connection, sender: tuple[str, str]) -> TradingPartner | None:
    """The active partner with exactly this pair of qualifier and id, compared without blanks at the ends."""
    return TradingPartner.objects.filter(
        connection=connection, qualifier=sender[0].strip(), interchange_id=sender[1].strip(), is_active=True
    ).first()


def partner_of(connection: Connection, part: ReadSet) -> TradingPartner | None:
    """The one partner that sent a read set; None where none or several are meant."""
    found = _senders(connection, part)
    return found[0] if len(found) == 1 else None


def read_by_profiles(connection: Connection, content: bytes) -> Reading:
    """A file as the profiles of its senders say: what they demand, forgive, and do not exchange. Raises as `reading.read`."""

    def profile_of(form: str, sender: Ids) -> Profile | None:
        found = _named(connection, form, sender)
        return lookup_tables.reading_profile(connection, found[0]) if len(found) == 1 else None

    return reading.read(content, profile_of)


def check_envelope(connection: Connection, part: ReadSet) -> TradingPartner:
    """The partner of a read set. Raises Parked: unknown_sender, wrong_receiver, test_data."""
    partner = partner_of(connection, part)
    if partner is None:
        raise _unknown(connection, part)
    _check_receiver(connection, part)
    # a format that does not say it counts as what the Connection is
    is_test = part.is_test or (part.format != "x12" and connection.is_test)
    if is_test != connection.is_test or (partner.environment == "test") != connection.is_test:
        said = "test" if is_test else "production"
        raise Parked(
            "test_data",
            f"The document says {said} (in X12 ISA15), partner {partner.name} is {partner.environment}, connection "
            f"{connection.name} is {connection.environment}: all three must agree.",
        )
    return partner


def _senders(connection: Connection, part: ReadSet) -> list[TradingPartner]:
    return _named(connection, part.format, (part.sender,) if part.format == "x12" else part.sender_ids)


def _named(connection: Connection, form: str, sender: Ids) -> list[TradingPartner]:
    """The partners that a format's ids of a sender mean: the pair of ISA, else names and aliases."""
    if form == "x12":
        found = find_partner(connection, sender[0])
        return [found] if found else []
    return names.partners_named(connection, sender)


def _unknown(connection: Connection, part: ReadSet) -> Parked:
    """Why nobody, or more than one, is the sender; the details hold the ids that an alias can be made of."""
    if part.format == "x12":
        sender = ":".join(value.strip() for value in part.sender)
        text = (
            f"Sender {sender} is no active trading partner of {connection.name}. Give its vendor the value {sender} under "
            f"dimension {connection.partner_dimension} in NAV, or add the partner here."
        )
        return Parked("unknown_sender", text, {"sender": sender})
    ids = [names.shown(name) for name in part.sender_ids]
    details = {"sender": ids[0] if ids else "", "ids": [list(name) for name in part.sender_ids]}
    candidates = [str(partner) for partner in _senders(connection, part)]
    if candidates:
        text = (
            f"The sender's ids ({', '.join(ids)}) mean several partners: {', '.join(candidates)}. Take the alias away from all"
            " but one, then replay."
        )
        return Parked("unknown_sender", text, details | {"candidates": candidates})
    if not ids:
        text = "The document does not say who sent it. Add its sender to the text, or book it by hand and discard it here."
        return Parked("unknown_sender", text, details)
    text = (
        f"No partner of {connection.name} is known by any of the sender's ids: {', '.join(ids)}. Say which partner it is: "
        "one of the ids becomes an alias of that partner."
    )
    return Parked("unknown_sender", text, details)


def _check_receiver(connection: Connection, part: ReadSet) -> None:
    """X12 and our own JSON name our id; other formats are compared once the Connection knows ids of ours beside it."""
    if part.format == "x12":
        own = (connection.own_qualifier, connection.own_id)
        is_ours = tuple(value.strip() for value in part.receiver) == own
    elif part.format != "json" and not connection.own_aliases.strip():
        return
    else:
        is_ours = not part.receiver_ids or names.is_ours(connection, part.receiver_ids)
    if not is_ours:
        receiver = ", ".join(names.shown(name) for name in part.receiver_ids or (part.receiver,))
        own_ids = ", ".join(names.shown(name) for name in names.own_names(connection))
        raise Parked(
            "wrong_receiver", f"Addressed to {receiver}; {connection.name} is {own_ids}.", {"to": receiver}
        )


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
