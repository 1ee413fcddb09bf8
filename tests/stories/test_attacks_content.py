"""Odd content and odd names: signs that no database takes, an empty control number, an approval that an edit outlives."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from audit import claims, recording, replay
from audit.models import Document, Payload
from connectors.cleo.client import CleoClient, CleoFile
from connectors.models import PollPlan
from edi.models import VendorMapping
from navcleo import polls
from navcleo.workflows import lookups, processing
from tests.sandbox_process import SandboxProcess
from tests.stories.killing import work_until
from tests.stories.outbound_world import Outbound
from tests.stories.world import World, quarantined, status, why

COVERS = ["navcleo.workflows.acknowledgments", "navcleo.workflows.intake", "navcleo.workflows.addressees"]
TOMORROW = (timezone.localdate() + dt.timedelta(days=1)).isoformat()


@pytest.fixture
def live(calm: SandboxProcess, transactional_db: None) -> Outbound:
    return Outbound(calm).live()


# -- 2: a 997 that names no group


@pytest.mark.parametrize("group_status", ["A", "R"])
@pytest.mark.parametrize("number", ["0", "000"])
def test_a_997_without_a_group_number_answers_nothing_that_is_still_to_be_sent(
    live: Outbound, group_status: str, number: str
) -> None:
    order = live.order(10, order_date=TOMORROW)
    live.poll("outbound")
    unsent = Document.objects.get(direction="outbound", kind="850", number=order)
    assert (status(unsent), unsent.group_number, unsent.partner) == ("received", "", live.partner())
    options = {"group": "PO", "acknowledged_group": number, "group_status": group_status, "bare": True}
    received = live.deliver("997", work=False, vendor_number="V10000", **options)
    others = frozenset(Document.objects.exclude(pk=received.pk).values_list("pk", flat=True))
    with claims.claim_next(live.connection.pk, skip=others) as taken:
        assert taken is not None
        processing.process(*taken)
    assert status(received) == "linked", why(received)
    assert received.answers is None
    assert [problem["code"] for problem in received.problems] == ["unmatched"]
    assert (status(unsent), unsent.acknowledgment, unsent.acknowledgment_text) == (
        "received",
        "not_asked",
        "",
    )

    live.process()
    assert live.sent(order).acknowledgment == "expected"
    assert live.one_upload(order)
    live.deliver("997", upload=live.sent(order).cleo_file_name, status="A")
    assert live.sent(order).acknowledgment == "accepted"


# -- 3: NUL inside an element


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x1f"], ids=["NUL", "SOH", "US"])
def test_a_sign_that_no_database_takes_loses_no_document_of_its_file(world: World, sign: str) -> None:
    first, second = world.order(10), world.order(6)
    documents = [
        {"order_number": first, "number": "SH-ODD-1"},
        {"order_number": second, "number": "SH-ODD-2"},
    ]
    made = world.sandbox.generate(
        "856", deliver=False, vendor_number="V10000", layout="sets", documents=documents
    )
    name = f"odd-{ord(sign)}.edi"
    payload = world.file(name, made["text"].replace("SH-ODD-1", f"SH{sign}ODD-1"))
    odd, good = payload.documents.filter(direction="inbound").order_by("id")
    assert status(good) == "linked", why(good)
    assert world.received(second) == [Decimal(6)]
    code = quarantined(odd)
    assert (status(odd), code) in {("linked", ""), ("quarantined", "content_invalid")}, why(odd)
    booked = status(odd) == "linked"
    assert world.received(first) == [Decimal(10 if booked else 0)]
    assert world.booked()["receipts"] == 1 + booked
    assert not payload.quarantines.filter(code="unexpected").exists()


# -- 5: names that no database takes, and a poll that a fault of ours stops


def names(monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    """Cleo lists a file under a name that the sandbox itself could not store."""
    list_files = CleoClient.list_files

    def listed(self: CleoClient, folder: str) -> list[CleoFile]:
        return [replace(file, name=file.name.replace(old, new)) for file in list_files(self, folder)]

    monkeypatch.setattr(CleoClient, "list_files", listed)


@pytest.mark.parametrize("sign", ["\x00", "\ud800"], ids=["NUL", "half a character"])
def test_a_file_name_that_no_database_takes_stops_no_poll(
    world: World, monkeypatch: pytest.MonkeyPatch, sign: str
) -> None:
    first, second = world.order(10), world.order(6)
    before, after = (
        world.sandbox.generate("856", deliver=False, order_number=order)["text"] for order in (first, second)
    )
    world.sandbox.inbox("a-odd.edi", before)
    world.sandbox.inbox("z-behind-it.edi", after)
    names(monkeypatch, "odd", f"o{sign}d")
    world.poll()
    world.poll()
    world.process()
    [odd] = Payload.objects.filter(direction="inbound", name="a-o?d.edi")
    [document] = odd.documents.filter(direction="inbound")
    assert status(document) == "linked", why(document)
    assert (world.received(first), world.received(second)) == ([Decimal(10)], [Decimal(6)])
    assert world.booked()["receipts"] == 2
    assert world.sandbox.books("cleo_files", folder="download") == []


def test_a_poll_that_a_fault_of_ours_stops_backs_off_and_says_why(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.order(10)
    name = world.put("856", order_number=order)
    plan = PollPlan.objects.get(connection=world.connection, poll="inbound")
    PollPlan.objects.filter(pk=plan.pk).update(due_at=timezone.now())
    with monkeypatch.context() as broken:
        broken.setattr("navcleo.workflows.intake._store", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            polls.run_plan(plan.pk)
    plan.refresh_from_db()
    assert plan.due_at is not None
    assert plan.due_at > timezone.now() + timedelta(seconds=10)
    assert plan.attempts == 1
    assert "division" in plan.last_error
    assert polls.run_plan(plan.pk) == "not due"
    PollPlan.objects.filter(pk=plan.pk).update(due_at=timezone.now())
    assert polls.run_plan(plan.pk) == "done"
    world.process()
    assert status(world.document(name)) == "linked"
    assert world.received(order) == [Decimal(10)]
    plan.refresh_from_db()
    assert (plan.attempts, plan.last_error) == (0, "")


# -- 6: mapped, and then its vendor is undecided


def vendor(world: World) -> VendorMapping:
    return VendorMapping.objects.get(connection=world.connection, vendor_number="V10000")


@pytest.fixture
def mapped(live: Outbound) -> Document:
    """An 850 whose process was killed after mapping, before its attempt; its vendor is undecided by then."""
    order = live.order(10)
    live.poll("outbound")
    document = Document.objects.get(direction="outbound", number=order)
    with work_until(document, "after move mapped") as child:
        assert "after move mapped" in child.heard()  # and it is killed there
    VendorMapping.objects.filter(pk=vendor(live).pk).update(state="undecided", partner=None)
    live.process()
    assert (status(document), document.waiting_for) == ("mapped", "vendor"), why(document)
    assert not document.attempts.exists()
    return document


def test_a_mapped_order_goes_on_when_its_vendor_is_decided(live: Outbound, mapped: Document) -> None:
    assert lookups.decide_vendor(vendor(live), "on_edi", partner=live.partner(), actor="manager") == 1
    live.process()
    live.sent(mapped.number)
    assert live.one_upload(mapped.number)


def test_a_mapped_order_ends_when_its_vendor_is_not_on_edi(live: Outbound, mapped: Document) -> None:
    assert lookups.decide_vendor(vendor(live), "not_on_edi", actor="manager") == 1
    live.process()
    assert status(mapped) == "discarded"
    assert live.record(mapped.number).state == "not_on_edi"
    assert live.left() == []


# -- 8: an approval and an edit


def test_an_approval_of_a_manager_does_not_outlive_an_edit(world: World) -> None:
    order = world.order(12, cost="18.40")
    assert status(world.deliver("856", order_number=order)) == "linked"
    lines = [{"line_number": "10000", "quantity": "12", "price": "19.00"}]
    invoice = world.deliver("810", order_number=order, lines=lines)
    assert quarantined(invoice) == "amount_differs", why(invoice)
    refusal: dict[str, Any] = {"status": 400, "code": "Application_DialogException", "message": "no"}
    world.sandbox.fault("status_before", system="nav", method="POST", path="receiveAndInvoice", **refusal)
    replay.approve(invoice, code="amount_differs", actor="manager", reason="7.20 is fine")
    world.process()
    assert quarantined(invoice) == "nav_refused", why(invoice)

    text = recording.content_of(invoice).decode()
    assert "TDS*22800" in text
    content = text.replace("*19*", "*99*").replace("*19.00*", "*99*").replace("TDS*22800", "TDS*118800")
    replay.revise(invoice, content=content.encode(), actor="operator", reason="price as on paper")
    replay.replay(invoice, actor="operator", reason="corrected")
    world.process()
    assert quarantined(invoice) == "amount_differs", why(invoice)
    assert invoice.amount == Decimal("1188.00")
    assert world.booked().get("posted_invoices", 0) == 0

    # the manager who sees the new difference may accept it
    replay.approve(invoice, code="amount_differs", actor="manager", reason="so agreed")
    world.process()
    assert status(invoice) == "linked", why(invoice)
    assert world.booked()["posted_invoices"] == 1


def test_what_was_booked_again_stays_booked_again_after_an_edit(world: World) -> None:
    order = world.order(10)
    lines = [{"line_number": "10000", "quantity": 2}]
    notice = world.deliver("856", order_number=order, lines=lines)
    replay.book_again(notice, target=f"order:{order}", actor="manager", reason="undone in NAV")
    refusal: dict[str, Any] = {"status": 400, "code": "Application_DialogException", "message": "no"}
    world.sandbox.fault("status_before", system="nav", method="POST", path="receiveAndInvoice", **refusal)
    world.process()
    assert quarantined(notice) == "nav_refused", why(notice)
    text = recording.content_of(notice).decode()
    replay.revise(notice, content=text.replace("SN1**2*", "SN1**3*").encode(), actor="clerk", reason="three")
    replay.replay(notice, actor="clerk", reason="corrected")
    world.process()
    assert status(notice) == "linked", why(notice)
    assert list(notice.attempts.filter(verdict="done").order_by("id").values_list("target", flat=True)) == [
        f"order:{order}",
        f"order:{order}#2",
    ]
    assert world.received(order) == [Decimal(5)]
    assert world.booked()["receipts"] == len(world.receipts(order)) == 2
