"""No invoice is paid twice: by an edit, by two workers, by booking again, by an answer of a person (booking rule 4.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from audit import claims, recording, replay
from audit.models import Document, SendAttempt
from audit.statuses import Verdict
from navcleo.sending import series
from navcleo.sending.effects import Effect
from navcleo.sending.receipt_on_order import ReceiptOnOrder
from navcleo.sending.vendor_payment import PaymentLineEffect
from navcleo.workflows import processing
from tests.stories.killing import work_until
from tests.stories.world import JsonObject, World, quarantined, status, why

COVERS = ["navcleo.workflows.remittances"]
LINE: dict[str, Any] = {"system": "nav", "method": "POST", "path": "vendorPayments"}


@pytest.fixture
def own_batch(world: World) -> World:
    """A payment batch of this story alone: the module's sandbox keeps the lines of the stories before."""
    world.change(payment_batch=f"EDI{next(world.numbers):05d}")
    return world


def posted_invoice(world: World, number: str, amount: int = 100) -> str:
    """An invoice that a clerk posted; returns NAV's number of it."""
    lines = [{"account_number": "61300", "quantity": 1, "unit_cost": amount, "tax_percent": 0}]
    row = world.sandbox.create_invoice(vendor_number="V10000", vendor_invoice_number=number, lines=lines)
    return str(row["number"])


def remit(world: World, *payments: tuple[str, int], work: bool = True) -> Document:
    rows = [{"number": number, "amount": str(amount)} for number, amount in payments]
    return world.deliver("820", work=work, vendor_number="V10000", payments=rows)


def lines_of(world: World) -> list[JsonObject]:
    """What waits in the batch of the story."""
    [batch] = world.sandbox.books("journals", code=world.connection.payment_batch)
    return world.sandbox.books("journalLines", journalId=batch["id"])


def paid(world: World) -> list[tuple[str, Decimal]]:
    """Invoice and amount of every line that waits in the batch of the story."""
    return sorted((row["appliesToInvoiceNumber"], Decimal(str(row["amount"]))) for row in lines_of(world))


def correct(document: Document, *changes: tuple[str, str]) -> None:
    """A clerk corrects the text and replays."""
    text = recording.content_of(document).decode()
    for old, new in changes:
        assert old in text, text
        text = text.replace(old, new)
    replay.revise(document, content=text.encode(), actor="clerk", reason="as on paper")
    replay.replay(document, actor="clerk", reason="corrected")


# -- 4: an edit of what is booked in part


def booked_in_part(world: World) -> tuple[Document, str, str]:
    """An advice over two invoices of the same amount whose first line is booked and whose second NAV refused."""
    first, second = posted_invoice(world, "PART-A"), posted_invoice(world, "PART-B")
    refusal: dict[str, Any] = {"status": 400, "code": "Application_DialogException", "message": "no"}
    world.sandbox.fault("status_before", skip=1, **LINE, **refusal)
    advice = remit(world, ("PART-A", 100), ("PART-B", 100))
    assert quarantined(advice) == "nav_refused", why(advice)
    assert paid(world) == [(first, Decimal(100))]
    return advice, first, second


SWAP = (("PART-A", "PART-X"), ("PART-B", "PART-A"), ("PART-X", "PART-B"))


def test_an_edit_that_moves_a_booked_payment_to_another_place_pays_nothing_twice(own_batch: World) -> None:
    advice, first, second = booked_in_part(own_batch)
    correct(advice, *SWAP)
    own_batch.process()
    assert quarantined(advice) == "content_invalid", why(advice)
    assert f"Payment of 100.00 for {first} (payment line 1) was booked" in advice.last_error
    assert paid(own_batch) == [(first, Decimal(100))]
    correct(advice, *SWAP)  # and back again
    own_batch.process()
    assert status(advice) == "linked", why(advice)
    assert paid(own_batch) == sorted([(first, Decimal(100)), (second, Decimal(100))])
    assert own_batch.booked()["payment_lines"] == 2


