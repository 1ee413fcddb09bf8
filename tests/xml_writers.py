"""Invoices and ship notices as partners write them in XML: UBL 2.1, Cross Industry Invoice, cXML. For tests only; what is
left out of a value is what the tests do not ask for."""

from __future__ import annotations

from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from edi.documents import Charge, Invoice, InvoiceLine, ProductId, ShipNotice

GLN = "4012345000009"
GTIN_ID, GLN_ID = ' schemeID="0160"', ' schemeID="0088"'
_UNITS = {"CA": "CS", "EA": "C62", "LB": "LBR", "KG": "KGM"}
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CAC = f'xmlns:cac="{_UBL}CommonAggregateComponents-2" xmlns:cbc="{_UBL}CommonBasicComponents-2"'
_CII = "urn:un:unece:uncefact:data:standard:"
CXML_DOCTYPE = '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.040/InvoiceDetail.dtd">'


def unit(code: str) -> str:
    return _UNITS.get(code, code)


def _e(name: str, value: object, attributes: str = "") -> str:
    """One element; none for nothing."""
    if value in ("", None):
        return ""
    return f"<{name}{attributes}>{escape(str(value))}</{name}>"


def _code(ids: tuple[ProductId, ...], *qualifiers: str) -> str:
    return next((one.code for one in ids if one.qualifier in qualifiers), "")


def _net(line: InvoiceLine) -> Decimal:
    return line.amount + sum((charge.amount for charge in line.charges), Decimal(0))


# -- UBL ------------------------------------------------------------------------------------------------------------


def ubl_party(gln: str, name: str) -> str:
    return f'<cac:Party><cbc:EndpointID schemeID="0088">{gln}</cbc:EndpointID><cac:PartyName><cbc:Name>{name}</cbc:Name></cac:PartyName></cac:Party>'


def _ubl_charge(charge: Charge) -> str:
    indicator = "true" if charge.amount > 0 else "false"
    return (
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>{indicator}</cbc:ChargeIndicator>"
        f"{_e('cbc:AllowanceChargeReasonCode', charge.code)}{_e('cbc:AllowanceChargeReason', charge.description)}"
        f"{_e('cbc:Amount', abs(charge.amount))}</cac:AllowanceCharge>"
    )


def _ubl_item(ids: tuple[ProductId, ...], description: str) -> str:
    found = [("Buyers", _code(ids, "IN", "BP")), ("Sellers", _code(ids, "VN", "VP"))]
    parts = [_e("cbc:Name", description or "goods")]
    parts += [
        f"<cac:{name}ItemIdentification>{_e('cbc:ID', code)}</cac:{name}ItemIdentification>"
        for name, code in found
        if code
    ]
    gtin = _code(ids, "UP", "EN", "UK")
    if gtin:
        parts.append(
            f'<cac:StandardItemIdentification><cbc:ID schemeID="0160">{gtin}</cbc:ID></cac:StandardItemIdentification>'
        )
    return f"<cac:Item>{''.join(parts)}</cac:Item>"


def _ubl_order_line(line_number: str, order: str) -> str:
    reference = f"<cac:OrderReference>{_e('cbc:ID', order)}</cac:OrderReference>" if order else ""
    return (
        f"<cac:OrderLineReference>{_e('cbc:LineID', line_number or 'NA')}{reference}</cac:OrderLineReference>"
    )


