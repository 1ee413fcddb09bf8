"""What people maintain: partners and mappings, their uniqueness, their words, and a partner's profile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, models, transaction

from edi.models import ControlNumber, ItemMapping, TradingPartner, UnitMapping
from tests.factories import (
    ItemMappingFactory,
    LocationMappingFactory,
    NavItemFactory,
    TradingPartnerFactory,
    UnitMappingFactory,
    VendorMappingFactory,
)

COVERS = ["edi.models.mappings", "edi.models.numbers", "edi.models.partners", "edi.models.sources"]
pytestmark = pytest.mark.django_db


def refused(make: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


@pytest.mark.parametrize(
    ("factory", "same"),
    [
        (TradingPartnerFactory, ("connection", "qualifier", "interchange_id")),
        (VendorMappingFactory, ("connection", "vendor_number")),
        (NavItemFactory, ("connection", "item_number")),
        (ItemMappingFactory, ("connection", "item", "code", "source")),
        (LocationMappingFactory, ("connection", "location_code")),
    ],
)
def test_rows_that_are_unique(factory: Callable[..., models.Model], same: tuple[str, ...]) -> None:
    row = factory()
    refused(lambda: factory(**{name: getattr(row, name) for name in same}))


def test_the_same_pair_under_another_connection_is_another_partner() -> None:
    row = TradingPartnerFactory()
    TradingPartnerFactory(qualifier=row.qualifier, interchange_id=row.interchange_id)
    TradingPartnerFactory(connection=row.connection, qualifier="01", interchange_id=row.interchange_id)


def test_several_items_may_share_a_code_and_an_item_may_have_several() -> None:
    row = ItemMappingFactory(code="SHARED")
    ItemMappingFactory(connection=row.connection, code="SHARED")
    ItemMappingFactory(connection=row.connection, item=row.item, code="SECOND")


def test_a_partner_has_one_item_per_code_of_its_own() -> None:
    partner = TradingPartnerFactory()
    made = {"connection": partner.connection, "partner": partner, "source": "local", "code": "X"}
    row = ItemMappingFactory(**made)
    refused(lambda: ItemMappingFactory(**made))
    ItemMappingFactory(connection=partner.connection, item=row.item, code="X")
    assert ItemMapping.objects.filter(code="X").count() == 2


def test_a_unit_has_a_code_for_all_and_one_per_partner() -> None:
    row = UnitMappingFactory()
    partner = TradingPartnerFactory(connection=row.connection)
    UnitMapping.objects.create(connection=row.connection, unit_code="CASE", x12_code="CS", partner=partner)
    refused(lambda: UnitMapping.objects.create(connection=row.connection, unit_code="CASE", x12_code="CT"))
    refused(
        lambda: UnitMapping.objects.create(
            connection=row.connection, unit_code="CASE", x12_code="CT", partner=partner
        )
    )


def test_rows_say_what_they_are() -> None:
    assert str(TradingPartnerFactory(name="Acme", qualifier="01", interchange_id="7")) == "Acme (01:7)"
    assert str(VendorMappingFactory(vendor_number="V1", name="Acme")) == "V1 Acme"
    item = NavItemFactory(item_number="1000", name="Tomatoes")
    assert str(item) == "1000 Tomatoes"
    assert str(ItemMappingFactory(item=item, code="ABC")) == "ABC → 1000"
    assert str(UnitMappingFactory(unit_code="CASE")) == "CASE ↔ CA"
    assert str(UnitMapping(unit_code="KEG")) == "KEG ↔ unmapped"
    assert str(LocationMappingFactory(location_code="L1", code="9")) == "L1 ↔ 9"
    assert (
        str(ControlNumber(own_id="ZZ:US", partner_id="ZZ:A", level="group", last=3))
        == "ZZ:US → ZZ:A group: 3"
    )


def test_the_profile_is_what_the_pure_code_works_with() -> None:
    partner = TradingPartnerFactory(
        name="Acme",
        qualifier="01",
        interchange_id="7",
        group_id="G",
        version="005010",
        skip_other_lines=True,
        splits_stores=True,
        wants_997=False,
    )
    profile = partner.profile(("ZZ", "US"), "UG", is_test=True, units={"CASE": "CA"})
    assert (profile.partner_id, profile.own_id, profile.group_id, profile.own_group_id) == (
        ("01", "7"),
        ("ZZ", "US"),
        "G",
        "UG",
    )
    assert (profile.version, profile.is_test, profile.units) == ("005010", True, {"CASE": "CA"})
    assert (profile.requests_997, profile.sends_997) == (True, False)
    assert "Account" in profile.skipped_line_types
    assert profile.splits_stores
    plain = TradingPartner(qualifier="ZZ", interchange_id="A").profile(("ZZ", "US"), is_test=False, units={})
    assert (plain.skipped_line_types, plain.group_id) == (frozenset(), "")


def test_a_change_by_a_person_is_kept_with_what_it_was() -> None:
    partner = TradingPartnerFactory(name="Acme")
    partner.name = "Acme Foods"
    partner.save()
    assert list(partner.history.values_list("name", flat=True)) == ["Acme Foods", "Acme"]
