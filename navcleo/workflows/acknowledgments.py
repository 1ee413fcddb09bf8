"""997 in and out: what came is answered once per group, what was sent is matched to its answer (x12 reference 4.8)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from audit import recording
from audit.models import Document, Payload
from audit.statuses import Acknowledgment as State
from audit.statuses import Direction, Status, Verdict
from connectors.models import Connection
from edi.documents import Acknowledgment, SetAcknowledgment
from edi.models import TradingPartner
from edi.reading import Reading
from navcleo.workflows import acknowledgment_words, sent_orders
from navcleo.workflows.parties import find_partner

GROUPS = {"PO": "850", "PC": "860", "IN": "810", "AG": "824"}
ACCEPTED = {"A": State.ACCEPTED, "E": State.WITH_ERRORS, "P": State.WITH_ERRORS, "R": State.REJECTED}


def answer(payload: Payload, result: Reading) -> int:
    """Make one outbound 997 document per group read, where the partner asks for it; never for a 997. Runs in the
    transaction that stores the documents, so that a group is answered exactly once."""
    connection = Connection.objects.get(pk=payload.connection_id)
    made = 0
    for i, interchange in enumerate(result.interchanges):
        partner = find_partner(connection, interchange.sender)
        if partner is None or not partner.wants_997 or interchange.is_test != connection.is_test:
            continue
        if tuple(value.strip() for value in interchange.receiver) != (
            connection.own_qualifier,
            connection.own_id,
        ):
            continue
        for j, group in enumerate(interchange.groups):
            if group.code != "FA" and group.sets:
                made += _make(payload, partner, (i, j), f"{group.code}-{group.control_number}")
    return made


def _make(payload: Payload, partner: TradingPartner, place: tuple[int, int], number: str) -> bool:
    i, j = place
    key = f"{payload.connection_id}|997|{payload.pk}|{i}|{j}"
    if payload.documents.filter(direction=Direction.OUTBOUND, business_key=key).exists():
        return False
    first = payload.documents.filter(position__startswith=f"{i + 1}/{j + 1}/").order_by("id").first()
    recording.create_document(
        payload,
        bytes(payload.content or b""),
        direction=Direction.OUTBOUND,
        kind="997",
        number=number[:60],
        partner=partner,
        answers=first,
        business_key=key,
        nav_source={"payload": payload.pk, "interchange": i, "group": j},
    )
    return True


def match(document: Document, value: Acknowledgment, partner: TradingPartner) -> list[Document]:
    """Write the partner's answer into what it answers. A bare AK1/AK9 speaks for every set of the group. Returns the
    documents found; none is a finding that stays visible on the 997."""
    kind = GROUPS.get(value.group_code, "")
    number = value.group_control_number.lstrip("0")
    if not number:
        return []  # what was not sent yet has no group number either
    rows = Document.objects.filter(
        connection_id=document.connection_id,
        direction=Direction.OUTBOUND,
        partner=partner,
        kind=kind,
        group_number=number,
    )
    found = []
    for sent in rows:
        said = [part for part in value.sets if part.control_number.lstrip("0") == sent.set_number.lstrip("0")]
        if value.sets and not said:
            continue
        _write(document, sent, value, said[0] if said else None)
        found.append(sent)
    return found


@transaction.atomic
def _write(document: Document, sent: Document, value: Acknowledgment, part: SetAcknowledgment | None) -> None:
    state = _state(value, part)
    text = acknowledgment_words.describe(sent, value, part)
    Document.objects.filter(pk=sent.pk).update(
        acknowledgment=state, acknowledgment_text=text, acknowledgment_due_at=None
    )
    sent.refresh_from_db()
    recording.note(
        actor=f"997 no. {document.pk}", action="acknowledged", text=f"{state}: {text}", document=sent
    )
    prove_arrival(sent, "named by a 997")
    sent_orders.release(sent)
    if state == State.REJECTED and not sent.quarantines.filter(closed_at__isnull=True).exists():
        recording.quarantine(sent, "rejected_by_partner", text, details={"acknowledgment": document.pk})


def _state(value: Acknowledgment, part: SetAcknowledgment | None) -> State:
    """The worse of what was said of the set and of its group; a partly accepted group of which nothing was accepted, and
    that names no set, is rejected."""
    if value.status == "R" or (part is None and value.status == "P" and value.sets_accepted == 0):
        return State.REJECTED
    return ACCEPTED.get(part.status if part else value.status, State.WITH_ERRORS)


def prove_arrival(sent: Document, how: str) -> None:
    """What names our group, interchange or order proves that an upload in doubt arrived (booking rule 1.5)."""
    for attempt in sent.attempts.filter(kind="cleo_file", verdict__in=[Verdict.OPEN, Verdict.UNKNOWN]):
        recording.give_verdict(attempt, Verdict.DONE, answer={**attempt.answer, "how": how})
        recording.link(sent, attempt, kind="file", number=attempt.file_name[:60])
    if (
        sent.status == Status.QUARANTINED
        and sent.quarantines.filter(closed_at=None, code="outcome_unknown").exists()
    ):
        recording.close_quarantine(sent, actor=recording.SYSTEM, resolution="answered", reason=how)
        recording.move(sent, Status.RECEIVED, text=how, claimed_by="")


def expect(document: Document, partner: TradingPartner) -> None:
    """After an upload: the partner's 997 is expected by a date, or not asked."""
    if not partner.sends_997 or document.kind in ("997", "TA1"):
        return
    due = timezone.now() + timedelta(hours=partner.acknowledgment_hours)
    # not over an answer that was quicker than we
    Document.objects.filter(pk=document.pk, acknowledgment=State.NOT_ASKED).update(
        acknowledgment=State.EXPECTED, acknowledgment_due_at=due
    )


def mark_overdue() -> int:
    """Turn expected into overdue where the time is up. Returns how many."""
    rows = Document.objects.filter(acknowledgment=State.EXPECTED, acknowledgment_due_at__lt=timezone.now())
    for document in rows:
        recording.note(actor=recording.SYSTEM, action="overdue", text="no 997 in time", document=document)
    return Document.objects.filter(pk__in=[document.pk for document in rows]).update(
        acknowledgment=State.OVERDUE
    )
