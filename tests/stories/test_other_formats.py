"""Documents in other formats than X12, from the Cleo folder to NAV: the same line, the same books, no 997."""

from __future__ import annotations

from decimal import Decimal

from audit import replay
from audit.models import Document
from edi.documents import Document as Value
from edi.json_documents import write_json
from edi.models import PartnerAlias
from edi.reading import read
from tests.stories.world import World, quarantined, status, why

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
