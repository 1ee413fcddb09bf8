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
from tests.factories import (
    X12_856,
    ConnectionFactory,
    PartnerAliasFactory,
    TradingPartnerFactory,
    VendorMappingFactory,
)

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


def xml(**changes: Any) -> reading.ReadSet:
    names = (("VAT", "DE1"), ("GLN", "4012345000009"))
    return part(**{"format": "xml", "sender": names[0], "sender_ids": names, "receiver_ids": ()} | changes)


def test_without_an_envelope_any_name_of_the_sender_tells_the_partner(
    connection: Connection, partner: TradingPartner
) -> None:
    with pytest.raises(Parked, match="VAT:DE1, GLN:4012345000009") as parked:
        parties.check_envelope(connection, xml())
    assert parked.value.code == "unknown_sender"
    assert parked.value.details["ids"] == [["VAT", "DE1"], ["GLN", "4012345000009"]]
    PartnerAliasFactory(partner=partner, value="4012345000009")
    assert parties.partner_of(connection, xml()) == partner
    assert parties.check_envelope(connection, xml()) == partner


def test_names_of_two_partners_stop_the_document_with_both(
    connection: Connection, partner: TradingPartner
) -> None:
    other = TradingPartnerFactory(connection=connection)
    PartnerAliasFactory(partner=partner, value="4012345000009")
    PartnerAliasFactory(partner=other, scheme="VAT", value="DE1")
    assert parties.partner_of(connection, xml()) is None
    with pytest.raises(Parked, match="several partners") as parked:
        parties.check_envelope(connection, xml())
    assert sorted(parked.value.details["candidates"]) == sorted([str(partner), str(other)])


def test_a_document_that_names_no_sender_says_so(connection: Connection) -> None:
    with pytest.raises(Parked, match="does not say who sent it"):
        parties.check_envelope(connection, xml(sender=("", ""), sender_ids=()))


@pytest.mark.parametrize(
    ("own", "form", "receivers", "stopped"),
    [
        ("", "xml", (("GLN", "1"),), False),
        ("GLN:2", "xml", (("GLN", "1"),), True),
        ("GLN:2\nVAT:x1", "xml", (("GLN", "1"), ("VAT", "X 1")), False),
        ("7", "pdf", (("DUNS", "7"),), False),
        ("GLN:2", "xml", (), False),
        ("GLN:2", "xml", (("ZZ", "NAVCLEO"),), False),
        ("", "json", (("ZZ", "OTHERS"),), True),
        ("", "json", (), False),
    ],
)
def test_the_receiver_counts_once_own_ids_are_known(
    connection: Connection,
    partner: TradingPartner,
    *,
    own: str,
    form: str,
    receivers: tuple[tuple[str, str], ...],
    stopped: bool,
) -> None:
    connection.own_aliases = own
    PartnerAliasFactory(partner=partner, scheme="", value="DE1")
    document = xml(format=form, receiver_ids=receivers)
    if not stopped:
        assert parties.check_envelope(connection, document) == partner
        return
    with pytest.raises(Parked) as parked:
        parties.check_envelope(connection, document)
    assert parked.value.code == "wrong_receiver"


def test_what_does_not_say_test_counts_as_the_connection(partner: TradingPartner) -> None:
    PartnerAliasFactory(partner=partner, value="4012345000009")
    connection = partner.connection
    with pytest.raises(Parked, match="says test"):
        parties.check_envelope(connection, xml(is_test=True))
    connection.environment = "test"
    with pytest.raises(Parked, match="is production"):
        parties.check_envelope(connection, xml())
    TradingPartner.objects.update(environment="test")
    assert parties.check_envelope(connection, xml()) == partner
    assert parties.check_envelope(connection, xml(is_test=True)) == partner


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
