"""How a file reads by one partner's profile: documents, lines, problems with their places. Stores nothing, asks nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from edi import reading
from edi.documents import Document
from edi.errors import EdiError
from edi.mapping.amounts import plain
from edi.mapping.products import code_text, product_codes
from edi.models import TradingPartner
from edi.pdf.limits import within
from edi.problems import Problem
from edi.profiles import Profile
from edi.reading import ReadSet
from navcleo import lookup_tables
from navcleo.admin import deadline
from navcleo.sending.effects import Parked
from navcleo.workflows import names, parties

MOST_BYTES = 2_000_000
MOST_LINES = 200
LINE_COLUMNS = ["Order", "Line", "Article", "Description", "Quantity", "Price", "Amount"]
NUMBERS = frozenset({"Quantity", "Price", "Amount"})


@dataclass(frozen=True)
class TriedDocument:
    """One document of the file; columns and values come with whether they are numbers. `stopped` says what it would be
    quarantined for, '' where reading does not stop it."""

    position: str
    code: str
    number: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[tuple[str, bool], ...], ...]
    more_rows: int
    problems: tuple[Problem, ...]
    stopped: str


@dataclass
class Tried:
    """What came of a file. `refusal` where it is no document at all; `problems` and `findings` are those of the file."""

    documents: list[TriedDocument] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    findings: tuple[str, ...] = ()
    refusal: str = ""

    @property
    def summary(self) -> str:
        """One sentence for the top of the page."""
        stopped = sum(bool(document.stopped) for document in self.documents)
        number = len(self.documents)
        read = f"{number} document{'s' if number != 1 else ''} read"
        return f"{read}; {stopped or 'none'} would stop."


def try_out(partner: TradingPartner, content: bytes) -> Tried:
    """Read a file as if this partner had sent it, whatever sender it names."""
    profile = lookup_tables.reading_profile(partner.connection, partner)
    try:
        with within(deadline.SECONDS):
            result = reading.read(content, lambda form, sender: profile)
    except EdiError as error:
        return Tried(refusal=str(error))
    documents = [_tried(partner, profile, part) for part in result.sets]
    return Tried(documents, result.problems, result.findings)


def _tried(partner: TradingPartner, profile: Profile, part: ReadSet) -> TriedDocument:
    rows = list(_rows(part.document)) if part.document else []
    used = [at for at in range(len(LINE_COLUMNS)) if any(row[at] for row in rows)]
    columns = tuple((LINE_COLUMNS[at], LINE_COLUMNS[at] in NUMBERS) for at in used)
    shown = tuple(tuple((row[at], columns[n][1]) for n, at in enumerate(used)) for row in rows[:MOST_LINES])
    return TriedDocument(
        part.position,
        part.code,
        part.document.number if part.document else part.control_number,
        tuple(_facts(part)),
        columns,
        shown,
        max(len(rows) - MOST_LINES, 0),
        part.problems,
        _stopped(partner, part),
    )


def _stopped(partner: TradingPartner, part: ReadSet) -> str:
    errors = [problem for problem in part.problems if problem.severity == "error"]
    if errors:
        return errors[0].text
    try:
        found = parties.check_envelope(partner.connection, part)
    except Parked as parked:
        return parked.reason
    return (
        ""
        if found == partner
        else f"It names {found} as its sender: that profile holds for it, not this one."
    )


def _facts(part: ReadSet) -> Iterable[tuple[str, str]]:
    value: Any = part.document
    if part.version:
        yield "Version", part.version
    for label, ids in (("From", part.sender_ids), ("To", part.receiver_ids)):
        if ids:
            yield label, ", ".join(names.shown(one) for one in ids)
    yield "Format", part.format
    if part.format == "x12":
        yield "Test or production", "test" if part.is_test else "production"
    for name, label in (
        ("ordered_on", "Ordered"),
        ("invoiced_on", "Invoiced"),
        ("shipped_on", "Shipped"),
        ("paid_on", "Paid"),
        ("order_number", "Order"),
        ("currency", "Currency"),
        ("total", "Total"),
    ):
        found = getattr(value, name, None)
        if found not in (None, ""):
            yield label, plain(found) if isinstance(found, Decimal) else str(found)


def _rows(value: Document) -> Iterable[tuple[str, ...]]:
    """The lines of any document under `LINE_COLUMNS`."""
    holders = getattr(value, "orders", None) or [value]
    for holder in holders:
        order = getattr(holder, "order_number", "") if holder is not value else ""
        lines: Iterable[Any] = getattr(holder, "lines", ()) or getattr(holder, "sets", ())
        yield from (_row(line, order) for line in lines)


def _row(line: Any, order: str) -> tuple[str, ...]:
    article = code_text(product_codes(getattr(line, "product_ids", ())))
    quantity = getattr(line, "quantity", None)
    text = getattr(line, "description", "") or getattr(line, "status", "")
    amount = getattr(line, "amount", None)
    return (
        order or getattr(line, "order_number", ""),
        getattr(line, "line_number", "") or getattr(line, "control_number", ""),
        article or getattr(line, "number", ""),
        text,
        f"{plain(quantity)} {line.unit}" if quantity is not None else "",
        _money(getattr(line, "price", None)),
        _money(amount if amount is not None else getattr(line, "paid", None)),
    )


def _money(value: Decimal | None) -> str:
    return "" if value is None else plain(value)
