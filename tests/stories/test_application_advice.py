"""824: an invoice or notice that a person refuses for good is told to its sender, once; theirs about ours is a task."""

from __future__ import annotations

import pytest

from audit import replay
from audit.models import Document
from navcleo.admin.refusals import refused_by
from navcleo.workflows import application_advice
from tests.sandbox_process import SandboxProcess
from tests.stories.outbound_world import Outbound
from tests.stories.world import quarantined, status, why

COVERS = ["navcleo.workflows.application_advice"]


@pytest.fixture
def world(calm: SandboxProcess, transactional_db: None) -> Outbound:
    """After its first poll, with a partner that wants to be told."""
    live = Outbound(calm).live()
    partner = live.partner()
    partner.wants_824 = True
    partner.save()
    return live


@pytest.fixture
def stopped(world: Outbound) -> Document:
    """An invoice for an order that NAV does not have."""
    line = {
        "line_number": "10000",
        "quantity": 3,
        "unit": "CA",
        "price": "10",
        "product_ids": [["VN", "AC-1000"]],
    }
    document = world.deliver(
        "810", vendor_number="V10000", order_number="NOPE1", number="INV-77", lines=[line]
    )
    assert quarantined(document) == "order_not_found", why(document)
    return document


def told(document: Document) -> list[Document]:
    return list(Document.objects.filter(direction="outbound", kind="824", answers=document))


def test_a_refusal_is_told_once_with_the_reason(world: Outbound, stopped: Document) -> None:
    made = application_advice.refuse(stopped, actor="clerk", reason="We never ordered this")
    world.process()
    world.process()
    assert status(stopped) == "discarded"
    assert status(made) == "linked", why(made)
    upload = world.one_upload(made.number)
    rows = [row.strip() for row in upload["text"].split("~")]
    [oti] = [row for row in rows if row.startswith("OTI*")]
    assert oti.split("*")[1:4] == ["TR", "IV", "INV-77"]
    assert oti.split("*")[10] == "810"
    assert any(row.startswith("TED*848*WE NEVER ORDERED THIS") for row in rows)
    assert "N1*VN*ACME FOODS*92*V10000" in rows
    assert made.acknowledgment == "expected"
    assert told(stopped) == [made]
    with pytest.raises(replay.Refused):
        application_advice.refuse(stopped, actor="clerk", reason="again")


def test_a_supplier_reads_the_reason_whole_and_nothing_of_nav(world: Outbound) -> None:
    order = world.order(3)
    world.sandbox.post_by_hand(order, {"10000": 3})
    line = {"line_number": "10000", "quantity": 3, "unit": "CA", "price": "1999"}
    dear = world.deliver("810", order_number=order, number="INV-78", lines=[line])
    assert quarantined(dear) == "amount_differs", why(dear)
    reason = "Your price of 1999.00 is not the one we agreed on 3 March; please send the invoice again at the agreed price, thank you"
    made = application_advice.refuse(dear, actor="clerk", reason=reason)
    world.process()
    text = world.one_upload(made.number)["text"]
    said = [row.strip().split("*")[2] for row in text.split("~") if row.strip().startswith(("TED*", "NTE*"))]
    assert " ".join(said) == reason.upper()
    assert len(said) == 2
    assert "NAV" not in text


def test_what_was_refused_is_not_booked_after_all_and_a_corrected_one_is_taken(
    world: Outbound, stopped: Document
) -> None:
    application_advice.refuse(stopped, actor="clerk", reason="wrong order number")
    world.process()
    with pytest.raises(replay.Refused, match="refused to its sender"):
        replay.replay(stopped, actor="clerk", reason="after all")
    order = world.order(3)
    world.sandbox.post_by_hand(order, {"10000": 3})
    corrected = world.deliver("810", order_number=order, number="INV-77")
    assert quarantined(corrected) != "number_reused"
    assert status(corrected) in ("linked", "mapped"), why(corrected)


def test_a_discard_or_a_cause_that_may_pass_tells_nobody(world: Outbound, stopped: Document) -> None:
    replay.discard(stopped, actor="clerk", reason="settled by phone")
    world.process()
    assert told(stopped) == []


def test_a_partner_that_wants_none_cannot_be_told(world: Outbound, stopped: Document) -> None:
    partner = world.partner()
    partner.wants_824 = False
    partner.save()
    stopped.refresh_from_db()
    stopped.partner.refresh_from_db()
    with pytest.raises(replay.Refused):
        application_advice.refuse(stopped, actor="clerk", reason="no")


def test_what_a_partner_refuses_of_ours_is_a_task_on_it(world: Outbound) -> None:
    order = world.order(3)
    world.out()
    sent = world.sent(order)
    isa = world.one_upload(order)["text"].split("\n")[0].split("*")
    head = "*".join(["ISA", *isa[1:5], isa[7], isa[8], isa[5], isa[6], *isa[9:13], "000004711", *isa[14:]])
    body = [
        "GS*AG*ACMEFOODS*CRONUSFOODS*20260311*0830*4711*X*004010~",
        "ST*824*0001~",
        "BGN*00*A-1*20260311~",
        f"OTI*TR*PO*{order}*******850~",
        "TED*848*NO SUCH SHIP-TO~",
        "SE*5*0001~",
        "GE*1*4711~",
        "IEA*1*000004711~",
    ]
    world.file("advice.edi", "\n".join([head, *body]))
    received = Document.objects.get(direction="inbound", kind="824")
    assert status(received) == "linked", why(received)
    assert received.answers == sent
    assert quarantined(sent) == "rejected_by_partner"
    sent.refresh_from_db()
    assert "NO SUCH SHIP-TO" in sent.acknowledgment_text
    assert refused_by([sent]) == {sent.pk: "824"}
