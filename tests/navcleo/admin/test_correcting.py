"""Correcting: the text, the difference before saving, the revision beside the original."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.html import escape

from audit.models import Document
from edi.json_documents import write_json
from navcleo.admin.content import lines_of
from tests.edi.xml.values import NOTICE
from tests.factories import X12_856, DocumentFactory, PayloadFactory, QuarantineFactory, SendAttemptFactory
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit
from tests.xml_writers import ubl_despatch_advice

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    problems = [
        {
            "code": "content_invalid",
            "severity": "error",
            "place": "SN1 no. 1 (segment 10)",
            "text": "ten what?",
        }
    ]
    return QuarantineFactory(
        code="content_invalid",
        document=DocumentFactory(status="quarantined", number="SHIP1001", problems=problems),
    ).document


def page_url(document: Document) -> str:
    return reverse("admin:audit_document_change", args=[document.pk])


def changed(old: str = "SN1*1*10*CA", new: str = "SN1*1*12*CA") -> str:
    return X12_856.decode().replace(old, new)


def test_a_document_is_corrected_compared_saved_and_replayed(document: Document, log_in: LogIn) -> None:
    page = visit(log_in("clerk"), page_url(document)).follow("Correct")
    assert "ten what?" in page.text
    compared = page.press("Show what changes", text=changed(), reason="told by phone")
    assert '<tr class="changed"><td>SN1*1*10*CA~</td><td>SN1*1*12*CA~</td></tr>' in compared.html
    assert document.revisions.count() == 1

    compared.press("Save and replay")

    document.refresh_from_db()
    newest = document.revisions.get(number=1)
    assert bytes(newest.content) == changed().encode()
    assert (newest.made_by, newest.reason) == ("clerk", "told by phone")
    assert bytes(document.revisions.get(number=0).content) == X12_856
    assert (document.status, document.is_edited) == ("received", True)


@pytest.mark.parametrize(
    ("content", "old", "new"),
    [
        (write_json(NOTICE), '"quantity": "3"', '"quantity": "2"'),
        (ubl_despatch_advice(NOTICE), ">3</cbc:DeliveredQuantity>", ">2</cbc:DeliveredQuantity>"),
    ],
    ids=["json", "xml"],
)
def test_json_and_xml_are_corrected_line_by_line(
    document: Document, log_in: LogIn, content: bytes, old: str, new: str
) -> None:
    document.revisions.update(content=content)
    text = "\n".join(line.text for line in lines_of(content))
    assert old in text
    page = visit(log_in("clerk"), page_url(document)).follow("Correct")
    same = page.press("Show what changes", text=text, reason="x")
    assert "Nothing was changed" in same.text
    compared = page.press("Show what changes", text=text.replace(old, new), reason="told by phone")
    assert escape(old) in compared.html
    assert escape(new) in compared.html
    compared.press("Save only")
    assert bytes(document.revisions.get(number=1).content).decode() == text.replace(old, new)


def test_saving_only_leaves_it_in_quarantine(document: Document, log_in: LogIn) -> None:
    page = visit(log_in("clerk"), page_url(document)).follow("Correct")
    page.press("Show what changes", text=changed(), reason="told by phone").press("Save only")
    document.refresh_from_db()
    assert (document.status, document.revisions.count()) == ("quarantined", 2)


def test_one_can_go_back_from_the_comparison_and_edit_further(document: Document, log_in: LogIn) -> None:
    page = visit(log_in("clerk"), page_url(document)).follow("Correct")
    again = page.press("Show what changes", text=changed(), reason="told by phone").press("Edit further")
    assert "SN1*1*12*CA~" in again.html
    assert again.inputs["reason"]["value"] == "told by phone"


@pytest.mark.parametrize(
    ("text", "reason", "said"),
    [
        (X12_856.decode(), "no change", "Nothing was changed."),
        (changed(), "  ", "A reason is needed"),
        ("hello", "nonsense", "cannot be read"),
        (changed("ST*856*", "ST*810*"), "other kind", "the document is a 856"),
    ],
)
def test_what_cannot_be_saved_is_refused_in_a_sentence(
    text: str, reason: str, said: str, document: Document, log_in: LogIn
) -> None:
    url, client = reverse("admin:audit_document_correct", args=[document.pk]), log_in("clerk")
    for step in ("save", "replay"):
        answer = client.post(url, {"step": step, "text": text, "reason": reason})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert document.revisions.count() == 1


def test_a_document_in_doubt_offers_no_correction_and_refuses_it(document: Document, log_in: LogIn) -> None:
    SendAttemptFactory(document=document, verdict="unknown")
    client = log_in("manager")
    assert "Correct" not in visit(client, page_url(document)).links
    url = reverse("admin:audit_document_correct", args=[document.pk])
    answer = client.post(url, {"step": "save", "text": changed(), "reason": "x"})
    assert "unknown outcome" in answer.content.decode()
    assert document.revisions.count() == 1


def test_a_pdf_is_not_corrected_by_hand(log_in: LogIn) -> None:
    payload = PayloadFactory(name="invoice.pdf", content=b"%PDF-1.7\x00...")
    document = DocumentFactory(connection=payload.connection, payload=payload, status="quarantined")
    page = visit(log_in("clerk"), reverse("admin:audit_document_correct", args=[document.pk]))
    assert "This content is no text" in page.text


def test_owners_may_not_correct(document: Document, log_in: LogIn) -> None:
    client = log_in("owner")
    assert "Correct" not in visit(client, page_url(document)).links
    assert client.get(reverse("admin:audit_document_correct", args=[document.pk])).status_code == 403
