"""Posting of purchase orders: receive, invoice or both, all or nothing (nav reference 6.1, 6.3, 6.5, 8.2)."""

from __future__ import annotations

from decimal import Decimal

from sandbox.faults import PHANTOM_CODE, phantom_text
from sandbox.nav_amounts import ZERO, number, plain, price_line, share
from sandbox.nav_books import Books
from sandbox.nav_documents import check_item, check_vendor, due_on
from sandbox.nav_errors import EXTERNAL_NUMBER_MISSING, NOTHING_TO_POST, NavError, dialog
from sandbox.nav_ledger import (
    ACCRUAL_INTERIM,
    INVENTORY,
    INVENTORY_INTERIM,
    TAX,
    Voucher,
    copy_dimensions,
    external_number_used,
)
from sandbox.nav_model import ZERO_GUID
from sandbox.nav_quantities import delete_order, is_complete, outstanding, reset_quantities
from sandbox.nav_values import money
from sandbox.store import Record

_NUMBER_FIELDS = {"Invoice": "Vendor Invoice No.", "Credit Memo": "Vendor Cr. Memo No."}
_NOT_COPIED = frozenset(
    {"id", "_version", "lastModifiedDateTime", "status", "pageStatus", "fullyReceived", "_postings"}
)


def receive_and_invoice(books: Books, order: Record) -> None:
    """Post an order as its lines say; raises the phantom 400 of versions 19 to 23 after a receive-only posting."""
    lines = books.table("purchaseOrderLines").find(documentId=order["id"])
    lines.sort(key=lambda line: int(line["sequence"]))
    receiving = [line for line in lines if number(line, "receiveQuantity")]
    invoicing = [line for line in lines if number(line, "invoiceQuantity")]
    _check(books, order, lines, receiving, invoicing)
    if books.switches["post_with_job_queue"]:
        return  # 204 says no more than that a job was put into the queue
    if receiving:
        _post_receipt(books, order, lines)
    if invoicing:
        _post_invoice(books, order, lines)
    for line in lines:
        line["receivedQuantity"] = number(line, "receivedQuantity") + number(line, "receiveQuantity")
        line["invoicedQuantity"] = number(line, "invoicedQuantity") + number(line, "invoiceQuantity")
        reset_quantities(books, line)
        books.save("purchaseOrderLines", line)
    _finish(books, order, lines)
    if receiving and not invoicing and int(books.switches["nav_version"]) < 24:
        raise NavError(400, PHANTOM_CODE, phantom_text(order["number"]), keep=True)


def _check(
    books: Books, order: Record, lines: list[Record], receiving: list[Record], invoicing: list[Record]
) -> None:
    if order["status"] == "In Review":
        number_ = order["number"]
        raise dialog(
            f"Purchase Order {number_} must be approved and released before you can perform this action."
        )
    check_vendor(books.need("vendors", order["vendorId"], "Vendor"), "post")
    check_posting_date(books, order, "Order")
    if not receiving and not invoicing:
        raise dialog(NOTHING_TO_POST)
    for line in lines:
        _check_line(books, line)
    if invoicing:
        check_external_number(books, order["payToVendorNumber"], str(order.get("vendorInvoiceNo") or ""))


def check_posting_date(books: Books, document: Record, kind: str) -> None:
    if not books.posting_date_allowed(document["postingDate"]):
        raise dialog(
            "Posting Date is not within your range of allowed posting dates in "
            f"Purchase Header Document Type='{kind}',No.='{document['number']}'."
        )


def check_external_number(books: Books, vendor_number: str, external: str, *, kind: str = "Invoice") -> None:
    """Refuse a document without the vendor's number (where it is mandatory) or with one used before for its type."""
    if not external and books.switches["ext_doc_no_mandatory"]:
        raise dialog(EXTERNAL_NUMBER_MISSING.replace("Vendor Invoice No.", _NUMBER_FIELDS[kind]))
    if external and external_number_used(books, vendor_number, external, kind=kind):
        raise dialog(f"Purchase {kind} {external} already exists for this vendor.")


