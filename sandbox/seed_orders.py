"""Documents of the seed: released orders, drafts, posted invoices; made through the same desks as requests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sandbox.nav_books import Books
from sandbox.nav_invoices import InvoiceDesk, InvoiceLineDesk
from sandbox.nav_orders import OrderDesk, OrderLineDesk
from sandbox.nav_posting import receive_and_invoice
from sandbox.nav_quantities import set_status
from sandbox.nav_schema_documents import INVOICE_LINES, INVOICES, ORDER_LINES, ORDERS
from sandbox.seed import BLOCKED_VENDOR, Size, stable_id
from sandbox.store import Record

HEADER_FIELDS = ("orderDate", "postingDate", "requestedReceiptDate", "currencyCode", "pricesIncludeTax", "purchaser", "shipToName",
                 "shipToContact", "shipToAddressLine1", "shipToAddressLine2", "shipToCity", "shipToState", "shipToPostCode", "shipToCountry")  # fmt: skip


def make_order(books: Books, wish: dict[str, Any]) -> Record:
    """Create an order from ``{vendor_number, lines: [{item_number, quantity, unit_cost, unit, location ...}], status}``."""
    header = {"vendorNumber": wish["vendor_number"]}
    for snake, name in (("order_date", "orderDate"), ("requested_receipt_date", "requestedReceiptDate"), ("currency", "currencyCode"), ("posting_date", "postingDate")):  # fmt: skip
        if wish.get(snake):
            header[name] = wish[snake]
    header.update({name: wish[name] for name in HEADER_FIELDS if name in wish})
    if header.get("currencyCode") == "USD":
        header["currencyCode"] = ""
    with books.store.lock:
        order = OrderDesk(books, ORDERS).create(header, None)
        for line in wish.get("lines", ()):
            add_line(books, order["id"], line)
        order = books.need("purchaseOrders", order["id"])
        set_status(order, wish.get("status", "Open"))
        extra = {
            name: wish[name]
            for name in ("vendorInvoiceNo", "vendorShipmentNo", "yourReference")
            if name in wish
        }
        return books.save("purchaseOrders", order | extra)


def add_line(books: Books, order_id: str, wish: dict[str, Any]) -> Record:
    """Add a line to an order: an item, an account or a comment."""
    line: Record = {}
    if wish.get("item_number"):
        line.update(lineType="Item", lineObjectNumber=wish["item_number"])
    elif wish.get("account_number"):
        line.update(lineType="Account", lineObjectNumber=wish["account_number"])
    else:
        line.update(lineType="Comment")
    names = (("quantity", "quantity"), ("unit_cost", "directUnitCost"), ("discount_percent", "discountPercent"), ("discount_amount", "discountAmount"))  # fmt: skip
    line.update({name: Decimal(str(wish[snake])) for snake, name in names if wish.get(snake) is not None})
    if wish.get("tax_percent") is not None:
        line["taxPercent"] = Decimal(str(wish["tax_percent"]))
    texts = (
        ("unit", "unitOfMeasureCode"),
        ("description", "description"),
        ("expected_receipt_date", "expectedReceiptDate"),
    )
    line.update({name: wish[snake] for snake, name in texts if wish.get(snake)})
    if wish.get("sequence"):
        line["sequence"] = int(wish["sequence"])
    if wish.get("location"):
        location = books.table("locations").first(code=wish["location"])
        if location is None:
            raise ValueError(f"no location {wish['location']}")
        line.update(locationId=location["id"], locationCode=location["code"])
    return OrderLineDesk(books, ORDER_LINES).create(line, {"id": order_id})


def make_invoice(books: Books, wish: dict[str, Any]) -> Record:
    """Create a purchase invoice made in NAV, posted unless ``post`` is false; lines as for orders."""
    header = {
        "vendorNumber": wish["vendor_number"],
        "vendorInvoiceNumber": str(wish.get("vendor_invoice_number", "")).upper(),
    }
    for snake, name in (("invoice_date", "invoiceDate"), ("due_date", "dueDate"), ("posting_date", "postingDate"), ("currency", "currencyCode")):  # fmt: skip
        if wish.get(snake):
            header[name] = wish[snake]
    with books.store.lock:
        desk = InvoiceDesk(books, INVOICES)
        invoice = desk.create(header, None)
        for line in wish.get("lines", ()):
            _add_invoice_line(books, invoice["id"], line)
        if wish.get("post", True):
            desk.act("post", books.need("purchaseInvoices", invoice["id"]))
        return books.need("purchaseInvoices", invoice["id"])


def _add_invoice_line(books: Books, invoice_id: str, wish: dict[str, Any]) -> None:
    kind = "Item" if wish.get("item_number") else "Account" if wish.get("account_number") else "Comment"
    line: Record = {"lineType": kind, "quantity": Decimal(str(wish.get("quantity", 0)))}
    line["lineObjectNumber"] = wish.get("item_number") or wish.get("account_number") or ""
    for snake, name in (
        ("unit_cost", "unitCost"),
        ("tax_percent", "taxPercent"),
        ("discount_percent", "discountPercent"),
    ):
        if wish.get(snake) is not None:
            line[name] = Decimal(str(wish[snake]))
    for snake, name in (("unit", "unitOfMeasureCode"), ("description", "description")):
        if wish.get(snake):
            line[name] = wish[snake]
    InvoiceLineDesk(books, INVOICE_LINES).create(line, {"id": invoice_id})


def _order_of(books: Books, vendor: Record, place: int, warehouses: int) -> dict[str, Any]:
    """Return the wish for the seed's order number ``place`` at this vendor: 1 to 5 lines, some with discount."""
    today = date.fromisoformat(books.today())
    items = [item for item in books.table("items").find(vendorNumber=vendor["number"]) if not item["blocked"]]
    wanted = (items * 2)[place % 3 : place % 3 + 1 + place % 4] or items[:1]
    seen: list[str] = []
    lines: list[dict[str, Any]] = []
    for item in wanted:
        if item["number"] in seen:
            continue
        seen.append(item["number"])
        lines.append({
            "item_number": item["number"], "quantity": 12 + (place * 7 + len(lines) * 5) % 60, "location": f"WH{place % warehouses + 1:02d}",
            "discount_percent": "2.5" if place % 5 == 1 else None,
        })  # fmt: skip
    if place % 3 == 0:
        lines.insert(1, {"description": "Deliver to dock 4, call one hour ahead"})
    return {
        "vendor_number": vendor["number"],
        "order_date": (today - timedelta(days=place % 5)).isoformat(),
        "requested_receipt_date": (today + timedelta(days=5 + place % 9)).isoformat(),
        "lines": lines,
    }


