"""The world of a story: a Connection wired to a real sandbox over HTTP, mappings synced, and the few things a story does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any, ClassVar

from django.utils import timezone

from audit import claims, queries
from audit.models import Document, Payload, Quarantine
from connectors.models import Connection
from edi.models import ChargeRule, TradingPartner
from navcleo import clients, polls
from navcleo.workflows import processing
from tests.emptying import Rows, fill, rows
from tests.factories import ConnectionFactory
from tests.sandbox_process import SandboxProcess

JsonObject = dict[str, Any]
VENDOR = "V10000"
PARTNER = "ZZ:ACMEFOODS"
ITEM = "F1000"
OTHER_ITEM = "F1003"
MOST_SECONDS = 8


class World:
    """One Connection, one sandbox. Every test has fresh rows; the sandbox's books go on, so tests count differences."""

    # what a first sync found, by sandbox and Connection: the next story begins with the same rows
    synced: ClassVar[dict[str, Rows]] = {}
    # for names of a story's own: the module's sandbox keeps what the stories before left
    numbers: ClassVar[Iterator[int]] = count(1)

    def __init__(self, sandbox: SandboxProcess, **changes: Any) -> None:
        self.sandbox = sandbox
        key = f"{sandbox.info['control_url']} {sorted(changes.items())}"
        if key in self.synced:
            fill(self.synced[key])
            clients._made.clear()
            self.connection = Connection.objects.get()
        else:
            is_first = not rows()
            self.connection = ConnectionFactory(**sandbox.connection_fields(**changes))
            self.poll("sync")
            if is_first:
                self.synced[key] = rows()
        self.before = sandbox.summary()

    # -- doing

    def poll(self, what: str = "inbound") -> dict[str, int]:
        """One whole poll; fails the test when it did not end well."""
        run, failure = polls.run(self.connection, what, actor="story")
        assert failure is None, run.error
        return dict(run.counts)

    def failing_poll(self, what: str = "inbound") -> str:
        """A poll that must fail; returns what it says."""
        run, failure = polls.run(self.connection, what, actor="story")
        assert failure is not None, run.counts
        assert run.state == "failed"
        return str(run.error)

    def process(self, *, retries: bool = True) -> None:
        """Work off what is due, waits for a retry included."""
        processing.work_off(self.connection.pk, include_retries=retries)

    def settle(self, done: Callable[[], bool]) -> None:
        """Process until something is true; waits are a few milliseconds each, until NAV's settle time is over."""
        end = time.monotonic() + MOST_SECONDS
        while not done():
            assert time.monotonic() < end, [
                str(row) for row in Document.objects.filter(status__in=["sent", "mapped"])
            ]
            self.process()
            time.sleep(0.02)

    def change(self, **fields: Any) -> None:
        """Change the Connection as its owner would."""
        for name, value in fields.items():
            setattr(self.connection, name, value)
        self.connection.save()

    def partner(self, value: str = PARTNER) -> TradingPartner:
        """The trading partner with this qualifier and id."""
        qualifier, _, identifier = value.partition(":")
        return TradingPartner.objects.get(
            connection=self.connection, qualifier=qualifier, interchange_id=identifier
        )

    # -- orders in NAV

    def order(
        self,
        *quantities: int,
        vendor: str = VENDOR,
        item: str = ITEM,
        cost: str = "10.00",
        **fields: Any,
    ) -> str:
        """A released order with one line per quantity, each of another item from `item` on; returns its number."""
        first = int(item[1:])
        lines = [
            {
                "item_number": f"F{first + n}",
                "quantity": quantity,
                "unit_cost": cost,
                "location": "WH01",
                "tax_percent": 0,
            }
            for n, quantity in enumerate(quantities or (10,))
        ]
        return str(self.sandbox.create_order(vendor, lines, **fields)["number"])

    def received(self, order: str) -> list[Decimal]:
        """What the sandbox's books say was received on each line of an order."""
        return [Decimal(str(line["receivedQuantity"])) for line in self.sandbox.order_lines(order)]

    def receipts(self, order: str) -> list[JsonObject]:
        """The posted receipts of an order in the sandbox's books."""
        return self.sandbox.books("purchaseReceipts", orderNumber=order)

    def invoices(self, number: str) -> list[JsonObject]:
        """The purchase invoices under a vendor's number in the sandbox's books."""
        return self.sandbox.books("purchaseInvoices", vendorInvoiceNumber=number.upper())

    def credit_memos(self, number: str) -> list[JsonObject]:
        """The purchase credit memos under a vendor's number in the sandbox's books."""
        return self.sandbox.books("purchaseCreditMemos", vendorCreditMemoNumber=number.upper())

    def rule(self, sign: str, code: str, treatment: str, number: str = "", **fields: Any) -> ChargeRule:
        """A general charge rule of the Connection, or a partner's own."""
        fields = {"sign": sign, "code": code, "treatment": treatment, "number": number} | fields
        return ChargeRule.objects.create(connection=self.connection, **fields)

    # -- files at Cleo

    def deliver(self, kind: str, *, work: bool = True, **options: Any) -> Document:
        """A partner sends one document; it is fetched and (unless told otherwise) processed. Returns its row."""
        name = self.put(kind, **options)
        self.poll()
        if work:
            self.process()
        return self.document(name)

    def put(self, kind: str, **options: Any) -> str:
        """A partner's file lies in the download folder; returns its name."""
        return str(self.sandbox.generate(kind, **options)["name"])

    def document(self, name: str) -> Document:
        """The newest inbound document of a file."""
        document = Document.objects.filter(payload__name=name, direction="inbound").order_by("-id").first()
        assert document is not None, f"{name} gave no document"
        return document

    def file(self, name: str, content: bytes | str) -> Payload:
        """Any bytes as a file: fetched, split, processed. Returns the payload."""
        self.sandbox.inbox(name, content)
        self.poll()
        self.process()
        return self.payload(name)

    def payload(self, name: str) -> Payload:
        """The newest payload of a file name."""
        payload = Payload.objects.filter(name=name, direction="inbound").order_by("-id").first()
        assert payload is not None, f"{name} was not stored"
        return payload

    # -- looking

    def booked(self) -> dict[str, int]:
        """What the sandbox's books hold more than at the beginning of the story, only what changed."""
        now = self.sandbox.summary()
        counted = (
            "receipts",
            "posted_invoices",
            "draft_invoices",
            "posted_credit_memos",
            "draft_credit_memos",
            "payment_lines",
            "journal_lines",
            "gl_entries",
            "payments",
        )
        return {name: now[name] - self.before[name] for name in counted if now[name] != self.before[name]}

    def idle(self) -> bool:
        """Nothing is due or waits."""
        return not claims.due(self.connection.pk, include_retries=True).exists()


