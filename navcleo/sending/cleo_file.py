"""A file in the Cleo mailbox: the same bytes under the same unique name on every try (cleo reference 9.10, booking 2.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from audit import recording
from audit.models import Document, SendAttempt
from connectors.cleo.client import CleoClient, CleoFile
from connectors.errors import OutcomeUnknown, Rejected
from edi.send_keys import send_key
from navcleo.sending.effects import ANSWERED, CALLED, Effect, Evidence, Intent, LinkFact, Look, Shown

KEY_LENGTH = 35
UNAVAILABLE = 503


@dataclass(frozen=True)
class Frozen:
    """What the first attempt fixes: bytes, file name, and facts for people (control numbers, digest)."""

    content: bytes
    name: str
    facts: dict[str, str]


class CleoFileEffect(Effect):
    """One upload. Its absence from the folder proves nothing: a flow may have taken it."""

    kind = "cleo_file"
    refused_code = "cleo_refused"

    def __init__(
        self, cleo: CleoClient, document: Document, freeze: Callable[[], Frozen], *, digest: str
    ) -> None:
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
        """Upload the frozen bytes under the frozen name. The name is ours alone: where Cleo says that it exists, an earlier
        upload of ours has arrived, or the folder must tell."""
        recording.step(attempt, CALLED, called_at=timezone.now())
        content = bytes(attempt.frozen or b"")
        try:
            upload = self.cleo.upload(attempt.file_name, content)
        except Rejected as error:
            if error.code != "exists":
                raise
            raise OutcomeUnknown(
                error.text, system=error.system, endpoint=error.endpoint, status=error.status
            ) from error
        if upload.file and upload.file.size not in (None, len(content)):
            raise OutcomeUnknown(f"Cleo took {upload.file.size} of {len(content)} bytes", system="cleo")
        recording.step(attempt, ANSWERED, answer={"transmission_id": upload.transmission_id or ""})

    def verify(self, attempt: SendAttempt) -> Evidence:
        """The upload's own clear answer, or the file in the folder with our size, is proof."""
        if attempt.step == ANSWERED:
            return self._done(attempt, None)
        file = self.cleo.find_upload(attempt.file_name)
        if file is None:
            return Evidence(Shown.ABSENT, f"{attempt.file_name} is not in the upload folder")
        if file.size is not None and file.size != len(attempt.frozen or b""):
            return Evidence(
                Shown.ABSENT, f"{attempt.file_name} is in the folder with {file.size} bytes, not ours"
            )
        return self._done(attempt, file)

    def absence_proves(self, attempt: SendAttempt) -> bool:
        """A file that is not listed may have been taken by a flow, except where Cleo itself said that it was not available
        (cleo reference 9.9)."""
        return bool(attempt.answer.get("http_status") == UNAVAILABLE)

    def _done(self, attempt: SendAttempt, file: CleoFile | None) -> Evidence:
        transmission_id = attempt.answer.get("transmission_id") or attempt.file_name
        facts = {
            "nav_id": "",
            "details": {"transmission_id": transmission_id, "size": len(attempt.frozen or b"")},
        }
        how = "listed in the upload folder" if file else "accepted by Cleo"
        return Evidence(
            Shown.DONE,
            how,
            (LinkFact("file", attempt.file_name[:60], facts),),
            {"transmission_id": transmission_id, "how": how},
        )
