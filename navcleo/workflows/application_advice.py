"""824 out and in: an invoice or notice that a person refuses for good is told to its sender, once; what a partner refuses of
ours is a task (X12.44)."""

from __future__ import annotations

import json

from django.db import transaction

from audit import recording, replay
from audit.models import Document
from audit.statuses import Acknowledgment, Direction, Status, Verdict
from edi.advices import AdvisedSet
from edi.documents import ApplicationAdvice
from edi.mapping.application_advice import advise, is_told
from edi.models import TradingPartner
from navcleo import lookup_tables
from navcleo.workflows import acknowledgments, freezing, steps
from navcleo.workflows.addressees import parties, partner_of
from navcleo.workflows.work import Plan, Work

REFUSED = "TR"


# -- out


def may_refuse(document: Document) -> bool:
    """True for an invoice or notice in quarantine whose sender wants to be told, and of which nothing is booked."""
    if document.direction != Direction.INBOUND or document.status != Status.QUARANTINED:
        return False
    if not is_told(document.kind) or not document.number or document.partner is None:
        return False
    if not document.partner.wants_824 or document.partner.switched_off("824"):
        return False
    return not document.attempts.exclude(verdict=Verdict.REFUSED).exists()


@transaction.atomic
def refuse(document: Document, *, actor: str, reason: str) -> Document:
    """End a document for good and make the 824 that tells its sender why. Raises replay.Refused."""
    if not may_refuse(document):
        raise replay.Refused(
            f"{document} cannot be refused to its sender: part of it may be booked, or no 824 is wanted."
        )
    row = document.quarantines.filter(closed_at__isnull=True).first()
    cause = row.code if row else ""
    replay.discard(document, actor=actor, reason=reason)
    told = {"refused": document.pk, "cause": cause, "reason": reason}
    made = recording.create_document(
        document.payload,
        json.dumps(told, indent=1, ensure_ascii=False).encode(),
        actor=actor,
        direction=Direction.OUTBOUND,
        kind="824",
        number=f"ADV{document.pk:09d}",
        order_numbers=document.order_numbers,
        partner=document.partner,
        vendor_number=document.vendor_number,
        amount=document.amount,
        currency=document.currency,
        is_test=document.is_test,
        answers=document,
        business_key=f"{document.connection_id}|out|824|{document.pk}",
        nav_source=told,
    )
    recording.note(actor=actor, action="refused", text=f"told by {made}: {reason}", document=document)
    return made


def plan(work: Work) -> Plan:
    """The 824 of a refused document."""
    source = work.document.nav_source
    refused = Document.objects.get(pk=source["refused"])
    partner = partner_of(work)
    vendor = refused.vendor_number or _only_vendor(partner)
    own, theirs = parties(work.connection, partner, vendor, partner.name)
    value = advise(
        work.document.number,
        work.today(),
        kind=refused.kind,
        refused=refused.number,
        control=(refused.group_number, refused.set_number),
        cause=source["cause"],
        reason=source["reason"],
        parties=(own, theirs),
    )
    shown = [{"code": one.code, "text": one.text} for part in value.sets for one in part.errors]
    target = {"kind": "824 refusing", "target": str(refused), "lines": shown}
    return Plan((freezing.upload(work, value, partner, str(refused.pk)),), {"targets": [target]})


def _only_vendor(partner: TradingPartner) -> str:
    """The vendor of a partner whose document named no order of ours, '' where it may be one of several."""
    vendors = lookup_tables.vendors_of(partner)
    return vendors[0].vendor_number if len(vendors) == 1 else ""


# -- in


def note(work: Work, value: ApplicationAdvice, partner: TradingPartner) -> None:
    """Write what a partner's system says of our documents on them; a refusal is a task."""
    steps.mapped(work, Plan())
    found = [sent for one in value.sets for sent in _told(work.document, one, partner)]
    text = "; ".join(_words(one) for one in value.sets)
    if found:
        steps.advance(work.document, Status.SENT, answers=found[0])
    else:
        text = f"{text}. It is nothing that we sent to this partner."
        problem = {"code": "unmatched", "severity": "warning", "place": "OTI", "text": text}
        steps.advance(work.document, Status.SENT, problems=[problem])
    recording.move(work.document, Status.LINKED, text=text)


def _words(one: AdvisedSet) -> str:
    said = {"TR": "refused", "TA": "accepted", "TE": "accepted with errors", "TC": "accepted with changes"}
    reasons = ", ".join(f"{error.text or 'no text'} ({error.code})" for error in one.errors)
    verdict = said.get(one.status, f"answered {one.status}")
    return f"{one.set_code or 'Document'} {one.number} was {verdict}" + (f": {reasons}" if reasons else "")


def _told(document: Document, one: AdvisedSet, partner: TradingPartner) -> list[Document]:
    rows = Document.objects.filter(
        connection_id=document.connection_id, direction=Direction.OUTBOUND, partner=partner, number=one.number
    )
    if one.set_code:
        rows = rows.filter(kind=one.set_code)
    last = rows.order_by("-pk").first()
    if last is None:
        return []
    acknowledgments.prove_arrival(last, "named by an 824")
    text = _words(one)
    recording.note(actor=f"824 no. {document.pk}", action="advised", text=text, document=last)
    if one.status == REFUSED:
        Document.objects.filter(pk=last.pk).update(
            acknowledgment=Acknowledgment.REJECTED, acknowledgment_text=text, acknowledgment_due_at=None
        )
        last.refresh_from_db()
        if not last.quarantines.filter(closed_at__isnull=True).exists():
            recording.quarantine(last, "rejected_by_partner", text, details={"acknowledgment": document.pk})
    return [last]
