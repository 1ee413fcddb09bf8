"""cXML 1.2 InvoiceDetailRequest: the invoice of Ariba and Coupa, with its summary checked against its lines."""

from __future__ import annotations

from decimal import Decimal

from edi.documents import Charge, Invoice, InvoiceLine, Tax, Terms
from edi.errors import InvalidContent
from edi.mapping.units import unit_of_international
from edi.read_sets import Ids
from edi.x12.elements import round_cents
from edi.xml import codes, sums
from edi.xml.cxml_parts import contacts, credentials, money, order_number, product_ids
from edi.xml.tree import Node

_REQUEST = "Request/InvoiceDetailRequest"
_CREDITS = frozenset({"creditMemo", "lineLevelCreditMemo", "separateCreditMemo"})
_BOOKED = frozenset({"", "standard", *_CREDITS})
# amounts of the summary that are charges of the invoice: SAC02 and name
_EXTRAS = {"SpecialHandlingAmount": ("D500", "Special handling"), "ShippingAmount": ("D240", "Shipping")}


def read_invoice(root: Node) -> tuple[Invoice, Ids, Ids]:
    """An InvoiceDetailRequest, the ids of its sender and of its receiver; what is wrong is in the root's problems. Raises
    InvalidContent without header, summary, date or any amount.

    Taxes, shipping and discounts are said in the summary; at lines they are parts of these, for information."""
    request = root.find(_REQUEST)
    head = request.find("InvoiceDetailRequestHeader") if request else None
    summary = request.find("InvoiceDetailSummary") if request else None
    if request is None or head is None or summary is None:
        raise InvalidContent("The invoice has no header or no summary.", place=_REQUEST)
    _check_purpose(head)
    invoiced_on = head.attribute_day("invoiceDate", "invoice date")
    if invoiced_on is None:
        raise InvalidContent(
            "The invoice date is missing or cannot be read.", place=f"{head.place}/@invoiceDate"
        )
    number = head.attribute("invoiceID")
    if not number:
        head.report("content_invalid", "The invoice number is missing.", "@invoiceID")
    pairs = _lines(request)
    lines = tuple(line for _, line in pairs)
    orders = {line.order_number for line in lines}
    charges, taxes = _charges(summary), _taxes(summary)
    deposit, due = money(summary, "DepositAmount", "deposit"), money(summary, "DueAmount", "amount due")
    invoice = Invoice(
        number=number,
        invoiced_on=invoiced_on,
        lines=lines,
        total=_total(summary, charges, taxes),
        order_number=orders.pop() if len(orders) == 1 else "",
        type_code="CR" if head.attribute("purpose") in _CREDITS else "DI",
        currency=sums.one_currency(
            "", [*_amounts(summary), *(money for line, _ in pairs for money in _amounts(line))], "currency"
        ),
        parties=contacts([*head.all("InvoicePartner/Contact"), *head.all("InvoiceDetailShipping/Contact")]),
        terms=_terms(head),
        charges=charges,
        taxes=taxes,
        notes=(
            *(node.content for node in head.all("Comments") if node.content),
            *sums.prepaid_note(deposit, due),
        ),
    )
    sums.check_sum(summary, "SubtotalAmount/Money", "sum of the lines", [line.amount for line in lines])
    sums.check(
        root,
        invoice,
        [node for node, _ in pairs],
        "Request/InvoiceDetailRequest/InvoiceDetailSummary/NetAmount",
    )
    return invoice, credentials(root, "From"), credentials(root, "To")


def _check_purpose(head: Node) -> None:
    """What is no invoice to be booked waits for a person."""
    purpose = head.attribute("purpose")
    if purpose not in _BOOKED:
        text = (
            f"An invoice of purpose {purpose[:30]} is not booked by itself. Book it by hand, then discard it."
        )
        head.report("content_invalid", text, "@purpose")
    if head.attribute("operation") == "delete":
        text = "The document cancels an invoice sent before. Settle it in NAV by hand, then discard it."
        head.report("content_invalid", text, "@operation")
    if head.attribute("isInformationOnly") == "yes":
        head.report(
            "content_invalid", "The invoice is for information only. Discard it.", "@isInformationOnly"
        )


def _amounts(node: Node) -> list[Node]:
    """Every amount said directly under the parts of an element."""
    return node.all("NetAmount/Money") + [money for part in node.children() for money in part.named("Money")]


def _terms(head: Node) -> Terms | None:
    """The net days, and the discount days where the terms give one (a negative or a plain percentage)."""
    net = discount = None
    percent = None
    for node in head.all("PaymentTerm"):
        days = node.attribute_decimal("payInNumberOfDays", "days to pay")
        rate = node.find("Discount/DiscountPercent")
        value = rate.attribute_decimal("percent", "discount percentage") if rate else None
        if value:
            discount, percent = days, abs(value)
        else:
            net = days
    if net is None and discount is None:
        return None
    return Terms(
        discount_percent=percent,
        discount_days=int(discount) if discount is not None else None,
        net_days=int(net) if net is not None else None,
    )


