"""Which model is shown by which admin class: the one table that the site registers."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User
from django.db.models import Model

from audit.models import Document, NavRecord, Payload, PollRun, Quarantine, TracedGoods
from connectors.models import Connection, PollPlan
from edi.models import (
    ChargeRule,
    ItemMapping,
    ItemUnit,
    LocationMapping,
    NavItem,
    PartnerAlias,
    TradingPartner,
    UnitMapping,
    VendorMapping,
)
from navcleo.admin.charge_rules import ChargeRuleAdmin
from navcleo.admin.connections import ConnectionAdmin
from navcleo.admin.documents import DocumentAdmin
from navcleo.admin.files import NavRecordAdmin, PayloadAdmin
from navcleo.admin.item_units import ItemUnitAdmin
from navcleo.admin.mappings import ItemMappingAdmin, LocationMappingAdmin, NavItemAdmin, UnitMappingAdmin
from navcleo.admin.partner_aliases import PartnerAliasAdmin
from navcleo.admin.partners import TradingPartnerAdmin
from navcleo.admin.polls import PollPlanAdmin, PollRunAdmin
from navcleo.admin.quarantine import QuarantineAdmin
from navcleo.admin.traced_goods import TracedGoodsAdmin
from navcleo.admin.users import GroupsAdmin, PeopleAdmin
from navcleo.admin.vendor_mappings import VendorMappingAdmin

TABLE: dict[type[Model], Any] = {
    Quarantine: QuarantineAdmin,
    Document: DocumentAdmin,
    Payload: PayloadAdmin,
    NavRecord: NavRecordAdmin,
    TracedGoods: TracedGoodsAdmin,
    VendorMapping: VendorMappingAdmin,
    ItemMapping: ItemMappingAdmin,
    NavItem: NavItemAdmin,
    ItemUnit: ItemUnitAdmin,
    UnitMapping: UnitMappingAdmin,
    LocationMapping: LocationMappingAdmin,
    ChargeRule: ChargeRuleAdmin,
    Connection: ConnectionAdmin,
    PollPlan: PollPlanAdmin,
    PollRun: PollRunAdmin,
    TradingPartner: TradingPartnerAdmin,
    PartnerAlias: PartnerAliasAdmin,
    User: PeopleAdmin,
    Group: GroupsAdmin,
}