def test_an_edit_after_all_lines_were_booked_is_compared_with_them(own_batch: World) -> None:
    first, second = posted_invoice(own_batch, "WHOLE-A"), posted_invoice(own_batch, "WHOLE-B")
    own_batch.change(post_payments=True)
    refusal: dict[str, Any] = {"status": 400, "code": "Application_DialogException", "message": "no"}
    own_batch.sandbox.fault("status_before", system="nav", method="POST", path="journals.*post$", **refusal)
    advice = remit(own_batch, ("WHOLE-A", 100), ("WHOLE-B", 100))
    assert quarantined(advice) == "nav_refused", why(advice)
    correct(advice, *((old.replace("PART", "WHOLE"), new.replace("PART", "WHOLE")) for old, new in SWAP))
    own_batch.process()
    assert quarantined(advice) == "content_invalid", why(advice)
    assert paid(own_batch) == sorted([(first, Decimal(100)), (second, Decimal(100))])
    assert own_batch.booked().get("payments", 0) == 0


# -- 7: two advices in two workers


def test_two_workers_that_map_at_the_same_time_do_not_pay_one_invoice_twice(own_batch: World) -> None:
    invoice = posted_invoice(own_batch, "RACE-A")
    first = remit(own_batch, ("RACE-A", 100), work=False)
    second = remit(own_batch, ("RACE-A", 100), work=False)
    with work_until(first, "after move mapped") as child:
        assert "after move mapped" in child.heard()  # it is about to send
        own_batch.process()
        assert status(second) in {"received", "parsed"}, why(second)
        assert "is being worked on by another document" in second.last_error
        child.go()
        assert child.end().code == 0
    own_batch.process()
    assert status(first) == "linked", why(first)
    assert quarantined(second) == "amount_differs", why(second)
    assert paid(own_batch) == [(invoice, Decimal(100))]
    assert own_batch.booked()["payment_lines"] == 1


