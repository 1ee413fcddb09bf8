"""UBL 2.1 Invoice and CreditNote: read with lines, allowances, charges, taxes and every stated sum checked (EN 16931 too)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from edi.documents import Invoice, InvoiceLine, Reference, Tax, Terms
from edi.mapping.units import unit_of_international
from edi.read_sets import Ids
from edi.xml import codes, sums
from edi.xml.tree import Node
from edi.xml.ubl_parties import charges, ids_of, party, place, product_ids

_TOTALS = "LegalMonetaryTotal"
_PAYABLE = f"{_TOTALS}/PayableAmount"
_REFERENCES = {
    "ContractDocumentReference": "CT",
    "DespatchDocumentReference": "SI",
    "BillingReference/InvoiceDocumentReference": "IV",
}


def read_invoice(root: Node) -> tuple[Invoice, Ids, Ids]:
    """An Invoice or CreditNote, the ids of its sender and of its receiver; what is wrong is in the root's problems. Raises
    InvalidContent without issue date or payable amount."""
    is_credit = root.name == "CreditNote"
    nodes = root.all("CreditNoteLine" if is_credit else "InvoiceLine")
    pairs = [(node, line) for node in nodes if (line := _line(node)) is not None]
    lines = tuple(line for _, line in pairs)
    supplier, customer = (
        root.find("AccountingSupplierParty/Party"),
        root.find("AccountingCustomerParty/Party"),
    )
    payable = root.must_decimal(_PAYABLE, "payable amount")
    prepaid = root.decimal(f"{_TOTALS}/PrepaidAmount", "amount paid before")
    rounded = root.decimal(f"{_TOTALS}/PayableRoundingAmount", "rounding amount")
    invoice = Invoice(
        number=root.required("ID", "invoice number"),
        invoiced_on=root.must_day("IssueDate", "invoice date"),
        lines=lines,
        total=payable + (prepaid or 0),
        order_number=_order_number(root, lines),
        ordered_on=root.day("OrderReference/IssueDate", "order date"),
        type_code="CR" if is_credit else sums.invoice_type(root, "InvoiceTypeCode"),
        currency=sums.one_currency(root.text("DocumentCurrencyCode"), _amounts(root, nodes)),
        parties=(
            *party(supplier, "SE"),
            *party(customer, "BY"),
            *party(root.find("PayeeParty"), "RE"),
            *place(root.find("Delivery")),
        ),
        references=_references(root),
        terms=_terms(root),
        shipped_on=root.day("Delivery/ActualDeliveryDate", "delivery date"),
        charges=(*charges(root), *sums.rounding(rounded)),
        taxes=_taxes(root),
        notes=(
            *(node.content for node in root.all("Note") if node.content),
            *sums.prepaid_note(prepaid, payable),
        ),
    )
    _check_sums(root, invoice, rounded)
    sums.check_sign(root, invoice, _PAYABLE)
    sums.check(root, invoice, [node for node, _ in pairs], _PAYABLE)
    return invoice, ids_of(supplier), ids_of(customer)


def _amounts(root: Node, lines: list[Node]) -> Iterator[Node]:
    """Every amount that is booked; taxes may also be said in the currency of accounting."""
    yield from (total for node in root.all(_TOTALS) for total in node.children())
    yield from root.all("AllowanceCharge/Amount")
    for line in lines:
        for path in ("LineExtensionAmount", "Price/PriceAmount", "AllowanceCharge/Amount"):
            yield from line.all(path)


def _order_number(root: Node, lines: tuple[InvoiceLine, ...]) -> str:
    """As stated, else the one that every line names. NA stands for none (Peppol)."""
    stated = root.text("OrderReference/ID")
    if stated and stated.upper() != "NA":
        return stated
    named = {line.order_number for line in lines}
    return named.pop() if len(named) == 1 else ""


def _references(root: Node) -> tuple[Reference, ...]:
    found = [
        Reference(qualifier, node.text("ID"))
        for path, qualifier in _REFERENCES.items()
        for node in root.all(path)
    ]
    buyer = root.text("BuyerReference")
    return tuple(one for one in [*found, Reference("CR", buyer)] if one.number)


def _terms(root: Node) -> Terms | None:
    due = root.day("DueDate", "due date") or root.day("PaymentMeans/PaymentDueDate", "due date")
    text = root.text("PaymentTerms/Note")
    return Terms(net_due_on=due, text=text) if due or text else None


def _line(node: Node) -> InvoiceLine | None:
    """One line. Its stated amount holds its own allowances and charges; ours is without them."""
    path = "CreditedQuantity" if node.name == "CreditNoteLine" else "InvoicedQuantity"
    quantity = node.decimal(path, "invoiced quantity")
    price = node.decimal("Price/PriceAmount", "price")
    stated = node.decimal("LineExtensionAmount", "amount of the line")
    if quantity is None or price is None or stated is None:
        for found, name, meaning in (
            (quantity, path, "invoiced quantity"),
            (price, "Price/PriceAmount", "price"),
            (stated, "LineExtensionAmount", "amount of the line"),
        ):
            if found is None:
                node.required(name, meaning)
        return None
    own = charges(node)
    price, basis = sums.per_unit(price, node.decimal("Price/BaseQuantity", "quantity that the price is for"))
    unit = node.find(path)
    reference = node.find("OrderLineReference")
    return InvoiceLine(
        line_number=(reference.text("LineID") if reference else "") or node.text("ID"),
        quantity=quantity,
        unit=unit_of_international(unit.attribute("unitCode") if unit else ""),
        price=price,
        amount=stated - sums.signed(own),
        price_basis=basis,
        product_ids=product_ids(node.find("Item")),
        description=node.text("Item/Name", "Item/Description"),
        order_number=reference.text("OrderReference/ID") if reference else "",
        charges=own,
    )


def _taxes(root: Node) -> tuple[Tax, ...]:
    """The taxes in the invoice's currency; the same said in the currency of accounting is for information."""
    currency = root.text("DocumentCurrencyCode")
    found: list[Tax] = []
    for total in root.all("TaxTotal"):
        amount = total.find("TaxAmount")
        said_in = amount.attribute("currencyID") if amount else ""
        if said_in and currency and said_in != currency:
            continue
        subtotals = [_tax(node) for node in total.all("TaxSubtotal")]
        parts = [tax for tax in subtotals if tax is not None]
        if parts:
            sums.check_sum(total, "TaxAmount", "tax", [tax.amount for tax in parts])
        found += sums.taxes_of(parts, total.decimal("TaxAmount", "tax"))
    return tuple(found)