# -- lines ----------------------------------------------------------------------------------------------------------


def _lines(request: Node) -> list[tuple[Node, InvoiceLine]]:
    found = []
    for order in request.all("InvoiceDetailOrder"):
        number = order_number(order.find("InvoiceDetailOrderInfo"))
        for node in order.children():
            if node.name == "InvoiceDetailItem":
                line = _line(node, number)
                found += [(node, line)] if line else []
            elif node.name == "InvoiceDetailServiceItem":
                node.report(
                    "content_invalid", "A service item cannot be matched with an order line. Book it by hand."
                )
    for node in request.all("InvoiceDetailHeaderOrder"):
        node.report(
            "content_invalid", "The invoice sums up an order without its lines. Ask for one with lines."
        )
    return found


def _line(node: Node, order: str) -> InvoiceLine | None:
    quantity = node.attribute_decimal("quantity", "invoiced quantity")
    price = money(node, "UnitPrice", "price")
    stated = money(node, "SubtotalAmount", "amount of the line")
    if quantity is None or price is None:
        node.report("content_invalid", "The line has no quantity or no price.")
        return None
    basis_node = node.find("PriceBasisQuantity")
    base = basis_node.attribute_decimal("quantity", "quantity that the price is for") if basis_node else None
    price, basis = sums.per_unit(price, base)
    reference = node.find("InvoiceDetailItemReference")
    return InvoiceLine(
        line_number=(reference.attribute("lineNumber") if reference else "")
        or node.attribute("invoiceLineNumber"),
        quantity=quantity,
        unit=unit_of_international(node.text("UnitOfMeasure")),
        price=price,
        amount=_amount(node, quantity * price, basis, stated),
        price_basis=basis,
        product_ids=product_ids(reference),
        description=reference.text("Description") if reference else "",
        order_number=order,
        charges=_line_charges(node),
        taxes=_line_taxes(node),
    )


def _amount(node: Node, product: Decimal, basis: str, stated: Decimal | None) -> Decimal:
    if stated is not None:
        return stated
    if basis or node.find("PriceBasisQuantity"):
        node.report("content_invalid", "The line has no subtotal.", "SubtotalAmount")
    return round_cents(product)


def _line_charges(node: Node) -> tuple[Charge, ...]:
    found = []
    for path, code in (("InvoiceDetailLineShipping", "D240"), ("InvoiceDetailLineSpecialHandling", "D500")):
        amount = money(node, path, "charge of the line")
        found += [Charge(amount, code, in_total=False)] if amount else []
    discount = money(node, "InvoiceDetailDiscount", "discount of the line")
    return (*found, *([Charge(-discount, "C310", in_total=False)] if discount else []))


def _line_taxes(node: Node) -> tuple[Tax, ...]:
    amount = money(node, "Tax", "tax of the line")
    return (Tax(amount, in_total=False),) if amount else ()


# -- summary --------------------------------------------------------------------------------------------------------


def _total(summary: Node, charges: tuple[Charge, ...], taxes: tuple[Tax, ...]) -> Decimal:
    """The net amount. Some leave it empty: then the parts that the summary states make it, under a warning."""
    if summary.text("NetAmount/Money"):
        return summary.must_decimal("NetAmount/Money", "net amount")
    lines = summary.must_decimal("SubtotalAmount/Money", "sum of the lines")
    total = lines + sums.signed(charges) + sum((tax.amount for tax in taxes), Decimal(0))
    text = f"The net amount is not given; the parts of the summary make {total}."
    summary.report("content_invalid", text, "NetAmount", "warning")
    return total


def _charges(summary: Node) -> tuple[Charge, ...]:
    found = []
    for path, (code, name) in _EXTRAS.items():
        amount = money(summary, path, name.lower())
        found += [Charge(amount, code, name)] if amount else []
    discount = money(summary, "InvoiceDetailDiscount", "discount")
    found += [Charge(-discount, "C310", "Discount")] if discount else []
    for node in summary.all("InvoiceHeaderModifications/Modification"):
        detail = node.find("ModificationDetail")
        described = detail.attribute("name") if detail else ""
        cost = money(node, "AdditionalCost", "additional cost")
        deduction = money(node, "AdditionalDeduction/DeductionAmount", "deduction")
        found += [Charge(cost, description=described)] if cost else []
        found += [Charge(-deduction, description=described)] if deduction else []
    return tuple(found)


def _taxes(summary: Node) -> tuple[Tax, ...]:
    """The tax of the invoice, by its details where these make it up."""
    total = money(summary, "Tax", "tax")
    details = []
    for node in summary.all("Tax/TaxDetail"):
        amount = money(node, "TaxAmount", "tax")
        if amount:
            percent = node.attribute_decimal("percentageRate", "tax percentage")
            category = node.attribute("category")
            details.append(Tax(amount, codes.tax_code("" if category == "tax" else category), percent))
    if details and total is not None and sum((tax.amount for tax in details), Decimal(0)) != total:
        return sums.taxes_of((), total)
    return sums.taxes_of(details, total)
