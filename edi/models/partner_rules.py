"""What a partner's profile may say: each fault under the name of its field, in words (X12.5, X12.6; docs/partner-profiles.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from edi.x12 import additions, separators
from edi.x12.segments import Delimiters
from edi.x12.sets import SETS
from edi.x12.tables import family
from edi.x12.tables.code_lists import CODE_LISTS
from edi.x12.tables.overlay import faults as overlay_faults

if TYPE_CHECKING:
    from edi.models.partners import PartnerSet, TradingPartner

Faults = dict[str, list[str]]

_SEPARATORS = {
    "element": "element_separator",
    "component": "component_separator",
    "segment": "segment_terminator",
}
_VERSION = (
    "'{}' is no version that is written here. 004010 or 005010 are, also with a suffix as in 004010VICS."
)


def faults(partner: TradingPartner, versions: Iterable[str]) -> Faults:
    """What is wrong with a partner's own row; `versions` are all in which something is written to it. {} = nothing."""
    found: Faults = {}
    if not family(partner.version):
        found["version"] = [_VERSION.format(partner.version)]
    for version in versions:
        for name, text in separators.faults(_delimiters(partner), version).items():
            found[_SEPARATORS[name]] = [f"{text[0].upper()}{text[1:]}."]
    for name, texts in _id_faults(partner).items():
        found.setdefault(name, []).extend(texts)
    for name in ("own_item_qualifier", "partner_item_qualifier"):
        if getattr(partner, name) not in CODE_LISTS["235"]:
            found[name] = [f"'{getattr(partner, name)}' is no qualifier of a product code (X12 element 235)."]
    if partner.own_item_qualifier == partner.partner_item_qualifier:
        found["partner_item_qualifier"] = ["Our number and the partner's code need different qualifiers."]
    return found


def _delimiters(partner: TradingPartner) -> Delimiters:
    return Delimiters(partner.element_separator, partner.segment_terminator, partner.component_separator)


def _id_faults(partner: TradingPartner) -> Faults:
    found: Faults = {}
    if partner.qualifier not in CODE_LISTS["I05"]:
        found["qualifier"] = [
            f"'{partner.qualifier}' is no qualifier of an interchange id (X12 element I05); ZZ is mutually defined."
        ]
    marks = {partner.element_separator, partner.component_separator, partner.segment_terminator}
    for name, least in (("interchange_id", 1), ("group_id", 2), ("own_group_id", 2)):
        value = getattr(partner, name)
        wrong = [
            letter for letter in value if not letter.isascii() or not letter.isprintable() or letter in marks
        ]
        if wrong:
            found[name] = [f"'{wrong[0]}' cannot stand in it."]
        elif value and (len(value) < least or value != value.strip()):
            found[name] = [f"{least} to 15 characters are needed, no blank at the ends."]
    return found


def set_faults(row: PartnerSet, partner: TradingPartner | None) -> Faults:
    """What is wrong with what differs for one set. {} = nothing."""
    kind = SETS.get(row.code)
    if kind is None:
        return {"code": [f"'{row.code}' is no set that is exchanged here: {', '.join(sorted(SETS))}."]}
    found: Faults = {}
    if row.code == "997" and not row.is_enabled:
        found["is_enabled"] = [
            "Acknowledgments are switched off on the partner: 'we send 997', 'partner sends 997'."
        ]
    if row.version and not family(row.version):
        return found | {"version": [_VERSION.format(row.version)]}
    # a wrong version of the partner is told there
    version = row.version or (partner.version if partner and family(partner.version) else "004010")
    if partner and row.version:
        unfit = separators.faults(_delimiters(partner), row.version)
        if unfit:
            found["version"] = [
                f"The partner's separators do not fit {row.version}: {'; '.join(unfit.values())}."
            ]
    wrong = overlay_faults(row.code, family(version), row.overlay)
    if wrong:
        found["overlay"] = wrong
    if row.sends and kind.writer is None:
        found["sends"] = [f"A {row.code} is only read here, nothing is added to it."]
    elif row.sends != [] and (unsendable := additions.faults(row.code, family(version), row.sends)):
        found["sends"] = unsendable
    return found
