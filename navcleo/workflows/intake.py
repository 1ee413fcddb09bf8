"""Fetch and store: files from the Cleo mailbox become payloads (booking rule 5.3)."""

from __future__ import annotations

import time
import unicodedata
from collections import Counter
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from audit import recording
from audit.models import Payload, PollRun
from connectors.cleo.client import CleoClient, CleoFile
from connectors.errors import ConnectorError, Rejected, Throttled, Unauthorized, Unreachable
from connectors.models import Connection
from navcleo.workflows import splitting

Progress = Callable[[str], None]


def fetch(
    connection: Connection, cleo: CleoClient, run: PollRun, counts: Counter[str], progress: Progress
) -> None:
    """Download every file that has stopped growing, commit it, and only then delete it at Cleo (or leave it). A file that
    cannot be had now does not hold up the others; its error is raised at the end."""
    taken: list[tuple[CleoFile, Payload]] = []
    failure: ConnectorError | None = None
    for file in _stable(connection, cleo):
        progress(file.name)
        try:
            payload = _known(connection, file) or _store(connection, cleo, file, run, counts)
        except (Unreachable, Throttled, Unauthorized):
            raise
        except ConnectorError as error:
            failure = failure or error
            continue
        if payload is None or payload.content is None:
            continue
        if payload.read_at is None:
            splitting.read_file(payload)
        taken.append((file, payload))
    _finish(connection, cleo, taken)
    if failure:
        raise failure


def _stable(connection: Connection, cleo: CleoClient) -> list[CleoFile]:
    """Files equal in size and time in two listings of this poll."""
    first = {file.cleo_id: file for file in cleo.list_files(connection.cleo_download_folder)}
    if not first:
        return []
    time.sleep(float(connection.cleo_stability_seconds))
    second = cleo.list_files(connection.cleo_download_folder)
    return [file for file in second if (seen := first.get(file.cleo_id)) and _same(seen, file)]


def _same(one: CleoFile, other: CleoFile) -> bool:
    return (one.cleo_id, one.name, one.size, one.modified) == (
        other.cleo_id,
        other.name,
        other.size,
        other.modified,
    )


def _kept(text: str, length: int) -> str:
    """A remote text as every database takes it: control characters and half characters shown as a question mark."""
    return "".join("?" if unicodedata.category(one) in ("Cc", "Cs") else one for one in text)[:length]


def _known(connection: Connection, file: CleoFile) -> Payload | None:
    """The payload of this very file, when an earlier poll stored it: left at Cleo on purpose, or not deleted because of a
    crash. After a deletion that succeeded, a file of that name is a new one. One over the limit counts while it still is."""
    rows = Payload.objects.filter(
        connection=connection,
        cleo_id=_kept(file.cleo_id, 200),
        name=_kept(file.name, 255),
        cleo_modified=_kept(file.modified, 60),
    )
    if file.size is not None:
        rows = rows.filter(size=file.size)
    if connection.cleo_after_download == Connection.AfterDownload.DELETE:
        rows = rows.filter(remote_done_at__isnull=True)
    known = rows.order_by("-id").first()
    return None if known and known.content is None and known.size <= connection.file_limit else known


def _store(
    connection: Connection, cleo: CleoClient, file: CleoFile, run: PollRun, counts: Counter[str]
) -> Payload | None:
    """Keep the bytes; None when they are not as many as the listing says: the file is still growing."""
    content = _download(connection, cleo, file)
    if content is not None and file.size is not None and len(content) != file.size:
        counts["growing"] += 1
        return None
    size = len(content) if content is not None else file.size or connection.file_limit + 1
    with transaction.atomic():
        payload = recording.store_payload(
            connection,
            direction="inbound",
            name=_kept(file.name, 255),
            content=content,
            size=size,
            source=_kept(f"cleo:{file.folder}/{file.name}", 300),
            cleo_id=_kept(file.cleo_id, 200),
            cleo_modified=_kept(file.modified, 60),
            run=run,
        )
        if content is None:
            text = f"{payload.name} has {size} bytes; the limit is {connection.file_limit_mb} MB. It stays at Cleo."
            recording.quarantine_file(payload, "too_large", text)
        else:
            recording.taken_after_all(payload)
    counts["files" if content is not None else "too large"] += 1
    return payload


def _download(connection: Connection, cleo: CleoClient, file: CleoFile) -> bytes | None:
    """The bytes of a file, None when they are over the limit."""
    if (file.size or 0) > connection.file_limit:
        return None
    try:
        return cleo.download(file, connection.file_limit)
    except Rejected as error:
        if error.code != "too_large":
            raise
    return None


def _finish(connection: Connection, cleo: CleoClient, taken: list[tuple[CleoFile, Payload]]) -> None:
    """Delete what is stored, if it is still the file that was downloaded; the listing is read again to be sure."""
    if connection.cleo_after_download == Connection.AfterDownload.DELETE and taken:
        now = {file.cleo_id: file for file in cleo.list_files(connection.cleo_download_folder)}
        gone = [
            (file, payload)
            for file, payload in taken
            if file.cleo_id not in now or _same(now[file.cleo_id], file)
        ]
        for file, _ in gone:
            if file.cleo_id in now:
                cleo.delete(now[file.cleo_id])
        taken = gone
    Payload.objects.filter(pk__in=[payload.pk for _, payload in taken], remote_done_at__isnull=True).update(
        remote_done_at=timezone.now()
    )
