"""Purchase orders, their quantities, their stamp and their posted receipts (nav reference 4.9 to 4.12, 6.1, 9.3)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from connectors.nav import queries, wire
from connectors.nav.api import NavApi
from connectors.nav.odata import every, guid
from connectors.nav.pages import PageNames
from edi.nav_records import Order, OrderHeader, OrderLine, Receipt


class Orders(NavApi):
    """Reads orders, sets what the next posting receives and invoices, and posts."""

    page_names: PageNames

    def orders(self, changed_since: datetime | None = None, status: str | None = None) -> Iterator[Order]:
        """Yield orders with their lines: all, those changed since, those of a status (its caption, e.g. Open)."""
        where = every(queries.changed(changed_since), queries.status(status))
        return self._rows(self.url("purchaseOrders"), wire.order, where=where, expand=wire.ORDER_LINES)

    def order(self, number: str) -> Order | None:
        """Return one order with its lines, fresh; None when NAV has none of that number (deleted, or completed)."""
        return self._one(
            self.url("purchaseOrders"), wire.order, where=queries.by_number(number), expand=wire.ORDER_LINES
        )

    def order_by_id(self, nav_id: str) -> Order | None:
        """Return one order with its lines, fresh; None when it is gone."""
        return self._by_id("purchaseOrders", nav_id, wire.order, expand=wire.ORDER_LINES)

    def set_receive_quantity(self, line: OrderLine, quantity: Decimal) -> OrderLine:
        """Set Qty. to Receive in the line's unit; NAV re-derives Qty. to Invoice. Raises Stale, Rejected (over-receipt)."""
        return self._change(
            self._order_line(line), line.etag, wire.receive_quantity(quantity), wire.order_line
        )

    def set_invoice_quantity(self, line: OrderLine, quantity: Decimal) -> OrderLine:
        """Set Qty. to Invoice in the line's unit. Raises Stale, Rejected."""
        return self._change(
            self._order_line(line), line.etag, wire.invoice_quantity(quantity), wire.order_line
        )

    def receive_and_invoice(self, order_id: str) -> None:
        """Post what is to be received and invoiced. Whether it was done, the read-back says: versions 19 to 23 answer 400
        (Rejected, code Internal_DataNotFoundFilter) after a receipt that was posted (nav reference 6.3)."""
        self._act(self.url(f"purchaseOrders({guid(order_id)})"), "receiveAndInvoice")

    def order_header(self, number: str) -> OrderHeader | None:
        """Return page 50 of an order, fresh. Raises Rejected where the page is not published."""
        return self._one(
            self.page(self.page_names.order), wire.order_header, where=queries.order_page(number)
        )

    def stamp_order(
        self,
        number: str,
        etag: str,
        *,
        vendor_shipment_number: str | None = None,
        vendor_invoice_number: str | None = None,
        posting_on: date | None = None,
    ) -> OrderHeader:
        """Write our reference or the posting date on page 50; None leaves a field, '' empties it. Raises Stale."""
        fields = wire.order_header_fields(vendor_shipment_number, vendor_invoice_number, posting_on)
        return self._change(self._order_page(number), etag, fields, wire.order_header)

    def set_due_date(self, number: str, etag: str, due_on: date) -> OrderHeader:
        """Write the due date on page 50, after the dates that NAV counts it from. Raises Stale."""
        fields = {"Due_Date": due_on.isoformat()}
        return self._change(self._order_page(number), etag, fields, wire.order_header)

    def set_posting_date(self, order: Order, posting_on: date) -> Order:
        """Write the posting date through API v2.0, which every site has. NAV moves the document date with it, and the due
        date with that. Raises Stale, Rejected."""
        return self._date(order, "postingDate", posting_on)

    def set_document_date(self, order: Order, document_on: date) -> Order:
        """Write the document date (orderDate, nav reference 4.9); NAV counts the due date from it. Raises Stale, Rejected."""
        return self._date(order, "orderDate", document_on)

    def _date(self, order: Order, name: str, day: date) -> Order:
        url = self.url(f"purchaseOrders({guid(order.nav_id)})")
        return self._change(url, order.etag, {name: day.isoformat()}, wire.order)

    def receipts(self, order_number: str) -> list[Receipt]:
        """Return the posted receipts of an order with their lines, fresh."""
        return list(
            self._rows(
                self.url("purchaseReceipts"),
                wire.receipt,
                where=queries.of_order(order_number),
                expand=wire.RECEIPT_LINES,
                fresh=True,
            )
        )

    def receipts_by_shipment(self, order_number: str, vendor_shipment_number: str) -> list[Receipt]:
        """Return the posted receipts that carry our stamp (page 136), with lines from API v2.0, fresh."""
        stamped = list(
            self._rows(
                self.page(self.page_names.receipt),
                wire.receipt_page,
                where=queries.receipt_page(order_number, vendor_shipment_number),
                fresh=True,
            )
        )
        if not stamped:
            return []
        whole = {receipt.number: receipt for receipt in self.receipts(order_number)}
        return [
            dataclasses.replace(
                whole.get(receipt.number, receipt), vendor_shipment_number=receipt.vendor_shipment_number
            )
            for receipt in stamped
        ]

    def _order_page(self, number: str) -> str:
        return self.page(self.page_names.order, queries.order_page_key(number))

    def _order_line(self, line: OrderLine) -> str:
        return self.url(f"purchaseOrderLines({guid(line.nav_id)})")