def ubl_invoice(invoice: Invoice, sender: str = GLN, receiver: str = "") -> bytes:
    """An Invoice, or a CreditNote for a credit."""
    root, quantity = (
        ("CreditNote", "CreditedQuantity") if invoice.is_credit else ("Invoice", "InvoicedQuantity")
    )
    lines = "".join(
        f"<cac:{root}Line>{_e('cbc:ID', at)}{_e(f'cbc:{quantity}', line.quantity, f' unitCode={quoteattr(unit(line.unit))}')}"
        f"{_e('cbc:LineExtensionAmount', _net(line))}{_ubl_order_line(line.line_number, line.order_number)}"
        f"{''.join(map(_ubl_charge, line.charges))}{_ubl_item(line.product_ids, line.description)}"
        f"<cac:Price>{_e('cbc:PriceAmount', line.price)}</cac:Price></cac:{root}Line>"
        for at, line in enumerate(invoice.lines, start=1)
    )
    tax = sum((one.amount for one in invoice.taxes), Decimal(0))
    subtotals = "".join(
        f"<cac:TaxSubtotal>{_e('cbc:TaxAmount', one.amount)}<cac:TaxCategory>{_e('cbc:Percent', one.percent)}"
        "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal>"
        for one in invoice.taxes
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{_UBL}{root}-2" {_CAC}>{_e("cbc:ID", invoice.number)}'
        f"{_e('cbc:IssueDate', invoice.invoiced_on)}{'' if invoice.is_credit else '<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>'}"
        f"{_e('cbc:DocumentCurrencyCode', invoice.currency)}"
        f"<cac:OrderReference>{_e('cbc:ID', invoice.order_number or 'NA')}</cac:OrderReference>"
        f"<cac:AccountingSupplierParty>{ubl_party(sender, 'Seller')}</cac:AccountingSupplierParty>"
        f"<cac:AccountingCustomerParty>{ubl_party(receiver, 'Buyer')}</cac:AccountingCustomerParty>"
        f"{''.join(map(_ubl_charge, invoice.charges))}"
        f"<cac:TaxTotal>{_e('cbc:TaxAmount', tax)}{subtotals}</cac:TaxTotal>"
        f"<cac:LegalMonetaryTotal>{_e('cbc:PayableAmount', invoice.total)}</cac:LegalMonetaryTotal>{lines}</{root}>"
    ).encode()


def ubl_despatch_advice(notice: ShipNotice, sender: str = GLN) -> bytes:
    """A DespatchAdvice."""
    lines = "".join(
        f"<cac:DespatchLine><cbc:ID>1</cbc:ID>"
        f"{_e('cbc:DeliveredQuantity', line.quantity, f' unitCode={quoteattr(unit(line.unit))}')}"
        f"{_ubl_order_line(line.line_number, order.order_number)}{_ubl_item(line.product_ids, line.description)}</cac:DespatchLine>"
        for order in notice.orders
        for line in order.lines
    )
    return (
        f'<DespatchAdvice xmlns="{_UBL}DespatchAdvice-2" {_CAC}>{_e("cbc:ID", notice.number)}'
        f"{_e('cbc:IssueDate', notice.shipped_on)}"
        f"<cac:DespatchSupplierParty>{ubl_party(sender, 'Seller')}</cac:DespatchSupplierParty>{lines}</DespatchAdvice>"
    ).encode()


# -- Cross Industry Invoice -----------------------------------------------------------------------------------------


def _cii_charge(charge: Charge) -> str:
    indicator = "true" if charge.amount > 0 else "false"
    return (
        f"<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>{indicator}</udt:Indicator></ram:ChargeIndicator>"
        f"{_e('ram:ActualAmount', abs(charge.amount))}{_e('ram:ReasonCode', charge.code)}{_e('ram:Reason', charge.description)}"
        "</ram:SpecifiedTradeAllowanceCharge>"
    )