def _check_line(books: Books, line: Record) -> None:
    receive, invoice = number(line, "receiveQuantity"), number(line, "invoiceQuantity")
    if not receive and not invoice:
        return
    if receive > outstanding(line):
        raise dialog(f"You cannot receive more than {plain(outstanding(line))} units.")
    most = number(line, "receivedQuantity") + receive - number(line, "invoicedQuantity")
    if invoice > most:
        raise dialog(f"You can't invoice more than {plain(most)} units.")
    if line["lineType"] == "Item":
        check_item(books.table("items").first(number=line["lineObjectNumber"]) or {})


def _post_receipt(books: Books, order: Record, lines: list[Record]) -> None:
    receipt = {name: value for name, value in order.items() if name not in _NOT_COPIED}
    receipt.update(
        number=books.number("receipt"),
        orderNumber=order["number"],
        orderId=order["id"],
        invoiceDate=order["orderDate"],
        documentType="Receipt",
    )
    receipt = books.add("purchaseReceipts", receipt)
    copy_dimensions(books, books.dimension_set(order["id"]), receipt["id"], "Purchase Receipt")
    voucher = Voucher(
        books,
        receipt["number"],
        order["postingDate"],
        external=str(order.get("vendorShipmentNo") or ""),
        description=f"Receipt {order['number']}",
        vendor_number=order["vendorNumber"],
    )
    for line in lines:
        _receive_line(books, order, line, receipt, voucher)
    voucher.check_balance()


def _receive_line(books: Books, order: Record, line: Record, receipt: Record, voucher: Voucher) -> None:
    """Every line of the order stands on the receipt, those not received with quantity 0."""
    quantity = number(line, "receiveQuantity")
    copied = {name: value for name, value in line.items() if name not in _NOT_COPIED}
    kinds = {"Comment": " ", "Account": "G/L Account", "Charge": "Charge (Item)"}
    copied.update(
        documentId=receipt["id"],
        documentNumber=receipt["number"],
        documentType="Receipt",
        lineType=kinds.get(line["lineType"], line["lineType"]),
        unitCost=number(line, "directUnitCost"),
        quantity=quantity,
        orderNumber=order["number"],
        orderLineNumber=line["sequence"],
    )
    added = books.add("purchaseReceiptLines", copied)
    copy_dimensions(books, books.dimension_set(line["id"]), added["id"], "Purchase Receipt Line")
    if not quantity or line["lineType"] != "Item":
        return
    voucher.item(line, quantity, ZERO, "Purchase Receipt")
    if books.switches["expected_cost_posting"]:
        inclusive = bool(order.get("pricesIncludeTax"))
        cost = share(line, quantity, prices_include_tax=inclusive).net
        voucher.gl(INVENTORY_INTERIM, cost)
        voucher.gl(ACCRUAL_INTERIM, -cost)


def _post_invoice(books: Books, order: Record, lines: list[Record]) -> None:
    invoice = {name: value for name, value in order.items() if name not in _NOT_COPIED}
    invoice.update(
        number=books.number("posted_invoice"),
        documentType="Invoice",
        orderNumber=order["number"],
        orderId=order["id"],
        invoiceDate=order["orderDate"],
        vendorInvoiceNumber=str(order.get("vendorInvoiceNo") or ""),
        dueDate=order.get("dueDate") or due_on(books, order, order["orderDate"]),
        discountAmount=ZERO,
        status="Open",
    )
    invoice = books.add("purchaseInvoices", invoice)
    copy_dimensions(books, books.dimension_set(order["id"]), invoice["id"], "Purchase Invoice")
    posted = [_invoice_line(books, order, line, invoice) for line in lines]
    invoice["totalAmountExcludingTax"] = sum((number(line, "netAmount") for line in posted), ZERO)
    invoice["totalTaxAmount"] = sum((number(line, "netTaxAmount") for line in posted), ZERO)
    invoice["totalAmountIncludingTax"] = invoice["totalAmountExcludingTax"] + invoice["totalTaxAmount"]
    books.save("purchaseInvoices", invoice)
    post_invoice_entries(books, invoice, posted, reverse_interim=True)


