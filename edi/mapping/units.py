"""Units of measure: X12 element 355 against UN/ECE recommendation 20, with the traps of x12 reference 4.9."""

from __future__ import annotations

from typing import NamedTuple

from edi.mapping.lookups import Lookups
from edi.problems import Problem


class UnitRow(NamedTuple):
    """One unit: X12 codes (the first is written, all are read), UN/ECE codes, meaning."""

    x12: tuple[str, ...]
    international: tuple[str, ...]
    meaning: str


# Same letters, other meaning: X12 CS is a cassette (but many send it for case), UN/ECE CA is a can, X12 GM grams per
# square metre, X12 ME milligram, X12 MT metric long ton, UN/ECE PL a pail.
UNITS: tuple[UnitRow, ...] = (
    UnitRow(("EA", "PC"), ("EA", "C62", "H87"), "each"),
    UnitRow(("CA", "CS"), ("CS", "XCS"), "case"),
    UnitRow(("CT",), ("CT", "XCT"), "carton"),
    UnitRow(("BX",), ("BX", "XBX"), "box"),
    UnitRow(("BG",), ("BG", "XBG"), "bag"),
    UnitRow(("PL", "PF"), ("PF", "PX", "XPX", "XPF"), "pallet"),
    UnitRow(("LB",), ("LBR",), "pound"),
    UnitRow(("OZ",), ("ONZ",), "ounce"),
    UnitRow(("CW",), ("CWA",), "hundredweight"),
    UnitRow(("KG",), ("KGM",), "kilogram"),
    UnitRow(("GR",), ("GRM",), "gram"),
    UnitRow(("LT",), ("LTR",), "litre"),
    UnitRow(("ML",), ("MLT",), "millilitre"),
    UnitRow(("GA",), ("GLL",), "gallon"),
    UnitRow(("MR",), ("MTR",), "metre"),
    UnitRow(("FT",), ("FOT",), "foot"),
    UnitRow(("DZ",), ("DZN",), "dozen"),
    UnitRow(("PK",), ("PK", "XPK"), "pack"),
    UnitRow(("PR",), ("PR", "NPR"), "pair"),
)

_FROM_INTERNATIONAL = {code: row for row in UNITS for code in row.international}
# codes read as another one where nothing is mapped for themselves
_READ_AS = {other: row.x12[0] for row in UNITS for other in row.x12[1:]}


def x12_from_international(code: str) -> str:
    """Return the X12 unit to write for a UN/ECE code, '' when the table has none (never the code itself)."""
    row = _FROM_INTERNATIONAL.get(code.strip().upper())
    return row.x12[0] if row else ""


def x12_readings(code: str) -> tuple[str, ...]:
    """Return every X12 unit that is read as this UN/ECE code: case is CA, and CS from many partners."""
    row = _FROM_INTERNATIONAL.get(code.strip().upper())
    return row.x12 if row else ()


def nav_units(x12_code: str, lookups: Lookups) -> tuple[str, ...]:
    """Return the NAV units that an X12 unit may mean: as mapped, else as its everyday other reading (CS as case)."""
    code = x12_code.strip().upper()
    if code in lookups.units:
        return tuple(lookups.units[code])
    return tuple(lookups.units.get(_READ_AS.get(code, ""), ()))


def same_unit(x12_code: str, nav_unit: str, lookups: Lookups) -> bool:
    """Tell whether a document's unit is the unit of an order line."""
    return bool(nav_unit) and nav_unit in nav_units(x12_code, lookups)


def unit_problem(
    x12_code: str, ordered: tuple[str, ...], item_number: str, lookups: Lookups, place: str
) -> Problem:
    """Return unit_unmapped for a line, naming item and unit: not mapped at all, or another unit than ordered."""
    code = x12_code.strip() or "(none)"
    known = nav_units(x12_code, lookups)
    in_order = ", ".join(unit or "(none)" for unit in ordered)
    if known:
        cause = f"is {' or '.join(known)} in NAV, but the order has item {item_number} in {in_order}"
        step = "Correct the quantity and unit in the document, or change the order"
    else:
        cause = f"of item {item_number} has no unit in NAV; the order has the item in {in_order}"
        step = "Map the unit, or correct the document"
    return Problem("unit_unmapped", f"Unit {code} {cause}. {step}, then replay.", place)


def unmapped_nav_unit(nav_unit: str, item_number: str, place: str) -> Problem:
    """Return unit_unmapped for an outbound line whose NAV unit has no X12 code."""
    text = (
        f"Unit {nav_unit or '(none)'} of item {item_number} has no X12 code. Set the unit's International Standard Code in"
        " NAV, or map the unit; then replay."
    )
    return Problem("unit_unmapped", text, place)
