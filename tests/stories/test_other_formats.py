"""Documents in other formats than X12, from the Cleo folder to NAV: the same line, the same books, no 997."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from audit import replay
from audit.models import Document
from edi.documents import Document as Value
from edi.json_documents import write_json
from edi.models import PartnerAlias
from edi.reading import read
from tests import xml_writers
from tests.stories.world import World, quarantined, quarantined_file, status, why

COVERS = ["navcleo.workflows.twins", "navcleo.workflows.names"]
OWN = ("ZZ", "CRONUSFOODS")
GLN = ("GLN", "4012345000009")


def said(world: World, kind: str, order: str, **options: object) -> tuple[str, Value]:
    """A partner's document as X12, and what it says."""
    text = str(world.sandbox.generate(kind, deliver=False, order_number=order, **options)["text"])
    value = read(text.encode()).sets[0].document
    assert value is not None
    return text, value


def delivered(world: World, name: str, content: bytes | str) -> Document:
    world.file(name, content)
    return world.document(name)


def test_json_from_the_folder_is_received_and_invoiced(world: World) -> None:
    order = world.order(10, cost="2.50")
    _, notice = said(world, "856", order)
    received = delivered(world, "notice.json", write_json(notice, sender=("ZZ", "ACMEFOODS"), receiver=OWN))
    assert status(received) == "linked", why(received)
    assert (received.kind, received.partner) == ("856", world.partner())
    assert world.received(order) == [Decimal(10)]
    _, invoice = said(world, "810", order)
    posted = delivered(world, "invoice.json", write_json(invoice, sender=("ZZ", "ACMEFOODS")))
    assert status(posted) == "linked", why(posted)
    assert len(world.invoices(posted.number)) == 1
    assert not Document.objects.filter(kind="997", direction="outbound").exists()


@pytest.mark.parametrize(
    ("written_as", "old", "new"),
    [
        (write_json, b'"DI"', b'"ME"'),
        (xml_writers.cii_invoice, b">380<", b">325<"),
        (xml_writers.ubl_invoice, b">380<", b">325<"),
    ],
    ids=["memorandum in JSON", "pro forma in CII", "pro forma in UBL"],
)
def test_what_is_no_invoice_is_not_booked_in_any_format(
    world: World, written_as: Callable[..., bytes], old: bytes, new: bytes
) -> None:
    PartnerAlias.objects.create(partner=world.partner(), scheme="GLN", value="4711")
    order = world.order(10)
    assert status(delivered(world, "notice.edi", said(world, "856", order)[0])) == "linked"
    _, invoice = said(world, "810", order)
    sender = ("GLN", "4711") if written_as is write_json else "4711"
    content = written_as(invoice, sender=sender)
    assert old in content
    document = delivered(world, "invoice.file", content.replace(old, new))
    assert quarantined(document) == "content_invalid", why(document)
    assert "posted_invoices" not in world.booked()


def test_an_unknown_name_waits_until_it_is_an_alias(world: World) -> None:
    order = world.order(10)
    _, notice = said(world, "856", order)
    document = delivered(world, "notice.json", write_json(notice, sender=GLN))
    assert quarantined(document) == "unknown_sender"
    PartnerAlias.objects.create(partner=world.partner(), scheme="GLN", value=GLN[1])
    replay.replay(document, actor="clerk", reason="alias added")
    world.process()
    assert status(document) == "linked", why(document)
    assert world.received(order) == [Decimal(10)]


def test_the_same_paper_in_two_formats_is_booked_once(world: World) -> None:
    order = world.order(10)
    text, notice = said(world, "856", order, fraction="0.5")
    first = delivered(world, "notice.edi", text)
    again = delivered(world, "notice.json", write_json(notice, sender=("ZZ", "ACMEFOODS")))
    assert (status(first), status(again)) == ("linked", "discarded"), why(first)
    assert again.twin == first
    assert world.received(order) == [Decimal(5)]


def test_a_file_of_several_documents_books_each(world: World) -> None:
    orders = [world.order(10), world.order(4)]
    notices = [write_json(said(world, "856", order)[1], sender=("ZZ", "ACMEFOODS")) for order in orders]
    payload = world.file("two.json", b"[" + b",".join(notices) + b"]")
    documents = list(payload.documents.all())
    assert [status(document) for document in documents] == ["linked", "linked"]
    assert [world.received(order) for order in orders] == [[Decimal(10)], [Decimal(4)]]


@pytest.mark.parametrize(
    ("scheme", "notice_as", "invoice_as"),
    [
        ("GLN", xml_writers.ubl_despatch_advice, xml_writers.ubl_invoice),
        ("DUNS", xml_writers.cxml_ship_notice, xml_writers.cxml_invoice),
        ("GLN", xml_writers.ubl_despatch_advice, xml_writers.cii_invoice),
    ],
    ids=["ubl", "cxml", "cii"],
)
def test_xml_from_the_folder_is_received_and_invoiced(
    world: World, scheme: str, notice_as: Callable[..., bytes], invoice_as: Callable[..., bytes]
) -> None:
    PartnerAlias.objects.create(partner=world.partner(), scheme=scheme, value="4711")
    order = world.order(10, 4, cost="2.50")
    _, notice = said(world, "856", order)
    received = delivered(world, "notice.xml", notice_as(notice, sender="4711"))
    assert status(received) == "linked", why(received)
    assert (received.kind, received.number, received.partner) == ("856", notice.number, world.partner())
    assert world.received(order) == [Decimal(10), Decimal(4)]
    text, invoice = said(world, "810", order)
    posted = delivered(world, "invoice.xml", invoice_as(invoice, sender="4711"))
    assert status(posted) == "linked", why(posted)
    [booked] = world.invoices(posted.number)
    assert Decimal(str(booked["totalAmountIncludingTax"])) == Decimal(35)
    again = delivered(world, "invoice.edi", text)
    assert (status(again), again.twin) == ("discarded", posted), why(again)
    assert len(world.invoices(posted.number)) == 1


def test_xml_for_another_company_and_a_test_are_stopped(world: World) -> None:
    PartnerAlias.objects.create(partner=world.partner(), scheme="GLN", value="4711")
    PartnerAlias.objects.create(partner=world.partner(), scheme="DUNS", value="4711")
    world.change(own_aliases="GLN:4099")
    order = world.order(10)
    _, invoice = said(world, "810", order)
    other = delivered(world, "other.xml", xml_writers.ubl_invoice(invoice, sender="4711", receiver="4088"))
    assert quarantined(other) == "wrong_receiver"
    world.change(own_aliases="")
    test = delivered(world, "test.xml", xml_writers.cxml_invoice(invoice, sender="4711", mode="test"))
    assert quarantined(test) == "test_data"
    assert world.invoices(invoice.number) == []


def test_xml_with_an_entity_is_kept_and_read_by_nobody(world: World) -> None:
    payload = world.file("bomb.xml", b'<!DOCTYPE cXML [<!ENTITY a "x">]><cXML>&a;</cXML>')
    assert quarantined_file(payload) == "unreadable"
    payload = world.file("order.xml", b"<cXML><Request><OrderRequest/></Request></cXML>")
    assert quarantined_file(payload) == "unsupported_set"
