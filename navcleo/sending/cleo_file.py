"""A file in the Cleo mailbox: the same bytes under the same unique name on every try (cleo reference 9.10, booking 2.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from audit import recording
from audit.models import Document, SendAttempt
from connectors.cleo.client import CleoClient, CleoFile
from connectors.errors import Rejected
from edi.send_keys import send_key
from navcleo.sending.effects import Effect, Evidence, Intent, LinkFact, Look, Shown

KEY_LENGTH = 35


@dataclass(frozen=True)
class Frozen:
    """What the first attempt fixes: bytes, file name, and facts for people (control numbers, digest)."""

    content: bytes
    name: str
    facts: dict[str, str]


class CleoFileEffect(Effect):
    """One upload. Its absence from the folder proves nothing: a flow may have taken it."""

    kind = "cleo_file"
    absence_proves = False
    refused_code = "cleo_refused"

    def __init__(self, cleo: CleoClient, document: Document, freeze: Callable[[], Frozen], *, digest: str) -> None:
        self.cleo = cleo
        self.document = document
        self.freeze = freeze
        self.digest = digest
        self.target = "file"
        self.send_key = send_key(document.business_key, "file", length=KEY_LENGTH)

    def look(self) -> Look:
        """Nothing to read: the name is made for this document and used for nothing else."""
        return Look()

    def intend(self, look: Look, previous: SendAttempt | None) -> Intent:
        """Freeze on the first attempt; a retry repeats it to the byte, unless the order itself has changed since and the
        first try is proven not to have arrived."""
        if previous and previous.frozen and previous.intent.get("digest") == self.digest:
            return Intent(previous.intent, bytes(previous.frozen), previous.file_name)
        frozen = self.freeze()
        return Intent(frozen.facts | {"digest": self.digest}, frozen.content, frozen.name)

    def act(self, attempt: SendAttempt) -> None:
        """Upload the frozen bytes under the frozen name."""
        recording.step(attempt, "called", called_at=timezone.now())
        try:
            upload = self.cleo.upload(attempt.file_name, bytes(attempt.frozen or b""))
        except Rejected:
            raise
        recording.step(attempt, "answered", answer={"transmission_id": upload.transmission_id or ""})

    def verify(self, attempt: SendAttempt) -> Evidence:
        """The upload's own clear answer, or the file in the folder with our size, is proof."""
        if attempt.step == "answered":
            return self._done(attempt, None)
        file = self.cleo.find_upload(attempt.file_name)
        if file is None:
            return Evidence(Shown.ABSENT, f"{attempt.file_name} is not in the upload folder")
        if file.size is not None and file.size != len(attempt.frozen or b""):
            return Evidence(Shown.MOVED, f"{attempt.file_name} is in the folder with {file.size} bytes, not ours")
        return self._done(attempt, file)

    def _done(self, attempt: SendAttempt, file: CleoFile | None) -> Evidence:
        transmission_id = attempt.answer.get("transmission_id") or attempt.file_name
        facts = {"nav_id": "", "details": {"transmission_id": transmission_id, "size": len(attempt.frozen or b"")}}
        how = "listed in the upload folder" if file else "accepted by Cleo"
        return Evidence(
            Shown.DONE, how, (LinkFact("file", attempt.file_name[:60], facts),), {"transmission_id": transmission_id, "how": how}
        )
