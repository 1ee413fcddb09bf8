"""Ledger entries of NAV: the proof of what was posted (nav reference 3.3, 4.15, 8.3)."""

from __future__ import annotations

from connectors.nav import queries
from connectors.nav import wire_journals as wire
from connectors.nav.api import NavApi
from edi.nav_records import LedgerEntry, VendorEntry

REPORTS = "microsoft/reportsFinance/beta"


class Ledgers(NavApi):
    """Reads G/L and vendor ledger entries, always fresh."""

    def ledger_entries(self, document_number: str) -> list[LedgerEntry]:
        """Return the G/L entries of a document number (API v2.0: without external numbers)."""
        rows = self._rows(
            self.url("generalLedgerEntries"),
            wire.ledger_entry,
            where=queries.of_document(document_number),
            fresh=True,
        )
        return list(rows)

    def ledger_entries_by_external(self, external_number: str) -> list[LedgerEntry]:
        """Return the G/L entries of an external document number (reportsFinance). Raises Rejected where that API is absent."""
        rows = self._rows(
            self.other_api(REPORTS, "generalLedgerEntries"),
            wire.ledger_entry,
            where=queries.of_external(external_number),
            fresh=True,
        )
        return list(rows)

    def vendor_entries(
        self, vendor_number: str, external_number: str, document_type: str
    ) -> list[VendorEntry]:
        """Return the vendor ledger entries of an external number and type (Invoice, Payment ...; '' = any).
        Raises Rejected where that API is absent: abilities tell."""
        rows = self._rows(
            self.other_api(REPORTS, "vendorLedgerEntries"),
            wire.vendor_entry,
            where=queries.vendor_entries(vendor_number, external_number, document_type),
            fresh=True,
        )
        return list(rows)
