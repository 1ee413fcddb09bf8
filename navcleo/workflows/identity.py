"""What a document is, whether it was seen before, and what a second sighting means (booking rule 2.1)."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db.models import Q

from audit import recording
from audit.models import Document
from audit.statuses import Status, Verdict
from connectors.models import Connection
from edi.documents import Document as Value
from edi.documents import OrderAnswer, ShipNotice
from edi.models import TradingPartner
from edi.plain import business_number, digest
from edi.problems import has_errors
from edi.reading import ReadSet
from navcleo.sending.effects import Parked
from navcleo.workflows import parties, twins
from navcleo.workflows.facts import facts_of
from navcleo.workflows.notice_versions import TAKES_PLACE, successor

KEY_LENGTH = 200
# what follows the number in the key of one that came again after the partner's look-back
SINCE = "|since "
# what speaks of the same shipment: the first notice, its replacement, its cancellation
SAME_NOTICE = frozenset({"", "00", *TAKES_PLACE})


def business_key(document: Document, partner: TradingPartner, value: Value) -> str:
    """Connection, partner, kind and number; for an 820 payer, trace number and total. No lines, no envelope numbers, but
    for a 997 or TA1, which has no number of its own. A notice that cancels or replaces another has the key of that one: the
    database itself lets only one of them book an order."""
    number = business_number(value).upper()
    if document.kind in ("997", "TA1"):
        number = f"{number}|{document.interchange_number}"
    if isinstance(value, OrderAnswer):  # has no number of its own, and an order may be answered several times
        number = f"{number}|{digest(value)[:16]}"
    if isinstance(value, ShipNotice) and value.purpose not in SAME_NOTICE:
        number = f"{number}|purpose {value.purpose}"
    key = f"{document.connection_id}|{partner.qualifier}:{partner.interchange_id}|{document.kind}|{number}"
    if len(key) <= KEY_LENGTH:
        return key
    return f"{key[: KEY_LENGTH - 33]}|{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def identify(document: Document, partner: TradingPartner, value: Value) -> Document | None:
    """Write key and digest into the document. Returns the twin when the same document was seen before; raises Parked
    (number_reused) when the number was used with other content."""
    content = digest(value)
    booked = document.attempts.exclude(verdict=Verdict.REFUSED).exists()
    key = _key(document, partner, value, content)
    if booked and document.business_key not in ("", key):
        raise Parked(
            "number_reused",
            f"{document} was booked in part as {document.business_key}; its number cannot change.",
        )
    recording.change(document, business_key=key, content_digest=content, partner=partner, **facts_of(value))
    others = [] if booked else _seen_before(document, key)
    twin = twins.find(document, value, content, others)
    if isinstance(value, ShipNotice):
        others = _rivals(document, value, others)
    if twin or all(_may_take_over(document, other) for other in others):
        return twin
    raise Parked(
        "number_reused",
        f"{document} has the number of document no. {others[0].pk} ({others[0].get_status_display()}) and other content. "
        "Compare both; if this one is right, discard the other and approve this one, or correct its number.",
        {"twin": others[0].pk},
    )


def _rivals(document: Document, notice: ShipNotice, earlier: list[Document]) -> list[Document]:
    """A replacement or cancellation reuses no number; nor does the notice whose place another has taken."""
    if notice.purpose in TAKES_PLACE or successor(document, notice):
        return []
    return earlier


def claim_number(document: Document, connection: Connection, part: ReadSet) -> None:
    """Write the key of a document that may be booked as soon as it is split off its file, before any worker can see it:
    of two sightings read at the same time the earlier one counts."""
    if part.document is None or has_errors(part.problems):
        return
    try:
        partner = parties.check_envelope(connection, part)
    except Parked:
        return
    content = digest(part.document)
    key = _key(document, partner, part.document, content)
    recording.change(document, business_key=key, content_digest=content)


def _lasting_key(document: Document, partner: TradingPartner, value: Value) -> str:
    """The business key; where the partner had another id and its document of that number came under it, still that key: a
    new id makes no number new."""
    former = {*partner.history.values_list("qualifier", "interchange_id").distinct()}
    for qualifier, interchange_id in sorted(former - {(partner.qualifier, partner.interchange_id)}):
        before = TradingPartner(qualifier=qualifier, interchange_id=interchange_id)
        key = business_key(document, before, value)
        known = Document.objects.filter(connection_id=document.connection_id, business_key=key)
        if known.filter(partner=partner).exists():
            return key
    return business_key(document, partner, value)


def _key(document: Document, partner: TradingPartner, value: Value, content: str) -> str:
    """The business key; a number that comes again after the partner's look-back, with other content, is another document
    and its key says since when. What has such a key keeps it. The same paper, in whatever format, is a duplicate however old,
    and what replaces or cancels a notice speaks of the last one, however old."""
    key = _lasting_key(document, partner, value)
    is_booked = document.attempts.exclude(verdict=Verdict.REFUSED).exists()
    if document.business_key.startswith(f"{key}{SINCE}") or (is_booked and document.business_key == key):
        return document.business_key
    days = partner.duplicate_days
    suffix = f"{SINCE}{document.received_at:%Y-%m-%d}"
    if not days or len(key) + len(suffix) > KEY_LENGTH:
        return key
    named = Q(business_key=key) | Q(business_key__startswith=f"{key}{SINCE}")
    earlier = Document.objects.filter(named, connection_id=document.connection_id, twin__isnull=True)
    rows = list(earlier.filter(pk__lt=document.pk).order_by("-received_at", "-pk"))
    same = twins.find(document, value, content, rows)
    if same or not rows:
        return same.business_key if same else key
    begins_anew = not (isinstance(value, ShipNotice) and value.purpose in TAKES_PLACE)
    is_over = begins_anew and rows[0].received_at < document.received_at - timedelta(days=days)
    return f"{key}{suffix}" if is_over else rows[0].business_key


def _seen_before(document: Document, key: str) -> list[Document]:
    """The documents with this key, first come first: earlier ones, and later ones that already have an attempt."""
    live = Q(attempts__verdict__in=[Verdict.OPEN, Verdict.DONE, Verdict.UNKNOWN])
    rows = Document.objects.filter(connection_id=document.connection_id, business_key=key, twin__isnull=True)
    return list(rows.exclude(pk=document.pk).filter(Q(pk__lt=document.pk) | live).distinct().order_by("pk"))


def _may_take_over(document: Document, other: Document) -> bool:
    """A manager said that this one counts, the other was discarded, and nothing was ever booked of it."""
    approved = any(entry.get("code") == "number_reused" for entry in document.approvals)
    booked = other.attempts.exclude(verdict=Verdict.REFUSED).exists()
    refused = other.answered_by.filter(kind="824", direction="outbound").exclude(status=Status.DISCARDED)
    return (approved or refused.exists()) and other.status == Status.DISCARDED and not booked
