"""The product codes of a document that have no item yet, with NAV items that may be meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from audit import recording
from audit.models import Document
from edi import reading
from edi.documents import ProductId
from edi.errors import EdiError
from edi.mapping.lookups import GTIN_QUALIFIERS
from edi.mapping.products import code_text, product_codes
from edi.models import NavItem

CODES = ("item_unknown", "item_ambiguous", "item_blocked")
MOST_FOUND = 30


@dataclass(frozen=True)
class MissingCode:
    """One line of the document whose codes do not lead to one item. `code` is the one a mapping is made for."""

    number: int
    code: str
    all_codes: str
    description: str
    text: str
    candidates: list[NavItem] = field(default_factory=list)


@dataclass(frozen=True)
class QuotedOrder:
    """An order that the document quotes, with its item lines as NAV had them when the document was last worked on. Lines
    that are still outstanding come first: one of them is probably meant."""

    number: str
    lines: list[dict[str, str]]
    seen_at: datetime | None


def quoted_orders(document: Document) -> list[QuotedOrder]:
    """What is on the orders of a document that mapping read; kept with its last proposal, so that nobody waits for NAV."""
    proposal = document.proposal if isinstance(document.proposal, dict) else {}
    seen_at = parse_datetime(str(proposal.get("orders_seen_at", "")))
    orders = proposal.get("orders") or {}
    return [
        QuotedOrder(number, sorted(lines, key=lambda line: Decimal(line["outstanding"]) <= 0), seen_at)
        for number, lines in orders.items()
    ]


def missing_codes(document: Document) -> list[MissingCode]:
    """Each product code that a problem of the document names, once."""
    texts = [str(p.get("text", "")) for p in document.problems if p.get("code") in CODES]
    found: dict[str, MissingCode] = {}
    for line in _lines(document):
        codes = product_codes(line.product_ids)
        named = code_text(codes)
        text = next((text for text in texts if named and named in text), "")
        if not text or named in found:
            continue
        code = _best(codes)
        found[named] = MissingCode(
            len(found) + 1, code, named, line.description, text, _candidates(document, text, line.description)
        )
    return list(found.values())


def _lines(document: Document) -> list[Any]:
    try:
        value = reading.read(recording.content_of(document)).sets[0].document
    except (EdiError, IndexError):
        return []
    orders = getattr(value, "orders", None)
    holders = orders if orders is not None else [value]
    return [
        line for holder in holders for line in getattr(holder, "lines", ()) if hasattr(line, "product_ids")
    ]


def _best(codes: tuple[ProductId, ...]) -> str:
    """The partner's own code if there is one: a GTIN belongs into NAV's item card rather than into a local mapping."""
    own = [pair for pair in codes if pair.qualifier not in GTIN_QUALIFIERS]
    return (own or list(codes))[0].code.strip()


def _candidates(document: Document, text: str, description: str) -> list[NavItem]:
    """Items that the problem names, then those whose names are most like the line's description."""
    items = _usable(document)
    words = {word.strip("();,.") for word in text.split()}
    named = list(items.filter(item_number__in=words)[:10])
    if len(named) > 1 or not description:
        return named
    start = [word for word in description.split() if len(word) > 2][:4]
    query = Q()
    for word in start:
        query |= Q(name__icontains=word)
    near = list(items.filter(query)[:200]) if start else []
    near.sort(key=lambda item: -SequenceMatcher(None, item.name.lower(), description.lower()).ratio())
    return list(dict.fromkeys([*named, *near[:8]]))


def search_items(document: Document, question: str) -> list[NavItem]:
    """Items of NAV whose number, name or GTIN hold every word of the question."""
    items = _usable(document)
    words = question.split()
    for word in words:
        items = items.filter(
            Q(name__icontains=word) | Q(item_number__icontains=word) | Q(gtin__icontains=word)
        )
    return list(items[:MOST_FOUND]) if words else []


def _usable(document: Document) -> QuerySet[NavItem]:
    return NavItem.objects.filter(connection=document.connection, is_blocked=False, vanished_at__isnull=True)
