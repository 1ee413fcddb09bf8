"""Quantities of order lines: what is outstanding, what is proposed to be received and invoiced next (nav 4.10)."""

from __future__ import annotations

from decimal import Decimal

from sandbox.nav_amounts import ZERO, number
from sandbox.nav_books import Books
from sandbox.store import Record

PAGE_STATUS = {"Draft": "Open", "Open": "Released", "In Review": "Pending Approval"}


def set_status(order: Record, status: str) -> None:
    """Set the status under both names: API v2.0 calls Draft, In Review and Open what page 50 calls Open ... Released."""
    order.update(status=status, pageStatus=PAGE_STATUS[status])


def outstanding(line: Record) -> Decimal:
    return number(line, "quantity") - number(line, "receivedQuantity")


def reset_quantities(books: Books, line: Record) -> None:
    """InitQtyToReceive and InitQtyToInvoice: what a line proposes to receive and to invoice next."""
    by_location = books.table("locations").first(code=line.get("locationCode") or "-") or {}
    blank = books.switches["default_qty_to_receive"] == "Blank" or by_location.get("requireReceive")
    line["receiveQuantity"] = ZERO if blank or line["lineType"] == "Comment" else outstanding(line)
    derive_invoice_quantity(line)


def derive_invoice_quantity(line: Record) -> None:
    line["invoiceQuantity"] = (
        number(line, "receivedQuantity") + number(line, "receiveQuantity") - number(line, "invoicedQuantity")
    )


def delete_order(books: Books, order: Record) -> None:
    for line in books.table("purchaseOrderLines").find(documentId=order["id"]):
        books.table("purchaseOrderLines").delete(line["id"])
    books.table("purchaseOrders").delete(order["id"])


def is_complete(lines: list[Record]) -> bool:
    """Tell whether an order's lines are all received and invoiced, so that posting deletes it."""
    return all(
        number(line, "quantity") == number(line, "receivedQuantity") == number(line, "invoicedQuantity")
        for line in lines
    )
