"""The NAV client: API v2.0, page services where published, and Microsoft's reporting API (nav reference 9)."""

from __future__ import annotations

from connectors.caller import Authenticator
from connectors.errors import ConnectorError, Rejected
from connectors.http import Guard, Transport
from connectors.nav.api import FRESH, HEADERS
from connectors.nav.credit_memos import CreditMemos
from connectors.nav.invoices import Invoices
from connectors.nav.journals import Journals
from connectors.nav.ledgers import REPORTS, Ledgers
from connectors.nav.orders import Orders
from connectors.nav.pages import PageNames
from connectors.nav.queries import WEBHOOK_RESOURCES
from connectors.nav.wire_invoices import CREDIT_MEMO_NUMBER
from edi.nav_records import Abilities

WEBHOOKS = "microsoft/runtime/beta"
# page 51, only asked for; we write drafts through API v2.0
INVOICE_PAGE = "PurchaseInvoice"

__all__ = ["FRESH", "NavClient", "PageNames"]


class NavClient(Orders, Invoices, CreditMemos, Journals, Ledgers):
    """Everything that navcleo asks of one NAV company. Every call may raise a ConnectorError."""

    def __init__(
        self,
        transport: Transport,
        *,
        api_url: str,
        pages_url: str,
        company_name: str,
        auth: Authenticator,
        page_names: PageNames | None = None,
        guard: Guard | None = None,
    ) -> None:
        super().__init__(
            transport, api_url=api_url, pages_url=pages_url, company_name=company_name, auth=auth, guard=guard
        )
        self.page_names = page_names or PageNames()

    def abilities(self) -> Abilities:
        """Find out which optional abilities this NAV has (nav reference 9.1). Raises only when NAV itself does not answer."""
        return Abilities(
            order_page=self._has_page(self.page_names.order),
            receipt_page=self._has_page(self.page_names.receipt),
            invoice_page=self._has_page(INVOICE_PAGE),
            dimension_page=self._has_page(self.page_names.dimension_values),
            item_unit_page=self._has_page(self.page_names.item_units),
            receive_and_invoice='"receiveAndInvoice"' in (described := self._metadata()),
            reports_finance=self._answers(self.other_api(REPORTS, "vendorLedgerEntries")),
            # without the vendor's number on it a credit memo could not be found again
            credit_memos=f'"{CREDIT_MEMO_NUMBER}"' in described,
            webhooks=self._webhooks(),
        )

    def count(self, entity: str) -> int:
        """Count the rows of a set of API v2.0, such as vendors."""
        return sum(1 for _ in self._rows(self.url(entity), dict))

    def _has_page(self, service: str) -> bool:
        return bool(self.pages_url) and self._answers(self.page(service))

    def _metadata(self) -> str:
        """NAV's description of API v2.0, '' where it gives none."""
        headers = {**HEADERS, "Accept": "application/xml"}
        try:
            return self.caller.request("GET", f"{self.api_url}/$metadata", headers=headers).text
        except Rejected:
            return ""

    def _webhooks(self) -> tuple[str, ...]:
        try:
            rows = self._rows(
                self.other_api(WEBHOOKS, "webhookSupportedResources"),
                lambda row: str(row["resource"]),
                where=WEBHOOK_RESOURCES,
            )
            return tuple(sorted(rows))
        except ConnectorError:
            # polling stays the safety net, so that this list is never a reason to fail
            return ()
