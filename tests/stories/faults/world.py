"""What the fault stories share: the kinds of fault, a world that lasts a module, and how a document is brought to its end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from audit import recording
from audit.models import Document
from audit.statuses import OPEN, Verdict
from edi.nav_records import JournalLine
from navcleo import clients
from navcleo.workflows import candidates, taking
from tests.sandbox_process import SandboxProcess
from tests.stories.world import JsonObject, World, why

# NAV's settle time in these stories; a late effect lands well before the end of the longer one
SETTLE_SECONDS = 0.2
LONG_SETTLE_SECONDS = 0.7
LATE_SECONDS = 0.15
MOST_SECONDS = 30


@dataclass(frozen=True)
class Fault:
    """One way to fail: its kind and parameters, the settle time it is tried with, and how long a call may take."""

    kind: str
    parameters: JsonObject = field(default_factory=dict)
    settle: float = SETTLE_SECONDS
    change_timeout: float | None = None


def _status(kind: str, status: int, **parameters: Any) -> Fault:
    return Fault(kind, {"status": status, **parameters})


FAULTS: dict[str, Fault] = {
    "refuse": Fault("refuse"),
    "cut before": Fault("cut_before"),
    "cut during": Fault("cut_during"),
    "cut after": Fault("cut_after"),
    "500 before": _status("status_before", 500),
    "503 before": _status("status_before", 503),
    "503 before, come back": _status("status_before", 503, headers={"Retry-After": "1"}),
    "504 before": _status("status_before", 504),
    "500 after": _status("status_after", 500),
    "503 after": _status("status_after", 503),
    "504 after": _status("status_after", 504),
    "408 after": _status("status_after", 408),
    "late": Fault("late", {"seconds": LATE_SECONDS}, LONG_SETTLE_SECONDS),
    "late 504": Fault("late_status", {"status": 504, "seconds": LATE_SECONDS}, LONG_SETTLE_SECONDS),
    "slow": Fault("delay", {"seconds": 0.4}, LONG_SETTLE_SECONDS, change_timeout=0.2),
    "web page": Fault("html"),
    "garbage": Fault("garbage"),
    "throttled": Fault("throttle"),
    "throttled, come back": Fault("throttle", {"retry_after": 1}),
    "logged out": Fault("unauthorized"),
    "changed meanwhile": _status("status_before", 409, code="Request_EntityChanged"),
}
PHANTOM = {"phantom 400": Fault("phantom_400")}
# the call that posts an order, and those that prepare it
POST: JsonObject = {"system": "nav", "method": "POST", "path": "receiveAndInvoice"}
PREPARING: dict[str, JsonObject] = {
    "receive quantity": {
        "system": "nav",
        "method": "PATCH",
        "path": "purchaseOrderLines",
        "body": "receiveQuantity",
    },
    "invoice quantity": {
        "system": "nav",
        "method": "PATCH",
        "path": "purchaseOrderLines",
        "body": "invoiceQuantity",
    },
    "header": {"system": "nav", "method": "PATCH", "path": "/PurchaseOrder"},
}


class FaultWorld(World):
    """A world whose stories let one call fail and then look whether exactly one effect is in the sandbox's books."""

    def __init__(self, sandbox: SandboxProcess, **changes: Any) -> None:
        super().__init__(sandbox, **changes)
        self._changed: JsonObject = {}

    def change(self, **fields: Any) -> None:
        """Change the Connection until the next story begins."""
        found = {name: getattr(self.connection, name) for name in fields}
        self._changed = found | self._changed
        super().change(**fields)

    def calm(self) -> None:
        """Every fault of the story before is gone and every late effect has landed; the Connection is as in the beginning."""
        if self._changed:
            super().change(**self._changed)
            self._changed = {}
        self.sandbox.clear_faults()
        self.finish_late_effects()
        self.sandbox.control("DELETE", "switches")
        self.sandbox.reset_counters()

    def strike(self, fault: Fault, match: JsonObject, *, times: int = 1, skip: int = 0) -> None:
        """Let the next call that matches fail."""
        body = {"match": match, "kind": fault.kind, "times": times, "skip": skip, **fault.parameters}
        self.sandbox.control("POST", "faults", body)

    def finish(self, document: Document) -> None:
        """Process until the document has ended, waits for a retry included, settle times waited for."""
        end = time.monotonic() + MOST_SECONDS
        while True:
            self.process()
            document.refresh_from_db()
            if document.status not in OPEN:
                break
            assert time.monotonic() < end, why(document)
            time.sleep(0.02)
        self.finish_late_effects()

    def run(self, document: Document, fault: Fault, match: JsonObject, *, skip: int = 0) -> None:
        """Let one call of a document fail, and bring the document to its end."""
        begun = time.monotonic()
        with times_of(fault):
            self.strike(fault, match, skip=skip)
            self.finish(document)
        if fault.kind == "delay":
            # what nobody waited for still lands
            time.sleep(max(0, begun + 2 * fault.parameters["seconds"] - time.monotonic()))
        assert self.sandbox.faults() == [], "the fault never struck"

    def pause(self, document: Document, fault: Fault, match: JsonObject) -> None:
        """One round of work in which a call fails; the document then waits."""
        self.strike(fault, match)
        self.process()
        document.refresh_from_db()
        assert document.status in OPEN, why(document)

    def finish_late_effects(self) -> None:
        """Wait until every late effect has landed."""
        end = time.monotonic() + MOST_SECONDS
        while self.sandbox.control("GET", "faults")["late_effects_waiting"]:
            assert time.monotonic() < end
            time.sleep(0.02)

    def quantities(self, order: str) -> list[tuple[Decimal, Decimal]]:
        """What each line of an order is about to receive and to invoice, in the sandbox's books."""
        return [
            (Decimal(str(line["receiveQuantity"])), Decimal(str(line["invoiceQuantity"])))
            for line in self.sandbox.order_lines(order)
        ]

    def order(self, *quantities: int, **fields: Any) -> str:
        """As in every world, with a posting date of before, so that ours must be written."""
        return super().order(*quantities, **{"posting_date": "2026-01-05", **fields})

    def order_out(self) -> Document:
        """The 850 of a fresh order, not yet processed."""
        number = self.order(10, 5)
        order = clients.nav_client(self.connection).order(number)
        assert order is not None
        run = recording.start_run(self.connection, "outbound", "story")
        assert taking.take(self.connection, candidates.ORDERS, order, run, baseline=False) == "taken"
        recording.finish_run(run, {})
        return Document.objects.get(direction="outbound", number=number)

    def invoiced(self, order: str) -> list[Decimal]:
        """What the sandbox's books say was invoiced on each line of an order."""
        return [Decimal(str(line["invoicedQuantity"])) for line in self.sandbox.order_lines(order)]

    def post_batch_by_hand(self, code: str) -> None:
        """A person posts a journal batch, lines of whoever."""
        nav = clients.nav_client(self.connection)
        [batch] = self.sandbox.books("journals", code=code)
        nav.post_batch(batch["id"])

    def add_journal_line_by_hand(self, code: str) -> None:
        """A person types a line into a journal batch."""
        [batch] = self.sandbox.books("journals", code=code)
        line = JournalLine(
            "G/L Account", "65300", Decimal(5), date(2026, 1, 5), "HAND-1", "BY-HAND", "by hand"
        )
        clients.nav_client(self.connection).create_journal_line(batch["id"], line)

    def dates(self, order: str) -> tuple[str, str, str]:
        """Posting date, document date and due date of an order, in the sandbox's books."""
        row = self.sandbox.order(order)
        return row["postingDate"], row["orderDate"], row["dueDate"]

    def header(self, order: str) -> tuple[str, str, str]:
        """Vendor shipment number, vendor invoice number and posting date of an order, in the sandbox's books."""
        row = self.sandbox.order(order)
        return (
            str(row.get("vendorShipmentNo") or ""),
            str(row.get("vendorInvoiceNo") or ""),
            str(row["postingDate"]),
        )


