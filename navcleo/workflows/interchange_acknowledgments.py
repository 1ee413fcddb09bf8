"""TA1 in and out: whether an interchange arrived, once per interchange, never about acknowledgments (x12 reference 4.8)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from audit import recording
from audit.models import Document, Payload
from audit.statuses import Acknowledgment as State
from audit.statuses import Direction, Status
from connectors.models import Connection
from edi import reading
from edi.documents import InterchangeAcknowledgment
from edi.errors import EdiError
from edi.models import TradingPartner
from edi.x12 import interchange_ta1
from edi.x12.envelope import Envelope
from navcleo import lookup_tables
from navcleo.workflows import acknowledgments, freezing, sent_orders, steps
from navcleo.workflows.addressees import partner_of
from navcleo.workflows.parties import find_partner
from navcleo.workflows.work import Plan, Work

STATES = {"A": State.ACCEPTED, "E": State.WITH_ERRORS, "R": State.REJECTED}
NEVER_ASKED = ("997", "TA1")


# -- in


def note(work: Work, value: InterchangeAcknowledgment, partner: TradingPartner) -> None:
    """Write a partner's TA1 into everything of ours that left under this interchange number; none is a finding that stays
    visible on the TA1."""
    steps.mapped(work, Plan())
    number = value.interchange.strip().lstrip("0")
    sent = Document.objects.filter(
        connection=work.connection,
        direction=Direction.OUTBOUND,
        partner=partner,
        interchange_number=number,
    )
    found = list(sent.order_by("pk")) if number else []
    text = describe(value)
    changes: dict[str, Any] = {}
    for document in found:
        _write(work.document, document, value, text)
        changes["answers"] = found[0]
    if not found:
        text = f"{text} It is none that we sent to this partner."
        changes["problems"] = [{"code": "unmatched", "severity": "warning", "place": "TA1", "text": text}]
    steps.advance(work.document, Status.SENT, **changes)
    recording.move(work.document, Status.LINKED, text=text)


def describe(value: InterchangeAcknowledgment) -> str:
    """The TA1 in words."""
    said = interchange_ta1.STATUSES[value.status]
    why = interchange_ta1.NOTES.get(value.note, f"note {value.note}")
    reason = "" if value.note in ("", "000") else f": {why} (TA1 note {value.note})"
    return f"Our interchange {value.interchange.strip().lstrip('0')} was {said}{reason}."


@transaction.atomic
def _write(document: Document, sent: Document, value: InterchangeAcknowledgment, text: str) -> None:
    changes: dict[str, Any] = {"interchange_acknowledgment": STATES[value.status]}
    if value.status == "R":  # nothing of it was read: no 997 will come
        rejected = {"acknowledgment_text": text, "acknowledgment_due_at": None}
        changes |= {"acknowledgment": State.REJECTED, **rejected}
    Document.objects.filter(pk=sent.pk).update(**changes)
    sent.refresh_from_db()
    recording.note(actor=f"TA1 no. {document.pk}", action="acknowledged", text=text, document=sent)
    acknowledgments.prove_arrival(sent, "named by a TA1")
    if value.status == "R":
        sent_orders.release(sent)
        if not sent.quarantines.filter(closed_at__isnull=True).exists():
            recording.quarantine(sent, "rejected_by_partner", text, details={"acknowledgment": document.pk})


def expect(document: Document, partner: TradingPartner) -> None:
    """After an upload that asked for a TA1 (ISA14)."""
    if partner.requests_ta1 and document.kind not in NEVER_ASKED:
        waiting = Document.objects.filter(pk=document.pk, interchange_acknowledgment=State.NOT_ASKED)
        waiting.update(interchange_acknowledgment=State.EXPECTED)


# -- out


def answer(payload: Payload) -> int:
    """Make one outbound TA1 for each interchange of a file whose sender asks for it or whose envelope cannot be used, where
    the partner gets them. Runs in the transaction that stores what the file gave."""
    connection = Connection.objects.get(pk=payload.connection_id)
    content = bytes(payload.content or b"")
    try:
        envelopes = reading.envelopes(content) if reading.format_of(content) == "x12" else []
    except EdiError:
        return 0  # no interchange header: nobody to tell
    return sum(_answer(payload, connection, envelopes, at) for at in range(len(envelopes)))


def _answer(payload: Payload, connection: Connection, envelopes: list[Envelope], at: int) -> bool:
    envelope = envelopes[at]
    interchange = envelope.interchange
    partner = find_partner(connection, interchange.sender)
    receiver = tuple(value.strip() for value in interchange.receiver)
    if partner is None or not partner.sends_ta1 or not interchange_ta1.is_answerable(envelope):
        return False
    if receiver != (connection.own_qualifier, connection.own_id) or interchange.is_test != connection.is_test:
        return False
    value = _value(connection, partner, envelopes, at)
    key = f"{connection.pk}|TA1|{payload.pk}|{at}"
    if not (interchange_ta1.is_asked(envelope) or value.status == "R"):
        return False
    if payload.documents.filter(direction=Direction.OUTBOUND, business_key=key).exists():
        return False
    recording.create_document(
        payload,
        bytes(payload.content or b""),
        direction=Direction.OUTBOUND,
        kind="TA1",
        number=value.number[:60],
        partner=partner,
        is_test=connection.is_test,
        answers=payload.documents.filter(position__startswith=f"{at + 1}/").order_by("id").first(),
        business_key=key,
        nav_source={"payload": payload.pk, "interchange": at},
    )
    return True


def _value(
    connection: Connection, partner: TradingPartner, envelopes: list[Envelope], at: int
) -> InterchangeAcknowledgment:
    own = envelopes[at].interchange
    known = {(one.interchange.sender, one.interchange.control_number) for one in envelopes[:at]}
    profile = lookup_tables.profile_for(connection, partner)
    repeated = (own.sender, own.control_number) in known
    return interchange_ta1.acknowledge(envelopes[at], profile, is_repeated=repeated)


def plan(work: Work) -> Plan:
    """The TA1 of one interchange that was read."""
    envelopes = reading.envelopes(bytes(work.document.payload.content or b""))
    partner = partner_of(work)
    value = _value(work.connection, partner, envelopes, work.document.nav_source["interchange"])
    effect = freezing.upload(work, value, partner, f"TA1-{value.interchange}")
    shown = {"kind": "TA1", "target": value.number, "says": describe(value), "lines": []}
    return Plan((effect,), {"targets": [shown]})
