"""The month's documents by partner, kind and currency: how many, what became of them, and which money NAV has of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from audit.models import Document
from audit.statuses import Direction, Status
from navcleo.admin import report_money
from navcleo.admin.report_money import Billed
from navcleo.admin.report_tables import Table
from navcleo.templatetags.words import KINDS

COLUMNS = [
    *("Partner", "Kind", "All", "Booked", "Amount", "Draft", "Draft amount", "Compared", "Compared amount"),
    *("In work", "Quarantine", "Claimed", "Duplicates", "Discarded", "Currency"),
]
COUNTED = {name: COLUMNS.index(name) for name in COLUMNS if name not in ("Partner", "Kind", "Currency")}
MONEY = frozenset(COUNTED[name] for name in ("Amount", "Draft amount", "Compared amount", "Claimed"))
NOTE = (
    "All = Booked + Draft + Compared + In work + Quarantine + Duplicates + Discarded. Amount: what NAV has posted for it (payments:"
    " the lines in its journal), of documents that went out their own; credit memos are negative. Draft: waits in NAV for a person,"
    " or was deleted there. Compared: invoices of goods that their ship notice had invoiced; that amount stands beside the notice."
    " Claimed: what the documents in quarantine say."
)


@dataclass
class _Row:
    counts: dict[str, int]
    amounts: dict[str, list[Decimal]]

    def count(self, name: str, column: str = "", amount: Decimal | None = None) -> None:
        self.counts[name] += 1
        self.add(column, amount)

    def add(self, column: str, amount: Decimal | None) -> None:
        if column and amount is not None:
            self.amounts[column].append(amount)


def documents(rows: QuerySet[Document]) -> Table:
    """The table of these documents."""
    billed = report_money.by_document(rows)
    found: dict[tuple[str, str, str, str], _Row] = {}
    for document in rows.select_related("partner", "connection").order_by().iterator():
        own = billed.get(document.pk)
        partner = document.partner.name if document.partner else "(unknown)"
        currency = document.currency or (own.currency if own else "") or document.connection.local_currency
        key = (partner, document.direction, document.kind, currency)
        row = found.setdefault(key, _Row(defaultdict(int), defaultdict(list)))
        row.counts["All"] += 1
        _count(row, document, own)
    shown = [_shown(key, row) for key, row in sorted(found.items())]
    return Table("Documents", COLUMNS, shown, MONEY, _total(shown), NOTE)


def _count(row: _Row, document: Document, billed: Billed | None) -> None:
    if document.status == Status.LINKED:
        _count_done(row, document, billed)
    elif document.status == Status.QUARANTINED:
        row.count("Quarantine", "Claimed", document.amount)
    elif document.status == Status.DISCARDED:
        row.count("Duplicates" if document.twin_id else "Discarded")
    else:
        row.count("In work")


def _count_done(row: _Row, document: Document, billed: Billed | None) -> None:
    if billed is None:
        own = document.amount if document.direction == Direction.OUTBOUND and document.kind != "824" else None
        row.count("Booked", "Amount", own)
    elif billed.posted is not None:
        row.count("Booked", "Amount", billed.posted)
        row.add("Draft amount", billed.drafted)
    elif billed.compared:
        row.count("Compared", "Compared amount", document.amount)
    else:
        row.count("Draft", "Draft amount", billed.drafted)


def _shown(key: tuple[str, str, str, str], row: _Row) -> list[Any]:
    partner, direction, kind, currency = key
    way = "in" if direction == Direction.INBOUND else "out"
    cells: list[Any] = [partner, f"{KINDS.get(kind, kind)} {way}"]
    for name, place in COUNTED.items():
        cells.append(report_money.total(row.amounts[name]) if place in MONEY else row.counts[name])
    return [*cells, currency]


def _total(rows: list[list[Any]]) -> list[Any]:
    """The counts added up; amounts of several kinds and currencies are not."""
    if not rows:
        return []
    sums = {place: sum(row[place] for row in rows) for place in COUNTED.values() if place not in MONEY}
    return ["Total", *(sums.get(place, "") for place in range(1, len(COLUMNS)))]
