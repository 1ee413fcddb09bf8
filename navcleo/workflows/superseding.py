"""A ship notice that replaces or cancels another: the earlier one ends where it is not booked; what it has booked stays, and
a person decides (booking rules 2.1, 2.4)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction

from audit import claims, recording
from audit.models import Document, SendAttempt
from audit.statuses import Status, Verdict
from edi.documents import Document as Value
from edi.documents import ShipNotice
from navcleo.sending.effects import Parked, Pending
from navcleo.workflows.notice_versions import CANCELS, TAKES_PLACE, Version, others, successor
from navcleo.workflows.work import Work

RECEIPTS = ("receipt_on_order", "evaluated_receipt", "receipt_in_journal")


@dataclass
class Earlier:
    """What notices that this one takes the place of have received, by order number; `documents` are those notices."""

    documents: list[Document] = field(default_factory=list)
    received: dict[str, list[SendAttempt]] = field(default_factory=lambda: defaultdict(list))


def set_aside(work: Work, value: Value) -> bool:
    """True when another notice has taken the place of this one: what is not booked of it ends here, by the system."""
    document = work.document
    if not isinstance(value, ShipNotice) or document.status == Status.SENT:
        return False
    newer = successor(document, value)
    if newer is None or _is_booked(document, value):
        return False
    end(document, newer.document)
    return True


def _is_booked(document: Document, value: ShipNotice) -> bool:
    """Every order of the notice has its attempt: it goes on to its end."""
    live = document.attempts.filter(kind__in=RECEIPTS).exclude(verdict=Verdict.REFUSED)
    booked = {_order_of(attempt) for attempt in live}
    return bool(value.orders) and {order.order_number.strip().upper() for order in value.orders} <= booked


def _order_of(attempt: SendAttempt) -> str:
    return attempt.target.removeprefix("order:").partition("#")[0]


def take_place(work: Work, value: ShipNotice) -> Earlier:
    """End the notices that this one replaces or cancels, as far as they are not booked. Raises Pending while one of them is
    being booked or is in doubt: only then is known what was received; Parked where one that is here says that it was made
    after this. A dry run ends nothing."""
    earlier = Earlier()
    if value.purpose not in TAKES_PLACE:
        return earlier
    this = Version(work.document, value)
    for other in others(work.document):
        if _speaks_of_the_future(this, other):
            raise _clocks_differ(this, other)
        if this.is_later_than(other):
            _wait_for(other.document)
            earlier.documents.append(other.document)
            for attempt in other.document.attempts.filter(kind__in=RECEIPTS, verdict=Verdict.DONE):
                earlier.received[_order_of(attempt)].append(attempt)
    if work.document.claimed_by == claims.me():
        for document in earlier.documents:
            if document.status not in (Status.LINKED, Status.SENT, Status.DISCARDED):
                end(document, work.document)
        if earlier.documents:
            recording.change(work.document, answers=earlier.documents[-1])
    return earlier


def _speaks_of_the_future(this: Version, other: Version) -> bool:
    """True where a notice is here that this one speaks of by its number, and is said to be made after it: a clock is wrong,
    or the number was used anew."""
    came_first = other.document.pk < this.document.pk and other.document.status != Status.DISCARDED
    return came_first and other.notice.purpose not in TAKES_PLACE and other.is_later_than(this)


def _clocks_differ(this: Version, other: Version) -> Parked:
    does = "cancels" if this.notice.purpose == CANCELS else "replaces"
    return Parked(
        "content_invalid",
        f"It {does} notice {this.notice.number}, and says that it was made before that one (no. {other.document.pk}, "
        f"{other.document.get_status_display()}). If it is meant, correct its date and time (BSN03, BSN04) and replay; if it is "
        "of an earlier shipment with this number, discard it.",
    )


def _wait_for(document: Document) -> None:
    undecided = document.attempts.filter(verdict__in=[Verdict.OPEN, Verdict.UNKNOWN])
    if claims.is_busy(document) or undecided.exists():
        why = f"the notice that this one takes the place of (no. {document.pk}) is being booked or in doubt"
        raise Pending(claims.soon(), "retry", why)


def end(document: Document, newer: Document) -> None:
    """Discard a notice by the system because another one took its place; what it has booked stays and is named. Raises Pending
    when another process took it meanwhile."""
    done = document.attempts.filter(verdict=Verdict.DONE).values_list("target", flat=True)
    text = f"no. {newer.pk} has taken its place"
    if done:
        text += f" (booked already and staying so: {', '.join(done)})"
    try:
        with transaction.atomic():
            recording.close_quarantine(document, actor=recording.SYSTEM, resolution="discarded", reason=text)
            recording.move(document, Status.DISCARDED, text=text, claimed_by="")
    except recording.ClaimLost as lost:
        raise Pending(claims.soon(), "retry", str(lost)) from lost
