"""Sender, receiver, test or production, vendor: what must agree before anything is booked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connectors.models import Connection
from edi import reading
from edi.models import TradingPartner
from navcleo.sending.effects import Parked
from navcleo.workflows import parties
from tests.factories import X12_856, ConnectionFactory, TradingPartnerFactory, VendorMappingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection() -> Connection:
    return ConnectionFactory(interchange_id="ZZ:NAVCLEO")


@pytest.fixture
def partner(connection: Connection) -> TradingPartner:
    return TradingPartnerFactory(connection=connection, interchange_id="ACMEFOODS")


def part(**changes: Any) -> reading.ReadSet:
    return replace(reading.read(X12_856).sets[0], **changes)


def test_a_partner_is_the_pair_of_qualifier_and_id_without_blanks(
    connection: Connection, partner: TradingPartner
) -> None:
    assert parties.find_partner(connection, ("ZZ", "ACMEFOODS      ")) == partner
    assert parties.find_partner(connection, ("01", "ACMEFOODS")) is None
    assert parties.find_partner(ConnectionFactory(), ("ZZ", "ACMEFOODS")) is None
    assert parties.check_envelope(connection, part()) == partner


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sender": ("01", "ACMEFOODS")}, "unknown_sender"),
        ({"receiver": ("ZZ", "OTHERS")}, "wrong_receiver"),
        ({"receiver": ("01", "NAVCLEO")}, "wrong_receiver"),
        ({"is_test": True}, "test_data"),
    ],
)
def test_what_does_not_agree_is_named(
    connection: Connection, partner: TradingPartner, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Parked) as parked:
        parties.check_envelope(connection, part(**changes))
    assert parked.value.code == code
    assert parked.value.reason


def test_the_vendors_of_a_partner_that_may_be_used(partner: TradingPartner) -> None:
    with pytest.raises(Parked, match="No NAV vendor") as parked:
        parties.vendor_numbers(partner)
    assert parked.value.code == "vendor_unknown"
    VendorMappingFactory(connection=partner.connection, partner=partner, vendor_number="V2", is_blocked=True)
    with pytest.raises(Parked) as parked:
        parties.vendor_numbers(partner)
    assert parked.value.code == "vendor_blocked"
    VendorMappingFactory(connection=partner.connection, partner=partner, vendor_number="V1")
    assert parties.vendor_numbers(partner) == ["V1"]


def test_the_vendor_of_the_order_must_be_reached_through_the_sender(partner: TradingPartner) -> None:
    VendorMappingFactory(connection=partner.connection, partner=partner, vendor_number="V1")
    VendorMappingFactory(connection=partner.connection, vendor_number="V2")
    parties.check_order_vendor(partner, "V1", "PO-1")
    with pytest.raises(Parked) as parked:
        parties.check_order_vendor(partner, "V2", "PO-1")
    assert parked.value.code == "not_your_order"