def _tax(node: Node) -> Tax | None:
    amount = node.decimal("TaxAmount", "tax")
    if amount is None:
        node.required("TaxAmount", "tax")
        return None
    percent = node.decimal("TaxCategory/Percent", "tax percentage")
    return Tax(amount, codes.tax_code(node.text("TaxCategory/TaxScheme/ID")), percent)


def _check_sums(root: Node, invoice: Invoice, rounded: Decimal | None) -> None:
    """Each sum that the invoice states, against what it is the sum of."""
    nets = [line.amount + sums.signed(line.charges) for line in invoice.lines]
    own = [charge.amount for charge in invoice.charges]
    if rounded:
        own = own[:-1]
    taxes = [tax.amount for tax in invoice.taxes]
    sums.check_sum(root, f"{_TOTALS}/LineExtensionAmount", "sum of the lines", nets)
    allowances, extra = [-item for item in own if item < 0], [item for item in own if item > 0]
    sums.check_sum(root, f"{_TOTALS}/AllowanceTotalAmount", "sum of the allowances", allowances)
    sums.check_sum(root, f"{_TOTALS}/ChargeTotalAmount", "sum of the charges", extra)
    sums.check_sum(root, f"{_TOTALS}/TaxExclusiveAmount", "total without tax", [*nets, *own])
    sums.check_sum(root, f"{_TOTALS}/TaxInclusiveAmount", "total with tax", [*nets, *own, *taxes])
