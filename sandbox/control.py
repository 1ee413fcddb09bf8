"""/_sandbox: counters, books, faults and switches for tests and demos, beside the systems that are played."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.counting import Counting
from sandbox.faults import Faults
from sandbox.nav_books import Books, show_version
from sandbox.nav_values import dumps, loads
from sandbox.store import Store
from sandbox.switches import Switches

_HIDDEN_TABLES = frozenset({"credentials", "navTokens", "counters"})


def body() -> dict[str, Any]:
    """Return the JSON object of a control request ({} for an empty body)."""
    raw = request.get_data()
    found = loads(raw) if raw.strip() else {}
    if not isinstance(found, dict):
        raise ValueError("a JSON object is expected")
    return found


def answer(value: Any, status: int = 200) -> Response:
    return Response(dumps(value), status, content_type="application/json")


def summary(store: Store) -> dict[str, int]:
    """Return how much there is of everything a test may want to count."""
    invoices = store.table("purchaseInvoices").values()
    memos = store.table("purchaseCreditMemos").values()
    lines = store.table("journalLines").values()
    orders = store.table("purchaseOrders").values()
    entries = store.table("vendorLedgerEntries").values()
    return {
        "purchase_orders": len(orders),
        "released_orders": sum(1 for order in orders if order["status"] == "Open"),
        "receipts": len(store.table("purchaseReceipts")),
        "posted_invoices": sum(1 for invoice in invoices if invoice["status"] not in {"Draft", "In Review"}),
        "draft_invoices": sum(1 for invoice in invoices if invoice["status"] in {"Draft", "In Review"}),
        "posted_credit_memos": sum(1 for memo in memos if memo["status"] not in {"Draft", "In Review"}),
        "draft_credit_memos": sum(1 for memo in memos if memo["status"] in {"Draft", "In Review"}),
        "payment_lines": sum(1 for line in lines if line["template"] == "PAYMENT"),
        "journal_lines": sum(1 for line in lines if line["template"] != "PAYMENT"),
        "journal_batches": len(store.table("journals")),
        "vendor_ledger_entries": len(entries),
        "payments": sum(1 for entry in entries if entry["documentType"] == "Payment"),
        "gl_entries": len(store.table("generalLedgerEntries")),
        "item_ledger_entries": len(store.table("itemLedgerEntries")),
        "uploads": len(store.table("uploads")),
        "downloads_waiting": sum(
            1 for file in store.table("cleo_files").values() if file.get("folder") == "download"
        ),
    }


def blueprint(store: Store, switches: Switches, faults: Faults, counting: Counting) -> Blueprint:
    """Return the routes under /_sandbox that do not belong to documents or to Cleo."""
    routes = Blueprint("control", __name__, url_prefix="/_sandbox")
    _add_counters(routes, counting)
    _add_faults(routes, faults)
    _add_books(routes, store, switches)
    _add_switches(routes, store, switches)

    @routes.post("/tokens/revoke")
    def revoke() -> Response:
        """Make every NAV token issued so far worthless, so that the next call is answered 401."""
        with store.lock:
            for key in store.table("navTokens"):
                store.table("navTokens").delete(key)
        return answer({})

    @routes.post("/clock")
    def clock() -> Response:
        with store.lock:
            offset = store.table("clock").get("offset") or {"seconds": 0}
            offset["seconds"] = float(offset["seconds"]) + float(body().get("advance_seconds", 0))
            store.table("clock").put("offset", offset)
        return answer(offset | {"now": time.time() + offset["seconds"]})

    @routes.errorhandler(ValueError)
    def refuse(error: ValueError) -> tuple[Response, int]:
        return jsonify({"error": str(error)}), 400

    return routes


def _add_counters(routes: Blueprint, counting: Counting) -> None:
    @routes.get("/counters")
    def counters() -> Response:
        return answer(counting.as_dict())

    @routes.post("/counters/reset")
    def reset() -> Response:
        counting.reset()
        return answer(counting.as_dict())

    @routes.get("/requests")
    def requests_seen() -> Response:
        return answer(counting.log())


def _add_faults(routes: Blueprint, faults: Faults) -> None:
    @routes.get("/faults")
    def list_faults() -> Response:
        return answer(faults.as_dict())

    @routes.post("/faults")
    def add_fault() -> Response:
        return answer(faults.add(body()).as_dict(), 201)

    @routes.delete("/faults")
    def clear_faults() -> Response:
        faults.clear()
        return answer(faults.as_dict())


def _add_books(routes: Blueprint, store: Store, switches: Switches) -> None:
    books = Books(store, switches)

    @routes.get("/books")
    def counts() -> Response:
        with store.lock:
            return answer(summary(store))

    @routes.get("/books/<table>")
    def records(table: str) -> Response:
        if table in _HIDDEN_TABLES:
            return answer({"error": f"{table} is not shown"}, 404)
        return answer(store.table(table).values())

    @routes.put("/books/<table>/<key>")
    def plant(table: str, key: str) -> Response:
        """Set fields of a record (found by key, number or code) or plant a new one; the rest of it stays."""
        with store.lock:
            rows = store.table(table)
            found = rows.get(key) or rows.first(number=key) or rows.first(code=key) or {}
            record = {**found, **body()}
            record.setdefault("id", key)
            return answer(books.save(table, record, str(found.get("id", key)) if found else key))

    @routes.delete("/books/<table>/<key>")
    def remove(table: str, key: str) -> Response:
        store.table(table).delete(key)
        return answer({})


def _add_switches(routes: Blueprint, store: Store, switches: Switches) -> None:
    @routes.get("/switches")
    def get_switches() -> Response:
        return answer(switches.as_dict())

    @routes.put("/switches")
    def put_switches() -> Response:
        try:
            switches.update(body())
        except KeyError as error:
            return answer({"error": f"unknown switch {error}; known: {', '.join(switches)}"}, 400)
        show_version(store, switches)
        return answer(switches.as_dict())

    @routes.delete("/switches")
    def reset_switches() -> Response:
        switches.reset()
        return answer(switches.as_dict())
