"""The documents that carry one ship notice number of one partner: the first one, those that replace it (05) or cancel it (01),
and which of two is the later word (booking rule 2.1)."""

from __future__ import annotations

from dataclasses import dataclass

from audit import recording
from audit.models import Document
from audit.statuses import Status
from edi import reading
from edi.documents import ShipNotice
from edi.errors import EdiError

REPLACES, CANCELS = "05", "01"
TAKES_PLACE = frozenset({REPLACES, CANCELS})


@dataclass(frozen=True)
class Version:
    """One document with the notice that its newest content says."""

    document: Document
    notice: ShipNotice

    @property
    def takes_place(self) -> bool:
        """It replaces or cancels, and nobody has discarded it."""
        return self.notice.purpose in TAKES_PLACE and self.document.status != Status.DISCARDED

    def is_later_than(self, other: Version) -> bool:
        """By the day and minute they were made (BSN03, BSN04); where these do not tell, by which came first."""
        ours, theirs = self.notice, other.notice
        if ours.issued_on and theirs.issued_on and ours.issued_on != theirs.issued_on:
            return ours.issued_on > theirs.issued_on
        if ours.issued_at and theirs.issued_at and ours.issued_at != theirs.issued_at:
            return ours.issued_at > theirs.issued_at
        return self.document.pk > other.document.pk


def others(document: Document) -> list[Version]:
    """The other versions of a document's notice, first come first; duplicates and what cannot be read are left out."""
    if not document.business_key:
        return []
    rows = Document.objects.filter(
        connection_id=document.connection_id,
        business_key=document.business_key,
        direction="inbound",
        kind="856",
        twin__isnull=True,
    ).exclude(pk=document.pk)
    found = ((row, _read(row)) for row in rows.order_by("pk"))
    return [Version(row, notice) for row, notice in found if notice is not None]


def successor(document: Document, notice: ShipNotice) -> Version | None:
    """The latest version that takes this one's place, None where it is the last word."""
    this = Version(document, notice)
    latest: Version | None = None
    for other in others(document):
        if other.takes_place and other.is_later_than(latest or this):
            latest = other
    return latest


def _read(document: Document) -> ShipNotice | None:
    try:
        value = reading.read(recording.content_of(document)).sets[0].document
    except (EdiError, IndexError):
        return None
    return value if isinstance(value, ShipNotice) else None
