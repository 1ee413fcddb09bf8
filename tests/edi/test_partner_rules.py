"""What a profile may not say is refused under the name of its field, in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from edi.models import ChargeRule, PartnerAlias, PartnerSet, TradingPartner
from tests.factories import ConnectionFactory, TradingPartnerFactory

COVERS = ["edi.models.partner_rules"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> TradingPartner:
    return TradingPartnerFactory(interchange_id="ACME")


def refused(row: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        row.full_clean()
    return dict(error.value.message_dict)


def test_a_partner_with_nothing_but_its_id_is_fine(partner: TradingPartner) -> None:
    partner.full_clean()
    PartnerSet(partner=partner, code="850").full_clean()


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"version": "4010"}, "version", "'4010' is no version that is written here"),
        ({"element_separator": "Q"}, "element_separator", "'Q' separates nothing"),
        ({"component_separator": "*"}, "component_separator", "'*' is the element separator already"),
        ({"segment_terminator": "*"}, "segment_terminator", "'*' is the element separator already"),
        ({"version": "005010", "component_separator": "^"}, "component_separator", "repetition separator"),
        ({"qualifier": "QQ"}, "qualifier", "no qualifier of an interchange id"),
        ({"interchange_id": "AC*ME"}, "interchange_id", "'*' cannot stand in it"),
        ({"group_id": "G"}, "group_id", "2 to 15 characters"),
        ({"own_group_id": "ÜS"}, "own_group_id", "'Ü' cannot stand in it"),
        ({"own_item_qualifier": "QQ"}, "own_item_qualifier", "no qualifier of a product code"),
        ({"partner_item_qualifier": "IN"}, "partner_item_qualifier", "need different qualifiers"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(
    partner: TradingPartner, changes: dict[str, str], field: str, said: str
) -> None:
    for name, value in changes.items():
        setattr(partner, name, value)
    found = refused(partner)
    assert list(found) == [field]
    assert said in found[field][0]


def test_separators_must_fit_the_version_of_every_set(partner: TradingPartner) -> None:
    partner.component_separator = "^"
    partner.full_clean()
    row = PartnerSet(partner=partner, code="850", version="005010")
    assert "do not fit 005010" in refused(row)["version"][0]
    row.save()
    assert "repetition separator" in refused(partner)["component_separator"][0]


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"code": "999"}, "code", "'999' is no set that is exchanged here: 810, 820, "),
        ({"code": "997", "is_enabled": False}, "is_enabled", "'we send 997'"),
        ({"code": "850", "version": "6010"}, "version", "'6010' is no version"),
        ({"code": "850", "overlay": []}, "overlay", "An overlay is a JSON object"),
        ({"code": "850", "overlay": {"forbid": ["BEG"]}}, "overlay", "forbid BEG: BEG is mandatory"),
        ({"code": "856", "overlay": {"forbid": ["BEG"]}}, "overlay", "has no place here in the 856 004010"),
        (
            {"code": "850", "version": "005010", "overlay": {"require": ["N9/MSG"]}},
            "overlay",
            "has no place here in the 850 005010",
        ),
        ({"code": "850", "sends": {"segment": "REF"}}, "sends", "A list of segments is needed"),
        ({"code": "850", "sends": [{"segment": "SAC"}]}, "sends", "No. 1: a segment is needed"),
        (
            {"code": "856", "sends": [{"segment": "REF", "qualifier": "DP", "value": "1"}]},
            "sends",
            "A 856 is only read here",
        ),
    ],
)
def test_what_differs_for_a_set_is_checked(
    partner: TradingPartner, fields: dict[str, Any], field: str, said: str
) -> None:
    found = refused(PartnerSet(partner=partner, **fields))
    assert list(found) == [field]
    assert said in found[field][0]


def test_every_rule_that_widens_is_told_at_once(partner: TradingPartner) -> None:
    row = PartnerSet(
        partner=partner, code="850", overlay={"lengths": {"PO103": [1, 3]}, "codes": {"BEG02": ["XX"]}}
    )
    assert len(refused(row)["overlay"]) == 2


def test_an_alias_and_a_charge_rule_belong_to_the_connection_of_their_partner(
    partner: TradingPartner,
) -> None:
    other = ConnectionFactory()
    alias = {"partner": partner, "scheme": "GLN", "value": "4012345000009"}
    PartnerAlias(connection=partner.connection, **alias).full_clean()
    assert list(refused(PartnerAlias(connection=other, **alias))) == ["partner"]
    assert list(refused(PartnerAlias(connection=other, partner=partner, value=" "))) == ["value"]
    rule = {"partner": partner, "treatment": "account", "number": "8110"}
    ChargeRule(connection=partner.connection, **rule).full_clean()
    assert list(refused(ChargeRule(connection=other, **rule))) == ["partner"]


@pytest.mark.parametrize(
    ("treatment", "number", "is_fine"),
    [
        ("account", "8110", True),
        ("account", "", False),
        ("item_charge", "", False),
        ("counted", "", True),
        ("refused", "8110", False),
    ],
)
def test_a_charge_rule_names_an_account_where_it_needs_one(
    partner: TradingPartner, treatment: str, number: str, is_fine: bool
) -> None:
    rule = ChargeRule(connection=partner.connection, treatment=treatment, number=number)
    if is_fine:
        rule.full_clean()
    else:
        assert list(refused(rule)) == ["number"]


def test_a_partner_says_why_a_set_is_not_exchanged(partner: TradingPartner) -> None:
    assert partner.switched_off("850") == ""
    PartnerSet.objects.create(partner=partner, code="850", is_enabled=False)
    assert partner.switched_off("850") == f"set 850 is switched off in the profile of {partner.name}"
    assert partner.switched_off("810") == ""
