"""A stored file becomes documents, and the 997s and TA1s that answer it, all at once and once only (booking rule 2.4)."""

from __future__ import annotations

import logging
from traceback import format_exc

from django.db import transaction
from django.utils import timezone

from audit import recording
from audit.models import Document, Payload
from audit.statuses import Direction
from connectors.models import Connection
from edi.problems import printable
from edi.reading import Reading, ReadSet
from navcleo.workflows import (
    acknowledgments,
    failures,
    forgiving,
    identity,
    interchange_acknowledgments,
    parties,
)
from navcleo.workflows.facts import facts_of_set
from navcleo.workflows.work import plain_problems

log = logging.getLogger(__name__)


def read_file(payload: Payload) -> None:
    """Split a stored file into documents; a file that gives none, or whose reading meets a fault of ours, goes to quarantine
    by name and holds up no other file."""
    try:
        connection = Connection.objects.get(pk=payload.connection_id)
        result = parties.read_by_profiles(connection, bytes(payload.content or b""))
        split(payload, result)
    except Exception as error:  # the one place where every failure of a file gets its row
        rule = failures.rule_for(error)
        code = failures.code_for(error, rule) if rule else "unexpected"
        if rule is None:
            log.exception("file %s", payload.pk)
        with transaction.atomic():
            _mark(payload, [])
            if rule is not None:
                interchange_acknowledgments.answer(payload)
            recording.quarantine_file(
                payload,
                code,
                printable(f"{payload.name}: {error}"),
                traceback="" if rule else printable(format_exc()),
            )


@transaction.atomic
def split(payload: Payload, result: Reading) -> None:
    """Make the documents of a file and the acknowledgments of its groups, all in one transaction and once; what is wrong in
    the file beside its documents goes to quarantine with it."""
    there = set(payload.documents.filter(direction=Direction.INBOUND).values_list("position", flat=True))
    made = {part.position: _make(payload, part) for part in result.sets if part.position[:20] not in there}
    forgiving.record(payload, result, made)
    errors = [problem for problem in result.problems if problem.severity == "error"]
    if errors:
        text = " ".join(dict.fromkeys(problem.text for problem in errors))
        recording.quarantine_file(payload, errors[0].code, f"{payload.name}: {text}")
    acknowledgments.answer(payload, result)
    interchange_acknowledgments.answer(payload)
    _mark(payload, [*result.findings, *(problem.text for problem in result.problems)])


def _make(payload: Payload, part: ReadSet) -> Document:
    connection = Connection.objects.get(pk=payload.connection_id)
    document = recording.create_document(
        payload,
        part.content,
        kind=part.code[:10],
        position=part.position[:20],
        partner=parties.partner_of(connection, part),
        **({"number": part.control_number[:60]} | facts_of_set(part)),
        interchange_number=part.interchange_control_number[:20],
        group_number=part.group_control_number[:20],
        set_number=part.control_number[:20],
        is_test=part.is_test or (part.format != "x12" and connection.is_test),
        envelope_problems=plain_problems([p for p in part.problems if p.code == "envelope_mismatch"]),
    )
    identity.claim_number(document, connection, part)
    return document


def _mark(payload: Payload, findings: list[str]) -> None:
    payload.read_at = timezone.now()
    payload.findings = findings
    payload.save(update_fields=["read_at", "findings"])
