"""UN/CEFACT Cross Industry Invoice (D16B, as in Factur-X, ZUGFeRD 2 and XRechnung), and ZUGFeRD 1.0's CrossIndustryDocument:
read with lines, allowances, charges, taxes and every stated sum checked (EN 16931)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from edi.documents import Charge, Invoice, InvoiceLine, Party, ProductId, Reference, Tax, Terms
from edi.errors import InvalidContent
from edi.mapping.units import unit_of_international
from edi.read_sets import Ids
from edi.xml import codes, sums
from edi.xml.tree import Node

# the parts of a transaction, as the CrossIndustryInvoice and as ZUGFeRD 1.0 call them
_AGREEMENT = ("ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
_DELIVERY = ("ApplicableHeaderTradeDelivery", "ApplicableSupplyChainTradeDelivery")
_SETTLEMENT = ("ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
_SUMS = ("SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")
_LINE_AGREEMENT = ("SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement")
_LINE_DELIVERY = ("SpecifiedLineTradeDelivery", "SpecifiedSupplyChainTradeDelivery")
_LINE_SETTLEMENT = ("SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement")
_LINE_SUMS = ("SpecifiedTradeSettlementLineMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")


def read_invoice(root: Node) -> tuple[Invoice, Ids, Ids]:
    """A CrossIndustryInvoice, the ids of its sender and of its receiver; what is wrong is in the root's problems. Raises
    InvalidContent without its parts, issue date or total."""
    head = _part(root, "ExchangedDocument", "HeaderExchangedDocument")
    trade = _part(root, "SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
    agreement, settlement = _part(trade, *_AGREEMENT), _part(trade, *_SETTLEMENT)
    delivery = _either(trade, *_DELIVERY)
    totals = _part(settlement, *_SUMS)
    pairs = [
        (node, line)
        for node in trade.all("IncludedSupplyChainTradeLineItem")
        if (line := _line(node)) is not None
    ]
    lines = tuple(line for _, line in pairs)
    seller, buyer = agreement.find("SellerTradeParty"), agreement.find("BuyerTradeParty")
    rounded = totals.decimal("RoundingAmount", "rounding amount")
    prepaid = totals.decimal("TotalPrepaidAmount", "amount paid before")
    currency = sums.one_currency(
        settlement.text("InvoiceCurrencyCode"), _amounts(totals, settlement, [node for node, _ in pairs])
    )
    invoice = Invoice(
        number=head.required("ID", "invoice number"),
        invoiced_on=_issued_on(head),
        lines=lines,
        total=totals.must_decimal("GrandTotalAmount", "total with tax") + (rounded or 0),
        order_number=agreement.text(
            "BuyerOrderReferencedDocument/IssuerAssignedID", "BuyerOrderReferencedDocument/ID"
        )
        or _order_of(lines),
        type_code=sums.invoice_type(head, "TypeCode"),
        currency=currency,
        parties=(*_party(seller, "SE"), *_party(buyer, "BY"), *_ship_to(delivery)),
        references=_references(agreement, delivery),
        terms=_terms(settlement),
        shipped_on=_moment(delivery, "ActualDeliverySupplyChainEvent/OccurrenceDateTime", "delivery date"),
        charges=(*_charges(settlement), *sums.rounding(rounded)),
        taxes=_taxes(settlement, totals, currency),
        notes=(
            *(node.content for node in head.all("IncludedNote/Content") if node.content),
            *sums.prepaid_note(prepaid, totals.decimal("DuePayableAmount", "payable amount")),
        ),
    )
    _check_sums(totals, invoice, rounded, prepaid)
    sums.check_sign(totals, invoice, "GrandTotalAmount")
    sums.check(
        root,
        invoice,
        [node for node, _ in pairs],
        f"{totals.place.removeprefix(root.place + '/')}/GrandTotalAmount",
    )
    return invoice, _ids(seller), _ids(buyer)


def _amounts(totals: Node, settlement: Node, lines: list[Node]) -> Iterator[Node]:
    """Every amount that is booked; the tax may also be said in the currency of accounting."""
    yield from (total for total in totals.children() if total.name != "TaxTotalAmount")
    yield from settlement.all("SpecifiedTradeAllowanceCharge/ActualAmount")
    for line in lines:
        for part in (*_LINE_AGREEMENT, *_LINE_SETTLEMENT):
            yield from line.all(f"{part}/NetPriceProductTradePrice/ChargeAmount")
            yield from line.all(f"{part}/SpecifiedTradeAllowanceCharge/ActualAmount")
            yield from (total for name in _LINE_SUMS for total in line.all(f"{part}/{name}/LineTotalAmount"))


def _either(node: Node | None, *names: str) -> Node | None:
    found = [child for name in names for child in (node.all(name) if node else [])]
    return found[0] if found else None


def _part(node: Node, *names: str) -> Node:
    found = _either(node, *names)
    if found is None:
        raise InvalidContent(f"The part {names[0]} is missing.", place=node.place)
    return found


def _issued_on(head: Node) -> date:
    found = _moment(head, "IssueDateTime", "invoice date")
    if found is None:
        raise InvalidContent("The invoice date is missing.", place=f"{head.place}/IssueDateTime")
    return found


def _moment(node: Node | None, path: str, meaning: str) -> date | None:
    """A DateTimeString (format 102: CCYYMMDD) or a DateTime."""
    for name in ("DateTimeString", "DateTime"):
        if node and node.text(f"{path}/{name}"):
            return node.day(f"{path}/{name}", meaning)
    return None


def _order_of(lines: tuple[InvoiceLine, ...]) -> str:
    named = {line.order_number for line in lines}
    return named.pop() if len(named) == 1 else ""


# -- lines ----------------------------------------------------------------------------------------------------------


def _line(node: Node) -> InvoiceLine | None:
    """One line. Its stated amount holds its own allowances and charges; ours is without them. A line without quantity and
    amount is a text."""
    agreement, delivery = _either(node, *_LINE_AGREEMENT), _either(node, *_LINE_DELIVERY)
    settlement = _either(node, *_LINE_SETTLEMENT)
    totals = _either(settlement, *_LINE_SUMS)
    quantity = _number(delivery, "BilledQuantity", "invoiced quantity")
    price = _number(agreement, "NetPriceProductTradePrice/ChargeAmount", "price")
    stated = _number(totals, "LineTotalAmount", "amount of the line")
    if quantity is None or price is None or stated is None or delivery is None or agreement is None:
        _report_missing(node, quantity, price, stated)
        return None
    own = _charges(settlement)
    base = agreement.decimal("NetPriceProductTradePrice/BasisQuantity", "quantity that the price is for")
    price, basis = sums.per_unit(price, base)
    unit = delivery.find("BilledQuantity")
    order = "BuyerOrderReferencedDocument"
    return InvoiceLine(
        line_number=agreement.text(f"{order}/LineID") or node.text("AssociatedDocumentLineDocument/LineID"),
        quantity=quantity,
        unit=unit_of_international(unit.attribute("unitCode") if unit else ""),
        price=price,
        amount=stated - sums.signed(own),
        price_basis=basis,
        product_ids=_product_ids(node.find("SpecifiedTradeProduct")),
        description=node.text("SpecifiedTradeProduct/Name", "SpecifiedTradeProduct/Description"),
        order_number=agreement.text(f"{order}/IssuerAssignedID", f"{order}/ID"),
        charges=own,
    )


def _number(node: Node | None, path: str, meaning: str) -> Decimal | None:
    return node.decimal(path, meaning) if node else None


def _report_missing(
    node: Node, quantity: Decimal | None, price: Decimal | None, stated: Decimal | None
) -> None:
    is_text = (
        quantity is None
        and price is None
        and stated is None
        and node.find("AssociatedDocumentLineDocument/IncludedNote")
    )
    named = {"invoiced quantity": quantity, "price": price, "amount": stated}
    missing = ", ".join(name for name, value in named.items() if value is None)
    if not is_text:
        node.report("content_invalid", f"The line has no {missing or 'delivery and agreement'}.")


def _product_ids(product: Node | None) -> tuple[ProductId, ...]:
    if product is None:
        return ()
    found = [
        codes.standard_id(node.content, node.attribute("schemeID"))
        for node in product.all("GlobalID")
        if node.content
    ]
    for name, qualifier in (("SellerAssignedID", "VN"), ("BuyerAssignedID", "IN")):
        code = product.text(name)
        found += [ProductId(qualifier, code)] if code else []
    return tuple(dict.fromkeys(found))


# -- money ----------------------------------------------------------------------------------------------------------


def _charges(settlement: Node | None) -> tuple[Charge, ...]:
    found = []
    for node in settlement.all("SpecifiedTradeAllowanceCharge") if settlement else []:
        amount = node.decimal("ActualAmount", "amount of the allowance or charge")
        indicator = node.text("ChargeIndicator/Indicator", "ChargeIndicator").lower()
        if amount is None or indicator not in {"true", "false", "1", "0"}:
            text = "The allowance or charge says no amount, or not which of both it is."
            node.report("content_invalid", text)
            continue
        code, reason = codes.charge_code(node.text("ReasonCode")), node.text("Reason")
        found.append(Charge(amount if indicator in {"true", "1"} else -amount, code, reason))
    for node in settlement.all("SpecifiedLogisticsServiceCharge") if settlement else []:
        amount = node.decimal("AppliedAmount", "amount of the logistics charge")
        if amount is not None:
            found.append(Charge(amount, codes.charge_code("FC"), node.text("Description")))
    return tuple(found)


def _taxes(settlement: Node, totals: Node, currency: str) -> tuple[Tax, ...]:
    found = []
    for node in settlement.all("ApplicableTradeTax"):
        amount = node.decimal("CalculatedAmount", "tax")
        if amount is not None:
            percent = node.decimal("RateApplicablePercent", "tax percentage") or node.decimal(
                "ApplicablePercent", "tax percentage"
            )
            found.append(Tax(amount, codes.tax_code(node.text("TypeCode")), percent))
    stated = [node for node in totals.all("TaxTotalAmount") if node.attribute("currencyID") in {"", currency}]
    amount = stated[0].number("tax") if stated else None
    if found and amount is not None and sum(tax.amount for tax in found) != amount:
        text = f"The tax is {amount}, its parts make {sum(tax.amount for tax in found)}."
        totals.report("totals_differ", text, "TaxTotalAmount")
    return sums.taxes_of(found, amount)


def _check_sums(totals: Node, invoice: Invoice, rounded: Decimal | None, prepaid: Decimal | None) -> None:
    nets = [line.amount + sums.signed(line.charges) for line in invoice.lines]
    own = [charge.amount for charge in invoice.charges]
    if rounded:
        own = own[:-1]
    if not invoice.lines:
        return
    sums.check_sum(totals, "LineTotalAmount", "sum of the lines", nets)
    sums.check_sum(
        totals, "AllowanceTotalAmount", "sum of the allowances", [-item for item in own if item < 0]
    )
    sums.check_sum(totals, "ChargeTotalAmount", "sum of the charges", [item for item in own if item > 0])
    sums.check_sum(totals, "TaxBasisTotalAmount", "total without tax", [*nets, *own])
    sums.check_sum(totals, "DuePayableAmount", "payable amount", [invoice.total, -(prepaid or sums.ZERO)])


# -- the rest -------------------------------------------------------------------------------------------------------


def _ids(party: Node | None) -> Ids:
    if party is None:
        return ()
    paths = (
        "URIUniversalCommunication/URIID",
        "GlobalID",
        "ID",
        "SpecifiedTaxRegistration/ID",
        "SpecifiedLegalOrganization/ID",
    )
    found = [
        (codes.scheme(node.attribute("schemeID")), node.content) for path in paths for node in party.all(path)
    ]
    return tuple(dict.fromkeys(pair for pair in found if pair[1]))


def _party(node: Node | None, role: str) -> tuple[Party, ...]:
    if node is None:
        return ()
    address = node.find("PostalTradeAddress")
    return (
        Party(
            role,
            node.text("Name"),
            *codes.party_code(_ids(node)),
            address_lines=tuple(
                text
                for name in ("LineOne", "LineTwo", "LineThree")
                if address and (text := address.text(name))
            ),
            city=address.text("CityName") if address else "",
            state=address.text("CountrySubDivisionName") if address else "",
            postal_code=address.text("PostcodeCode") if address else "",
            country=address.text("CountryID") if address else "",
        ),
    )


def _ship_to(delivery: Node | None) -> tuple[Party, ...]:
    return _party(delivery.find("ShipToTradeParty"), "ST") if delivery else ()


def _references(agreement: Node, delivery: Node | None) -> tuple[Reference, ...]:
    found = [
        Reference(
            "CT",
            agreement.text("ContractReferencedDocument/IssuerAssignedID", "ContractReferencedDocument/ID"),
        ),
        Reference("CR", agreement.text("BuyerReference")),
    ]
    if delivery:
        notice = "DespatchAdviceReferencedDocument/IssuerAssignedID"
        found.append(Reference("SI", delivery.text(notice, "DeliveryNoteReferencedDocument/ID")))
    return tuple(one for one in found if one.number)


def _terms(settlement: Node) -> Terms | None:
    due = _moment(settlement, "SpecifiedTradePaymentTerms/DueDateDateTime", "due date")
    text = settlement.text("SpecifiedTradePaymentTerms/Description")
    return Terms(net_due_on=due, text=text) if due or text else None
