"""A small world for tests of the Cleo half: books with two vendors and an order, served over real HTTP."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import requests
from flask import Flask

from sandbox import cleo, cleo_control, counting, x12
from sandbox.server import Server
from sandbox.store import Store
from sandbox.suppliers import Suppliers
from sandbox.switches import Switches

OWN = "ZZ:CRONUSFOODS"
VENDORS = {"V10000": "ZZ:ACMEFOODS", "V10001": "01:123456789", "V10003": "ZZ:SHORTCO", "V10005": "ZZ:ODDCODES",
           "V10007": "ZZ:TWICE", "V10009": "ZZ:PRICEY", "V10013": "ZZ:NOTTODAY"}  # fmt: skip


def fill(store: Store) -> None:
    """Vendors, two items and the order 106001 of vendor V10000: 10 cases at 12.50 and 4 cases at 3.335."""
    for number, edi in VENDORS.items():
        store.table("vendors").put(
            f"v-{number}", {"id": f"v-{number}", "number": number, "displayName": f"Vendor {number}"}
        )
        store.table("defaultDimensions").put(f"d-{number}", {"parentId": f"v-{number}", "parentType": "Vendor",
                                                             "dimensionCode": "EDIPARTNER", "dimensionValueCode": edi})  # fmt: skip
    for item, gtin in (("1000", "614141000012"), ("1001", "")):
        store.table("items").put(f"i-{item}", {"id": f"i-{item}", "number": item, "gtin": gtin})
        store.table("defaultDimensions").put(f"d-{item}", {"parentId": f"i-{item}", "parentType": "Item",
                                                           "dimensionCode": "EDIITEM", "dimensionValueCode": f"AC-{item}"})  # fmt: skip
    store.table("unitsOfMeasure").put("u-1", {"code": "CASE", "internationalStandardCode": "CS"})
    store.table("purchaseOrders").put(
        "o-1", {"id": "o-1", "number": "106001", "vendorNumber": "V10000", "orderDate": "2026-01-02"}
    )
    for sequence, item, quantity, cost in ((10000, "1000", 10, "12.5"), (20000, "1001", 4, "3.335")):
        store.table("purchaseOrderLines").put(f"l-{sequence}", {
            "documentId": "o-1", "sequence": sequence, "lineType": "Item", "lineObjectNumber": item, "description": f"Item {item}",
            "quantity": quantity, "unitOfMeasureCode": "CASE", "directUnitCost": Decimal(cost)})  # fmt: skip


def order_850(
    vendor_edi: str, number: str = "106001", control: int = 1, lines: int = 2, **envelope: Any
) -> str:
    """An 850 as our product might write it."""
    body = [["BEG", "00", "SA", number, "", "20260102"], ["CUR", "BY", "USD"], ["ITD", "01", "3", "2", "", "10", "", "30"],
            ["N1", "ST", "Main Store", "92", "STORE-001"]]  # fmt: skip
    for line in range(1, lines + 1):
        body += [["PO1", str(line * 10000), str(line * 10), "CA", "12.50", "", "VN", f"AC-{999 + line}", "UK", "00614141000012"],
                 ["PID", "F", "", "", "", f"Item {line}"]]  # fmt: skip
    body.append(["CTT", str(lines)])
    written = x12.Envelope(
        sender=OWN, receiver=vendor_edi, interchange_control=control, group_control=control, **envelope
    )
    return x12.write(written, [("PO", [("850", body)])])


def _whole_body(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Read each body whole before it is served: an unread one would be taken for the next request of the connection."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"] = io.BytesIO(
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        )
        return app(environ, start_response)

    return serve


class World:
    """A served sandbox of the Cleo half alone; suppliers act only when told to (`tick`)."""

    def __init__(self, store: Store | None = None) -> None:
        self.store = store or Store(None)
        self.switches = Switches(self.store)
        if not len(self.store.table("vendors")):
            fill(self.store)
            self.switches["supplier_delay_seconds"] = 0
        app = Flask("cleo-world")
        self.counting = app.extensions["sandbox_counting"] = counting.Counting()
        app.register_blueprint(cleo.blueprint(self.store, self.switches))
        app.register_blueprint(cleo_control.blueprint(self.store, self.switches))
        self.suppliers = Suppliers(self.store, self.switches)
        self._server = Server(0, _whole_body(app))
        self._server.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.http = requests.Session()
        self.http.trust_env = False

    def close(self) -> None:
        self.http.close()
        self._server.stop()

    def login(self, password: str = cleo.PASSWORD, **form: str) -> requests.Response:
        data = form or {"grant_type": "password", "username": cleo.USERNAME, "password": password}
        return self.http.post(f"{self.url}/api/authentication", data=data, timeout=10)

    def call(self, method: str, path: str, **arguments: Any) -> requests.Response:
        """A call under /api/files with a fresh token where none is held."""
        if "Authorization" not in self.http.headers:
            self.http.headers["Authorization"] = f"Bearer {self.login().json()['access_token']}"
        return self.http.request(method, f"{self.url}{path}", timeout=10, **arguments)

    def upload(self, name: str, content: str | bytes) -> requests.Response:
        data = content.encode() if isinstance(content, str) else content
        return self.call("PUT", f"/api/files/upload/{requests.utils.quote(name, safe='')}", data=data)

    def names(self, folder: str = "download") -> list[str]:
        return [entry["name"] for entry in self.call("GET", f"/api/files/{folder}").json()["resources"]]

    def downloads(self) -> dict[str, x12.Interchange]:
        """Every file in the download folder, read by the sandbox's own reader."""
        found = {}
        for entry in self.call("GET", "/api/files/download").json()["resources"]:
            content = self.call("GET", entry["_links"]["content"]["href"]).content
            found[entry["name"]] = x12.read(content)[0]
        return found

    def control(self, path: str, body: Any = None, method: str = "POST") -> requests.Response:
        return self.http.request(method, f"{self.url}/_sandbox{path}", json=body, timeout=10)

    def generate(self, **options: Any) -> dict[str, Any]:
        answer = self.control("/generate", options)
        assert answer.ok, answer.text
        return dict(answer.json())