@contextmanager
def times_of(fault: Fault) -> Iterator[None]:
    """The settle time and time-out that a fault is tried with."""
    limit = fault.change_timeout or settings.CHANGE_TIMEOUT_SECONDS
    with override_settings(NAV_SETTLE_SECONDS=fault.settle, CHANGE_TIMEOUT_SECONDS=limit):
        forget_clients()
        try:
            yield
        finally:
            if fault.change_timeout:
                forget_clients()


def forget_clients() -> None:
    """Clients keep the time-outs that they were made with."""
    clients._made.clear()


def assert_linked_without_help(world: World, document: Document) -> None:
    """The document is linked, no person was asked, one attempt of each target is done, none is in doubt, and nothing was
    done that the contract with NAV and Cleo forbids."""
    assert document.status == "linked", why(document)
    assert not document.quarantines.exists(), why(document)
    verdicts = list(document.attempts.values_list("target", "verdict"))
    targets = {target for target, _ in verdicts}
    assert sorted(target for target, verdict in verdicts if verdict == Verdict.DONE) == sorted(targets)
    assert {verdict for _, verdict in verdicts} <= {Verdict.DONE, Verdict.REFUSED}
    held = document.attempts.values_list("hold_key", flat=True)
    assert not document.holds.filter(key__in=held).exists()
    assert world.sandbox.breaches() == []


def cases(calls: dict[str, JsonObject], faults: dict[str, Fault] = FAULTS) -> list[Any]:
    """Every call of a send with every fault, as parameters (match, fault)."""
    return [
        pytest.param(match, fault, id=f"{name}: {call}")
        for call, match in calls.items()
        for name, fault in faults.items()
    ]
