"""Invoices that come as PDF: booked by themselves where everything is certain, confirmed by a person where not, never twice."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from audit import recording, replay
from audit.models import Document
from edi.documents import Invoice
from edi.models import PartnerAlias
from edi.pdf.confirming import confirm, values_of
from edi.reading import read
from tests.edi.pdf.printed import pdf, printed, with_scanners_text
from tests.stories.world import World, quarantined, status, why

COVERS = ["navcleo.workflows.page_fields"]
VAT = "GB123456789"


def invoiced(world: World, *quantities: int) -> tuple[str, Invoice]:
    """An order that was received, and the invoice that its supplier writes: as X12, and what it says."""
    order = world.order(*quantities, cost="2.50")
    received = world.deliver("856", order_number=order)
    assert status(received) == "linked", why(received)
    text = str(world.sandbox.generate("810", deliver=False, order_number=order)["text"])
    value = read(text.encode()).sets[0].document
    assert isinstance(value, Invoice)
    PartnerAlias.objects.get_or_create(partner=world.partner(), scheme="VAT", value=VAT)
    return text, value


def delivered(world: World, name: str, content: bytes | str) -> Document:
    world.file(name, content)
    return world.document(name)


def confirmed(world: World, document: Document, **said: str) -> None:
    content = recording.content_of(document)
    made = confirm(content, values_of(json.loads(content)) | said, "ann")
    replay.revise(document, content=made, actor="ann", reason="fields confirmed")
    replay.replay(document, actor="ann", reason="fields confirmed")
    world.process()


def test_a_pdf_whose_sums_prove_it_is_posted_and_the_810_that_follows_is_its_twin(world: World) -> None:
    text, value = invoiced(world, 10, 4)
    document = delivered(world, "invoice.pdf", pdf(*printed(value)))
    assert status(document) == "linked", why(document)
    assert (document.kind, document.number, document.amount) == ("810", value.number, value.total)
    again = delivered(world, "invoice.edi", text)
    assert status(again) == "discarded", why(again)
    assert again.twin == document
    assert len(world.invoices(value.number)) == 1


def test_a_credit_memo_in_a_pdf_is_drafted_under_its_own_number(world: World) -> None:
    _, value = invoiced(world, 10)
    names = {
        "INVOICE": "CREDIT MEMO",
        "Invoice No: ": "Credit memo number: ",
        "Invoice Date: ": "Credit memo date: ",
    }
    rows = []
    for row in printed(replace(value, number="CM-20417")):
        texts = [text for _, text in row]
        for old, new in names.items():
            texts = [text.replace(old, new) for text in texts]
        rows.append(tuple(zip((left for left, _ in row), texts, strict=True)))
    document = delivered(world, "credit.pdf", pdf(*rows))
    assert status(document) == "linked", why(document)
    [memo] = world.credit_memos("CM-20417")
    assert memo["status"] == "Draft"
    assert "posted_invoices" not in world.booked()
    assert document.links.get(kind="credit_memo").number == memo["number"]


def test_the_pdf_that_follows_an_810_is_its_twin(world: World) -> None:
    text, value = invoiced(world, 10)
    document = delivered(world, "invoice.edi", text)
    assert status(document) == "linked", why(document)
    again = delivered(world, "invoice.pdf", pdf(*printed(value)))
    assert (status(again), again.twin) == ("discarded", document), why(again)
    assert len(world.invoices(value.number)) == 1


def test_a_pdf_with_another_amount_under_the_same_number_waits_beside_the_810(world: World) -> None:
    text, value = invoiced(world, 10)
    document = delivered(world, "invoice.edi", text)
    rows = [
        tuple(
            (left, word.replace("10", "20").replace("25.00", "50.00")) if left >= 300 else (left, word)
            for left, word in row
        )
        if row[0][1] not in {"Northwind Cans Ltd", "Currency: USD", "1 Harbour Road"}
        and "VAT" not in row[0][1]
        else row
        for row in printed(value)
    ]
    other = delivered(world, "invoice.pdf", pdf(*rows))
    assert quarantined(other) == "number_reused", why(other)
    assert other.quarantines.get().details["twin"] == document.pk
    assert len(world.invoices(value.number)) == 1


def test_a_scan_waits_for_what_nothing_proves_and_is_posted_once_confirmed(world: World) -> None:
    text, value = invoiced(world, 10)
    document = delivered(world, "scan.pdf", with_scanners_text(*printed(value)))
    assert quarantined(document) == "fields_unconfirmed"
    waiting = [problem["place"] for problem in document.problems if problem["code"] == "fields_unconfirmed"]
    assert waiting == ["$.number", "$.invoiced_on", "$.order_number"]  # the order vouches for the rest
    assert world.invoices(value.number) == []
    confirmed(world, document)
    assert status(document) == "linked", why(document)
    assert len(world.invoices(value.number)) == 1
    again = delivered(world, "invoice.edi", text)
    assert (status(again), again.twin) == ("discarded", document), why(again)


def test_a_misread_number_is_corrected_before_anything_is_known_by_it(world: World) -> None:
    text, value = invoiced(world, 10)
    first = delivered(world, "invoice.edi", text)
    rows = [
        tuple((left, word.replace(value.number, "1NV-WRONG-9")) for left, word in row)
        for row in printed(value)
    ]
    document = delivered(world, "scan.pdf", with_scanners_text(*rows))
    assert quarantined(document) == "fields_unconfirmed"
    assert document.business_key == ""
    confirmed(world, document, **{"$.number": value.number})
    assert (status(document), document.twin) == ("discarded", first), why(document)
    assert len(world.invoices(value.number)) == 1


def test_a_code_that_the_order_does_not_hold_waits_too(world: World) -> None:
    _, value = invoiced(world, 10)
    rows = [
        tuple(
            (left, f"{word}O" if left == 20 and len(row) == 6 and word != "Item" else word)
            for left, word in row
        )
        for row in printed(value)
    ]
    document = delivered(world, "scan.pdf", with_scanners_text(*rows))
    waiting = {problem["place"] for problem in document.problems if problem["code"] == "fields_unconfirmed"}
    assert {"$.lines[0].product_ids[0].code", "$.lines[0].unit"} <= waiting


def test_a_supplier_that_no_alias_names_waits_with_what_was_found(world: World) -> None:
    _, value = invoiced(world, 10)
    document = delivered(world, "invoice.pdf", pdf(*printed(value, vat="GB999999973")))
    assert quarantined(document) == "unknown_sender"
    ids = document.quarantines.get().details["ids"]
    assert ["VAT", "GB999999973"] in ids
    assert ["pdf", "Northwind Cans Ltd"] in ids
    PartnerAlias.objects.create(partner=world.partner(), scheme="pdf", value="Northwind Cans Ltd")
    replay.replay(document, actor="ann", reason="supplier named")
    world.process()
    assert status(document) == "linked", why(document)


def test_other_documents_in_pdf_are_refused_by_name(world: World) -> None:
    payload = world.file(
        "slip.pdf",
        pdf(
            ((20, "Packing Slip"), (200, "of Northwind Cans Ltd, Harbour Road")),
        ),
    )
    row = payload.quarantines.get()
    assert row.code == "unsupported_set"
    assert "only invoices are read from PDF" in row.reason
    assert Decimal(0) == len(payload.documents.all())
