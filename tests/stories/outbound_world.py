"""The world of the outbound stories: NAV's orders and invoices on one side, the sandbox's uploads on the other."""

from __future__ import annotations

from typing import Any

import x12doctor

from audit.models import Document, NavRecord
from edi import writing
from tests.sandbox_process import SandboxProcess
from tests.stories.world import JsonObject, World, why


class Outbound(World):
    """A World that looks at what left. `live()` makes the first poll, so that what comes later is new."""

    def __init__(self, sandbox: SandboxProcess, **changes: Any) -> None:
        super().__init__(sandbox, **changes)
        self.number_of_uploads = len(sandbox.uploads())

    def live(self) -> Outbound:
        """The first poll: the baseline."""
        self.poll("outbound")
        self.process()
        self.number_of_uploads = len(self.sandbox.uploads())
        return self

    def out(self) -> dict[str, int]:
        """One outbound poll with processing; returns what it counted."""
        counts = self.poll("outbound")
        self.process()
        return counts

    def left(self, number: str = "") -> list[JsonObject]:
        """The uploads of this story at Cleo, those of one order or invoice where a number is given."""
        new = self.sandbox.uploads()[self.number_of_uploads :]
        return [upload for upload in new if not number or f"_{number}_" in upload["name"]]

    def one_upload(self, number: str) -> JsonObject:
        """The only upload of an order or invoice; valid to both judges."""
        [upload] = self.left(number)
        content = upload["text"].encode()
        assert writing.validate(content) == []
        report = x12doctor.diagnose(upload["text"])
        assert report.ok, [finding.message for finding in report.findings]
        return upload

    def sent(self, number: str, kind: str = "850") -> Document:
        """The only outbound document of a number; fails the test unless it is linked."""
        document = Document.objects.get(
            connection=self.connection, direction="outbound", kind=kind, number=number
        )
        assert document.status == "linked", why(document)
        return document

    def record(self, number: str) -> NavRecord:
        """What polls know of an order or invoice."""
        return NavRecord.objects.get(connection=self.connection, number=number)

    def edit(self, number: str, **changes: Any) -> None:
        """A buyer changes the first line of an order."""
        self.sandbox.change_order(number, lines=[{"sequence": 10000, **changes}])

    def nav_invoice(self, vendor: str = "V10000", **fields: Any) -> JsonObject:
        """An invoice that a clerk made and posted in NAV; returns its record."""
        line = {
            "account_number": "61300",
            "description": "Freight",
            "quantity": 1,
            "unit_cost": "120.50",
            "tax_percent": 0,
        }
        return self.sandbox.create_invoice(**{"vendor_number": vendor, "lines": [line], **fields})

    def alter_invoice(self, number: str, **fields: Any) -> None:
        """NAV itself changes an invoice, for instance its status."""
        self.sandbox.put("purchaseInvoices", number, fields)
