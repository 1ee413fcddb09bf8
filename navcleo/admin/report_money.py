"""The money of the reports, as NAV has it: what a document posted there, what only waits as a draft, what it was compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, QuerySet

from audit.models import Document, JournalLink
from audit.statuses import Direction, Status

BILLS = ("invoice", "draft", "credit_memo", "compared", "payment_line")
GONE = "gone"  # the digest of an 860 for an order that NAV has no more


@dataclass
class Billed:
    """What NAV has of one document or order: signed amounts (a credit memo is negative; None = no such record), the records'
    numbers, and the documents that were only compared with what a notice had booked."""

    posted: Decimal | None = None
    drafted: Decimal | None = None
    compared: set[int] = field(default_factory=set)
    currency: str = ""
    numbers: list[str] = field(default_factory=list)
    is_invoiced: bool = False

    def add(self, link: JournalLink) -> None:
        """Count one record in, once."""
        if link.kind == "compared":
            self.compared.add(link.document_id)
        elif _is_counted(link):
            name = _name(link)
            if name not in self.numbers:
                self.numbers.append(name)
                self._count(link)

    def _count(self, link: JournalLink) -> None:
        amount = link.amount or Decimal(0)
        self.currency = self.currency or link.details.get("currency", "")
        if link.kind == "credit_memo":
            amount = -amount
        # a payment line stands in the journal, whoever posts that
        if link.kind != "payment_line" and (link.state == "waiting" or link.kind == "draft"):
            self.drafted = (self.drafted or Decimal(0)) + amount
        else:
            self.posted = (self.posted or Decimal(0)) + amount
            self.is_invoiced = self.is_invoiced or link.kind == "invoice"


def _is_counted(link: JournalLink) -> bool:
    """A draft that was deleted is nothing; one that was posted is there as what it became."""
    if link.state == "deleted" or (link.kind, link.state) == ("draft", "posted"):
        return False
    return link.details.get("posted_number") in (None, "", link.number)


def _name(link: JournalLink) -> str:
    words = ["credit memo"] if link.kind == "credit_memo" else []
    if link.kind == "draft" or (link.kind == "credit_memo" and link.state == "waiting"):
        words.append("draft")
    return f"{link.number} ({' '.join(words)})" if words else link.number


def drafted(link: JournalLink) -> Decimal | None:
    """What a waiting draft comes to, negative for a credit memo; of one without an amount what its document says."""
    amount = link.amount if link.amount is not None else link.document.amount
    return -abs(amount) if amount is not None and link.kind == "credit_memo" else amount


def by_document(documents: QuerySet[Document]) -> dict[int, Billed]:
    """What NAV has of each of these documents; documents without such a record are left out."""
    found: dict[int, Billed] = {}
    for link in JournalLink.objects.filter(document__in=documents, kind__in=BILLS):
        found.setdefault(link.document_id, Billed()).add(link)
    return found


def by_order(connection_id: int | None) -> dict[tuple[int, str], Billed]:
    """What NAV has of each order, by connection and number. A draft that names no order counts for its document's only one."""
    found: dict[tuple[int, str], Billed] = {}
    links = JournalLink.objects.filter(kind__in=BILLS, document__kind__in=("810", "856"))
    if connection_id:
        links = links.filter(document__connection_id=connection_id)
    for link in links.select_related("document"):
        named = link.order_number or link.document.order_numbers
        if named and "," not in named:
            found.setdefault((link.document.connection_id, named.strip()), Billed()).add(link)
    return found


def claimed(documents: Iterable[Document]) -> Decimal | None:
    """What these documents say that they are for; None of nothing."""
    return total(row.amount for row in documents if row.amount is not None)


def total(amounts: Iterable[Decimal]) -> Decimal | None:
    """The sum, None of nothing."""
    rows = list(amounts)
    return sum(rows, Decimal(0)) if rows else None


def changed_amounts(connection_id: int | None) -> dict[tuple[int, str], Decimal | None]:
    """The order's amount as the last change (860) that left says it; None where that one takes the order back."""
    refused = Q(acknowledgment="rejected") | Q(answer="rejected")
    rows = Document.objects.filter(direction=Direction.OUTBOUND, kind="860", status=Status.LINKED)
    if connection_id:
        rows = rows.filter(connection_id=connection_id)
    return {
        (row.connection_id, row.number): None if row.nav_source.get("digest") == GONE else row.amount
        for row in rows.exclude(refused).order_by("pk")
    }
