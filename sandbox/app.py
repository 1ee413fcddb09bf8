"""One sandbox: store, switches, faults, counters, the Flask application behind its gate, server and suppliers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from flask import Flask

from sandbox import cleo, cleo_control, control, control_orders, entra, nav
from sandbox.counting import Counting
from sandbox.faults import Faults
from sandbox.gate import Gate
from sandbox.nav_books import Books, show_version
from sandbox.seed import COMPANY, SIZES, seed_masters
from sandbox.seed_orders import seed_credentials, seed_documents
from sandbox.server import Server
from sandbox.store import Store
from sandbox.suppliers import Suppliers
from sandbox.switches import Switches

OWN_INTERCHANGE_ID = "ZZ:CRONUSFOODS"


class Sandbox:
    """``Sandbox(seed="small").start().url``; with ``state`` the books survive, else they live in memory."""

    def __init__(
        self,
        *,
        state: Path | str | None = None,
        seed: str = "small",
        orders: int | None = None,
        reset: bool = False,
        nav_version: int | None = None,
        supplier_delay: float | None = None,
        suppliers: bool = True,
        port: int = 0,
    ) -> None:
        self.store = Store(state)
        self.switches = Switches(self.store)
        self.faults = Faults()
        self.counting = Counting()
        self._port = port
        self._server: Server | None = None
        self._seed(seed, orders, reset=reset)
        if nav_version is not None:
            self.switches["nav_version"] = nav_version
        show_version(self.store, self.switches)
        if supplier_delay is not None:
            self.switches["supplier_delay_seconds"] = supplier_delay
        self.app = self._application()
        self.gate = Gate(self.app, self.store, self.switches, self.faults, self.counting)
        self.suppliers = Suppliers(self.store, self.switches)
        self._with_suppliers = suppliers

    def _seed(self, seed: str, orders: int | None, *, reset: bool) -> None:
        with self.store.lock:
            if reset:
                self.store.clear()
            books = Books(self.store, self.switches)
            seed_credentials(books)
            if not len(self.store.table("companies")):
                seed_masters(books, SIZES[seed])
                seed_documents(books, SIZES[seed], orders)

    def _application(self) -> Flask:
        app = Flask("sandbox", static_folder=None)
        app.extensions["sandbox_counting"] = self.counting
        app.register_blueprint(control.blueprint(self.store, self.switches, self.faults, self.counting))
        app.register_blueprint(control_orders.blueprint(self.store, self.switches))
        app.register_blueprint(entra.blueprint(self.store, self.switches))
        app.register_blueprint(nav.blueprint(self.store, self.switches))
        app.register_blueprint(cleo_control.blueprint(self.store, self.switches))
        app.register_blueprint(cleo.blueprint(self.store, self.switches))
        return app

    def start(self) -> Self:
        """Listen in a thread and let the suppliers work."""
        self._server = Server(self._port, self.gate)
        self._server.start()
        if self._with_suppliers:
            self.suppliers.start()
        return self

    def stop(self) -> None:
        if self._with_suppliers:
            self.suppliers.stop()
        if self._server is not None:
            self._server.stop()
            self._server = None
        self.store.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        assert self._server is not None, "not started"
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def nav_url(self) -> str:
        """Return the API v2.0 base."""
        return f"{self.url}/v2.0/sandbox/Production/api/v2.0"

    def describe(self) -> dict[str, Any]:
        """Return addresses and credentials, the line that ``python -m sandbox`` prints."""
        credentials = self.store.table("credentials")
        return {
            "url": self.url,
            "nav": {
                "api_url": self.nav_url,
                "pages_url": f"{self.url}/v2.0/sandbox/Production/ODataV4",
                "token_url": f"{self.url}/sandbox/oauth2/v2.0/token",
                "company": COMPANY,
                **(credentials.get("nav") or {}),
            },
            "cleo": {
                "url": self.url,
                **(credentials.get("cleo") or {}),
                "files_root": "/api/files",
                "upload_folder": "upload",
                "download_folder": "download",
            },
            "own_interchange_id": OWN_INTERCHANGE_ID,
            "control_url": f"{self.url}/_sandbox",
        }


def serve(port: int = 0, **options: Any) -> Sandbox:
    """Start a sandbox on a port (0 = any free one)."""
    return Sandbox(port=port, **options).start()
