"""Fetch and store: files from the Cleo mailbox become payloads, payloads become documents (booking rule 5.3)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from audit import recording
from audit.models import Payload, PollRun
from connectors.cleo.client import CleoClient, CleoFile
from connectors.errors import Rejected
from connectors.models import Connection
from edi import reading
from edi.errors import EdiError
from navcleo.workflows import acknowledgments, failures, identity
from navcleo.workflows.work import plain_problems

Progress = Callable[[str], None]


def fetch(connection: Connection, cleo: CleoClient, run: PollRun, counts: Counter[str], progress: Progress) -> None:
    """Download every file that has stopped growing, commit it, and only then delete it at Cleo (or leave it)."""
    taken: list[tuple[CleoFile, Payload]] = []
    for file in _stable(connection, cleo):
        progress(file.name)
        payload = _known(connection, file)
        if payload is None:
            payload = _store(connection, cleo, file, run)
            counts["files"] += 1
        if payload.read_at is None and payload.content is not None:
            split(payload)
        taken.append((file, payload))
    _finish(connection, cleo, [(file, payload) for file, payload in taken if payload.content is not None])


def _stable(connection: Connection, cleo: CleoClient) -> list[CleoFile]:
    """Files equal in size and time in two listings of this poll."""
    first = {file.cleo_id: file for file in cleo.list_files(connection.cleo_download_folder)}
    if not first:
        return []
    time.sleep(float(connection.cleo_stability_seconds))
    second = cleo.list_files(connection.cleo_download_folder)
    return [file for file in second if (seen := first.get(file.cleo_id)) and _same(seen, file)]


def _same(one: CleoFile, other: CleoFile) -> bool:
    return (one.cleo_id, one.name, one.size, one.modified) == (other.cleo_id, other.name, other.size, other.modified)


def _known(connection: Connection, file: CleoFile) -> Payload | None:
    """The payload of this very file, when an earlier poll stored it: left at Cleo on purpose, or not deleted because of a
    crash. After a deletion that succeeded, a file of that name is a new one. One over the limit counts while it still is."""
    rows = Payload.objects.filter(
        connection=connection, cleo_id=file.cleo_id, name=file.name[:255], cleo_modified=file.modified, size=file.size or 0
    )
    if connection.cleo_after_download == Connection.AfterDownload.DELETE:
        rows = rows.filter(remote_done_at__isnull=True)
    known = rows.order_by("-id").first()
    if known and known.content is None and known.size <= connection.file_limit_mb * 1024 * 1024:
        return None
    return known


def _store(connection: Connection, cleo: CleoClient, file: CleoFile, run: PollRun) -> Payload:
    limit = connection.file_limit_mb * 1024 * 1024
    content: bytes | None = None
    if (file.size or 0) <= limit:
        try:
            content = cleo.download(file, limit)
        except Rejected as error:
            if error.code != "too_large":
                raise
    with transaction.atomic():
        payload = recording.store_payload(
            connection,
            direction="inbound",
            name=file.name[:255],
            content=content,
            size=len(content) if content is not None and not file.size else file.size or 0,
            source=f"cleo:{file.folder}/{file.name}"[:300],
            cleo_id=file.cleo_id,
            cleo_modified=file.modified,
            run=run,
        )
        if content is None:
            text = f"{file.name} has {file.size} bytes; the limit is {connection.file_limit_mb} MB. It stays at Cleo."
            recording.quarantine_file(payload, "too_large", text)
    return payload


def _finish(connection: Connection, cleo: CleoClient, taken: list[tuple[CleoFile, Payload]]) -> None:
    """Delete what is stored, if it is still the file that was downloaded; the listing is read again to be sure."""
    if connection.cleo_after_download == Connection.AfterDownload.DELETE and taken:
        now = {file.cleo_id: file for file in cleo.list_files(connection.cleo_download_folder)}
        gone = [(file, payload) for file, payload in taken if file.cleo_id not in now or _same(now[file.cleo_id], file)]
        for file, _ in gone:
            if file.cleo_id in now:
                cleo.delete(now[file.cleo_id])
        taken = gone
    Payload.objects.filter(pk__in=[payload.pk for _, payload in taken], remote_done_at__isnull=True).update(
        remote_done_at=timezone.now()
    )


def split(payload: Payload) -> None:
    """Split a stored file into documents, all in one transaction; a file that gives none goes to quarantine by name."""
    try:
        result = reading.read(bytes(payload.content or b""))
    except EdiError as error:
        rule = failures.rule_for(error)
        code = failures.code_for(error, rule) if rule else "unexpected"
        _mark(payload, [])
        recording.quarantine_file(payload, code, f"{payload.name}: {error}")
        return
    with transaction.atomic():
        for part in result.sets:
            recording.create_document(
                payload,
                part.content,
                kind=part.code[:10],
                position=part.position,
                **(identity.facts(part.document) if part.document else {"number": part.control_number}),
                interchange_number=part.interchange_control_number,
                group_number=part.group_control_number,
                set_number=part.control_number,
                is_test=part.is_test,
                envelope_problems=plain_problems([p for p in part.problems if p.code == "envelope_mismatch"]),
            )
        errors = [problem.text for problem in result.problems if problem.severity == "error"]
        if errors and not result.sets:
            recording.quarantine_file(payload, result.problems[0].code, f"{payload.name}: {' '.join(errors)}")
        acknowledgments.answer(payload, result)
        _mark(payload, [*result.findings, *(problem.text for problem in result.problems)])


def _mark(payload: Payload, findings: list[str]) -> None:
    payload.read_at = timezone.now()
    payload.findings = findings
    payload.save(update_fields=["read_at", "findings"])
