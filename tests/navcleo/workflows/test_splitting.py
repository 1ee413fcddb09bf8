"""A stored file becomes documents or a row of quarantine: whatever its bytes, it holds up no other file."""

from __future__ import annotations

import logging

import pytest

from audit.models import Quarantine
from navcleo.workflows import splitting
from tests.edi.pdf.printed import COLUMNS, HEAD, LINES, pdf
from tests.factories import PayloadFactory

pytestmark = pytest.mark.django_db
FIELDS = b'"number":"1","invoiced_on":"2026-01-01","lines":[],"total":0'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (rb'{"name\u0000":1}', "unsupported_set"),
        (rb'{"name\ud800":1}', "unsupported_set"),
        (rb'[{"kind":"810","total":1e999999999999}]', "unreadable"),
    ],
)
def test_words_of_a_file_that_no_database_takes_are_kept_in_a_form_that_each_does(
    content: bytes, code: str
) -> None:
    payload = PayloadFactory(content=content, direction="inbound")
    splitting.read_file(payload)
    (row,) = Quarantine.objects.filter(payload=payload)
    assert row.code == code
    payload.refresh_from_db()
    assert payload.read_at is not None


@pytest.mark.parametrize(
    "content",
    [
        rb'{"kind":"81\u0000"}',
        rb'{"kind":"\ud800"}',
        rb'{"kind":"810","sender":{"scheme":"GLN","id":"1\u0000\ud800"},' + FIELDS + b"}",
        rb'{"kind":"810","reading":{"source":"x12"},' + FIELDS + b"}",
        b'{"kind":"810","number":"1","invoiced_on":"2026-01-01","lines":[],"total":' + b"9" * 28 + b"}",
    ],
)
def test_an_odd_document_is_a_document(content: bytes) -> None:
    payload = PayloadFactory(content=content, direction="inbound")
    splitting.read_file(payload)
    assert payload.documents.count() == 1
    assert not payload.quarantines.exists()


def test_a_fault_of_ours_that_quotes_the_file_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # half a character in a captured log cannot be sent from a test worker to the runner
    caplog.set_level(logging.CRITICAL + 1, logger="navcleo.workflows.splitting")

    def fails(*given: object) -> None:
        raise RuntimeError("no idea what \x00 and \ud800 mean")

    monkeypatch.setattr("navcleo.workflows.parties.read_by_profiles", fails)
    payload = PayloadFactory(content=b"x", direction="inbound")
    splitting.read_file(payload)
    (row,) = payload.quarantines.all()
    assert (row.code, "what ? and ? mean" in row.reason) == ("unexpected", True)


def test_a_page_that_waits_has_the_number_that_was_read() -> None:
    payload = PayloadFactory(content=pdf(*HEAD, COLUMNS, *LINES), direction="inbound")
    splitting.read_file(payload)
    assert [document.number for document in payload.documents.all()] == ["INV-20417"]
