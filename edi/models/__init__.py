"""What people maintain: trading partners with their profiles, and the lookups between their codes and NAV's."""

from edi.models.mappings import (
    ItemMapping,
    ItemUnit,
    LocationMapping,
    NavItem,
    NavRow,
    UnitMapping,
    VendorMapping,
)
from edi.models.numbers import ControlNumber
from edi.models.partners import OTHER_LINE_TYPES, ChargeRule, PartnerAlias, PartnerSet, TradingPartner
from edi.models.sources import Source

__all__ = [
    "OTHER_LINE_TYPES",
    "ChargeRule",
    "ControlNumber",
    "ItemMapping",
    "ItemUnit",
    "LocationMapping",
    "NavItem",
    "NavRow",
    "PartnerAlias",
    "PartnerSet",
    "Source",
    "TradingPartner",
    "UnitMapping",
    "VendorMapping",
]
