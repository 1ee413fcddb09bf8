"""Names of companies: scheme and value, without blanks and capitals, within one Connection."""

from __future__ import annotations

import pytest

from navcleo.workflows import names
from tests.factories import ConnectionFactory, PartnerAliasFactory, TradingPartnerFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "is_found"),
    [
        (("VAT", "DE 123"), True),
        (("vat", "de123"), True),
        (("", "DE123"), False),
        (("GLN", "DE123"), False),
        (("GLN", "4711"), True),
        (("", "4711"), True),
        (("ZZ", "ACME"), True),
        (("01", "ACME"), False),
        (("", ""), False),
    ],
)
def test_a_partner_is_found_by_scheme_and_value(name: tuple[str, str], is_found: bool) -> None:
    partner = TradingPartnerFactory(interchange_id="ACME")
    PartnerAliasFactory(partner=partner, scheme="VAT", value="DE123")
    PartnerAliasFactory(partner=partner, scheme="", value="4711")
    PartnerAliasFactory(partner=TradingPartnerFactory(is_active=False), scheme="VAT", value="DE123")
    assert names.partners_named(partner.connection, (name,)) == ([partner] if is_found else [])
    assert names.partners_named(ConnectionFactory(), (name,)) == []


def test_our_own_names_are_the_interchange_id_and_the_lines() -> None:
    connection = ConnectionFactory(interchange_id="ZZ:US", own_aliases="GLN:40123\n\n 4711 \nurn:x:1:A\n")
    assert names.own_names(connection) == [("ZZ", "US"), ("GLN", "40123"), ("", "4711"), ("urn:x:1", "A")]
    assert names.is_ours(connection, (("DUNS", "4711"),))
    assert not names.is_ours(connection, (("DUNS", "40123"),))
    assert [names.shown(name) for name in names.own_names(connection)[:3]] == ["ZZ:US", "GLN:40123", "4711"]
