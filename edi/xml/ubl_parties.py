"""Companies, places, product codes and charges of UBL 2.1, as the invoice and the despatch advice both say them."""

from __future__ import annotations

from edi.documents import Charge, Party, ProductId
from edi.read_sets import Ids
from edi.xml import codes
from edi.xml.tree import Node

_ADDRESS_LINES = ("StreetName", "AdditionalStreetName", "AddressLine/Line")
_DECLARED = {
    "SellersItemIdentification": "VN",
    "BuyersItemIdentification": "IN",
    "ManufacturersItemIdentification": "MG",
}


def ids_of(party: Node | None) -> Ids:
    """Every id by which a cac:Party is named, the most specific first: endpoint, identifications, VAT, company number."""
    if party is None:
        return ()
    found = [
        (codes.scheme(node.attribute("schemeID")), node.content)
        for path in ("EndpointID", "PartyIdentification/ID")
        for node in party.all(path)
    ]
    found += [
        (scheme.text("TaxScheme/ID") or "VAT", scheme.text("CompanyID"))
        for scheme in party.all("PartyTaxScheme")
    ]
    found += [
        (codes.scheme(node.attribute("schemeID")), node.content)
        for node in party.all("PartyLegalEntity/CompanyID")
    ]
    return tuple(dict.fromkeys(pair for pair in found if pair[1]))


def party(node: Node | None, role: str) -> tuple[Party, ...]:
    """A cac:Party as a party of the document; none where it is not there."""
    if node is None:
        return ()
    name = node.text("PartyName/Name", "PartyLegalEntity/RegistrationName")
    return (_with_address(role, name, codes.party_code(ids_of(node)), node.find("PostalAddress")),)


def place(delivery: Node | None) -> tuple[Party, ...]:
    """Where goods go (cac:Delivery): ship-to."""
    if delivery is None:
        return ()
    at = delivery.find("DeliveryLocation")
    identity = at.find("ID") if at else None
    scheme = codes.scheme(identity.attribute("schemeID")) if identity else ""
    address = (at.find("Address") if at else None) or delivery.find("DeliveryAddress")
    name = delivery.text("DeliveryParty/PartyName/Name", "DeliveryLocation/Name")
    code = identity.content if identity else ""
    if not (name or code or address):
        return ()
    return (_with_address("ST", name, (codes.party_code(((scheme, code),))[0], code), address),)


def _with_address(role: str, name: str, code: tuple[str, str], address: Node | None) -> Party:
    if address is None:
        return Party(role, name, *code)
    return Party(
        role,
        name,
        *code,
        address_lines=tuple(
            node.content for path in _ADDRESS_LINES for node in address.all(path) if node.content
        ),
        city=address.text("CityName"),
        state=address.text("CountrySubentityCode", "CountrySubentity"),
        postal_code=address.text("PostalZone"),
        country=address.text("Country/IdentificationCode"),
    )


def product_ids(item: Node | None) -> tuple[ProductId, ...]:
    """The codes of a cac:Item: GTIN, the seller's, the buyer's, the maker's."""
    if item is None:
        return ()
    standard = [
        codes.standard_id(node.content, node.attribute("schemeID"))
        for node in item.all("StandardItemIdentification/ID")
        if node.content
    ]
    others = [ProductId(qualifier, item.text(f"{name}/ID")) for name, qualifier in _DECLARED.items()]
    return tuple(dict.fromkeys([*standard, *(one for one in others if one.code)]))


def charges(parent: Node) -> tuple[Charge, ...]:
    """The cac:AllowanceCharge directly under an element; an allowance is negative."""
    found = []
    for node in parent.all("AllowanceCharge"):
        amount = node.decimal("Amount", "amount of the allowance or charge")
        indicator = node.text("ChargeIndicator").lower()
        if indicator not in {"true", "false", "1", "0"}:
            node.report(
                "content_invalid",
                "It is not said whether this is a charge or an allowance.",
                "ChargeIndicator",
            )
        if amount is None:
            if not node.text("Amount"):
                node.report("content_invalid", "The allowance or charge has no amount.", "Amount")
            continue
        found.append(
            Charge(
                amount if indicator in {"true", "1"} else -amount,
                code=codes.charge_code(node.text("AllowanceChargeReasonCode")),
                description=node.text("AllowanceChargeReason"),
            )
        )
    return tuple(found)