def _cii_line(at: int, line: InvoiceLine) -> str:
    gtin = _code(line.product_ids, "UP", "EN", "UK")
    return (
        "<ram:IncludedSupplyChainTradeLineItem>"
        f"<ram:AssociatedDocumentLineDocument>{_e('ram:LineID', at)}</ram:AssociatedDocumentLineDocument>"
        f"<ram:SpecifiedTradeProduct>{_e('ram:GlobalID', gtin, GTIN_ID)}"
        f"{_e('ram:SellerAssignedID', _code(line.product_ids, 'VN', 'VP'))}"
        f"{_e('ram:BuyerAssignedID', _code(line.product_ids, 'IN', 'BP'))}{_e('ram:Name', line.description)}</ram:SpecifiedTradeProduct>"
        f"<ram:SpecifiedLineTradeAgreement><ram:BuyerOrderReferencedDocument>{_e('ram:IssuerAssignedID', line.order_number)}"
        f"{_e('ram:LineID', line.line_number)}</ram:BuyerOrderReferencedDocument>"
        f"<ram:NetPriceProductTradePrice>{_e('ram:ChargeAmount', line.price)}</ram:NetPriceProductTradePrice>"
        "</ram:SpecifiedLineTradeAgreement>"
        f"<ram:SpecifiedLineTradeDelivery>{_e('ram:BilledQuantity', line.quantity, f' unitCode={quoteattr(unit(line.unit))}')}"
        f"</ram:SpecifiedLineTradeDelivery><ram:SpecifiedLineTradeSettlement>{''.join(map(_cii_charge, line.charges))}"
        f"<ram:SpecifiedTradeSettlementLineMonetarySummation>{_e('ram:LineTotalAmount', _net(line))}"
        "</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>"
        "</ram:IncludedSupplyChainTradeLineItem>"
    )


def _cii_party(name: str, gln: str) -> str:
    return f"<ram:{name}TradeParty>{_e('ram:GlobalID', gln, GLN_ID)}{_e('ram:Name', name)}</ram:{name}TradeParty>"


