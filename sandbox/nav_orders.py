"""Purchase orders and their lines: the rules of nav reference 4.9, 4.10 and 5.7, the two-PATCH quantity rule above all."""

from __future__ import annotations

import uuid
from decimal import Decimal

from sandbox.nav_amounts import ZERO, number, plain
from sandbox.nav_desk import Desk, Values
from sandbox.nav_documents import (
    AMOUNT_FIELDS,
    check_vendor,
    find_vendor,
    header_of,
    next_sequence,
    price,
    put_codes,
    put_company_as_ship_to,
    put_object,
    put_vendor,
    retotal,
    validate_dates,
)
from sandbox.nav_errors import dialog, test_field
from sandbox.nav_posting import receive_and_invoice
from sandbox.nav_quantities import (
    PAGE_STATUS,
    delete_order,
    derive_invoice_quantity,
    outstanding,
    reset_quantities,
    set_status,
)
from sandbox.store import Record

_FIXED_WHEN_RELEASED = AMOUNT_FIELDS | {
    "lineType", "itemId", "accountId", "lineObjectNumber", "unitOfMeasureCode", "unitOfMeasureId", "locationId",
}  # fmt: skip
_HEADER_FIXED = frozenset({"vendorId", "vendorNumber", "payToVendorId", "payToVendorNumber", "currencyCode"})


def check_draft(order: Record) -> None:
    """TestStatusOpen: what a released order does not allow."""
    if order["status"] != "Draft":
        status = PAGE_STATUS[order["status"]]
        raise test_field(
            "Status must be equal to 'Open'  in Purchase Header: "
            f"Document Type=Order, No.={order['number']}. Current value is '{status}'."
        )


class OrderDesk(Desk):
    """Headers; what page 50 shows beyond API v2.0 (Vendor_Invoice_No ...) lives in the same record."""

    def create(self, values: Values, parent: Record | None) -> Record:
        vendor = find_vendor(self.books, values)
        check_vendor(vendor, "create")
        today = self.books.today()
        order: Record = {
            "id": str(uuid.uuid4()),
            "documentType": "Order",
            "number": self.books.number("order"),
            "orderDate": today,
            "postingDate": today,
            "discountAppliedBeforeTax": True,
            "fullyReceived": False,
        }
        set_status(order, "Draft")
        if values.get("currencyCode") is not None:
            order["currencyCode"] = values["currencyCode"]
        put_vendor(order, vendor)
        order.update({name: value for name, value in values.items() if name not in _HEADER_FIXED})
        put_company_as_ship_to(self.books, order)
        terms = self.books.table("paymentTerms").get(str(order["paymentTermsId"])) or {}
        order["paymentTermsCode"] = terms.get("code", "")
        order["headerOrderDate"] = order["orderDate"]
        validate_dates(self.books, order, {*values, "orderDate"}, "orderDate")
        retotal(self.books, order, "purchaseOrderLines")
        return self.books.add("purchaseOrders", order)

    def change(self, record: Record, values: Values) -> Record:
        if _HEADER_FIXED & set(values):
            check_draft(record)
        if {"vendorId", "vendorNumber"} & set(values):
            put_vendor(record, find_vendor(self.books, values))
        stored = self.stored(values)
        record.update({name: value for name, value in stored.items() if name not in _HEADER_FIXED})
        validate_dates(self.books, record, stored, "orderDate")
        if "currencyCode" in stored:
            record["currencyCode"] = stored["currencyCode"]
        if "discountAmount" in values:
            check_draft(record)
            retotal(self.books, record, "purchaseOrderLines")
        return self.books.save("purchaseOrders", record)

    def remove(self, record: Record) -> None:
        lines = self.books.table("purchaseOrderLines").find(documentId=record["id"])
        if any(number(line, "receivedQuantity") != number(line, "invoicedQuantity") for line in lines):
            raise test_field("Qty. Rcd. Not Invoiced must be equal to '0'  in Purchase Line.")
        delete_order(self.books, record)

    def act(self, action: str, record: Record) -> None:
        receive_and_invoice(self.books, record)