def days_ago(days: int) -> str:
    """A day that stays within the year in which documents may be dated, whenever a story is told."""
    return (timezone.now().date() - timedelta(days=days)).isoformat()


def quarantined(document: Document) -> str:
    """The open quarantine code of a document, '' where there is none. Proves that document and payload are kept."""
    document.refresh_from_db()
    assert bytes(document.payload.content or b"")
    row = document.quarantines.filter(closed_at__isnull=True).first()
    if row is None:
        return ""
    assert row.reason
    assert row.suggestion
    return str(row.code)


def quarantined_file(payload: Payload) -> str:
    """The open quarantine code of a file that gave no document."""
    row = Quarantine.objects.filter(payload=payload, document=None, closed_at__isnull=True).first()
    return str(row.code) if row else ""


def status(document: Document) -> str:
    """The status as it is now."""
    document.refresh_from_db()
    return str(document.status)


def why(document: Document) -> str:
    """What a failing test shows: status, code, last error."""
    document.refresh_from_db()
    rows = [
        f"{row.code}: {row.reason} {row.traceback}"
        for row in document.quarantines.filter(closed_at__isnull=True)
    ]
    return f"{document} {document.status} {document.last_error} {rows}"


def circle(world: World) -> dict[str, int]:
    """The demo's line of counts."""
    return queries.circle(world.connection.pk)
