"""A rejection tells a clerk which segment of ours is meant, and what is wrong with it."""

from __future__ import annotations

import pytest

from audit.models import Document
from edi.documents import Acknowledgment, SegmentError, SetAcknowledgment
from edi.x12 import acknowledgment_codes
from navcleo.workflows.acknowledgment_words import describe
from tests.factories import DocumentFactory, SendAttemptFactory

COVERS = ["navcleo.workflows.acknowledgment_words", "edi.x12.acknowledgment_codes"]
SENT = b"ISA*00~GS*PO~ST*850*0001~BEG*00*SA*PO-1**20260504~PO1*1*36*CA*97.2~SE*4*0001~"


@pytest.fixture
def sent(db: None) -> Document:
    document: Document = DocumentFactory(outbound=True, number="PO-1")
    SendAttemptFactory(document=document, kind="cleo_file", target="file", frozen=SENT)
    return document


def test_each_error_names_the_segment_that_we_sent(sent: Document) -> None:
    error = SegmentError("PO1", 3, "8", (("4", "7", "97.2"),))
    part = SetAcknowledgment("850", "0001", "R", ("5",), (error,))
    text = describe(sent, Acknowledgment("PO", "1", "R", (part,)), part)
    what = "segment has element errors; element 4: code not allowed, value '97.2'"
    assert text.splitlines() == [
        "850 PO-1 was rejected (segments in error).",
        f"Segment 3 (PO1): {what}. We sent: PO1*1*36*CA*97.2",
    ]


def test_a_bare_answer_speaks_of_the_group(sent: Document) -> None:
    text = describe(sent, Acknowledgment("PO", "1", "R", codes=("2",)), None)
    assert text == "Group PO 1 was rejected (version not supported)."


def test_a_code_that_nobody_knows_is_shown_as_it_came(sent: Document) -> None:
    part = SetAcknowledgment("850", "0001", "X", ("99",))
    assert (
        describe(sent, Acknowledgment("PO", "1", "X", (part,)), part) == "850 PO-1 was answered X (code 99)."
    )


def test_every_code_of_the_standard_that_we_write_has_words() -> None:
    assert set(acknowledgment_codes.SEGMENT_ERRORS) == {str(code) for code in range(1, 9)}
    assert {str(code) for code in range(1, 11)} <= set(acknowledgment_codes.ELEMENT_ERRORS)
