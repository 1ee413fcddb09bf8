"""997 in and out: one per group that was read, never for a 997; what was sent is matched to its answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Document
from navcleo.admin.refusals import refused_by
from navcleo.workflows import acknowledgments, processing
from tests.sandbox_process import SandboxProcess
from tests.stories.world import World, quarantined, status, why

COVERS = ["navcleo.workflows.acknowledgments"]
TOMORROW = (timezone.localdate() + dt.timedelta(days=1)).isoformat()


@pytest.fixture
def sent(world: World) -> Document:
    """An 850 that was uploaded and waits for its 997."""
    world.change(send_from=dt.date.fromisoformat(TOMORROW))
    order = world.order(10, order_date=TOMORROW)
    world.poll("outbound")
    world.process()
    document = Document.objects.get(direction="outbound", kind="850", number=order)
    assert status(document) == "linked", why(document)
    assert document.acknowledgment == "expected"
    return document


def answer(world: World, sent: Document, **options: Any) -> Document:
    return world.deliver("997", upload=sent.cleo_file_name, **options)


# -- in


@pytest.mark.parametrize(
    ("options", "state"),
    [
        ({"status": "A"}, "accepted"),
        ({"status": "E"}, "with_errors"),
        ({"status": "R"}, "rejected"),
        ({"status": "P"}, "rejected"),
        ({"status": "A", "bare": True}, "accepted"),
        ({"status": "A", "bare": True, "group_status": "E"}, "with_errors"),
        ({"status": "R", "bare": True}, "rejected"),
        ({"status": "A", "group_status": "R"}, "rejected"),
    ],
    ids=["A", "E", "R", "P of one set", "bare A", "bare E", "bare R", "group R over set A"],
)
def test_a_997_is_written_into_the_order_that_it_answers(
    world: World, sent: Document, options: dict[str, Any], state: str
) -> None:
    received = answer(world, sent, **options)
    sent.refresh_from_db()
    assert sent.acknowledgment == state
    assert sent.acknowledgment_text
    assert sent.acknowledgment_due_at is None
    assert status(received) == "linked", why(received)
    assert received.answers == sent
    assert quarantined(sent) == ("rejected_by_partner" if state == "rejected" else "")
    assert refused_by([sent]) == ({sent.pk: "997"} if state == "rejected" else {})
    assert status(sent) == "linked"


def test_a_rejection_names_our_own_segment(world: World, sent: Document) -> None:
    content = bytes(sent.attempts.get().frozen).decode()
    body = content[content.index("ST*") :].replace("\n", "").split("~")
    position = next(n for n, segment in enumerate(body, start=1) if segment.startswith("PO1"))
    elements = [{"position": "4", "number": "212", "code": "6", "value": "10"}]
    answer(world, sent, status="R", errors=[{"segment": "PO1", "position": position, "elements": elements}])
    sent.refresh_from_db()
    assert body[position - 1] in sent.acknowledgment_text
    assert quarantined(sent) == "rejected_by_partner"


def test_a_997_for_a_group_that_was_never_sent_stays_visible(world: World) -> None:
    received = world.deliver("997", vendor_number="V10000", group="PO", acknowledged_group="4711", status="A")
    assert status(received) == "linked", why(received)
    assert received.answers is None
    assert [problem["code"] for problem in received.problems] == ["unmatched"]


def test_a_997_of_another_partner_answers_nothing_of_ours(world: World, sent: Document) -> None:
    received = world.deliver(
        "997", vendor_number="V10001", group="PO", acknowledged_group=sent.group_number, status="R"
    )
    sent.refresh_from_db()
    assert received.answers is None
    assert sent.acknowledgment == "expected"


def test_the_same_997_again_is_a_duplicate(world: World, sent: Document) -> None:
    first = answer(world, sent, interchange_control=77, status="A")
    again = answer(world, sent, interchange_control=77, status="A")
    assert (status(first), status(again)) == ("linked", "discarded")
    assert again.twin == first


def test_a_997_that_never_comes_is_overdue_and_one_that_comes_late_still_counts(
    world: World, sent: Document
) -> None:
    assert acknowledgments.mark_overdue() == 0
    Document.objects.filter(pk=sent.pk).update(acknowledgment_due_at=timezone.now())
    assert acknowledgments.mark_overdue() == 1
    sent.refresh_from_db()
    assert sent.acknowledgment == "overdue"
    answer(world, sent, status="A")
    sent.refresh_from_db()
    assert sent.acknowledgment == "accepted"


def test_a_997_that_is_quicker_than_our_own_note_of_the_upload_is_not_overwritten(
    world: World, sent: Document
) -> None:
    answer(world, sent, status="A")
    acknowledgments.expect(sent, world.partner())
    sent.refresh_from_db()
    assert sent.acknowledgment == "accepted"


def test_a_997_proves_that_an_upload_in_doubt_arrived(world: World, calm: SandboxProcess) -> None:
    world.change(send_from=dt.date.fromisoformat(TOMORROW))
    order = world.order(10, order_date=TOMORROW)
    calm.switch(consume_after_seconds=0)  # a flow takes the file at once: nobody can list it
    calm.fault("cut_after", system="cleo", path=f"_850_{order}_")
    world.poll("outbound")
    world.process()
    document = Document.objects.get(direction="outbound", kind="850", number=order)
    world.settle(lambda: status(document) == "quarantined")
    assert quarantined(document) == "outcome_unknown"
    answer(world, document, status="A")
    world.process()
    assert status(document) == "linked", why(document)
    assert document.acknowledgment == "accepted"
    assert document.links.get(kind="file").number == document.cleo_file_name
    assert len([file for file in calm.uploads() if f"_850_{order}_" in file["name"]]) == 1


# -- out


def answers_of(world: World) -> list[str]:
    """The 997s that were uploaded in this story, as text."""
    names = Document.objects.filter(direction="outbound", kind="997").values_list("cleo_file_name", flat=True)
    found = [file for file in world.sandbox.uploads() if file["name"] in set(names)]
    assert len(found) == len(set(names)), [(file["number"], file["name"], file["at"]) for file in found]
    return [file["text"] for file in found]


def test_each_group_that_was_read_is_answered_by_one_997(world: World) -> None:
    order = world.order(10)
    name = world.put(
        "856",
        vendor_number="V10000",
        layout="groups",
        documents=[
            {"order_number": order, "fraction": "0.5"},
            {"kind": "810", "order_number": order, "fraction": "0.5"},
        ],
    )
    world.poll()
    world.settle(world.idle)
    documents = Document.objects.filter(direction="outbound", kind="997")
    assert sorted(document.number.split("-")[0] for document in documents) == ["IN", "SH"]
    texts = answers_of(world)
    assert len(texts) == 2
    assert all("AK9*A*1*1*1" in text for text in texts)
    assert all("*ZZ*CRONUSFOODS    *ZZ*ACMEFOODS      *" in text for text in texts)
    assert all(document.acknowledgment == "not_asked" for document in documents)
    assert world.payload(name).documents.count() == 4


def test_a_997_is_never_answered(world: World) -> None:
    world.deliver("997", vendor_number="V10000", group="PO", acknowledged_group="1", status="A")
    assert not Document.objects.filter(direction="outbound").exists()


def test_a_partner_that_asks_for_no_997_gets_none(world: World) -> None:
    partner = world.partner()
    partner.wants_997 = False
    partner.save()
    assert status(world.deliver("856", order_number=world.order(3))) == "linked"
    assert not Document.objects.filter(direction="outbound").exists()


def test_a_group_in_which_one_set_is_damaged_is_answered_in_part(world: World) -> None:
    order = world.order(10)
    world.put(
        "856",
        vendor_number="V10000",
        layout="sets",
        documents=[{"order_number": order, "fraction": "0.5"}, {"order_number": order, "fraction": "0.5"}],
        defects=["quantity_not_numeric"],
    )
    world.poll()
    world.settle(world.idle)
    [text] = answers_of(world)
    assert "AK9*P*2*2*1" in text
    assert "AK4*2*382*6*TEN" in text


def test_a_file_for_somebody_else_is_not_answered(world: World) -> None:
    document = world.deliver("856", order_number=world.order(3), defects=["unknown_receiver"])
    assert quarantined(document) == "wrong_receiver"
    assert not Document.objects.filter(direction="outbound").exists()


def test_a_997_that_is_read_twice_over_is_made_once(world: World) -> None:
    document = world.deliver("856", order_number=world.order(3), work=False)
    document.payload.read_at = None
    document.payload.save()
    world.poll()
    processing.work_off(world.connection.pk)
    assert document.payload.documents.filter(direction="outbound").count() == 1
    assert document.payload.documents.filter(direction="inbound").count() == 1