def test_an_advice_that_gets_in_between_two_lines_of_another_is_not_paid_beside_it(
    own_batch: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The batch is free for a moment after each line. A worker that stands still in that moment maps anew."""
    numbers = [posted_invoice(own_batch, "GAP-A"), posted_invoice(own_batch, "GAP-B")]
    first = remit(own_batch, ("GAP-A", 100), ("GAP-B", 100), work=False)
    second = remit(own_batch, ("GAP-B", 100), work=False)
    sent: list[str] = []
    send = series.send

    def stand_still(document: Document, effect: Effect) -> SendAttempt:
        if effect.target == "line:2" and not sent:
            sent.append(effect.target)
            other = Document.objects.get(pk=second.pk)
            assert claims.claim(other)
            processing.process(other)
            claims.release(other)
        return send(document, effect)

    monkeypatch.setattr(series, "send", stand_still)
    own_batch.process()
    own_batch.process()
    assert sent
    assert paid(own_batch) == sorted((number, Decimal(100)) for number in numbers)
    assert own_batch.booked()["payment_lines"] == 2
    codes = sorted((status(row), quarantined(row)) for row in (first, second))
    assert codes == [("linked", ""), ("quarantined", "amount_differs")], (why(first), why(second))


# -- 10: what is booked again


def undo_payment(world: World, advice: Document) -> str:
    """Somebody reverses a posted payment in NAV: its entries go, the invoice is open again. Returns its target."""
    attempt = advice.attempts.get(kind=PaymentLineEffect.kind)
    number = attempt.intent["applies_to"]
    world.sandbox.put("purchaseInvoices", number, {"status": "Open"})
    return str(attempt.target)


def test_a_payment_that_is_booked_again_is_posted_again(own_batch: World) -> None:
    own_batch.change(post_payments=True)
    posted_invoice(own_batch, "AGAIN-A", 60)
    advice = remit(own_batch, ("AGAIN-A", 60))
    assert status(advice) == "linked", why(advice)
    assert own_batch.booked()["payments"] == 1
    target = undo_payment(own_batch, advice)
    replay.book_again(advice, target=target, actor="manager", reason="reversed in NAV")
    own_batch.process()
    assert status(advice) == "linked", why(advice)
    assert lines_of(own_batch) == []
    assert own_batch.booked()["payments"] == 2
    assert list(advice.attempts.order_by("id").values_list("target", "verdict")) == [
        ("line:1", "done"),
        ("posting", "done"),
        ("line:1#2", "done"),
        ("posting#2", "done"),
    ]


def test_a_posting_alone_is_not_booked_again(own_batch: World) -> None:
    own_batch.change(post_payments=True)
    posted_invoice(own_batch, "AGAIN-B", 60)
    advice = remit(own_batch, ("AGAIN-B", 60))
    events = advice.events.count()
    with pytest.raises(replay.Refused, match="line"):
        replay.book_again(advice, target="posting", actor="manager", reason="reversed in NAV")
    assert (status(advice), advice.approvals, advice.events.count()) == ("linked", [], events)
    assert own_batch.booked()["payments"] == 1


def test_what_was_booked_again_is_not_booked_again_by_the_same_form(world: World) -> None:
    order = world.order(10)
    notice = world.deliver("856", order_number=order, lines=[{"line_number": "10000", "quantity": 2}])
    target = f"order:{order}"
    replay.book_again(notice, target=target, actor="manager", reason="undone in NAV")
    with pytest.raises(replay.Refused, match="still being worked on"):
        replay.book_again(notice, target=target, actor="manager", reason="undone in NAV")
    world.process()
    with pytest.raises(replay.Refused, match="booked again already"):
        replay.book_again(notice, target=target, actor="manager", reason="undone in NAV")
    world.process()
    assert status(notice) == "linked", why(notice)
    assert world.booked()["receipts"] == len(world.receipts(order)) == 2
    assert world.received(order) == [Decimal(4)]


# -- 12: what a person answered as done


def stopped_by_a_fault_of_ours(
    world: World, monkeypatch: pytest.MonkeyPatch, effect: type[Effect], *delivery: Any, **options: Any
) -> Document:
    """A document whose call was made and answered, and that a fault of ours stopped before anybody looked."""
    with monkeypatch.context() as broken:
        broken.setattr(effect, "verify", lambda self, attempt: 1 / 0)
        document = world.deliver(*delivery, **options)
    assert quarantined(document) == "unexpected", why(document)
    assert document.attempts.get().verdict == Verdict.UNKNOWN
    assert not document.links.exists()
    return document


def test_a_payment_that_a_person_answered_as_done_counts_as_paid(
    own_batch: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = posted_invoice(own_batch, "ANSWERED-A")
    payments: list[JsonObject] = [{"number": "ANSWERED-A", "amount": "100"}]
    options: dict[str, Any] = {"vendor_number": "V10000", "payments": payments}
    advice = stopped_by_a_fault_of_ours(own_batch, monkeypatch, PaymentLineEffect, "820", **options)
    assert paid(own_batch) == [(invoice, Decimal(100))]
    other = remit(own_batch, ("ANSWERED-A", 100))
    assert status(other) == "parsed", why(other)  # while that is in doubt nobody else works on the batch
    replay.answer_outcome(advice.attempts.get(), done=True, actor="manager", reason="it is in the journal")
    own_batch.process()
    assert status(advice) == "linked", why(advice)
    assert advice.links.get(kind="payment_line").amount == Decimal(100)
    own_batch.process()
    assert quarantined(other) == "amount_differs", why(other)
    assert paid(own_batch) == [(invoice, Decimal(100))]


def test_a_receipt_that_a_person_answered_as_done_is_known_as_ours(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.order(10)
    options: dict[str, Any] = {"order_number": order, "lines": [{"line_number": "10000", "quantity": 4}]}
    notice = stopped_by_a_fault_of_ours(world, monkeypatch, ReceiptOnOrder, "856", **options)
    [receipt] = world.receipts(order)
    replay.answer_outcome(notice.attempts.get(), done=True, actor="manager", reason="the receipt is there")
    world.process()
    assert status(notice) == "linked", why(notice)
    assert notice.links.get(kind="receipt").number == receipt["number"]
    equal = world.deliver("856", **options)
    assert status(equal) == "linked", why(equal)
    assert world.received(order) == [Decimal(8)]
    assert world.booked()["receipts"] == 2
