"""What the demo did, counted twice: in our rows and in the sandbox's own books, which share no code with us."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from audit import queries
from audit.models import Document, JournalLink
from connectors.models import Connection
from edi.models import VendorMapping
from navcleo.demo_sandbox import Played


@dataclass(frozen=True)
class Line:
    """One line of the comparison: our count beside the sandbox's."""

    name: str
    ours: int
    theirs: int
    what: str

    @property
    def agrees(self) -> bool:
        """Both say the same."""
        return self.ours == self.theirs


@dataclass(frozen=True)
class Books:
    """The sandbox's books, as far as they concern what went over Cleo."""

    orders: Counter[str]
    invoices_out: int
    acknowledged: int
    rejected: int
    receipts: list[dict[str, Any]]
    invoices: list[dict[str, Any]]
    notices: set[str]
    charged: set[str]
    duplicates: int
    summary: dict[str, int]

    @property
    def payments(self) -> int:
        """Payment lines that wait in NAV's journals, and those a person has posted."""
        return self.summary["payment_lines"] + self.summary["payments"]

    @property
    def unbooked(self) -> int:
        """Ship notices and invoices that suppliers sent and NAV's books do not hold, and orders they rejected."""
        received = {receipt["orderNumber"] for receipt in self.receipts}
        invoiced = {invoice["orderNumber"] for invoice in self.invoices}
        return len(self.notices - received) + len(self.charged - invoiced) + self.rejected

    @property
    def twice(self) -> list[str]:
        """What stands twice in the books, each in a sentence; nothing does, when all is well."""
        found = [
            f"order {number} was sent {times} times" for number, times in self.orders.items() if times > 1
        ]
        shipments = Counter((row["orderNumber"], row["vendorShipmentNo"]) for row in self.receipts)
        found += [
            f"shipment {key[1]} was received {times} times" for key, times in shipments.items() if times > 1
        ]
        bills = Counter((row["vendorNumber"], row["vendorInvoiceNumber"]) for row in self.invoices)
        return found + [
            f"invoice {key[1]} of {key[0]} was posted {times} times"
            for key, times in bills.items()
            if times > 1
        ]


def read_books(sandbox: Played) -> Books:
    """Ask the sandbox for everything; nothing here comes from our database."""
    uploads = sandbox.control("GET", "uploads")
    suppliers = sandbox.control("GET", "suppliers")
    orders: Counter[str] = Counter()
    of_upload: dict[int, str] = {}
    for upload in uploads:
        kind = re.search(r"\bST\*(\d{3})\*", upload["text"])
        of_upload[upload["number"]] = kind[1] if kind else ""
        orders.update(re.findall(r"\bBEG\*00\*\w*\*([^*~]+)\*", upload["text"]))
    answers = [answer for answer in suppliers["answers"] if not answer["failure"]]
    acknowledged: Counter[bool] = Counter(
        suppliers["behaviours"].get(answer["vendor_number"]) == "rejects"
        for answer in answers
        if answer["kind"] == "997" and of_upload.get(answer["upload"]) == "850"
    )
    bills = Counter(answer["order_number"] for answer in answers if answer["kind"] == "810")
    receipts = sandbox.control("GET", "books/purchaseReceipts")
    invoices = sandbox.control("GET", "books/purchaseInvoices")
    return Books(
        orders=orders,
        invoices_out=sum(1 for kind in of_upload.values() if kind == "810"),
        acknowledged=acknowledged[False],
        rejected=acknowledged[True],
        receipts=[row for row in receipts if row.get("orderNumber") in orders],
        invoices=[
            row
            for row in invoices
            if row.get("orderNumber") in orders and row["status"] not in ("Draft", "In Review")
        ],
        notices={answer["order_number"] for answer in answers if answer["kind"] == "856"},
        charged=set(bills),
        duplicates=sum(times - 1 for times in bills.values()),
        summary=sandbox.control("GET", "books"),
    )


def compare(connection: Connection, books: Books) -> list[Line]:
    """Our count beside the sandbox's, line by line."""
    ours = queries.circle(connection.pk)
    links = JournalLink.objects.filter(document__connection=connection, document__direction="inbound")
    made = {
        row["kind"]: row["n"]
        for row in links.order_by().values("kind").annotate(n=Count("number", distinct=True))
    }
    return [
        Line("orders sent", ours["orders_sent"], sum(books.orders.values()), "850 uploaded to Cleo"),
        Line("acknowledged", ours["acknowledged"], books.acknowledged, "997 in which the supplier accepts"),
        Line(
            "received", made.get("receipt", 0), len(books.receipts), "856 booked as purchase receipts in NAV"
        ),
        Line("invoiced", made.get("invoice", 0), len(books.invoices), "810 posted as vendor invoices in NAV"),
        Line(
            "payment lines",
            made.get("payment_line", 0),
            books.payments,
            "820: lines in NAV's payment journal, for a person to post",
        ),
        Line(
            "in quarantine",
            stopped(connection, books),
            books.unbooked,
            "sent by suppliers, in nobody's books",
        ),
        Line(
            "duplicates",
            duplicates(connection),
            books.duplicates,
            "the same invoice again: discarded, linked to its twin",
        ),
        Line(
            "invoices sent",
            ours["invoices_sent"],
            books.invoices_out,
            "810 of NAV's posted invoices, uploaded to Cleo",
        ),
    ]


def stopped(connection: Connection, books: Books) -> int:
    """Answers to the demo's orders that are not booked: in quarantine, or set aside by a person from there."""
    rows = Document.objects.filter(
        connection=connection, direction="inbound", kind__in=["856", "810"], twin=None
    )
    waiting = rows.exclude(status="linked").filter(order_numbers__in=books.notices | books.charged)
    rejected = Document.objects.filter(
        connection=connection, direction="outbound", kind="850", acknowledgment="rejected"
    )
    unpaid = Document.objects.filter(connection=connection, kind="820").exclude(status="linked")
    return waiting.count() + rejected.count() + unpaid.count()


def duplicates(connection: Connection) -> int:
    """Documents that came a second time."""
    return Document.objects.filter(
        connection=connection, direction="inbound", kind="810", twin__isnull=False
    ).count()


def waiting_vendors(connection: Connection) -> list[str]:
    """Vendors whose orders wait until a person says whether they are on EDI."""
    waiting = Document.objects.filter(connection=connection, waiting_for="vendor", status="received")
    numbers = waiting.values_list("vendor_number", flat=True).distinct()
    return [
        str(row)
        for row in VendorMapping.objects.filter(connection=connection, vendor_number__in=list(numbers))
    ]