class OrderLineDesk(Desk):
    """Lines; quantities to receive and to invoice follow the base table's triggers."""

    def create(self, values: Values, parent: Record | None) -> Record:
        order = header_of(self.books, "purchaseOrders", values, parent)
        check_draft(order)
        siblings = self.books.table("purchaseOrderLines").find(documentId=order["id"])
        line: Record = {
            "documentId": order["id"],
            "documentNumber": order["number"],
            "documentType": "Order",
            "sequence": values.get("sequence") or next_sequence(siblings),
            "receivedQuantity": ZERO,
            "invoicedQuantity": ZERO,
            "discountAppliedBeforeTax": True,
            "expectedReceiptDate": order.get("requestedReceiptDate"),
        }
        later = {"receiveQuantity", "invoiceQuantity"}
        line.update(
            {name: value for name, value in values.items() if name not in later and name != "documentId"}
        )
        put_object(self.books, order, line, values)
        line.setdefault("directUnitCost", ZERO)
        line.setdefault("quantity", ZERO)
        put_codes(self.books, line, values)
        price(order, line, values)
        reset_quantities(self.books, line)
        self._set_quantities(line, values)
        created = self.books.add("purchaseOrderLines", line)
        self._recalculate(order)
        return created

    def change(self, record: Record, values: Values) -> Record:
        order = self.books.need("purchaseOrders", record["documentId"], "Purchase Header")
        values = self.stored(values)
        if _FIXED_WHEN_RELEASED & set(values):
            check_draft(order)
        others = {
            name: value
            for name, value in values.items()
            if name not in {"receiveQuantity", "invoiceQuantity"}
        }
        record.update(others)
        if {"itemId", "accountId", "lineType"} & set(values):
            put_object(self.books, order, record, values)
        put_codes(self.books, record, values)
        if AMOUNT_FIELDS & set(values):
            price(order, record, values)
        if "quantity" in values:
            if number(record, "quantity") < number(record, "receivedQuantity"):
                raise test_field(
                    f"Quantity must not be less than {plain(number(record, 'receivedQuantity'))} in Purchase Line."
                )
            reset_quantities(self.books, record)
        self._set_quantities(record, values)
        saved = self.books.save("purchaseOrderLines", record)
        if AMOUNT_FIELDS & set(values):
            self._recalculate(order)
        elif not self.books.switches["modified_gaps"]:
            self.books.touch("purchaseOrders", order["id"])
        return saved

    def _set_quantities(self, line: Record, values: Values) -> None:
        """invoiceQuantity first, then receiveQuantity, which derives invoiceQuantity anew (nav reference 6.1 step 4)."""
        if "invoiceQuantity" in values:
            self._set_invoice(line, values["invoiceQuantity"])
        if "receiveQuantity" in values:
            self._set_receive(line, values["receiveQuantity"])
            derive_invoice_quantity(line)

    def _set_receive(self, line: Record, quantity: Decimal) -> None:
        self._check_type(line, quantity)
        location = self.books.table("locations").first(code=line.get("locationCode") or "-") or {}
        if quantity and location.get("requireReceive"):
            raise dialog(f"Warehouse Receive is required for Line No. = {line['sequence']}.")
        if quantity < 0 or quantity > outstanding(line):
            raise dialog(f"You cannot receive more than {plain(outstanding(line))} units.")
        line["receiveQuantity"] = quantity

    def _set_invoice(self, line: Record, quantity: Decimal) -> None:
        self._check_type(line, quantity)
        most = (
            number(line, "receivedQuantity")
            + number(line, "receiveQuantity")
            - number(line, "invoicedQuantity")
        )
        if quantity < 0 or quantity > most:
            raise dialog(f"You can't invoice more than {plain(most)} units.")
        line["invoiceQuantity"] = quantity

    def _check_type(self, line: Record, quantity: Decimal) -> None:
        if quantity and line["lineType"] == "Comment":
            raise test_field(
                f"Type must have a value in Purchase Line: Line No.={line['sequence']}. It cannot be zero or empty."
            )

    def remove(self, record: Record) -> None:
        order = self.books.need("purchaseOrders", record["documentId"], "Purchase Header")
        check_draft(order)
        if number(record, "receivedQuantity") != number(record, "invoicedQuantity"):
            raise test_field("Qty. Rcd. Not Invoiced must be equal to '0'  in Purchase Line.")
        self.books.table("purchaseOrderLines").delete(record["id"])
        self._recalculate(order)

    def _recalculate(self, order: Record) -> None:
        retotal(self.books, order, "purchaseOrderLines")
        self.books.save("purchaseOrders", order)