def cii_invoice(invoice: Invoice, sender: str = GLN, receiver: str = "") -> bytes:
    """A CrossIndustryInvoice, type 381 for a credit."""
    taxes = "".join(
        f"<ram:ApplicableTradeTax>{_e('ram:CalculatedAmount', one.amount)}<ram:TypeCode>VAT</ram:TypeCode>"
        f"{_e('ram:RateApplicablePercent', one.percent)}</ram:ApplicableTradeTax>"
        for one in invoice.taxes
    )
    tax = sum((one.amount for one in invoice.taxes), Decimal(0))
    return (
        f'<rsm:CrossIndustryInvoice xmlns:rsm="{_CII}CrossIndustryInvoice:100" '
        f'xmlns:ram="{_CII}ReusableAggregateBusinessInformationEntity:100" xmlns:udt="{_CII}UnqualifiedDataType:100">'
        f"<rsm:ExchangedDocument>{_e('ram:ID', invoice.number)}{_e('ram:TypeCode', 381 if invoice.is_credit else 380)}"
        f'<ram:IssueDateTime><udt:DateTimeString format="102">{invoice.invoiced_on:%Y%m%d}</udt:DateTimeString></ram:IssueDateTime>'
        "</rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction>"
        f"{''.join(_cii_line(at, line) for at, line in enumerate(invoice.lines, start=1))}"
        f"<ram:ApplicableHeaderTradeAgreement>{_cii_party('Seller', sender)}{_cii_party('Buyer', receiver)}"
        f"<ram:BuyerOrderReferencedDocument>{_e('ram:IssuerAssignedID', invoice.order_number)}</ram:BuyerOrderReferencedDocument>"
        "</ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeDelivery/>"
        f"<ram:ApplicableHeaderTradeSettlement>{_e('ram:InvoiceCurrencyCode', invoice.currency)}{taxes}"
        f"{''.join(map(_cii_charge, invoice.charges))}<ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
        f"{_e('ram:TaxTotalAmount', tax)}{_e('ram:GrandTotalAmount', invoice.total)}"
        "</ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>"
        "</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    ).encode()


# -- cXML -----------------------------------------------------------------------------------------------------------


def _cxml(request: str, sender: str, receiver: str, mode: str) -> bytes:
    """A request in its envelope."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{CXML_DOCTYPE}<cXML payloadID="1@x" timestamp="2026-03-09T10:00:00Z"><Header>'
        f'<From><Credential domain="DUNS"><Identity>{sender}</Identity></Credential></From>'
        f'<To><Credential domain="DUNS"><Identity>{receiver}</Identity></Credential></To>'
        '<Sender><Credential domain="NetworkID"><Identity>AN01</Identity></Credential><UserAgent>x</UserAgent></Sender></Header>'
        f'<Request deploymentMode="{mode}">{request}</Request></cXML>'
    ).encode()


def _money(name: str, amount: Decimal | None, currency: str) -> str:
    return (
        f"<{name}><Money currency={quoteattr(currency or 'USD')}>{amount}</Money></{name}>"
        if amount is not None
        else ""
    )


def _item_id(ids: tuple[ProductId, ...]) -> str:
    buyer = _code(ids, "IN", "BP")
    return f"<ItemID>{_e('SupplierPartID', _code(ids, 'VN', 'VP') or 'x')}{_e('BuyerPartID', buyer)}</ItemID>"


def cxml_invoice(
    invoice: Invoice, sender: str = "123456789", receiver: str = "987654321", mode: str = "production"
) -> bytes:
    """An InvoiceDetailRequest; head charges of code D240 are shipping, allowances the discount."""
    currency = invoice.currency
    items = "".join(
        f'<InvoiceDetailItem invoiceLineNumber="{at}" quantity="{line.quantity}">{_e("UnitOfMeasure", unit(line.unit))}'
        f"{_money('UnitPrice', line.price, currency)}<InvoiceDetailItemReference lineNumber={quoteattr(line.line_number)}>"
        f"{_item_id(line.product_ids)}{_e('Description', line.description)}</InvoiceDetailItemReference>"
        f"{_money('SubtotalAmount', line.amount, currency)}</InvoiceDetailItem>"
        for at, line in enumerate(invoice.lines, start=1)
    )
    tax = sum((one.amount for one in invoice.taxes), Decimal(0))
    shipping = sum((charge.amount for charge in invoice.charges if charge.amount > 0), Decimal(0))
    discount = -sum((charge.amount for charge in invoice.charges if charge.amount < 0), Decimal(0))
    purpose = "creditMemo" if invoice.is_credit else "standard"
    return _cxml(
        f"<InvoiceDetailRequest><InvoiceDetailRequestHeader invoiceID={quoteattr(invoice.number)} "
        f'invoiceDate="{invoice.invoiced_on}T10:00:00-05:00" operation="new" purpose="{purpose}"/>'
        f"<InvoiceDetailOrder><InvoiceDetailOrderInfo><OrderReference orderID={quoteattr(invoice.order_number)}>"
        f'<DocumentReference payloadID="p"/></OrderReference></InvoiceDetailOrderInfo>{items}</InvoiceDetailOrder>'
        f"<InvoiceDetailSummary>{_money('SubtotalAmount', sum((line.amount for line in invoice.lines), Decimal(0)), currency)}"
        f"{_money('Tax', tax, currency)}{_money('ShippingAmount', shipping, currency)}"
        f"{_money('InvoiceDetailDiscount', discount, currency)}{_money('NetAmount', invoice.total, currency)}</InvoiceDetailSummary>"
        "</InvoiceDetailRequest>",
        sender,
        receiver,
        mode,
    )


def cxml_ship_notice(notice: ShipNotice, sender: str = "123456789", operation: str = "new") -> bytes:
    """A ShipNoticeRequest."""
    portions = "".join(
        f'<ShipNoticePortion><OrderReference orderID={quoteattr(order.order_number)}><DocumentReference payloadID="p"/></OrderReference>'
        + "".join(
            f'<ShipNoticeItem quantity="{line.quantity}" lineNumber={quoteattr(line.line_number)}>{_item_id(line.product_ids)}'
            f"{_e('UnitOfMeasure', unit(line.unit))}</ShipNoticeItem>"
            for line in order.lines
        )
        + "</ShipNoticePortion>"
        for order in notice.orders
    )
    return _cxml(
        f"<ShipNoticeRequest><ShipNoticeHeader shipmentID={quoteattr(notice.number)} operation={quoteattr(operation)} "
        f'noticeDate="2026-03-09T10:00:00Z" shipmentDate="{notice.shipped_on}T00:00:00Z"/>{portions}</ShipNoticeRequest>',
        sender,
        "987654321",
        "production",
    )
