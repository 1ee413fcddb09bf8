"""The sandbox as a child process, with what tests need of its control routes: faults, switches, books, counters."""

from __future__ import annotations

import base64
import json
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import requests

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
JsonObject = dict[str, Any]


class SandboxProcess:
    """`python -m sandbox` on a free port; `info` is the JSON line that it prints. Use as a context manager, or start/stop."""

    def __init__(self, *options: str, seed: str = "small", state: Path | None = None) -> None:
        self._options = options
        self._seed = seed
        self._directory = tempfile.TemporaryDirectory(prefix="navcleo-sandbox-")
        self.state = state or Path(self._directory.name) / "state.sqlite3"
        self._process: subprocess.Popen[str] | None = None
        self._session = requests.Session()
        self._session.trust_env = False
        self.info: JsonObject = {}

    def start(self) -> Self:
        """Start it and wait until it says where it listens."""
        log = Path(self._directory.name) / "stderr.log"
        command = [
            sys.executable,
            "-m",
            "sandbox",
            "--port",
            "0",
            "--state",
            str(self.state),
            "--seed",
            self._seed,
        ]
        with log.open("w") as stderr:
            self._process = subprocess.Popen(
                [*command, "--exit-with-parent", *self._options],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        line = self._first_line()
        if not line:
            self.stop(keep=True)
            raise RuntimeError(f"the sandbox did not start:\n{log.read_text()[-3000:]}")
        self.info = json.loads(line)
        return self

    def _first_line(self) -> str:
        lines: queue.Queue[str] = queue.Queue()

        def read() -> None:
            assert self._process is not None
            assert self._process.stdout is not None
            lines.put(self._process.stdout.readline())

        threading.Thread(target=read, daemon=True).start()
        try:
            return lines.get(timeout=START_SECONDS)
        except queue.Empty:
            return ""

    def stop(self, *, keep: bool = False) -> None:
        """End it; its state goes with it unless kept."""
        self._session.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process = None
        if not keep:
            self._directory.cleanup()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # -- control

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call a control route and return its JSON."""
        url = f"{self.info['control_url']}/{path.lstrip('/')}"
        answer = self._session.request(method, url, json=body, timeout=30)
        if not answer.ok:
            raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer.json() if answer.content else None

    def fault(
        self,
        kind: str,
        *,
        system: str = "",
        method: str = "",
        path: str = "",
        times: int = 1,
        skip: int = 0,
        **parameters: Any,
    ) -> None:
        """Let the next matching calls fail: kinds and parameters as sandbox/faults.py names them; `path` is a regex."""
        match = {"system": system, "method": method, "path": path}
        body = {
            "match": {name: value for name, value in match.items() if value},
            "kind": kind,
            "times": times,
        }
        self.control("POST", "faults", {**body, "skip": skip, **parameters})

    def clear_faults(self) -> None:
        """Take every fault away."""
        self.control("DELETE", "faults")

    def faults(self) -> list[JsonObject]:
        """Return the faults still waiting."""
        found = self.control("GET", "faults")
        return list(found["faults"] if isinstance(found, dict) else found)

    def switch(self, **switches: Any) -> None:
        """Set switches, such as nav_version=21 or clash="rename"."""
        self.control("PUT", "switches", switches)

    def counters(self) -> JsonObject:
        """Return requests, token_requests, max_simultaneous and breaches."""
        return dict(self.control("GET", "counters"))

    def reset_counters(self) -> None:
        """Set the counters to zero."""
        self.control("POST", "counters/reset")

    def breaches(self) -> list[JsonObject]:
        """Return the breaches of the contract counted so far."""
        return list(self.counters()["breaches"])

    # -- books

    def summary(self) -> dict[str, int]:
        """Return how many rows of each kind the books hold."""
        return dict(self.control("GET", "books"))

    def books(self, table: str, **equals: Any) -> list[JsonObject]:
        """Return the records of one table, those whose fields equal the given ones."""
        rows = self.control("GET", f"books/{table}")
        return [row for row in rows if all(row.get(name) == value for name, value in equals.items())]

    def put(self, table: str, key: str, record: JsonObject) -> Any:
        """Plant or alter a record."""
        return self.control("PUT", f"books/{table}/{quote(key, safe='')}", record)

    def order(self, number: str) -> JsonObject:
        """Return the record of one purchase order."""
        return self.books("purchaseOrders", number=number)[0]

    def order_lines(self, number: str) -> list[JsonObject]:
        """Return the line records of one purchase order, in their sequence."""
        lines = self.books("purchaseOrderLines", documentId=self.order(number)["id"])
        return sorted(lines, key=lambda line: line["sequence"])

    def create_order(self, vendor_number: str, lines: list[JsonObject], **fields: Any) -> JsonObject:
        """Make a purchase order: lines of item_number, quantity, unit_cost, unit, location; status Open unless told."""
        return dict(
            self.control(
                "POST", "orders", {"status": "Open", **fields, "vendor_number": vendor_number, "lines": lines}
            )
        )

    def release(self, number: str) -> Any:
        """Release a draft order."""
        return self.control("POST", f"orders/{number}/release")

    def change_order(self, number: str, **changes: Any) -> Any:
        """Change an order as a clerk in NAV would."""
        return self.control("PATCH", f"orders/{number}", changes)

    def post_by_hand(self, number: str, receive: dict[str, Any], **fields: Any) -> Any:
        """Post an order as a person in NAV does: quantities to receive by line; `invoice` and vendor numbers as wanted."""
        return self.control("POST", f"orders/{number}/post", {"receive": receive, **fields})

    def create_invoice(self, **fields: Any) -> JsonObject:
        """Make a posted purchase invoice, as a clerk in NAV would."""
        return dict(self.control("POST", "invoices", fields))

    # -- mailbox

    def generate(self, kind: str, *, deliver: bool = True, **options: Any) -> JsonObject:
        """Build a document ("856", "810", "820", "997") and put it into the download folder; returns name, text ..."""
        return dict(self.control("POST", "generate", {"kind": kind, "deliver": deliver, **options}))

    def inbox(self, name: str, content: bytes | str, **options: Any) -> Any:
        """Put a file into the download folder."""
        raw = content.encode() if isinstance(content, str) else content
        body = {"name": name, "content_base64": base64.b64encode(raw).decode(), **options}
        return self.control("POST", "inbox", body)

    def uploads(self) -> list[JsonObject]:
        """Return every upload ever made: number, folder, name, size, text, at."""
        found = self.control("GET", "uploads")
        return list(found["uploads"] if isinstance(found, dict) else found)

    def suppliers(self, **behaviours: Any) -> Any:
        """Set how suppliers behave, per vendor number; {"*": "silent"} for all."""
        return self.control("PUT", "suppliers", behaviours)

    def tick(self) -> Any:
        """Let suppliers act at once."""
        return self.control("POST", "suppliers/tick")

    def advance(self, seconds: float) -> Any:
        """Move the suppliers' clock forward."""
        return self.control("POST", "clock", {"advance_seconds": seconds})

    # -- logging in

    def connection_fields(self, *, auth: str = "client_credentials", **changes: Any) -> JsonObject:
        """Return the fields of a Connection to this sandbox, secrets included; `changes` override."""
        nav, cleo = self.info["nav"], self.info["cleo"]
        fields = {
            "name": "Sandbox",
            "environment": "production",
            "nav_api_url": nav["api_url"],
            "nav_pages_url": nav["pages_url"],
            "nav_company": nav["company"],
            "nav_auth": auth,
            "nav_token_url": nav["token_url"],
            "nav_client_id": nav["client_id"],
            "nav_client_secret": nav["client_secret"],
            "nav_username": nav["username"],
            "nav_web_service_key": nav["web_service_key"],
            "cleo_url": cleo["url"],
            "cleo_username": cleo["username"],
            "cleo_password": cleo["password"],
            "cleo_files_root": cleo["files_root"],
            "cleo_upload_folder": cleo["upload_folder"],
            "cleo_download_folder": cleo["download_folder"],
            "cleo_stability_seconds": "0",
            "interchange_id": self.info["own_interchange_id"],
        }
        return {**fields, **changes}
