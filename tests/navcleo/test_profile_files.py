"""A profile leaves as JSON and comes back: nothing is lost, every fault is named, nothing is written before it is shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from audit.models import Event
from connectors.models import Connection
from edi.models import ChargeRule, PartnerAlias, PartnerSet, TradingPartner, UnitMapping
from navcleo import profile_files
from navcleo.profile_files import Refused
from tests.factories import ConnectionFactory, TradingPartnerFactory, UnitMappingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> TradingPartner:
    row: TradingPartner = TradingPartnerFactory(
        name="Acme",
        qualifier="01",
        interchange_id="123456789",
        version="005010",
        component_separator=":",
        line_tolerance="0.50",
        duplicate_days=365,
    )
    facts = {"connection": row.connection, "partner": row}
    PartnerSet.objects.create(
        partner=row,
        code="850",
        overlay={"require": ["REF.DP"]},
        sends=[{"segment": "REF", "qualifier": "DP", "value": "042"}],
    )
    PartnerAlias.objects.create(scheme="GLN", value="4012345000009", **facts)
    UnitMappingFactory(unit_code="CASE", x12_code="CS", source="local", **facts)
    ChargeRule.objects.create(sign="C", code="D240", treatment="account", number="8110", **facts)
    return row


def moved(partner: TradingPartner, connection: Connection) -> profile_files.Import:
    """The profile's file, read for another connection."""
    text = profile_files.as_text(profile_files.export(partner))
    return profile_files.plan(connection, profile_files.read(text))


def test_a_profile_comes_back_whole_in_another_connection(partner: TradingPartner) -> None:
    made = moved(partner, ConnectionFactory())
    assert (made.is_new, made.faults) == (True, [])
    assert not TradingPartner.objects.filter(connection=made.connection).exists(), "a plan writes nothing"
    copy = profile_files.apply(made, "owner")
    assert profile_files.export(copy) == profile_files.export(partner)
    assert copy.connection != partner.connection
    assert {row.connection_id for row in [*copy.aliases.all(), *copy.charge_rules.all()]} == {
        copy.connection_id
    }
    event = Event.objects.get(action="profile imported")
    assert (event.actor, event.connection_id) == ("owner", copy.connection_id)


def test_the_same_profile_again_changes_nothing(partner: TradingPartner) -> None:
    made = moved(partner, partner.connection)
    assert (made.is_new, made.changes, made.faults, made.gone) == (False, [], [], [])


def test_what_changes_is_told_field_by_field_and_rows_that_are_gone_end(partner: TradingPartner) -> None:
    data = profile_files.export(partner)
    data["partner"]["uppercase"] = False
    data["sets"] = [{"code": "810", "is_enabled": False}]
    data["units"][0]["x12_code"] = "CT"
    data["aliases"] = []
    made = profile_files.plan(partner.connection, profile_files.read(json.dumps(data)))
    told = [(one.where, one.field, one.before, one.after) for one in made.changes]
    assert told == [
        ("Acme (01:123456789)", "uppercase", "yes", "no"),
        ("sets 810", "code", "", "810"),
        ("sets 810", "is_enabled", "", "no"),
        ("sets 850", "", "850 with Acme", ""),
        ("aliases GLN 4012345000009", "", "GLN:4012345000009", ""),
        ("units CASE", "x12_code", "CS", "CT"),
    ]
    profile_files.apply(made, "owner")
    partner.refresh_from_db()
    assert partner.uppercase is False
    assert [row.code for row in partner.sets.all()] == ["810"]
    assert UnitMapping.objects.get(partner=partner).x12_code == "CT"
    assert not partner.aliases.exists()
    assert partner.charge_rules.count() == 1


def test_a_list_that_the_file_leaves_out_stays(partner: TradingPartner) -> None:
    data = profile_files.export(partner)
    short = {name: data[name] for name in ("format", "version", "partner")}
    profile_files.apply(
        profile_files.plan(partner.connection, profile_files.read(json.dumps(short))), "owner"
    )
    assert profile_files.export(partner) == data


