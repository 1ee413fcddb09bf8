"""/_sandbox/orders and /invoices: what people at NAV's own screens do - create, change, release, invoice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Blueprint, Response

from sandbox.control import answer, body
from sandbox.nav_books import Books
from sandbox.nav_documents import price, retotal, validate_dates
from sandbox.nav_errors import NavError
from sandbox.nav_posting import receive_and_invoice
from sandbox.nav_quantities import delete_order, reset_quantities, set_status
from sandbox.seed_orders import add_line, make_invoice, make_order
from sandbox.store import Record, Store
from sandbox.switches import Switches

_LINE_NUMBERS = {"quantity": "quantity", "unit_cost": "directUnitCost", "discount_percent": "discountPercent"}
_LINE_TEXTS = {
    "expected_receipt_date": "expectedReceiptDate",
    "description": "description",
    "unit": "unitOfMeasureCode",
}
_HEADER = {
    "order_date": "orderDate", "requested_receipt_date": "requestedReceiptDate", "posting_date": "postingDate", "currency": "currencyCode",
}  # fmt: skip


class Screens:
    """The changes; an order is found by its number."""

    def __init__(self, books: Books) -> None:
        self.books = books

    def order(self, number: str) -> Record:
        order = self.books.table("purchaseOrders").first(number=number)
        if order is None:
            raise NavError(404, "Internal_RecordNotFound", f"no order {number}")
        return order

    def shown(self, order: Record) -> dict[str, Any]:
        lines = self.books.table("purchaseOrderLines").find(documentId=order["id"])
        lines.sort(key=lambda line: int(line["sequence"]))
        return {**order, "lines": lines}

    def change(self, number: str, wish: dict[str, Any]) -> dict[str, Any]:
        """Change header fields and lines (``lines: [{sequence, quantity ...}]``) as a buyer who reopens the order does."""
        with self.books.store.lock:
            order = self.order(number)
            for name, value in wish.items():
                if name not in {"lines", "status"}:
                    field = _HEADER.get(name, name)
                    order[field] = value
                    validate_dates(self.books, order, (field,), "orderDate")
            if wish.get("status"):
                set_status(order, wish["status"])
            self.books.save("purchaseOrders", order)
            for line in wish.get("lines", ()):
                self._change_line(order, line)
            order = retotal(self.books, self.order(number), "purchaseOrderLines")
            return self.shown(self.books.save("purchaseOrders", order))

    def _change_line(self, order: Record, wish: dict[str, Any]) -> None:
        lines = self.books.table("purchaseOrderLines")
        line = lines.first(documentId=order["id"], sequence=int(wish.get("sequence", 0)))
        if line is None:
            set_status_before = order["status"]
            self.books.save("purchaseOrders", order | {"status": "Draft"})
            add_line(self.books, order["id"], wish)
            fresh = self.order(order["number"])
            set_status(fresh, set_status_before)
            self.books.save("purchaseOrders", fresh)
            return
        if wish.get("delete"):
            lines.delete(line["id"])
            return
        for name, value in wish.items():
            if name in _LINE_NUMBERS:
                line[_LINE_NUMBERS[name]] = Decimal(str(value))
            elif name != "sequence":
                line[_LINE_TEXTS.get(name, name)] = value
        price(order, line, {})
        reset_quantities(self.books, line)
        self.books.save("purchaseOrderLines", line)

    def release(self, number: str) -> dict[str, Any]:
        with self.books.store.lock:
            order = self.order(number)
            set_status(order, "Open")
            return self.shown(self.books.save("purchaseOrders", order))

    def post(self, number: str, wish: dict[str, Any]) -> dict[str, Any]:
        """Post as a person does: ``receive`` and ``invoice`` map a line's sequence to a quantity; others stay at 0."""
        with self.books.store.lock:
            order = self.order(number)
            order.update(
                {name: wish[name] for name in ("vendorInvoiceNo", "vendorShipmentNo") if name in wish}
            )
            self.books.save("purchaseOrders", order)
            for line in self.books.table("purchaseOrderLines").find(documentId=order["id"]):
                sequence = str(line["sequence"])
                line["receiveQuantity"] = Decimal(str((wish.get("receive") or {}).get(sequence, 0)))
                line["invoiceQuantity"] = Decimal(str((wish.get("invoice") or {}).get(sequence, 0)))
                self.books.save("purchaseOrderLines", line)
            receive_and_invoice(self.books, order)
            left = self.books.table("purchaseOrders").get(order["id"])
            return self.shown(left) if left else {"number": number, "deleted": True}

    def delete(self, number: str) -> None:
        with self.books.store.lock:
            delete_order(self.books, self.order(number))


def _add_refusals(routes: Blueprint) -> None:
    @routes.errorhandler(NavError)
    def refuse(error: NavError) -> Response:
        return answer({"error": error.message, "code": error.code}, error.status)

    @routes.errorhandler(ValueError)
    def refuse_value(error: ValueError) -> Response:
        return answer({"error": str(error)}, 400)

    @routes.errorhandler(KeyError)
    def refuse_key(error: KeyError) -> Response:
        return answer({"error": f"missing {error}"}, 400)


def blueprint(store: Store, switches: Switches) -> Blueprint:
    """Return the routes."""
    routes = Blueprint("control_orders", __name__, url_prefix="/_sandbox")
    books = Books(store, switches)
    screens = Screens(books)

    @routes.post("/orders")
    def create() -> Response:
        with store.lock:
            return answer(screens.shown(make_order(books, body())), 201)

    @routes.get("/orders")
    def listed() -> Response:
        with store.lock:
            return answer([screens.shown(order) for order in store.table("purchaseOrders").values()])

    @routes.get("/orders/<number>")
    def shown(number: str) -> Response:
        with store.lock:
            return answer(screens.shown(screens.order(number)))

    @routes.patch("/orders/<number>")
    def change(number: str) -> Response:
        return answer(screens.change(number, body()))

    @routes.delete("/orders/<number>")
    def delete(number: str) -> Response:
        screens.delete(number)
        return answer({})

    @routes.post("/orders/<number>/release")
    def release(number: str) -> Response:
        return answer(screens.release(number))

    @routes.post("/orders/<number>/post")
    def post(number: str) -> Response:
        return answer(screens.post(number, body()))

    @routes.post("/invoices")
    def invoice() -> Response:
        return answer(make_invoice(books, body()), 201)

    _add_refusals(routes)
    return routes
