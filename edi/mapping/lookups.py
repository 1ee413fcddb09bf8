"""What NAV and people say about codes, as one value for the mappers: items, units, locations (booking rules 3.2 to 3.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from edi.documents import Party, ProductId
from edi.mapping.charge_rules import ChargeRules

# X12 element 235: which numbering a product code belongs to
GTIN_QUALIFIERS = frozenset({"UP", "UK", "EN", "UA", "UI", "UN", "UX", "EO"})
OWN_QUALIFIERS = frozenset({"IN", "BP", "SK", "CB", "PI"})
# pairs that stand between product codes and name no product: lot, serial, batch, colour, size, order, country of origin
OTHER_QUALIFIERS = frozenset({"LT", "SN", "B8", "BO", "CL", "IZ", "SZ", "PO", "CH"})


@dataclass(frozen=True)
class ItemCode:
    """One item that a product code may mean. `source` is nav_dimension, gtin, item_number or local; `row` names the
    mapping row for the audit trail; `is_local` = a local mapping of the partner at hand (others' are never here)."""

    item_number: str
    source: str
    row: str
    item_name: str = ""
    is_blocked: bool = False
    is_local: bool = False


@dataclass(frozen=True)
class Lookups:
    """Everything a mapper looks up, for one connection and partner.

    `codes`: normalised product code (see `normalise_code`) -> items. `units`: X12 unit -> NAV unit codes; `x12_units`:
    NAV unit -> X12 unit. `locations`: NAV location code or id -> (N103, N104); `location_ids`: NAV id -> location code;
    `places`: location code -> name and address for N1 ST. `own_codes`: item number -> product codes to write. `factors`:
    item number -> NAV unit -> base units in it (edi.mapping.pack_factors), for the items of the order at hand. `charges`:
    what becomes of allowances, charges and taxes."""

    codes: Mapping[str, tuple[ItemCode, ...]] = field(default_factory=dict)
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    x12_units: Mapping[str, str] = field(default_factory=dict)
    locations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    location_ids: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Party] = field(default_factory=dict)
    own_codes: Mapping[str, tuple[ProductId, ...]] = field(default_factory=dict)
    factors: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    charges: ChargeRules = field(default_factory=ChargeRules)


@dataclass(frozen=True)
class MappingUsed:
    """One lookup that a mapping relied on. `kind` is item, unit, vendor, location, line or charge; `value` the partner's word,
    `result` NAV's; `source` and `row` say where it came from."""

    kind: str
    value: str
    result: str
    source: str
    row: str


def check_digit(digits: str) -> str:
    """Return the GS1 modulo-10 check digit of a number given without it."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def gtin14(code: str) -> str | None:
    """Return a GTIN of 12, 13 or 14 digits with the right check digit as 14 digits, else None (x12 reference 4.9)."""
    if len(code) not in {12, 13, 14} or not (code.isascii() and code.isdigit()) or not code.strip("0"):
        return None
    return code.zfill(14) if check_digit(code[:-1]) == code[-1] else None


def normalise_code(qualifier: str, code: str) -> str:
    """Return the key of a product code in `Lookups.codes`: upper case, single blanks, a GTIN as 14 digits.

    A UI code (11 digits) gets its check digit; a wrong check digit leaves the code as it is, so that it meets no GTIN."""
    text = " ".join(code.upper().split())
    digits = text
    if qualifier in GTIN_QUALIFIERS:
        digits = text.replace(" ", "").replace("-", "")
        if qualifier == "UI" and len(digits) == 11 and digits.isascii() and digits.isdigit():
            digits += check_digit(digits)
    return gtin14(digits) or text


def code_keys(qualifier: str, code: str) -> tuple[str, ...]:
    """Return every key under which a code may stand in `Lookups.codes`: normalised, as written, and a GTIN without the
    zeros in front (a dimension value holds it as the site typed it)."""
    normalised = normalise_code(qualifier, code)
    keys = [normalised, " ".join(code.upper().split())]
    if gtin14(normalised):
        keys += [normalised[zeros:] for zeros in (1, 2) if normalised.startswith("0" * zeros)]
    return tuple(dict.fromkeys(keys))