def seed_documents(books: Books, size: Size, orders: int | None = None) -> None:
    """Make released orders, drafts and posted invoices; ``orders`` overrules how many are released."""
    usable = [vendor for vendor in books.table("vendors").values() if vendor["number"] != BLOCKED_VENDOR]
    for place in range(size.orders if orders is None else orders):
        vendor = usable[place % len(usable)]
        make_order(books, _order_of(books, vendor, place, size.warehouses) | {"status": "Open"})
    for place in range(size.drafts):
        make_order(books, _order_of(books, usable[-1 - place], place, size.warehouses) | {"status": "Draft"})
    for place in range(size.invoices):
        vendor = usable[place % len(usable)]
        if place % 2:
            make_invoice(books, _service_invoice(vendor, place))
        else:
            _invoice_an_order(books, _order_of(books, vendor, place + 3, size.warehouses), place)


def _service_invoice(vendor: Record, place: int) -> dict[str, Any]:
    cost = Decimal("184.35") + place
    line = {
        "account_number": "61300",
        "description": "Freight of last month",
        "quantity": 1,
        "unit_cost": cost,
    }
    return {
        "vendor_number": vendor["number"],
        "vendor_invoice_number": f"SVC-{8800 + place}",
        "lines": [line],
    }


def _invoice_an_order(books: Books, wish: dict[str, Any], place: int) -> None:
    with books.store.lock:
        order = make_order(
            books,
            wish | {"vendorInvoiceNo": f"OLD-{7700 + place}", "vendorShipmentNo": f"SHIP-{7700 + place}"},
        )
        for line in books.table("purchaseOrderLines").find(documentId=order["id"]):
            line.update(receiveQuantity=line["quantity"], invoiceQuantity=line["quantity"])
            books.save("purchaseOrderLines", line)
        receive_and_invoice(books, order)


def seed_credentials(books: Books) -> None:
    """Set the logins the sandbox announces."""
    table = books.table("credentials")
    if table.get("nav") is None:
        table.put(
            "nav",
            {
                "client_id": stable_id("client", "navcleo"),
                "client_secret": "sandbox~client~secret",
                "username": "NAVUSER",
                "web_service_key": "c2FuZGJveC13ZWItc2VydmljZS1rZXktb2YtNDQtc2lnbnM=",
            },
        )
        table.put("cleo", {"username": "cronus-mailbox", "password": "Mailbox-Pass-1"})
