"""TA1 in and out: kept on what it speaks of, made once where it is asked for, never about acknowledgments."""

from __future__ import annotations

from typing import Any

import pytest

from audit.models import Document
from navcleo.admin.refusals import refused_by
from navcleo.workflows import processing
from tests.sandbox_process import SandboxProcess
from tests.stories.outbound_world import Outbound
from tests.stories.world import quarantined, quarantined_file, status, why

COVERS = ["navcleo.workflows.interchange_acknowledgments"]


@pytest.fixture
def world(calm: SandboxProcess, transactional_db: None) -> Outbound:
    """After its first poll, with a partner from whom we ask a TA1."""
    live = Outbound(calm).live()
    partner = live.partner()
    partner.requests_ta1 = True
    partner.save()
    return live


@pytest.fixture
def sent(world: Outbound) -> Document:
    """An 850 that asked for a TA1."""
    order = world.order(10)
    world.out()
    return world.sent(order)


def arrival(world: Outbound, sent: Document, **options: Any) -> Document:
    return world.deliver("TA1", upload=sent.cleo_file_name, **options)


def test_a_ta1_is_kept_on_what_it_speaks_of(world: Outbound, sent: Document) -> None:
    assert sent.interchange_acknowledgment == "expected"
    assert "*1*P*>" in world.one_upload(sent.number)["text"].split("\n")[0]
    received = arrival(world, sent)
    assert status(received) == "linked", why(received)
    assert (received.kind, received.answers) == ("TA1", sent)
    sent.refresh_from_db()
    assert (sent.interchange_acknowledgment, sent.acknowledgment) == ("accepted", "expected")
    assert not Document.objects.filter(direction="outbound", kind="TA1").exists()


def test_a_rejected_interchange_opens_a_task_on_what_was_in_it(world: Outbound, sent: Document) -> None:
    arrival(world, sent, status="R", note="020")
    sent.refresh_from_db()
    assert (sent.interchange_acknowledgment, sent.acknowledgment) == ("rejected", "rejected")
    assert refused_by([sent]) == {sent.pk: "TA1"}
    assert quarantined(sent) == "rejected_by_partner"
    assert "test indicator" in sent.acknowledgment_text


def test_errors_that_are_noted_are_shown_and_stop_nothing(world: Outbound, sent: Document) -> None:
    arrival(world, sent, status="E", note="025")
    sent.refresh_from_db()
    assert sent.interchange_acknowledgment == "with_errors"
    assert quarantined(sent) == ""


def test_a_ta1_for_nothing_of_ours_stays_visible(world: Outbound, sent: Document) -> None:
    received = arrival(world, sent, interchange="000999999")
    assert status(received) == "linked"
    assert (received.answers, received.problems[0]["code"]) == (None, "unmatched")
    sent.refresh_from_db()
    assert sent.interchange_acknowledgment == "expected"


def test_a_ta1_proves_that_an_upload_in_doubt_arrived(world: Outbound, calm: SandboxProcess) -> None:
    order = world.order(10)
    calm.switch(consume_after_seconds=0)
    calm.fault("cut_after", system="cleo", path=f"_850_{order}_")
    world.out()
    document = Document.objects.get(direction="outbound", kind="850", number=order)
    world.settle(lambda: status(document) == "quarantined")
    arrival(world, document)
    world.process()
    assert status(document) == "linked", why(document)


# -- out


def answers() -> list[Document]:
    return list(Document.objects.filter(direction="outbound", kind="TA1"))


def test_who_asks_is_answered_once(world: Outbound) -> None:
    document = world.deliver("856", order_number=world.order(3), acknowledgment_requested="1")
    document.payload.read_at = None
    document.payload.save()
    world.poll()
    processing.work_off(world.connection.pk)
    [answer] = answers()
    assert status(answer) == "linked", why(answer)
    assert answer.answers == document
    [upload] = [file for file in world.sandbox.uploads() if file["name"] == answer.cleo_file_name]
    isa, ta1, iea = upload["text"].strip().split("\n")
    assert ta1.split("*")[1] == document.interchange_number.zfill(9)
    assert ta1.endswith("*A*000~")
    assert isa.split("*")[14] == "0"
    assert iea.startswith("IEA*0*")


def test_nobody_who_does_not_ask_gets_one(world: Outbound) -> None:
    assert status(world.deliver("856", order_number=world.order(3))) == "linked"
    assert answers() == []


def test_an_interchange_that_cannot_be_used_is_told_unasked(world: Outbound) -> None:
    document = world.deliver("856", order_number=world.order(3), defects=["iea_count"])
    assert quarantined(document) == "envelope_mismatch"
    [answer] = answers()
    assert "R (TA1 note 021)" in str(answer.proposal) or "021" in str(answer.proposal), why(answer)


def test_a_file_with_an_empty_envelope_is_told_too(world: Outbound) -> None:
    text = world.sandbox.generate("856", order_number=world.order(3), deliver=False)["text"]
    head = text.split("\n")[0]
    number = head.split("*")[13]
    payload = world.file("empty.edi", f"{head}\nIEA*0*{number}~\n")
    assert quarantined_file(payload) == "envelope_mismatch"
    [answer] = answers()
    assert status(answer) == "linked", why(answer)


def test_a_partner_that_wants_none_gets_none(world: Outbound) -> None:
    partner = world.partner()
    partner.sends_ta1 = False
    partner.save()
    world.deliver("856", order_number=world.order(3), acknowledgment_requested="1")
    assert answers() == []


def test_acknowledgments_are_never_answered(world: Outbound, sent: Document) -> None:
    world.deliver("997", upload=sent.cleo_file_name, status="A", acknowledgment_requested="1")
    arrival(world, sent, acknowledgment_requested="1")
    assert answers() == []
