"""What documents of cXML 1.2 have in common: credentials, contacts, item ids, order references."""

from __future__ import annotations

from decimal import Decimal

from edi.documents import Party, ProductId
from edi.read_sets import Ids
from edi.xml import codes
from edi.xml.tree import Node

ROLES = {"shipTo": "ST", "shipFrom": "SF", "soldTo": "BY", "billTo": "BT", "from": "SE", "remitTo": "RE"}
_ITEM_IDS = {"SupplierPartID": "VN", "BuyerPartID": "IN"}


def credentials(root: Node, side: str) -> Ids:
    """The credentials of From or To: (domain, identity)."""
    found = [
        (codes.scheme(node.attribute("domain")), node.text("Identity"))
        for node in root.all(f"Header/{side}/Credential")
    ]
    return tuple(dict.fromkeys(pair for pair in found if pair[1]))


def contacts(nodes: list[Node]) -> tuple[Party, ...]:
    """The Contacts with a role that documents have a party for."""
    found = []
    for node in nodes:
        role = ROLES.get(node.attribute("role"))
        if role:
            found.append(_party(node, role))
    return tuple(found)


def _party(node: Node, role: str) -> Party:
    scheme = codes.scheme(node.attribute("addressIDDomain"))
    code = node.attribute("addressID")
    reference = node.find("IdReference")
    if not code and reference is not None:
        scheme, code = codes.scheme(reference.attribute("domain")), reference.attribute("identifier")
    address = node.find("PostalAddress")
    country = address.find("Country") if address else None
    return Party(
        role,
        node.text("Name"),
        codes.party_code(((scheme, code),))[0] or ("92" if code else ""),
        code,
        tuple(street.content for street in address.all("Street") if street.content) if address else (),
        address.text("City") if address else "",
        address.text("State") if address else "",
        address.text("PostalCode") if address else "",
        country.attribute("isoCountryCode") if country else "",
    )


def order_number(node: Node | None) -> str:
    """The order that an order reference names: its id, else the payload id of the OrderRequest."""
    if node is None:
        return ""
    for path in ("OrderReference", "OrderIDInfo"):
        reference = node.find(path)
        if reference is not None and reference.attribute("orderID"):
            return reference.attribute("orderID")
    request = node.find("OrderReference/DocumentReference")
    return request.attribute("payloadID") if request else ""


def product_ids(item: Node | None) -> tuple[ProductId, ...]:
    """The codes of an ItemID, or of an item reference that holds one, with the maker's number and the GTIN beside it."""
    if item is None:
        return ()
    found = [
        ProductId(qualifier, code)
        for name, qualifier in _ITEM_IDS.items()
        if (code := item.text(f"ItemID/{name}", name))
    ]
    maker = item.text("ManufacturerPartID")
    found += [ProductId("MG", maker)] if maker else []
    for node in [*item.all("ItemID/IdReference"), *item.all("IdReference")]:
        if node.attribute("domain") in {"EAN-13", "EANID", "GTIN", "UPCUniversalProductCode", "UPC-12"}:
            found.append(codes.standard_id(node.attribute("identifier")))
    gtin = item.text("InvoiceDetailItemReferenceIndustry/InvoiceDetailItemReferenceRetail/EANID")
    found += [codes.standard_id(gtin)] if gtin else []
    return tuple(dict.fromkeys(found))


def money(node: Node | None, path: str, meaning: str) -> Decimal | None:
    """The Money under a path; None where there is none."""
    return node.decimal(f"{path}/Money", meaning) if node else None
