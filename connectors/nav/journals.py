"""General journals and vendor payment journals of NAV (nav reference 4.13, 4.14, 9.5, 9.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connectors.errors import Rejected
from connectors.nav import queries
from connectors.nav import wire_journals as wire
from connectors.nav.api import SYSTEM
from connectors.nav.master_data import MasterData
from connectors.nav.odata import guid
from edi.nav_records import Batch, JournalLine, PaymentLine


class Journals(MasterData):
    """Batches of our own and their lines; posting a batch posts every line in it."""

    # -- general journals

    def batches(self, template: str = "") -> Iterator[Batch]:
        """Yield the batches of a template; without one, NAV shows those of its default general template."""
        return self._rows(self.url("journals"), wire.batch, where=queries.by_template(template))

    def batch(self, code: str, template: str = "") -> Batch | None:
        """Return one batch, fresh."""
        return self._one(self.url("journals"), wire.batch, where=queries.by_code(code, template))

    def create_batch(self, code: str, name: str, balancing_account: str = "", template: str = "") -> Batch:
        """Make a batch; the balancing account is a G/L account number. Raises Rejected where the code is taken or the
        account does not exist."""
        account_id = ""
        if balancing_account:
            account = self.account(balancing_account)
            if account is None:
                raise Rejected(
                    f"NAV has no G/L account {balancing_account}, the balancing account of batch {code}",
                    system=SYSTEM,
                    code="account_not_found",
                )
            account_id = account.nav_id
        return self._create(
            self.url("journals"), wire.batch_fields(code, name, account_id, template), wire.batch
        )

    def journal_lines(self, batch_id: str) -> list[JournalLine]:
        """Return the lines that wait in a batch, fresh."""
        rows = self._rows(
            self.url(f"journals({guid(batch_id)})/journalLines"),
            lambda row: wire.journal_line(row, batch_id),
            fresh=True,
        )
        return list(rows)

    def create_journal_line(self, batch_id: str, line: JournalLine) -> JournalLine:
        """Put a line into a batch."""
        return self._create(
            self.url(f"journals({guid(batch_id)})/journalLines"),
            wire.journal_line_fields(line),
            lambda row: wire.journal_line(row, batch_id),
        )

    def set_journal_line_dimensions(self, line_id: str, dimensions: Mapping[str, str]) -> None:
        """Give a line these dimension values (dimension code to value code); others that it has by default stay."""
        url = self.url(f"journalLines({guid(line_id)})/dimensionSetLines")
        present = {line.code: line for line in self._rows(url, wire.dimension_line, fresh=True)}
        for code, value_code in dimensions.items():
            line = present.get(code)
            if line is None:
                self._create(url, wire.dimension_line_fields(code, value_code), wire.dimension_line)
            elif line.value_code != value_code:
                fields = wire.dimension_line_value(value_code)
                self._change(f"{url}({guid(line.nav_id)})", line.etag, fields, wire.dimension_line)

    def delete_journal_line(self, line: JournalLine) -> None:
        """Take a line out of its batch as it was read. Raises Stale."""
        self._remove(self._waiting_line("journals", "journalLines", line.batch_id, line.nav_id), line.etag)

    def post_batch(self, batch_id: str) -> None:
        """Post every line of a batch, general or payment journal: the general action takes any batch (nav reference 4.14)."""
        self._act(self.url(f"journals({guid(batch_id)})"), "post")

    # -- vendor payment journals

    def payment_batch(self, code: str) -> Batch | None:
        """Return one payment journal batch, fresh."""
        return self._one(self.url("vendorPaymentJournals"), wire.batch, where=queries.by_code(code))

    def create_payment_batch(self, code: str, name: str) -> Batch:
        """Make a payment journal batch. Raises Rejected where the code is taken."""
        return self._create(self.url("vendorPaymentJournals"), wire.batch_fields(code, name), wire.batch)

    def payment_lines(self, batch_id: str) -> list[PaymentLine]:
        """Return the payment lines that wait in a batch, fresh."""
        rows = self._rows(
            self.url(f"vendorPaymentJournals({guid(batch_id)})/vendorPayments"),
            lambda row: wire.payment_line(row, batch_id),
            fresh=True,
        )
        return list(rows)

    def create_payment_line(self, batch_id: str, line: PaymentLine) -> PaymentLine:
        """Put a payment line into a batch. NAV never checks its external number: only our own probe prevents a second one."""
        return self._create(
            self.url(f"vendorPaymentJournals({guid(batch_id)})/vendorPayments"),
            wire.payment_line_fields(line),
            lambda row: wire.payment_line(row, batch_id),
        )

    def delete_payment_line(self, line: PaymentLine) -> None:
        """Take a payment line out of its batch as it was read. Raises Stale."""
        self._remove(
            self._waiting_line("vendorPaymentJournals", "vendorPayments", line.batch_id, line.nav_id),
            line.etag,
        )

    def _waiting_line(self, batches: str, lines: str, batch_id: str, nav_id: str) -> str:
        scope = f"{batches}({guid(batch_id)})/" if batch_id else ""
        return self.url(f"{scope}{lines}({guid(nav_id)})")
