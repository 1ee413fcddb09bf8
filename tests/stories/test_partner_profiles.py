"""Partner profiles at work: what a partner must send, what is forgiven, what is switched off, how it gets its documents."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from audit import replay
from audit.models import Document
from edi.models import PartnerSet
from tests.sandbox_process import SandboxProcess
from tests.stories.outbound_world import Outbound
from tests.stories.world import World, quarantined, status, why

COVERS = ["navcleo.workflows.parties"]


@pytest.fixture
def live(calm: SandboxProcess, transactional_db: None) -> Outbound:
    return Outbound(calm).live()


def notice(world: World, order: str, **options: object) -> str:
    """The text of a ship notice that nobody has delivered yet."""
    return str(world.sandbox.generate("856", deliver=False, order_number=order, **options)["text"])


def test_what_the_profile_demands_stops_by_name_and_goes_on_when_the_profile_is_mended(world: World) -> None:
    order, partner = world.order(10), world.partner()
    row = PartnerSet.objects.create(
        partner=partner, code="856", overlay={"require": ["HL.O/PRF", "HL.S/FOB"]}
    )
    document = world.deliver("856", order_number=order, fraction="0.5")
    assert quarantined(document) == "content_invalid"
    reason = document.quarantines.get().reason
    assert f"FOB is missing before this place, by the profile of {partner.name}." in reason
    answer = Document.objects.get(direction="outbound", kind="997", payload=document.payload)
    assert answer.status == "linked", why(answer)
    text = bytes(answer.attempts.get().frozen).decode()
    assert "AK3*FOB*" in text
    assert "AK9*R*1*1*0" in text
    row.overlay = {"require": ["HL.O/PRF"]}
    row.save()
    replay.replay(document, actor="owner", reason="the profile asked for too much")
    world.process()
    assert status(document) == "linked", why(document)
    assert world.received(order) == [Decimal(5)]


def test_wrong_counts_pass_where_the_profile_forgives_them_and_nowhere_else(world: World) -> None:
    order = world.order(10)
    text = re.sub(r"(SE|GE|IEA)\*\d+\*", r"\1*77*", notice(world, order, fraction="0.5"))
    [strict] = world.file("strict.edi", text).documents.filter(direction="inbound")
    assert quarantined(strict) == "envelope_mismatch"
    partner = world.partner()
    partner.forgives_counts = True
    partner.save()
    replay.replay(strict, actor="owner", reason="their counts are always wrong")
    world.process()
    assert status(strict) == "linked", why(strict)
    assert {p["severity"] for p in strict.problems if p["code"] == "envelope_mismatch"} == {"finding"}
    assert world.received(order) == [Decimal(5)]
    other = notice(world, order, fraction="0.3", number="SH-OTHER-9")
    [broken] = world.file("broken.edi", re.sub(r"IEA\*1\*\d+", "IEA*1*999999998", other)).documents.filter(
        direction="inbound"
    )
    assert quarantined(broken) == "envelope_mismatch"


def test_a_set_that_is_switched_off_stops_when_it_comes_in(world: World) -> None:
    order, partner = world.order(10), world.partner()
    PartnerSet.objects.create(partner=partner, code="856", is_enabled=False)
    document = world.deliver("856", order_number=order)
    assert quarantined(document) == "unsupported_set"
    assert f"switched off in the profile of {partner.name}" in document.quarantines.get().reason
    assert world.booked() == {}


def test_a_set_that_is_switched_off_is_counted_and_never_sent(live: Outbound) -> None:
    on_its_way = live.order(3)
    live.poll("outbound")
    row = PartnerSet.objects.create(partner=live.partner(), code="850", is_enabled=False)
    live.process()
    assert status(Document.objects.get(number=on_its_way)) == "discarded"
    later = live.order(3)
    assert live.out()["set_off"] == 2
    assert live.out()["set_off"] == 2
    assert live.left() == []
    assert live.record(later).note == f"set 850 is switched off in the profile of {live.partner().name}"
    row.delete()
    live.out()
    assert live.left() == [], "what was set aside is released by a person"
    assert live.record(later).state == "set_off"


def test_a_partner_gets_its_orders_as_its_profile_says(live: Outbound) -> None:
    partner = live.partner()
    partner.element_separator, partner.segment_terminator, partner.component_separator = "|", "'", ":"
    partner.line_ends = partner.uppercase = False
    partner.requests_ta1, partner.own_group_id, partner.group_id = True, "OURDEPT", "THEIRDEPT"
    partner.full_clean()
    partner.save()
    row = PartnerSet(
        partner=partner,
        code="850",
        version="005010",
        sends=[
            {"segment": "REF", "qualifier": "DP", "value": "042"},
            {"segment": "REF", "qualifier": "IA", "value": "{vendor_number}"},
            {"segment": "N1", "qualifier": "BT", "value": "Harbour", "code_qualifier": "92", "code": "900"},
        ],
        overlay={"require": ["REF.DP", "N1.BT"], "codes": {"BEG02": ["SA"]}},
    )
    row.full_clean()
    row.save()
    order = live.order(3)
    live.out()
    text = live.one_upload(order)["text"]
    assert "\n" not in text
    segments = text.split("'")
    assert segments[0].startswith("ISA|00|")
    assert segments[0][82] == "^"
    assert "|00501|" in segments[0]
    assert segments[0].endswith("|1|P|:")
    assert segments[1].startswith("GS|PO|OURDEPT|THEIRDEPT|")
    assert segments[1].endswith("|X|005010")
    assert [one for one in segments if one.startswith("REF|")] == ["REF|DP|042", "REF|IA|V10000"]
    assert "N1|BT|Harbour|92|900" in segments


def test_what_the_profile_demands_of_us_stops_the_order_before_it_leaves(live: Outbound) -> None:
    PartnerSet.objects.create(partner=live.partner(), code="850", overlay={"require": ["REF.DP"]})
    order = live.order(3)
    live.out()
    document = Document.objects.get(number=order)
    assert quarantined(document) == "content_invalid"
    assert f"REF DP is missing before this place, by the profile of {live.partner().name}" in (
        document.quarantines.get().reason
    )
    assert live.left() == []


def test_a_number_that_comes_again_after_the_look_back_is_booked_once_under_its_own_key(world: World) -> None:
    partner, order = world.partner(), world.order(10)
    partner.duplicate_days = 90
    partner.save()
    first = world.deliver("856", order_number=order, fraction="0.5", number="SH-AGAIN-1")
    assert status(first) == "linked", why(first)
    within = world.deliver("856", order_number=order, fraction="0.2", number="SH-AGAIN-1")
    assert quarantined(within) == "number_reused"
    replay.discard(within, actor="clerk", reason="not meant")
    old = timezone.now() - timedelta(days=91)
    Document.objects.filter(pk__in=[first.pk, within.pk]).update(received_at=old)
    later = world.deliver("856", order_number=order, fraction="0.3", number="SH-AGAIN-1")
    assert status(later) == "linked", why(later)
    again = world.deliver("856", order_number=order, fraction="0.3", number="SH-AGAIN-1")
    assert (status(again), again.twin) == ("discarded", later)
    assert world.received(order) == [Decimal(8)]
    keys = {document.attempts.get().send_key for document in (first, later)}
    assert len(keys) == 2