def _invoice_line(books: Books, order: Record, line: Record, invoice: Record) -> Record:
    quantity = number(line, "invoiceQuantity")
    inclusive = bool(order.get("pricesIncludeTax"))
    part = share(line, quantity, prices_include_tax=inclusive)
    copied = {
        name: value for name, value in line.items() if name not in _NOT_COPIED and name != "directUnitCost"
    }
    copied.update(
        documentId=invoice["id"],
        documentNumber=invoice["number"],
        documentType="Invoice",
        unitCost=number(line, "directUnitCost"),
        quantity=quantity,
        invoiceDiscountAllocation=ZERO,
        discountAmount=_discount(line, quantity),
    )
    price_line(copied, prices_include_tax=inclusive)
    copied.update(netAmount=part.net, netTaxAmount=part.tax, netAmountIncludingTax=part.gross)
    added = books.add("purchaseInvoiceLines", copied)
    copy_dimensions(books, books.dimension_set(line["id"]), added["id"], "Purchase Invoice Line")
    return added


def _discount(line: Record, quantity: Decimal) -> Decimal:
    if quantity == number(line, "quantity"):
        return number(line, "discountAmount")
    return money(money(quantity * number(line, "directUnitCost")) * number(line, "discountPercent") / 100)


def post_invoice_entries(
    books: Books,
    invoice: Record,
    lines: list[Record],
    *,
    reverse_interim: bool,
    kind: str = "Invoice",
    sign: int = 1,
) -> None:
    """Write the ledger entries of a posted invoice: cost and tax against the vendor, interim accounts back; with sign -1
    those of a credit memo."""
    number_field = "vendorInvoiceNumber" if kind == "Invoice" else "vendorCreditMemoNumber"
    voucher = Voucher(
        books,
        invoice["number"],
        invoice["postingDate"],
        kind=kind,
        external=invoice[number_field],
        description=f"{kind} {invoice.get('orderNumber') or invoice['number']}",
        vendor_number=invoice["payToVendorNumber"],
    )
    for line in lines:
        net = sign * number(line, "netAmount")
        dimensions = tuple(books.dimension_set(line["id"]))
        is_item = line["lineType"] == "Item"
        voucher.gl(
            INVENTORY if is_item else line.get("lineObjectNumber") or INVENTORY, net, dimensions=dimensions
        )
        if is_item and reverse_interim and books.switches["expected_cost_posting"]:
            voucher.gl(INVENTORY_INTERIM, -net)
            voucher.gl(ACCRUAL_INTERIM, net)
    voucher.gl(TAX, sign * number(invoice, "totalTaxAmount"), "Purchase tax")
    vendor = books.vendor(invoice["payToVendorNumber"]) or {
        "id": ZERO_GUID,
        "number": invoice["payToVendorNumber"],
    }
    voucher.vendor(
        vendor,
        -sign * number(invoice, "totalAmountIncludingTax"),
        due_date=str(invoice.get("dueDate") or ""),
        currency=str(invoice.get("currencyCode") or ""),
    )
    voucher.check_balance()


def _finish(books: Books, order: Record, lines: list[Record]) -> None:
    """Delete an order that is received and invoiced whole; else bring its header up to date."""
    if is_complete(lines):
        delete_order(books, order)
        return
    order["fullyReceived"] = all(not outstanding(line) for line in lines)
    # NAV writes the last receiving and posting numbers into the header: a change of its own
    order["_postings"] = int(order.get("_postings", 0)) + 1
    books.save("purchaseOrders", order)