def test_every_fault_is_named_at_its_place_and_nothing_is_applied(partner: TradingPartner) -> None:
    data = profile_files.export(partner)
    data["partner"] |= {"version": "4010", "wants_997": "perhaps"}
    data["sets"] += [{"code": "999"}, {"code": "856", "overlay": {"forbid": ["BSN"]}}]
    data["charges"] = [{"treatment": "account"}]
    made = profile_files.plan(partner.connection, profile_files.read(json.dumps(data)))
    places = [fault.split(":")[0] for fault in made.faults]
    assert places == [
        "partner, wants_997",
        "partner, version",
        "sets no. 2, code",
        "sets no. 3, overlay",
        "charges no. 1, number",
    ]
    assert "BSN is mandatory in the standard" in made.faults[3]
    with pytest.raises(Refused, match="BSN is mandatory"):
        profile_files.apply(made, "owner")
    partner.refresh_from_db()
    assert partner.version == "005010"


def test_a_name_that_another_partner_has_is_a_fault(partner: TradingPartner) -> None:
    other = TradingPartnerFactory(connection=partner.connection)
    data = profile_files.export(other)
    data["aliases"] = [{"scheme": "GLN", "value": "4012345000009"}]
    made = profile_files.plan(partner.connection, profile_files.read(json.dumps(data)))
    assert len(made.faults) == 1
    assert made.faults[0].startswith("aliases no. 1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "This is no JSON"),
        ("[]", 'A profile begins with "format"'),
        ('{"format": "navcleo partner profile", "version": 2}', 'A profile begins with "format"'),
        ('{"format": "navcleo partner profile", "version": 1}', "'partner' is an object"),
    ],
)
def test_what_is_no_profile_is_told(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said.replace("[", r"\[")):
        profile_files.read(text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"partner": {"name": "X"}}, "'qualifier' is missing. partner: 'interchange_id' is missing."),
        ({"secret": 1}, "the file: secret is unknown."),
        ({"sets": {}}, "'sets' is a list of objects."),
        ({"sets": [{"code": "850", "colour": 1}]}, "sets no. 1: colour is unknown."),
        ({"units": [{"unit_code": 7}]}, "units no. 1: 'unit_code' is a text."),
    ],
)
def test_what_is_unknown_in_a_profile_is_told(
    partner: TradingPartner, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused) as refused:
        profile_files.read(json.dumps({**profile_files.export(partner), **change}))
    assert said in str(refused.value)


def test_a_copy_leaves_the_other_partner_who_it_is(partner: TradingPartner) -> None:
    target = TradingPartnerFactory(connection=partner.connection, name="Kestrel", group_id="KES")
    PartnerAlias.objects.create(connection=partner.connection, partner=target, scheme="GLN", value="1")
    profile_files.apply(
        profile_files.plan(partner.connection, profile_files.copy_of(partner, target)), "owner"
    )
    target.refresh_from_db()
    assert (target.name, target.group_id, target.version) == ("Kestrel", "KES", "005010")
    assert [row.value for row in target.aliases.all()] == ["1"]
    assert target.sets.get().overlay == {"require": ["REF.DP"]}
    assert TradingPartner.objects.get(pk=partner.pk).name == "Acme"


def test_no_secret_and_no_connection_is_in_it(partner: TradingPartner) -> None:
    text = profile_files.as_text(profile_files.export(partner))
    assert partner.connection.name not in text
    assert "secret" not in text
    assert "password" not in text


@pytest.mark.parametrize(
    ("section", "field", "value", "said"),
    [
        ("partner", "name", "a\0b", "'a?b' holds control characters"),
        ("partner", "name", "a\ud800b", "'a?b' holds control characters"),
        ("aliases", "value", "a\0b", "holds control characters"),
        ("sets", "overlay", {"a\0": 1}, "holds control characters"),
        ("partner", "qualifier", {"a": 1}, "partner: 'qualifier' is one value."),
        ("partner", "interchange_id", None, "partner: 'interchange_id' is one value."),
        ("charges", "treatment", ["account"], "charges no. 1: 'treatment' is one value."),
    ],
)
def test_values_of_another_kind_are_refused_by_name(
    partner: TradingPartner, section: str, field: str, value: Any, said: str
) -> None:
    data = profile_files.export(partner)
    row = data[section] if section == "partner" else data[section][0]
    row[field] = value
    with pytest.raises(Refused) as refused:
        profile_files.read(json.dumps(data))
    assert said in str(refused.value)
