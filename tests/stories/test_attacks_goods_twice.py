"""Attacks on goods: the same delivery twice by another format, a late day, a wrong clock, or a notice taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from audit.models import Document
from edi.documents import Document as Value
from edi.models import PartnerAlias
from edi.reading import read
from tests import xml_writers
from tests.stories.world import World, quarantined, status, why

SENDER = ("ZZ", "ACMEFOODS")


def said(world: World, kind: str, order: str, **options: Any) -> tuple[str, Value]:
    """A partner's document as X12, and what it says."""
    text = str(world.sandbox.generate(kind, deliver=False, order_number=order, **options)["text"])
    value = read(text.encode()).sets[0].document
    assert value is not None
    return text, value


def delivered(world: World, name: str, content: bytes | str) -> Document:
    world.file(name, content)
    return world.document(name)


def older(document: Document, days: int) -> None:
    Document.objects.filter(pk=document.pk).update(received_at=document.received_at - timedelta(days=days))


def look_back(world: World, days: int) -> None:
    partner = world.partner()
    partner.duplicate_days = days
    partner.save()


def test_a_notice_of_long_ago_in_another_format_is_still_the_same_paper(world: World) -> None:
    look_back(world, 30)
    PartnerAlias.objects.create(partner=world.partner(), scheme="GLN", value="4711")
    order = world.order(10)
    text, notice = said(world, "856", order, fraction="0.5")
    first = delivered(world, "notice.edi", text)
    older(first, 60)
    again = delivered(world, "notice.xml", xml_writers.ubl_despatch_advice(notice, sender="4711"))
    assert (status(first), status(again), again.twin) == ("linked", "discarded", first), why(again)
    assert world.received(order) == [Decimal(5)]


def line(quantity: int) -> list[dict[str, Any]]:
    return [{"line_number": "10000", "quantity": quantity}]


@pytest.mark.parametrize("purpose", ["01", "05"])
def test_what_says_it_is_older_than_the_notice_it_speaks_of_is_for_a_person(
    world: World, purpose: str
) -> None:
    """Not silently nothing (a cancellation), not tried again for ever (a replacement)."""
    world.sandbox.switch(pages_published=False)  # nothing in NAV tells one notice of the number from another
    order = world.order(10)
    first = world.deliver("856", order_number=order, lines=line(6), number="SH-CLOCK", time="1500")
    options: dict[str, Any] = {"order_number": order, "number": "SH-CLOCK", "purpose": purpose}
    late = world.deliver("856", lines=line(4), time="1100", **options)
    assert (status(first), quarantined(late)) == ("linked", "content_invalid"), why(late)
    assert f"made before that one (no. {first.pk}" in late.last_error
    assert world.received(order) == [Decimal(6)]
    assert world.idle()


def test_an_earlier_replacement_of_a_notice_that_waits_books_nothing_beside_it(world: World) -> None:
    order = world.order(10)
    first = world.deliver("856", order_number=order, lines=line(16), number="SH-BOTH", time="1500")
    assert quarantined(first) == "over_shipped"
    late = world.deliver(
        "856", order_number=order, lines=line(4), number="SH-BOTH", time="1100", purpose="05"
    )
    assert quarantined(late) == "content_invalid", why(late)
    assert world.booked() == {}


def test_a_partner_with_a_new_id_delivers_nothing_a_second_time(world: World) -> None:
    partner = world.partner()
    PartnerAlias.objects.create(partner=partner, scheme="GLN", value="4711")
    order = world.order(10)
    _, notice = said(world, "856", order, fraction="0.5")
    content = xml_writers.ubl_despatch_advice(notice, sender="4711")
    first = delivered(world, "notice.xml", content)
    assert status(first) == "linked", why(first)
    partner.interchange_id = "ACMENEW"
    partner.save()
    again = delivered(world, "again.xml", content)
    assert (status(again), again.twin) == ("discarded", first), why(again)
    new = delivered(
        world, "new.xml", xml_writers.ubl_despatch_advice(replace(notice, number="SH-NEW"), sender="4711")
    )
    assert (status(new), "ZZ:ACMENEW|856|SH-NEW" in new.business_key) == ("linked", True), why(new)
    assert world.received(order) == [Decimal(10)]
