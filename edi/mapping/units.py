"""Units of measure: X12 element 355 against UN/ECE recommendation 20, with the traps of x12 reference 4.9."""

from __future__ import annotations

from typing import Literal, NamedTuple

from edi.mapping.lookups import Lookups
from edi.problems import Problem

Kind = Literal["counted", "weight", "volume", "length"]


UNECE = "UNECE:"


class UnitRow(NamedTuple):
    """One unit: X12 codes (the first is written, all are read), UN/ECE codes, meaning, and what it measures."""

    x12: tuple[str, ...]
    international: tuple[str, ...]
    meaning: str
    kind: Kind = "counted"


# Same letters, other meaning: X12 CS is a cassette (but many send it for case), X12 CN what UN/ECE CA is (a can), X12 GM
# grams per square metre, X12 ME milligram, X12 MT metric long ton, X12 PA what UN/ECE PL is (a pail), X12 CR a cubic metre
# where UN/ECE CR is a crate. UN/ECE KG is a keg: it stands for neither, since sites write it for the kilogram.
UNITS: tuple[UnitRow, ...] = (
    UnitRow(("EA", "PC", "UN"), ("EA", "C62", "H87"), "each"),
    UnitRow(("CA", "CS"), ("CS", "XCS"), "case"),
    UnitRow(("CT",), ("CT", "XCT"), "carton"),
    UnitRow(("BX",), ("BX", "XBX"), "box"),
    UnitRow(("BG",), ("BG", "XBG"), "bag"),
    UnitRow(("SJ",), ("SA", "XSA"), "sack"),
    UnitRow(("PL", "PF"), ("PF", "PX", "XPX", "XPF"), "pallet"),
    UnitRow(("DZ",), ("DZN",), "dozen"),
    UnitRow(("GS",), ("GRO",), "gross"),
    UnitRow(("PK",), ("PK", "XPK"), "pack"),
    UnitRow(("PR",), ("PR", "NPR"), "pair"),
    UnitRow(("ST",), ("SET",), "set"),
    UnitRow(("KT",), ("KT",), "kit"),
    UnitRow(("BO",), ("BO", "XBO"), "bottle"),
    UnitRow(("CN",), ("CA", "XCA"), "can"),
    UnitRow(("JR",), ("JR", "XJR"), "jar"),
    UnitRow(("JU",), ("JG", "XJG"), "jug"),
    UnitRow(("PA",), ("PL", "XPL"), "pail"),
    UnitRow(("BC",), ("BJ", "XBJ"), "bucket"),
    UnitRow(("DR",), ("DR", "XDR"), "drum"),
    UnitRow(("KE",), ("XKG",), "keg"),
    UnitRow(("TB",), ("TU", "XTU"), "tube"),
    UnitRow(("TY",), ("PU", "XPU"), "tray"),
    UnitRow(("CP",), ("CR", "XCR"), "crate"),
    UnitRow(("BS",), ("BK", "XBK"), "basket"),
    UnitRow(("BD",), ("BE", "XBE"), "bundle"),
    UnitRow(("RL",), ("RO", "XRO"), "roll"),
    UnitRow(("SL",), ("D99",), "sleeve"),
    # 01 actual pounds and PN pounds net: how catch weight is sent
    UnitRow(("LB", "01", "PN"), ("LBR",), "pound", "weight"),
    UnitRow(("OZ",), ("ONZ",), "ounce", "weight"),
    UnitRow(("CW",), ("CWA",), "hundredweight", "weight"),
    UnitRow(("TN",), ("STN",), "net ton", "weight"),
    UnitRow(("KG",), ("KGM",), "kilogram", "weight"),
    UnitRow(("GR",), ("GRM",), "gram", "weight"),
    UnitRow(("ME",), ("MGM",), "milligram", "weight"),
    UnitRow(("MP",), ("TNE",), "metric ton", "weight"),
    UnitRow(("LT",), ("LTR",), "litre", "volume"),
    UnitRow(("ML",), ("MLT",), "millilitre", "volume"),
    UnitRow(("GA",), ("GLL",), "gallon", "volume"),
    UnitRow(("QT",), ("QTL", "QT"), "quart", "volume"),
    UnitRow(("PT",), ("PTL", "PT"), "pint", "volume"),
    UnitRow(("FO",), ("OZA",), "fluid ounce", "volume"),
    UnitRow(("BU",), ("BUA",), "bushel", "volume"),
    UnitRow(("MR",), ("MTR",), "metre", "length"),
    UnitRow(("FT",), ("FOT",), "foot", "length"),
    UnitRow(("YD",), ("YRD",), "yard", "length"),
    UnitRow(("IN",), ("INH",), "inch", "length"),
)

_FROM_INTERNATIONAL = {code: row for row in UNITS for code in row.international}
_FROM_X12 = {code: row for row in UNITS for code in row.x12}


def x12_from_international(code: str) -> str:
    """Return the X12 unit to write for a UN/ECE code, '' when the table has none (never the code itself)."""
    row = _FROM_INTERNATIONAL.get(code.strip().upper())
    return row.x12[0] if row else ""


def unit_of_international(code: str) -> str:
    """Return the unit of a document that says UN/ECE: the X12 unit, else UNECE:code, so that the same letters are not read
    as another unit (CA is a can there and a case in X12); a NAV unit of that code is found by it."""
    return x12_from_international(code) or (f"{UNECE}{code.strip().upper()}" if code.strip() else "")


def x12_readings(code: str) -> tuple[str, ...]:
    """Return every X12 unit that is read as this UN/ECE code: case is CA, and CS from many partners."""
    row = _FROM_INTERNATIONAL.get(code.strip().upper())
    return row.x12 if row else ()


def nav_units(x12_code: str, lookups: Lookups) -> tuple[str, ...]:
    """Return the NAV units that an X12 unit may mean: as mapped, else as its everyday other readings (CS as case, and CA
    from a partner whose case is mapped to CS)."""
    code = x12_code.strip().upper()
    if code in lookups.units:
        return tuple(lookups.units[code])
    readings = _FROM_X12[code].x12 if code in _FROM_X12 else ()
    return tuple(dict.fromkeys(unit for reading in readings for unit in lookups.units.get(reading, ())))


def kind_of(nav_unit: str, lookups: Lookups) -> Kind:
    """Return what a NAV unit measures, by the X12 code it is mapped to; a unit that is not mapped counts pieces."""
    row = _FROM_X12.get(lookups.x12_units.get(nav_unit, ""))
    return row.kind if row else "counted"


def same_unit(x12_code: str, nav_unit: str, lookups: Lookups) -> bool:
    """Tell whether a document's unit is the unit of an order line."""
    return bool(nav_unit) and nav_unit in nav_units(x12_code, lookups)


def unit_problem(
    x12_code: str, ordered: tuple[str, ...], item_number: str, lookups: Lookups, place: str
) -> Problem:
    """Return unit_unmapped for a line, naming item, unit and the order's unit: not mapped at all, or no conversion."""
    code = x12_code.strip() or "(none)"
    known = nav_units(x12_code, lookups)
    in_order = ", ".join(unit or "(none)" for unit in ordered)
    if known:
        names = " or ".join(known)
        cause = f"is {names} in NAV, but the order has item {item_number} in {in_order} and nothing says how they convert"
        step = (
            f"Add {names} and {in_order} to the item's units of measure in NAV and sync (or under Item units here), or"
            " correct the document"
        )
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
