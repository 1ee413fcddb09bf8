"""Each button of a document: found in its page, pressed, and what came of it; and not there for whom it is not."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django_q.models import OrmQ

from audit.models import Document, SendAttempt
from navcleo.admin import actions
from tests.factories import DocumentFactory, QuarantineFactory, SendAttemptFactory
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import Page, visit

pytestmark = pytest.mark.django_db
COVERS = ["navcleo.admin.access"]


def page_url(document: Document) -> str:
    return reverse("admin:audit_document_change", args=[document.pk])


def act_url(document: Document, name: str) -> str:
    return reverse("admin:audit_document_act", args=[document.pk, name])


def stopped(code: str = "item_unknown", **fields: Any) -> Document:
    return QuarantineFactory(code=code, document=DocumentFactory(status="quarantined", **fields)).document


def rejected() -> Document:
    document = DocumentFactory(outbound=True, status="linked", acknowledgment="rejected")
    QuarantineFactory(code="rejected_by_partner", document=document)
    return document


def in_doubt(**fields: Any) -> Document:
    document = stopped("outcome_unknown", **fields)
    SendAttemptFactory(document=document, verdict="unknown")
    return document


def refusable() -> Document:
    document = stopped("amount_differs", kind="810", number="INV-1")
    document.partner.wants_824 = True
    document.partner.save()
    return document


def booked() -> Document:
    document = DocumentFactory(status="linked")
    SendAttemptFactory(document=document, verdict="done", target="PO1001")
    return document


def waiting() -> Document:
    return DocumentFactory(waiting_for="retry", last_error="NAV does not answer")


# button -> (group, document, text on the button, what is typed, what must be true after)
CASES: dict[str, tuple[str, Callable[[], Document], str, dict[str, str], Callable[[Document], bool]]] = {
    "replay": ("clerk", stopped, "Replay", {"reason": "mapped"}, lambda d: d.status == "received"),
    "approve": (
        "manager",
        lambda: stopped("amount_differs"),
        "Approve",
        {"reason": "agreed by phone"},
        lambda d: d.status == "received" and d.approvals[0]["code"] == "amount_differs",
    ),
    "release": (
        "clerk",
        lambda: stopped("held_for_receipt"),
        "Release and receive",
        {},
        lambda d: d.status == "received" and d.approvals[0]["code"] == "held_for_receipt",
    ),
    "discard": ("clerk", stopped, "Discard", {"reason": "by hand"}, lambda d: d.status == "discarded"),
    "refuse": (
        "clerk",
        refusable,
        "Refuse and tell the partner",
        {"reason": "the price is not the agreed one"},
        lambda d: d.status == "discarded" and d.answered_by.get().kind == "824",
    ),
    "send_anew": (
        "manager",
        rejected,
        "Send anew",
        {"reason": "partner mended it"},
        lambda d: d.answered_by.get().direction == "outbound",
    ),
    "take": (
        "clerk",
        stopped,
        "Take",
        {},
        lambda d: d.quarantines.get().assigned_to.get_username() == "clerk",
    ),
    "hurry": ("clerk", waiting, "Try now", {}, lambda d: d.not_before is not None),
    "book_again": (
        "manager",
        booked,
        "Book again",
        {"reason": "receipt was undone in NAV", "target": "PO1001"},
        lambda d: d.status == "received" and d.approvals[0]["code"] == "again:PO1001",
    ),
    "answer": (
        "manager",
        in_doubt,
        "It was done",
        {"reason": "receipt 107001 is there"},
        lambda d: d.attempts.get().verdict == "done" and d.status == "received",
    ),
}


def test_every_button_has_its_case() -> None:
    assert set(CASES) == set(actions.ACTIONS)


@pytest.mark.parametrize("name", CASES)
def test_a_button_is_on_the_page_and_does_what_it_says(name: str, log_in: LogIn) -> None:
    group, make, label, typed, holds = CASES[name]
    document = make()
    after = visit(log_in(group), page_url(document)).press(label, to=act_url(document, name), **typed)
    document.refresh_from_db()
    assert after.status == 200
    assert "errornote" not in after.html
    assert holds(document), after.text
    if typed:
        assert document.events.filter(actor=group, text__contains=typed["reason"]).exists()


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("group", ["owner", ""])
def test_owners_and_strangers_may_press_none_of_them(name: str, group: str, log_in: LogIn) -> None:
    _, make, _, typed, holds = CASES[name]
    document = make()
    answer = log_in(group).post(act_url(document, name), {"outcome": "done", **typed})
    document.refresh_from_db()
    assert answer.status_code == 403
    assert name == "hurry" or not _holds(holds, document)


def _holds(holds: Callable[[Document], bool], document: Document) -> bool:
    try:
        return holds(document)
    except (AttributeError, IndexError, Document.DoesNotExist):
        return False


@pytest.mark.parametrize("name", ["approve", "send_anew", "book_again"])
def test_what_is_for_managers_is_neither_shown_to_clerks_nor_done_for_them(name: str, log_in: LogIn) -> None:
    _, make, label, typed, _ = CASES[name]
    document, client = make(), log_in("clerk")
    assert label not in visit(client, page_url(document)).button_texts
    assert client.post(act_url(document, name), typed).status_code == 403


@pytest.mark.parametrize("name", [name for name, action in actions.ACTIONS.items() if action.needs_reason])
def test_without_a_reason_nothing_is_done(name: str, log_in: LogIn) -> None:
    _, make, _, typed, holds = CASES[name]
    document = make()
    data = {**typed, "reason": "   ", "outcome": "done"}
    attempt = document.attempts.first()
    answer = log_in("manager").post(
        act_url(document, name), {**data, "attempt": attempt.pk if attempt else ""}, follow=True
    )
    document.refresh_from_db()
    assert "A reason is needed" in answer.content.decode()
    assert not _holds(holds, document)


@pytest.mark.parametrize("name", CASES)
def test_a_link_does_nothing(name: str, log_in: LogIn) -> None:
    document = CASES[name][1]()
    assert log_in("manager").get(act_url(document, name)).status_code == 405


def test_replay_wakes_the_worker(log_in: LogIn) -> None:
    document = stopped()
    visit(log_in("clerk"), page_url(document)).press("Replay", to="replay", reason="mapped")
    assert OrmQ.objects.count() == 1


def test_answering_not_done_lets_it_be_sent_again(log_in: LogIn) -> None:
    document = in_doubt()
    visit(log_in("manager"), page_url(document)).press("It was not done", reason="nothing is there")
    assert SendAttempt.objects.get().verdict == "refused"
    document.refresh_from_db()
    assert document.status == "received"


@pytest.mark.parametrize(
    ("amount", "may"), [("1000.00", True), ("1000.01", False), ("-1000.01", False), (None, False)]
)
def test_clerks_answer_up_to_the_limit_only(amount: str | None, may: bool, log_in: LogIn) -> None:
    document = in_doubt(amount=Decimal(amount) if amount else None)
    client = log_in("clerk")
    page = visit(client, page_url(document))
    data = {"attempt": document.attempts.get().pk, "outcome": "done", "reason": "it is there"}
    status = client.post(act_url(document, "answer"), data).status_code
    assert ("It was done" in page.button_texts, status) == (may, 302 if may else 403)


@pytest.mark.parametrize(("amount", "may"), [("1000.00", True), ("1000.01", False), (None, True)])
def test_clerks_discard_up_to_the_limit_only(amount: str | None, may: bool, log_in: LogIn) -> None:
    document = stopped(amount=Decimal(amount) if amount else None)
    client = log_in("clerk")
    page = visit(client, page_url(document))
    status = client.post(act_url(document, "discard"), {"reason": "by hand"}).status_code
    assert ("Discard" in page.button_texts, status) == (may, 302 if may else 403)


def test_a_document_in_doubt_can_be_neither_replayed_nor_discarded(log_in: LogIn) -> None:
    document, client = in_doubt(), log_in("manager")
    page = visit(client, page_url(document))
    assert not {"Replay", "Discard"} & set(page.button_texts)
    for name in ("replay", "discard"):
        client.post(act_url(document, name), {"reason": "try"})
    document.refresh_from_db()
    assert document.status == "quarantined"


def test_a_booked_document_that_is_flagged_is_settled_and_stays_booked(log_in: LogIn) -> None:
    document = rejected()
    after: Page = visit(log_in("manager"), page_url(document)).press(
        "Settle", reason="cleared with the partner"
    )
    document.refresh_from_db()
    assert document.status == "linked"
    assert not document.quarantines.filter(closed_at__isnull=True).exists()
    assert after.status == 200


def test_a_refusal_is_shown_as_its_sentence(log_in: LogIn) -> None:
    document = booked()
    answer = log_in("manager").post(act_url(document, "replay"), {"reason": "again"}, follow=True)
    assert "does not apply any more" in answer.content.decode()


def test_an_unknown_action_is_not_found(log_in: LogIn) -> None:
    assert log_in("manager").post(act_url(booked(), "explode"), {"reason": "x"}).status_code == 404
