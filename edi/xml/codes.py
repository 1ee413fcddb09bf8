"""Codes of UN/EDIFACT and ISO 6523 in the words of X12: units, product and company ids, document types, charges, taxes."""

from __future__ import annotations

from edi.documents import ProductId
from edi.read_sets import Ids

# UNCL 1001: what is booked as an invoice, what as a credit memo; the rest is for a person
INVOICES = frozenset({"", "380", "388", "326", "82", "393"})
CREDITS = frozenset({"381", "396", "81", "83", "261"})
OTHER_TYPES = {
    "325": "a pro forma invoice",
    "383": "a debit note",
    "384": "a corrected invoice",
    "386": "a prepayment invoice",
    "389": "a self-billed invoice",
}
# ISO 6523 and others -> the names of schemes that aliases use
_SCHEMES = {
    "0088": "GLN",
    "0060": "DUNS",
    "14": "GLN",
    "VA": "VAT",
    "FC": "TAX",
    "EAN": "GLN",
    "GLN": "GLN",
    "DUNS": "DUNS",
}
_PARTY_QUALIFIERS = {"GLN": "UL", "DUNS": "1"}
_GTIN = {8: "EN", 12: "UP", 13: "EN", 14: "UK"}
# UNCL 7161 and 5189 -> SAC02: freight, discount; others stay as they are said
_CHARGES = {"FC": "D240", "95": "C310"}
# tax schemes -> TXI01
_TAXES = {"VAT": "VA", "GST": "GS", "STT": "ST", "SALES": "ST"}


def scheme(code: str) -> str:
    """The name of an id's scheme as aliases say it: GLN, DUNS, VAT, else the scheme itself."""
    return _SCHEMES.get(code.strip().upper(), code.strip())


def party_code(ids: Ids) -> tuple[str, str]:
    """N103 and N104 of a party: its first id of a scheme that X12 knows, else nothing."""
    known = ((_PARTY_QUALIFIERS[name], code) for name, code in ids if name in _PARTY_QUALIFIERS)
    return next(known, ("", ""))


def standard_id(code: str, scheme_code: str = "") -> ProductId:
    """A product code of a standard scheme: GTINs by their length (UP, EN, UK), others as ZZ."""
    is_gtin = scheme_code.strip() in {"", "0160", "0088", "GTIN", "EAN", "SRV"}
    if is_gtin and code.isascii() and code.isdigit() and len(code) in _GTIN:
        return ProductId(_GTIN[len(code)], code)
    return ProductId("ZZ", code)


def charge_code(code: str) -> str:
    """SAC02 for the code of an allowance or charge; the code itself where X12 has none for it."""
    return _CHARGES.get(code.strip(), code.strip())[:10]


def tax_code(name: str) -> str:
    """TXI01 for a tax scheme, '' where X12 has none: its two letters mean other things."""
    return _TAXES.get(name.strip().upper(), "")
