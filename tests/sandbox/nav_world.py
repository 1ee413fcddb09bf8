"""What tests of the NAV half share: a small sandbox over HTTP and a client that spells out the protocol."""

from __future__ import annotations

from typing import Any

import requests

from sandbox.app import Sandbox


class NavSide:
    """A requests session against one sandbox, with the few calls that tests repeat."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.described = sandbox.describe()
        nav = self.described["nav"]
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.auth = (nav["username"], nav["web_service_key"])
        self.api = nav["api_url"]
        self.pages = f"{nav['pages_url']}/Company('CRONUS%20Foods')"
        company = self.http.get(f"{self.api}/companies").json()["value"][0]
        self.base = f"{self.api}/companies({company['id']})"
        self.finance = self.base.replace("/api/v2.0/", "/api/microsoft/reportsFinance/beta/")
        self.runtime = self.base.replace("/api/v2.0/", "/api/microsoft/runtime/beta/")
        self.control = self.described["control_url"]

    def close(self) -> None:
        self.http.close()

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.http.get(f"{self.base}/{path}", **more)

    def rows(self, path: str, **more: Any) -> list[dict[str, Any]]:
        answer = self.get(path, **more)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["value"]
        return found

    def post(self, path: str, body: Any = None) -> requests.Response:
        return self.http.post(f"{self.base}/{path}", json=body)

    def patch(self, path: str, body: Any, etag: str | None = "*") -> requests.Response:
        headers = {"If-Match": etag} if etag else {}
        return self.http.patch(f"{self.base}/{path}", json=body, headers=headers)

    def page(self, path: str) -> requests.Response:
        return self.http.get(f"{self.pages}/{path}")

    def patch_page(self, path: str, body: Any) -> requests.Response:
        return self.http.patch(f"{self.pages}/{path}", json=body, headers={"If-Match": "*"})

    def switch(self, **values: Any) -> None:
        answer = self.http.put(f"{self.control}/switches", json=values)
        assert answer.status_code == 200, answer.text

    def fault(self, kind: str, **more: Any) -> None:
        answer = self.http.post(f"{self.control}/faults", json={"kind": kind, **more})
        assert answer.status_code == 201, answer.text

    def books(self, table: str = "") -> Any:
        return self.http.get(f"{self.control}/books{'/' if table else ''}{table}").json()

    def breaches(self) -> list[str]:
        return [breach["what"] for breach in self.http.get(f"{self.control}/counters").json()["breaches"]]

    def new_order(self, *lines: dict[str, Any], vendor: str = "V10000", **more: Any) -> dict[str, Any]:
        """Create a released order of the item F1000 (10 at 12.50 unless told) and return it with its lines."""
        wanted = lines or ({"item_number": "F1000", "quantity": 10, "unit_cost": "12.50"},)
        answer = self.http.post(
            f"{self.control}/orders", json={"vendor_number": vendor, "lines": wanted, **more}
        )
        assert answer.status_code == 201, answer.text
        order: dict[str, Any] = answer.json()
        return order

    def lines(self, order: dict[str, Any]) -> list[dict[str, Any]]:
        return self.rows(f"purchaseOrders({order['id']})/purchaseOrderLines")

    def set_quantities(self, order: dict[str, Any], receive: list[int], invoice: list[int]) -> None:
        """The two PATCHes per line."""
        for line, quantity in zip(self.lines(order), receive, strict=True):
            assert (
                self.patch(f"purchaseOrderLines({line['id']})", {"receiveQuantity": quantity}).status_code
                == 200
            )
        for line, quantity in zip(self.lines(order), invoice, strict=True):
            assert (
                self.patch(f"purchaseOrderLines({line['id']})", {"invoiceQuantity": quantity}).status_code
                == 200
            )

    def receive_and_invoice(self, order: dict[str, Any]) -> requests.Response:
        return self.post(f"purchaseOrders({order['id']})/Microsoft.NAV.receiveAndInvoice")

    def stamp(self, order: dict[str, Any], **fields: str) -> None:
        answer = self.patch_page(f"PurchaseOrder(Document_Type='Order',No='{order['number']}')", fields)
        assert answer.status_code == 200, answer.text


def error(answer: requests.Response) -> tuple[int, str, str]:
    """Return status, code and text of a refusal."""
    told = answer.json()["error"]
    assert "  CorrelationId:  " in told["message"]
    return answer.status_code, told["code"], told["message"].split("  CorrelationId:")[0]
