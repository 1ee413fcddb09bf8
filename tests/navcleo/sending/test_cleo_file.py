"""An upload: frozen once, repeated to the byte, proven by its answer or by the folder (booking rules 1.5, 2.3)."""

from __future__ import annotations

import pytest

from audit import recording
from audit.models import Document, SendAttempt
from connectors.cleo.client import CleoClient
from connectors.errors import OutcomeUnknown, Rejected
from navcleo.sending.cleo_file import CleoFileEffect, Frozen
from navcleo.sending.effects import Look, Shown
from tests.navcleo.sending.conftest import begin
from tests.sandbox_process import SandboxProcess

CONTENT = b"ISA*00*...~IEA*1*000000001~"


@pytest.fixture
def name(document: Document, order: str) -> str:
    """A file name that no other test uses."""
    return f"ACME_850_{order}_000000001.edi"


def effect_of(
    cleo: CleoClient, document: Document, name: str, content: bytes = CONTENT, digest: str = "d1"
) -> CleoFileEffect:
    frozen = Frozen(content, name, {"interchange": "1"})
    return CleoFileEffect(cleo, document, lambda: frozen, digest=digest)


def files(sandbox: SandboxProcess, name: str) -> list[str]:
    return [row["text"] for row in sandbox.uploads() if row["name"] == name]


def test_the_first_attempt_freezes_and_the_upload_is_proven_by_its_answer(
    cleo: CleoClient, document: Document, sandbox: SandboxProcess, name: str
) -> None:
    effect = effect_of(cleo, document, name)
    attempt = begin(document, effect)
    assert (bytes(attempt.frozen or b""), attempt.file_name) == (CONTENT, name)
    assert attempt.intent == {"interchange": "1", "digest": "d1"}
    effect.act(attempt)
    assert files(sandbox, name) == [CONTENT.decode()]
    evidence = effect.verify(attempt)
    [link] = evidence.links
    assert (evidence.shown, link.kind, link.number) == (Shown.DONE, "file", name)
    assert evidence.answer["how"] == "accepted by Cleo"
    assert evidence.answer["transmission_id"]


def test_a_retry_repeats_the_frozen_bytes_unless_the_order_has_changed(
    cleo: CleoClient, document: Document, name: str
) -> None:
    first = begin(document, effect_of(cleo, document, name))
    recording.give_verdict(first, "refused")
    again = effect_of(cleo, document, "other.edi", b"other").intend(Look(), first)
    assert (again.frozen, again.file_name, again.intent) == (CONTENT, name, first.intent)
    changed = effect_of(cleo, document, "other.edi", b"other", digest="d2").intend(Look(), first)
    assert (changed.frozen, changed.file_name) == (b"other", "other.edi")


def in_doubt(document: Document, effect: CleoFileEffect, **answer: int) -> SendAttempt:
    attempt = begin(document, effect)
    recording.step(attempt, "in doubt", answer=answer)
    return attempt


def test_without_an_answer_the_folder_tells(
    cleo: CleoClient, document: Document, sandbox: SandboxProcess, name: str
) -> None:
    effect = effect_of(cleo, document, name)
    attempt = in_doubt(document, effect)
    assert effect.verify(attempt).shown is Shown.ABSENT
    cleo.upload(name, CONTENT)
    evidence = effect.verify(attempt)
    assert (evidence.shown, evidence.answer["how"]) == (Shown.DONE, "listed in the upload folder")
    assert evidence.answer["transmission_id"] == name


def test_a_file_of_another_size_is_no_proof(cleo: CleoClient, document: Document, name: str) -> None:
    effect = effect_of(cleo, document, name)
    attempt = in_doubt(document, effect)
    cleo.upload(name, CONTENT + b"more")
    evidence = effect.verify(attempt)
    assert evidence.shown is Shown.ABSENT
    assert "31 bytes" in evidence.text


def test_absence_proves_nothing_except_where_cleo_was_not_available(
    cleo: CleoClient, document: Document, name: str
) -> None:
    effect = effect_of(cleo, document, name)
    attempt = in_doubt(document, effect)
    assert not effect.absence_proves(attempt)
    for status, proves in ((200, False), (500, False), (504, False), (503, True)):
        attempt.answer = {"http_status": status}
        assert effect.absence_proves(attempt) is proves


def test_a_name_that_exists_is_looked_at_and_not_parked(
    cleo: CleoClient, document: Document, sandbox: SandboxProcess, name: str
) -> None:
    cleo.upload(name, CONTENT)
    effect = effect_of(cleo, document, name)
    attempt = begin(document, effect)
    with pytest.raises(OutcomeUnknown, match="already"):
        effect.act(attempt)
    assert effect.verify(attempt).shown is Shown.DONE
    assert files(sandbox, name) == [CONTENT.decode()]


def test_a_refusal_stays_a_refusal(
    cleo: CleoClient, document: Document, sandbox: SandboxProcess, name: str
) -> None:
    effect = effect_of(cleo, document, name)
    attempt = begin(document, effect)
    sandbox.fault("status_before", system="cleo", method="PUT", status=403, message="read-only")
    with pytest.raises(Rejected, match="read-only"):
        effect.act(attempt)
    assert attempt.step == "called"
    assert files(sandbox, name) == []
